"""Who is calling: what is remembered of it, and what is asked each time."""

from pathlib import Path
from typing import Any

import pytest

from gateway.adapters.people import People
from gateway.adapters.tries import FREE_TRIES, TooManyTries, Tries
from shared.metrics import Metrics
from shared.schemas import archive as ask


class Store:
    """Knows one secret, by its SHA-256."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.asked: list[Any] = []

    def request(self, message: ask.Identify, _answer: type, *, timeout_seconds: float) -> ask.Identified:
        self.asked.append(message)
        return ask.Identified("p1" if message.external_id in self.known else None)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def people(store: Store, tmp_path: Path) -> People:
    return People(store, Tries(Metrics("test"), tmp_path / "failed"))  # type: ignore[arg-type]


SHA256 = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"
"""Of the word "password"."""


def test_a_secret_is_asked_about_by_its_digest_and_each_time(people: People, store: Store) -> None:
    store.known.add(SHA256)
    assert people.by_calendar("password", "192.0.2.1") == "p1"

    store.known.clear()  # It was revoked.

    assert people.by_calendar("password", "192.0.2.1") is None
    assert {message.external_id for message in store.asked} == {SHA256}
    assert {message.channel for message in store.asked} == {"calendar"}


def test_who_guesses_secrets_has_to_wait_and_who_knows_one_does_not(people: People, store: Store) -> None:
    store.known.add(SHA256)
    people.by_calendar("password", "192.0.2.1")
    for number in range(FREE_TRIES):
        assert people.by_calendar(f"guess {number}", "192.0.2.1") is None

    with pytest.raises(TooManyTries):
        people.by_calendar("another guess", "192.0.2.1")

    assert people.by_calendar("password", "192.0.2.1") == "p1"
