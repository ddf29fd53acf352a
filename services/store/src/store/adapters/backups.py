"""Backups: everything, encrypted as it lies, in one file; made while the store works, and tried out.

A backup is a tar of the directory, its wrapped key and every person's file, each copied by SQLite's backup at one moment of its own,
with a sealed list of what it holds. It is read with the master key, which is not in it. The directory is copied first: so each
person's file is at least as new as what the directory says of it.
"""

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.errors import Refused, Unavailable
from store.adapters.keys import MasterKey
from store.adapters.models import PersonBase
from store.adapters.vault import Vault

MANIFEST = "manifest"
NAME = re.compile(r"sihteeri-\d{8}T\d{6}Z\.tar")
MEMBER = re.compile(r"manifest|directory\.(?:db|key)|people/[0-9a-f]{32}\.db")
VERSION = 1


@dataclass(frozen=True)
class Backup:
    """A backup on the disk."""

    path: Path
    made_at: datetime
    bytes: int


class Backups:
    """The backups of a vault, in a folder beside it."""

    def __init__(self, vault: Vault, home: Path) -> None:
        self._vault = vault
        self._folder = home / "backups"
        self._lock = threading.Lock()

    def every(self) -> list[Backup]:
        """Return what there is, newest first."""
        paths = sorted((path for path in self._folder.glob("*.tar") if NAME.fullmatch(path.name)), reverse=True)
        return [
            Backup(path, datetime.strptime(path.name[9:24], "%Y%m%dT%H%M%S").replace(tzinfo=UTC), path.stat().st_size) for path in paths
        ]

    def make(self, now: datetime, *, keep: int) -> Backup:
        """Make a backup, and remove the oldest beyond `keep`; raises Unavailable when it can't be written."""
        with self._lock, _disk():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            final = self._folder / f"sihteeri-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar"
            draft = final.with_suffix(".new")
            try:
                with draft.open("wb") as file:
                    os.chmod(draft, 0o600)  # noqa: PTH101
                    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
                        self._fill(archive)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(final)
                self._vault.forget_before()
            finally:
                draft.unlink(missing_ok=True)
            for old in self.every()[keep:]:
                old.path.unlink()
            return next(one for one in self.every() if one.path == final)

    def drill(self, backup: Backup) -> int:
        """Restore a backup into a folder of its own, open everything and compare it with what was written down when it was made; return
        how many people it holds. Raises Refused with what does not fit."""
        apart = self._folder / ".drill"
        with self._lock, _disk():
            shutil.rmtree(apart, ignore_errors=True)
            try:
                return restore(backup.path, apart, self._vault.master)
            finally:
                shutil.rmtree(apart, ignore_errors=True)

    def forget_person(self, person: str) -> int:
        """Write every backup anew without a person's file; the directory in it, with their wrapped key, is replaced by today's. Return
        how many there were."""
        changed = 0
        for backup in self.every():
            with self._lock, _disk(), tarfile.open(backup.path) as archive:
                if f"people/{person}.db" not in archive.getnames():
                    continue
                draft = backup.path.with_suffix(".new")
                with tarfile.open(draft, "w", format=tarfile.PAX_FORMAT) as without:
                    self._without(archive, without, person)
                draft.chmod(0o600)
                draft.replace(backup.path)
                changed += 1
        return changed

    def _fill(self, archive: tarfile.TarFile) -> None:
        scratch = self._folder / ".copy.db"
        manifest: dict[str, Any] = {"version": VERSION, "files": {}, "people": {}}
        try:
            self._vault.copy_directory(scratch)
            _add(archive, manifest, "directory.db", scratch)
            people = self._vault.everybody()
            for person in people:
                try:
                    manifest["people"][person] = self._vault.copy_person(person, scratch, counts)
                except Refused:  # Forgotten meanwhile.
                    continue
                _add(archive, manifest, f"people/{person}.db", scratch)
        finally:
            for ending in ("", "-wal", "-shm", "-journal"):
                scratch.with_name(scratch.name + ending).unlink(missing_ok=True)
        _add(archive, manifest, "directory.key", self._vault.folder / "directory.key")
        _seal(archive, manifest, self._vault.master)

    def _without(self, archive: tarfile.TarFile, without: tarfile.TarFile, person: str) -> None:
        manifest = _manifest(archive, self._vault.master)
        manifest["people"].pop(person, None)
        for name in list(manifest["files"]):
            if name == f"people/{person}.db":
                manifest["files"].pop(name)
            elif name == "directory.db":
                scratch = self._folder / ".copy.db"
                self._vault.copy_directory(scratch)
                _add(without, manifest, name, scratch)
                scratch.unlink()
            elif name == "directory.key":
                _add(without, manifest, name, self._vault.folder / "directory.key")
            else:
                without.addfile(archive.getmember(name), archive.extractfile(name))
        _seal(without, manifest, self._vault.master)


