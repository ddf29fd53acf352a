"""A slip in what is asked for: the answer says what it looked for instead, and nobody is taken for somebody else."""

from pathlib import Path

import pytest

from tests.standins.mind import Mind

GIVEN = (
    "note: the sailing club meets on Tuesdays at 6",
    "note: hälytyskoodi on 4417",
    "note: Anna's birthday is on 14 May",
    "note: the plumber is Reijo",
    "note: we planned a ring toss for the homeless fundraiser",
    "message: Perhe | Ville | varasin purjehdusseuran vuoron lauantaiksi @ 2026-11-20 10:00",
)


@pytest.fixture
def mind(tmp_path: Path) -> Mind:
    return Mind(tmp_path, having=GIVEN)


@pytest.mark.parametrize(
    ("asked", "said", "found"),
    [
        ("When does the sailng club meet?", "Nothing says “sailng”; for “sailing”:\n", "the sailing club meets"),
        ("sailng club", "Nothing says “sailng”; for “sailing”:\n", "the sailing club meets"),
        ("What events are planned for the homeless funraiser?", "Nothing says “funraiser”; for “fundraiser”:\n", "a ring toss"),
        ("Find sailng", "“sailng”", "the sailing club meets"),
        ("Etsi hälytyskodi", "Missään ei lue “hälytyskodi”; haulla “hälytyskoodi”:\n", "hälytyskoodi on 4417"),
        ("Mikä on hälytyskodi?", "Missään ei lue “hälytyskodi”; haulla “hälytyskoodi”:\n", "hälytyskoodi on 4417"),
        ("Milloin purjehdusseruan vuoro on?", "Missään ei lue “purjehdusseruan”; haulla “purjehdusseuran”:\n", "lauantaiksi"),
    ],
)
def test_the_answer_says_what_it_looked_for_instead(mind: Mind, asked: str, said: str, found: str) -> None:
    reply = mind.ask(asked)

    assert said in reply.text
    assert found in reply.text
    assert found in reply.sources[0].text


def test_what_is_somebody_elses_is_only_near(mind: Mind) -> None:
    answer = mind.ask("When is Hanna's birthday?").text

    assert answer.startswith("Nothing says “Hanna”; for “Anna”, which may be somebody else:\nI don't know that for sure.")


def test_what_is_written_rightly_is_answered_as_ever(mind: Mind) -> None:
    assert mind.ask("When does the sailing club meet?").text.startswith("You told me on")


def test_the_same_slip_is_mended_again(mind: Mind) -> None:
    first, again = (mind.ask("When does the sailng club meet?").text for _ in range(2))

    assert first == again
    assert "for “sailing”" in again


@pytest.mark.parametrize("asked", ["Forget the plumebr", "Delete the note about the plumebr", "Change the plumebr to Matti"])
def test_nothing_is_changed_or_removed_by_a_word_that_is_only_near(mind: Mind, asked: str) -> None:
    mind.ask(asked)

    assert "the plumber is Reijo" in mind.notes()
