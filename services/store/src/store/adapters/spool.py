"""An upload on its way in: a file of sealed parts, which can be read from anywhere and never lies in clear on the disk.

Each part is AES-256-GCM under the key of its import, bound to its place, so that none can be swapped, left out or repeated.
The key is in the person's encrypted file; without it the upload is noise.
"""

import io
import os
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import BadMessage, Unavailable

PART_BYTES = 512 * 1024
NONCE_BYTES, TAG_BYTES = 12, 16
SEALED_BYTES = PART_BYTES + NONCE_BYTES + TAG_BYTES


def append(path: Path, key: bytes, number: int, data: bytes) -> None:
    """Add part `number`, counted from 0, of PART_BYTES unless it is the last; one that is there already changes nothing."""
    size = path.stat().st_size if path.exists() else 0
    written = -(-size // SEALED_BYTES)
    if number < written:
        return
    if number > written or size % SEALED_BYTES or not 0 < len(data) <= PART_BYTES:
        raise BadMessage("a part of the upload is missing or has the wrong size")
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, data, _bound(number))
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    try:
        descriptor = os.open(path, flags, 0o600)
        try:
            if os.write(descriptor, sealed) != len(sealed):
                os.ftruncate(descriptor, size)
                raise Unavailable("the disk is full; free some space")
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unavailable(f"the upload can't be written ({error.strerror})") from None


def finish(path: Path) -> int:
    """Bring an upload to the disk and return its size in clear, in bytes."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
        sealed = os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)
    return sealed - -(-sealed // SEALED_BYTES) * (NONCE_BYTES + TAG_BYTES)


class Spool(io.RawIOBase):
    """Reads an upload, from anywhere in it; `file` is as it lies on the disk."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        self._file = file
        self._cipher = AESGCM(key)
        sealed = file.seek(0, io.SEEK_END)
        self.size = sealed - -(-sealed // SEALED_BYTES) * (NONCE_BYTES + TAG_BYTES)
        self._place = 0
        self._number, self._part = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        if begin + offset < 0:
            raise ValueError("a place before the beginning")
        self._place = begin + offset
        return self._place

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if self._place >= self.size:
            return 0
        number, within = divmod(self._place, PART_BYTES)
        if number != self._number:
            self._number, self._part = number, self._opened(number)
        data = self._part[within : within + len(buffer)]
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def close(self) -> None:
        self._part = b""
        super().close()

    def _opened(self, number: int) -> bytes:
        self._file.seek(number * SEALED_BYTES)
        sealed = self._file.read(SEALED_BYTES)
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(number))
        except InvalidTag:
            raise Unavailable("the upload on the disk was changed or is damaged") from None


def _bound(number: int) -> bytes:
    return f"sihteeri upload part {number}".encode()
