"""What an importer finds in a file."""

import base64
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

Kind = Literal[
    "text", "image", "video", "audio", "document", "sticker", "contact", "location", "poll", "call", "event", "media", "deleted", "system"
]
TIMES = (-2_208_988_800, 253_370_764_799)
"""Unix times that a message may have: 1900 to 9998."""
KINDS = frozenset(get_args(Kind))
NAME_LIMIT = 255
FLAGS = ("forwarded", "edited", "earlier")
"""The fields of a message that say yes or no."""
PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,60}")
KINDS_TOLD = 50
COUNT_LIMIT = 1_000_000_000
TEXT_LIMIT = 60_000
"""Characters; what is longer is kept as several messages."""


class Message(NamedTuple):
    """A message of a chat. `at` is Unix time in seconds, `sender` empty for a system line, `chat` empty for the import's own. `origin` is
    what the source calls the chat, where it says: two chats of one name are two. `edited`: its sender changed it later; `earlier`: its time
    lies before that of the message above it in the file."""

    at: int
    sender: str
    text: str
    kind: Kind = "text"
    media: str | None = None
    forwarded: bool = False
    edited: bool = False
    earlier: bool = False
    chat: str = ""
    origin: str = ""

    def __repr__(self) -> str:
        return "<Message>"


KNOWN = "id "


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """A contact, a note, an event or something to do: the fields of `shared.schemas.records`."""

    kind: Literal["contact", "note", "event", "item"]
    fields: dict[str, Any]
    name: str = ""
    """What it is known by wherever it is written, as a digest, or the id that it has here behind `KNOWN`: what comes again under it takes
    its place."""


@dataclass(frozen=True, slots=True, repr=False)
class Unread:
    """Places of the file that could not be read, and why. It names the line (0: none) or the kind, never what they say."""

    line: int
    why: str
    count: int = 1


class Attachment(NamedTuple):
    """A part of the contents of what messages name as their media; parts are counted from 0."""

    name: str
    number: int
    data: bytes

    def __repr__(self) -> str:
        return "<Attachment>"


Found = Message | Entry | Unread | Attachment


class Tally:
    """Counts what an importer does not keep, by kind. A kind that a file names is only told if it is a plain word."""

    def __init__(self) -> None:
        self._left_out: Counter[str] = Counter()
        self._reduced: Counter[str] = Counter()

    def left_out(self, what: str, named: Any = "") -> None:
        """Count something that is not there afterwards."""
        kind = f"{what}: {named if isinstance(named, str) and PLAIN.fullmatch(named) else 'of another kind'}" if named != "" else what
        self._left_out[kind if len(self._left_out) < KINDS_TOLD else "more of other kinds"] += 1

    def reduced(self, what: str) -> None:
        """Count something that is kept without a part of it."""
        self._reduced[what] += 1

    def told(self) -> Iterator[Unread]:
        """Yield a line for each kind."""
        for kind, count in self._left_out.items():
            yield Unread(0, f"not read: {kind} ({count})", count)
        for kind, count in self._reduced.items():
            yield Unread(0, f"kept without {kind} ({count})")


def moment(value: Any) -> int | None:
    """Return a Unix time that a file gives as a number or as text, or None if no message could have it."""
    try:
        at = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return at if TIMES[0] <= at <= TIMES[1] else None


class NotReadable(Exception):
    """Raised when a file as a whole can't be imported; the text says why and can be shown."""


def encoded(found: Found) -> Any:
    """Return it as JSON values."""
    if isinstance(found, Attachment):
        return {"name": found.name, "number": found.number, "data": base64.b64encode(found.data).decode()}
    if isinstance(found, Message):
        return found
    return (
        {"line": found.line, "why": found.why, "count": found.count}
        if isinstance(found, Unread)
        else {"kind": found.kind, "fields": found.fields, "name": found.name}
    )


def decoded(value: Any) -> Found:
    """Return what `encoded` made JSON of; raises NotReadable for anything else: it comes from a process that has read a stranger's file."""
    try:
        if isinstance(value, list):
            at, sender, text, kind, media, *flags, chat, origin = value
            texts = type(sender) is type(text) is type(chat) is type(origin) is str and (media is None or type(media) is str)
            short = len(text) <= TEXT_LIMIT and max(len(sender), len(chat), len(origin), len(media or "")) <= NAME_LIMIT
            flagged = len(flags) == len(FLAGS) and all(type(flag) is bool for flag in flags)
            if texts and short and flagged and type(at) is int and TIMES[0] <= at <= TIMES[1] and kind in KINDS:
                return Message(*value)
        elif "data" in value:
            return Attachment(str(value["name"])[:NAME_LIMIT], int(value["number"]), base64.b64decode(value["data"], validate=True))
        elif "why" in value:
            return Unread(int(value["line"]), str(value["why"])[:200], max(1, min(int(value["count"]), COUNT_LIMIT)))
        elif value["kind"] in ("contact", "note", "event", "item") and isinstance(value["fields"], dict):
            return Entry(value["kind"], value["fields"], str(value["name"])[:NAME_LIMIT])
    except (TypeError, ValueError, KeyError):
        pass
    raise NotReadable("the file could not be read")
