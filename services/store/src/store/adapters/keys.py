"""The master key, where it lies, and what it wraps: personal keys, and the key of the directory.

All wrapping is AES-256-GCM with the owner of the key as associated data, so that wrapped keys can't be swapped. Several keys may
be in force for a while: the first wraps, any unwraps. That is what makes a rotation safe to be killed at every step.
"""

import base64
import binascii
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.envelope import create_once
from shared.errors import Refused, Unavailable

KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16
SEALED = "the store is sealed: give the passphrase with “sihteeri keys unseal”"
CHANGED = "the passphrase of the master key was changed meanwhile; restart the store, then rotate"
PASSPHRASE_CHARACTERS = 12
ARGON2 = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 4}
"""RFC 9106, section 4, the second recommended option; memory in KiB."""


class MasterKey:
    """Wraps and unwraps keys."""

    def __init__(self, key: bytes, *former: bytes) -> None:
        if any(len(one) != KEY_BYTES for one in (key, *former)):
            raise Refused("the master key has 32 bytes, in base64")
        self.keys = (key, *former)
        self._ciphers = [AESGCM(_derive(one, b"sihteeri wrap")) for one in self.keys]

    @classmethod
    def load(cls, path: Path | None, home: Path) -> "MasterKey":
        """Read the key from a file or Docker secret that no passphrase protects. Without one, make it in `home` on the very first start."""
        found = KeyFile.open(path, home).master()
        if found is None:
            raise Refused("the master key is protected by a passphrase")
        return found

    def wrap(self, key: bytes, owner: str) -> bytes:
        """Encrypt a key for keeping."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, key, owner.encode())

    def unwrap(self, wrapped: bytes, owner: str) -> bytes:
        """Decrypt a key; raises Refused for a foreign one."""
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], owner.encode())
            except (InvalidTag, ValueError):
                continue
        raise Refused("a personal key does not belong to this person or to this master key")

    @property
    def first_directory_key(self) -> bytes:
        """The directory's key before it had one of its own."""
        return _derive(self.keys[-1], b"sihteeri directory")


