"""WhatsApp's export of a chat, as text: Android's `31/12/2023, 23:59 - Anna: …` and iOS's `[31.12.2023 klo 23.59.59] Anna: …`.

The format is not documented by its maker; it follows the phone's language. So: the first line that looks like the head of a
message sets the style for the whole file; whether 3/4 is in March or in April is decided from all dates of the file; a head
whose time falls back behind the one before, and is followed by one that does not, is a line that somebody wrote, and stays text.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from store.domain.importers import whatsapp_words as words
from store.domain.importers.parsed import TEXT_LIMIT, Found, Kind, Message, NotReadable, Unread
from store.domain.importers.source import Source

NAME = "whatsapp"
MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
SPACE = "[ \u00a0\u202f\u2009]"
DATE = rf"(?P<a>\d{{1,4}})(?P<dot>[./-])(?P<spaced>{SPACE}?)(?P<b>\d{{1,2}})(?P=dot)(?P=spaced)(?P<c>\d{{1,4}})\.?"
LINK = r"(?:klo|kl|kello|um|at|à|a las|às|alle|ore|om|o)\.?"
CLOCK = rf"(?P<h>\d{{1,2}})[:.](?P<m>\d{{2}})(?:[:.](?P<s>\d{{2}}))?(?:{SPACE}?(?P<half>[aApP]\.?{SPACE}?[mM]\.?|[ai]p\.))?"
AHEAD = r"(?P<ahead>上午|下午|오전|오후)?"
STAMP = rf"{DATE},?{SPACE}?(?:{LINK}{SPACE})?{AHEAD}{SPACE}?{CLOCK}"
STYLES = {
    "brackets": re.compile(rf"[{MARKS}]*\[{STAMP}\] (?P<rest>.*)", re.DOTALL),
    "dash": re.compile(rf"[{MARKS}]*{STAMP} [-–] (?P<rest>.*)", re.DOTALL),
    "tab": re.compile(rf"[{MARKS}]*{STAMP}\t(?P<rest>.*)", re.DOTALL),
}
ATTACHED = re.compile(rf"[{MARKS}]*(?P<name>[^\s/\\:<>\"|?*](?:[^/\\:<>\"|?*\n]{{0,120}}[^\s/\\:<>\"|?*])?\.(?P<ending>[A-Za-z0-9]{{2,5}})) \((?P<said>[^()]{{4,40}})\)(?:\n(?P<caption>.*))?\Z", re.DOTALL)  # fmt: skip
ATTACHED_IOS = re.compile(rf"(?P<caption>.*?)[{MARKS}]*<(?P<said>[^<>:]{{3,30}}): (?P<name>[^<>/\\]{{1,150}}\.(?P<ending>[A-Za-z0-9]{{2,5}}))>\s*\Z", re.DOTALL)  # fmt: skip
ENDINGS: dict[str, Kind] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "heic"), "image"),
    **dict.fromkeys(("mp4", "mov", "3gp", "mkv"), "video"),
    **dict.fromkeys(("opus", "m4a", "mp3", "aac", "ogg", "amr", "wav"), "audio"),
    "webp": "sticker",
    "vcf": "contact",
}
SAMPLE_LINES = 400
SLACK_SECONDS = 2 * 3600
"""Times may fall back by so much: phones disagree, and clocks are set back in autumn."""
DOUBT_LIMIT = 20
"""So many heads in a row that lie behind what came before are no forgery: the phone's clock was wrong."""


def accepts(head: str) -> bool:
    """Tell whether the beginning of a text file looks like an export."""
    return _style(head.splitlines()) is not None


def read(source: Source, zone: str) -> Iterator[Found]:
    """Yield messages and what could not be read; raises NotReadable for a file without a message."""
    known = shape(source.lines())
    yield from Reader(known, zone).read(source.lines())


def _style(lines: Iterable[str]) -> str | None:
    for line in lines:
        for name, pattern in STYLES.items():
            if pattern.match(line):
                return name
    return None


