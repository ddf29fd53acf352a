"""Two store processes over one data folder, each with the data of other people."""

import base64
import hashlib
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import requests

from shared.bus.topology import PARTITIONS, partition
from shared.errors import Refused
from store.adapters.keys import KeyFile, MasterKey
from store.adapters.models_directory import TokenRow
from store.adapters.ownership import Ownership
from store.adapters.vault import Vault
from tests.conftest import broker_of_its_own
from tests.standins.rabbitmq import RabbitNode
from tests.standins.stack import Stack, until

HALVES = {"store": range(PARTITIONS // 2), "store-2": range(PARTITIONS // 2, PARTITIONS)}


class Two(Stack):
    """A product with two stores."""

    def environment(self, service: str) -> dict[str, str]:
        if service not in HALVES:
            return super().environment(service)
        given = super().environment("store")
        return {**given, "STORE_PORT": str(self.ports[service]), "STORE_PARTITIONS": ",".join(map(str, HALVES[service]))}


@pytest.fixture(scope="module", params=["embedded", "rabbitmq"])
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Two, dict[str, str]]]:
    """The product, and the tokens of some people in each half; over a broker of its own, since requests to a store reach any store."""
    folder = tmp_path_factory.mktemp("two")
    home = folder / "home"
    file = KeyFile.open(None, home)
    vault = Vault(home, file.master())
    Ownership(vault).ensure("")
    tokens: dict[str, str] = {}
    while len({partition(person) for person in tokens.values()}) < PARTITIONS:
        token, person = os.urandom(8).hex(), vault.create_person()
        if partition(person) in map(partition, tokens.values()):
            continue
        with vault.directory() as session:
            session.add(TokenRow(sha256=hashlib.sha256(token.encode()).hexdigest(), person=person, created_at="2026"))
        tokens[token] = person
    vault.close()
    own = broker_of_its_own(folder / "rabbit") if request.param == "rabbitmq" else nullcontext()
    with own as node:
        yield from _two(home, node, tokens)


def _two(home: Path, node: RabbitNode | None, tokens: dict[str, str]) -> Iterator[tuple[Two, dict[str, str]]]:
    stack = Two(home, broker=node.url if node else None)
    stack.ports["store-2"] = stack.ports["ui"]
    stack._names = ("store", "store-2", "interpreter", "private-llm", "gateway")
    try:
        stack.start()
        yield stack, tokens
    finally:
        stack.stop()


def call(stack: Stack, token: str, method: str, path: str, **options: Any) -> requests.Response:
    return stack.call(method, path, headers={"Authorization": f"Bearer {token}"}, **options)


def handled(stack: Stack, name: str) -> float:
    text = requests.get(f"http://127.0.0.1:{stack.ports[name]}/metrics", timeout=10).text
    return sum(float(value) for value in re.findall(r'handled_total\{outcome="ok",topic="store\.(?:put|list)-records?"\} (\S+)', text))


def test_each_keeps_its_own_people_and_one_that_dies_leaves_the_others_at_work(two: tuple[Two, dict[str, str]]) -> None:
    stack, tokens = two
    for token, person in tokens.items():
        assert call(stack, token, "POST", "notes", json={"text": f"note of {person}"}).status_code == 201
        assert "note of" in call(stack, token, "POST", "messages", json={"text": "Find note"}).json()["reply"]
    for token, person in tokens.items():
        assert [note["text"] for note in call(stack, token, "GET", "notes").json()["notes"]] == [f"note of {person}"]

    for name, half in HALVES.items():
        assert handled(stack, name) >= 2 * sum(partition(person) in half for person in tokens.values())

    stack.kill("store-2")
    with ThreadPoolExecutor(len(tokens)) as pool:  # At once: each hears 503 only after a while.
        statuses = list(pool.map(lambda token: call(stack, token, "GET", "notes").status_code, tokens))
    assert statuses == [200 if partition(person) in HALVES["store"] else 503 for person in tokens.values()]
    stack.start_one("store-2")
    until(lambda: stack.is_ready("store-2"), seconds=60, what="the second store is back")
    for token, person in tokens.items():
        assert [note["text"] for note in call(stack, token, "GET", "notes").json()["notes"]] == [f"note of {person}"]


def test_keys_are_rotated_while_both_are_at_work(two: tuple[Two, dict[str, str]]) -> None:
    """One process rotates the master key and everybody's; the other finds out, and gives its own people's files their new keys."""
    stack, tokens = two
    for token, person in tokens.items():
        assert call(stack, token, "POST", "notes", json={"text": f"another of {person}"}).status_code == 201
    old = (stack.home / "keys" / "master.key").read_bytes()

    answer = stack.call("POST", "keys/rotation", json={"what": "all"})

    assert answer.json()["master"]
    assert answer.json()["people"] >= len(tokens)
    for token, person in tokens.items():
        found = until(lambda token=token: call(stack, token, "GET", "notes").json().get("notes"), what="the other store has read the keys")  # type: ignore[misc]
        assert f"another of {person}" in [note["text"] for note in found]
    beside = Vault(stack.home, KeyFile.open(None, stack.home).master())
    until(lambda: beside.half_rekeyed() == [], seconds=90, what="everybody has a new key")
    beside.close()
    for token, person in tokens.items():
        assert f"another of {person}" in [note["text"] for note in call(stack, token, "GET", "notes").json()["notes"]]
    assert len((stack.home / "keys" / "master.key").read_text().split()) == 1
    with pytest.raises(Refused, match="not the one"):
        Vault(stack.home, MasterKey(base64.b64decode(old)))
