"""Conversations in the browser: apart in two tabs, called, found, forgotten, and temporary ones that keep nothing."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import SECONDS
from tests.e2e.test_browser import CONTRAST
from tests.e2e.test_browser_talk import LONG, say
from tests.standins.markup import HOSTILE
from tests.standins.ollama import Ollama
from tests.standins.stack import Stack, until

READ = (
    "#attach",
    "#where > button",
    "#where bdi",
    "#where .change",
    "#threads .new",
    "#threads input",
    "#threads bdi",
    "#threads .soft",
    "#threads .more",
)


@pytest.fixture
def page(context: BrowserContext, stack: Stack, model: Ollama) -> Iterator[Page]:
    """A signed-in page; it fails the test if it asks anybody else for anything."""
    model.saying, model.delay_seconds = "wave " * 2000, 0.02
    made, elsewhere = context.new_page(), []
    made.on(
        "request", lambda request: elsewhere.append(request.url) if not request.url.startswith((url(stack), "data:", "blob:")) else None
    )
    made.goto(url(stack))
    if "/login" in made.url:
        made.fill("#token", stack.token)
        made.click("button")
    made.wait_for_selector("#chat li")
    yield made
    made.close()
    until(lambda: not model.at_work, what="the model rests")
    assert elsewhere == []


def url(stack: Stack, path: str = "") -> str:
    return f"http://127.0.0.1:{stack.ports['ui']}{path}"


def begin(page: Page, name: str) -> str:
    """Begin a conversation by the list beside the talk; return its id."""
    page.locator("#where > button").click()
    page.locator("#threads").get_by_role("link", name=name, exact=True).click()
    page.wait_for_url(re.compile(r"\?c="))
    page.wait_for_selector("#chat li")
    return page.url.rpartition("=")[2]


def answered(page: Page, text: str) -> None:
    expect(page.locator("#chat .answer").last).to_contain_text(text, timeout=SECONDS)


def thread(stack: Stack, name: str) -> list[str]:
    return [one["text"] for one in stack.call("GET", "messages", params={"thread": name}).json()["messages"]]


def test_two_tabs_talk_in_two_conversations_and_nothing_of_one_is_in_the_other(page: Page, context: BrowserContext, stack: Stack) -> None:
    sea = begin(page, "New conversation")
    say(page, LONG)
    expect(page.locator("#chat .coming")).to_contain_text("wave wave", timeout=SECONDS)
    beside = context.new_page()
    beside.goto(url(stack))
    beside.wait_for_selector("#chat li")
    sums = begin(beside, "New conversation")

    say(beside, "Remember that the oars are in the boathouse")
    answered(beside, "I'll remember: “the oars are in the boathouse”")
    expect(beside.locator("#where bdi")).to_have_text("Remember that the oars are in the boathouse", timeout=SECONDS)
    expect(page.locator("#chat .coming")).to_contain_text("wave wave")
    say(page, "Undo that")  # It waits for the answer before, and is about nothing of the other's.
    page.keyboard.press("Escape")

    answered(page, "nothing")
    assert thread(stack, sums) == ["Remember that the oars are in the boathouse", "I'll remember: “the oars are in the boathouse”"]
    assert [text.split()[0] for text in thread(stack, sea)][:3] == ["Write", "wave", "Undo"]
    expect(beside.locator("#chat")).not_to_contain_text("wave")
    expect(page.locator("#chat")).not_to_contain_text("oars")
    beside.reload()
    answered(beside, "the oars")
    beside.goto(url(stack))
    expect(beside.locator("#where bdi")).to_have_text("Main conversation", timeout=SECONDS)
    expect(beside.locator("#chat")).not_to_contain_text("oars")
    beside.go_back()
    answered(beside, "the oars")
    beside.close()


def test_what_was_written_and_not_sent_stays_in_its_own_conversation(page: Page, stack: Stack) -> None:
    begin(page, "New conversation")
    one = page.url
    page.fill("#message textarea", "half a sentence")
    begin(page, "New conversation")
    expect(page.locator("#message textarea")).to_have_value("")

    page.goto(one)

    expect(page.locator("#message textarea")).to_have_value("half a sentence", timeout=SECONDS)


def test_a_conversation_is_called_found_by_its_words_and_forgotten(page: Page, context: BrowserContext, stack: Stack) -> None:
    name = begin(page, "New conversation")
    say(page, "Remember that the jib is <i>torn</i>")
    answered(page, "the jib is <i>torn</i>")
    title = " ".join(text for text in HOSTILE if text.isprintable())[:150] + " Mending & sails"
    page.locator("#where .change").click()
    page.evaluate("window.hurt = 0")
    page.fill("#title", title)
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("#chat li")
    begin(page, "New conversation")
    page.locator("#where > button").click()

    page.fill("#threads input", "torn jib")
    found = page.locator(f"#threads a[href='/?c={name}']")
    expect(found.locator("mark")).to_have_text(["jib", "torn"], timeout=SECONDS)
    expect(page.locator("#threads li")).to_have_count(1)
    expect(page.locator("#threads").locator("script, img, svg, iframe, [onerror], [onload]")).to_have_count(0)
    assert page.evaluate("window.hurt") in (0, None)
    page.keyboard.press("Escape")
    open_elsewhere = context.new_page()
    open_elsewhere.goto(url(stack, f"/?c={name}"))
    answered(open_elsewhere, "the jib")
    page.goto(url(stack, f"/conversations/{name}"))
    page.locator("summary", has_text="Forget this conversation").click()
    page.get_by_role("button", name="Forget for good").click()

    expect(page.get_by_role("status")).to_contain_text("Forgotten: 1 title, 2 things said")
    expect(page.get_by_role("status")).to_contain_text("nothing of it is left")
    expect(open_elsewhere.locator("#chat")).not_to_contain_text("jib", timeout=SECONDS)
    open_elsewhere.close()
    assert thread(stack, name) == []
    assert any("jib" in note["text"] for note in stack.call("GET", "notes").json()["notes"])
    assert page.goto(url(stack, f"/conversations/{name}")).status == 404  # type: ignore[union-attr]


def test_a_temporary_conversation_keeps_nothing_and_says_so(page: Page, stack: Stack) -> None:
    name = begin(page, "Temporary")
    expect(page.locator("#chat .about")).to_contain_text("kept nowhere", timeout=SECONDS)
    expect(page.locator("#where bdi")).to_have_text("Temporary: nothing is kept")
    say(page, "my locker is 2149")
    answered(page, "Nothing is kept in this conversation")
    say(page, "21 * 2")
    answered(page, "42")
    say(page, "times 2")
    answered(page, "84")
    page.reload()
    answered(page, "84")

    assert [one for one in stack.call("GET", "threads").json()["threads"] if one["id"] == name] == []
    for path, params in (("messages", {}), ("notes", {}), ("search", {"q": "2149"}), ("threads", {"q": "2149"})):
        assert "2149" not in stack.call("GET", path, params=params).text.replace('"instead"', "")
    assert "21 * 2" not in stack.call("GET", "export", headers={"Accept": "application/json"}).text
    page.get_by_role("button", name="End it").click()

    expect(page.get_by_role("status")).to_contain_text("Forgotten: 6 things said")
    page.goto(url(stack, f"/?c={name}"))
    expect(page.locator("#chat .welcome")).to_be_visible(timeout=SECONDS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_small_phone_the_list_fits_and_can_be_read(page: Page, stack: Stack, scheme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme)
    stack.call("POST", "messages", json={"text": "Remember that " + "unbroken" * 30, "thread": f"phone{scheme}01"})
    page.goto(url(stack, f"/?c=phone{scheme}01"))
    page.wait_for_selector("#where .change:visible")
    page.locator("#where > button").click()
    page.wait_for_selector("#beside.open #threads .more")

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelector('#beside').scrollWidth <= 360")
    contrasts = {selector: page.evaluate(CONTRAST, selector) for selector in READ}
    assert {selector: contrast for selector, contrast in contrasts.items() if contrast < 4.5} == {}
    page.keyboard.press("Escape")
    expect(page.locator("#where > button")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#threads input")).not_to_be_visible()


DROPPED = """([name, text]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"]) document.querySelector("#message").dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
}"""
CHAT = "3.2.2024 klo 9.15 - Anna: tuo mela\n3.2.2024 klo 9.16 - Matti: tuon\n4.2.2024 klo 10.00 - Anna: kiitos\n"


def drop(page: Page, name: str, text: str) -> None:
    page.evaluate(DROPPED, [name, text])


def test_an_export_that_is_dropped_on_the_talk_is_brought_in_past_gradio_and_told_there(page: Page, stack: Stack) -> None:
    begin(page, "New conversation")
    say(page, "Remember that the paddle is Anna's")
    answered(page, "the paddle is Anna's")
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    name = 'WhatsApp Chat with <img src=x onerror="window.hurt=1"> & $& melojat'
    page.evaluate("window.hurt = 0")

    drop(page, f"{name}.txt", CHAT)

    card = page.locator("#chat .file")
    expect(card).to_contain_text("done: 3 new", timeout=SECONDS)
    expect(card).to_contain_text(name.removeprefix("WhatsApp Chat with "))
    assert page.evaluate("window.hurt") == 0
    expect(card.locator("img")).to_have_count(0)
    assert [one for one in posted if "/imports?" in one]
    assert not [one for one in posted if "/gradio_api/upload" in one]
    say(page, "6 * 7")
    answered(page, "42")
    kinds = page.locator("#chat ol > li").evaluate_all("rows => rows.map(row => row.className)")
    assert kinds.index("bot-row file") < kinds.index("user-row", 2)  # What is said later stands below it.
    page.reload()
    expect(card).to_contain_text("done: 3 new", timeout=SECONDS)
    page.once("dialog", lambda asked: asked.accept())
    card.get_by_role("button", name="Undo").click()
    expect(card).to_contain_text("undone", timeout=SECONDS)
    page.set_input_files("#compose input[type=file]", {"name": "_chat.txt", "mimeType": "text/plain", "buffer": CHAT.encode()})
    expect(card.last).to_contain_text("done: 3 new", timeout=SECONDS)
    card.last.get_by_role("link", name="Look at the chats").click()
    expect(page.locator("main")).to_contain_text("tuo mela")


def test_what_became_of_a_dropped_file_is_in_sight_on_a_phone(page: Page, stack: Stack) -> None:
    page.set_viewport_size({"width": 360, "height": 560})
    begin(page, "New conversation")
    for number in range(4):
        say(page, f"{number} * 7")
        answered(page, str(7 * number))

    drop(page, "_chat.txt", CHAT)

    card = page.locator("#chat .file")
    expect(card).to_contain_text("done: ", timeout=SECONDS)
    expect(card.get_by_role("link", name="Look at the chats")).to_be_in_viewport(ratio=1)


def test_of_what_is_no_export_it_is_said_what_can_be_done(page: Page, stack: Stack) -> None:
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if "/imports" in request.url else None)
    begin(page, "New conversation")
    drop(page, "<b>holiday</b> $& {}.jpg", "no picture")
    expect(page.locator("#chat .file")).to_contain_text("<b>holiday</b> $& {}.jpg⁩” is kept nowhere and was not sent", timeout=SECONDS)
    assert posted == []

    drop(page, "shopping.txt", "milk and bread")
    expect(page.locator("#chat .file").last).to_contain_text("not imported", timeout=SECONDS)
    expect(page.locator("#chat .file").last).to_contain_text("no importer knows this file")
    expect(page.locator("#chat .file").last).to_contain_text("paste them here")
    drop(page, "empty.ics", "")
    expect(page.locator("#chat .file").last).to_contain_text(
        "was not brought in. The request can't be understood: the file is empty", timeout=SECONDS
    )
    expect(page.locator("#chat .file").last.get_by_role("button", name="Try again")).to_be_visible()

    begin(page, "Temporary")
    posted.clear()
    drop(page, "_chat.txt", CHAT)
    expect(page.locator("#chat .file")).to_contain_text("nothing is kept in a temporary conversation", timeout=SECONDS)
    assert posted == []


def test_a_chosen_theme_leaves_one_in_the_conversation(page: Page, context: BrowserContext, stack: Stack) -> None:
    context.add_cookies([{"name": "sihteeri_theme", "value": "light", "url": url(stack)}])
    page.goto(url(stack, "/?c=themes0001"))
    expect(page.locator("#where bdi")).to_have_text("New conversation", timeout=SECONDS)

    assert page.url == url(stack, "/?c=themes0001")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"
    context.clear_cookies(name="sihteeri_theme")


@pytest.mark.parametrize("name", ["short", "UPPER0001", "~", "boats 0001", "boats0001\n", "<b>boats</b>", "b" * 65, 7, None, ["boats0001"]])
def test_what_is_no_id_of_a_conversation_is_refused(stack: Stack, name: object) -> None:
    said = stack.call("POST", "messages", json={"text": "2 + 2", "thread": name})
    assert (said.status_code, "thread" in said.text) == (422, True)
    if isinstance(name, str):
        assert stack.call("GET", "messages", params={"thread": name}).status_code == 422


def test_a_stop_may_name_its_answer_and_need_not(stack: Stack) -> None:
    for body in ({}, {"json": {}}, {"json": {"id": "nothing"}}):
        answer = stack.call("POST", "messages/stop", **body)
        assert (answer.status_code, answer.json()) == (200, {"stopped": False})
