"""A GGUF file in the process: what is refused before it is read, and what is made of what the library says."""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from private_llm.adapters import llama_writer
from private_llm.adapters.llama_writer import LlamaWriter, is_file
from private_llm.domain import writing
from private_llm.domain.ports import WriterFailed
from tests.standins.stack import until

SCHEMA = {"type": "object"}


class Library(ModuleType):
    """The library's two classes, as far as they are used; `say` answers a request."""

    def __init__(self) -> None:
        super().__init__("xllamacpp")
        self.params: Any = None
        self.asked: list[dict[str, Any]] = []
        self.say: Callable[[dict[str, Any], Callable[[dict[str, Any]], bool]], Any] = whole
        self.broken = False

    def CommonParams(self) -> Any:
        self.params = SimpleNamespace(model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace())
        return self.params

    def Server(self, params: Any) -> Any:
        if self.broken:
            raise RuntimeError("Failed to init server")
        return self

    def handle_chat_completions(self, asked: dict[str, Any], hear: Callable[[dict[str, Any]], bool]) -> Any:
        self.asked.append(asked)
        return self.say(asked, hear)


def piece(text: str | None = None, end: str | None = None) -> dict[str, Any]:
    return {"choices": [{"finish_reason": end, "index": 0, "delta": {"content": text} if text else {}}]}


def whole(asked: dict[str, Any], hear: Callable[[dict[str, Any]], bool]) -> None:
    for part in (piece(), piece("Good "), piece("day."), piece(end="stop")):
        if hear(part):
            return


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    made = Library()
    monkeypatch.setitem(sys.modules, "xllamacpp", made)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.gguf"
    path.write_bytes(b"GGUF and so on")
    return path


def read(path: Path, **options: Any) -> LlamaWriter:
    writer = LlamaWriter(str(path), **options)
    until(lambda: writer.name() or writer.reason != "the model is still being read", what="the file is read or refused")
    return writer


@pytest.mark.parametrize("model", ["/models/a.bin", "./a", "~/a", "small.gguf", "SMALL.GGUF"])
def test_a_path_is_a_file(model: str) -> None:
    assert is_file(model)


@pytest.mark.parametrize("model", ["", "llama3.2", "llama3.2:1b", "library/llama3.2"])
def test_a_name_is_one_of_ollamas(model: str) -> None:
    assert not is_file(model)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    writer = LlamaWriter(str(tmp_path / "none.gguf"))

    assert writer.name() is None
    assert "No such file" in writer.reason


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "can't be read" in LlamaWriter(str(tmp_path)).reason


@pytest.mark.parametrize("content", [b"", b"GG", b"PK\x03\x04 a zip", b"gguf in small letters"])
def test_a_file_that_is_no_model_is_refused_by_its_first_bytes(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    path.write_bytes(content)

    writer = LlamaWriter(str(path))

    assert writer.name() is None
    assert writer.reason == "the file that PRIVATE_LLM_MODEL names is no GGUF model"
    with pytest.raises(WriterFailed):
        writer.plan("", "", SCHEMA)


def test_without_the_package_it_says_which_one_is_needed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)

    assert "pip install xllamacpp" in read(file).reason


def test_a_file_that_the_library_can_not_run_is_refused(file: Path, library: Library) -> None:
    library.broken = True

    writer = read(file)

    assert writer.name() is None
    assert "can't run the file" in writer.reason


def test_it_is_asked_to_listen_nowhere_and_to_fetch_and_show_nothing(file: Path, library: Library) -> None:
    writer = read(file, threads=3)

    assert writer.name() == "llama.cpp/small"
    assert library.params.model.path == str(file)
    assert library.params.cpuparams.n_threads == 3
    assert library.params.offline
    assert not Path(library.params.hostnames[0]).parent.exists()
    assert not (library.params.ui or library.params.endpoint_slots or library.params.endpoint_props)


def test_an_answer_comes_piece_by_piece(file: Path, library: Library) -> None:
    pieces = list(read(file).stream("You are kind.", [("user", "hello")]))

    assert pieces == ["Good ", "day."]
    assert library.asked[-1]["messages"] == [{"role": "system", "content": "You are kind."}, {"role": "user", "content": "hello"}]


def test_a_plan_is_bound_to_its_schema_and_keeps_its_cache(file: Path, library: Library) -> None:
    writer = read(file)

    assert writer.plan("beginning", "Request: x", SCHEMA) == "Good day."
    list(writer.stream("", [("user", "hello")]))

    plan, answer = library.asked[-2:]
    assert plan["response_format"]["json_schema"]["schema"] == SCHEMA
    assert plan["temperature"] == 0
    assert plan["id_slot"] != answer["id_slot"]
    assert json.loads(json.dumps(plan)) == plan


def test_the_beginning_is_read_ahead(file: Path, library: Library) -> None:
    read(file, warm_with="beginning")

    until(lambda: library.asked, what="the beginning is read")
    assert library.asked[0]["messages"][0]["content"] == "beginning"
    assert library.asked[0]["max_tokens"] == 1


