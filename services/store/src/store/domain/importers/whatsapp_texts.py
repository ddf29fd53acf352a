"""What one message of a WhatsApp export holds: words, a placeholder, the name of what was attached."""

import re
from typing import NamedTuple

from store.domain.importers import whatsapp_words as words
from store.domain.importers.parsed import Kind
from store.domain.importers.whatsapp_words import MARKS, OWN

NAME = r"(?P<name>[^\s/\\:<>\"|?*](?:[^/\\:<>\"|?*\n]{0,150}[^\s/\\:<>\"|?*])?\.(?P<ending>[A-Za-z0-9]{2,5}))"
NAMED = re.compile(NAME)
BESIDE = re.compile(rf"{NAME} [(<][{MARKS}]*(?P<said>[^()<>\n]{{2,50}})[)>]")
"""`IMG-1.jpg (file attached)`, as Android writes it, and `1.jpg <attached>` of older iPhones."""
WITHIN = re.compile(rf"<\s*[^<>:：\n]{{2,30}}?\s*[:：]\s*{NAME}\s*>")
"""`<attached: 1.jpg>`, as iPhones write it."""
OF_WHATSAPP = re.compile(r"(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+\.|.*-WA\d{4}\.", re.DOTALL)
LONGEST_WITHIN = 220
ENDINGS: dict[str, Kind] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "heic"), "image"),
    **dict.fromkeys(("mp4", "mov", "3gp", "mkv"), "video"),
    **dict.fromkeys(("opus", "m4a", "mp3", "aac", "ogg", "amr", "wav"), "audio"),
    "webp": "sticker",
    "vcf": "contact",
}


class Content(NamedTuple):
    """The kind of a message, its words without what WhatsApp wrote, and the name of what was attached to it."""

    kind: Kind
    text: str
    media: str | None = None


def content(text: str) -> Content:
    """Tell WhatsApp's own words from a person's."""
    if text.isascii() and "<" not in text and "(" not in text:
        return _said(text)
    found = _beside(text) or (_within(text) if text.rstrip(f"{MARKS} \n")[-1:] == ">" else None) or _left_out(text)
    return found or _said(words.without_edited(text) if text[-1:] == ">" else text)


def _said(text: str) -> Content:
    clean = words.unmarked(text)
    if len(clean) <= words.LONGEST:
        kind = words.at_once(clean)
        if kind is not None:
            return Content(kind, "")
    return Content(words.typed(clean), clean)


def _beside(text: str) -> Content | None:
    """Read the name of a file with a word beside it, and the caption on the lines below."""
    first, _, caption = text.partition("\n")
    bare = first.strip(f"{MARKS} ")
    match = BESIDE.fullmatch(bare) if bare[-1:] in (")", ">") else None
    if match is None:
        return None
    if words.is_attached(match["said"]) or text[:1] == OWN or OF_WHATSAPP.match(match["name"]):
        return _attached(match, caption)
    return None


def _within(text: str) -> Content | None:
    start = text.rfind("<", max(0, len(text) - LONGEST_WITHIN))
    match = WITHIN.fullmatch(words.unmarked(text[start:]).strip()) if start >= 0 else None
    return _attached(match, text[:start]) if match else None


def _attached(match: re.Match[str], caption: str) -> Content:
    caption = words.unmarked(words.without_edited(caption)).strip(" \n")
    title = caption.partition(" •")[0]
    if title and match["name"].endswith(title):  # An iPhone writes the name and “• 2 pages” before it.
        caption = ""
    return Content(ENDINGS.get(match["ending"].lower(), "document"), caption, words.unmarked(match["name"]))


def _left_out(text: str) -> Content | None:
    """Read a placeholder with what stands before or after it: a caption, the name of a document and “• 2 pages”."""
    if text[:1] == "<":
        end = text.find(">", 0, words.LONGEST) + 1
        kind = words.placeholder(text[:end]) if end else None
        if kind is not None:
            return _captioned(kind, text[end:])
    if OWN in text:
        before, _, last = text.rpartition(OWN)
        kind = words.placeholder(last) if len(last) <= words.LONGEST else None
        if kind is not None:
            return _captioned(kind, before)
        if text[0] == OWN and len(text) <= 3 * words.LONGEST and (kind := words.placeholder(text)) is not None:
            return Content(kind, "")
    if "•" in text and len(text) <= 300:
        title, _, pages = text.rpartition("•")
        for skipped in range(4):
            kind = words.at_once(words.unmarked(" ".join(pages.split()[skipped:])))
            if kind == "document":
                return _captioned(kind, title)
    return None


def _captioned(kind: Kind, around: str) -> Content:
    caption = words.unmarked(words.without_edited(around)).strip(" \n")
    title = caption.partition("•")[0].strip()
    named = NAMED.fullmatch(title)
    if named and (kind in ("document", "media") or "•" in caption):
        return Content(kind, "", title)
    return Content(kind, caption)
