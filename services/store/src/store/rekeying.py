"""Keys, while everything runs: unsealing, and rotation of the master key and of personal keys.

A rotation writes down what it is about to do before it does it, so that a kill at any step leaves keys that open everything;
`resume` takes it to its end at the next start.
"""

import os
import threading
from collections.abc import Callable

from shared import logs
from shared.errors import Refused
from shared.schemas import archive as ask
from store.adapters.backups import Backups
from store.adapters.files import Step, no_step
from store.adapters.keys import KEY_BYTES, KeyFile, MasterKey
from store.adapters.vault import Vault

WRONG_SECONDS = 1.0
log = logs.get_logger()


class Rekeying:
    """The keys of a vault. `on_open` is called when it has become readable."""

    def __init__(self, vault: Vault, file: KeyFile, on_open: Callable[[], None], backups: Backups, step: Step = no_step) -> None:
        self._vault = vault
        self._file = file
        self._backups = backups
        self._on_open = on_open
        self._step = step
        self._lock = threading.Lock()
        vault.source = file.master
        self._wrong = threading.Event()

    def open(self) -> None:
        """Open the vault if no passphrase is needed, and go on with what was interrupted; raises Refused for a key that does not fit."""
        master = self._file.master()
        if master is None:
            log.warning("store.sealed")
            return
        self._opened(master)

    def unseal(self, request: ask.Unseal) -> ask.Done:
        """Open the vault with a passphrase. One try at a time, each slow."""
        with self._lock:
            if not self._vault.sealed:
                return ask.Done("unsealed", fresh=False)
            try:
                master = self._file.unseal(request.passphrase)
            except Refused:
                self._wrong.wait(WRONG_SECONDS)
                raise
            self._opened(master)
        return ask.Done("unsealed")

    def rotate(self, request: ask.RotateKeys) -> ask.KeysRotated:
        """Rotate the caller's own key, or as the owner the master key, or all."""
        if request.what != "personal":
            self._vault.owner_only(request.person)
        with self._lock, self._backups.still():
            people = {"personal": [request.person], "master": [], "all": self._vault.everybody()}[request.what]
            for person in people:
                if self._vault.owns(person):
                    self._vault.rekey_person(person, self._step)
                else:  # Whoever owns them goes on with it.
                    self._vault.prepare_rekey(person)
            if request.what != "personal":
                self.rotate_master()
        log.info("keys.rotated", kind=request.what, count=len(people))
        return ask.KeysRotated(len(people), master=request.what != "personal")

    def state(self, request: ask.AskKeys) -> ask.KeysState:
        """Tell the owner how the keys are."""
        self._vault.owner_only(request.person)
        return ask.KeysState(self._file.is_protected(), self._file.written_at(), len(self._vault.half_rekeyed()))

    def rotate_master(self) -> None:
        """Give the vault another master key, and its directory another key of its own."""
        with self._vault.keys_still(exclusive=True):
            old = self._vault.master
            new = MasterKey(os.urandom(KEY_BYTES), *old.keys)
            self._file.write(new.keys)
            self._step("the new master key is kept before the old one")
            self._finish_master(new)

    def go_on(self) -> None:
        """Give those people's files their new key for whom another process has made one."""
        if not self._vault.sealed and self._lock.acquire(blocking=False):
            try:
                self._finish_personal()
            finally:
                self._lock.release()

    def _finish_personal(self) -> None:
        for person in filter(self._vault.owns, self._vault.half_rekeyed()):
            with self._backups.still():
                self._vault.rekey_person(person, self._step)
            log.info("keys.rotated", kind="personal", count=1)

    def _finish_master(self, master: MasterKey) -> None:
        self._vault.rewrap(master, self._step)
        self._vault.rekey_directory(self._step)
        self._backups.rewrap(master)
        self._step("older backups are wrapped anew")
        self._file.write(master.keys[:1])
        self._vault.rewrap(MasterKey(master.keys[0]), self._step)
        self._step("the old master key is dropped")

    def _opened(self, master: MasterKey) -> None:
        self._vault.unseal(master)
        self._finish_personal()
        if len(master.keys) > 1:
            with self._backups.still(), self._vault.keys_still(exclusive=True):
                again = self._file.master() or master
                if len(again.keys) > 1:  # Nobody else was in the middle of it.
                    self._finish_master(again)
                    log.info("keys.rotated", kind="master")
        self._on_open()
