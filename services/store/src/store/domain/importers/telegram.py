"""Telegram Desktop's export as JSON: `result.json` of one chat, or of a whole account with its contacts.

A chat may be larger than memory, and its name may stand after its messages, or nowhere. So the file is read twice: first for what each
chat is called, then for its messages, so that none is ever filed under the name of another."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import ijson

from store.domain.importers import telegram_words as words
from store.domain.importers.parsed import NAME_LIMIT, TEXT_LIMIT, Entry, Found, Kind, Message, NotReadable, Tally, Unread, moment
from store.domain.importers.source import Source

NAME = "telegram"
NAME_CHARACTERS = 200
LISTS = ("chats", "left_chats")
"""Where the chats of a whole account stand; one chat alone is the file itself."""
PLACES = ("", *(f"{name}.list.item" for name in LISTS))
MESSAGES = {f"{place}.messages.item".lstrip("."): place for place in PLACES}
HEADS = {f"{place}.{name}".lstrip("."): (place, name) for place in PLACES for name in ("name", "type", "id")}
CONTACT = "contacts.list.item"
LISTED = re.compile(r"([^.]+)(?:\.list)?\.item")
KINDS: dict[str, Kind] = {
    "sticker": "sticker", "video_file": "video", "video_message": "video", "voice_message": "audio", "audio_file": "audio", "animation": "video",
}  # fmt: skip
NEVER = ("1969-", "1970-")
"""How the time begins at which, in older exports, a message was edited that never was."""
SPECIAL: tuple[tuple[str, Kind], ...] = (("location_information", "location"), ("poll", "poll"), ("contact_information", "contact"))
REDUCED = {
    "reactions": "reactions",
    "reply_to_message_id": "which message it answers",
    "edited": "when it was edited",
    "forwarded_from": "whose words were forwarded",
    "saved_from": "where it was saved from",
    "via_bot": "the bot that it was made with",
    "inline_bot_buttons": "buttons",
}
READ = frozenset(
    ("id", "type", "date", "date_unixtime", "from", "from_id", "actor", "actor_id", "action", "title", "members", "text", "text_entities"),
) | frozenset(name for name, _ in SPECIAL)
BESIDE = frozenset(
    (
        "photo", "file", "file_name", "file_size", "photo_file_size", "thumbnail", "thumbnail_file_size", "media_type", "mime_type", "width",
        "height", "duration_seconds", "performer", "sticker_emoji", "media_spoiler", "contact_vcard", "contact_vcard_file_size",
        "place_name", "address", "live_location_period_seconds", "self_destruct_period_seconds", "author", "forwarded_from_id",
        "forwarded_date", "forwarded_date_unixtime", "edited_unixtime", "reply_to_peer_id", "message_id", "discard_reason", "inviter",
        "emoticon", "stickerset_id", "has_spoiler", "todo_list", "game_title",
    )
)  # fmt: skip


def accepts(head: str) -> bool:
    """Tell whether it is an object with dated messages, or with an account's contacts and chats."""
    if not head.lstrip("\ufeff \r\n\t").startswith("{"):
        return False
    chat = '"date_unixtime"' in head or ('"messages"' in head and '"date"' in head and '"from' in head)
    return chat or ('"personal_information"' in head and '"user_id"' in head) or ('"contacts"' in head and '"phone_number"' in head)


def read(source: Source, zone: str) -> Iterator[Found]:
    """Yield the messages of the chat, or of every chat, and the contacts."""
    tally = Tally()
    chats: list[Chat] = []
    with source.binary() as stream, suppress(ijson.JSONError, NotReadable):  # Where it breaks off it does again below.
        _name(chats, ijson.parse(stream, use_float=True), tally)
    try:
        with source.binary() as stream:
            yield from _everything(ijson.parse(stream, use_float=True), chats, tally, ZoneInfo(zone))
    except ijson.JSONError:
        raise NotReadable("the JSON is damaged or cut off") from None
    yield from tally.told()


@dataclass
class Chat:
    """A chat, as far as it says what it is; `number` counts them in the file."""

    number: int
    name: str = ""
    type: str = ""
    id: str = ""

    @property
    def title(self) -> str:
        """What it is called: a chat without a name is one's own notes, or that of somebody who has left."""
        if self.name.strip():
            return self.name[:NAME_CHARACTERS]
        title, numbered = words.NAMELESS.get(self.type, words.NAMELESS[""])
        return f"{title} {self.id or self.number}" if numbered else title

    @property
    def origin(self) -> str:
        """What Telegram knows it by: numbers of people, of groups and of channels are apart."""
        return f"{words.SERIES.get(self.type, self.type)[:40]} {self.id}" if self.id else ""


def _name(chats: list[Chat], events: Any, tally: Tally) -> None:
    """Learn what each chat is called, in the order of the file; of a name that is given twice the last."""
    found = {place: Chat(0) for place in PLACES}
    for path, event, value in events:
        if path in found and event == "start_map":
            found[path] = Chat(len(chats) + 1)
            chats.append(found[path])
        elif path in HEADS:
            place, name = HEADS[path]
            setattr(found[place], name, str(value).replace("\0", "")[:NAME_CHARACTERS] if event in ("string", "number") else "")
        elif event == "start_map" and (listed := LISTED.fullmatch(path)) and path not in MESSAGES and path != CONTACT:
            tally.left_out("things of an account", listed[1])


