"""Search by meaning, with an embedding model of Ollama's: found without a common word, and nothing of it without the model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standins.ollama import Ollama
from tests.standins.stack import Stack, until


@pytest.fixture(scope="module")
def ollama() -> Iterator[Ollama]:
    server = Ollama()
    server.models.append({"name": "embedder:latest", "model": "embedder:latest", "size": 1, "digest": "1" * 64})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def stack(ollama: Ollama, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    home: Path = tmp_path_factory.mktemp("meaning") / "home"
    made = Stack(home, environment={"OLLAMA_HOST": ollama.url, "PRIVATE_LLM_EMBED_MODEL": "embedder"})
    try:
        yield made.start()
    finally:
        made.stop()


def found(stack: Stack, words: str) -> list[str]:
    return [hit["text"] for hit in stack.call("GET", "search", params={"q": words}).json()["hits"]]


def test_notes_and_imported_messages_are_found_by_what_they_mean(stack: Stack, ollama: Ollama) -> None:
    stack.ask("Remember that the automobile stands in Turku")
    stack.call("POST", "imports", params={"chat": "Club"}, data=b"1.3.2024 klo 10.00 - Anna: the physician of the club moved away\n")

    until(lambda: "the automobile stands in Turku" in found(stack, "vehicle"), what="the note has a vector")
    until(lambda: found(stack, "doctor") == ["the physician of the club moved away"], what="the message has a vector")
    assert found(stack, "zeppelin") == []
    assert "Turku" in stack.ask("Where is my vehicle?")["reply"]


def test_a_model_that_is_not_local_is_asked_for_nothing(stack: Stack, ollama: Ollama) -> None:
    until(lambda: "the automobile stands in Turku" in found(stack, "vehicle"), what="the note has a vector")
    ollama.models[-1]["remote_host"] = "https://elsewhere.example"
    try:
        stack.stop_one("private-llm")
        asked = len([entry for entry in ollama.received if entry.path == "/api/embed"])
        stack.start_one("private-llm")
        until(lambda: stack.is_ready("private-llm") and stack.is_ready("gateway"), seconds=60, what="private-llm is back")

        stack.ask("Remember that the physician is called Quentin")

        assert "the automobile stands in Turku" not in found(stack, "vehicle")
        assert len([entry for entry in ollama.received if entry.path == "/api/embed"]) == asked
    finally:
        del ollama.models[-1]["remote_host"]
