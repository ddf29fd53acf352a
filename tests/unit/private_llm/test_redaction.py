"""The redactor: what leaves of a request, layer by layer."""

import random
import string
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from private_llm.domain.redaction import gate, redact
from private_llm.domain.redaction.cleanup import clean
from private_llm.domain.redaction.patterns import is_hetu, luhn
from shared.schemas.interpretation import Kind, Placeholder, Word
from shared.vocabulary import LANGUAGES, load

VOCABULARY = load()


def masked(text: str) -> str:
    return redact(text, VOCABULARY, LANGUAGES).text(VOCABULARY)


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("Remember that the lab door code is 4417", "remember that <TEXT_1>"),
        ("What is the lab door code?", "what is <WORD_1>"),
        ("Remind me to call Anna on Friday at 5pm", "remind me to <TEXT_1> on <DATE_1> <TIME_1>"),
        ("Remind me tomorrow at 9 to water the plants", "remind me <DATE_1> <TIME_1> to <TEXT_1>"),
        ("Muistuta minua soittamaan Annalle perjantaina klo 17", "muistuta minua <TEXT_1> <DATE_1> <TIME_1>"),
        ("Muista että ovikoodi on 4417", "muista että <TEXT_1>"),
        ("Mikä on laboratorion ovikoodi?", "mikä on <WORD_1>"),
        ("tell Anna that I'm late", "tell <WORD_1> that <TEXT_1>"),
        (
            "tell anna that i'm late",
            "tell <WORD_1> that <TEXT_1>",
        ),  # Lower case loses the capital, not the mask.
        ("tell kuutamoinen that i'm late", "tell <WORD_1> that <TEXT_1>"),
        ("what's the weather in kuopio", "what's <WORD_1>"),
        ("did uber send me a message", "<WORD_1> send me a message"),
        ("cancel my reminder to go to the store at 1pm", "cancel my reminder to <TEXT_1> <TIME_1>"),
        ("set a report reminder for 3pm", "set a <TEXT_1> reminder for <TIME_1>"),
        ("find my notes about the meeting", "find my notes about <TEXT_1>"),
        ("tell me about my reminders", "tell me about my reminders"),
        ("my link is example dot com", "<WORD_1> is <URL_1>"),
        ("her name is a n n a", "<WORD_1> name is <ID_1>"),
        ("set it to twenty five", "set it to <NUMBER_1>"),
        ("one of them is wrong", "<WORD_1>"),
        ("it's u\u0336s\u0336 \U000e0041tagged", "<WORD_1>"),  # Combining marks and tag characters.
        ("draft a reply to Matti saying I agree", "draft a reply to <WORD_1> saying <TEXT_1>"),
        ("What left my machine today?", "what left my machine <DATE_1>"),
        ("WHAT LEFT MY MACHINE TODAY", "what left my machine <DATE_1>"),
        ('find "my secret"', "find <TEXT_1>"),
        ("summarise this: the king is dead", "summarise this <TEXT_1>"),
        ("find this\npasted text from elsewhere", "find this <TEXT_1>"),
        ("my email is x at gmail dot com", "my email is <EMAIL_1>"),
        ("my email is anna.virtanen@example.org", "my email is <EMAIL_1>"),
        ("call four seven one two", "call <NUMBER_1>"),
        ("call +358 40 123 4567", "call <PHONE_1>"),
        ("call 040-1234567 please", "call <PHONE_1> please"),
        ("what is FI21 1234 5600 0007 85", "what is <ID_1>"),
        ("what is 4111 1111 1111 1111", "what is <ID_1>"),
        ("what is 131052-308T", "what is <ID_1>"),
        ("open https://example.org/a?b=c", "open <URL_1>"),
        ("ｒemember that my pin is １２３４", "remember that <TEXT_1>"),  # Full-width letters and digits.
        ("re\u200bmember that \u202eoops", "remember that <TEXT_1>"),  # Zero-width and bidirectional characters.
        ("what is <PERSON_1>", "what is <ID_1>"),  # A person's own placeholder is no placeholder.
    ],
)
def test_what_leaves(text: str, leaves: str) -> None:
    assert masked(text) == leaves


@pytest.mark.parametrize("text", ["", "   ", "!!!", "Helsinki", "4417", "Matti Virtanen", "x" * 5000, "zebra lion tiger 5 puma 6 lynx 7"])
def test_what_does_not_leave_at_all(text: str) -> None:
    redaction = redact(text, VOCABULARY, LANGUAGES)

    assert redaction.leaves is False
    assert redaction.reason


