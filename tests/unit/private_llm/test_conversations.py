"""Whole conversations with the real engine, interpreter and store: what each turn changes and says, and that it changes nothing else."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.standins.mind import HELSINKI, Mind
from tests.standins.planning import Erring

FOLDER = Path(__file__).parents[2] / "conversations"
LIFE = tuple((FOLDER / "life.had").read_text(encoding="utf-8").splitlines())
STATES = ("set", "gone", "moved", "note", "unnote", "item", "ticked", "setting", "contact", "event", "unevent")


@dataclass
class Turn:
    """What is said, and what must follow."""

    said: str = ""
    wait: float = 0
    expected: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Conversation:
    """Turns, and what is there before them."""

    name: str
    having: Sequence[str] = ()
    had: list[str] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)


def conversations() -> list[Conversation]:
    found: list[Conversation] = []
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            kind, _, rest = line.partition(": ")
            if line.startswith("["):
                found.append(Conversation(f"{path.stem}: {line.strip('[]')}"))
            elif line == "had: life":
                found[-1].having = LIFE
            elif kind == "had":
                found[-1].had.append(rest)
            elif kind == "you":
                found[-1].turns.append(Turn(said=rest))
            elif kind == "wait":
                found[-1].turns.append(Turn(wait=float(rest)))
            elif line and not line.startswith("#"):
                found[-1].turns[-1].expected.append((kind, rest))
    return found


def state(mind: Mind) -> dict[str, dict[str, str]]:
    """Return all that is kept, by kind: words by id."""
    kept, settings = mind.everything("item", "note", "reminder", "contact", "rule", "event")
    items = {
        one.id: f"{one.fields['list']}: {one.fields['text']}{_by(one.fields['due'])}" for one in kept["item"] if not one.fields["done"]
    }
    notes = {one.id: str(one.fields["text"]) for one in kept["note"]}
    reminders = {}
    for one in kept["reminder"]:
        if one.fields["state"] == "pending":
            at = datetime.fromisoformat(str(one.fields["due_at"])).astimezone(HELSINKI)
            rule = f" / {one.fields['rule']}" if one.fields["rule"] else ""
            reminders[one.id] = f"{one.fields['text']} @ {at:%Y-%m-%d %H:%M}{rule}"
    others = {kind: {one.id: str(one.fields) for one in kept[kind]} for kind in ("contact", "rule")}
    return {
        "reminder": reminders,
        "note": notes,
        "item": items,
        "event": {one.id: _event(one.fields) for one in kept["event"] if one.fields["state"] != "cancelled"},
        "setting": {name: f"{name}={value}" for name, value in settings.items()},
        **others,
    }


def _by(due: object) -> str:
    return f" by {due}" if due else ""


def _event(fields: Mapping[str, Any]) -> str:
    """Return an event as the files say it: its words and place, when it is first on, and how it comes again."""
    begun, over = (datetime.fromisoformat(str(fields[name])) for name in ("start_at", "end_at"))
    if fields["all_day"]:
        when = f"{begun:%Y-%m-%d} to {over:%Y-%m-%d}"
    else:
        when = f"{begun.astimezone(HELSINKI):%Y-%m-%d %H:%M}-{over.astimezone(HELSINKI):%H:%M}"
    rule = f" / {' '.join(str(fields['rule']).splitlines())}" if fields["rule"] else ""
    return f"{fields['text']}{', ' if fields['place'] else ''}{fields['place']} @ {when}{rule}"


def changes(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> Counter[str]:
    """Return what is different, as lines of the files say it."""
    found: Counter[str] = Counter()
    names = {
        "reminder": ("set", "gone"),
        "note": ("note", "unnote"),
        "item": ("item", "ticked"),
        "event": ("event", "unevent"),
        "setting": ("setting", ""),
    }
    for kind, there in after.items():
        new, old = names.get(kind, (kind, f"un{kind}"))
        for one, words in there.items():
            if one not in before[kind]:
                found[f"{new}: {words}"] += 1
            elif before[kind][one] != words:
                found[f"{'moved' if kind == 'reminder' and _words(before[kind][one]) == _words(words) else new}: {words}"] += 1
                if kind == "reminder" and _words(before[kind][one]) != _words(words):
                    found[f"gone: {_words(before[kind][one])}"] += 1
        for one, words in before[kind].items():
            if one not in there:
                found[
                    f"{old}: {_words(words) if kind in ('reminder', 'event') else words.split(': ')[-1] if kind == 'item' else words}"
                ] += 1
    return found


def _words(reminder: str) -> str:
    return reminder.partition(" @ ")[0]


def _matches(wanted: str, line: str) -> bool:
    """Tell whether a change is the one that is wanted; `*` stands for any words, and a move need not name its rule."""
    if wanted.startswith("moved: ") and " / " not in wanted:
        line = line.partition(" / ")[0]
    return bool(re.fullmatch(re.escape(wanted).replace(r"\*", ".*"), line))


@pytest.mark.parametrize("conversation", [pytest.param(one, id=one.name) for one in conversations()])
def test_conversation(conversation: Conversation, tmp_path: Path) -> None:
    hold(conversation, Mind(tmp_path, having=conversation.having))


@pytest.mark.parametrize("conversation", [pytest.param(one, id=one.name) for one in conversations()[::3]])
def test_a_model_that_errs_makes_nothing_worse(conversation: Conversation, tmp_path: Path) -> None:
    hold(conversation, Mind(tmp_path, writer=Erring(), having=conversation.having))


def hold(conversation: Conversation, mind: Mind) -> None:
    """Hold a conversation, and look at what each turn changes and says."""
    for thing in conversation.had:
        mind.give(thing)
    after = state(mind)
    for turn in conversation.turns:
        if turn.wait:
            mind.wait(minutes=turn.wait)
        answer = mind.ask(turn.said) if turn.said else None
        before, after = after, state(mind)
        happened = changes(before, after)
        for kind, wanted in turn.expected:
            if kind in STATES:
                hit = next((line for line in happened if _matches(f"{kind}: {wanted}", line)), None)
                assert hit is not None, (
                    f"{turn.said!r}: wanted {kind}: {wanted}, but {dict(happened)}; answered {answer.text if answer else ''!r}"
                )
                happened[hit] -= 1
        happened += Counter()
        assert not happened, f"{turn.said!r}: nobody asked for {dict(happened)}; answered {answer.text if answer else ''!r}"
        if answer is not None and answer.steps == ("chat",) and answer.engine != "rules":
            return  # A model talks; what is said after that is another conversation.
        if answer is not None:
            _said(turn, answer.text, answer.steps)


def _said(turn: Turn, text: str, steps: tuple[str, ...]) -> None:
    for kind, wanted in turn.expected:
        if kind == "says":
            assert re.search(wanted, text, re.IGNORECASE), f"{turn.said!r} was answered {text!r}"
        elif kind == "not":
            assert not re.search(wanted, text, re.IGNORECASE), f"{turn.said!r} was answered {text!r}"
        elif kind == "does":
            assert list(steps) == wanted.split(), f"{turn.said!r} was understood as {steps}"
        else:
            assert kind in STATES, f"the files know no line {kind!r}"
