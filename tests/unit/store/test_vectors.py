"""Search by meaning: near things are found, go with their texts, and belong to one model and one person."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import text

from shared.errors import BadMessage
from shared.schemas import archive as ask
from store.adapters import vectors
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.handlers import Handlers

SIZE = 64


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    return Handlers(vault, Directory(vault))


def vector(about: int, noise: int = 0) -> bytes:
    """A vector about something; another noise is near it, another subject far."""
    base = np.random.default_rng(about).normal(size=SIZE)
    return (base + 0.3 * np.random.default_rng(1000 + noise).normal(size=SIZE)).astype("<f4").tobytes()


def note(handlers: Handlers, person: str, name: str, words: str) -> None:
    handlers.put_record(ask.PutRecord(person, "note", name, {"text": words}))


def embed(handlers: Handlers, about: dict[str, int], model: str = "m") -> int:
    """Do what private-llm does until nothing is left; return how many vectors were made."""
    made = 0
    while True:
        found: Any = handlers.next_to_embed(ask.NextToEmbed(model, 3))
        if found.person is None:
            return made
        entries = tuple(ask.Vector(one.kind, one.seq, vector(about.get(one.text, 99), one.seq)) for one in found.texts)
        handlers.put_vectors(ask.PutVectors(found.person, model, entries))
        made += len(entries)


def find(handlers: Handlers, person: str, words: str, about: int, **more: Any) -> list[str]:
    request = ask.Search(person, words, match="any", model=more.pop("model", "m"), vector=vector(about, 77), **more)
    return [hit.text for hit in handlers.search(request).hits]  # type: ignore[attr-defined]


ABOUT = {"my automobile is blue and old": 1, "the soup needs more salt": 2, "the car is in the garage": 1, "call the dentist on Monday": 3}


@pytest.fixture
def filled(handlers: Handlers, person: str) -> dict[str, int]:
    for number, words in enumerate(ABOUT):
        note(handlers, person, f"n{number}", words)
    assert embed(handlers, ABOUT) == len(ABOUT)
    return ABOUT


def test_what_is_near_in_meaning_is_found_without_a_common_word(handlers: Handlers, person: str, filled: dict[str, int]) -> None:
    assert find(handlers, person, "vehicle", 1) == ["the car is in the garage", "my automobile is blue and old"] or set(
        find(handlers, person, "vehicle", 1)
    ) == {"the car is in the garage", "my automobile is blue and old"}
    assert find(handlers, person, "vehicle", 50) == []


def test_words_and_meaning_together_are_best(handlers: Handlers, person: str, filled: dict[str, int]) -> None:
    assert find(handlers, person, "garage", 1)[0] == "the car is in the garage"
    assert len(find(handlers, person, "garage", 1)) == 2


def test_a_vector_goes_with_its_text(handlers: Handlers, vault: Vault, person: str, filled: dict[str, int]) -> None:
    find(handlers, person, "vehicle", 1)
    handlers.drop_record(ask.DropRecord(person, "note", "n0"))
    handlers.put_record(ask.PutRecord(person, "note", "n2", {"text": "now it is about soup of leeks"}, change=True))

    assert find(handlers, person, "vehicle", 1) == []
    with vault.person(person, "test") as session:
        assert session.execute(text("SELECT count(*) FROM embedding")).scalar() == 2
    assert embed(handlers, {"now it is about soup of leeks": 2}) == 1
    assert "now it is about soup of leeks" in find(handlers, person, "broth", 2)


def test_another_model_begins_anew(handlers: Handlers, vault: Vault, person: str, filled: dict[str, int]) -> None:
    assert find(handlers, person, "vehicle", 1, model="other") == []
    assert embed(handlers, ABOUT, model="other") == len(ABOUT)
    assert len(find(handlers, person, "vehicle", 1, model="other")) == 2
    assert find(handlers, person, "vehicle", 1, model="m") == []


def test_nobody_finds_by_meaning_what_is_anothers(handlers: Handlers, vault: Vault, person: str, filled: dict[str, int]) -> None:
    other = vault.create_person()
    note(handlers, other, "n", "an automobile of somebody else")
    embed(handlers, {"an automobile of somebody else": 1})

    assert find(handlers, other, "vehicle", 1) == ["an automobile of somebody else"]
    assert "an automobile of somebody else" not in find(handlers, person, "vehicle", 1)


def test_the_filters_hold_for_meaning_too(handlers: Handlers, person: str, filled: dict[str, int]) -> None:
    assert find(handlers, person, "vehicle", 1, kinds=("message",)) == []
    assert find(handlers, person, "vehicle", 1, chat="c") == []
    assert len(find(handlers, person, "vehicle", 1, kinds=("note",))) == 2


@pytest.mark.parametrize("wrong", [b"x", b"", b"\0" * (4 * SIZE), np.full(SIZE, np.nan, "<f4").tobytes(), np.zeros(9000, "<f4").tobytes()])
def test_what_is_no_vector_is_refused(handlers: Handlers, vault: Vault, person: str, filled: dict[str, int], wrong: bytes) -> None:
    note(handlers, person, "more", "one more note to embed")
    with pytest.raises(BadMessage):
        handlers.put_vectors(ask.PutVectors(person, "m", (ask.Vector("passage", 5, wrong),)))
    if wrong:
        with pytest.raises(BadMessage):
            handlers.search(ask.Search(person, "vehicle", model="m", vector=wrong))


def test_a_vector_of_another_length_finds_nothing(handlers: Handlers, person: str, filled: dict[str, int]) -> None:
    wrong = np.ones(SIZE * 2, "<f4").tobytes()

    assert handlers.search(ask.Search(person, "vehicle", model="m", vector=wrong)).hits == ()  # type: ignore[attr-defined]


def test_a_vector_of_a_text_that_has_gone_is_dropped(handlers: Handlers, vault: Vault, person: str, filled: dict[str, int]) -> None:
    handlers.put_vectors(ask.PutVectors(person, "m", (ask.Vector("passage", 999, vector(1)), ask.Vector("message", 1, vector(1)))))

    with vault.person(person, "test") as session:
        assert session.execute(text("SELECT count(*) FROM embedding")).scalar() == len(ABOUT)


def test_few_bits_find_nearly_all_that_is_nearest(handlers: Handlers, vault: Vault, person: str, tmp_path: Path) -> None:
    """Recall at ten against comparing everything, on vectors that lie in clusters, as those of texts do."""
    made = np.random.default_rng(5)
    everything: NDArray[np.float32] = (made.normal(size=(40, SIZE)).repeat(50, axis=0) + 0.6 * made.normal(size=(2000, SIZE))).astype("<f4")
    with vault.person(person, "test") as session:
        for seq in range(1, len(everything) + 1):
            session.execute(
                text("INSERT INTO passage VALUES (:seq, 'note', :ref, '2026-01-01T00:00:00+00:00', :text)"),
                {"seq": seq, "ref": str(seq), "text": f"text {seq}"},
            )
        vectors.add(session, "m", [ask.Vector("passage", seq, row.tobytes()) for seq, row in enumerate(everything, 1)])
    memory, hits = vectors.Vectors(), 0
    unit = everything / np.linalg.norm(everything, axis=1, keepdims=True)
    with vault.person(person, "test") as session:
        for query in everything[::100] + 0.3 * made.normal(size=(20, SIZE)).astype("<f4"):
            found = {seq for _, seq in memory.find(session, person, "m", query.astype("<f4").tobytes(), 10)}
            hits += len(found & {int(place) + 1 for place in np.argsort(-(unit @ query))[:10]})

    assert hits >= 0.95 * 200
