"""The form of a backup: a tar of encrypted files, with a list of what they are, sealed by the master key."""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from shared.errors import Refused
from store.adapters.keys import MasterKey

MANIFEST = "manifest"
MEMBER = re.compile(r"manifest|directory\.(?:db|key)|people/[0-9a-f]{32}\.db")
VERSION = 1
WIPE_BYTES = 1 << 20
DAMAGED = "the backup is damaged or no backup"


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup; what is wrong with its form is raised as Refused."""
    try:
        with tarfile.open(path) as archive:
            yield archive
    except (tarfile.TarError, KeyError, ValueError, TypeError):
        raise Refused(DAMAGED) from None


def is_under(path: Path, master: MasterKey) -> bool:
    """Tell whether a backup opens with this key."""
    try:
        with opened(path) as archive:
            return bool(manifest_of(archive, master))
    except Refused:
        return False


def write(draft: Path, fill: Callable[[tarfile.TarFile], None]) -> None:
    """Write a tar, to the disk."""
    with draft.open("wb") as file:
        os.chmod(draft, 0o600)  # noqa: PTH101
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
            fill(archive)
        file.flush()
        os.fsync(file.fileno())


def wipe(file: IO[bytes], members: Sequence[tarfile.TarInfo]) -> None:
    """Overwrite members of a tar where they lie."""
    for member in members:
        file.seek(member.offset_data)
        for start in range(0, member.size, WIPE_BYTES):
            file.write(bytes(min(WIPE_BYTES, member.size - start)))
    file.flush()
    os.fsync(file.fileno())


def unpack(archive: tarfile.TarFile, manifest: dict[str, Any], names: Iterable[str], folder: Path) -> None:
    """Unpack files of a backup into a new folder; raises Refused for one that is not as its list says."""
    folder.mkdir(parents=True, mode=0o700)
    (folder / "people").mkdir(mode=0o700)
    for name in names:
        _one(archive, name, manifest["files"][name], folder / name)


def _one(archive: tarfile.TarFile, name: str, known: dict[str, Any], target: Path) -> None:
    if not MEMBER.fullmatch(name):
        raise Refused("the backup holds something that does not belong there")
    source = archive.extractfile(name)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        os.chmod(target, 0o600)  # noqa: PTH101
        while source is not None and (data := source.read(1 << 20)):
            digest.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != known["sha256"]:
        raise Refused(f"{name} in the backup is damaged")


def add(archive: tarfile.TarFile, manifest: dict[str, Any], name: str, path: Path) -> None:
    """Add a file, and to the list what it is."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
        manifest["files"][name] = {"bytes": file.tell(), "sha256": digest.hexdigest()}
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = file.tell(), 0o600
        file.seek(0)
        archive.addfile(entry, file)


def seal(archive: tarfile.TarFile, manifest: dict[str, Any], master: MasterKey) -> None:
    """Add the list, sealed."""
    sealed = master.wrap(json.dumps(manifest).encode(), MANIFEST)
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(sealed), 0o600
    archive.addfile(entry, io.BytesIO(sealed))


def manifest_of(archive: tarfile.TarFile, master: MasterKey) -> dict[str, Any]:
    """Return the list of a backup; raises Refused when none of the keys opens it."""
    source = archive.extractfile(MANIFEST)
    if source is None:
        raise Refused(DAMAGED)
    try:
        manifest: dict[str, Any] = json.loads(master.unwrap(source.read(), MANIFEST))
    except Refused:
        raise Refused("the backup was made with another master key, or is damaged") from None
    if manifest["version"] != VERSION:
        raise Refused("the backup was made by another version")
    return manifest
