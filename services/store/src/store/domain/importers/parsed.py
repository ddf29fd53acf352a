"""What an importer finds in a file."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Kind = Literal[
    "text", "image", "video", "audio", "document", "sticker", "contact", "location", "poll", "call", "event", "media", "deleted", "system"
]
TEXT_LIMIT = 60_000
"""Characters; what is longer is kept as several messages."""


class Message(NamedTuple):
    """A message of a chat. `at` is Unix time in seconds, `sender` empty for a system line, `chat` empty for the import's own."""

    at: int
    sender: str
    text: str
    kind: Kind = "text"
    media: str | None = None
    forwarded: bool = False
    chat: str = ""

    def __repr__(self) -> str:
        return "<Message>"


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """A contact or a note: the fields of `shared.schemas.records`, under a name of its own within the file."""

    kind: Literal["contact", "note"]
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Unread:
    """A place of the file that could not be read, and why. It names the line, never what it says."""

    line: int
    why: str


Found = Message | Entry | Unread


class NotReadable(Exception):
    """Raised when a file as a whole can't be imported; the text says why and can be shown."""
