"""What stands beside a message, who wrote it and what it answers."""

import pytest

from store.adapters import candidates, search
from store.adapters.vault import Vault
from store.handlers import Handlers
from tests.unit.store.searching import hits, talk


def test_an_answer_is_found_by_the_question_that_it_follows(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Bo", f"the weather of day {n}") for n in range(9)])
    talk(handlers, vault, person, [("Bo", "Where did you put the spare key?"), ("Anna", "Under the blue pot"), ("Bo", "Fine")])

    assert "Under the blue pot" in [hit.text for hit in hits(handlers, person, "Where is the spare key?")]


def test_what_was_written_hours_apart_does_not_count_for_each_other(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Bo", "Where is the spare key?"), ("Anna", "It was sunny today")], minutes=120)

    assert [hit.text for hit in hits(handlers, person, "Where is the spare key?")] == ["Where is the spare key?"]


def test_what_follows_a_message_is_found_only_where_it_passes_the_filter(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Bo", "Where is the spare key?"), ("Anna", "Under the blue pot"), ("Cy", "No, the red one")])

    assert [hit.text for hit in hits(handlers, person, "Where is the spare key?", sender="Anna")] == []
    assert {hit.sender for hit in hits(handlers, person, "spare key", sender="Bo")} == {"Bo"}


def test_whoever_is_named_is_heard_first(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(
        handlers, vault, person, [("Bo", "my exam is in May, the exam of the year"), *[("Cy", "hello")] * 3, ("Anna", "the exam went well")]
    )

    found = hits(handlers, person, "What did Anna say about the exam?")

    assert [hit.sender for hit in found][:1] == ["Anna"]


def test_what_follows_a_question_answers_it_before_what_shares_a_word(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Cy", f"the weather of day {n}") for n in range(9)])
    talk(handlers, vault, person, [("Cy", "the spare wheel is flat, and the pump for it is nowhere"), ("Cy", "so I walked")])
    talk(
        handlers,
        vault,
        person,
        [("Bo", "Hi. Where did you put the spare key? I looked everywhere"), ("Anna", "Under the blue pot"), ("Anna", "by the door")],
    )

    found = [hit.text for hit in hits(handlers, person, "Where is the spare key?", limit=9)]

    assert found.index("Under the blue pot") < found.index("the spare wheel is flat, and the pump for it is nowhere")


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("When was the concert of the choir?", "the choir had its concert last week", "the choir sang well at its concert"),
        ("How many came to the concert of the choir?", "some 80 heard the concert of the choir", "people loved the concert of the choir"),
        ("Milloin kuoron konsertti oli?", "kuoron konsertti oli viime viikolla", "kuoron konsertti oli oikein hieno"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_what_shows_the_sort_of_answer_that_is_wanted_comes_first(
    handlers: Handlers, vault: Vault, person: str, question: str, answer: str, other: str, *, turned: bool
) -> None:
    lines = [answer, other]
    talk(handlers, vault, person, [("Bo", text) for text in (reversed(lines) if turned else lines)], minutes=90)

    assert hits(handlers, person, question)[0].text == answer


@pytest.mark.parametrize(("question", "looks"), [("the boat", False), ("the red boat", True), ("What did Bo say about the boat?", True)])
def test_what_stands_beside_is_read_only_where_it_may_change_what_comes_first(
    handlers: Handlers, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch, question: str, looks: bool
) -> None:
    beside = [("Bo", "it is red"), ("Bo", "hello")]
    talk(handlers, vault, person, [line for _ in range(20) for line in (*beside, ("Anna", "the boat"), *[("Cy", "hello")] * 5)])
    read: list[int] = []
    at_places = search.at_places
    monkeypatch.setattr(search, "at_places", lambda session, places: read.extend(seq for _, seq in places) or at_places(session, places))

    assert hits(handlers, person, question, kinds=("message",))

    assert (len(read) > 40) == looks


def test_whoever_is_named_answers_beside_a_question_without_its_words(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Cy", f"the weather of day {n}") for n in range(9)])
    talk(handlers, vault, person, [("Bo", "How was the exam?"), ("Anna", "Went well"), ("Bo", "Fine")])

    assert hits(handlers, person, "What did Anna say about the exam?")[0].text == "Went well"


def test_of_a_word_that_is_everywhere_the_newest_are_found_by_the_very_word(
    handlers: Handlers, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "CANDIDATES", 5)
    talk(handlers, vault, person, [("Bo", f"boat {n}") for n in range(9)] + [("Bo", f"boats {n}") for n in range(9)])

    assert [hit.text for hit in hits(handlers, person, "boat")] == ["boat 8", "boat 7", "boat 6"]
    assert [hit.text for hit in hits(handlers, person, "boats")] == ["boats 8", "boats 7", "boats 6"]
