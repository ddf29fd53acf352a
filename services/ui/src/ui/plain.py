"""What others wrote, as text that can't steer a terminal: control characters are shown, never obeyed."""

import json
import re
from collections.abc import Generator, Iterable
from typing import Any

from ui.client import Gateway

MARKS = "\u061c\u200b\u200e\u200f\u2060\ufeff"
"""Without width; many exports begin lines with them. They are left out."""
STEERING = re.compile(
    f"[\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\u00ad{MARKS}\u2028-\u202e\u2061-\u206f\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""C0 but for tab and newline, DEL, C1, the directions of Unicode (UAX 9), lines and paragraphs of it, halves of pairs, tags."""
FLAG = re.compile("(?<=\U0001f3f4)[\U000e0020-\U000e007e]{1,6}\U000e007f")
"""Tags that end the flag of a part of a country (UTS 51)."""
PICTURES = 0x2400


def plain(text: str) -> str:
    """Return the text with each character that a terminal obeys as one that shows it: ESC is ␛, U+202E is ‹U+202E›."""
    return STEERING.sub(lambda match: _shown(match[0]), FLAG.sub("", text).replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return the same in one line."""
    return " ".join(plain(text).split())


def as_json(value: object, *, indent: int | None = None) -> str:
    """Return JSON for other programs: the same values, and nothing in it that a terminal obeys."""
    return STEERING.sub(lambda match: json.dumps(match[0])[1:-1], json.dumps(value, ensure_ascii=False, indent=indent))


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(PICTURES + code)
    if code == 0x7F:
        return "␡"
    return "" if character in MARKS else f"‹U+{code:04X}›"


def cleaned(value: Any) -> Any:
    """Return a value of JSON with all its texts plain."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    return {name: cleaned(one) for name, one in value.items()} if isinstance(value, dict) else value


class PlainGateway(Gateway):
    """The gateway's API, of whose answers every text is plain: no command can forget it."""

    def ask(self, text: str, *, key: str = "", thread: str = "") -> Generator[tuple[str, dict[str, Any]], None, None]:
        for name, data in super().ask(text, key=key, thread=thread):
            yield name, cleaned(data)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return cleaned(super().get(path, **query))

    def post(self, path: str, body: dict[str, Any] | None = None, *, timeout: float = 30) -> dict[str, Any]:
        return cleaned(super().post(path, body, timeout=timeout))

    def patch(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return cleaned(super().patch(path, body))

    def delete(self, path: str) -> dict[str, Any]:
        return cleaned(super().delete(path))

    def upload(self, path: str, body: Iterable[bytes], **query: Any) -> dict[str, Any]:
        return cleaned(super().upload(path, body, **query))
