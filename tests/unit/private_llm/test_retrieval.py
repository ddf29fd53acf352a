"""Reading a question and quoting what was found."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from private_llm.domain.conversation import Request, Tools
from private_llm.domain.redaction import redact
from private_llm.domain.retrieval import question, quoting
from private_llm.domain.saying.wording import quoted
from private_llm.domain.skills import contact, recall, summarise
from private_llm.domain.understanding.meant import Masked, Meant
from shared.schemas.archive import Found, Hit, Member, RecordView, Utterance
from shared.schemas.conversation import Reply
from shared.schemas.interpretation import Placeholder
from shared.stopwords import load
from shared.vocabulary import LANGUAGES
from shared.vocabulary import load as vocabulary

NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Silent:
    """No model."""

    def name(self) -> None:
        return None


class Archive:
    """What is found and kept, and what was asked for."""

    def __init__(self, *hits: Hit, said: tuple[Utterance, ...] = ()) -> None:
        self.hits, self.said = hits, said
        self.kept: list[Any] = []

    def written(self, **_: object) -> tuple[Hit, ...]:
        return ()

    def behind(self, _hit: Hit, **_: object) -> tuple[Hit, ...]:
        return ()

    def members(self) -> tuple[Member, ...]:
        return ()

    def put(self, kind: Any, record: str, fields: Any) -> RecordView:
        self.kept.append(fields)
        return RecordView(record, kind, fields, NOW)

    def search(self, query: str, **_: Any) -> Any:
        return self.hits

    def look_for(self, query: str, **_: Any) -> Any:
        return Found(self.hits)

    def records(self, kind: str, **_: Any) -> Any:
        return ()

    def messages(self, **_: Any) -> Any:
        return self.said

    def senders(self, chat: Any = None) -> Any:
        return ()


def hit(text: str, score: float = 1.0, kind: str = "note") -> Hit:
    return Hit(kind, text[:8], text, "", NOW, score)


def request(text: str, language: Any = "en") -> Request:
    return Request("t-0", Meant("recall", text, language), NOW, "UTC")


def answer(text: str, *hits: Hit) -> str:
    return recall.run(request(text), Tools(Archive(*hits), Silent())).text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("What is the gate code?", ["gate", "code"]),
        ("Mikä on päiväkodin ovikoodi?", ["päiväkodin", "ovikoodi"]),
        ("What do you remember about me", []),
        ("Mitä tiedät minusta?", []),
        ("Show the mooring manual whole", ["mooring", "manual"]),
        ("Lue koko muistiinpano laiturista", ["muistiinpano", "laiturista"]),
        ("Do you remember the name of Anna's boat?", ["name", "Anna", "boat"]),
    ],
)
def test_what_a_question_is_about(text: str, about: list[str]) -> None:
    assert question.read(text).about == about


@pytest.mark.parametrize(
    "text",
    [
        "What do you remember about me",
        "What have I told you?",
        "Who am I?",
        "Mitä muistat minusta?",
        "Mitä olen kertonut?",
        "Kuka minä olen?",
    ],
)
def test_everything_is_asked_for(text: str) -> None:
    assert question.read(text).of_everything


@pytest.mark.parametrize(
    "text", ["What do you remember about Anna", "What is it?", "What did I say about the boat?", "Mitä muistat Annasta?"]
)
def test_something_is_asked_for(text: str) -> None:
    assert not question.read(text).of_everything


@pytest.mark.parametrize(
    ("text", "kinds", "about"),
    [
        ("Find my notes about the lab", ("note",), ["lab"]),
        ("Etsi viesteistä saunavuoro", ("message",), ["saunavuoro"]),
        ("Show my drafts", ("draft",), []),
        ("Näytä yhteenvedot", ("summary",), []),
        ("show my contacts", ("contact",), []),
    ],
)
def test_kinds_that_are_named(text: str, kinds: tuple[str, ...], about: list[str]) -> None:
    asked = question.read(text)

    assert asked.kinds == kinds
    assert asked.without_kinds().about == about


@pytest.mark.parametrize(
    ("text", "met"),
    [("the gate code is 2222", True), ("the code of the gates", True), ("the promo code", False), ("the gate is red", False)],
)
def test_half_of_what_is_asked_for_is_only_near(text: str, met: bool) -> None:
    assert question.read("What is the gate code?").is_met_by(text) is met


@pytest.mark.parametrize(
    ("text", "met"),
    [("my grandma wrote this book", False), ("my grandpa wrote that book", True), ("grandpas wrote books", True)],
)
def test_words_that_only_begin_alike_are_not_met(text: str, met: bool) -> None:
    assert question.read("Which book is by grandpa?").is_met_by(text, least=0.6) is met


@pytest.mark.parametrize(
    ("word", "called"),
    [("plumer", True), ("plumbers", True), ("putkimeis", True), ("plunder", False), ("Plummer", False)],
)
def test_a_slip_in_a_word_for_a_thing_is_let_pass(word: str, called: bool) -> None:
    assert ("plumber" in (*question.others(word), word.removesuffix("s"))) is called


def test_an_english_word_that_goes_on_is_another_word() -> None:
    assert "laskeutu" not in question.same("landlord")
    assert "lento" in question.same("flights")


def test_what_asks_of_anything_counts_for_half() -> None:
    assert question.read("how much does the kayak cost?").is_met_by("the kayak was 300 euros")
    assert question.read("montako euroa vuokra oli").is_met_by("Maksoin vuokran 745 € eilen")
    assert question.read("How many kilometres is it to the cabin?").is_met_by("the cabin is 80 km away")
    assert not question.read("who can't come on Monday?").is_met_by("the shop opens on Monday")


def test_a_finnish_word_of_two_is_met_by_either() -> None:
    assert question.read("what is the alarm code?").is_met_by("Uusi hälytyskoodi on 7714")
    assert not question.read("where is the horse?").is_met_by("the seahorse was with us and it is gone")


def test_words_that_only_begin_alike_in_few_letters_are_not_met() -> None:
    assert not question.read("is he coming?").is_met_by("Sat 19 December")


@pytest.mark.parametrize(
    ("one", "two"),
    [("locker", "lock"), ("lockers", "locks"), ("party", "part"), ("tickets", "tick"), ("shower", "show"), ("person", "pers")],
)
def test_a_word_that_only_looks_like_a_form_of_another_is_none(one: str, two: str) -> None:
    assert not question.is_same(one, two)
    assert not question.is_same(two, one)
    assert question.is_same(one, one.removesuffix("s") + "s")


def test_words_of_a_passing_day_need_not_stand_in_an_answer() -> None:
    assert question.read("Paljonko vuokra on ensi vuonna?").is_met_by("vuokra nousee 745 euroon")
    assert not question.read("Paljonko vuokra on ensi vuonna?").is_met_by("nähdään ensi vuonna")


def test_names_and_content_are_no_stop_words() -> None:
    assert not load() & {"anna", "may", "number", "code", "numero", "koko", "koodi", "name", "nimi"}


def test_the_best_is_quoted_to_its_end_and_what_fits_worse_is_left_out() -> None:
    long = "the gate code is " + "1234 " * 1500

    said = answer("What is the gate code?", hit(long, 3.0), hit("the promo code", 1.0))

    assert said.count("1234") == 1500
    assert "promo" not in said


def test_a_text_that_is_longer_than_any_answer_says_how_to_read_it_whole() -> None:
    long = "gate code " + "1234 " * 4000

    assert "(Cut. To read it all, say: Show gate code 1234 whole)" in answer("What is the gate code?", hit(long))
    assert answer("Show the gate code whole", hit(long)).count("1234") == 4000
    assert len(answer("Show the gate code whole", hit("gate code " + "x" * 65_000))) < 65_536


def test_of_what_fits_as_well_the_long_one_is_meant_by_whole() -> None:
    short, long = hit("the gate code"), hit("the gate code " * 30)

    assert quoting.meant([short, long]) is long


def test_a_question_of_somebody_is_no_answer_where_there_is_one() -> None:
    asked, told = replace(hit("what is the gate code?", kind="message"), sender="Ida"), hit("the gate code is 2222")

    assert "?" not in answer("What is the gate code?", asked, told)
    assert "what is the gate code?" in answer("What is the gate code?", asked)


@pytest.mark.parametrize(
    ("text", "keeps"),
    [
        ("What is Saana's number, 0501002001", False),
        ("Is 0501002001 the number of Saana Laine?", False),
        ("Kenen numero on 0501002001, Saanan", False),
        ("Saana's number 0501002001?", False),
        ("Add contact Saana 0501002001", True),
        ("Could you save Saana's number 0501002001?", True),
        ("Voisitko tallentaa Saanan numeron 0501002001?", True),
    ],
)
def test_only_a_question_that_is_merely_polite_keeps_a_contact(text: str, *, keeps: bool) -> None:
    archive = Archive(hit("Saana Laine 0501002001", kind="contact"))
    items = redact(text, vocabulary(), LANGUAGES).items
    masked = tuple(Masked(one.item.kind, text[one.start : one.end]) for one in items if isinstance(one.item, Placeholder))
    given = Request("t-0", Meant("contact", text, "en", masked=masked), NOW, "UTC")

    said = contact.run(given, Tools(archive, Silent())).text  # type: ignore[arg-type]

    assert bool(archive.kept) is keeps
    assert ("In your contacts: “Saana Laine 0501002001”" in said) is not keeps


def test_a_summary_of_what_was_said_has_no_commands() -> None:
    def said(turn: str, text: str, step: str) -> tuple[Utterance, Utterance]:
        reply = Reply("Well.", "rules", (step,))
        return Utterance(f"{turn}.p", turn, "person", "api", text, NOW), Utterance(
            f"{turn}.a", turn, "assistant", "api", "Well.", NOW, reply
        )

    archive = Archive(
        said=(*said("1", "Remind me to water the orchids", "remind"), *said("2", "the orchids are in the kitchen", "unclear"))
    )

    told = summarise.run(request("Summarise my day"), Tools(archive, Silent())).text  # type: ignore[arg-type]

    assert "kitchen" in told
    assert "Remind" not in told


@pytest.mark.parametrize(("text", "shown"), [("a " + "b" * 400, "“a " + "b" * 298 + "…”"), ("word " * 100, "“" + "word " * 59 + "word …”")])
def test_a_long_word_is_cut_in_its_middle_and_others_stay_whole(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_what_the_messenger_wrote_is_no_answer() -> None:
    notice = replace(hit("Messages in this chat are end-to-end encrypted", kind="message"), chat_name="Boat")
    written = replace(hit("the chat about the boat is noisy", kind="message"), sender="Ida", chat_name="Boat")

    assert "encrypted" not in answer("Who is in the chat?", notice)
    assert "noisy" in answer("Who wrote about the chat?", notice, written)


def test_what_the_messenger_wrote_is_in_no_summary() -> None:
    notice = replace(hit("Boris created group “Sailing”", kind="message"), chat_name="Sailing")
    written = replace(hit("Sailing begins at pier 4", kind="message"), sender="Boris", chat_name="Sailing")
    asked = replace(request("Summarise Sailing"), meant=Meant("summarise", "Summarise Sailing", "en", words={"query": "Sailing"}))

    told = summarise.run(asked, Tools(Archive(notice, written), Silent())).text  # type: ignore[arg-type]

    assert "pier 4" in told
    assert "created group" not in told
