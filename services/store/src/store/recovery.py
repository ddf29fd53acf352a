"""What the owner does on the machine itself, with the master key in hand: `python -m store.recovery
sheet|recover|passphrase|restore|repair|owner`. The assistant must not run.

A recovery sheet holds the master key as words (SLIP-39), whole or split so that any M of N parts restore it.
"""

import argparse
import getpass
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from shared import logs, service
from shared.envelope import create_once
from shared.errors import Refused, ServiceError
from store.adapters import repair
from store.adapters.access import Access
from store.adapters.backups import restore as restore_backup
from store.adapters.keys import SEALED, KeyFile, MasterKey
from store.adapters.ownership import TOKEN_FILE, Ownership
from store.adapters.vault import Vault
from store.settings import Settings

WORDS_A_LINE = 6
HOW_TO_MEND = (
    "mend a person's file with “sihteeri repair PERSON --backup FILE”, which puts it back as it was then and leaves everybody else's alone, "
    "or, if only the end of it is missing, go on with what there is: “sihteeri repair PERSON --accept”"
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("store.recovery", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    sheet = commands.add_parser("sheet", help="print a recovery sheet")
    sheet.add_argument("--parts", type=int, default=1, help="how many parts (at most 16)")
    sheet.add_argument("--needed", type=int, help="how many of them restore the key (all, if not said)")
    sheet.set_defaults(command=lambda file, _settings, arguments: print_sheet(file, arguments.parts, arguments.needed or arguments.parts))
    back = commands.add_parser("restore", help="put a backup in place of a store that is gone")
    back.add_argument("file", type=Path)
    back.set_defaults(command=lambda file, settings, arguments: put_back(file, settings, arguments.file))
    mend = commands.add_parser("repair", help="look at everybody's file, or mend one person's")
    mend.add_argument("person", nargs="?", help="whose")
    mend.add_argument("--backup", type=Path, help="put their file back from this backup")
    mend.add_argument("--accept", action="store_true", help="go on with what their file holds, although something is missing")
    mend.set_defaults(command=lambda file, settings, arguments: mended(file, settings, arguments))
    owner = commands.add_parser("owner", help="show who the owner is, or make somebody the owner; the assistant may run")
    owner.add_argument("person", nargs="?", help="whose the machine is from now on")
    owner.add_argument("--new-token", action="store_true", help="give the owner another token; those before open nothing any more")
    owner.set_defaults(
        command=lambda file, settings, arguments: name_owner(file, settings, arguments.person, new_token=arguments.new_token)
    )
    recover = commands.add_parser("recover", help="restore a lost master key from the words of a sheet, read from standard input")
    recover.set_defaults(command=None)
    passphrase = commands.add_parser("passphrase", help="put the master key behind a passphrase, so that the store starts sealed")
    passphrase.add_argument("--remove", action="store_true", help="take it out from behind it")
    passphrase.set_defaults(command=lambda file, _settings, arguments: set_passphrase(file, remove=arguments.remove))
    return parser


def main() -> int:
    """Run one command; the exit status is 1 when it failed."""
    arguments = _parser().parse_args()
    logs.configure("store", level="ERROR")
    settings = service.read_settings(Settings, os.environ)
    try:
        if arguments.command is None:
            return restore(settings)
        arguments.command(KeyFile.open(settings.master_key_file, settings.home), settings, arguments)
    except ServiceError as error:
        print(f"sihteeri: {error.reason}.", file=sys.stderr)
        return 1
    return 0


def _opened(file: KeyFile, settings: Settings) -> Vault:
    return Vault(settings.home, file.master() or file.unseal(_ask("The passphrase of the master key: ")))


def print_sheet(file: KeyFile, parts: int, needed: int) -> None:
    """Print the sheet, a page for each part."""
    if not 1 <= needed <= parts <= 16 or (parts > 1 and needed < 2):
        raise Refused("a sheet has 1 to 16 parts, of which two or more are needed, or one part alone")
    master = file.master() or file.unseal(_ask("The passphrase of the master key: "))
    words = generate_mnemonics(1, [(needed, parts)], master.keys[0])[0]
    for number, part in enumerate(words, 1):
        print(_page(part.split(), number, parts, needed), end="\f\n" if number < parts else "\n")


def _page(words: list[str], number: int, parts: int, needed: int) -> str:
    lines = [
        "  ".join(f"{place + 1:>2} {word:<10}" for place, word in enumerate(words[start : start + WORDS_A_LINE], start)).rstrip()
        for start in range(0, len(words), WORDS_A_LINE)
    ]
    which = (
        f"Part {number} of {parts}; any {needed} of them restore the key."
        if parts > 1
        else "Whoever has this sheet and the data can read everything."
    )
    return "\n".join(
        (
            "SIHTEERI - RECOVERY SHEET",
            f"Printed {datetime.now(UTC):%d %B %Y}. {which}",
            "",
            *lines,
            "",
            "Keep it on paper, away from the server. It does not hold your data: back that up too.",
            "When the master key is lost: put the data folder back, run “sihteeri keys recover”,",
            "and type these words. After “sihteeri keys rotate” print a new sheet; this one is void.",
        )
    )


def restore(settings: Settings) -> int:
    """Restore the key file from the words of a sheet: a part a line, or numbered words as they are printed."""
    path = settings.master_key_file or settings.home / "keys" / "master.key"
    if path.exists():
        raise Refused(f"there is a master key in {path}; move it away first if it is not the right one")
    if sys.stdin.isatty():
        print("Type the words of the sheet, a part a line; an empty line ends.", file=sys.stderr)
    parts = [part for part in map(_words, iter(lambda: sys.stdin.readline().rstrip("\n"), "")) if part]
    try:
        key = combine_mnemonics(parts)
    except MnemonicError:  # Its text may hold words of the sheet.
        raise Refused(
            "these words don't restore a key; compare them with the sheet, a part a line, and give as many parts as it says"
        ) from None
    if (settings.home / "store" / "directory.db").exists():
        Vault(settings.home, MasterKey(key)).close()  # Refused if it is not the key that this data was kept with.
    create_once(path, KeyFile.line(key))
    print(f"The master key is back in {path}. Start the assistant.")
    return 0


def put_back(file: KeyFile, settings: Settings, backup: Path) -> None:
    """Restore a backup into a data folder without a store."""
    folder = settings.home / "store"
    if (folder / "directory.db").exists():
        raise Refused(f"there is a store in {folder}; move it away first if the backup is to take its place")
    master = file.master() or file.unseal(_ask("The passphrase of the master key: "))
    draft = settings.home / "store.restoring"
    shutil.rmtree(draft, ignore_errors=True)
    count = restore_backup(backup, draft, master)
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)
    print(f"Restored: {count} {'person' if count == 1 else 'people'}, every page and count as it was. {_token_after(settings, master)}")


def _token_after(settings: Settings, master: MasterKey) -> str:
    """See to it that the owner of a store that was put back can sign in, and say how."""
    vault = Vault(settings.home, master)
    try:
        Access(vault).end_all_browsers()
        ownership = Ownership(vault)
        if vault.owner() is None:
            return "Nobody in it is marked as the owner: see “sihteeri owner”."
        if not ownership.has_token():
            ownership.new_token()
        return f"The owner's token is in {settings.home / TOKEN_FILE}. Start the assistant."
    finally:
        vault.close()


def name_owner(file: KeyFile, settings: Settings, person: str | None, *, new_token: bool) -> None:
    """Make a person the owner, if one is given, and show who there is."""
    vault = _opened(file, settings)
    try:
        ownership = Ownership(vault)
        if person is not None:
            ownership.pass_to(person)
        if new_token:
            ownership.new_token()
        owner, people = vault.owner(), vault.everybody()
    finally:
        vault.close()
    for one in people:
        print(f"{one}  {'owner' if one == owner else ''}".rstrip())
    if new_token:
        print(f"The owner's new token is in {settings.home / TOKEN_FILE}.")
    if owner is None:
        print("Nobody is the owner. Name one: sihteeri owner PERSON. Where there is nobody at all, the next start makes an owner.")


def mended(file: KeyFile, settings: Settings, arguments: argparse.Namespace) -> None:
    """Say whose file is whole, or mend one; raises Refused when any is not."""
    vault = _opened(file, settings)
    try:
        people = [arguments.person] if arguments.person else vault.everybody()
        if arguments.person and arguments.backup:
            repair.put_back(vault, arguments.person, arguments.backup)
        elif arguments.person and arguments.accept:
            repair.accept(vault, arguments.person)
        found = {person: repair.state(vault, person) for person in people}
    finally:
        vault.close()
    for person, wrong in found.items():
        print(f"{person}  {wrong or 'whole'}")
    if any(found.values()):
        raise Refused(HOW_TO_MEND)


def _words(line: str) -> str:
    return " ".join(word for word in line.lower().split() if word.isalpha())


def set_passphrase(file: KeyFile, *, remove: bool) -> None:
    """Put the key behind a passphrase, or take it out."""
    if file.master() is None:
        file.unseal(_ask("The passphrase now: "))
    if remove:
        file.protect(None)
        print("The master key needs no passphrase any more.")
        return
    passphrase = _ask("A new passphrase: ")
    if sys.stdin.isatty() and _ask("Once more: ") != passphrase:
        raise Refused("the two are not the same; nothing was changed")
    file.protect(passphrase)
    print(
        "The master key is behind a passphrase. From its next start the store waits for “sihteeri keys unseal”. Print a recovery sheet too."
    )


def _ask(prompt: str) -> str:
    given = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not given:
        raise Refused(SEALED if "now" in prompt else "no passphrase was given; nothing was changed")
    return given


if __name__ == "__main__":
    sys.exit(main())
