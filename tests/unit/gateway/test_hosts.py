"""How much goes to one host at once, and who waits for it."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from gateway import hosts
from gateway.hosts import AT_ONCE, Hosts
from shared.errors import Unavailable
from tests.standins.stack import until


class Dead:
    """Sends to a host that takes everything and never answers, until it is let go."""

    def __init__(self, places: Hosts) -> None:
        self.sending = 0
        self.turned_away = 0
        self.over = threading.Event()
        self._places = places
        self._lock = threading.Lock()

    def send(self) -> threading.Thread:
        thread = threading.Thread(target=self._send, daemon=True)
        thread.start()
        return thread

    def _send(self) -> None:
        try:
            with self._places.place("dead.example"):
                with self._lock:
                    self.sending += 1
                self.over.wait(30)
                raise Unavailable("no answer")
        except Unavailable:
            with self._lock:
                self.turned_away += 1


@pytest.fixture
def places() -> Hosts:
    return Hosts()


@pytest.fixture
def dead(places: Hosts) -> Iterator[Dead]:
    made = Dead(places)
    yield made
    made.over.set()


def test_one_that_does_not_answer_has_a_few_places_and_the_others_theirs(
    places: Hosts, dead: Dead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosts, "SLOW_SECONDS", 0.05)

    for _ in range(AT_ONCE * 2):
        dead.send()

    until(lambda: dead.turned_away == AT_ONCE, what="the rest is turned away")
    assert dead.sending == AT_ONCE
    with places.place("well.example"):
        pass


def test_one_that_was_found_away_is_tried_by_one_at_a_time_and_nobody_waits(
    places: Hosts, dead: Dead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosts, "SLOW_SECONDS", 3600)
    with suppress(Unavailable), places.place("dead.example"):
        raise Unavailable("no answer")
    dead.send()
    until(lambda: dead.sending, what="one tries")

    with pytest.raises(Unavailable), places.place("dead.example"):
        pass


def test_one_that_answers_again_has_its_places_back(places: Hosts, dead: Dead) -> None:
    with suppress(Unavailable), places.place("dead.example"):
        raise Unavailable("no answer")
    with places.place("dead.example"):
        pass

    for _ in range(AT_ONCE):
        dead.send()

    until(lambda: dead.sending == AT_ONCE, what="all are sent")


def test_who_finds_no_place_waits_a_moment_for_one(places: Hosts, dead: Dead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "SLOW_SECONDS", 3600)
    monkeypatch.setattr(hosts, "AT_ONCE", 1)
    first = threading.Event()

    def quick() -> None:
        with places.place("dead.example"):
            first.wait(30)

    threading.Thread(target=quick, daemon=True).start()
    until(lambda: places._begun, what="the first has its place")
    dead.send()

    first.set()

    until(lambda: dead.sending == 1, what="the second has it")
