"""Reminders that come due: on whichever page is open, as notifications, and by Web Push with all pages closed."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from tests.standins.markup import HOSTILE
from tests.standins.push import Browser, Push, claims
from tests.standins.stack import Stack, until


@pytest.fixture(scope="module")
def push() -> Iterator[Push]:
    made = Push()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def stack(push: Push, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A product of this file's own."""
    made = Stack(tmp_path_factory.mktemp("due") / "home", environment=push.environment(), ui=True)
    try:
        yield made.start()
    finally:
        made.stop()


@pytest.fixture
def page(context: BrowserContext, stack: Stack) -> Iterator[Page]:
    """A signed-in page; it fails the test if it asks anybody else for anything."""
    made, url, elsewhere = context.new_page(), f"http://127.0.0.1:{stack.ports['ui']}", []
    made.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith((url, "data:", "blob:")) else None)
    made.goto(f"{url}/kept")
    if "/login" in made.url:
        made.fill("#token", stack.token)
        made.click("button")
        made.goto(f"{url}/kept")
    yield made
    made.close()
    assert elsewhere == []


class Caller:
    """Somebody who calls the gateway."""

    def __init__(self, stack: Stack, **by: str) -> None:
        made = requests.post(f"{stack.url}/api/v1/sessions", json=by, timeout=20)
        assert made.status_code == 201, made.text
        self._stack, self._headers = stack, {"Authorization": f"Bearer {made.json()['token']}"}

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        return requests.request(method, f"{self._stack.url}/api/v1/{path}", headers=self._headers, timeout=20, **options)

    def due(self, text: str, **fields: str) -> str:
        """Have something come due, and return its id."""
        at = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
        return str(self.call("POST", "reminders", json={"text": text, "due_at": at, **fields}).json()["id"])

    def reminder(self, name: str) -> dict[str, Any]:
        return self.call("GET", f"reminders/{name}").json()  # type: ignore[no-any-return]

    def reached(self, browser: Browser, content: str = "words") -> requests.Response:
        return self.call("PUT", "pushes/this", json=browser.subscription(content))

    def devices(self) -> list[str]:
        return [one["push"] for one in self.call("GET", "sessions").json()["sessions"] if one["this"]]

    def left(self, reminder: str) -> list[dict[str, Any]]:
        """Return what left because of a reminder, with its body."""
        entries = [one for one in self.call("GET", "egress").json()["entries"] if one["cause"] == reminder]
        return [self.call("GET", f"egress/{one['id']}").json() for one in entries]


@pytest.fixture
def anna(stack: Stack) -> Caller:
    return invited(stack, "Anna")


def invited(stack: Stack, name: str) -> Caller:
    return Caller(stack, link=stack.call("POST", "accounts", json={"name": name}).json()["code"])


def test_a_due_reminder_shows_on_any_page_and_is_done_in_every_tab(page: Page, context: BrowserContext, stack: Stack) -> None:
    owner, other = Caller(stack, secret=stack.token), context.new_page()
    other.goto(page.url.replace("/kept", "/people"))

    name = owner.due("water the blue orchid")

    for tab in (page, other):
        expect(tab.locator("#due article")).to_contain_text("water the blue orchid")
        assert tab.title().startswith("(1) ")
    page.locator("#due").get_by_role("button", name="Done").click()
    expect(page.locator("#due .told")).to_contain_text("Done: “water the blue orchid”.")
    expect(other.locator("#due article")).to_have_count(0)
    assert not other.title().startswith("(")
    assert owner.reminder(name)["state"] == "cancelled"

    page.locator("#due").get_by_role("button", name="Undo").click()
    expect(other.locator("#due article")).to_be_visible()
    other.close()
    page.goto(page.url.replace("/kept", "/today"))
    page.locator(".rang", has_text="blue orchid").get_by_role("button", name="Done").click()
    assert owner.reminder(name)["state"] == "cancelled"


