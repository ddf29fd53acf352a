"""An Idempotency-Key: the same message twice is one, and no message is lost because its key was another's."""

import secrets
import threading
from typing import Any

import pytest
import requests

from tests.standins.stack import Stack


def say(stack: Stack, text: str, key: str, **headers: str) -> requests.Response:
    return stack.call("POST", "messages", json={"text": text}, headers={"Idempotency-Key": key, **headers})


def noted(stack: Stack, mark: str) -> list[str]:
    return [note["text"] for note in stack.call("GET", "notes", params={"limit": 500}).json()["notes"] if mark in note["text"]]


@pytest.fixture
def mark() -> str:
    return secrets.token_hex(4)


def test_the_same_message_under_the_same_key_is_answered_as_before(bare: Stack, mark: str) -> None:
    first, again = (say(bare, f"Remember that {mark} is one", mark) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert noted(bare, mark) == [f"{mark} is one"]


def test_another_message_under_the_same_key_is_refused_and_taken_under_one_of_its_own(bare: Stack, mark: str) -> None:
    say(bare, f"Remember that {mark} is one", mark)

    refused = say(bare, f"Remember that {mark} is two", mark)

    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "Idempotency-Key" in refused.json()["detail"]
    assert mark not in refused.text
    assert noted(bare, mark) == [f"{mark} is one"]
    assert say(bare, f"Remember that {mark} is two", f"{mark}-2").status_code == 200
    assert noted(bare, mark) == [f"{mark} is two", f"{mark} is one"]


def test_as_events_it_is_refused_too(bare: Stack, mark: str) -> None:
    say(bare, f"Remember that {mark} is one", mark)

    refused = say(bare, f"Remember that {mark} is two", mark, Accept="text/event-stream")

    assert "event: error" in refused.text
    assert '"status": 422' in refused.text
    assert "event: reply" not in refused.text


def test_of_two_at_once_one_is_taken_and_the_other_refused(bare: Stack, mark: str) -> None:
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(say(bare, f"Remember that {mark} is {n}", mark))) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert len(noted(bare, mark)) == 1


def test_a_key_that_is_too_long_is_refused_and_not_cut(bare: Stack, mark: str) -> None:
    long = mark.ljust(128, "k")

    for ending in "ab":
        assert say(bare, f"Remember that {mark} is {ending}", long + ending).status_code == 422
    assert noted(bare, mark) == []

    assert say(bare, f"Remember that {mark} is whole", long).status_code == 200


def test_after_the_message_was_forgotten_its_key_brings_nothing_back(bare: Stack, mark: str) -> None:
    turn = say(bare, f"Remember that {mark} is one", mark).json()["id"]
    assert bare.call("POST", "forget", json={"kind": "conversation", "id": turn}).status_code == 200
    for note in bare.call("GET", "notes", params={"limit": 500}).json()["notes"]:
        if mark in note["text"]:
            bare.call("POST", "forget", json={"kind": "note", "id": note["id"]})

    again = say(bare, f"Remember that {mark} is one", mark)

    assert again.status_code == 200
    assert "forgotten" in again.json()["reply"]
    assert noted(bare, mark) == []


def test_a_list_goes_on_where_it_stopped_while_things_are_added(bare: Stack, mark: str) -> None:
    def add(name: str) -> None:
        bare.call("POST", "drafts", json={"text": f"{mark} {name}"})

    for number in range(5):
        add(f"n{number}")
    found: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while len(found) < 5:
        page = bare.call("GET", "drafts", params=query).json()
        found += [draft["text"] for draft in page["drafts"]]
        query["after"] = page["next"] if len(found) < 5 else ""
        add("later")

    assert found[:5] == [f"{mark} n{number}" for number in (4, 3, 2, 1, 0)]
