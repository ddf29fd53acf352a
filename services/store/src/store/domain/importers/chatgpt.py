"""ChatGPT's `conversations.json`, or `conversations-000.json` and so on: lists of conversations, each a tree of messages.

The branch that was open last is the conversation; what other branches hold (questions put otherwise, answers made again) is kept beside
it, in a chat of its own. The text of every message is kept: what was said aloud, code, what tools gave back and thoughts too."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import ijson

from store.domain.importers import chatgpt_parts as parts
from store.domain.importers.parsed import NAME_LIMIT, TEXT_LIMIT, Found, Message, NotReadable, Tally, Unread, moment
from store.domain.importers.source import Source

NAME = "chatgpt"
NAME_CHARACTERS = 200
SENDERS = {"user": "Me", "assistant": "ChatGPT", "tool": ""}
"""What a tool gives back is nobody's words."""
OTHER_BRANCHES = "other versions"


def accepts(head: str) -> bool:
    """Tell whether it is a list of conversations."""
    return head.lstrip("\ufeff \r\n\t").startswith("[") and '"mapping"' in head


def read(source: Source, _zone: str) -> Iterator[Found]:
    """Yield the messages of every conversation, chat by chat."""
    tally = Tally()
    files = {parts.file_id(name.rpartition("/")[2]): name for name in source.others if len(name) <= NAME_LIMIT}
    files.pop("", None)
    with source.binary() as stream:
        try:
            for number, conversation in enumerate(ijson.items(stream, "item", use_float=True), 1):
                yield from _messages(conversation, number, files, tally)
        except ijson.JSONError:
            raise NotReadable("the JSON is damaged or cut off") from None
    yield from tally.told()


class _Chat(NamedTuple):
    """Where the messages of a branch go. `began` stands in for a time that a message lacks."""

    title: str
    origin: str
    began: Any
    number: int


def _messages(conversation: Any, number: int, files: dict[str, str], tally: Tally) -> Iterator[Found]:
    mapping = conversation.get("mapping") if isinstance(conversation, dict) else None
    if not isinstance(mapping, dict):
        yield Unread(number, "it is no conversation")
        return
    title = conversation.get("title")
    title = title.strip()[:NAME_CHARACTERS] if isinstance(title, str) and title.strip() else f"Conversation {number}"
    origin = str(conversation.get("conversation_id") or conversation.get("id") or "")[:NAME_CHARACTERS]
    branch = _branch(mapping, conversation.get("current_node"))
    open_last = set(branch)
    others = [node for node in mapping if node not in open_last]
    beside = _Chat(f"{title} ({OTHER_BRANCHES})", f"{origin} {OTHER_BRANCHES}" if origin else "", conversation.get("create_time"), number)
    for chat, nodes in ((beside._replace(title=title, origin=origin), branch), (beside, others)):
        for node in nodes:
            entry = mapping[node]
            if isinstance(entry, dict) and isinstance(entry.get("message"), dict):
                yield from _message(entry["message"], chat, files, tally)


def _branch(mapping: dict[str, Any], node: Any) -> list[str]:
    """Walk from the current node to the root, and return the way back; a tree that runs in a circle ends where it began. Where none is
    named, it is the newest leaf."""
    found: dict[str, None] = {}
    node = node if isinstance(node, str) and node in mapping else _newest_leaf(mapping)
    while isinstance(node, str) and node in mapping and node not in found:
        found[node] = None
        entry = mapping[node]
        node = entry.get("parent") if isinstance(entry, dict) else None
    return list(found)[::-1]


def _newest_leaf(mapping: dict[str, Any]) -> str | None:
    parents = {entry.get("parent") for entry in mapping.values() if isinstance(entry, dict) and isinstance(entry.get("parent"), str)}
    return max(
        (node for node in mapping if node not in parents), key=lambda node: _time(mapping[node]), default=next(reversed(mapping), None)
    )


def _time(entry: Any) -> int:
    message = entry.get("message") if isinstance(entry, dict) else None
    return (moment(message.get("create_time")) if isinstance(message, dict) else None) or 0


def _message(message: dict[str, Any], chat: _Chat, files: dict[str, str], tally: Tally) -> Iterator[Found]:
    author = message.get("author")
    role = author.get("role") if isinstance(author, dict) else None
    if role == "system" or parts.is_hidden(message):
        return
    said = parts.said(message, tally)
    if not said.text and not said.media:
        return
    if not isinstance(role, str) or role not in SENDERS:
        tally.left_out("messages of", role)
        return
    at = moment(message.get("create_time") or chat.began)
    if at is None:
        yield Unread(chat.number, "a message of it has no time")
        return
    sender = "" if said.aside else SENDERS[role]
    form = Message(at, sender, "", "text" if sender else "system", chat=chat.title, origin=chat.origin)
    for start in range(0, len(said.text), TEXT_LIMIT):
        yield form._replace(text=said.text[start : start + TEXT_LIMIT])
    for kind, pointer in said.media:
        name = files.get(parts.file_id(pointer))
        if name is not None or not said.text:
            yield form._replace(kind=kind, media=name)