def test_what_an_open_page_asks_by_itself_is_on_record_once(page: Page, stack: Stack) -> None:
    owner = Caller(stack, secret=stack.token)

    def looks() -> list[str]:
        return [one["action"] for one in owner.call("GET", "audit", params={"limit": 500}).json()["entries"] if "ringing" in one["action"]]

    with page.expect_response("**/due"):
        page.reload()
    before = looks()
    for _ in range(3):
        with page.expect_response("**/due?again=1") as answer:
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert answer.value.ok

    assert looks() == before


@pytest.mark.parametrize("path", ["/", "/people"])
def test_who_is_signed_out_elsewhere_sees_no_more_of_an_open_page(page: Page, stack: Stack, path: str) -> None:
    with page.expect_response("**/due"):
        page.goto(page.url.replace("/kept", path))

    stack.call("DELETE", "sessions")

    page.wait_for_url("**/login", timeout=30_000)
    expect(page.locator("#token")).to_be_visible()
    kept = page.url.replace("/login", "/kept")
    until(lambda: page.request.get(kept, headers={"Accept": "text/html"}).url.endswith("/login"), what="every page knows it")


def test_a_series_is_put_off_to_a_time_that_is_picked_and_goes_on(page: Page, stack: Stack) -> None:
    owner, wall = Caller(stack, secret=stack.token), datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat()
    name = owner.due("feed the grey cat", rule="FREQ=DAILY", wall=wall, zone="UTC")
    card = page.locator("#due article", has_text="grey cat")
    expect(card).to_be_visible()
    coming = owner.reminder(name)["due_at"]

    card.get_by_text("Pick a time").click()
    card.locator("[name=at]").fill("2030-01-02T17:30")
    card.get_by_role("button", name="Put off", exact=True).click()

    expect(page.locator("#due .told")).to_contain_text("comes again Wed 2 Jan 2030 17:30")
    expect(card).to_have_count(0)
    once = next(one for one in owner.call("GET", "reminders").json()["reminders"] if one["text"] == "feed the grey cat" and not one["rule"])
    assert (owner.reminder(name)["due_at"], once["due_at"]) == (coming, "2030-01-02T15:30:00+00:00")


def test_of_hostile_words_nothing_runs(page: Page, stack: Stack) -> None:
    owner = Caller(stack, secret=stack.token)
    page.evaluate("window.hurt = 0")

    name = owner.due("\n".join(text for text in HOSTILE if not {"\x00", "\x01"} & set(text))[:3000])

    expect(page.locator("#due article")).to_be_visible()
    expect(page.locator("#due").locator("script, img, svg, iframe, object, [onerror], [onload], [onclick]")).to_have_count(0)
    assert page.evaluate("window.hurt") in (0, None)
    owner.call("DELETE", f"reminders/{name}")
    expect(page.locator("#due article")).to_have_count(0)


def test_a_notification_is_shown_once_and_says_no_more_than_was_chosen(page: Page, context: BrowserContext, stack: Stack) -> None:
    owner = Caller(stack, secret=stack.token)
    context.grant_permissions(["notifications"])
    page.goto(page.url.replace("/kept", "/devices"))
    page.get_by_role("group", name="While a page is open").get_by_role("button", name="You have a reminder").click()
    pressed = page.get_by_role("group", name="While a page is open").locator("[aria-pressed=true]")
    expect(pressed).to_have_text("“You have a reminder”")
    shown = "navigator.serviceWorker.ready.then(one => one.getNotifications()).then(all => all.map(one => [one.title, one.body]))"
    context.new_cdp_session(page).send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    front = context.new_page()  # Something else is being looked at.
    front.bring_to_front()

    name = owner.due("meet the silver fox")

    until(lambda: page.evaluate(shown), what="the notification")
    assert page.evaluate(shown) == [["Reminder", "You have a reminder."]]
    front.close()
    owner.call("DELETE", f"reminders/{name}")


