"""The interpreter: checks items again, plans locally, and lets only recorded bytes out."""

import json
from typing import Any

import httpx2
import pytest

from interpreter.adapters.openai_model import GuardedTransport, OpenAIModel, digest
from interpreter.domain import prompt, slots
from interpreter.domain.entry import admit, admit_for_cloud
from interpreter.domain.local import LocalInterpreter
from interpreter.handlers import SURE, Handlers
from shared.errors import BadMessage, Refused, Unavailable
from shared.schemas.interpretation import Interpret, Kind, Placeholder, Release, Word, encode_items
from shared.vocabulary import load

VOCABULARY = load()
LOCAL = LocalInterpreter(VOCABULARY)


def items(text: str, language: str = "en") -> tuple[Any, ...]:
    """Read `remind me to <TEXT> <DATE>` as items."""
    counts: dict[str, int] = {}
    found: list[Any] = []
    for word in text.split():
        if word.startswith("<"):
            kind = word.strip("<>")
            counts[kind] = counts.get(kind, 0) + 1
            found.append(Placeholder(Kind[kind], counts[kind]))
        else:
            identity = VOCABULARY.id_of(word, language)
            assert identity is not None, word
            found.append(Word(identity))
    return tuple(found)


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("remember that <TEXT>", "en", "remember"),
        ("what is the <WORD>", "en", "recall"),
        ("remind me to <TEXT> on <DATE> <TIME>", "en", "remind"),
        ("what left my machine <DATE>", "en", "egress"),
        ("muistuta minua <TEXT> <DATE> <TIME>", "fi", "remind"),
        ("mikä on <WORD>", "fi", "recall"),
        ("mitä koneelta lähti <DATE>", "fi", "egress"),
    ],
)
def test_planning(text: str, language: str, intent: str) -> None:
    plan = LOCAL.plan(items(text, language))

    assert plan.steps[0].intent == intent
    assert plan.language == language
    assert plan.confidence >= SURE


def test_what_it_has_never_seen_is_unsure() -> None:
    assert LOCAL.plan((Placeholder(Kind.URL, 1), Placeholder(Kind.IBAN if hasattr(Kind, "IBAN") else Kind.ID, 1))).confidence < SURE


def test_slots_point_at_their_items() -> None:
    found = {slot.name: slot.items for slot in slots.find("remind", items("remind me to <TEXT> on <DATE> <TIME>"))}

    assert found == {"when": (5, 6), "text": (3,)}


@pytest.mark.parametrize(
    "bad",
    [
        (),
        ((-1,),),
        ((10**6,),),
        ((99, 1),),
        ((1, 0),),
        ((1, 2),),
        ((1, 1), (1, 1)),
        ((1, 999),),
        ((1, 2, 3),),
        ((0,),) * 41,
    ],
)
def test_items_that_are_not_listed_words_or_placeholders_are_refused(bad: Any) -> None:
    with pytest.raises(BadMessage):
        admit(VOCABULARY.version, bad, VOCABULARY)


def words(*found: str) -> tuple[tuple[int, ...], ...]:
    return tuple((VOCABULARY.ids["en"][word],) for word in found)


MASKED = ((int(Kind.WORD), 1),)
FRAMED = (*words("remind", "me", "to"), *MASKED)


@pytest.mark.parametrize(
    "bad",
    [
        words("i", "am", "leaving", "him"),
        (*words("remind", "me", "leaving"), *MASKED),
        (*words("remind", "me", "to"), (int(Kind.PERSON), 1)),
        (*MASKED, *words("meeting")),
        (*words("remind", "me", "to"), (int(Kind.WORD), 2)),
        ((10**6,),),
    ],
)
def test_what_is_not_made_of_frames_or_asks_for_nothing_is_refused_for_the_cloud(bad: Any) -> None:
    handlers = Handlers(LOCAL, OpenAIModel(key="k", base_url="http://stand-in.invalid/v1", model="m"), VOCABULARY, engine="openai")

    with pytest.raises(BadMessage):
        admit_for_cloud(VOCABULARY.version, bad, VOCABULARY)
    with pytest.raises(BadMessage):
        handlers.interpret(Interpret(VOCABULARY.version, FRAMED, bad))
    with pytest.raises(BadMessage):
        handlers.release(Release(VOCABULARY.version, bad, 1))


