"""WhatsApp's export of a chat, as text: Android's `31/12/2023, 23:59 - Anna: …` and iOS's `[31.12.2023 klo 23.59.59] Anna: …`.

Nothing in the format tells a message from a line of somebody's text that looks like one, and times do fall back: the notice about
encryption is dated late, backups are restored, messages arrive days after they were sent. So a line that looks like a message is
one, and is flagged and reported where its time falls back, unless there is evidence that it was written: see `_is_written`.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from store.domain.importers import whatsapp_dates as dates
from store.domain.importers import whatsapp_heads as heads
from store.domain.importers import whatsapp_words as words
from store.domain.importers.parsed import TEXT_LIMIT, Found, Message, Unread
from store.domain.importers.source import Source
from store.domain.importers.whatsapp_shape import Shape, shape
from store.domain.importers.whatsapp_texts import Content, content
from store.domain.importers.whatsapp_words import MARKS, OWN

NAME = "whatsapp"
LONGEST_SENDER = 100
SLACK_SECONDS = 2 * 3600
"""Times may fall back by so much: phones disagree, and clocks are set back in autumn."""
DOUBT_LIMIT = 20
"""So many heads in a row that seem to be written are no forgery: a chat was put together of two."""
FIRST_MESSAGES = 3
"""The notice about encryption stands before so many messages of people."""
MOST_COLONS = 5
MOST_HOURS = 100_000
OPENING = ('"', *(begin for begin, _ in heads.QUOTES))


def accepts(head: str) -> bool:
    """Tell whether the beginning of a text file looks like an export."""
    return any(heads.head(line) for line in head.splitlines() if line)


def read(source: Source, zone: str) -> Iterator[Found]:
    """Yield messages and what could not be read; raises NotReadable for a file without a message."""
    known = shape(source.lines())
    yield from Reader(known, zone).read(source.lines())


@dataclass(slots=True)
class _Open:
    """A message whose end has not been seen."""

    at: int
    sender: str
    lines: list[str]
    head: str
    number: int
    form: str
    """How its head is written; empty for the way of most."""
    earlier: bool = False


class Reader:
    """Turns lines into messages."""

    def __init__(self, known: Shape, zone: str) -> None:
        self._known = known
        self._zone = ZoneInfo(zone)
        self._hours: dict[tuple[str, ...], int | None] = {}
        self._current: _Open | None = None
        self._clock: int | None = None
        """When the last message of a person was sent."""
        self._people = 0
        self._named = ""
        """Whose name stands before the notice about encryption: the other person's or the group's."""
        self._title = ""
        """The same as it is written, with the colon behind it."""
        self._group = ""
        self._marks = False
        self._last = ""
        self._doubtful: deque[_Open] = deque()
        """Heads that seem to be written: they are, unless there are many."""

    def read(self, lines: Iterable[str]) -> Iterator[Found]:
        """Yield messages and what could not be read."""
        match_head = self._known.form.match
        for number, line in enumerate(lines, 1):
            match = match_head(line)
            found = match.group("date", "h", "m", "s", "before", "after", "rest") if match else heads.head(line, self._known.style)
            opened = self._opened(found, line, number) if found else None
            if opened is not None:
                yield from self._begin(opened)
                self._last = line
                continue
            if found:
                yield Unread(number, "it begins like a message, but its date or time can't be")
            if not self._goes_on(line) and line.strip(f"{MARKS} \r\n"):
                yield Unread(number, "it stands before the first message")
            self._last = line
        yield from self._end()

    def _goes_on(self, line: str) -> bool:
        """Add a line to the message before, and tell whether there is one."""
        message = self._doubtful[-1] if self._doubtful else self._current
        if message is not None:
            message.lines.append(line)
        return message is not None

    def _begin(self, opened: _Open) -> Iterator[Found]:
        messages = [opened]
        if self._is_written(opened):
            self._doubtful.append(opened)
            if len(self._doubtful) <= DOUBT_LIMIT:
                return
            messages = list(self._doubtful)
            self._doubtful.clear()
        for message in messages:
            yield from self._end()
            self._current = message
            if message.sender:  # The notices of WhatsApp have times of their own.
                yield from self._timed(message)

    def _timed(self, message: _Open) -> Iterator[Found]:
        """Set the clock by a person's message, and flag it where its time falls back."""
        message.earlier = self._falls_back(message)
        if message.earlier:
            yield Unread(message.number, "its time lies before that of the message above; kept as a message of its own")
        self._clock = message.at
        self._people += 1

    def _falls_back(self, message: _Open) -> bool:
        return self._clock is not None and message.at < self._clock - SLACK_SECONDS

    def _is_written(self, opened: _Open) -> bool:
        """Tell whether a line that looks like a message stands in the text of the one before: on an iPhone such lines end
        otherwise; elsewhere what was pasted or forged has an earlier time, and another form, or the name of a third person in a chat of
        two, or it follows an empty line or a colon. What comes with it is of its kind."""
        if self._current is None:
            return False
        if self._known.wrapped:
            return not self._last.endswith("\r\n")
        falls_back = self._falls_back(opened)
        if falls_back and self._doubtful:
            return True
        if opened.form not in ("", self._current.form) and self._clock is not None and opened.at < self._clock:
            return True
        stranger = bool(opened.sender and self._known.pair) and opened.sender not in self._known.pair
        return falls_back and (stranger or self._leads_on(self._current))

    def _leads_on(self, message: _Open) -> bool:
        """Tell whether a person's text goes on after its last line: WhatsApp takes empty lines off its end."""
        last = message.lines[-1].rstrip(f"{MARKS} \r\n")
        if not message.sender or last:
            return bool(message.sender) and last[-1:] in (":", "：")
        return len(message.lines) > 1 and content("".join(message.lines).strip("\r\n")).kind == "text"

    def _end(self) -> Iterator[Found]:
        """Close the current message, with the lines that were written by whoever wrote it."""
        if self._current is None:
            return
        for line in self._doubtful:
            self._current.lines += [line.head, *line.lines[1:]]
            yield Unread(line.number, "it looks like a message, but stands in the text of the one before; kept as its text")
        self._doubtful.clear()
        yield from _closed(self._current)

    def _opened(self, found: tuple[Any, ...], line: str, number: int) -> _Open | None:
        date, hour, minute, second, before, after, rest, *style = found
        at = self._moment(date, hour, minute, second, before, after)
        if at is None:
            return None
        form = style[1] if style else ""
        name, said = self._parted(rest)
        sender = heads.name_of(name) if len(name) <= LONGEST_SENDER else ""
        if not sender:
            return _Open(at, "", [rest], line, number, form)
        looked_at = said[:1] == OWN or self._people < FIRST_MESSAGES or self._group
        if looked_at and self._is_notice(name, sender, said):
            sender = ""
        return _Open(at, sender, [said], line, number, form)

    def _parted(self, rest: str) -> tuple[str, str]:
        """Part a sender's name from what they said. The group's name may have a colon in it, and so may the notice about encryption."""
        if self._title and rest.startswith(self._title):
            return self._title[:-2], rest[len(self._title) :]
        name, colon, said = rest.partition(": ")
        if not colon:
            bare = rest.rstrip("\r\n")
            return (bare[:-1], "\n") if bare.endswith(":") else ("", rest)
        if self._people < FIRST_MESSAGES:
            return self._noticed(rest) or (name, said)
        return name, said

    def _noticed(self, rest: str) -> tuple[str, str] | None:
        """Part the name before the notice about encryption from it, or return None where there is no such notice."""
        pieces = rest.split(": ", MOST_COLONS)
        for place in range(len(pieces)):
            said = ": ".join(pieces[place:])
            whole = place < 2 or said[:1] == OWN or self._current is None
            if whole and words.is_encryption_notice(said):
                return ": ".join(pieces[:place]), said
        return None

    def _is_notice(self, name: str, sender: str, said: str) -> bool:
        """Tell whether WhatsApp wrote this, although a name stands before it: an iPhone puts the group's or somebody's there."""
        if words.is_encryption_notice(said):
            self._named, self._title = sender, f"{name}: "
            return True
        in_brackets = self._known.style.startswith("brackets")
        if said[:1] == OWN:
            self._marks = True
            clean = words.unmarked(said).strip()
            return in_brackets and bool(clean) and content(said.strip("\r\n")).kind == "text"
        return in_brackets and not self._marks and self._speaks_of_group(name, sender, said)

    def _speaks_of_group(self, name: str, sender: str, said: str) -> bool:
        """The same for a file that lost its marks: whoever acts or is acted on is named once more, or the group's name stands before it."""
        written, first = (words.unmarked(text).translate(heads.UNBREAKABLE).strip() for text in (name, said.partition("\n")[0]))
        names_itself = first.startswith(f"{written} ") or sender == self._named
        if self._named and names_itself and any(f"{mark}{self._named}" in said for mark in OPENING):
            self._group = self._named
        if written.startswith("~") and (first.startswith(f"{written} ") or first.endswith(f" {written}")):  # Nobody types this.
            self._group = self._named or written
            return True
        return bool(self._group) and names_itself

    def _moment(self, date: str, hour: str, minute: str, second: str | None, before: str, after: str) -> int | None:
        key = (date, hour, before, after)
        if key not in self._hours:
            if len(self._hours) > MOST_HOURS:
                self._hours.clear()
            self._hours[key] = self._hour(date, int(hour), heads.word_of(before, after))
        begin, minutes = self._hours[key], int(minute)
        return None if begin is None or minutes > 59 else begin + 60 * minutes + min(int(second or 0), 59)

    def _hour(self, date: str, shown: int, word: str | None) -> int | None:
        """Return when an hour begins, or None for one that can't be."""
        day = dates.day(dates.numbers_of(date), self._known.order)
        hour = None if word is None else words.hour(shown, word)
        if day is None or hour is None:
            return None
        try:
            return int(datetime(*day, hour, tzinfo=self._zone).timestamp())
        except ValueError:
            return None


def _closed(message: _Open) -> Iterator[Message]:
    """Turn an open message into one, or several if it is very long."""
    text = "".join(message.lines).strip("\r\n").replace("\0", "").replace("\r\n", "\n")
    kind, text, media, edited = content(text) if message.sender else Content("system", words.unmarked(text))
    first = Message(message.at, message.sender, text[:TEXT_LIMIT], kind, media, edited=edited, earlier=message.earlier)
    yield first
    for start in range(TEXT_LIMIT, len(text), TEXT_LIMIT):
        yield first._replace(text=text[start : start + TEXT_LIMIT], media=None)
