"""Summaries of chats: which chat and days are meant, which sentences say most, what waits for an answer, and what a model may add."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from private_llm.domain.ports import WriterFailed
from private_llm.domain.saying import abstract, lexrank, reported
from private_llm.domain.saying.digest import Conversation
from private_llm.domain.settling import past
from private_llm.domain.skills import summarise
from private_llm.domain.understanding import chats, digests
from shared.schemas.archive import Hit, RecordView
from tests.bench import summaries
from tests.standins.mind import HELSINKI, Mind
from tests.standins.planning import Scripted

NOW = datetime(2026, 11, 27, 12, tzinfo=HELSINKI)
NAMES = (
    "Band",
    "Flat 12",
    "Flat 14",
    "Perhe",
    "Anna Salo",
    "Anna Ranta",
    "Mökki",
    "Sailing club",
    "Book club",
    "Taloyhtiö",
    "Café Kaneli",
    "DS group work",
)
HAD = tuple((Path(__file__).parents[2] / "conversations" / "chats.had").read_text(encoding="utf-8").splitlines())


def kept(*names: str) -> list[RecordView]:
    return [RecordView(name, "chat", {"name": name, "group": True}, NOW) for name in names]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("summarise flat 12", ["Flat 12"]),
        ("summarise the flat", ["Flat 12", "Flat 14"]),
        ("tiivistä perheryhmän viesti", ["Perhe"]),
        ("mitä perheessä on puhuttu", ["Perhe"]),
        ("what happened in the family chat", ["Perhe"]),
        ("mitä mökillä on sovittu", ["Mökki"]),
        ("tiivistä mökin keskustelu", ["Mökki"]),
        ("summarise the saling club", ["Sailing club"]),
        ("what did i miss in the sailing group", ["Sailing club"]),
        ("mitä taloyhtiöryhmässä puhuttiin", ["Taloyhtiö"]),
        ("summarise my chat with anna", ["Anna Salo", "Anna Ranta"]),
        ("summarise my chat with anna ranta", ["Anna Ranta"]),
        ("tiivistä anna rannan kanssa puhuttu", ["Anna Ranta"]),
        ("what's new in the cafe chat", ["Café Kaneli"]),
        ("bändichatin yhteenveto", ["Band"]),
        ("recap the ds group work chat", ["DS group work"]),
        ("summarise the knitting group", []),
        ("tiivistä jalkapalloporukan viikko", []),
    ],
)
def test_a_chat_is_meant_by_its_name(said: str, meant: list[str]) -> None:
    assert [one.id for one in chats.named(said, kept(*NAMES)).chats] == meant


@pytest.mark.parametrize(
    ("said", "begin", "end"),
    [
        ("last week", "2026-11-16 00", "2026-11-23 00"),
        ("since Monday", "2026-11-23 00", "2026-11-27 12"),
        ("maanantaista lähtien", "2026-11-23 00", "2026-11-27 12"),
        ("this week", "2026-11-23 00", "2026-11-27 12"),
        ("the past 24 hours", "2026-11-26 12", "2026-11-27 12"),
        ("in the last 3 days", "2026-11-24 12", "2026-11-27 12"),
        ("viimeisen kolmen päivän ajalta", "2026-11-24 12", "2026-11-27 12"),
        ("perhechatin viime viikosta", "2026-11-16 00", "2026-11-23 00"),
        ("eilisestä", "2026-11-26 00", "2026-11-27 00"),
        ("in March", "2026-03-01 00", "2026-04-01 00"),
    ],
)
def test_the_days_that_a_request_names_are_read(said: str, begin: str, end: str) -> None:
    read = past.read(said, now=NOW, zone="Europe/Helsinki")

    assert [f"{at.astimezone(HELSINKI):%Y-%m-%d %H}" for at in (read.begin, read.end)] == [begin, end]
    assert read.named


def test_with_no_days_named_the_last_ones_are_meant() -> None:
    read = past.read("summarise Band", now=NOW, zone="Europe/Helsinki")

    assert (read.named, read.end - read.begin) == (False, timedelta(days=7))


@pytest.mark.parametrize(
    "said",
    [
        "what's the weather", "I miss my dog", "do you miss me?", "when is the gig?", "anything is ok for me", "my notes", "remind me to summarise the book", "remember that we agreed on 5",
        "I still have to answer Anna", "what did you do", "add summary to the list", "summarise this: the king is dead", "mikä on vuokra", "vastaa Annalle että joo", "play some new music",
    ],
)  # fmt: skip
def test_other_requests_ask_for_no_summary_of_chats(said: str) -> None:
    meant = digests.read(said)

    assert meant is None or digests.is_loose(meant)


def test_what_happened_is_asked_of_a_chat_only_when_one_is_named() -> None:
    assert chats.are_all_that_is_named("what's new in perhe", kept(*NAMES))
    assert not chats.are_all_that_is_named("what's new in the world", kept(*NAMES))
    assert not chats.are_all_that_is_named("what did sami say about the amp in band", kept(*NAMES))


@pytest.mark.parametrize(
    ("who", "other", "text", "told"),
    [
        ("Anna", "you", "I'll bring the tent.", "Anna will bring the tent."),
        ("Anna", "you", "Can you bring my tent?", "Anna asks: Can you bring Anna's tent?"),
        ("you", "Anna", "I am late, are you there?", "You ask: You are late, is Anna there?"),
        ("Anna", "Bo", "Well, I need you to sign it.", "Anna needs Bo to sign it."),
        ("Anna", "Bo", "Do you have the keys?", "Anna asks: Does Bo have the keys?"),
        ("Anna", "", "I think you know it.", "Anna thinks you know it."),
        ("Anna", "Bo", "The ferry is full.", "Anna: The ferry is full."),
        ("Anna", "Bo", "No one came.", "Anna: No one came."),
    ],
)
def test_a_sentence_is_told_by_whom_it_was_said(who: str, other: str, text: str, told: str) -> None:
    assert reported.told(who, other, text) == told


def test_the_main_sentences_say_most_and_stay_in_order() -> None:
    _, examples = summaries.dialogues()
    said, _ = examples[0]

    best = lexrank.best(said)

    assert best == [one for one in said if one in best]
    assert 0 < len(best) < len(said)


def test_summaries_come_nearer_to_what_people_write_than_lexrank_and_the_first_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "FOLDER", Path("/nonexistent"))
    of, examples = summaries.dialogues()

    ours, plain, lead = (summaries.score(one, examples) for one in (summaries.ours, summaries.plain_lexrank, summaries.lead))

    assert of == "our own"
    assert ours > max(plain, lead)


@pytest.mark.parametrize("text", ["Meet Dr. Salo at the pier.", "Juhlat ovat 5.12. klo 14 meillä", "It costs 3.50 euros"])
def test_a_sentence_is_not_cut_at_a_title_or_in_a_date(text: str) -> None:
    assert [one.text for one in lexrank.sentences(0, "A", text)] == [text]


def written(*lines: tuple[str, str], chat: str = "Band") -> list[Hit]:
    start = datetime(2026, 11, 20, tzinfo=UTC)
    return [Hit("message", str(n), text, "", start + timedelta(minutes=10 * n), 0, chat, chat, who) for n, (who, text) in enumerate(lines)]


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        ([("Bo", "can you come at 5?")], ["can you come at 5?"]),
        ([("Bo", "can you come at 5?"), ("Me", "sure")], []),
        ([("Bo", "Lunch at noon? I'd like to talk")], ["Lunch at noon? I'd like to talk"]),
        ([("Bo", "who has the key?"), ("Cy", "I do")], []),
        ([("Bo", "could somebody take notes?"), ("Cy", "see you tomorrow")], []),
        ([("Bo", "Me Myself, are you coming?"), ("Cy", "I am")], ["Me Myself, are you coming?"]),
        ([("Cy", "hi"), ("Bo", "Cy, can you drive?")], []),
        ([("Bo", "the sky is blue")], []),
    ],
)
def test_a_question_waits_until_it_is_answered(lines: list[tuple[str, str]], asked: list[str]) -> None:
    mine = frozenset({"Me", "Me Myself"})

    assert [hit.text for hit in Conversation(written(*lines), mine).open_questions()] == asked


def test_the_person_is_known_by_whom_they_write_to_in_chats_of_two() -> None:
    one = written(("Anna", "hi"), ("Elli", "hi"), chat="Anna")
    group = written(("Bo", "hi"), ("Anna", "hi"), ("Elli", "hi"), chat="Band")

    assert chats.own_names([*one, *group], "") == {"Elli"}
    assert chats.own_names(group, "Bo") == {"Bo"}
    assert chats.own_names(group, "") == frozenset()


class Telling(Scripted):
    """A model that writes the same summary whatever it is shown, or a line for each part."""

    def __init__(self, *told: str) -> None:
        super().__init__()
        self.told, self.parts = list(told), list[str]()

    def stream(self, system: str, messages: Any, **_: Any) -> Iterator[str]:
        self.parts.append(str(messages[-1][1]))
        told = self.told[min(len(self.parts), len(self.told)) - 1]
        if not told:
            raise WriterFailed("broke off")
        yield from re.findall(r"\S+\s*", told)


@pytest.fixture
def of_any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model is asked of short chats too."""
    monkeypatch.setattr(summarise, "FEW", 0)