def test_what_is_pushed_is_on_record_encrypted_and_shown(
    page: Page, context: BrowserContext, stack: Stack, push: Push, anna: Caller
) -> None:
    browser = Browser(push)
    assert anna.reached(browser).status_code == 204

    name = anna.due("call the purple doctor")

    until(browser.shown, what="the notification")
    (request,), (entry,) = browser.requests(), until(lambda: [one for one in anna.left(name) if one["state"] == "sent"], what="the record")
    assert base64.urlsafe_b64decode(entry["body"] + "==") == request.body
    assert (entry["party"], entry["url"]) == ("push service", browser.subscription()["endpoint"])
    assert datetime.fromisoformat(entry["at"]).timestamp() <= request.at
    assert b"purple" not in request.body
    assert claims(request, anna.call("GET", "pushes/key").json()["key"])["sub"] == "mailto:owner@example.org"
    assert anna.call("GET", "egress/verification").json()["whole"]
    assert shown_by_the_worker(page, context, browser.read(request.body)) == [["Reminder", "call the purple doctor"]]


def shown_by_the_worker(page: Page, context: BrowserContext, values: dict[str, Any]) -> list[list[str]]:
    """Give the page's own worker what was read, as the browser's push service would."""
    context.grant_permissions(["notifications"])
    page.evaluate("navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)")
    devtools, versions = context.new_cdp_session(page), []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda told: versions.extend(told["registrations"]))
    devtools.send("ServiceWorker.enable")
    until(lambda: versions or page.wait_for_timeout(20), what="the worker")
    origin = page.evaluate("location.origin")
    pushed = {"origin": origin, "registrationId": versions[-1]["registrationId"], "data": json.dumps(values)}
    devtools.send("ServiceWorker.deliverPushMessage", pushed)
    told = "navigator.serviceWorker.ready.then(one => one.getNotifications()).then(all => all.map(one => [one.title, one.body, one.tag]))"
    return [one[:2] for one in until(lambda: [one for one in page.evaluate(told) if one[2] == values["tag"]], what="the notification")]


def test_a_browser_is_reached_from_when_its_person_says_so_until_they_say_no_more(
    page: Page, context: BrowserContext, stack: Stack, push: Push
) -> None:
    browser = Browser(push)
    endpoint, p256dh, auth, _ = browser.subscription().values()
    given = json.dumps({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}})
    context.grant_permissions(["notifications"])
    page.goto(page.url.replace("/kept", "/devices"))
    page.evaluate(f"PushManager.prototype.subscribe = async () => ({{ toJSON: () => ({given}) }})")  # The real one asks its maker.
    choices = page.get_by_role("group", name="While no page is open")

    choices.get_by_role("button", name="Nothing in it at all").click()

    expect(page.get_by_text("Notified while no page is open: Nothing in it at all")).to_be_visible()
    Caller(stack, secret=stack.token).due("the tidy drawer")
    until(browser.requests, what="the notification")
    assert browser.requests()[0].body == b""
    page.get_by_role("button", name="Notify it no more").click()
    expect(choices.locator("[aria-pressed=true]")).to_have_text("Off")


def test_of_two_people_each_hears_of_their_own_alone(stack: Stack, push: Push, anna: Caller) -> None:
    ben, hers, his = invited(stack, "Ben"), Browser(push), Browser(push)
    anna.reached(hers)
    ben.reached(his, "discreet")

    anna.due("the green apple")
    ben.due("the brown bear", language="fi")

    until(lambda: hers.shown() and his.shown(), what="both notifications")
    assert [one["body"] for one in hers.shown()] == ["the green apple"]
    assert [(one["title"], one["body"]) for one in his.shown()] == [("Muistutus", "Sinulla on muistutus.")]
    assert len({len(request.body) for one in (hers, his) for request in one.requests()}) == 1