def counts(connection: Any) -> dict[str, Any]:
    """Return how many rows each table of a person's file has, and the heads of its chains."""
    found: dict[str, Any] = {name: connection.execute(f"SELECT count(*) FROM \"{name}\"").fetchone()[0] for name in sorted(PersonBase.metadata.tables)}  # noqa: S608  # fmt: skip
    for chain in ("audit", "egress"):
        found[f"{chain} head"] = connection.execute(f"SELECT max(seq), digest FROM {chain}").fetchone()[1]  # noqa: S608
    return found


def restore(path: Path, folder: Path, master: MasterKey) -> int:
    """Unpack a backup into an empty folder, check every byte, page and count of it; return how many people there are.
    Raises Refused, and leaves nothing, when anything does not fit."""
    try:
        folder.mkdir(parents=True, mode=0o700)
        (folder / "people").mkdir(mode=0o700)
        with tarfile.open(path) as archive:
            manifest = _manifest(archive, master)
            for name, known in manifest["files"].items():
                _unpack(archive, name, known, folder / name)
        vault = Vault(folder.parent, master, folder=folder.name)
        try:
            if sorted(vault.everybody()) != sorted(manifest["people"]):
                raise Refused("the people in the backup are not those in its list")
            for person, before in manifest["people"].items():
                vault.check(person, before, counts)
            return len(manifest["people"])
        finally:
            vault.close()
    except (tarfile.TarError, OSError, KeyError, ValueError, TypeError):
        shutil.rmtree(folder, ignore_errors=True)
        raise Refused("the backup is damaged or no backup") from None
    except (Refused, Unavailable) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Refused(error.reason) from None


def _unpack(archive: tarfile.TarFile, name: str, known: dict[str, Any], target: Path) -> None:
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


def _add(archive: tarfile.TarFile, manifest: dict[str, Any], name: str, path: Path) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
        manifest["files"][name] = {"bytes": file.tell(), "sha256": digest.hexdigest()}
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = file.tell(), 0o600
        file.seek(0)
        archive.addfile(entry, file)


def _seal(archive: tarfile.TarFile, manifest: dict[str, Any], master: MasterKey) -> None:
    sealed = master.wrap(json.dumps(manifest).encode(), MANIFEST)
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(sealed), 0o600
    archive.addfile(entry, io.BytesIO(sealed))


def _manifest(archive: tarfile.TarFile, master: MasterKey) -> dict[str, Any]:
    source = archive.extractfile(MANIFEST)
    if source is None:
        raise Refused("the backup is damaged or no backup")
    try:
        manifest: dict[str, Any] = json.loads(master.unwrap(source.read(), MANIFEST))
    except Refused:
        raise Refused("the backup was made with another master key, or is damaged") from None
    if manifest["version"] != VERSION:
        raise Refused("the backup was made by another version")
    return manifest


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(f"the backup can't be written or read ({error.strerror})") from None