def test_of_a_few_messages_no_model_is_asked(tmp_path: Path) -> None:
    model = Telling("The amp cost 95 euros.")

    reply = Mind(tmp_path, writer=model, having=HAD).ask("summarise the band chat last week")

    assert (reply.engine, model.parts) == ("rules", [])
    assert "without a language model" not in reply.text


@pytest.mark.usefixtures("of_any_length")
def test_what_a_model_says_of_a_chat_is_told_with_its_messages(tmp_path: Path) -> None:
    mind = Mind(
        tmp_path,
        writer=Telling("Sami says that the amp is fixed and cost 95 euros. The gig is on Saturday 12 December at 21:00."),
        having=HAD,
    )

    reply = mind.ask("summarise the band chat last week")

    assert reply.engine != "rules"
    assert "cost 95 euros. (Sami Vainio, Tue 17 Nov)" in reply.text
    assert reply.text.index("Decided or changed:") < reply.text.index("In short:")
    assert {"Sami Vainio", "Ville Karhu"} <= {source.sender for source in reply.sources if source.kind == "message"}


@pytest.mark.usefixtures("of_any_length")
def test_a_sentence_of_a_model_without_a_ground_is_left_out(tmp_path: Path) -> None:
    mind = Mind(
        tmp_path, writer=Telling("The amp cost 95 euros. The gig was cancelled by Petra for 300 euros. The amp cost 21 euros."), having=HAD
    )

    reply = mind.ask("summarise the band chat last week")

    assert "95 euros" in reply.text
    assert not re.search(r"Petra|300|21 euros", reply.text)