def test_neighbouring_unknown_words_are_one_mask() -> None:
    assert masked("find the velvet walrus over kuutamola on friday for kuutamola") == "find <WORD_1> on <DATE_1> for <WORD_2>"


def test_every_item_knows_its_place_in_the_original() -> None:
    text = "Remind me to call \u200bÁnna\u0301 on Friday"
    redaction = redact(text, VOCABULARY, LANGUAGES)
    spot = next(entry for entry in redaction.items if isinstance(entry.item, Placeholder) and entry.item.kind is Kind.TEXT)

    assert text[spot.start : spot.end] == "call \u200bÁnna\u0301"


HOSTILE = (
    "a." * 2000, "a b " * 1000, "dot " * 1000, "@" * 4000, "a@" * 2000, "1 " * 2000, "one " * 1000, "remind me " * 400, "<" * 4000,
    "tell x " * 500, "reminder x y z " * 260, "note about " * 360, "\"'" * 2000, "today, " * 570, "a-" * 2000, "x dot " * 660, "A1" * 2000,
)  # fmt: skip


def test_a_hostile_text_does_not_hang_the_redactor() -> None:
    code = "import sys, resource; resource.setrlimit(resource.RLIMIT_CPU, (30, 30)); " \
        "from private_llm.domain.redaction import redact; from shared.vocabulary import LANGUAGES, load; " \
        "[redact(text, load(), LANGUAGES) for text in eval(sys.stdin.read())]"  # fmt: skip

    finished = subprocess.run([sys.executable, "-c", code], input=repr(HOSTILE), text=True, check=False)

    assert finished.returncode == 0  # A pattern that backtracks would be killed; they take about a second together.


@given(st.text(max_size=300))
@settings(max_examples=400, deadline=None)
def test_any_text_leaves_as_listed_words_and_placeholders_only(text: str) -> None:
    redaction = redact(text, VOCABULARY, LANGUAGES)

    for entry in redaction.items:
        assert isinstance(entry.item, Word | Placeholder)
        assert 0 <= entry.start < entry.end <= len(text)


@given(st.text(alphabet=string.ascii_letters + string.digits + " ,.-", max_size=120))
@settings(max_examples=400, deadline=None)
def test_no_digit_ever_leaves(text: str) -> None:
    words = [VOCABULARY.words[entry.item.id] for entry in redact(text, VOCABULARY, LANGUAGES).items if isinstance(entry.item, Word)]

    assert not any(character.isdigit() for word in words for character in word)


def test_generated_addresses_and_numbers_never_leave() -> None:
    made = random.Random(7)
    openers = ("what is", "find", "who is", "mikä on", "etsi")
    for _ in range(3000):
        number = "".join(made.choices(string.digits, k=made.randint(3, 16)))
        secret = made.choice(
            (number, f"{made.choice(string.ascii_lowercase) * 6}@{made.choice(string.ascii_lowercase) * 5}.fi", f"+358 {number}")
        )
        assert secret not in masked(f"{made.choice(openers)} {secret}")


def test_the_same_request_leaves_as_the_same_items() -> None:
    text = "Remind me to call Anna on Friday at 5pm"

    assert redact(text, VOCABULARY, LANGUAGES).items == redact(text, VOCABULARY, LANGUAGES).items


@pytest.mark.parametrize(
    "stray", ["word", 7, None, Word(-1), Word(10**6), Word("x"), Placeholder("PERSON", 1), Placeholder(Kind.TEXT, 0), object()]
)  # type: ignore[arg-type]
def test_the_gate_refuses_what_the_layers_let_through(stray: object) -> None:
    with pytest.raises(gate.NotClean):
        gate.check([Word(0), stray], VOCABULARY)


def test_cleaning_keeps_every_character_accounted_for() -> None:
    cleaned = clean("ﬁne\u200b ½")

    assert cleaned.text.startswith("fine ")
    assert len(cleaned.text) == len(cleaned.spans)


@pytest.mark.parametrize(("number", "valid"), [("4111 1111 1111 1111", True), ("4111 1111 1111 1112", False), ("79927398713", True)])
def test_card_check_digits(number: str, valid: bool) -> None:
    assert luhn(number) is valid


@pytest.mark.parametrize(("code", "valid"), [("131052-308T", True), ("131052-308U", False), ("010101A123N", True), ("131052308T", False)])
def test_finnish_personal_identity_codes(code: str, valid: bool) -> None:
    assert is_hetu(code) is valid
