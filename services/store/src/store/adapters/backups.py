"""Backups: everything, encrypted as it lies, in one file; made while the store works, and tried out.

A backup is a tar of the directory, its wrapped key and every person's file, each copied by SQLite's backup at one moment of its own,
with a sealed list of what it holds. It is read with the master key, which is not in it. The directory is copied first: so each
person's file is at least as new as what the directory says of it.
"""

import fcntl
import re
import shutil
import tarfile
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared import logs
from shared.errors import DISK_FULL, Refused, Unavailable
from store.adapters import forgetting, tarred
from store.adapters.faults import NO_SPACE, PASSING
from store.adapters.forgetting import Forgotten
from store.adapters.keys import MasterKey
from store.adapters.models import MessageRow
from store.adapters.vault import Vault

NAME = re.compile(r"sihteeri-\d{8}T\d{6}Z\.tar")
log = logs.get_logger()


@dataclass(frozen=True)
class Backup:
    """A backup on the disk."""

    path: Path
    made_at: datetime
    bytes: int


@dataclass(frozen=True)
class Changed:
    """Which files of a backup are others now, and who is gone."""

    files: Collection[str]
    gone: str = ""


class Backups:
    """The backups of a vault, in a folder beside it."""

    def __init__(self, vault: Vault, home: Path) -> None:
        self._vault = vault
        self._folder = home / "backups"
        self._lock = threading.RLock()
        self._held = False
        self.missing = 0
        """How many people the newest backup that was made here lacks, since their files could not be read."""

    def every(self) -> list[Backup]:
        """Return what there is, newest first."""
        paths = sorted((path for path in self._folder.glob("*.tar") if NAME.fullmatch(path.name)), reverse=True)
        return [
            Backup(path, datetime.strptime(path.name[9:24], "%Y%m%dT%H%M%S").replace(tzinfo=UTC), path.stat().st_size) for path in paths
        ]

    def make(self, now: datetime, *, keep: int) -> Backup:
        """Make a backup, and remove the oldest beyond `keep`; raises Unavailable when it can't be written. Whose file can't be read is
        left out, and as long as anybody is, no older backup is removed: it may hold the last good copy."""
        with self.still():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            final = self._folder / f"sihteeri-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar"
            draft = final.with_suffix(".new")
            for left in self._folder.glob("*.new"):  # By a kill.
                left.unlink()
            try:
                tarred.write(draft, self._fill)
                draft.replace(final)
                self._vault.forget_before()
            finally:
                draft.unlink(missing_ok=True)
            for old in self.every()[keep:] if not self.missing else ():
                old.path.unlink()
            return next(one for one in self.every() if one.path == final)

    def drill(self, backup: Backup) -> int:
        """Restore a backup into a folder of its own, open everything and compare it with what was written down when it was made; return
        how many people it holds. Raises Refused with what does not fit."""
        apart = self._folder / ".drill"
        with self.still():
            shutil.rmtree(apart, ignore_errors=True)
            try:
                return restore(backup.path, apart, self._vault.master)
            finally:
                shutil.rmtree(apart, ignore_errors=True)

    def forget_person(self, person: str) -> int:
        """Write every backup anew without a person: their key, then their file. Return in how many they were."""

        def gone(vault: Vault) -> Changed | None:
            if person not in vault.everybody():
                return None
            vault.forget_person(person)
            return Changed({"directory.db"}, person)

        with self.still():  # One that is just being made is waited for.
            return self._change_all(self.every(), self._vault.master, (person,), gone)

    def forget(self, person: str, things: Sequence[Forgotten]) -> int:
        """Forget some things of a person's in every backup too; return in how many any of them was."""

        def without(vault: Vault) -> Changed | None:
            if not vault.path(person).exists():
                return None
            with vault.person(person, "backup.forget") as session:
                found = [forgetting.forget_again(session, thing) for thing in things]
            return Changed({f"people/{person}.db"}) if any(found) else None

        with self.still():
            return self._change_all(self.every(), self._vault.master, (person,), without)

    def rewrap(self, master: MasterKey) -> None:
        """Write every backup anew under the first of the keys in force; one that none of them opens stays as it is."""

        def wrapped(vault: Vault) -> Changed:
            vault.rewrap(master)
            return Changed({"directory.db", "directory.key"})

        newest = MasterKey(master.keys[0])
        with self.still():
            older = [backup for backup in self.every() if not tarred.is_under(backup.path, newest)]
            self._change_all(older, master, (), wrapped)

    def _change_all(
        self, backups: Sequence[Backup], master: MasterKey, people: Sequence[str], change: Callable[[Vault], "Changed | None"]
    ) -> int:
        """Change those of some backups that can be opened; return how many were."""
        changed = 0
        for backup in backups:
            try:
                changed += self._change(backup, master, people, change)
            except Refused as error:
                log.warning("backup.unreadable", reason=error.reason)
        return changed

    def _change(self, backup: Backup, master: MasterKey, people: Sequence[str], change: Callable[[Vault], "Changed | None"]) -> bool:
        """Unpack what a backup holds of some people, change it, and write the backup anew; what was changed is then overwritten where it
        lay. Return whether it was."""
        apart, draft = self._folder / ".change", backup.path.with_suffix(".new")
        with self.still(), tarred.opened(backup.path) as archive, backup.path.open("r+b") as old:
            manifest = tarred.manifest_of(archive, master)
            names = [name for name in (f"people/{person}.db" for person in people) if name in manifest["files"]]
            shutil.rmtree(apart, ignore_errors=True)
            try:
                tarred.unpack(archive, manifest, ("directory.db", "directory.key", *names), apart)
                vault = Vault(apart.parent, master, folder=apart.name)
                try:
                    changed = change(vault)
                    if changed is not None:
                        tarred.write(draft, lambda new: _fill_again(new, archive, manifest, vault, changed))
                finally:
                    vault.close()
                if changed is not None:
                    draft.replace(backup.path)
                    tarred.wipe(old, [archive.getmember(name) for name in {*changed.files, *(names if changed.gone else ())}])
                return changed is not None
            finally:
                shutil.rmtree(apart, ignore_errors=True)
                draft.unlink(missing_ok=True)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let nobody else make or change a backup meanwhile, in this process or another; may be nested."""
        with self._lock, _disk():
            if self._held:
                yield
                return
            with (self._vault.folder / "backups.lock").open("wb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                self._held = True
                try:
                    yield
                finally:
                    self._held = False

    def _fill(self, archive: tarfile.TarFile) -> None:
        scratch = self._folder / ".copy.db"
        manifest: dict[str, Any] = {"version": tarred.VERSION, "files": {}, "people": {}, "missing": []}
        try:
            self._vault.copy_directory(scratch)
            tarred.add(archive, manifest, "directory.db", scratch)
            people = self._vault.everybody()
            for person in people:
                try:
                    manifest["people"][person] = self._vault.copy_person(person, scratch, counts)
                except (Refused, Unavailable) as error:
                    if error.reason in PASSING:
                        raise
                    log.error("backup.without", reason=error.reason)
                    manifest["missing"].append(person)
                    continue
                tarred.add(archive, manifest, f"people/{person}.db", scratch)
        finally:
            for ending in ("", "-wal", "-shm", "-journal"):
                scratch.with_name(scratch.name + ending).unlink(missing_ok=True)
        tarred.add(archive, manifest, "directory.key", self._vault.folder / "directory.key")
        tarred.seal(archive, manifest, self._vault.master)
        self.missing = len(manifest["missing"])


def counts(connection: Any) -> dict[str, Any]:
    """Return how many rows each table of a person's file has, and the heads of its chains."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    tables = sorted(there.intersection(MessageRow.metadata.tables))  # Of an older file some are missing.
    found: dict[str, Any] = {name: connection.execute(f"SELECT count(*) FROM \"{name}\"").fetchone()[0] for name in tables}  # noqa: S608  # fmt: skip
    for chain in ("audit", "egress"):
        found[f"{chain} head"] = connection.execute(f"SELECT max(seq), digest FROM {chain}").fetchone()[1]  # noqa: S608
    return found


