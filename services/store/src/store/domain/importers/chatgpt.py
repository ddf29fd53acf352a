"""ChatGPT's `conversations.json`: a list of conversations, each a tree of messages of which the current branch is read."""

from collections.abc import Iterator
from typing import Any

import ijson

from store.domain.importers.parsed import TEXT_LIMIT, Found, Message, NotReadable, Unread, moment
from store.domain.importers.source import Source

NAME = "chatgpt"
SENDERS = {"user": "Me", "assistant": "ChatGPT"}


def accepts(head: str) -> bool:
    """Tell whether it is a list of conversations."""
    return head.lstrip("\ufeff \r\n\t").startswith("[") and '"mapping"' in head


def read(source: Source, _zone: str) -> Iterator[Found]:
    """Yield the messages of every conversation, chat by chat."""
    with source.binary() as stream:
        try:
            for number, conversation in enumerate(ijson.items(stream, "item", use_float=True), 1):
                yield from _messages(conversation, number)
        except ijson.JSONError:
            raise NotReadable("the JSON is damaged or cut off") from None


def _messages(conversation: Any, number: int) -> Iterator[Found]:
    mapping = conversation.get("mapping") if isinstance(conversation, dict) else None
    if not isinstance(mapping, dict):
        yield Unread(number, "it is no conversation")
        return
    title, began = str(conversation.get("title") or f"Conversation {number}")[:200], conversation.get("create_time")
    for message in _branch(mapping, conversation.get("current_node")):
        author = message.get("author")
        role = author.get("role") if isinstance(author, dict) else None
        text, at = _text(message.get("content")), moment(message.get("create_time") or began)
        if role not in SENDERS or not text.strip():
            continue
        if at is None:
            yield Unread(number, "a message of it has no time")
            continue
        for start in range(0, len(text), TEXT_LIMIT):
            yield Message(at, SENDERS[role], text[start : start + TEXT_LIMIT], chat=title)


def _branch(mapping: dict[str, Any], node: Any) -> list[dict[str, Any]]:
    """Walk from the current node to the root; a tree that runs in a circle ends where it began."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    node = node if node in mapping else next(reversed(mapping), None)
    while isinstance(node, str) and node in mapping and node not in seen:
        seen.add(node)
        entry = mapping[node]
        if not isinstance(entry, dict):
            break
        if isinstance(entry.get("message"), dict):
            found.append(entry["message"])
        node = entry.get("parent")
    return found[::-1]


def _text(content: Any) -> str:
    if not isinstance(content, dict):
        return ""
    parts = content.get("parts") or [content.get("text") or ""]
    return "\n".join(part for part in parts if isinstance(part, str)).replace("\0", "")
