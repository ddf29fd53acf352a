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


SAID = (
    "tell her i am leaving him", "i am seeing someone else", "is he seeing someone else", "they let me go", "i don't want to be here anymore",
    "i want to end it", "i need to see a doctor", "she owes me money", "hän löi minua", "haluan eron", "minulla on syöpä", "erosin viime vuonna", "i am 🤰",
    "i started using again", "we are no longer together", "she left me", "kerro hänelle odotan lasta", "he is in prison now",
)  # fmt: skip
"""Sentences of relationship, health, money and law, of everyday words."""


@pytest.mark.parametrize("text", SAID)
def test_a_sentence_that_tells_something_stays(text: str) -> None:
    redaction = redact(text, VOCABULARY, LANGUAGES)

    assert not redaction.leaves
    assert set(redaction.text(VOCABULARY).split()) <= {"tell", "kerro", "<WORD_1>", "<TEXT_1>", "<DATE_1>"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("my meeting is important", "there is no command in it"),
        ("Se oli hyvää päivää, sanoi naapuri", "there is no command in it"),
        ("show me all my latest notes please", "it says all in everyday words"),
        ("could you find velvet walrus curtains in blue", "most of it fits no command"),
        ("find Anna", "half of it or more is private"),
        ("estoy embarazada", "none of its words is on a word list"),
        ("x" * 5000, "it is too long"),
        ("", "there are no words in it"),
    ],
)
def test_why_a_request_stays_is_said(text: str, reason: str) -> None:
    assert redact(text, VOCABULARY, LANGUAGES).reason == reason


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Could you move my meeting with Pekka to next Tuesday", "could you move my meeting with <WORD_1> to <DATE_1>"),
        ("What did Anna say about the boat?", "what did <WORD_1> say about <WORD_2>"),
        ("is there anything important from Liisa this week", "is there anything important from <WORD_1> <DATE_1>"),
        ("voisitko siirtää palaverin Pekan kanssa perjantaille", "voisitko siirtää palaverin <WORD_1> kanssa <DATE_1>"),
        ("etsi muistiinpano jossa puhuttiin vuokrasta", "etsi muistiinpano jossa <TEXT_1>"),
        ("milloin minulla on seuraava palaveri", "milloin minulla on seuraava palaveri"),
    ],
)
def test_what_asks_in_a_frame_may_go_with_placeholders(text: str, left: str) -> None:
    redaction = redact(text, VOCABULARY, LANGUAGES)

    assert (redaction.text(VOCABULARY), redaction.leaves, redaction.reason) == (left, True, "")


CONTENTS = (
    "call anna",
    "the walrus likes tulips",
    "anna@example.org",
    "go to paris by train on the list",
    "pay 500 euros to him",
    "i am leaving",
)


@pytest.mark.parametrize(
    "opener", ["remember that {}", "tell bob {}", "kerro pekalle että {}", "send bob a message saying {}", "muista että {}"]
)
def test_what_follows_an_opener_never_shows_in_the_bytes(opener: str) -> None:
    assert len({masked(opener.format(content)) for content in CONTENTS}) == 1


@pytest.mark.parametrize(
    "request_", ["what is {}", "call {}", "find my {}", "is {} on my calendar", "mikä on {}", "etsi {}", "siirrä {} perjantaille"]
)
def test_neither_number_nor_sort_of_the_words_of_a_name_shows(request_: str) -> None:
    names = ("Anna", "anna virtanen", "the velvet walrus", "Helsinki", "money for the rent", "flight 123", "hammaslääkäri")

    assert len({masked(request_.format(name)) for name in names}) == 1


def test_a_name_keeps_its_kind_at_home_only() -> None:
    name = next(entry for entry in redact("call Matti on friday", VOCABULARY, LANGUAGES).framed if entry.kind is Kind.PERSON)

    assert name.item == Placeholder(Kind.WORD, 1)


def test_what_is_framed_knows_its_place_in_the_original() -> None:
    text = "Could you  find\u200b my note about Kuutamoinen"

    found = [text[entry.start : entry.end] for entry in redact(text, VOCABULARY, LANGUAGES).framed]

    assert found == ["Could", "you", "find\u200b", "my", "note", "about", "Kuutamoinen"]


def framed(*words: str) -> tuple[tuple[int, ...], ...]:
    return tuple((VOCABULARY.ids["en"][word],) for word in words)


MASKED = ((int(Kind.WORD), 1),)


@pytest.mark.parametrize(
    "encoded",
    [
        (),
        framed("i", "am", "leaving", "him"),
        (*framed("remind", "me", "leaving"), *MASKED),
        (*MASKED, *framed("meeting")),
        (*framed("remind", "me", "to"), (int(Kind.PERSON), 1)),
        (*framed("remind", "me", "to"), (int(Kind.WORD), 2)),
        (*framed("remind", "me", "to"), (99, 1)),
        (*framed("remind", "me", "to"), (1, 2, 3)),
        (*framed("remind", "me", "to"), *MASKED, (-1,)),
    ],
)
def test_the_gate_lets_nothing_to_the_cloud_that_is_not_made_of_frames_or_asks_for_nothing(encoded: tuple[tuple[int, ...], ...]) -> None:
    gate.check_framed((*framed("remind", "me", "to"), *MASKED), VOCABULARY)

    with pytest.raises(gate.NotClean):
        gate.check_framed(encoded, VOCABULARY)


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
        "[redact(text, load(), LANGUAGES).framed for text in eval(sys.stdin.read())]"  # fmt: skip

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
