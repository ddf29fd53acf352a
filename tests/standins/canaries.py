"""Words that must not be found: looked for in every usual encoding, in every file of a folder."""

import base64
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote


def encodings(word: str) -> set[bytes]:
    """Return what a word looks like in the encodings that leaks come in."""
    plain = word.encode()
    shifted = {base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4] for shift in range(3)}
    return {
        plain,
        plain.lower(),
        plain.upper(),
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
        plain.hex().encode(),
        plain.hex().upper().encode(),
        quote(word).encode(),
        json.dumps(word)[1:-1].encode(),
        *(part for part in shifted if len(part) >= 8),
    }


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
                for word in found_in(path.read_bytes(), wanted):
                    yield str(path), word
