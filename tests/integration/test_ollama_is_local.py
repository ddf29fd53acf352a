"""Ollama is local only if checked: a host that lets another one write is refused, at the start and in mid-life."""

import json
import threading
from typing import Any

import pytest

from private_llm.adapters import ollama_models
from private_llm.adapters.by_task import ByTask
from private_llm.adapters.ollama_writer import OllamaWriter
from private_llm.domain.ports import WriterFailed
from private_llm.domain.writing import Writing, current, under_way
from tests.standins.ollama import Ollama
from tests.standins.stack import until

ELSEWHERE = {"remote_host": "https://ollama.example", "remote_model": "big"}


def written(writer: OllamaWriter) -> str:
    return "".join(writer.stream("Be brief.", [("user", "hello there")]))


def chats(ollama: Ollama) -> int:
    return len([request for request in ollama.received if request.path == "/api/chat"])


def asked(ollama: Ollama) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in ollama.received if request.path == "/api/chat"]


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


@pytest.mark.parametrize("field", ["remote_host", "remote_model"])
def test_a_model_that_was_changed_before_the_turn_is_not_asked_however_often_it_was_local_before(ollama: Ollama, field: str) -> None:
    writer = OllamaWriter(ollama.url, "")
    for _ in range(3):
        writer.look()
        assert written(writer)
    ollama.models[0][field] = ELSEWHERE[field]

    writer.look()

    with pytest.raises(WriterFailed):
        written(writer)
    assert chats(ollama) == 3


def test_a_look_serves_one_answer_and_one_plan_of_its_turn_and_nothing_is_asked_in_between(ollama: Ollama) -> None:
    writer = OllamaWriter(ollama.url, "")
    writer.look()
    until(lambda: len(ollama.received) == 2, what="the host was asked")

    writer.plan("Plan.", "Request: hello", {"type": "object"})
    written(writer)

    assert [request.path for request in ollama.received] == ["/api/tags", "/api/show", "/api/chat", "/api/chat"]
    ollama.shown = {"remote_host": "https://ollama.example"}
    with pytest.raises(WriterFailed):
        written(writer)


def test_a_look_from_long_ago_serves_nothing(ollama: Ollama, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = OllamaWriter(ollama.url, "")
    writer.look()
    until(lambda: len(ollama.received) == 2, what="the host was asked")
    monkeypatch.setattr(ollama_models, "FRESH_SECONDS", 0.0)
    ollama.models[0]["remote_host"] = "https://ollama.example"

    with pytest.raises(WriterFailed):
        written(writer)

    assert chats(ollama) == 0


def test_a_prompt_is_not_sent_before_the_look_is_over(ollama: Ollama) -> None:
    ollama.looking_seconds = 0.2
    ollama.models[0]["remote_model"] = "big"
    writer = OllamaWriter(ollama.url, "")
    writer.look()

    with pytest.raises(WriterFailed):
        written(writer)

    assert chats(ollama) == 0


def test_another_model_that_plans_is_held_to_the_same(ollama: Ollama) -> None:
    small = {**ollama.models[0], "name": "small:latest", "model": "small:latest"}
    ollama.models = [ollama.models[0], {**small, "remote_host": "https://ollama.example"}]
    writer = ByTask(OllamaWriter(ollama.url, "stand-in"), OllamaWriter(ollama.url, "small"))

    writer.look()
    writer.plan("Plan.", "Request: hello", {"type": "object"})
    ollama.models[1] = small
    until(lambda: writer._plans.name(), what="the small model is local")
    writer.look()
    writer.plan("Plan.", "Request: hello", {"type": "object"})
    list(writer.stream("Be brief.", [("user", "hello")]))

    assert [chat["model"] for chat in asked(ollama)] == ["stand-in:latest", "small:latest", "stand-in:latest"]


def test_every_prompt_keeps_the_model_loaded_and_asks_for_one_size(ollama: Ollama) -> None:
    writer = OllamaWriter(ollama.url, "")

    writer.plan("Plan.", "Request: hello", {"type": "object"})
    written(writer)
    list(writer.stream("Draft.", [("user", "hello")], task="draft"))

    plan, answer, draft = asked(ollama)
    assert plan["keep_alive"] == answer["keep_alive"] == draft["keep_alive"] == "1h"
    assert plan["options"]["num_ctx"] == answer["options"]["num_ctx"] == draft["options"]["num_ctx"]
    assert plan["options"]["temperature"] == 0 < answer["options"]["temperature"] < draft["options"]["temperature"]


def test_a_prompt_is_cut_to_what_the_model_can_read_and_it_is_known_what_is_missing(ollama: Ollama) -> None:
    ollama.context_tokens = 1024
    passages = "\n".join(f"[{number}] the heron was seen at the mill on day {number}" for number in range(200))

    with under_way(Writing()):
        "".join(OllamaWriter(ollama.url, "").stream("Be brief.", [("user", f"{passages}\n\nQuestion: where?")]))
        left_out = current().left_out

    (chat,) = asked(ollama)
    text = chat["messages"][-1]["content"]
    assert chat["options"]["num_ctx"] == 1024
    assert len(text) < 1024 * 3
    assert text.startswith("[0] the heron")
    assert text.endswith("Question: where?")
    assert left_out == 200 - text.count("heron")


def test_a_model_that_says_nothing_is_cut_from_another_thread(ollama: Ollama) -> None:
    ollama.reading_seconds = 60
    writing, failed = Writing(), threading.Event()

    def write() -> None:
        with under_way(writing), pytest.raises(WriterFailed):
            written(OllamaWriter(ollama.url, ""))
        failed.set()

    threading.Thread(target=write, daemon=True).start()
    until(lambda: ollama.at_work, what="the model reads")

    writing.stop("stopped")

    assert failed.wait(10)
    until(lambda: ollama.stopped == [0], what="the model has stopped")


def test_what_was_stopped_before_it_began_is_not_begun(ollama: Ollama) -> None:
    writing = Writing()
    writing.stop("gone")

    with under_way(writing), pytest.raises(WriterFailed):
        written(OllamaWriter(ollama.url, ""))

    assert chats(ollama) == 0
