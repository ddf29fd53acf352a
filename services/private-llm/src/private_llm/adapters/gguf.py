"""The head of a GGUF file (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), as far as it is needed: how much a model can read."""

import struct
from pathlib import Path
from typing import BinaryIO

MAGIC = b"GGUF"
SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
STRING, ARRAY = 8, 9
NUMBERS = {4: "<I", 5: "<i", 10: "<Q", 11: "<q"}
LONGEST = 1 << 20
ENTRIES = 1000


def context_tokens(path: Path) -> int | None:
    """Return the context length that a model was made for; None if its file does not say so."""
    try:
        with path.open("rb") as file:
            return _context(file)
    except (OSError, struct.error, ValueError, KeyError, OverflowError, RecursionError):
        return None


def _context(file: BinaryIO) -> int | None:
    if file.read(4) != MAGIC:
        raise ValueError
    _version, _tensors, entries = struct.unpack("<IQQ", file.read(20))
    for _ in range(min(entries, ENTRIES)):
        name, kind = file.read(_length(file)), _number(file, 4)
        if name.endswith(b".context_length") and kind in NUMBERS:
            found = _number(file, kind)
            return found if found > 0 else None
        _skip(file, kind)
    return None


def _skip(file: BinaryIO, kind: int) -> None:
    if kind == STRING:
        file.seek(_length(file), 1)
    elif kind == ARRAY:
        of, count = _number(file, 4), _number(file, 10)
        if of in SIZES:
            file.seek(SIZES[of] * count, 1)
        else:
            for _ in range(count):
                _skip(file, of)
    else:
        file.seek(SIZES[kind], 1)


def _length(file: BinaryIO) -> int:
    length = _number(file, 10)
    if length > LONGEST:
        raise ValueError
    return length


def _number(file: BinaryIO, kind: int) -> int:
    form = NUMBERS[kind]
    return int(struct.unpack(form, file.read(struct.calcsize(form)))[0])
