"""Telegram Desktop's export as JSON: `result.json` of one chat, or of all of them."""

from collections.abc import Iterator
from typing import Any

import ijson

from store.domain.importers.parsed import TEXT_LIMIT, Found, Kind, Message, NotReadable, Unread, moment
from store.domain.importers.source import Source

NAME = "telegram"
KINDS: dict[str, Kind] = {
    "sticker": "sticker", "video_file": "video", "video_message": "video", "voice_message": "audio", "audio_file": "audio", "animation": "video",
}  # fmt: skip


def accepts(head: str) -> bool:
    """Tell whether it is an object with messages whose times are in Unix time too."""
    return head.lstrip("\ufeff \r\n\t").startswith("{") and (
        '"date_unixtime"' in head or ('"personal_information"' in head and '"chats"' in head)
    )


def read(source: Source, _zone: str) -> Iterator[Found]:
    """Yield the messages of the chat, or of every chat under its name."""
    several = '"chats"' in source.head()
    prefix = "chats.list.item" if several else ""
    with source.binary() as stream:
        try:
            yield from _messages(ijson.parse(stream, use_float=True), prefix)
        except ijson.JSONError:
            raise NotReadable("the JSON is damaged or cut off") from None


def _messages(events: Any, prefix: str) -> Iterator[Found]:
    """Build one message at a time out of the parser's events: a chat may be larger than memory."""
    dot = f"{prefix}." if prefix else ""
    name, number = "", 0
    builder: ijson.ObjectBuilder | None = None
    for path, event, value in events:
        if path == f"{dot}name" and event == "string":
            name = value[:200]
        elif path == f"{dot}messages.item" and event == "start_map":
            builder, number = ijson.ObjectBuilder(), number + 1
        if builder is not None:
            builder.event(event, value)
            if path == f"{dot}messages.item" and event == "end_map":
                yield from _message(builder.value, name, number)
                builder = None


def _message(entry: dict[str, Any], chat: str, number: int) -> Iterator[Found]:
    at = moment(entry.get("date_unixtime"))
    if at is None:
        yield Unread(number, "a message without a time")
        return
    text = _text(entry.get("text")).replace("\0", "")
    if entry.get("type") == "service":
        yield Message(at, "", str(entry.get("action") or "")[:200], "system", chat=chat)
        return
    sender = str(entry.get("from") or entry.get("from_id") or "Deleted account")[:200]
    file = str(entry.get("photo") or entry.get("file") or "")
    media = file if "/" in file and not file.startswith("(") else entry.get("file_name")  # "(File not included …)" is no file.
    kind: Kind = KINDS.get(str(entry.get("media_type")), "image" if entry.get("photo") else "document" if entry.get("file") else "text")
    kind = (
        "location"
        if entry.get("location_information")
        else "poll"
        if entry.get("poll")
        else "contact"
        if entry.get("contact_information")
        else kind
    )
    forwarded = bool(entry.get("forwarded_from"))
    for start in range(0, max(len(text), 1), TEXT_LIMIT):
        yield Message(at, sender, text[start : start + TEXT_LIMIT], kind, str(media)[:200] if media else None, forwarded, chat)


def _text(text: Any) -> str:
    if isinstance(text, list):
        return "".join(_text(part) for part in text)
    return str(text.get("text") or "") if isinstance(text, dict) else str(text or "")