@dataclass
class Shape:
    """What a first reading of the file tells: its style, and where day, month and year stand."""

    style: str
    order: str


class Order:
    """Counts what speaks for each order of day, month and year."""

    def __init__(self) -> None:
        self.against = dict.fromkeys(("dmy", "mdy", "ymd", "ydm"), 0)
        self._last: dict[str, tuple[int, ...]] = {}
        self._written: tuple[str, ...] = ()
        self.halves = False
        self.slashes = False

    def see(self, match: re.Match[str]) -> None:
        """Take one head into account."""
        written = match.group("a", "b", "c", "half")
        if written == self._written:
            return
        self._written = written
        numbers = int(match["a"]), int(match["b"]), int(match["c"])
        self.halves |= bool(match["half"])
        self.slashes |= match["dot"] == "/"
        for order, wrong in self.against.items():
            date = _date(numbers, order)
            if date is None:
                self.against[order] = wrong + 1000
            elif date < self._last.get(order, date):
                self.against[order] = wrong + 1
            if date is not None:
                self._last[order] = date

    def best(self) -> str:
        """Return the likeliest order; between equals, month first only where a clock of twelve hours and slashes say America."""
        american = self.halves and self.slashes
        preferred = ("mdy", "dmy", "ymd", "ydm") if american else ("dmy", "mdy", "ymd", "ydm")
        return min(preferred, key=lambda order: self.against[order])


def _date(numbers: tuple[int, int, int], order: str) -> tuple[int, int, int] | None:
    """Return (year, month, day), or None where it can't be one."""
    parts = dict(zip(order, numbers, strict=True))
    year = parts["y"] + 2000 if parts["y"] < 100 else parts["y"]
    four_digits = parts["y"] >= 1000
    if order[0] == "y" and not four_digits and numbers[2] >= 1000:
        return None
    possible = 1 <= parts["m"] <= 12 and 1 <= parts["d"] <= 31 and 2000 <= year <= 2100
    return (year, parts["m"], parts["d"]) if possible else None


def shape(lines: Iterable[str]) -> Shape:
    """Read a file once to learn its shape; raises NotReadable for one without a single message."""
    style, order, before = None, Order(), []
    for line in lines:
        if style is None:
            style = _style((line,))
            before.append(line)
            if style is None and len(before) > SAMPLE_LINES:
                break
        if style is not None:
            match = STYLES[style].match(line)
            if match:
                order.see(match)
    if style is None:
        raise NotReadable("this is not a WhatsApp export: no line begins with a date and a time")
    return Shape(style, order.best())


@dataclass
class _Open:
    """A message whose end has not been seen."""

    at: int
    sender: str
    lines: list[str]
    head: str = ""
    number: int = 0


