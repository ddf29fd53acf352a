"""Content lines, which vCard and iCalendar are made of (RFC 6350, RFC 5545, vCard 2.1): put together from folded lines, with their
parameters, as text. Bytes are joined before they are decoded, since a fold may fall inside a character."""

import binascii
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from store.domain.importers.source import Source

LINE_BYTES = 1 << 16
"""Of a line that is put together; what is over is left out."""
BINARY = frozenset({b"PHOTO", b"LOGO", b"SOUND", b"KEY", b"ATTACH"})
FREE = frozenset({b"NOTE", b"DESCRIPTION", b"COMMENT"})
"""What people write lines into, and some programs do not fold."""
SOFT = re.compile(rb"=[ \t]*$")
"""The end of a line of a quoted-printable value that goes on in the next."""
STRAY = re.compile(rb"=[ \t]*(?=;|$)")
"""A soft break of one part of a value, whose line goes on."""
SEMICOLON = re.compile(rb"(?<!=5C)=3B", re.IGNORECASE)
"""One that is a word's and parts nothing."""
BARE = rb'(?:[^":;]|(?<=tzone):(?=//))*+'
"""Of a parameter, outside quotation marks. Exchange sets none around `tzone://Microsoft/Utc`."""
HEAD = re.compile(rb'([\w.-]+)((?:;%b(?:"[^"]*+"%b)*+)*+):' % (BARE, BARE))
PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*+)')
PARAMETER_VALUE = re.compile(r'(?:^|,)((?:[^",]|"[^"]*")*+)')
ESCAPED = re.compile(r"\\([nN,;:\\])")
ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})


class Line(NamedTuple):
    """A property: where it stands, its name in capitals, what groups it with others, its parameters, and its text as it is escaped."""

    number: int
    name: str
    group: str
    parameters: dict[str, list[str]]
    value: str

    def __repr__(self) -> str:
        return "<Line>"

    def parameter(self, name: str) -> str:
        """Return the first value of a parameter, or nothing."""
        return (self.parameters.get(name) or [""])[0]


def content_lines(source: Source) -> Iterator[Line]:
    """Yield the lines of a file; what is none has no name."""
    for number, line in _unfolded(source.raw_lines()):
        yield _line(number, line)


def unescaped(text: str) -> str:
    """Return a text as it was meant."""
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def parts(text: str, mark: str) -> list[str]:
    """Return the parts of a value, each as it was meant, cut at a mark that is not escaped."""
    cut, part = [], ""
    for piece in re.findall(rf"\\.?|{mark}|[^\\{mark}]+", text, re.DOTALL):
        if piece == mark:
            cut.append(part)
            part = ""
        else:
            part += piece
    return [unescaped(part) for part in (*cut, part)]


def decoded(raw: bytes, charset: str) -> str:
    """Return bytes as text, in the character set that is named if they are in it."""
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name)
        except (LookupError, ValueError, OSError):  # No such set, no text in it; and nothing may be opened to look for it.
            continue
    return raw.decode("cp1252", "replace")


def _unfolded(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Put folded lines together. What goes on without a fold, as base64, quoted-printable and careless notes do, goes on too."""
    begun, current, broken = 0, bytearray(), False
    for number, whole in _numbered(lines):
        line = whole.rstrip(b"\r\n")
        more = line if broken else _goes_on(current, line)
        if more is not None:
            current += more[: max(LINE_BYTES - len(current), 0)]
        elif line.strip():
            if current:
                yield begun, bytes(current)
            begun, current = number, bytearray(line.removeprefix(b"\xef\xbb\xbf")[:LINE_BYTES])
        broken = not whole.endswith((b"\n", b"\r"))
    if current:
        yield begun, bytes(current)


def _numbered(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield lines by number; a carriage return alone ends one too."""
    number = 1
    for raw in lines:
        for line in raw.splitlines(keepends=True):
            yield number, line
            number += line.endswith((b"\n", b"\r"))


def _goes_on(current: bytearray, line: bytes) -> bytes | None:
    """Return what a line adds to the one before it, or None if it stands by itself."""
    if not current or not line:
        return None
    if SOFT.search(current[-16:]) and b"QUOTED-PRINTABLE" in bytes(current[:256]).partition(b":")[0].upper():
        return None if line[:4].upper() == b"END:" else b"\n" + line  # The decoder takes the break away.
    if line[:1] in (b" ", b"\t"):
        return line[1:]
    if b":" in line:
        return None
    name = re.split(rb"[;:]", bytes(current[:64]), maxsplit=1)[0].rpartition(b".")[2].upper()
    if name in BINARY:
        return b""
    return b"\\n" + line if name in FREE else None


def _line(number: int, line: bytes) -> Line:
    found = HEAD.match(line)
    head, value = (found[0][:-1], line[found.end() :]) if found else _cut(line)
    called, _, rest = decoded(head, "utf-8").partition(";")
    group, _, name = called.strip().upper().rpartition(".")
    parameters = _parameters(f";{rest}" if rest else "")
    if name.encode() in BINARY:
        return Line(number, name, group, parameters, "")
    return Line(number, name, group, parameters, _text(value, parameters))


def _cut(line: bytes) -> tuple[bytes, bytes]:
    """Cut at the first colon where quotation marks do not pair; a line without one is no property."""
    head, colon, value = line.partition(b":")
    return (head.replace(b'"', b""), value) if colon else (b"", line)


def _parameters(text: str) -> dict[str, list[str]]:
    """Return parameters by name; one without a name is a type or an encoding, as vCard 2.1 has it."""
    found: dict[str, list[str]] = {}
    for parameter in PARAMETER.findall(text):
        name, named, value = parameter.partition("=")
        if not named:
            name, value = ("ENCODING" if name.strip().upper() in ENCODINGS else "TYPE"), name
        values = [one.replace('"', "").strip() for one in PARAMETER_VALUE.findall(value)]
        found.setdefault(name.strip().upper(), []).extend(filter(None, values))
    return found


def _text(value: bytes, parameters: dict[str, list[str]]) -> str:
    encoding = (parameters.get("ENCODING") or [""])[0].upper()
    if encoding == "QUOTED-PRINTABLE":
        value = binascii.a2b_qp(SEMICOLON.sub(rb"\;", STRAY.sub(b"", value)))
    elif encoding in ("BASE64", "B"):
        try:
            value = binascii.a2b_base64(value)
        except binascii.Error:
            value = b""
    return decoded(value, (parameters.get("CHARSET") or [""])[0]).replace("\0", "")
