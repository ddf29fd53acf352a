"""Mending one person's file, and leaving everybody else's alone: from a backup, or by going on with what there is."""

import shutil
from pathlib import Path

from shared.errors import Refused, ServiceError
from store.adapters import tarred
from store.adapters.backups import counts
from store.adapters.files import BEFORE
from store.adapters.models_directory import PersonRow
from store.adapters.pages import damaged
from store.adapters.vault import ENDINGS, Vault


def state(vault: Vault, person: str) -> str:
    """Return what is wrong with a person's file, or nothing."""
    try:
        vault.checkpoint(person)
    except ServiceError as error:
        return error.reason
    pages = [damaged(vault.path(person), key) for key in vault.keys_of(person)]
    return "" if None in pages else f"page {pages[0]} of the file is damaged"


def put_back(vault: Vault, person: str, backup: Path) -> None:
    """Put a person's file from a backup in place of theirs, which is kept in the folder `before` until the next backup. Raises Refused,
    and changes nothing, when the backup does not hold it whole. Killed in between, it is done again."""
    apart = vault.folder / ".mending"
    shutil.rmtree(apart, ignore_errors=True)
    try:
        keys = _checked(vault, person, backup, apart)
        before = vault.path(person).parent / BEFORE
        before.mkdir(exist_ok=True, mode=0o700)
        for ending in ENDINGS:
            lay = vault.path(person).with_name(f"{person}.db{ending}")
            if lay.exists():
                lay.replace(before / lay.name)
        (apart / "people" / f"{person}.db").replace(vault.path(person))
        with vault.directory() as session:
            row = session.get_one(PersonRow, person)
            row.wrapped_key, row.next_key = keys
        vault.anchors.forget(person)
    finally:
        shutil.rmtree(apart, ignore_errors=True)


def _checked(vault: Vault, person: str, backup: Path, apart: Path) -> tuple[bytes, bytes | None]:
    """Unpack a person's file from a backup, compare it with what it held then, and return its wrapped keys."""
    name = f"people/{person}.db"
    with tarred.opened(backup) as archive:
        manifest = tarred.manifest_of(archive, vault.master)
        if name not in manifest["files"]:
            raise Refused("this person is not in the backup")
        tarred.unpack(archive, manifest, ("directory.db", "directory.key", name), apart)
    held = Vault(apart.parent, vault.master, folder=apart.name)
    try:
        held.check(person, manifest["people"][person], counts)
        held.checkpoint(person)
        with held.directory() as session:
            row = session.get_one(PersonRow, person)
            return row.wrapped_key, row.next_key
    finally:
        held.close()


def accept(vault: Vault, person: str) -> None:
    """Go on with what a person's file holds, although more was written than is there. Raises Refused for one that has damaged pages."""
    if not vault.path(person).exists() or all(damaged(vault.path(person), key) is not None for key in vault.keys_of(person)):
        raise Refused("the file itself is damaged: put it back from a backup")
    vault.anchors.forget(person)
