"""Talking in the browser, while a model writes and while things fail."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import SECONDS
from tests.e2e.test_browser import CONTRAST
from tests.standins.markup import HOSTILE
from tests.standins.ollama import Ollama
from tests.standins.stack import Stack, until

READ = (
    ".user-row .bubble",
    ".answer .bubble",
    "#chat .foot",
    "#chat .foot button",
    "#chat .acts button",
    "#chat .card strong",
    "#chat .md a",
    "#chat .md .address",
    "#chat .code pre",
    "#chat .code button",
    "#chat th",
    "#stop",
    "#chat .day time",
)
LONG = "Write me a long poem about the sea"
MARKDOWN = """## Plan

See [the guide](https://outside.invalid/guide) and ![photo](https://outside.invalid/p.png), **soon**.

```python
def total(rows):
    for row in rows:
        yield row
```

| Day | Cost |
|-----|-----:|
| Mon | $5$ and $$6$$ |

<b>raw</b> <script>document.title = 1</script>
"""


@pytest.fixture
def page(context: BrowserContext, stack: Stack, model: Ollama) -> Iterator[Page]:
    """A signed-in page; it fails the test if it asks anybody else for anything."""
    model.saying, model.delay_seconds = "wave " * 400, 0.02
    model.stopped.clear()
    made, url, elsewhere = context.new_page(), f"http://127.0.0.1:{stack.ports['ui']}", []
    made.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith((url, "data:", "blob:")) else None)
    made.goto(url)
    if "/login" in made.url:
        made.fill("#token", stack.token)
        made.click("button")
    made.wait_for_selector("#message textarea")
    made.wait_for_selector("#chat li")
    yield made
    made.close()
    until(lambda: not model.at_work, what="the model rests")
    assert elsewhere == []


def say(page: Page, text: str) -> None:
    page.fill("#message textarea", text)
    page.keyboard.press("Enter")


def said(stack: Stack, text: str) -> int:
    """Return how often something was said."""
    return sum(message["text"] == text for message in stack.call("GET", "messages", params={"limit": 200}).json()["messages"])


def test_a_page_that_is_loaded_anew_shows_the_answer_coming_and_its_end(page: Page, model: Ollama) -> None:
    say(page, LONG)
    expect(page.locator("#chat .coming")).to_contain_text("wave wave", timeout=SECONDS)

    page.reload()

    expect(page.locator("#chat .coming")).to_contain_text("wave wave", timeout=SECONDS)
    expect(page.locator("#chat .user-row", has_text=LONG).last).to_be_visible()
    expect(page.locator("#stop")).to_be_visible()
    expect(page.locator("#chat .coming")).to_have_count(0, timeout=SECONDS)
    assert page.locator("#chat .bot-row").last.locator(".bubble").inner_text().count("wave") == 400
    assert model.stopped == []


def test_what_is_written_while_an_answer_comes_is_said_after_it(page: Page, stack: Stack) -> None:
    say(page, LONG)
    expect(page.locator("#chat .coming")).to_contain_text("wave wave", timeout=SECONDS)

    say(page, "Remember that the ferry leaves at noon")
    expect(page.locator("#chat .waiting")).to_contain_text("the ferry leaves at noon", timeout=SECONDS)
    page.fill("#message textarea", "half a thou")
    expect(page.locator("#chat")).to_contain_text("I'll remember: “the ferry leaves at noon”", timeout=SECONDS)

    expect(page.locator("#message textarea")).to_have_value("half a thou")
    assert said(stack, "Remember that the ferry leaves at noon") == 1
    texts = page.locator("#chat .bubble").all_inner_texts()
    assert texts.index("Remember that the ferry leaves at noon") > max(n for n, text in enumerate(texts) if "wave" in text)


def test_what_waits_can_be_taken_back(page: Page, stack: Stack) -> None:
    say(page, LONG)
    expect(page.locator("#chat .coming")).to_contain_text("wave wave", timeout=SECONDS)
    say(page, "Remember that the gate is green")
    page.locator("#chat .waiting").get_by_role("button", name="Take back").click()

    expect(page.locator("#chat .waiting")).to_have_count(0, timeout=SECONDS)
    page.keyboard.press("Escape")
    expect(page.locator("#chat")).to_contain_text("(Stopped.)", timeout=SECONDS)
    expect(page.locator("#stop")).to_have_count(0, timeout=SECONDS)
    assert said(stack, "Remember that the gate is green") == 0


def test_what_could_not_be_sent_stays_in_the_box_with_its_reason_and_is_done_once(page: Page, stack: Stack) -> None:
    text = "Remember that the spare key is under the pot"
    stack.stop_one("private-llm")
    say(page, text)
    expect(page.locator("#chat .failed")).to_be_visible(timeout=SECONDS)
    expect(page.locator("#message textarea")).to_have_value(text)
    stack.start_one("private-llm")
    until(lambda: stack.is_ready("private-llm"), what="the engine is ready")
    page.reload()
    expect(page.locator("#chat .failed")).to_be_visible(timeout=SECONDS)

    page.get_by_role("button", name="Try again").click()

    expect(page.locator("#chat")).to_contain_text("I'll remember: “the spare key is under the pot”", timeout=SECONDS)
    expect(page.locator("#chat .failed")).to_have_count(0)
    expect(page.locator("#message textarea")).to_have_value("")
    assert said(stack, text) == 1


def test_without_a_connection_nothing_is_lost(page: Page, context: BrowserContext, stack: Stack) -> None:
    text = "Remember that the tyres need air"
    context.set_offline(True)
    try:
        say(page, text)
        expect(page.locator("#chat .sending")).to_contain_text("Not sent", timeout=SECONDS)
        expect(page.locator("#message textarea")).to_have_value(text)
    finally:
        context.set_offline(False)

    page.get_by_role("button", name="Try again").click()

    expect(page.locator("#chat")).to_contain_text("I'll remember: “the tyres need air”", timeout=SECONDS)
    expect(page.locator("#chat .sending")).to_have_count(0)
    assert said(stack, text) == 1


def test_a_models_answer_is_formatted_and_its_code_keeps_its_shape(page: Page, context: BrowserContext, model: Ollama) -> None:
    model.saying, model.delay_seconds = MARKDOWN, 0.0
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    say(page, "Write me a plan for painting the fence")
    answer = page.locator("#chat .bot-row").last
    expect(answer.locator("pre code")).to_have_text("def total(rows):\n    for row in rows:\n        yield row\n", timeout=SECONDS)

    expect(answer.locator("td").last).to_have_text("$5$ and $$6$$")
    link = answer.get_by_role("link", name="the guide (https://outside.invalid/guide)")
    assert "noreferrer" in (link.get_attribute("rel") or "")
    expect(answer.locator("img, b, script")).to_have_count(0)
    expect(answer).to_contain_text("<script>document.title = 1</script>")
    answer.locator(".code button").click()
    expect(answer.locator(".code button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "def total(rows):\n    for row in rows:\n        yield row\n"
    answer.locator(".foot").get_by_role("button", name="Copy").click()
    expect(answer.locator(".foot")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").strip() == MARKDOWN.strip()


def test_of_hostile_words_nothing_runs_and_nothing_is_fetched(page: Page, stack: Stack, model: Ollama) -> None:
    sayable = [text for text in HOSTILE if not {"\x00", "\x01"} & set(text)]
    page.evaluate("window.hurt = 0")
    model.saying, model.delay_seconds = "\n\n".join(HOSTILE), 0.002
    say(page, "Write me a poem about " + " ".join(sayable))
    expect(page.locator("#chat .bot-row").last.locator(".behind")).to_be_visible(timeout=SECONDS)
    say(page, "Remember that " + "\n".join(sayable))
    expect(page.locator("#chat .bot-row").last).to_contain_text("I'll remember", timeout=SECONDS)
    due(stack, "\n".join(sayable[:40]))
    expect(page.locator("#chat .reminder .acts").last).to_be_visible(timeout=SECONDS)
    for fold in page.locator("#chat details").all():
        fold.evaluate("fold => fold.open = true")
    page.reload()
    expect(page.locator("#chat .reminder .acts").last).to_be_visible(timeout=SECONDS)

    made = "script, img, svg, iframe, object, embed, link, style, base, meta, form, input, video, audio, [onerror], [onload], [onclick]"
    expect(page.locator("#chat").locator(made)).to_have_count(0)
    addresses = page.locator("#chat a").evaluate_all("all => all.map(one => one.protocol)")
    assert addresses
    assert set(addresses) <= {"http:", "https:", "mailto:"}
    assert page.evaluate("window.hurt") in (0, None)


def test_the_persons_own_words_and_quotations_are_no_markdown(page: Page) -> None:
    say(page, "Remember that **stars** and `ticks` and [x](https://outside.invalid) are mine")

    expect(page.locator("#chat .bot-row").last).to_contain_text(
        "“**stars** and `ticks` and [x](https://outside.invalid) are mine”", timeout=SECONDS
    )
    expect(page.locator("#chat .user-row").last).to_contain_text("**stars** and `ticks`")
    expect(page.locator("#chat .bot-row").last.locator(".bubble strong, .bubble code, .bubble a")).to_have_count(0)


def due(stack: Stack, text: str, language: str = "en") -> None:
    at = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    assert stack.call("POST", "reminders", json={"text": text, "due_at": at, "language": language}).status_code == 201


def reminder(stack: Stack, text: str) -> tuple[str, float]:
    """Return the state of a reminder, and in how many minutes it is due."""
    one = next(one for one in stack.call("GET", "reminders").json()["reminders"] if one["text"] == text)
    return one["state"], round((datetime.fromisoformat(one["due_at"]) - datetime.now(UTC)).total_seconds() / 60)


@pytest.mark.parametrize(
    ("text", "language", "button", "minutes"),
    [("water the ferns", "en", "10 min", 10), ("call mum at 5 tomorrow", "en", "1 h", 60), ("vie roskat", "fi", "10 min", 10), ("soita äidille 'nyt' ”heti”", "fi", "1 h", 60)],
)  # fmt: skip
def test_the_buttons_of_a_reminder_put_off_that_reminder(
    page: Page, stack: Stack, text: str, language: str, button: str, minutes: int
) -> None:
    other = {"en": "iron the shirts", "fi": "tuuleta matot"}[language] + f" {len(text)}"
    due(stack, text, language)
    card = page.locator("#chat .reminder", has_text=text).first
    expect(card.get_by_role("button", name=button)).to_be_visible(timeout=SECONDS)
    due(stack, other, language)
    expect(page.locator("#chat .reminder", has_text=other)).to_be_visible(timeout=SECONDS)

    card.get_by_role("button", name=button).click()

    expect(card.locator(".state")).to_be_visible(timeout=SECONDS)
    assert reminder(stack, text) == ("pending", minutes)
    assert reminder(stack, other)[0] == "fired"


def test_a_button_moves_the_reminder_of_just_these_words_and_none_that_has_more(page: Page, stack: Stack) -> None:
    for text in ("oil the hinges", "oil the hinges of the gate"):
        due(stack, text)
        expect(page.locator("#chat .reminder", has_text=text).last).to_be_visible(timeout=SECONDS)

    card = page.locator("#chat .reminder", has_text="oil the hinges").first
    card.get_by_role("button", name="1 h").click()

    expect(card.locator(".state")).to_contain_text("Comes again", timeout=SECONDS)
    assert reminder(stack, "oil the hinges") == ("pending", 60)
    assert reminder(stack, "oil the hinges of the gate")[0] == "fired"


def test_a_reminder_that_is_called_like_another_is_asked_about_and_neither_moves(page: Page, stack: Stack) -> None:
    for _ in range(2):
        due(stack, "wind the clock")
    expect(page.locator("#chat .reminder", has_text="wind the clock")).to_have_count(2, timeout=SECONDS)

    page.locator("#chat .reminder", has_text="wind the clock").last.get_by_role("button", name="1 h").click()

    expect(page.locator("#chat .answer").last).to_contain_text("Which one do you mean?", timeout=SECONDS)
    assert reminder(stack, "wind the clock")[0] == "fired"


def test_tomorrow_is_tomorrow_and_done_is_done(page: Page, stack: Stack) -> None:
    due(stack, "feed the tortoise")
    due(stack, "paahda leipä", "fi")
    cards = [page.locator("#chat .reminder", has_text=text) for text in ("feed the tortoise", "paahda leipä")]
    cards[0].get_by_role("button", name="Done").click(timeout=SECONDS)
    expect(cards[0].locator(".state")).to_have_text("Done", timeout=SECONDS)

    cards[1].get_by_role("button", name="Tomorrow").click(timeout=SECONDS)
    expect(cards[1].locator(".state")).to_contain_text("Comes again", timeout=SECONDS)

    assert reminder(stack, "feed the tortoise")[0] == "cancelled"
    assert reminder(stack, "paahda leipä")[0] == "pending"
    page.reload()
    expect(cards[0].locator(".state")).to_have_text("Done", timeout=SECONDS)


def test_what_comes_while_the_page_is_hidden_is_counted_in_its_title(page: Page, stack: Stack) -> None:
    hide = "value => { Object.defineProperty(document, 'hidden', { value, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(hide, True)
    due(stack, "air the cellar")

    page.wait_for_function("document.title === '(1) Sihteeri'", timeout=SECONDS)
    page.evaluate(hide, False)
    assert page.title() == "Sihteeri"


def test_earlier_messages_are_there_to_the_first_with_their_days(page: Page, stack: Stack) -> None:
    for number in range(45):
        stack.ask(f"2 + {number}")
    page.reload()
    expect(page.locator("#chat .bot-row").last).to_be_visible(timeout=SECONDS)
    expect(page.locator("#chat .day").first).to_have_text("Today")
    first = stack.call("GET", "messages", params={"after": "", "limit": 1}).json()["messages"][0]["text"]

    while page.locator("#chat [data-act=earlier]").count():
        rows = page.locator("#chat li").count()
        page.locator("#chat [data-act=earlier]").click()
        page.wait_for_function("rows => document.querySelectorAll('#chat li').length > rows", arg=rows, timeout=SECONDS)

    expect(page.locator("#chat .user-row, #chat .bot-row").first).to_contain_text(first[:40])
    assert page.locator("#chat .user-row .bubble", has_text="2 + 44").count() == 1


def test_the_last_act_is_undone_by_a_button_and_nothing_is_done_twice_in_silence(page: Page, stack: Stack) -> None:
    text = "Remember that the ladder is at Aino's"
    say(page, text)
    expect(page.locator("#chat")).to_contain_text("I'll remember: “the ladder is at Aino's”", timeout=SECONDS)
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("#message textarea")).to_have_value(text)
    expect(page.locator("#chat")).to_contain_text("It was done, and stays.")
    assert said(stack, text) == 1

    page.locator("#chat").get_by_role("button", name="Undo").click()

    expect(page.locator("#chat .bot-row").last).to_contain_text("Undone", timeout=SECONDS)


def test_the_last_message_can_be_edited_or_sent_again(page: Page, stack: Stack) -> None:
    say(page, "12 * 12")
    expect(page.locator("#chat .bot-row").last).to_contain_text("144", timeout=SECONDS)
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("#chat .user-row .bubble", has_text="12 * 12")).to_have_count(2, timeout=SECONDS)
    until(lambda: said(stack, "12 * 12") == 2, what="it was said again")
    expect(page.locator("#chat .bot-row").last).to_contain_text("144", timeout=SECONDS)

    page.get_by_role("button", name="Edit").click()

    expect(page.locator("#message textarea")).to_have_value("12 * 12")


def test_behind_an_answer_is_what_made_it_and_what_left(page: Page) -> None:
    say(page, "Remember that the canoe is red")
    answer = page.locator("#chat .bot-row").last
    expect(answer).to_contain_text("the canoe is red", timeout=SECONDS)

    answer.locator(".behind summary").click()

    expect(answer.locator(".behind")).to_contain_text("nothing left")
    expect(answer.locator(".behind")).to_contain_text("Steps: remember")


def test_enter_sends_and_shift_enter_is_a_new_line(page: Page, stack: Stack) -> None:
    page.fill("#message textarea", "Remember that one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("and two")
    expect(page.locator("#message textarea")).to_have_value("Remember that one\nand two")
    page.keyboard.press("Enter")

    expect(page.locator("#message textarea")).to_have_value("", timeout=SECONDS)
    until(lambda: said(stack, "Remember that one\nand two") == 1, what="it was said")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_small_phone_all_is_there_and_can_be_read(page: Page, stack: Stack, model: Ollama, scheme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme)
    model.saying, model.delay_seconds = MARKDOWN + "\n" + "unbroken" * 60, 0.0
    say(page, "Write me a plan for the shed")
    expect(page.locator("#chat .md .table").last).to_be_visible(timeout=SECONDS)
    due(stack, f"sweep the yard, {scheme}")
    expect(page.locator("#chat .reminder .acts").last).to_be_visible(timeout=SECONDS)
    expect(page.locator("#stop")).to_have_count(0, timeout=SECONDS)  # Tables and reminders of earlier tests are there too.
    model.saying, model.delay_seconds = "wave " * 4000, 0.02
    say(page, LONG)
    expect(page.locator("#stop")).to_be_visible(timeout=SECONDS)
    page.fill("#message textarea", "more")

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelector('#chat').scrollWidth <= document.querySelector('#chat').clientWidth")
    for selector in ("#stop", "#send", "#message"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] + box["height"] <= 740
    contrasts = {selector: page.evaluate(CONTRAST, selector) for selector in READ}
    assert {selector: contrast for selector, contrast in contrasts.items() if contrast < 4.5} == {}
    page.keyboard.press("Escape")
    expect(page.locator("#stop")).to_have_count(0, timeout=SECONDS)