def _everything(events: Any, chats: list[Chat], tally: Tally, zone: ZoneInfo) -> Iterator[Found]:
    """Build one message, or contact, at a time out of the parser's events."""
    coming, current, number = iter(chats), dict.fromkeys(PLACES, Chat(0)), 0
    builder: ijson.ObjectBuilder | None = None
    for path, event, value in events:
        if builder is not None:
            builder.event(event, value)
            if event == "end_map" and (path in MESSAGES or path == CONTACT):
                yield from (
                    _contact(builder.value, tally)
                    if path == CONTACT
                    else _message(builder.value, current[MESSAGES[path]], number, tally, zone)
                )
                builder = None
        elif event == "start_map" and path in current:
            current[path] = next(coming, Chat(0))
        elif path in MESSAGES or path == CONTACT:
            number += path in MESSAGES
            if event == "start_map":
                builder = ijson.ObjectBuilder()
                builder.event(event, value)
            else:
                tally.left_out("things that stand where messages or contacts should")


def _contact(entry: dict[str, Any], tally: Tally) -> Iterator[Found]:
    phone = _word(entry.get("phone_number"))
    name = " ".join(part for part in (_word(entry.get("first_name")), _word(entry.get("last_name"))) if part) or phone
    if not name:
        tally.left_out("contacts without a name and a number")
        return
    fields = {"name": name[:NAME_CHARACTERS], "details": "", "names": [], "handles": [phone] if phone else [], "languages": []}
    yield Entry("contact", fields)


def _message(entry: dict[str, Any], chat: Chat, number: int, tally: Tally, zone: ZoneInfo) -> Iterator[Found]:
    at = moment(entry.get("date_unixtime"))
    at = _local(entry.get("date"), zone) if at is None and "date_unixtime" not in entry else at
    if at is None:
        yield Unread(number, "a message without a time")
        return
    if entry.get("type") == "service":
        yield Message(at, "", words.notice(entry), "system", chat=chat.title, origin=chat.origin)
        return
    _count(entry, tally)
    sender = (_word(entry.get("from")) or words.nobody(_word(entry.get("from_id"))))[:NAME_CHARACTERS]
    text = _said(entry, tally)
    flags = {"forwarded": "forwarded_from" in entry, "edited": _is_edited(entry)}
    form = Message(at, sender, "", _kind(entry), _media(entry), **flags, chat=chat.title, origin=chat.origin)
    for start in range(0, max(len(text), 1), TEXT_LIMIT):
        yield form._replace(text=text[start : start + TEXT_LIMIT])


def _is_edited(entry: dict[str, Any]) -> bool:
    when = entry.get("edited") or entry.get("edited_unixtime")
    return bool(when) and not str(when).startswith(NEVER)


def _count(entry: dict[str, Any], tally: Tally) -> None:
    """Count what of a message is not kept: by what is known of it, else by the name of its field."""
    if entry.get("type") not in ("message", None):
        tally.left_out("what messages of another type hold", entry["type"])
    for name in entry.keys() - READ - BESIDE:
        if name == "edited" and not _is_edited(entry):
            continue
        if name in REDUCED:
            tally.reduced(REDUCED[name])
        else:
            tally.left_out("fields of messages", name)


def _kind(entry: dict[str, Any]) -> Kind:
    for name, kind in SPECIAL:
        if entry.get(name):
            return kind
    return KINDS.get(str(entry.get("media_type")), "image" if entry.get("photo") else "document" if entry.get("file") else "text")


def _media(entry: dict[str, Any]) -> str | None:
    """Return the name of what is attached; "(File not included …)" is none."""
    for name in ("photo", "file", "contact_vcard"):
        file = _word(entry.get(name))
        if "/" in file and not file.startswith("(") and len(file) <= NAME_LIMIT:
            return file
    return _word(entry.get("file_name"))[:NAME_CHARACTERS] or None


def _said(entry: dict[str, Any], tally: Tally) -> str:
    """Return the words of a message, and in words what a place, a poll, a card or a sticker says."""
    text = _text(entry.get("text") or entry.get("text_entities"), tally)
    shown = [text, *words.shown(entry)] if text else words.shown(entry)
    return "\n".join(part for part in shown if part).replace("\0", "")


def _text(text: Any, tally: Tally) -> str:
    if isinstance(text, list):
        return "".join(_text(part, tally) for part in text)
    if isinstance(text, dict) and isinstance(text.get("text"), str):
        said, address = text["text"], text.get("href")
        return f"{said} ({address})" if isinstance(address, str) and address and address != said else said
    if text is not None and not isinstance(text, str):
        tally.left_out("parts of a text", text.get("type") if isinstance(text, dict) else None)
    return text if isinstance(text, str) else ""


def _word(value: Any) -> str:
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


def _local(written: Any, zone: ZoneInfo) -> int | None:
    """Return the Unix time of `2024-05-01T10:00:00` on the exporting machine's clock, as older exports have it."""
    try:
        return moment(datetime.fromisoformat(written).replace(tzinfo=zone).timestamp())
    except (TypeError, ValueError, OverflowError):
        return None
