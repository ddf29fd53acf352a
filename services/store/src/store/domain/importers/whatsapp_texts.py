"""What one message of a WhatsApp export holds: words, a placeholder, the name of what was attached."""

import re
from typing import NamedTuple

from store.domain.importers import whatsapp_words as words
from store.domain.importers.parsed import Kind
from store.domain.importers.whatsapp_words import MARKS, OWN

NAME = r"(?P<name>[^\s/\\:<>\"|?*](?:[^/\\:<>\"|?*\n]{0,150}[^\s/\\:<>\"|?*])?\.(?P<ending>[A-Za-z0-9]{2,5}))"
NAMED = re.compile(NAME)
BESIDE = re.compile(rf"(?:{NAME}|(?P<bare>[^()<>/\\:\n]{{1,150}})) [(<][{MARKS}]*(?P<said>[^()<>\n]{{2,50}})[)>]")
"""`IMG-1.jpg (file attached)`, as Android writes it, and `1.jpg <attached>` of older iPhones."""
WITHIN = re.compile(rf"<\s*(?P<said>[^<>:：\n]{{2,30}}?)\s*[:：]\s*(?:{NAME}|(?P<bare>[^<>/\\\n]{{1,150}}?))\s*>")
"""`<attached: 1.jpg>`, as iPhones write it."""
OF_WHATSAPP = re.compile(r"(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+\.|\d{8}-(?:PHOTO|VIDEO|AUDIO|GIF|STICKER)-")
PAGES = re.compile(r"\s*(?:•\s*)?(?:[\d.,]+\s+\S+\s+)?")
LONGEST_WITHIN = 220
ENDINGS: dict[str, Kind] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "heic"), "image"),
    **dict.fromkeys(("mp4", "mov", "3gp", "mkv"), "video"),
    **dict.fromkeys(("opus", "m4a", "mp3", "aac", "ogg", "amr", "wav"), "audio"),
    "webp": "sticker",
    "vcf": "contact",
}


class Content(NamedTuple):
    """The kind of a message, its words without what WhatsApp wrote, the name of what was attached to it, and whether it was edited."""

    kind: Kind
    text: str
    media: str | None = None
    edited: bool = False


def content(text: str) -> Content:
    """Tell WhatsApp's own words from a person's."""
    marked = words.has_marks(text)
    if not marked and "<" not in text and ")" not in text:
        return _said(text)
    found = _beside(text) or (_within(text) if ">" in text else None) or (_left_out(text) if marked or text[0] == "<" else None)
    if found:
        return found
    said = words.without_edited(text) if text[-1:] == ">" else text
    read = _said(words.unmarked(said))
    return read if said == text else read._replace(edited=True)


def _said(clean: str) -> Content:
    if len(clean) <= words.LONGEST and (kind := words.at_once(clean)) is not None:
        return Content(kind, "")
    if len(clean) <= LONGEST_WITHIN and clean.rstrip(words.ENDS).rpartition(" ")[2].casefold() in words.LAST_OMITTING:
        return _document(clean) or Content("text", clean)
    return Content("call" if words.is_call(clean) else words.typed(clean), clean)


def _document(text: str) -> Content | None:
    """Read the name of a document, how many pages it has, and that it was left out: any but the last may be missing."""
    named = NAMED.match(text)
    rest = text[named.end() if named else 0 :]
    pages = PAGES.match(rest)
    if pages and (named or "•" in rest) and words.is_omission(rest[pages.end() :]):
        return Content("document", "", named["name"] if named else None)
    return None


def _beside(text: str) -> Content | None:
    """Read the name of a file with a word beside it, and the caption on the lines below."""
    first, _, caption = text.partition("\n")
    bare = first.strip(f"{MARKS} ")
    match = BESIDE.fullmatch(bare) if bare[-1:] in (")", ">") else None
    return _attached(match, caption, marked=text[:1] == OWN) if match else None


def _within(text: str) -> Content | None:
    """Read the name of a file in brackets, and the caption before or below it."""
    start = 0 if text.lstrip(MARKS)[:1] == "<" else text.rfind("<", max(0, len(text) - LONGEST_WITHIN))
    end = text.find(">", max(start, 0)) + 1
    match = WITHIN.fullmatch(words.unmarked(text[start:end])) if 0 <= start < end <= start + LONGEST_WITHIN else None
    if match is None or (start and text[end:].strip(f"{MARKS} \n")):
        return None
    return _attached(match, text[:start] + text[end:], marked=OWN in text[max(start - 1, 0) : start + 1])


def _attached(match: re.Match[str], caption: str, *, marked: bool) -> Content | None:
    """Return what was attached, if it is WhatsApp that says so: by its word, its mark, or a name that it gives."""
    attached = words.is_attached(match["said"])
    if not attached and (match["name"] is None or not (marked or OF_WHATSAPP.match(match["name"]))):
        return None
    name = match["name"] or match["bare"]
    caption, edited = _caption(caption)
    title = caption.partition(" •")[0]
    if title and name.endswith(title):  # An iPhone writes the name and “• 2 pages” before it.
        caption = ""
    return Content(ENDINGS.get((match["ending"] or "").lower(), "document"), caption, words.unmarked(name), edited)


def _left_out(text: str) -> Content | None:
    """Read a placeholder in brackets or behind WhatsApp's mark, with the caption or the document's name that stands beside it."""
    if text[:1] == "<":
        end = text.find(">", 0, words.LONGEST) + 1
        kind = words.placeholder(text[:end]) if end else None
        return _captioned(kind, text[end:]) if kind else None
    if OWN not in text:
        return None
    before, _, last = text.rpartition(OWN)
    kind = words.placeholder(last) if len(last) <= words.LONGEST else None
    if kind is not None:
        return _captioned(kind, before)
    kind = words.placeholder(text) if text[0] == OWN and len(text) <= 3 * words.LONGEST else None
    return Content(kind, "") if kind else None


def _caption(text: str) -> tuple[str, bool]:
    """Return what a person wrote beside a file, and whether they edited it."""
    said = words.without_edited(text)
    return words.unmarked(said).strip(" \n"), said != text


def _captioned(kind: Kind, around: str) -> Content:
    caption, edited = _caption(around)
    title = caption.partition("•")[0].strip()
    if NAMED.fullmatch(title) and (kind in ("document", "media") or "•" in caption):
        return Content(kind, "", title, edited)
    return Content(kind, "" if caption.startswith("•") else caption, None, edited)