@pytest.mark.usefixtures("of_any_length")
def test_when_a_model_says_nothing_that_was_written_the_extract_is_told(tmp_path: Path) -> None:
    mind = Mind(tmp_path, writer=Telling("The war with Mars began in 1954."), having=HAD)

    reply = mind.ask("summarise the band chat last week")

    assert reply.engine == "rules"
    assert "12 December at 21:00" in reply.text
    assert "Mars" not in reply.text


def test_a_long_chat_is_read_in_parts_and_each_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abstract, "PART_CHARACTERS", 400)
    lines = [
        f"message: Band | Sami Vainio | The order number {n} of strings is paid @ 2026-11-25 {8 + n // 6:02}:{10 * (n % 6):02}"
        for n in range(30)
    ]
    model = Telling("The order number 3 of strings is paid.")
    mind = Mind(tmp_path, writer=model, having=lines)
    steps: list[str] = []
    monkeypatch.setattr(mind, "publish", lambda _: None)

    reply = mind.ask("summarise the band chat this week", tell=steps)

    parts = [part for part in model.parts if "Sami" in part]
    assert len(parts) > 3
    assert all(len(part) <= 400 for part in parts)
    assert steps[:3] == ["summarise", f"summarise 1/{len(parts)}", f"summarise 2/{len(parts)}"]
    assert "number 3" in reply.text


def test_a_summary_is_kept_with_what_it_was_made_of_and_a_question_keeps_none(tmp_path: Path) -> None:
    mind = Mind(tmp_path, having=HAD)

    mind.ask("what did I miss in Band?")
    assert mind.kept("summary") == []
    mind.ask("summarise Flat 12")

    (summary,) = mind.kept("summary")
    assert "640 euros" in str(summary.fields["text"])
    assert sum(one.startswith("message:") for one in summary.fields["sources"]) == 3
