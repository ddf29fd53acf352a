"""What the last turns were about: the things they listed, set, changed or found, and the question that is still open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import takewhile

from shared.schemas.archive import Utterance
from shared.schemas.conversation import Asked, Effect, Reply

UNDOABLE_TURNS = 5
LISTED_TURNS = 3
POINTED_TURNS = 5
"""So many turns back "it" may reach, over small talk, sums and the like."""
PASSING = frozenset({"chat", "convert", "time", "repeat", "stop", "unclear"})


@dataclass(frozen=True, repr=False)
class Earlier:
    """A request that was answered."""

    turn: str
    said: str
    answered: str
    reply: Reply


@dataclass(frozen=True, repr=False)
class Focus:
    """What a short answer, a pronoun or a number may point at. Things are `kind:id`."""

    asked: Asked | None = None
    """The question that the last answer ended with."""
    listed: tuple[str, ...] = ()
    """What the last answer that showed anything showed, in its order."""
    come: tuple[str, ...] = ()
    """What has just come due, when nothing was said since."""
    numbered: tuple[str, ...] = ()
    """All that has come due since anything was said, newest first, where each was told with numbers to answer it by."""
    touched: tuple[str, ...] = ()
    """What was set or changed, or has just come due, newest first."""
    made: tuple[str, ...] = ()
    """What was made in the turns that are remembered, newest first."""
    latest: Earlier | None = None
    undoable: Earlier | None = None
    """The newest turn that added or changed something and was not taken back."""

    earlier: tuple[Earlier, ...] = ()
    """The last turns, newest first."""

    @property
    def waiting(self) -> Earlier | None:
        """Return the turn whose question is open: the last, or the one before when talk alone came in between."""
        if self.latest is None or self.asked is not None:
            return self.latest
        talk = not self.latest.reply.effects and self.latest.reply.asked is None and PASSING.issuperset(self.latest.reply.steps)
        return self.earlier[1] if talk and len(self.earlier) > 1 else None

    @property
    def said_before(self) -> str:
        """Return the words of the last request."""
        return self.latest.said if self.latest else ""

    def pointed(self, kinds: Collection[str]) -> str | None:
        """Return what "it" means among some kinds: what the newest turn that had to do with any changed, or the only one it showed."""
        for thing in self.come:
            if thing.split(":")[0] in kinds:
                return thing
        for turn in self.earlier[:POINTED_TURNS]:
            changed, shown = (
                [one for one in some if one.split(":")[0] in kinds] for some in (_touched([turn], self.earlier), _listed([turn]))
            )
            if changed or shown:
                return changed[0] if changed else shown[0] if len(shown) == 1 else None
            if turn.reply.effects or not PASSING.issuperset(turn.reply.steps):
                return None
        return None

    def last_of(self, intent: str) -> Earlier | None:
        """Return the newest turn of an intent, when nothing but talk came since."""
        for turn in self.earlier[:POINTED_TURNS]:
            if turn.reply.steps[-1:] == (intent,):
                return turn
            if turn.reply.effects or not PASSING.issuperset(turn.reply.steps):
                return None
        return None

    def other(self, kinds: Collection[str]) -> str | None:
        """Return what "the other one" means: of the two that were shown last, the one that was not changed since."""
        changed = {thing for turn in self.earlier[:POINTED_TURNS] for thing in _touched([turn])}
        for turn in self.earlier[:POINTED_TURNS]:
            shown = [thing for thing in _listed([turn]) if thing.split(":")[0] in kinds]
            if len(shown) == 2:
                left = [thing for thing in shown if thing not in changed]
                return left[0] if len(left) == 1 else None
        return None

    def note_of(self, turn: Earlier) -> str | None:
        """Return the note that a turn kept or changed, or that was all it showed."""
        changed, shown = _touched([turn]), _listed([turn])
        one = changed[:1] or (shown if len(shown) == 1 else ())
        return one[0] if one and one[0].startswith("note:") else None

    @property
    def it(self) -> tuple[str, ...]:
        """Return what "it" means: what the last turn touched, else the only thing it showed."""
        shown = _listed([self.latest]) if self.latest else ()
        return self.touched[:1] or (shown if len(shown) == 1 else ())


def of(history: Sequence[Utterance]) -> Focus:
    """Read the focus from messages, oldest first. What the person says now may be the last of them."""
    spoken = list(history)
    now = spoken.pop() if spoken and spoken[-1].role == "person" else None
    if not spoken:
        return Focus()
    turns = _turns(spoken)
    last = turns[-1] if turns else None
    return Focus(
        asked=last.reply.asked if last and spoken[-1].turn == last.turn else None,
        listed=_listed(turns),
        come=_come(spoken),
        numbered=_rung(spoken) if now is not None and now.channel == "whatsapp" else (),
        touched=(*_come(spoken), *_touched(turns, turns)),
        made=tuple(f"{one.kind}:{one.id}" for turn in reversed(turns) for one in turn.reply.effects if one.act == "added"),
        latest=last,
        earlier=tuple(reversed(turns)),
        undoable=_undoable(turns),
    )


def _turns(spoken: Sequence[Utterance]) -> list[Earlier]:
    said = {one.turn: one.text for one in spoken if one.role == "person"}
    return [Earlier(one.turn, said.get(one.turn, ""), one.text, one.reply) for one in spoken if one.role == "assistant" and one.reply]


def _listed(turns: Sequence[Earlier]) -> tuple[str, ...]:
    shown = [turn for turn in turns[-LISTED_TURNS:] if not turn.reply.effects]  # A change shows what it changed, and is no list.
    several = [turn for turn in turns[-LISTED_TURNS:] if len(turn.reply.sources) > 1]
    for turn in reversed(shown[-2:] or several[-1:] or turns[-1:]):
        if turn.reply.asked and turn.reply.asked.wants == "choice":
            return turn.reply.asked.things
        if turn.reply.sources:
            return tuple(f"{source.kind}:{source.id}" for source in turn.reply.sources)
    return ()


def _come(spoken: Sequence[Utterance]) -> tuple[str, ...]:
    return _rung(spoken)[:1]


def _rung(spoken: Sequence[Utterance]) -> tuple[str, ...]:
    rung = takewhile(lambda one: not one.turn and one.id.startswith("reminder#"), reversed(spoken))
    return tuple(dict.fromkeys(f"reminder:{one.id.split('#')[1]}" for one in rung))


def _touched(turns: Sequence[Earlier], before: Sequence[Earlier] = ()) -> tuple[str, ...]:
    """Return what the last of some turns set or changed, or, when it took a change back, what is as it was again."""
    found: list[str] = []
    for turn in turns[-1:]:
        undone = {effect.id for effect in turn.reply.effects if effect.act == "undone"}
        found += [f"{effect.kind}:{effect.id}" for effect in reversed(turn.reply.effects) if effect.kind != "turn"]
        back = [effect for one in before if one.turn in undone for effect in one.reply.effects if effect.act == "changed"]
        found += [f"{effect.kind}:{effect.id}" for effect in back]
    return tuple(dict.fromkeys(found))


def about(turn: Earlier) -> tuple[str, ...]:
    """Return what a turn set or changed, else what it showed."""
    return _touched([turn]) or _listed([turn])


def _undoable(turns: Sequence[Earlier]) -> Earlier | None:
    undone = {effect.id for turn in turns for effect in turn.reply.effects if effect.act == "undone"}
    for turn in reversed(turns[-UNDOABLE_TURNS:]):
        if turn.turn not in undone and any(effect.act != "undone" for effect in turn.reply.effects):
            return turn
    return None


def changes(earlier: Earlier) -> tuple[Effect, ...]:
    """Return what a turn did, newest first, so that it can be taken back in that order."""
    return tuple(effect for effect in reversed(earlier.reply.effects) if effect.act != "undone")
