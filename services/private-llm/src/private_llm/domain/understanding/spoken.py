"""One message as context reads it: its words, the acts and things that they name, and the times that they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from private_llm.domain import times
from private_llm.domain.times import shifting
from private_llm.domain.understanding import asked, lexicon
from private_llm.domain.understanding.focus import Focus
from private_llm.domain.understanding.lexicon import Lexicon, plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Intent, Language

BARE_CLOCK = re.compile(r"(?:at |klo |kello )?([01]?\d|2[0-4])(?:[.:]([0-5]\d))?")
AWAY = re.compile(r"(\S+(?: \S+)?) pois")
"""What is pointed at goes: "eka pois"."""
PARTS = {"iltapäivälle", "aamulle", "illalle", "aamupäivälle", "päivälle", "yölle"}
SMALL = {"at", "on", "by", "in", "the", "to", "for", "of", "around", "about", "klo", "kello", "noin", "oclock", "o'clock"}


@dataclass(frozen=True, repr=False)
class Said:
    """What was said, and what it may lean on."""

    text: str
    focus: Focus
    language: Language
    now: datetime
    zone: str


class Spoken:
    """A message in one language, and what it may lean on."""

    def __init__(self, context: Said, words: Lexicon) -> None:
        self._text = context.text
        self._focus = context.focus
        self._now, self._zone = context.now, context.zone
        self._words = words
        self._whole = plain(context.text.strip("* "))
        self._said = words.without_fillers(self._whole)

    def _is(self, kind: str) -> bool:
        return self._words.is_one(kind, self._whole) or self._words.is_one(kind, self._said)

    def _meant(self, intent: Intent, **fields: object) -> Meant:
        language: Language = self._words.language  # type: ignore[assignment]
        return Meant(intent, str(fields.pop("text", self._text)), language, **fields)  # type: ignore[arg-type]

    def _pointer(self, said: Sequence[str]) -> str:
        words = self._words.without_fillers(" ".join(said))
        words = self._words.before("instead", self._words.before("as_starred", words))
        return " ".join(word for word in words.split() if word not in SMALL - {"the", "by"}) or "it"

    def _act(self) -> tuple[str, str] | None:
        """Return the act that the request begins with, and the words after it."""
        for said in (self._said, self._words.without_fillers(asked.politely(self._said))):
            for name, pattern in self._words.acts.items():
                match = pattern.match(said)
                if match:
                    return name, re.sub(r"^\w*", "", said[match.end() :]).strip()
        away = AWAY.fullmatch(self._said)
        return ("remove", away[1]) if away else None

    def _thing(self, pointer: str, acts: dict[str, Intent]) -> str | None:
        kinds = self._of_named_kind(pointer, acts)
        bare = self._bare_ordinal(pointer)
        if (bare in self._words.ordinals and bare != pointer) or pointer in self._words.ordinals:
            listed = [thing for thing in self._focus.listed if thing.split(":")[0] in kinds]
            return nth(listed, self._words.ordinals[bare if bare in self._words.ordinals else pointer])
        if self._words.is_one("just_made", pointer):
            return next((thing for thing in self._focus.made if thing.split(":")[0] in kinds), None)
        if lexicon.is_pointer(pointer):
            return self._focus.pointed(kinds)
        if self._words.is_one("other", pointer):
            return self._focus.other(kinds)
        return None

    def _of_named_kind(self, pointer: str, kinds: dict[str, Intent]) -> dict[str, Intent]:
        """Return the kinds that a pointer can mean: "that alarm" is no note, whatever was kept last."""
        named = {kind for kind, words in self._words.objects.items() if words.search(pointer)}
        return {kind: intent for kind, intent in kinds.items() if not named or kind in named}

    def _latest(self, kinds: dict[str, Intent]) -> str | None:
        """What an act is done to that names nothing: what the last turn changed, or all that it showed."""
        return next((thing for thing in (*self._focus.touched, *self._focus.it) if thing.split(":")[0] in kinds), None)

    def _bare_ordinal(self, said: str) -> str:
        return re.sub(
            r"^(?:the |se |sen |numero |number |no )|(?: (?:one|reminder|note|muistutus|muistutuksen|muistiinpano|muistiinpanon))$",
            "",
            said,
        )

    def _own(self, tail: str) -> str:
        """Return the end of the message as the person wrote it, from its `plain` form."""
        count, words = len(tail.split()), self._text.split()
        return " ".join(words[-count:]).strip(" .!?") if plain(" ".join(words[-count:])) == tail else tail

    def _reads_time(self, said: str) -> bool:
        reading = times.read(said, now=self._now, zone=self._zone)
        return bool(reading.spans or reading.unread)

    def _time(self, said: str, *, moves: bool = False) -> str:
        """Return the words of a time when something said is nothing but that; empty otherwise. What moves goes by a length from
        where it is."""
        bare = BARE_CLOCK.fullmatch(self._words.hours.get(said, said))
        said = lexicon.in_digits(said)
        if bare:
            clock = f"{bare[1]}:{bare[2] or '00'}"
            return f"klo {clock}" if self._words.language == "fi" or said.startswith("k") else f"at {clock}"
        if shifting.only(said) and (moves or not _is_plain(said)):
            return said
        reading = times.read(said, now=self._now, zone=self._zone)
        if reading.resolved is None and reading.spans and not reading.unread:  # A length of time: so long from now.
            said = f"in {said.removeprefix('for ').removeprefix('by ')}"
            reading = times.read(said, now=self._now, zone=self._zone)
        if reading.resolved is None:
            return ""
        left = said
        for start, end in sorted(reading.spans, reverse=True):
            left = left[:start] + " " + left[end:]
        return said if set(plain(left).split()) <= SMALL | PARTS else ""


def _is_plain(said: str) -> bool:
    moving = shifting.by(said)
    return moving is not None and moving.plain


def nth(things: Sequence[str], position: int) -> str | None:
    """Return the thing at a position from 1, or from the end when it is negative."""
    index = position - 1 if position > 0 else len(things) + position
    return things[index] if 0 <= index < len(things) else None
