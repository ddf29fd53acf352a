"""Words that must not be found: looked for in every usual encoding, in any bytes and in every file of a folder."""

import base64
import codecs
import gzip
import html
import json
import quopri
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus

LEAST_BYTES = 8
"""A shorter piece of an encoding could stand there by chance."""


def encodings(word: str) -> set[bytes]:
    """Return what a word looks like in the encodings that leaks come in."""
    return set().union(*(_forms(case) for case in {word, word.lower(), word.upper()}))


@cache
def _forms(word: str) -> frozenset[bytes]:
    plain = word.encode()
    shifted = {base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4] for shift in range(3)}
    return frozenset(
        {
            plain,
            word.encode("latin-1", "ignore") if word.isascii() else word.encode("latin-1", "replace"),
            unicodedata.normalize("NFD", word).encode(),
            word.encode("utf-16-le"),
            word.encode("utf-16-be"),
            word.encode("utf-32-le"),
            word.encode("utf-7"),
            plain.hex().encode(),
            plain.hex().upper().encode(),
            quote(word).encode(),
            quote_plus(word).encode(),
            quopri.encodestring(plain).strip(),
            html.escape(word).encode(),
            word.encode("ascii", "xmlcharrefreplace"),
            json.dumps(word)[1:-1].encode(),
            codecs.encode(word, "rot13").encode(),
            word[::-1].encode(),
            *(part for part in shifted if len(part) >= LEAST_BYTES),
            *(part.replace(b"+", b"-").replace(b"/", b"_") for part in shifted if len(part) >= LEAST_BYTES),
            base64.b32encode(plain)[: len(plain) // 5 * 8],
        }
    ) - {b""}


def found_in(data: bytes, words: Iterable[str]) -> set[str]:
    """Return the words that some bytes hold, also when the bytes are gzip or zlib."""
    layers = [data]
    for unpack in (gzip.decompress, zlib.decompress):
        try:
            layers.append(unpack(data))
        except (OSError, EOFError, zlib.error):
            continue
    return {word for word in words for layer in layers if any(form in layer for form in encodings(word))}


def leaks(folders: Iterable[Path], words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (file, word) for every word that lies in clear below some folders."""
    wanted = list(words)
    for folder in folders:
        for path in [folder] if folder.is_file() else folder.rglob("*"):
            if path.is_file():
                try:
                    data = path.read_bytes()
                except OSError:
                    continue  # A queue's segment that was just removed.
                for word in found_in(data, wanted):
                    yield str(path), word
