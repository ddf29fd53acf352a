"""Backups by the clock: one a day, each tried out, with their age in the metrics; and on request. What is forgotten is taken out of
them."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from prometheus_client import Gauge

from shared import logs
from shared.errors import Refused, ServiceError
from shared.metrics import Metrics
from shared.schemas import archive as ask
from store.adapters.backups import Backup, Backups
from store.adapters.directory import Directory
from store.adapters.forgetting import Forgotten
from store.adapters.vault import Vault

LOOK_SECONDS, FAILED_SECONDS, RETRY_SECONDS = 10.0, 60.0, 600.0
NEVER = float("inf")
CLOCK_SLACK = timedelta(hours=1)
log = logs.get_logger()


class Keeping:
    """Makes backups, and shows that they restore."""

    def __init__(
        self,
        vault: Vault,
        directory: Directory,
        backups: Backups,
        metrics: Metrics,
        *chores: Callable[[], None],
        every_hours: int,
        keep: int,
    ) -> None:
        """`chores` are done now and then in the same thread."""
        self._vault = vault
        self._directory = directory
        self._backups = backups
        self._chores: tuple[Callable[[], None], ...] = (*chores, self.sweep, lambda: self.tick(datetime.now(UTC)))
        self._every = timedelta(hours=every_hours)
        self._keep = keep
        self._drilled_at: datetime | None = None
        self._not_before = 0.0
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)
        self._gauge(metrics, "sihteeri_backup_age_seconds", "Age of the newest backup; infinite without one.", self._age)
        self._gauge(metrics, "sihteeri_backup_missing_people", "Whose files could not be read for it.", lambda: backups.missing)
        self._gauge(metrics, "sihteeri_backup_drill_age_seconds", "Since a backup was last restored and compared.", self._drill_age)

    def __enter__(self) -> "Keeping":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._woken.set()
        self._thread.join(8)

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    def make(self, request: ask.MakeBackup) -> ask.BackupList:
        """Make a backup now and restore it beside."""
        self._vault.owner_only(request.person)
        made = self._make_and_drill()
        return self._list(made)

    def drill(self, request: ask.DrillBackup) -> ask.BackupList:
        """Restore the newest backup beside the store and compare."""
        self._vault.owner_only(request.person)
        newest = next(iter(self._backups.every()), None)
        if newest is None:
            raise Refused("there is no backup yet; make one with “sihteeri backup”")
        self._drill(newest)
        return self._list(newest)

    def every(self, request: ask.ListBackups) -> ask.BackupList:
        """Return what there is."""
        self._vault.owner_only(request.person)
        return self._list(*self._backups.every())

    def sweep(self) -> None:
        """Take out of backups what was forgotten since they were made. Killed in between, it is done again."""
        waiting: dict[str, dict[int, Forgotten]] = {}
        for number, person, what in self._directory.forgotten():
            if self._vault.owns(person):
                waiting.setdefault(person, {})[number] = what
        for person, things in waiting.items():
            count = self._backups.forget(person, list(things.values()))
            self._directory.end_forgotten(list(things))
            log.info("backup.forgotten", count=count)

    def tick(self, now: datetime) -> None:
        """Make a backup if the newest is too old, or from the future: a clock that was set back must not stop backups for a year."""
        if not self._every or not self._vault.owns(self._vault.owner() or ""):
            return
        newest = next(iter(self._backups.every()), None)
        due = newest is None or not -CLOCK_SLACK <= now - newest.made_at < self._every
        if due and time.monotonic() >= self._not_before:
            self._not_before = time.monotonic() + RETRY_SECONDS
            self._make_and_drill()

    def _make_and_drill(self) -> Backup:
        made = self._backups.make(datetime.now(UTC), keep=self._keep)
        self._drill(made)
        return made

    def _drill(self, backup: Backup) -> None:
        count = self._backups.drill(backup)
        self._drilled_at = datetime.now(UTC)
        log.info("backup.drilled", count=count, bytes=backup.bytes)

    def _run(self) -> None:
        wait = LOOK_SECONDS
        while not self._stopping.is_set():
            self._woken.wait(wait)
            self._woken.clear()
            if self._stopping.is_set() or self._vault.sealed:
                continue
            done = [self._done(chore) for chore in self._chores]
            wait = LOOK_SECONDS if all(done) else FAILED_SECONDS

    @staticmethod
    def _done(chore: Callable[[], None]) -> bool:
        """Do a chore; what goes wrong keeps the others from nothing."""
        try:
            chore()
        except ServiceError as error:
            log.error("backup.failed", reason=error.reason)
            return False
        except Exception as error:
            log.error("backup.failed", error=error)
            return False
        return True

    def _list(self, *backups: Backup) -> ask.BackupList:
        return ask.BackupList(tuple(map(_view, backups)), self._drilled_at, len(self._directory.forgotten()), self._backups.missing)

    def _age(self) -> float:
        newest = next(iter(self._backups.every()), None)
        return max(0.0, (datetime.now(UTC) - newest.made_at).total_seconds()) if newest else NEVER

    def _drill_age(self) -> float:
        return (datetime.now(UTC) - self._drilled_at).total_seconds() if self._drilled_at else NEVER

    @staticmethod
    def _gauge(metrics: Metrics, name: str, about: str, value: Callable[[], float]) -> None:
        Gauge(name, about, registry=metrics.registry).set_function(value)


def _view(backup: Backup) -> ask.BackupView:
    return ask.BackupView(backup.path.name, backup.made_at, backup.bytes)