def raising(asked: Any, hear: Any) -> None:
    raise RuntimeError("native")


def breaking(asked: Any, hear: Callable[[dict[str, Any]], bool]) -> None:
    hear(piece("Good "))


def refusing(asked: Any, hear: Any) -> dict[str, Any]:
    return {"error": {"code": 400, "message": "too long"}}


def refusing_aloud(asked: Any, hear: Callable[[dict[str, Any]], bool]) -> None:
    hear({"error": {"code": 500, "message": "broken"}})


@pytest.mark.parametrize("fault", [raising, breaking, refusing, refusing_aloud])
def test_what_is_not_whole_counts_for_nothing(fault: Any, file: Path, library: Library) -> None:
    writer = read(file)
    library.say = fault

    with pytest.raises(WriterFailed):
        list(writer.stream("", [("user", "hello")]))
    with pytest.raises(WriterFailed):
        writer.plan("", "x", SCHEMA)


@pytest.fixture
def endless(library: Library) -> Iterator[threading.Event]:
    """A model that goes on until it is told to stop; the event is set when it was."""
    stopped = threading.Event()

    def say(asked: Any, hear: Callable[[dict[str, Any]], bool]) -> None:
        while not hear(piece("on ")):
            pass
        stopped.set()

    library.say = say
    yield stopped
    assert stopped.wait(10)


def test_a_stopped_answer_stops_the_model(file: Path, endless: threading.Event) -> None:
    pieces = read(file).stream("", [("user", "hello")])
    next(pieces)

    pieces.close()  # type: ignore[attr-defined]

    assert endless.wait(10)


def test_a_plan_that_takes_too_long_is_given_up_and_stopped(file: Path, endless: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llama_writer, "PLAN_SECONDS", 0.05)

    with pytest.raises(WriterFailed):
        read(file).plan("", "x", SCHEMA)


def test_while_a_plan_is_made_no_second_one_is_waited_for(file: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llama_writer, "PLAN_SECONDS", 0.05)
    monkeypatch.setattr(llama_writer, "BUSY_SECONDS", 0.05)
    go_on = threading.Event()
    library.say = lambda asked, hear: go_on.wait(10)
    writer = read(file)
    with pytest.raises(WriterFailed):
        writer.plan("", "x", SCHEMA)

    with pytest.raises(WriterFailed, match="busy"):
        writer.plan("", "x", SCHEMA)

    assert len(library.asked) == 1
    go_on.set()


def progress(processed: int) -> dict[str, Any]:
    return {"choices": [{"finish_reason": None, "delta": {}}], "prompt_progress": {"total": 400, "cache": 100, "processed": processed}}


def test_how_much_of_a_prompt_is_read_is_what_the_library_says(file: Path, library: Library) -> None:
    current, heard = writing.Writing(), list[float | None]()

    def say(asked: dict[str, Any], hear: Callable[[dict[str, Any]], bool]) -> None:
        for processed in (100, 300):
            hear(progress(processed))
            heard.append(current.share)
        whole(asked, hear)

    library.say = say
    with writing.under_way(current):
        pieces = list(read(file).stream("", [("user", "hello")]))

    assert library.asked[-1]["return_progress"] is True
    assert library.params.n_batch <= 32
    assert heard == [0.25, 0.75]
    assert pieces == ["Good ", "day."]


@pytest.mark.parametrize("broken", [{}, {"total": 0, "processed": 0}, {"total": "x", "processed": 1}, {"processed": 3}])
def test_progress_that_makes_no_sense_is_not_told(broken: dict[str, Any], file: Path, library: Library) -> None:
    current = writing.Writing()

    def say(asked: dict[str, Any], hear: Callable[[dict[str, Any]], bool]) -> None:
        hear({"prompt_progress": broken})
        whole(asked, hear)

    library.say = say
    with writing.under_way(current):
        assert list(read(file).stream("", [("user", "hello")])) == ["Good ", "day."]

    assert current.share is None


def test_a_model_that_still_reads_is_stopped_from_another_thread(file: Path, library: Library) -> None:
    current, reading, stopped, failed = writing.Writing(), threading.Event(), threading.Event(), threading.Event()

    def say(asked: dict[str, Any], hear: Callable[[dict[str, Any]], bool]) -> None:
        while not hear(progress(100)):
            reading.set()
        stopped.set()

    def write() -> None:
        with writing.under_way(current), pytest.raises(WriterFailed):
            list(writer.stream("", [("user", "hello")]))
        failed.set()

    library.say = say
    writer = read(file)
    threading.Thread(target=write, daemon=True).start()
    assert reading.wait(10)

    current.stop("stopped")

    assert failed.wait(10)
    assert stopped.wait(10)


def test_a_draft_is_written_more_freely_than_an_answer(file: Path, library: Library) -> None:
    writer = read(file)

    list(writer.stream("", [("user", "hello")]))
    list(writer.stream("", [("user", "hello")], task="draft"))

    answer, draft = library.asked[-2:]
    assert 0 < answer["temperature"] < draft["temperature"]