class KeyFile:
    """The file of the master key: base64, a line for each key in force, or the same under a passphrase as JSON."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._shield: _Shield | None = None

    @classmethod
    def open(cls, path: Path | None, home: Path) -> "KeyFile":
        """Find the file, or make it in `home` on the very first start only; raises Refused when it is missing or damaged."""
        found = path or home / "keys" / "master.key"
        if not found.exists():
            if path is not None or (home / "store").exists():
                raise Refused(
                    f"the master key file {found.name} is missing; put it back, or restore it from the recovery sheet with “sihteeri keys recover”"
                )
            create_once(found, cls.line(os.urandom(KEY_BYTES)))
        file = cls(found)
        file.master()
        return file

    def master(self) -> MasterKey | None:
        """Return the key, or None while it is behind a passphrase that has not been given."""
        text = self._read()
        if not text.startswith("{"):
            return MasterKey(*_keys(text, self.path.name))
        return MasterKey(*self._shield.opened(text)) if self._shield else None

    def is_protected(self) -> bool:
        """Tell whether the key is behind a passphrase."""
        return self._read().startswith("{")

    def written_at(self) -> datetime:
        """Return when the file was last written: made, given another key, or put behind a passphrase."""
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    def unseal(self, passphrase: str) -> MasterKey:
        """Open the file with its passphrase; raises Refused for a wrong one."""
        text = self._read()
        if text.startswith("{"):
            shield = _Shield.of(text, passphrase, self.path.name)
            shield.opened(text)
            self._shield = shield
        return self.master() or MasterKey(*_keys(text, self.path.name))

    def protect(self, passphrase: str | None) -> None:
        """Put the key behind a passphrase, or (None) out from behind it."""
        master = self.master()
        if master is None:
            raise Unavailable(SEALED)
        if passphrase is not None and len(passphrase) < PASSPHRASE_CHARACTERS:
            raise Refused(f"a passphrase has {PASSPHRASE_CHARACTERS} characters or more; five words drawn at random are a good one")
        self._shield = _Shield.new(passphrase) if passphrase is not None else None
        replace(self.path, self._content(master.keys))

    def write(self, keys: tuple[bytes, ...]) -> None:
        """Put other keys into the file, at once or not at all. What became of the file meanwhile is not undone: raises Refused."""
        text = self._read()
        try:
            _ = self._shield.opened(text) if self._shield and text.startswith("{") else None
        except Refused:
            raise Refused(CHANGED) from None
        if text.startswith("{") and self._shield is None:
            raise Refused(CHANGED)
        replace(self.path, self._content(keys))

    def _content(self, keys: tuple[bytes, ...]) -> bytes:
        return self._shield.closed(keys) if self._shield else b"".join(map(self.line, keys))

    @staticmethod
    def line(key: bytes) -> bytes:
        """Return a key as the file holds it."""
        return base64.b64encode(key) + b"\n"

    def _read(self) -> str:
        try:
            return self.path.read_text(encoding="ascii").strip()
        except OSError as error:
            raise Refused(f"the master key file {self.path.name} can't be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise Refused(_damaged(self.path.name)) from None


class _Shield:
    """A key from a passphrase (argon2id), and the numbers it was made with."""

    def __init__(self, key: bytes, numbers: dict[str, object]) -> None:
        self._cipher = AESGCM(key)
        self._numbers = numbers

    @classmethod
    def new(cls, passphrase: str) -> "_Shield":
        salt = os.urandom(SALT_BYTES)
        return cls(_argon2(passphrase, salt, **ARGON2), {"kdf": "argon2id", "salt": base64.b64encode(salt).decode(), **ARGON2})

    @classmethod
    def of(cls, text: str, passphrase: str, name: str) -> "_Shield":
        try:
            numbers = {key: value for key, value in json.loads(text).items() if key != "sealed"}
            limits = {key: int(numbers[key]) for key in ARGON2}
            salt = base64.b64decode(str(numbers["salt"]), validate=True)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Refused(_damaged(name)) from None
        if numbers.get("kdf") != "argon2id" or not all(ARGON2[key] <= limits[key] <= 16 * ARGON2[key] for key in ARGON2):
            raise Refused(_damaged(name))
        return cls(_argon2(passphrase, salt, **limits), numbers)

    def closed(self, keys: tuple[bytes, ...]) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, b"".join(keys), self._bound())
        return json.dumps({**self._numbers, "sealed": base64.b64encode(sealed).decode()}, indent=1).encode() + b"\n"

    def opened(self, text: str) -> list[bytes]:
        try:
            sealed = base64.b64decode(json.loads(text)["sealed"], validate=True)
            plain = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound())
        except InvalidTag:
            raise Refused("the passphrase is wrong, or the master key file was changed") from None
        except (ValueError, KeyError, TypeError):
            raise Refused("the master key file is damaged") from None
        return [plain[start : start + KEY_BYTES] for start in range(0, len(plain), KEY_BYTES)]

    def _bound(self) -> bytes:
        return json.dumps(self._numbers, sort_keys=True).encode()


def replace(path: Path, content: bytes) -> None:
    """Write a file with mode 0600 so that a kill or a power cut leaves the old one or the new one; raises Unavailable."""
    draft = path.with_name(f".{path.name}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)  # noqa: PTH105  (beside the calls that it belongs to)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise Unavailable(f"the key file {path.name} can't be written ({error.strerror})") from None


def _argon2(passphrase: str, salt: bytes, *, time_cost: int, memory_cost: int, parallelism: int) -> bytes:
    return hash_secret_raw(
        passphrase.encode("utf-8", "surrogatepass"),
        salt,
        time_cost=time_cost,
        memory_cost=memory_cost,
        parallelism=parallelism,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _keys(text: str, name: str) -> list[bytes]:
    try:
        found = [base64.b64decode(line, validate=True) for line in text.split()]
    except binascii.Error:
        found = []
    if not found or any(len(key) != KEY_BYTES for key in found):
        raise Refused(_damaged(name))
    return found


def _damaged(name: str) -> str:
    return f"the master key file {name} is damaged: 32 bytes in base64 are expected"


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
