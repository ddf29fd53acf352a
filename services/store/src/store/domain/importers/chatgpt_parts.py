"""What a message of ChatGPT's is made of: text, speech, code, thoughts, what tools gave back, and pointers to files."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from store.domain.importers.parsed import Kind, Tally

POINTERS: dict[str, Kind] = {
    "image_asset_pointer": "image",
    "audio_asset_pointer": "audio",
    "real_time_user_audio_video_asset_pointer": "audio",
    "video_container_asset_pointer": "video",
}
ASIDE = frozenset(("thoughts", "reasoning_recap", "execution_output", "tether_quote", "tether_browsing_display", "system_error"))
"""Content that nobody said to anybody."""
CONTEXT = frozenset(("user_editable_context", "model_editable_context"))
"""What the model is told of the person with each conversation."""
TEXTS = ("title", "summary", "content", "text", "result", "url")
"""The fields of a content that hold words, in the order in which they are read."""
REFERENCE = re.compile("\ue200[^\ue200\ue201]*\ue201|【[^【】]{1,80}†[^【】]{0,80}】")
"""What stands in a text where a source is named."""
FILE = re.compile(r"file[-_][A-Za-z0-9]+")
Pointer = tuple[Kind, str]


class Said(NamedTuple):
    """The words of a message, the files that it points at, and whether they are an aside."""

    text: str
    media: list[Pointer]
    aside: bool


def is_hidden(message: dict[str, Any]) -> bool:
    """Tell whether it is context that the person never saw."""
    content, about = message.get("content"), message.get("metadata")
    kind = content.get("content_type") if isinstance(content, dict) else None
    marks = ("is_visually_hidden_from_conversation", "is_user_system_message")
    return (isinstance(kind, str) and kind in CONTEXT) or (isinstance(about, dict) and any(about.get(mark) is True for mark in marks))


def said(message: dict[str, Any], tally: Tally) -> Said:
    """Return what a message says; what is not understood is counted."""
    content = message.get("content")
    if not isinstance(content, dict):
        tally.left_out("messages without content")
        return Said("", [], aside=False)
    kind, media = content.get("content_type"), list[Pointer]()
    given = content["parts"] if isinstance(content.get("parts"), list) else [content]
    texts = [_part(part, media, tally) for part in given]
    text = _with_sources("\n".join(filter(None, texts)), message.get("metadata"))
    return Said(
        text.replace("\0", "").strip(), [*media, *_attached(message.get("metadata"), media)], isinstance(kind, str) and kind in ASIDE
    )


def _part(part: Any, media: list[Pointer], tally: Tally) -> str:
    if isinstance(part, str):
        return part
    kind = part.get("content_type") if isinstance(part, dict) else None
    if isinstance(kind, str) and kind in POINTERS:
        media.append((POINTERS[kind], _file(part)))
        return ""
    text = "\n".join(_words(part)) if isinstance(part, dict) else ""
    if not text and not _is_empty(part):
        tally.left_out("parts of messages", kind)
    return text


def _words(part: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of a content, of thoughts one after another."""
    thoughts = part.get("thoughts")
    for thought in thoughts if isinstance(thoughts, list) else ():
        yield from _words(thought) if isinstance(thought, dict) else ()
    for name in TEXTS:
        value = part.get(name)
        if isinstance(value, str) and value.strip():
            yield value


def _is_empty(part: Any) -> bool:
    """Tell whether nothing was there: an answer that was broken off before its first word."""
    return part is None or (isinstance(part, dict) and not any(part.get(name) for name in part if name not in ("content_type", "language")))


def _file(part: dict[str, Any]) -> str:
    """Return the file of a pointer: `sediment://file_1`."""
    inner = part.get("audio_asset_pointer")
    address = part.get("asset_pointer") or (inner.get("asset_pointer") if isinstance(inner, dict) else None)
    return address.rpartition("/")[2] if isinstance(address, str) else ""


def file_id(name: str) -> str:
    """Return what a file is known by, where its name or a pointer begins with that: `file-abc123-photo.png`."""
    match = FILE.match(name)
    return match[0] if match else ""


def _attached(about: Any, media: list[Pointer]) -> Iterator[Pointer]:
    """Yield files that were given along and that no part points at."""
    listed = about.get("attachments") if isinstance(about, dict) else None
    for entry in listed if isinstance(listed, list) else ():
        name = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(name, str) and name and all(name != pointer for _, pointer in media):
            kind = str(entry.get("mime_type") or entry.get("mimeType")).partition("/")[0]
            yield {"image": "image", "audio": "audio", "video": "video"}.get(kind, "document"), name  # type: ignore[misc]


def _with_sources(text: str, about: Any) -> str:
    """Put the address of a source in place of the mark that points at it, and take out marks that point nowhere."""
    addresses = _addresses(about) if isinstance(about, dict) else {}
    for mark, address in addresses.items():
        text = text.replace(mark, f" ({address})" if address else "")
    return REFERENCE.sub("", text) if addresses or "\ue200" in text else text


def _addresses(about: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, mark_of, of in (("content_references", _matched, _of_reference), ("citations", _cited, _of_citation)):
        listed = about.get(name)
        for entry in listed if isinstance(listed, list) else ():
            if isinstance(entry, dict) and (mark := mark_of(entry)):
                found.setdefault(mark, of(entry))
    return found


def _matched(entry: dict[str, Any]) -> str:
    mark = entry.get("matched_text")
    return mark if isinstance(mark, str) and REFERENCE.fullmatch(mark.strip()) else ""


def _cited(entry: dict[str, Any]) -> str:
    about = entry.get("metadata")
    extra = about.get("extra") if isinstance(about, dict) else None
    index = extra.get("cited_message_idx") if isinstance(extra, dict) else None
    return f"【{index}†source】" if isinstance(index, int) else ""


def _of_reference(entry: dict[str, Any]) -> str:
    items = entry.get("items")
    listed = [entry, *(item for item in (items if isinstance(items, list) else ()) if isinstance(item, dict))]
    return ", ".join(dict.fromkeys(item["url"] for item in listed if isinstance(item.get("url"), str) and item["url"]))


def _of_citation(entry: dict[str, Any]) -> str:
    about = entry.get("metadata")
    address = about.get("url") if isinstance(about, dict) else None
    return address if isinstance(address, str) else ""
