"""Imports: files come in as sealed parts, are read by a thread of their own, and go on after a restart where they stood.

What is found is kept in many short transactions. One ends as soon as somebody waits for the same file, and then they have their turn. Each says how far it reaches, so a kill loses at most one, which is then read again. The state of an
import is looked at in each: whoever undoes it stops it.
"""

import queue
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from shared import logs
from shared.errors import BadMessage, Refused, ServiceError, Unavailable
from shared.schemas import archive as ask
from store.adapters import conversations, imports, spool
from store.adapters.directory import Directory
from store.adapters.models import ImportRow
from store.adapters.reading import Reading
from store.adapters.vault import Vault
from store.domain.importers.parsed import Attachment, Found, Message, NotReadable, Unread

BATCH = 10_000
"""So much is read before any of it is kept; in messages."""
PIECE = 1000
LONGEST_PIECE = 50_000
RECORD, CHARACTERS = 25, 1000
"""As much work as a message: a record is so many of them, and so many characters or bytes are one more."""
TURN_SECONDS, LONGEST_TURN_SECONDS = 0.05, 0.3
"""After so long a transaction ends with the piece that it is at: with somebody waiting, and with nobody."""
UNDO_BATCH, LEAST_UNDO = 10_000, 20
RETRY_SECONDS = 20.0
STALE_SECONDS = 24 * 3600
log = logs.get_logger()


class _Stopped(Exception):
    """Raised when an import was undone, or the service stops, while it ran."""


