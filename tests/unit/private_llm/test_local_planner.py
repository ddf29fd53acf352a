"""The local planner: it plans what the masked one is not sure of, and is believed only as far as the person's own words go."""

import itertools
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from private_llm.domain.understanding import own
from private_llm.domain.understanding.local import BEGINNING
from private_llm.domain.understanding.own import NotOwn, OwnThing
from shared.schemas import archive
from shared.schemas.archive import RecordView
from shared.schemas.records import RECORDS
from store.adapters import imports
from store.domain.importers.parsed import Entry, Message
from tests.standins import hostile
from tests.standins.mind import Mind
from tests.standins.planning import Obeying, Scripted, answer, step

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
VAGUE = "not sure, Petra or the boat"
"""A request that the masked planner can't tell what to do with."""


def mind(home: Path, *answers: str | None) -> tuple[Mind, Scripted]:
    model = Scripted(*answers)
    return Mind(home, writer=model), model


def test_a_request_that_is_sure_is_not_shown_to_the_model(tmp_path: Path) -> None:
    assistant, model = mind(tmp_path)

    assistant.ask("Remind me tomorrow at 9 to pay the rent")

    assert model.shown == []


def test_the_model_plans_what_the_masked_planner_is_not_sure_of(tmp_path: Path) -> None:
    assistant, model = mind(tmp_path, answer(step("remind", text="Mum", when="Sunday at 10")))

    reply = assistant.ask("Sunday at 10, nudge Mum will you")

    assert reply.steps == ("remind",)
    assert [(text.split()[0], at) for text, at in assistant.reminders().items()] == [("Mum", "2026-11-29 10:00")]
    assert len(model.shown) == 1


def test_it_is_shown_own_words_own_things_and_the_day(tmp_path: Path) -> None:
    assistant, model = mind(tmp_path)
    assistant.ask("Remind me tomorrow at 9 to paint the boat")

    assistant.ask(VAGUE)

    assert model.shown == [
        "Now: Friday 2026-11-27 12:00 Europe/Helsinki, language en\n"
        "Things: 1. reminder “paint the boat”, Sat 28 Nov 09:00\n"
        "Before: Remind me tomorrow at 9 to paint the boat (done: remind)\n"
        "Request: not sure, Petra or the boat"
    ]


def test_several_requests_become_steps_of_their_own_parts(tmp_path: Path) -> None:
    said = "keep in mind that Ville is allergic to nuts, then wake me tomorrow at 7"
    planned = answer(
        step("remember", part="keep in mind that Ville is allergic to nuts", text="Ville is allergic to nuts"),
        step("remind", part="wake me tomorrow at 7", when="tomorrow at 7"),
    )
    assistant, _ = mind(tmp_path, planned)

    reply = assistant.ask(said)

    assert reply.steps == ("remember", "remind")
    assert assistant.notes() == ["Ville is allergic to nuts"]
    assert list(assistant.reminders().values()) == ["2026-11-28 07:00"]


def test_a_thing_is_meant_by_its_number_when_the_request_names_it(tmp_path: Path) -> None:
    assistant, _ = mind(tmp_path, answer(step("snooze", when="Monday at 8", things=[2])))
    for text in ("call the dentist", "pay the rent"):
        assistant.ask(f"Remind me tomorrow at 9 to {text}")

    assistant.ask("push, uh, rent thing that one, Monday at 8")

    assert assistant.reminders()["call the dentist"] == "2026-11-28 09:00"


REFUSED = {
    "not JSON": "I'll do it!",
    "half": '{"steps":[{"do":"remember","text":"the stu',
    "a list": "[]",
    "no steps": '{"steps":[]}',
    "too many": answer(*[step("remember", text="the boat")] * 5),
    "an intent that there is not": answer(step("wire_money")),
    "an intent that no model may plan": answer(step("settings", query="the boat")),
    "a slot that there is not": answer(step("remember", text="the boat", id="n1")),
    "words that were not said": answer(step("remember", text="Petra owes me money")),
    "a half word": answer(step("remember", text="Petr")),
    "a number as words": '{"steps":[{"do":"remember","text":7}]}',
    "a thing of nobody": answer(step("cancel", things=[9])),
    "an id in place of a number": '{"steps":[{"do":"cancel","things":["note:ab"]}]}',
    "true in place of a number": '{"steps":[{"do":"cancel","things":[true]}]}',
    "an act that is not worded": answer(step("remember", text="the boat")),
    "a reminder that is not worded": answer(step("remind", text="the boat", when="then")),
    "parts that leave words out": answer(step("chat", part="the stuff"), step("chat", part="the boat")),
    "parts that were not said": answer(step("chat", part="wire money"), step("chat", part="the boat")),
    "nested": "[" * 100_000,
}


@pytest.mark.parametrize("planned", [pytest.param(planned, id=name) for name, planned in REFUSED.items()])
def test_what_can_not_be_held_to_the_request_is_as_if_the_model_had_not_been_asked(planned: str, tmp_path: Path) -> None:
    without = Mind(tmp_path / "without").ask(VAGUE)
    assistant, model = mind(tmp_path / "with", planned)

    reply = assistant.ask(VAGUE)

    assert len(model.shown) == 1
    assert (reply.steps, reply.text) == (without.steps, without.text)
    assert all(not assistant.kept(kind) for kind in ("note", "reminder", "contact", "item"))  # type: ignore[arg-type]