def restore(path: Path, folder: Path, master: MasterKey) -> int:
    """Unpack a backup into an empty folder, check every byte, page and count of it; return how many people there are.
    Raises Refused, and leaves nothing, when anything does not fit."""
    try:
        with tarred.opened(path) as archive:
            manifest = tarred.manifest_of(archive, master)
            tarred.unpack(archive, manifest, manifest["files"], folder)
        vault = Vault(folder.parent, master, folder=folder.name)
        try:
            if sorted(vault.everybody()) != sorted([*manifest["people"], *manifest.get("missing", ())]):
                raise Refused("the people in the backup are not those in its list")
            for person, before in manifest["people"].items():
                vault.check(person, before, counts)
            return len(manifest["people"])
        finally:
            vault.close()
    except (Refused, Unavailable, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        if getattr(error, "reason", "") in PASSING or getattr(error, "errno", 0) in NO_SPACE:
            raise Unavailable(getattr(error, "reason", DISK_FULL)) from None
        raise Refused(tarred.DAMAGED if isinstance(error, OSError) else error.reason) from None


def _fill_again(new: tarfile.TarFile, archive: tarfile.TarFile, manifest: dict[str, Any], vault: Vault, changed: "Changed") -> None:
    """Fill a backup from another, with what has changed in a vault that was unpacked from it."""
    scratch = vault.folder / ".copy.db"
    manifest["people"].pop(changed.gone, None)
    manifest["missing"] = [person for person in manifest.get("missing", ()) if person != changed.gone]
    for name in list(manifest["files"]):
        person = Path(name).stem
        if person == changed.gone:
            manifest["files"].pop(name)
        elif name not in changed.files:
            new.addfile(archive.getmember(name), archive.extractfile(name))
        elif name == "directory.key":
            tarred.add(new, manifest, name, vault.folder / name)
        else:
            if name == "directory.db":
                vault.copy_directory(scratch)
            else:
                manifest["people"][person] = vault.copy_person(person, scratch, counts)
            tarred.add(new, manifest, name, scratch)
    tarred.seal(new, manifest, vault.master)


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(f"the backup can't be written or read ({error.strerror})") from None
