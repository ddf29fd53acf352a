"""The pages of an encrypted file in clear, in memory: to see with one's own eyes that nothing is left of what was forgotten.

SQLCipher 4 with a raw key (zetetic.net/sqlcipher/design): AES-256-CBC, a page of 4096 bytes ends in 16 of initialisation vector and
64 of HMAC-SHA512; the first page begins with 16 bytes of salt.
"""

import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE_BYTES, VECTOR_BYTES, HMAC_BYTES, SALT_BYTES = 4096, 16, 64, 16
CLEAR_BYTES = PAGE_BYTES - VECTOR_BYTES - HMAC_BYTES
SALT_MASK = 0x3A


def decrypted(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield every page of a file whose write-ahead log has been checkpointed, freed pages too."""
    with path.open("rb") as file:
        number = 0
        while page := file.read(PAGE_BYTES):
            start = SALT_BYTES if number == 0 else 0
            decryptor = Cipher(algorithms.AES(key), modes.CBC(page[CLEAR_BYTES : CLEAR_BYTES + VECTOR_BYTES])).decryptor()
            yield bytes(start) + decryptor.update(page[start:CLEAR_BYTES]) + decryptor.finalize()
            number += 1


def damaged(path: Path, key: bytes) -> int | None:
    """Return the number of the first page that does not fit its HMAC, counted from 1, or None for a file that is whole."""
    with path.open("rb") as file:
        salt = file.read(SALT_BYTES)
        file.seek(0)
        mac_key = hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ SALT_MASK for byte in salt), 2, len(key))
        number = 0
        while page := file.read(PAGE_BYTES):
            number += 1
            body = page[SALT_BYTES if number == 1 else 0 : CLEAR_BYTES + VECTOR_BYTES]
            made = hmac.digest(mac_key, body + number.to_bytes(4, "little"), "sha512")
            if len(page) < PAGE_BYTES or not hmac.compare_digest(made, page[CLEAR_BYTES + VECTOR_BYTES :]):
                return number
    return None
