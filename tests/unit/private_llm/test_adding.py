"""What is to be added, or is needed, and no list is named."""

import pytest

from private_llm.domain.understanding import adding, groceries, itemised


@pytest.mark.parametrize(
    ("said", "query", "what"),
    [
        ("add milk", "add shopping", "milk"),
        ("lisää kahvi", "add shopping", "kahvi"),
        ("add 2 litres of milk and 6 beers", "add shopping", "2 litres of milk and 6 beers"),
        ("add some more eggs", "add shopping", "eggs"),
        ("add call the bank", "add todo", "call the bank"),
        ("add a sledge", "offer shopping", "a sledge"),
        ("i need milk", "offer shopping", "milk"),
        ("tarvitaan kahvia", "offer shopping", "kahvia"),
        ("need: nappies, wipes, formula", "offer shopping", "nappies, wipes, formula"),
        ("🛒 milk 🥛 eggs 🥚", "offer shopping", "milk, eggs"),
    ],
)
def test_what_is_added_or_needed_is_for_a_list(said: str, query: str, what: str) -> None:
    meant = adding.read(said)

    assert meant is not None
    assert meant.words == {"query": query, "text": what}


@pytest.mark.parametrize(
    "said",
    [
        "add it",
        "add 5 and 7",
        "add 5 minutes",
        "add dentist at 3",
        "add liisa 040 1234567",
        "add a reminder",
        "add book club to my calendar",
        "add milk?",
        "i need a break",
        "i need help",
        "milk",
        "add nothing",
    ],
)
def test_what_belongs_elsewhere_is_for_no_list(said: str) -> None:
    assert adding.read(said) is None


@pytest.mark.parametrize("said", ["buy flowers for mum", "osta kukkia äidille"])
def test_what_somebody_is_told_to_buy_is_offered(said: str) -> None:
    meant = adding.to_buy(said)

    assert meant is not None
    assert meant.words["query"] == "offer shopping"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("add tomatoes to my list no wait cucumbers", "add cucumbers to my list"),
        ("add milk and bread, sorry, rye bread to the list", "add milk and rye bread to the list"),
        ("lisää maito eiku kerma", "lisää kerma"),
        ("add milk to the list and remind me at 5", "add milk to the list and remind me at 5"),  # Nothing is taken back.
        ("move it to 5, no wait, 6", "move it to 5, no wait, 6"),  # No list.
    ],
)
def test_what_takes_a_thing_back_leaves_the_other(said: str, left: str) -> None:
    assert itemised.latest(said) == left


@pytest.mark.parametrize(
    "thing", ["milk", "2 litres of milk", "a loaf of bread", "6 beers", "maidon", "leivän", "pari omenaa", "3 kpl munia"]
)
def test_groceries_are_known_in_any_amount(thing: str) -> None:
    assert groceries.is_known(thing)
