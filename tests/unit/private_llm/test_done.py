"""What is told of as done, and which of what is to do it ticks off."""

from pathlib import Path

import pytest

from tests.standins.mind import Mind


@pytest.mark.parametrize(
    ("to_do", "told"),
    [
        ("buy milk", "I've bought the milk"),
        ("return the library book", "I've returned the library book"),
        ("essay", "I handed in the essay"),  # It says nothing of what is to be done with it.
        ("rent", "I paid the rent"),
        ("write up the lab report", "the lab report is finished"),
        ("maksa vuokra", "olen maksanut vuokran"),
        ("maksa vuokra", "maksoin vuokran"),
    ],
)
def test_what_is_done_is_ticked_off(to_do: str, told: str, tmp_path: Path) -> None:
    mind = Mind(tmp_path, having=(f"item: todo: {to_do}",))

    mind.ask(told)

    assert [item.fields["done"] for item in mind.kept("item")] == [True]


@pytest.mark.parametrize(
    ("to_do", "told"),
    [
        ("return the milk bottles", "I bought the milk"),
        ("call the bank about the loan", "I've sent the loan"),
        ("buy a present for Liisa", "I sent the present"),
        ("palauta maitopullot", "ostin maitopullot"),
    ],
)
def test_another_act_on_the_same_thing_is_asked_about(to_do: str, told: str, tmp_path: Path) -> None:
    mind = Mind(tmp_path, having=(f"item: todo: {to_do}",))

    asked = mind.ask(told)
    before = [item.fields["done"] for item in mind.kept("item")]
    mind.ask("yes")

    assert asked.asked is not None and before == [False]
    assert [item.fields["done"] for item in mind.kept("item")] == [True]


@pytest.mark.parametrize(
    ("to_do", "told", "goes"),
    [
        ("gym", "forget the gym", True),
        ("jauheliha 400 g", "unohda jauheliha", True),
        ("call Anna about the gym", "forget the gym", False),
        ("soita Annalle salista", "unohda sali", False),
    ],
)
def test_what_is_to_be_forgotten_goes_from_a_list_only_where_all_of_it_is_named(to_do: str, told: str, goes: bool, tmp_path: Path) -> None:
    mind = Mind(tmp_path, having=(f"item: todo: {to_do}",))

    mind.ask(told)

    assert [item.fields["done"] for item in mind.kept("item")] == [goes]
