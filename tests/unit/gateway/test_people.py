"""Who is calling: what is remembered of it, and what is asked each time."""

from collections.abc import Callable
from datetime import UTC, datetime
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


class Tokens:
    """A store that knows one token until it is taken away; `meanwhile` happens while an answer is on its way."""

    def __init__(self) -> None:
        self.found = ask.Identified("p1", "t1")
        self.asked = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def request(self, _message: object, _answer: type, *, timeout_seconds: float) -> ask.Identified:
        self.asked += 1
        told = self.found
        self.meanwhile()
        return told


@pytest.fixture
def tokens() -> Tokens:
    return Tokens()


@pytest.fixture
def knowing(tokens: Tokens, tmp_path: Path) -> People:
    return People(tokens, Tries(Metrics("test"), tmp_path / "failed"))  # type: ignore[arg-type]


def test_a_token_is_believed_for_a_moment_and_no_longer_once_something_was_taken_away(knowing: People, tokens: Tokens) -> None:
    for _ in range(3):
        assert knowing.by_token("a", "192.0.2.1").person == "p1"
    assert tokens.asked == 1
    tokens.found = ask.Identified(None, ended=True)

    knowing.forget()

    assert knowing.by_token("a", "192.0.2.1").ended


def test_what_was_told_before_it_was_taken_away_is_not_believed_after(knowing: People, tokens: Tokens) -> None:
    def taken_away() -> None:
        tokens.found, tokens.meanwhile = ask.Identified(None, ended=True), lambda: None
        knowing.forget()

    tokens.meanwhile = taken_away
    knowing.by_token("a", "192.0.2.1")

    assert knowing.by_token("a", "192.0.2.1").ended


def test_a_token_is_not_believed_beyond_its_time(knowing: People, tokens: Tokens) -> None:
    tokens.found = ask.Identified("p1", "t1", expires_at=datetime.now(UTC))

    knowing.by_token("a", "192.0.2.1")
    knowing.by_token("a", "192.0.2.1")

    assert tokens.asked == 2


def test_a_token_that_has_ended_is_no_guess_and_one_that_never_was_is(knowing: People, tokens: Tokens) -> None:
    tokens.found = ask.Identified(None, ended=True)
    for number in range(2 * FREE_TRIES):
        knowing.by_token(f"old {number}", "192.0.2.1")

    tokens.found = ask.Identified(None)
    for number in range(FREE_TRIES):
        knowing.by_token(f"guess {number}", "192.0.2.1")
    with pytest.raises(TooManyTries):
        knowing.by_token("another guess", "192.0.2.1")
