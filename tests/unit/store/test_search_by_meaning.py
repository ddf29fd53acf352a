"""What is near in meaning, beside what has the words."""

import numpy as np

from shared.schemas import archive as ask
from store.adapters import vectors
from store.adapters.vault import Vault
from store.handlers import Handlers
from tests.unit.store.searching import BEST, LIMIT, WORSE, hits, in_order, keep, write


def vector(about: int, noise: float = 0.0) -> bytes:
    base, other = (np.random.default_rng(seed).normal(size=64) for seed in (about, 1000 + about))
    return (base + noise * other).astype("<f4").tobytes()


def embed(handlers: Handlers, person: str, noise: dict[str, float]) -> None:
    while (found := handlers.next_to_embed(ask.NextToEmbed("m", 50))).person is not None:  # type: ignore[attr-defined]
        made = tuple(ask.Vector(one.kind, one.seq, vector(1, noise.get(one.text, 0.5))) for one in found.texts)  # type: ignore[attr-defined]
        handlers.put_vectors(ask.PutVectors(person, "m", made))


def test_the_nearest_in_meaning_come_first(handlers: Handlers, person: str) -> None:
    texts = [f"some text of number {number}" for number in range(10)]
    keep(handlers, person, "note", texts)
    embed(handlers, person, {text: 0.9 - 0.08 * number for number, text in enumerate(texts)})

    found = hits(handlers, person, "vehicle", model="m", vector=vector(1))

    assert [hit.text for hit in found] == texts[:-4:-1]
    assert in_order(found)


def test_what_words_and_meaning_agree_on_comes_first(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", [BEST, *WORSE])
    embed(handlers, person, {BEST: 0.1})

    found = hits(handlers, person, "What is the gate code?", model="m", vector=vector(1))

    assert (len(found), found[0].text) == (LIMIT, BEST)
    assert in_order(found)


def test_what_is_near_in_meaning_is_found_under_a_filter_however_much_is_nearer_elsewhere(
    handlers: Handlers, vault: Vault, person: str
) -> None:
    write(handlers, vault, person, ["the automobile is blue"])
    write(
        handlers, vault, person, [f"an automobile of number {number}" for number in range(vectors.CANDIDATES + 50)], chat="c2", sender="Bo"
    )
    embed(handlers, person, {"the automobile is blue": 0.8})

    for filters in ({"chat": "c1"}, {"sender": "Anna"}):
        assert [hit.text for hit in hits(handlers, person, "vehicle", model="m", vector=vector(1), **filters)] == ["the automobile is blue"]