class Importing:
    """Takes uploads in, and reads them one after another."""

    def __init__(self, vault: Vault, directory: Directory) -> None:
        self._vault = vault
        self._directory = directory
        self._folder = vault.folder / "uploads"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._jobs: queue.Queue[tuple[str, str] | None] = queue.Queue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="importing", daemon=True)

    def __enter__(self) -> "Importing":
        self._thread.start()
        return self

    def resume(self) -> None:
        """Go on with what waited or ran when the store was stopped, once its files can be opened."""
        self._sweep()
        for person, import_id in self._directory.jobs():
            if self._vault.owns(person):
                self._jobs.put((person, import_id))

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._jobs.put(None)
        self._thread.join(8)

    def begin(self, request: ask.BeginImport) -> ask.Done:
        """Make ready for a file."""
        with self._vault.person(request.person, request.topic) as session:
            zone = conversations.settings(session).get("zone", "") or self._vault.zone
            row = imports.begin(session, id=request.id, chat=request.chat or "Imported chat", zone=zone, now=datetime.now(UTC))
            return ask.Done(row.id)

    def part(self, request: ask.UploadPart) -> ask.Done:
        """Keep a part of a file."""
        with self._vault.person(request.person, request.topic) as session:
            row = imports.get(session, request.id)
            if row.state != "receiving" or row.key is None:
                raise Refused("this import takes no more of its file")
            key = row.key
        spool.append(self._path(request.id), key, request.number, request.data)
        return ask.Done(request.id)

    def start(self, request: ask.StartImport) -> ask.Imports:
        """Read the file, now that it is whole. Asked again, it changes nothing."""
        if not self._path(request.id).exists():
            raise BadMessage("the file is empty")
        self._own(request.person, request.id)
        size = spool.finish(self._path(request.id))
        self._directory.add_job(request.id, request.person)
        with self._vault.person(request.person, request.topic) as session:
            row = imports.get(session, request.id)
            if row.state == "receiving":
                row.state, row.total = "waiting", size
            found = imports.view(row)
        self._jobs.put((request.person, request.id))
        return ask.Imports((found,))

    def undo(self, request: ask.UndoImport) -> ask.Imports:
        """Stop it and take away what it brought."""
        self._own(request.person, request.id)
        self._directory.add_job(request.id, request.person)
        with self._vault.person(request.person, request.topic) as session:
            row = imports.get(session, request.id)
            if row.state not in ("undoing", "undone"):
                row.state, row.reason, row.key = "undoing", "", None
            found = imports.view(row)
        self._jobs.put((request.person, request.id))
        return ask.Imports((found,))

    def every(self, request: ask.ListImports) -> ask.Imports:
        """Tell how far imports are."""
        with self._vault.person(request.person, request.topic) as session:
            if request.id:
                return ask.Imports((imports.view(imports.get(session, request.id)),))
            rows, following = imports.every(session, limit=request.limit, after=request.after)
            return ask.Imports(tuple(map(imports.view, rows)), following)

    def _own(self, person: str, import_id: str) -> None:
        """Raise Refused unless it is this person's import."""
        with self._vault.person(person, "import.look") as session:
            imports.get(session, import_id)

    def _path(self, import_id: str) -> Path:
        if not import_id.isalnum():
            raise BadMessage("this is no id of an import")
        return self._folder / f"{import_id}.part"

    def _sweep(self) -> None:
        """Remove uploads that were left half-way a day ago."""
        for path in self._folder.glob("*.part"):
            if time.time() - path.stat().st_mtime > STALE_SECONDS and path.stem not in {job for _, job in self._directory.jobs()}:
                path.unlink()

    def _run(self) -> None:
        while not self._stopping.is_set():
            job = self._jobs.get()
            if job is None:
                return
            try:
                self._do(*job)
            except _Stopped:
                continue
            except Unavailable as error:
                log.warning("import.waits", reason=error.reason)
                threading.Timer(RETRY_SECONDS, self._jobs.put, (job,)).start()
            except Exception as error:
                log.error("import.failed", error=error)
                self._end(*job, state="failed", reason=f"the file could not be read ({type(error).__name__})")

    def _do(self, person: str, import_id: str) -> None:
        try:
            with self._vault.person(person, "import.look") as session:
                row = imports.get(session, import_id)
                state, key, items, zone = row.state, row.key, row.items, row.zone
        except Refused:  # The person, or the import, is gone.
            self._close(import_id)
            return
        if state == "undoing":
            self._take_back(person, import_id)
        elif state in ("waiting", "running") and key is not None:
            try:
                self._read(person, import_id, key, items, zone)
            except NotReadable as error:
                self._end(person, import_id, state="failed", reason=str(error))
        else:
            self._close(import_id)

    def _read(self, person: str, import_id: str, key: bytes, items: int, zone: str) -> None:
        began = time.monotonic()
        with Reading(self._path(import_id), key, zone, skip=items) as reading:
            for batch in batches(reading.found(), BATCH):
                pieces = deque(batches(batch, PIECE))
                while pieces:
                    began = self._keep(person, import_id, reading, pieces, began)
        with self._vault.person(person, "import.done") as session:
            row = self._running(imports.get(session, import_id), reading.source)
            imports.settle_groups(session, row)
            row.seconds += time.monotonic() - began
            log.info("import.done", count=row.added, seconds=round(row.seconds, 1))
        self._end(person, import_id, state="done")

    def _keep(self, person: str, import_id: str, reading: Reading, pieces: deque[Sequence[Found]], began: float) -> float:
        """Keep as many pieces as a turn has time for; return when it ended."""
        with self._vault.person(person, "import.batch") as session:
            turn = time.monotonic()
            row = self._running(imports.get(session, import_id), reading.source)
            while pieces:
                imports.take(session, row, pieces.popleft(), now=datetime.now(UTC), new_id=lambda: secrets.token_hex(12))
                now = time.monotonic()
                if now - turn >= (TURN_SECONDS if self._vault.awaited(person) else LONGEST_TURN_SECONDS):
                    break
            row.done, row.seconds = reading.position, row.seconds + now - began
        return now

    def _running(self, row: ImportRow, source: str) -> ImportRow:
        if self._stopping.is_set() or row.state not in ("waiting", "running"):
            raise _Stopped
        row.state, row.source = "running", source
        return row

    def _take_back(self, person: str, import_id: str) -> None:
        limit, done = LEAST_UNDO, False
        while not done:
            if self._stopping.is_set():
                raise _Stopped
            with self._vault.person(person, "import.undo") as session:
                began = time.monotonic()
                done = imports.take_back(session, imports.get(session, import_id), limit=limit)
            quick = time.monotonic() - began < TURN_SECONDS
            limit = min(2 * limit, UNDO_BATCH) if quick else max(limit // 2, LEAST_UNDO)
        self._end(person, import_id, state="undone")

    def _end(self, person: str, import_id: str, *, state: str, reason: str = "") -> None:
        try:
            with self._vault.person(person, "import.end") as session:
                row = imports.get(session, import_id)
                if row.state == "undoing" and state != "undone":
                    return  # Whoever undid it has put it into the queue again.
                row.state, row.reason, row.key = state, reason, None
                row.done = row.total if state == "done" else row.done
        except ServiceError as error:
            log.warning("import.waits", reason=error.reason)
            return
        self._close(import_id)

    def _close(self, import_id: str) -> None:
        self._path(import_id).unlink(missing_ok=True)
        self._directory.end_job(import_id)


def batches(found: Iterable[Found], limit: int) -> Iterator[Sequence[Found]]:
    """Cut into batches of so much work, never between two messages of the same moment, unless there are far too many of them."""
    batch: list[Found] = []
    work, last = 0, None
    for entry in found:
        apart = last is None or (not isinstance(entry, Unread) and _moment(entry) != last)
        if work >= limit and (apart or work >= LONGEST_PIECE):
            yield batch
            batch, work = [], 0
        batch.append(entry)
        work += _work(entry)
        last = last if isinstance(entry, Unread) else _moment(entry)
    if batch:
        yield batch


def _moment(entry: Found) -> tuple[object, ...] | None:
    return (*imports.chat_of(entry), entry.at) if isinstance(entry, Message) else None


def _work(entry: Found) -> int:
    if isinstance(entry, Message):
        return 1 + len(entry.text) // CHARACTERS
    return len(entry.data) // CHARACTERS if isinstance(entry, Attachment) else RECORD
