"""Sealed bodies: AES-256-GCM with the key of the message's zone.

The associated data binds a body to its topic, message id and correlation id, so that none can be swapped for another.
The id of the key travels in a header, so that keys can be rotated: a keyring seals with its first key and opens with any.
"""

import base64
import binascii
import json
import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import BadMessage
from shared.schemas.message import Message

M = TypeVar("M", bound=Message)

VERSION = 1
CONTENT_TYPE = "application/vnd.sihteeri.sealed"
BODY_LIMIT_BYTES = 4 * 1024 * 1024
NONCE_BYTES = 12
KEY_BYTES = 32
REREAD_SECONDS = 1.0


@dataclass(frozen=True, repr=False)
class Sealed:
    """A message as it travels: ciphertext, and headers that say nothing of its content."""

    body: bytes
    headers: Mapping[str, Any]


class Keyring:
    """The keys of one zone: a file of lines `<key id>:<32 bytes in base64>`, the one to seal with first.

    The file is read again when it has changed, at most once a second, and at once when a body comes with an unknown key; so keys
    rotate while everything runs (`rotate`). A file that can't be read any more changes nothing.
    """

    def __init__(self, keys: Mapping[str, bytes], path: Path | None = None) -> None:
        self._path = path
        self._seen = self._stamp()
        self._look_again_at = time.monotonic() + REREAD_SECONDS
        self._use(keys)

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Read a keyring; raises OSError, or ValueError for a damaged file."""
        return cls(_keys(path), path)

    @classmethod
    def load_or_create(cls, path: Path) -> "Keyring":
        """Read a keyring, or make one with a random key, readable by its owner alone. Safe when several processes start."""
        if not path.exists():
            create_once(path, _line(*_new_key()).encode())
        return cls.load(path)

    @property
    def current(self) -> str:
        """The id of the key that seals now."""
        return self._current

    def encrypt(self, plain: bytes, bound: bytes) -> tuple[str, bytes]:
        """Return the id of the key used, and nonce and ciphertext."""
        if time.monotonic() > self._look_again_at:
            self._reread()
        nonce, current = os.urandom(NONCE_BYTES), self._current
        return current, nonce + self._ciphers[current].encrypt(nonce, plain, bound)

    def decrypt(self, key_id: str, sealed: bytes, bound: bytes) -> bytes:
        """Return the plaintext; raises BadMessage for a key we lack, and for anything that was changed."""
        if key_id not in self._ciphers:
            self._reread()
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise BadMessage("sealed with a key that this service does not hold")
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
        except (InvalidTag, ValueError):
            raise BadMessage("the body does not fit its seal") from None

    def _reread(self) -> None:
        self._look_again_at = time.monotonic() + REREAD_SECONDS
        stamp = self._stamp()
        if self._path is None or stamp == self._seen:
            return
        with suppress(OSError, ValueError):
            self._use(_keys(self._path))
            self._seen = stamp

    def _stamp(self) -> int:
        with suppress(OSError):
            return self._path.stat().st_mtime_ns if self._path else 0
        return 0

    def _use(self, keys: Mapping[str, bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError("a keyring holds one key or more, each of 32 bytes")
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._current = next(iter(keys))


def rotate(path: Path, *, keep: int = 3) -> str:
    """Put a new key in front of a keyring file and return its id; the newest `keep` keys stay, so that what is under way opens.

    Written in place by one call, so that a file mounted into a container changes there too, and whoever reads half of it keeps
    the keys it has. Run it on one machine at a time."""
    name, key = _new_key()
    kept = {name: key, **_keys(path)}
    content = "".join(_line(name, key) for name, key in list(kept.items())[:keep]).encode()
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, content, 0)
        os.ftruncate(descriptor, len(content))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return name


def _new_key() -> tuple[str, bytes]:
    return secrets.token_hex(4), secrets.token_bytes(KEY_BYTES)


def _line(name: str, key: bytes) -> str:
    return f"{name}:{base64.b64encode(key).decode()}\n"


def _keys(path: Path) -> dict[str, bytes]:
    lines = path.read_text(encoding="ascii").split()
    try:
        return {name: base64.b64decode(key, validate=True) for name, key in (line.split(":", 1) for line in lines)}
    except (ValueError, binascii.Error):
        raise ValueError(f"{path.name} is not a keyring") from None


def create_once(path: Path, content: bytes) -> None:
    """Write a file with mode 0600 unless it is there; of several writers at once, the first wins and none sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def seal(message: Message, keyring: Keyring, *, message_id: str, correlation_id: str = "") -> Sealed:
    """Encrypt a message."""
    plain = json.dumps(message.dump(), separators=(",", ":")).encode()
    if message.pad_to_bytes:
        plain = plain.ljust(-(-len(plain) // message.pad_to_bytes) * message.pad_to_bytes)
    key_id, body = keyring.encrypt(plain, _bound(message.topic, message_id, correlation_id))
    return Sealed(body, {"v": VERSION, "topic": message.topic, "key": key_id})


def unseal(sealed: Sealed, kind: type[M], keyring: Keyring, *, message_id: str, correlation_id: str = "") -> M:
    """Decrypt and check a message; raises BadMessage."""
    if len(sealed.body) > BODY_LIMIT_BYTES:
        raise BadMessage("the body is too large")
    if sealed.headers.get("v") != VERSION:
        raise BadMessage("an envelope version that this service does not know")
    if sealed.headers.get("topic") != kind.topic:
        raise BadMessage("a topic that does not belong here")
    plain = keyring.decrypt(str(sealed.headers.get("key")), sealed.body, _bound(kind.topic, message_id, correlation_id))
    try:
        values = json.loads(plain)
    except (ValueError, RecursionError):
        raise BadMessage("the body is not JSON") from None
    return kind.load(values)


def _bound(topic: str, message_id: str, correlation_id: str) -> bytes:
    return "\0".join((str(VERSION), topic, message_id, correlation_id)).encode()