def test_only_what_the_cloud_may_be_told_is_proposed() -> None:
    handlers = Handlers(LOCAL, OpenAIModel(key="k", base_url="http://stand-in.invalid/v1", model="m"), VOCABULARY, engine="openai")

    answer: Any = handlers.interpret(Interpret(VOCABULARY.version, words("i", "am", "leaving", "him"), FRAMED))
    silent: Any = handlers.interpret(Interpret(VOCABULARY.version, words("i", "am", "leaving", "him"), ()))

    assert json.loads(answer.proposal.body)["input"].strip() == "remind me to <WORD_1>"
    assert silent.proposal is None


def test_items_survive_the_wire() -> None:
    some = items("remind me to <TEXT> on <DATE>")

    assert admit(VOCABULARY.version, encode_items(some), VOCABULARY) == some


def test_another_version_of_the_list_is_refused() -> None:
    handlers = Handlers(LOCAL, None, VOCABULARY, engine="auto")

    with pytest.raises(BadMessage, match="version"):
        handlers.interpret(Interpret(VOCABULARY.version + 1, ((0,),), ()))


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "nonsense",
        '{"steps": [], "confidence": 1, "language": "en"}',
        '{"steps": [{"intent": "export_all", "slots": []}], "confidence": 1, "language": "en"}',
        '{"steps": [{"intent": "recall", "slots": [{"name": "query", "items": [9]}]}], "confidence": 1, "language": "en"}',
        '{"steps": [{"intent": "recall", "slots": []}], "confidence": 7, "language": "en"}',
        '{"steps": [{"intent": "recall", "slots": [], "sql": "x"}], "confidence": 1, "language": "en"}',
        '{"steps": [{"intent": "recall", "slots": []}], "confidence": 1, "language": "xx"}',
        "[" * 50_000,
    ],
)
def test_an_answer_that_is_no_possible_plan_is_refused(answer: str) -> None:
    with pytest.raises((BadMessage, Refused)):
        prompt.read(answer, item_count=3)


def test_the_schema_is_strict_all_the_way_down() -> None:
    def walk(schema: Any) -> None:
        if isinstance(schema, dict):
            if schema.get("type") == "object":
                assert schema["additionalProperties"] is False
                assert set(schema["required"]) == set(schema["properties"])
            for value in schema.values():
                walk(value)

    walk(prompt.SCHEMA)


class Recorder(httpx2.BaseTransport):
    """Answers with a plan and keeps what it was sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.sent.append(request.content)
        raise httpx2.ConnectError("nobody there", request=request)


def test_proposing_sends_nothing_and_is_the_same_every_time() -> None:
    wire = Recorder()
    model = OpenAIModel(key="k", base_url="http://stand-in.invalid/v1", model="m", transport=lambda: wire)

    assert model.propose("remind me to <TEXT_1>") == model.propose("remind me to <TEXT_1>")
    assert wire.sent == []
    assert json.loads(model.propose("x").body)["store"] is False


def test_what_was_not_recorded_does_not_get_out() -> None:
    wire = Recorder()
    model = OpenAIModel(key="k", base_url="http://stand-in.invalid/v1", model="m", transport=lambda: wire)
    recorded = model.propose("remind me to <TEXT_1>")

    with pytest.raises(Refused):
        model.ask("remind me to <TEXT_2>", released_sha256=digest(recorded.body.encode()))
    assert wire.sent == []
    with pytest.raises(Unavailable):
        model.ask("remind me to <TEXT_1>", released_sha256=digest(recorded.body.encode()))
    assert {body.decode() for body in wire.sent} == {recorded.body}


def test_the_time_budget_ends_everything() -> None:
    wire = Recorder()
    transport = GuardedTransport(wire, digest(b"x"), deadline=0.0)

    with pytest.raises(httpx2.ReadTimeout):
        transport.handle_request(httpx2.Request("POST", "http://stand-in.invalid", content=b"x"))
    assert wire.sent == []


def test_with_the_engine_set_to_local_the_cloud_is_never_proposed() -> None:
    model = OpenAIModel(key="k", base_url="http://stand-in.invalid/v1", model="m")
    handlers = Handlers(LOCAL, model, VOCABULARY, engine="local")

    answer: Any = handlers.interpret(Interpret(VOCABULARY.version, FRAMED, FRAMED))

    assert answer.proposal is None
    with pytest.raises(Refused):
        handlers.release(Release(VOCABULARY.version, FRAMED, 1))