class Reader:
    """Turns lines into messages."""

    def __init__(self, known: Shape, zone: str) -> None:
        self._pattern = STYLES[known.style]
        self._order = known.order
        self._zone = ZoneInfo(zone)
        self._hours: dict[tuple[int, int, int, int], int] = {}
        self._current: _Open | None = None
        self._doubtful: deque[_Open] = deque()
        """Heads behind the current message's time: forged, unless there are many."""

    def read(self, lines: Iterable[str]) -> Iterator[Found]:
        """Yield messages and what could not be read."""
        match_head = self._pattern.match
        for number, line in enumerate(lines, 1):
            match = match_head(line)
            opened = self._opened(match, line, number) if match else None
            if opened is not None:
                yield from self._begin(opened)
                continue
            if match:
                yield Unread(number, "it begins like a message, but its date or time can't be")
            if not self._goes_on(line) and line.strip(f"{MARKS} \r\n"):
                yield Unread(number, "it stands before the first message")
        yield from self._end()

    def _goes_on(self, line: str) -> bool:
        """Add a line to the message before, and tell whether there is one."""
        message = self._doubtful[-1] if self._doubtful else self._current
        if message is not None:
            message.lines.append(line)
        return message is not None

    def _begin(self, opened: _Open) -> Iterator[Found]:
        if self._current is not None and opened.at < self._current.at - SLACK_SECONDS:
            self._doubtful.append(opened)
            if len(self._doubtful) > DOUBT_LIMIT:  # The clock was set back: all of them are messages.
                yield from _closed(self._current)
                self._current = self._doubtful.pop()
                for message in self._doubtful:
                    yield from _closed(message)
                self._doubtful.clear()
            return
        yield from self._end()
        self._current = opened

    def _end(self) -> Iterator[Found]:
        """Close the current message. What looked like messages of an earlier time was written by whoever wrote it."""
        if self._current is None:
            return
        for line in self._doubtful:
            self._current.lines += [line.head, *line.lines[1:]]
            yield Unread(line.number, "it begins like a message of an earlier time; kept as text of the message before")
        self._doubtful.clear()
        yield from _closed(self._current)

    def _opened(self, match: re.Match[str], line: str, number: int) -> _Open | None:
        at = self._moment(match)
        if at is None:
            return None
        rest = match["rest"]
        sender, colon, said = rest.partition(": ")
        if not colon and rest.rstrip("\r\n").endswith(":"):
            sender, colon, said = rest.rstrip("\r\n")[:-1], ":", "\n"
        if not colon or len(sender) > 100 or words.is_system(rest):
            return _Open(at, "", [rest], line, number)
        return _Open(at, sender.strip(f"{MARKS} ~\u202f\u00a0"), [said], line, number)

    def _moment(self, match: re.Match[str]) -> int | None:
        a, b, c, hour, minute, second, half, ahead = match.group("a", "b", "c", "h", "m", "s", "half", "ahead")
        date = _date((int(a), int(b), int(c)), self._order)
        wall = _hour(int(hour), half or ahead)
        if date is None or wall is None or int(minute) > 59:
            return None
        key = (*date, wall)
        begin = self._hours.get(key)
        if begin is None:
            try:
                begin = int(datetime(*key, tzinfo=self._zone).timestamp())
            except ValueError:
                return None
            self._hours[key] = begin
        return begin + 60 * int(minute) + min(int(second or 0), 59)


def _hour(hour: int, half: str | None) -> int | None:
    if not half:
        return hour if hour < 24 else None
    if not 1 <= hour <= 12:
        return hour if hour < 24 else None
    later = half[0] in "pPi" or half in ("下午", "오후")
    return hour % 12 + (12 if later else 0)


def _closed(message: _Open) -> Iterator[Message]:
    """Turn an open message into one, or several if it is very long."""
    text = "".join(message.lines).strip("\r\n").replace("\0", "").replace("\r\n", "\n")
    kind: Kind
    media: str | None
    if message.sender:
        kind, text, media = _content(text)
    else:
        kind, text, media = "system", text.strip(MARKS), None
    yield Message(message.at, message.sender, text[:TEXT_LIMIT], kind, media)
    for start in range(TEXT_LIMIT, len(text), TEXT_LIMIT):
        yield Message(message.at, message.sender, text[start : start + TEXT_LIMIT], kind)


def _content(text: str) -> tuple[Kind, str, str | None]:
    """Return the kind of a message, its text and the name of what was attached to it."""
    if "(" in text and (match := ATTACHED.match(text)):
        return ENDINGS.get(match["ending"].lower(), "document"), match["caption"] or "", match["name"]
    if text.endswith(">") and (match := ATTACHED_IOS.match(text)):
        return ENDINGS.get(match["ending"].lower(), "document"), match["caption"].strip(f"{MARKS} \n"), match["name"]
    bare = text.strip(f"{MARKS} \n")
    if len(bare) <= words.LONGEST:
        kind = words.placeholder(bare)
        if kind is not None:
            return kind, "", None
    return words.typed(bare), text if text[:1] not in MARKS else text.lstrip(MARKS), None
