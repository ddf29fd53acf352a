"""What a text must be to be taken in, and how a long answer is cut for WhatsApp."""

import re

TEXT_LIMIT = 8000
"""Longest message, in characters; larger texts are imports."""
WHATSAPP_LIMIT = 1600
"""Twilio refuses longer bodies (errors 21617 and 21658)."""
NUMBERING = 8
BREAKS = ("\n\n", "\n", ". ", "! ", "? ", ", ", " ")


class NotAText(ValueError):
    """Raised when a text can't be taken in; the reason can be shown and holds none of it."""


def checked(text: object) -> str:
    """Return the text if it can be stored exactly; raises NotAText."""
    if not isinstance(text, str):
        raise NotAText("text must be a string")
    if not text.strip():
        raise NotAText("text is empty")
    if len(text) > TEXT_LIMIT:
        raise NotAText(f"text is longer than {TEXT_LIMIT} characters")
    if "\0" in text:
        raise NotAText("text contains a NUL character")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise NotAText("text contains half of a surrogate pair")
    return text


def parts(text: str, limit: int = WHATSAPP_LIMIT) -> list[str]:
    """Cut a text at paragraphs, else sentences, else words, and number the parts `(1/3)` if there are several."""
    if len(text) <= limit:
        return [text]
    pieces: list[str] = []
    rest = text.strip()
    while rest:
        cut = len(rest) if len(rest) <= limit - NUMBERING else _cut(rest, limit - NUMBERING)
        pieces.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [f"{piece} ({number}/{len(pieces)})" for number, piece in enumerate(pieces, 1)]


def _cut(text: str, limit: int) -> int:
    for mark in BREAKS:
        found = text.rfind(mark, limit // 3, limit)
        if found > 0:
            return found + len(mark)
    return limit


LINK_WORD = re.compile(r"^\s*(?:link\s+)?([0-9a-f]{32})\s*$", re.IGNORECASE)


def link_code(text: str) -> str | None:
    """Return the linking code that a message consists of, if it does."""
    match = LINK_WORD.match(text)
    return match[1].lower() if match else None
