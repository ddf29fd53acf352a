"""While a large file is imported, everybody's requests get through: the person's own, and those that wait behind them for a thread."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.errors import Unavailable
from shared.schemas import archive as ask
from store import importing
from store.adapters import imports
from store.adapters.directory import Directory
from store.adapters.turns import Turns
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.importing import Importing
from tests.unit.store.test_archive import CARD
from tests.unit.store.test_importing import bring, export, importer, send  # noqa: F401

THREADS = 2
"""So many take requests about a person; the bus gives a queue as many."""
CARDS = b"".join(CARD.replace(b"Anna", f"Anna {number}".encode()) for number in range(200))


def wait(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not true() and time.monotonic() < deadline:
        time.sleep(0.002)
    return true()


class Visitors:
    """As many requests of the importing person as there are threads, then one of somebody else: asked for in the first piece of an import,
    waited for in the second."""

    def __init__(self, vault: Vault, person: str) -> None:
        self._vault, self._person, self._other = vault, person, vault.create_person()
        self._pool = ThreadPoolExecutor(THREADS)
        self._handlers = Handlers(vault, Directory(vault))
        self._asked: list[Future[Any]] = []
        self.answered: list[bool] = []

    def come(self) -> None:
        """Called within the transaction of each piece."""
        if not self._asked:
            for person in [self._person] * THREADS + [self._other]:
                self._asked.append(
                    self._pool.submit(self._handlers.put_record, ask.PutRecord(person, "note", f"n{len(self._asked)}", {"text": "mine"}))
                )
            assert wait(lambda: len(self._vault._open[self._person].turns._waiting) == 1 + THREADS)
        elif not self.answered:
            self.answered = [wait(one.done) for one in self._asked]
            self._pool.shutdown()
            for one in self._asked:
                one.result()


def finished(importer: Importing, vault: Vault, person: str) -> ask.ImportView:  # noqa: F811
    """Return the import when it has ended, without asking for the person's file meanwhile."""
    assert wait(lambda: Directory(vault).jobs() == [])
    return importer.every(ask.ListImports(person, "i1")).imports[0]


@pytest.mark.parametrize("data", [export(200), CARDS], ids=["messages", "records"])
def test_whoever_waits_is_answered_before_the_import_goes_on(
    importer: Importing,  # noqa: F811
    vault: Vault,
    person: str,
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
) -> None:
    visitors, take = Visitors(vault, person), imports.take
    monkeypatch.setattr(importing, "PIECE", 20)
    monkeypatch.setattr(importing, "TURN_SECONDS", 0)
    monkeypatch.setattr(importing, "LONGEST_TURN_SECONDS", 600)
    monkeypatch.setattr(imports, "take", lambda *args, **more: (take(*args, **more), visitors.come()))

    send(importer, person, "i1", data)

    view = finished(importer, vault, person)
    assert (view.state, view.added) == ("done", 200)
    assert visitors.answered == [True] * (THREADS + 1)


def test_taking_an_import_back_lets_others_through_too(
    importer: Importing,  # noqa: F811
    vault: Vault,
    person: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bring(importer, person, "i1", CARDS)
    visitors, take_back = Visitors(vault, person), imports.take_back
    left: list[int] = []

    def watched(session: Session, *args: Any, **more: Any) -> bool:
        done = take_back(session, *args, **more)
        visitors.come()
        left.append(session.scalar(text("SELECT count(*) FROM contact")) or 0)
        return done

    monkeypatch.setattr(imports, "take_back", watched)
    importer.undo(ask.UndoImport(person, "i1"))

    assert finished(importer, vault, person).state == "undone"
    assert left[1] > 0 == left[-1]
    assert visitors.answered == [True] * (THREADS + 1)


def test_nobody_waiting_a_transaction_is_longer(vault: Vault, person: str, importer: Importing, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(importing, "PIECE", 20)
    monkeypatch.setattr(importing, "TURN_SECONDS", 0)
    monkeypatch.setattr(importing, "LONGEST_TURN_SECONDS", 600)
    send(importer, person, "i1", export(200))

    assert finished(importer, vault, person).added == 200
    audit: Any = Handlers(vault, Directory(vault)).list_audit(ask.ListAudit(person, 50))
    assert [entry.action for entry in audit.entries].count("import.batch") == 1


def test_turns_are_given_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order = Turns(), []
    threads = []

    def visit(number: int) -> None:
        with turns.taken():
            order.append(number)

    with turns.taken():
        for number in range(5):
            threads.append(threading.Thread(target=visit, args=(number,)))
            threads[-1].start()
            assert wait(lambda number=number: len(turns._waiting) == number + 2)  # type: ignore[misc]
        with pytest.raises(Unavailable), turns.taken(0):
            order.append(-1)
        assert turns.awaited()
    for thread in threads:
        thread.join()

    assert order == [0, 1, 2, 3, 4]
    assert not turns.awaited()
