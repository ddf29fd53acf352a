"""Ollama is local only if checked: a host that lets another one write is refused, at the start and in mid-life."""

import pytest

from private_llm.adapters.ollama_writer import OllamaWriter
from private_llm.domain.ports import WriterFailed
from tests.standins.ollama import Ollama

ELSEWHERE = {"remote_host": "https://ollama.example", "remote_model": "big"}


def written(writer: OllamaWriter) -> str:
    return "".join(writer.stream("Be brief.", [("user", "hello there")]))


def chats(ollama: Ollama) -> int:
    return len([request for request in ollama.received if request.path == "/api/chat"])


def test_a_local_model_writes(ollama: Ollama) -> None:
    assert "read 2 words" in written(OllamaWriter(ollama.url, ""))


@pytest.mark.parametrize("wanted", ["", "stand-in"])
@pytest.mark.parametrize("field", ["remote_host", "remote_model"])
def test_a_model_that_is_listed_as_remote_is_not_asked(ollama: Ollama, wanted: str, field: str) -> None:
    ollama.models[0][field] = ELSEWHERE[field]
    writer = OllamaWriter(ollama.url, wanted)

    assert writer.name() is None
    with pytest.raises(WriterFailed):
        written(writer)
    assert chats(ollama) == 0


@pytest.mark.parametrize("field", ["remote_host", "remote_model"])
def test_a_model_that_is_listed_as_local_but_shown_as_remote_is_not_asked(ollama: Ollama, field: str) -> None:
    writer = OllamaWriter(ollama.url, "")
    assert written(writer)
    ollama.shown = {field: ELSEWHERE[field]}

    with pytest.raises(WriterFailed):
        written(writer)
    assert "another host" in writer.reason
    assert chats(ollama) == 1


@pytest.mark.parametrize("field", ["remote_host", "remote_model"])
def test_an_answer_that_another_host_writes_is_dropped_at_its_first_piece(ollama: Ollama, field: str) -> None:
    ollama.written_by = {field: ELSEWHERE[field]}
    writer = OllamaWriter(ollama.url, "")

    with pytest.raises(WriterFailed):
        next(writer.stream("Be brief.", [("user", "hello there")]))
