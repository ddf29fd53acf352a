"""The clock: once a second it looks whose reminder is due, and publishes it.

A reminder is published first and marked as fired after, so a kill in between publishes it twice; whoever handles it knows
it by `reminder` and `due_at`. One indexed row is read each second, however many people there are.
"""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from shared import logs
from shared.bus import Bus
from shared.errors import ServiceError
from shared.schemas.conversation import ReminderDue
from store.adapters import ballast, records
from store.adapters.directory import Directory
from store.adapters.pushes import Pushes
from store.adapters.times import instant
from store.adapters.vault import Vault

TICK_SECONDS = 1.0
ANCHOR_TICKS = 30
LATE = timedelta(seconds=90)
log = logs.get_logger()


class ReminderClock:
    """A thread that lives as long as the service."""

    def __init__(self, vault: Vault, directory: Directory, pushes: Pushes, bus: Bus) -> None:
        self._vault = vault
        self._pushes = pushes
        self._directory = directory
        self._bus = bus
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reminder-clock", daemon=True)

    def __enter__(self) -> "ReminderClock":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(5)
        with suppress(ServiceError):
            self._vault.anchors.write_down()

    def tick(self, now: datetime) -> None:
        """Publish what is due. A person whose file can't be used keeps nobody else waiting."""
        for person, seen in self._directory.due(now):
            if not self._vault.owns(person):
                continue
            try:
                self._look_at(person, seen, now)
            except ServiceError as error:
                log.warning("clock.waits", reason=error.reason)

    def _run(self) -> None:
        ticks = 0
        while not self._stopping.wait(TICK_SECONDS):
            ticks += 1
            try:
                self.tick(datetime.now(UTC))
                if ticks % ANCHOR_TICKS == 1:
                    self._vault.anchors.write_down()
                    ballast.keep(self._vault.folder)
            except ServiceError as error:
                if not self._vault.sealed:
                    log.warning("clock.waits", reason=error.reason)
            except Exception as error:
                log.error("clock.failed", error=error)

    def _look_at(self, person: str, seen: datetime, now: datetime) -> None:
        self._fire(person, now)
        self._directory.set_next_due(person, seen, self._next(person))
        if (due_at := self._next(person)) is not None:  # One may have come in since the first look.
            self._directory.remind_by(person, due_at)

    def _next(self, person: str) -> datetime | None:
        with self._vault.person(person, "clock.next") as session:
            return records.next_due(session)

    def _fire(self, person: str, now: datetime) -> None:
        with self._vault.person(person, "clock.due") as session:
            due = [
                ReminderDue(
                    person=person,
                    reminder=row.id,
                    text=row.text,
                    due_at=instant(row.due_at),
                    time_zone=row.zone,
                    language=row.language,  # type: ignore[arg-type]
                    late=now - instant(row.due_at) > LATE,
                    addresses=(),
                    again=bool(row.rule),
                )
                for row in records.due(session, now)
            ]
        if not due:
            return
        reached = {"addresses": self._directory.addresses(person), "devices": self._pushes.devices(person)}
        for reminder in due:
            self._bus.publish(ReminderDue(**{**vars(reminder), **reached}))
            with self._vault.person(person, "clock.fired") as session:
                records.fired(session, reminder.reminder, reminder.due_at, now)
            log.info("reminder.fired", late=reminder.late)
