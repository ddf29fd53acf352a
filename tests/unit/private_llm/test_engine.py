"""The engine: a model's answer counts only when it is whole."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.engine import Engine
from private_llm.domain.planner import OwnWords, Planner
from private_llm.domain.ports import WriterFailed
from private_llm.domain.skills import every
from shared.errors import Refused, Unavailable
from shared.schemas import question
from shared.schemas.archive import SPENT, RecordView
from shared.schemas.interpretation import Interpretation, Proposal
from shared.schemas.plan import INTENTS, Plan, Step
from shared.vocabulary import LANGUAGES, load
from tests.standins.mind import Mind

NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Away:
    """An interpreter that is not there."""

    def interpret(self, items: Any, *, cloud: bool) -> Any:
        raise Unavailable("away")

    release = interpret


class Empty:
    """A store that keeps nothing."""

    def records(self, kind: Any, *, limit: int = 50) -> Any:
        return ()


class Keeping(Empty):
    """A store that notes what it is to keep."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str]] = []

    def put(self, kind: Any, record: str, fields: Any, **_: Any) -> RecordView:
        self.kept.append((kind, fields["text"]))
        return RecordView(record, kind, dict(fields), NOW)

    def search(self, *_: Any, **__: Any) -> Any:
        return ()

    written = search


class Writer:
    """A model that says its pieces and makes no plans; None stands for breaking off."""

    reason = ""

    def __init__(self, *tries: list[str | None]) -> None:
        self.tries = list(tries)

    def name(self) -> str:
        return "ollama/test"

    def stream(self, system: str, messages: Any, **_: Any) -> Iterator[str]:
        for piece in self.tries.pop(0):
            if piece is None:
                raise WriterFailed("broke off")
            yield piece

    def plan(self, system: str, said: str, schema: Any) -> str:
        raise WriterFailed("no plans")


def answer(writer: Writer) -> tuple[Any, list[tuple[str, str]]]:
    told: list[tuple[str, str]] = []
    engine = Engine(Planner(Away(), load(), LANGUAGES), writer, default_zone="UTC")  # type: ignore[arg-type]
    tell: Callable[[str, str], None] = lambda kind, text: told.append((kind, text))  # noqa: E731
    reply = engine.answer("t", OwnWords("What is it, draft a reply saying hello?"), Empty(), history=(), settings={}, now=NOW, tell=tell)  # type: ignore[arg-type]
    return reply, told


def test_every_intent_has_its_skill_and_every_skill_its_intent() -> None:
    assert set(every()) == set(INTENTS)


def test_pieces_are_told_as_they_come(monkeypatch: Any) -> None:
    monkeypatch.setattr("private_llm.domain.skills.skill_for", lambda _: writing)

    reply, told = answer(Writer(["Good ", "day."]))

    assert reply.text == "Good day."
    assert reply.engine == "ollama/test"
    assert [text for kind, text in told if kind == "token"] == ["Good ", "day."]


def test_what_is_told_meanwhile_is_the_whole_answer(tmp_path: Path) -> None:
    pieces: list[str] = []

    reply = Mind(tmp_path).ask("dentist on 15.12. at 8.40, remind me 30 min before", pieces=pieces)

    assert "".join(pieces) == reply.text
    assert reply.text.count("\n\n") == 1


def test_what_is_there_at_once_is_told_in_few_pieces(tmp_path: Path) -> None:
    pieces: list[str] = []

    reply = Mind(tmp_path).ask("What can you do?", pieces=pieces)

    assert len(reply.text.split()) > 20
    assert "".join(pieces) == reply.text
    assert 1 < len(pieces) < len(reply.text.split()) / 3


def test_a_broken_answer_is_tried_once_more_and_never_shown_as_final(monkeypatch: Any) -> None:
    monkeypatch.setattr("private_llm.domain.skills.skill_for", lambda _: writing)

    reply, _ = answer(Writer(["Good ", None], ["Good ", "evening."]))

    assert reply.text == "Good evening."


def test_after_two_broken_answers_the_stand_in_speaks_and_says_so(monkeypatch: Any) -> None:
    monkeypatch.setattr("private_llm.domain.skills.skill_for", lambda _: writing)

    reply, _ = answer(Writer([None], []))

    assert reply.text.startswith("plainly")
    assert "stopped in mid-answer" in reply.text or "keskeytyi" in reply.text
    assert reply.engine == "rules"


def writing(request: Request, tools: Tools) -> Answer:
    return Answer("plainly", engine="ollama/test", pieces=lambda: tools.writer.stream("", []))


@pytest.mark.parametrize(("error", "told"), [(Unavailable("full"), "could not be put on record"), (Refused(SPENT), "budget")])
def test_a_person_is_told_why_the_cloud_was_not_asked(error: Exception, told: str) -> None:
    class Unsure:
        def interpret(self, items: Any, *, cloud: Any) -> Interpretation:
            body = json.dumps(question.request("m", "what can you do"), separators=(",", ":"))
            return Interpretation(Plan((Step("help"),), 0.1, "en"), "local", Proposal("openai", "https://x", body))

    class Broken(Empty):
        def record_egress(self, **_: Any) -> Any:
            raise error

    class NoModel(Writer):
        def name(self) -> None:  # type: ignore[override]
            return None

    engine = Engine(Planner(Unsure(), load(), LANGUAGES), NoModel(), default_zone="UTC")  # type: ignore[arg-type]
    told_pieces: list[str] = []

    reply = engine.answer(
        "t", OwnWords("what can you do"), Broken(), history=(), settings={}, now=NOW, tell=lambda _, text: told_pieces.append(text)
    )  # type: ignore[arg-type]

    assert told in reply.text
    assert told in "".join(told_pieces)
    assert reply.egress == ()


@pytest.mark.parametrize(
    ("said", "keeps", "kept"),
    [
        ("my locker is 2149", True, [("note", "my locker is 2149")]),
        ("my locker is 2149", False, []),
        ("lokeroni on 2149", False, []),
        ("Remember that my locker is 2149", False, [("note", "my locker is 2149")]),
    ],
)
def test_where_a_conversation_keeps_nothing_only_what_is_asked_to_be_kept_is(said: str, keeps: bool, kept: list[Any]) -> None:
    engine, archive = Engine(Planner(Away(), load(), LANGUAGES), Writer(), default_zone="UTC"), Keeping()  # type: ignore[arg-type]

    reply = engine.answer("t", OwnWords(said), archive, history=(), settings={}, now=NOW, tell=lambda *_: None, keeps=keeps)  # type: ignore[arg-type]

    assert archive.kept == kept
    assert bool(reply.effects) is bool(kept)


@pytest.mark.parametrize("keeps", [True, False])
def test_a_draft_is_kept_unless_nothing_is(keeps: bool) -> None:
    engine, archive = Engine(Planner(Away(), load(), LANGUAGES), Writer(["Hello!"]), default_zone="UTC"), Keeping()  # type: ignore[arg-type]
    said = OwnWords("Draft a message to Anna saying hello")

    engine.answer("t", said, archive, history=(), settings={}, now=NOW, tell=lambda *_: None, keeps=keeps)  # type: ignore[arg-type]

    assert [kind for kind, _ in archive.kept] == ["draft"] * keeps