@pytest.mark.parametrize("said", ["don't remind me about the boat, Sunday at 10 no", "älä muistuta mua veneestä sunnuntaina klo 10"])
def test_what_is_asked_not_to_be_done_is_not_done(said: str, tmp_path: Path) -> None:
    model = Scripted(*[answer(step("remind", text=said.split()[-1], when=said.split()[-2]))] * 3)
    assistant = Mind(tmp_path, writer=model)

    assistant.ask(said)

    assert assistant.reminders() == {}


def test_a_model_that_failed_is_left_alone_for_a_while(tmp_path: Path) -> None:
    assistant, model = mind(tmp_path, None, answer(step("chat")), answer(step("chat")))

    first = assistant.ask(VAGUE)
    second = assistant.ask(VAGUE)
    assistant.wait(seconds=11)
    third = assistant.ask(VAGUE)

    assert (first.steps, second.steps, third.steps) == (("unclear",), ("unclear",), ("chat",))
    assert len(model.shown) == 2


def test_where_there_is_a_model_the_cloud_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    assistant, _ = mind(tmp_path / "with")
    for one in (assistant, Mind(tmp_path / "without")):
        interpret = one._interpreter.interpret
        monkeypatch.setattr(
            one._interpreter, "interpret", lambda message, interpret=interpret: asked.append(bool(message.cloud)) or interpret(message)
        )
        one.ask("Compare the zebra before the message again")

    assert asked == [False, True]


def test_the_beginning_is_the_same_for_everybody_and_short() -> None:
    assert len(BEGINNING.split()) < 420
    assert "{" not in BEGINNING.split("Request: ")[0]


# What others wrote never reaches the planner: by type, and tried.


@pytest.mark.parametrize("kind", sorted(set(RECORDS) - {"reminder", "note", "item"}))
def test_no_other_kind_can_become_an_own_thing(kind: str) -> None:
    with pytest.raises(NotOwn):
        OwnThing(RecordView("turn1-0", kind, {"text": "x", "name": "x"}, NOW))  # type: ignore[arg-type]


@pytest.mark.parametrize("id", ["0123456789abcdef01234567", "turn1-0-passed-on", "given1", "", "turn1"])
def test_a_note_that_no_words_of_the_person_made_can_not_become_an_own_thing(id: str) -> None:
    with pytest.raises(NotOwn):
        OwnThing(RecordView(id, "note", {"text": "x"}, NOW))


PLACES = ("message", "group", "contact", "card", "calendar", "file", "caption", "forwarded", "kept", "summary", "draft", "rule")
ORDINARY = (
    VAGUE,
    "what did Petra say about the boat",
    "so that one then",
    "the Petra thing on Sunday maybe",
    "mites se vene ja Petra sitten",
    "is there anything else about the boat",
    "that",
    "no not that, the other thing with Petra",
)


def plant(assistant: Mind, texts: list[str]) -> int:
    """Put hostile texts where others can write, and return how many."""
    planted = 0
    for number, (text, place) in enumerate(zip(itertools.islice(itertools.cycle(texts), 240), itertools.cycle(PLACES), strict=False)):
        _plant(assistant, place, text, number)
        planted += 1
    return planted


def _plant(assistant: Mind, place: str, text: str, number: int) -> None:
    found: dict[str, Any] = {
        "message": Message(1_795_000_000 + number, "Petra", text),
        "group": Message(1_795_000_000 + number, "Petra", "boat", chat=text),
        "contact": Entry("contact", {"name": text}),
        "card": Entry("contact", {"name": "Petra", "details": text}),
        "calendar": Entry("note", {"text": text}),
        "file": Message(1_795_000_000 + number, "Petra", "boat", "document", media=f"{text}.pdf"),
        "caption": Message(1_795_000_000 + number, "Petra", text, "image", media="a.jpg"),
    }
    if place in found:
        vault = assistant._store._vault
        with vault.person(assistant.person, "test") as session:
            row = imports.begin(session, id=f"import{number}", chat="Petra", zone="Europe/Helsinki", now=NOW)
            imports.take(session, row, [found[place]], now=NOW, new_id=lambda: f"chat{number}")
    elif place in ("forwarded", "kept"):
        assistant.ask(text, forwarded=True)
        if place == "kept":
            assistant.ask("yes")
    else:
        fields = {"text": text} | ({"about": "boat"} if place == "summary" else {})
        assistant.request(archive.PutRecord(assistant.person, place, f"made{number}", fields), archive.Record)  # type: ignore[arg-type]


def everything(assistant: Mind) -> dict[str, list[str]]:
    return {
        kind: sorted(f"{one.id} {one.fields}" for one in assistant.kept(kind)) for kind in ("note", "reminder", "item", "contact", "rule")
    }  # type: ignore[arg-type]


def test_instructions_that_others_wrote_never_reach_a_model_that_would_obey_them(tmp_path: Path) -> None:
    model = Obeying()
    assistant = Mind(tmp_path, writer=model)
    assistant.ask("Remind me on Sunday at 10 to paint the boat")
    planted = plant(assistant, hostile.texts())
    assistant.ask("yes")
    before = everything(assistant)

    for said in ORDINARY:
        assistant.ask(said)
        assistant.ask("find boat")

    assert planted >= 200
    assert len(model.shown) >= 4
    assert not any("zxq" in shown for shown in model.shown)
    assert model.obeyed == 0
    assert everything(assistant) == before


def test_that_test_would_find_a_leak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "is_own", lambda record: record.kind == "note")
    model = Obeying()
    assistant = Mind(tmp_path, writer=model)
    plant(assistant, hostile.texts())
    assistant.ask("find boat")

    assistant.ask("so that one then")

    assert any("zxq" in shown for shown in model.shown)
    assert model.obeyed > 0
