"""The egress record: it refuses what the day's budget no longer covers, and says which words caused what left."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.errors import Refused
from shared.schemas.archive import SPENT, BeginTurn, Budget, ListEgress, RecordEgress, SettleEgress
from store.adapters import conversations, egress
from store.adapters.vault import Vault
from tests.unit.store.conftest import NOW

BODY = "x" * 300


def entry(person: str, key: str, *, budget: Budget | None = None) -> RecordEgress:
    return RecordEgress(person, key, "openai", "interpretation", "https://api.example/v1/responses", BODY, "t1", NOW, budget)


def recorded(vault: Vault, request: RecordEgress) -> bool:
    with vault.person(request.person, "test") as session:
        return egress.record(session, request)[1]


@pytest.mark.parametrize(
    ("budget", "allowed"),
    [
        (Budget(NOW - timedelta(hours=1), 3, 10_000), True),
        (Budget(NOW - timedelta(hours=1), 2, 10_000), False),  # Two requests have gone.
        (Budget(NOW - timedelta(hours=1), 3, 200), False),  # 300 characters are taken for 100 tokens each until the party says.
        (Budget(NOW + timedelta(hours=1), 1, 1), True),  # Another day.
        (Budget(NOW - timedelta(hours=1), 0, 0), False),
    ],
)
def test_a_budget_that_is_spent_refuses_the_record(vault: Vault, person: str, budget: Budget, *, allowed: bool) -> None:
    for key in ("a", "b"):
        recorded(vault, entry(person, key))

    if allowed:
        assert recorded(vault, entry(person, "c", budget=budget))
    else:
        with pytest.raises(Refused, match=SPENT):
            recorded(vault, entry(person, "c", budget=budget))


def test_what_the_party_charges_counts_when_it_is_more_than_the_estimate(vault: Vault, person: str) -> None:
    recorded(vault, entry(person, "a"))
    with vault.person(person, "test") as session:
        egress.settle(session, SettleEgress(person, "a", "sent", tokens=5000))

    with pytest.raises(Refused, match=SPENT):
        recorded(vault, entry(person, "b", budget=Budget(NOW, 10, 5000)))


def test_the_same_key_is_no_second_request_even_when_the_budget_is_spent(vault: Vault, person: str) -> None:
    recorded(vault, entry(person, "a"))

    assert not recorded(vault, entry(person, "a", budget=Budget(NOW, 0, 0)))


def test_an_entry_says_which_words_caused_it(vault: Vault, person: str) -> None:
    with vault.person(person, "test") as session:
        conversations.begin(session, BeginTurn(person, "t1", "api", "e1", "what is the zebra", NOW))
        egress.record(session, entry(person, "a"))
        egress.record(session, replace(entry(person, "b"), cause="reminder-7"))
        log = egress.log(session, ListEgress(person))

    assert [found.request for found in log.entries] == ["", "what is the zebra"]
