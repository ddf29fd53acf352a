"""The master key, and personal keys wrapped by it."""

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.envelope import create_once
from shared.errors import Refused

KEY_BYTES = 32
NONCE_BYTES = 12


class MasterKey:
    """Wraps personal keys (AES-256-GCM, bound to the person) and gives the directory its own."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise Refused("the master key has 32 bytes, in base64")
        self._wrap = AESGCM(_derive(key, b"sihteeri wrap"))
        self.directory_key = _derive(key, b"sihteeri directory")

    @classmethod
    def load(cls, path: Path | None, home: Path) -> "MasterKey":
        """Read the key from a file or Docker secret. Without one, make it in `home` on the very first start only."""
        found = path or home / "keys" / "master.key"
        if not found.exists():
            if path is not None or (home / "store").exists():
                raise Refused(f"the master key file {found.name} is missing; put it back, or nothing can be read")
            create_once(found, base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
        try:
            return cls(base64.b64decode(found.read_text(encoding="ascii").strip(), validate=True))
        except (binascii.Error, UnicodeDecodeError):
            raise Refused(f"the master key file {found.name} is damaged: 32 bytes in base64 are expected") from None
        except OSError as error:
            raise Refused(f"the master key file {found.name} can't be read: {error.strerror}") from None

    def wrap(self, key: bytes, person: str) -> bytes:
        """Encrypt a personal key for keeping."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrap.encrypt(nonce, key, person.encode())

    def unwrap(self, wrapped: bytes, person: str) -> bytes:
        """Decrypt a personal key; raises Refused for a foreign one."""
        try:
            return self._wrap.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], person.encode())
        except InvalidTag:
            raise Refused("a personal key does not belong to this person or to this master key") from None


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