@pytest.mark.parametrize("faults", [["429", "500"], ["accepted-then-drop"]])
def test_a_push_service_in_trouble_is_asked_again_and_the_browser_shows_one(faults: list[str], push: Push, anna: Caller) -> None:
    browser = Browser(push)
    anna.reached(browser)
    push.faults += faults

    name = anna.due("the patient turtle")

    until(lambda: [one for one in anna.left(name) if one["state"] == "sent"], what="the record is settled")
    requests = browser.requests()
    assert len(requests) == len(faults) + 1
    assert len({(one.body, one.headers["Topic"]) for one in requests}) == 1
    assert len(browser.shown()) == 1


def given_up(stack: Stack) -> list[str]:
    """Return how many notifications were put off until later, as the gateway tells."""
    lines = requests.get(f"{stack.url}/metrics", timeout=20).text.splitlines()
    return [line for line in lines if line.startswith('sihteeri_messages_handled_total{outcome="retried",topic="gateway.notify"}')]


def test_a_push_service_that_never_answers_holds_up_nobody_elses(stack: Stack, push: Push, anna: Caller) -> None:
    ben, hers, his = invited(stack, "Ben"), Browser(push), Browser(push)
    anna.reached(hers)
    ben.reached(his)
    ended = given_up(stack)
    push.faults.append("slow")
    name = anna.due("the slow snail")
    until(hers.requests, what="hers is being sent")

    ben.due("the quick fox")

    until(his.shown, what="his came")
    assert given_up(stack) == ended  # Hers is being sent still.
    assert [one["state"] for one in anna.left(name)] == ["recorded"]


def test_a_browser_that_the_push_service_does_not_know_is_asked_no_more(push: Push, anna: Caller) -> None:
    browser = Browser(push)
    anna.reached(browser)
    assert anna.devices() == ["words"]
    push.faults.append("410")

    name = anna.due("the lost sock")

    until(lambda: anna.devices() == [""], what="it is taken out")
    assert [one["state"] for one in anna.left(name)] == ["failed"]
    assert browser.shown() == []


def test_who_signed_out_or_said_no_more_is_not_reached(stack: Stack, push: Push, anna: Caller) -> None:
    ben, hers, his = invited(stack, "Ben"), Browser(push), Browser(push)
    anna.reached(hers)
    ben.reached(his)
    assert anna.call("DELETE", "pushes/this").status_code == 204
    link = ben.call("POST", "sessions/links").json()["code"]
    elsewhere = Caller(stack, link=link)
    assert ben.call("DELETE", "sessions/this").status_code == 204

    names = anna.due("the quiet owl"), elsewhere.due("the quiet mouse")

    until(lambda: all(one.reminder(name)["state"] == "fired" for one, name in zip((anna, elsewhere), names, strict=True)), what="both came")
    last = Browser(push)
    anna.reached(last, "empty")
    anna.due("the end")
    until(last.requests, what="a later one")
    assert last.requests()[0].body == b""
    assert (hers.requests(), his.requests()) == ([], [])


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:1/x", "https://127.0.0.1:8443/x", "file:///etc/passwd", "https://u:p@push.example/"]
)
def test_an_address_that_is_no_push_service_is_not_taken(endpoint: str, push: Push, anna: Caller) -> None:
    refused = anna.call("PUT", "pushes/this", json={**Browser(push).subscription(), "endpoint": endpoint})

    assert refused.status_code == 422
    assert refused.json()["detail"] == "this is no address of a push service"
    assert anna.devices() == [""]


def test_nothing_of_it_lies_in_clear(stack: Stack, push: Push, anna: Caller) -> None:
    browser = Browser(push)
    anna.reached(browser)
    anna.due("the hidden walrus")
    until(browser.shown, what="the notification")

    places = [path for path in (*stack.home.rglob("*"), *map(stack.log, stack.running)) if path.is_file()]
    assert places
    assert [path for path in places if re.search(b"walrus|" + browser.path.encode(), path.read_bytes())] == []
