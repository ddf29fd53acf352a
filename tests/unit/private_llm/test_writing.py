"""Answers that a model writes: their line, what stops them, what fits into a prompt, what a file says of its model."""

import struct
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.routes.messages import IDLE_SECONDS
from private_llm import writings
from private_llm.adapters import llama_writer, ollama_writer
from private_llm.adapters.gguf import context_tokens
from private_llm.domain.ports import TookTooLong
from private_llm.domain.saying.fitting import fitted
from private_llm.domain.understanding.stopping import is_stop
from private_llm.domain.writing import Stopped, Writing
from private_llm.handlers import Handlers
from private_llm.writings import Held, Writings
from shared.schemas.archive import Done, TurnBegun
from shared.schemas.conversation import IncomingMessage, Reply
from tests.standins.mind import Mind
from tests.standins.planning import Scripted
from tests.standins.stack import until
from ui.client import ANSWER_SECONDS

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def begun(held: Held, order: list[str], name: str) -> threading.Thread:
    def write() -> None:
        with held:
            order.append(name)

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    return thread


class Saving:
    """A store that notes whether the next answer waits while one is saved, and a model that writes it."""

    def __init__(self, order: list[str], following: Held) -> None:
        self._order, self._following = order, following

    def request(self, request: Any, _expected: Any) -> Done:
        before = self._following._before
        waits = before is not None and not before.over.is_set()
        self._order.append(f"{type(request).__name__} {'while the next waits' if waits else 'too late'}")
        return Done("1.a")

    def spoken(self, _tell: Any, _held: Held) -> Reply:
        return Reply("Here it is.", "rules")


def begin(line: Writings, person: str, turn: str) -> Held:
    return line.begin(person, turn, lambda _: None)


def test_of_one_person_one_is_written_at_a_time_in_the_order_in_which_they_were_asked_for() -> None:
    line, order = Writings(), list[str]()
    first, second, third = (begin(line, "anna", turn) for turn in ("1", "2", "3"))

    with first:
        threads = [begun(third, order, "third"), begun(second, order, "second")]
        assert order == []
    for thread in threads:
        thread.join(10)

    assert order == ["second", "third"]
    assert second.waited


def test_somebody_else_does_not_wait() -> None:
    line, order = Writings(), list[str]()

    with begin(line, "anna", "1"):
        begun(begin(line, "bo", "2"), order, "bo").join(10)

    assert order == ["bo"]


def test_who_has_many_in_line_gets_the_next_at_once_without_a_model() -> None:
    line = Writings()
    held = [begin(line, "anna", str(number)) for number in range(writings.IN_LINE + 1)]

    assert [one.why for one in held] == [""] * writings.IN_LINE + ["crowded"]
    with held[-1], pytest.raises(Stopped):
        held[-1].check()
    assert begin(line, "bo", "b").why == ""
    assert begin(line, "anna", "0").why == ""  # It comes again, and has its place.


def test_there_is_always_room_for_what_is_quick() -> None:
    line = Writings()
    held = [begin(line, f"person {number}", str(number)) for number in range(IncomingMessage.in_hand)]

    assert [one.why for one in held].count("crowded") == 2


def test_a_stop_stops_all_of_that_person_and_none_of_another() -> None:
    line = Writings()
    annas, bos = [begin(line, "anna", turn) for turn in ("1", "2")], begin(line, "bo", "3")

    assert line.stop("anna", "", "stopped")

    assert [held.why for held in annas] == ["stopped", "stopped"]
    assert bos.why == ""


def test_a_stop_of_one_turn_leaves_the_others() -> None:
    line = Writings()
    first, second = (begin(line, "anna", turn) for turn in ("1", "2"))

    assert line.stop("anna", "2", "gone")

    assert (first.why, second.why) == ("", "gone")


def test_stop_in_words_stops_what_its_own_conversation_writes(tmp_path: Path) -> None:
    mind = Mind(tmp_path)
    line, threads = mind._engine._writings, ("", "boats0001", "trees0001")
    held = {thread: line.begin(mind.person, f"t{thread}", lambda _: None, thread=thread) for thread in threads}

    for thread in ("boats0001", "fish00001", ""):
        mind.ask("Stop", thread=thread)

    assert {thread: one.why for thread, one in held.items()} == {"": "stopped", "boats0001": "stopped", "trees0001": ""}


def test_a_turn_that_is_stopped_before_it_comes_is_not_written() -> None:
    line = Writings()
    assert not line.stop("anna", "1", "gone")

    held = begin(line, "anna", "1")

    with pytest.raises(Stopped):
        held.check()


def test_no_more_than_a_thousand_turns_that_never_came_are_remembered() -> None:
    line = Writings()
    for number in range(writings.REMEMBERED + 5):
        line.stop("anna", str(number), "gone")

    assert begin(line, "anna", "0").why == ""
    assert begin(line, "anna", str(writings.REMEMBERED)).why == "gone"


def test_nothing_is_left_in_the_line_when_all_is_written() -> None:
    line = Writings()
    with begin(line, "anna", "1"):
        pass

    assert not line.stop("anna", "", "stopped")


def test_a_turn_that_comes_again_waits_for_itself_and_keeps_its_place_in_the_line() -> None:
    line = Writings()
    first = begin(line, "anna", "1")
    again = begin(line, "anna", "1")

    with first:
        pass

    assert line.stop("anna", "1", "stopped")
    assert (first.why, again.why) == ("", "stopped")


def test_the_next_is_written_only_once_the_answer_before_is_saved() -> None:
    line, order = Writings(), list[str]()
    held = [begin(line, "anna", turn) for turn in ("1", "2")]
    stand = Saving(order, held[1])
    handlers = Handlers(stand, *[None] * 4, None, lambda: NOW, line)  # type: ignore[arg-type]
    message = IncomingMessage("anna", "1", "api", "e1", "Summarise it", NOW)

    handlers._write(message, TurnBegun("1", None, (), {}), stand, held[0], lambda _: None)  # type: ignore[arg-type]

    assert order == ["FinishTurn while the next waits"]
    assert held[0].over.is_set()


def test_whoever_waits_hears_again_and_again_that_it_is_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writings, "BEAT_SECONDS", 0.02)
    heard: list[str] = []

    with Writings() as line, line.begin("anna", "1", lambda held: heard.append(held.doing)):
        until(lambda: len(heard) > 2, what="it is said")

    assert heard[-1] == "reading"


def test_a_stop_calls_what_makes_the_model_stop_also_when_it_came_first() -> None:
    cut: list[str] = []
    early, late = Writing(), Writing()

    with late.stopped_by(lambda: cut.append("late")):
        late.stop("stopped")
    late.stop("stopped")
    early.stop("gone")

    assert cut == ["late"]
    with pytest.raises(Stopped), early.stopped_by(lambda: cut.append("early")):
        pass


@pytest.mark.parametrize("said", ["stop", "Stop!", "seis", "Seis.", "lopeta", "please stop", "that's enough", "stop it"])
def test_words_that_stop(said: str) -> None:
    assert is_stop(said)


@pytest.mark.parametrize("said", ["", "stop the reminder about milk", "when does the bus stop", "lopeta tilaus", "don't stop", "no"])
def test_words_that_do_not(said: str) -> None:
    assert not is_stop(said)


def test_what_fits_is_left_as_it_is() -> None:
    messages = [("user", "one"), ("assistant", "two"), ("user", "three")]

    assert fitted("system", messages, 1000) == (messages, 0)


def test_older_messages_go_before_anything_of_the_last() -> None:
    messages = [("user", "x" * 900), ("assistant", "y" * 900), ("user", "what was that?")]

    kept, left_out = fitted("", messages, 400)

    assert [text[0] for _, text in kept] == ["y", "w"]
    assert left_out == 1


def test_whole_lines_go_from_below_and_the_question_stays() -> None:
    text = "\n".join(f"[{number}] {'word ' * 20}" for number in range(10)) + "\n\nQuestion: why?"

    (only,), left_out = fitted("", [("user", text)], 200)

    assert only[1].startswith("[0] word")
    assert only[1].endswith("\n\nQuestion: why?")
    assert len(only[1]) <= 500
    assert left_out == 10 - only[1].count("[")


def test_a_single_line_that_is_too_long_is_cut() -> None:
    (only,), left_out = fitted("", [("user", "x" * 10_000)], 100)

    assert len(only[1]) <= 250
    assert left_out == 1


def entry(name: str, kind: int, value: bytes) -> bytes:
    return struct.pack("<Q", len(name)) + name.encode() + struct.pack("<I", kind) + value


def string(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def test_a_file_says_how_much_its_model_can_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    entries = [
        entry("general.architecture", 8, string("small")),
        entry("small.list", 9, struct.pack("<IQ", 8, 2) + string("a") + string("bc")),
        entry("small.numbers", 9, struct.pack("<IQ", 6, 3) + b"\0" * 12),
        entry("small.context_length", 4, struct.pack("<I", 2048)),
    ]
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, len(entries)) + b"".join(entries))

    assert context_tokens(path) == 2048


@pytest.mark.parametrize(
    "content", [b"", b"GGUF", b"GGUF" + b"\xff" * 40, b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1 << 60)]
)
def test_a_file_that_does_not_say_so_or_is_broken_says_nothing(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    path.write_bytes(content)

    assert context_tokens(path) is None


class Hanging(Scripted):
    """A model that takes too long."""

    asked = 0

    def stream(self, system: str, messages: Any, **_: Any) -> Any:
        self.asked += 1
        raise TookTooLong("nothing came")
        yield ""


def test_a_model_that_takes_too_long_is_not_waited_for_twice(tmp_path: Path) -> None:
    model = Hanging()

    answer = Mind(tmp_path, writer=model).ask("Write me a poem about the sea")

    assert answer.engine == "rules"
    assert model.asked == 1


def test_the_prompt_of_every_task_begins_alike(tmp_path: Path) -> None:
    systems: list[str] = []

    class Noting(Scripted):
        def stream(self, system: str, messages: Any, **_: Any) -> Any:
            systems.append(system)
            yield "From a model."

    mind = Mind(tmp_path, writer=Noting())
    for said in (
        "Remember that the boat is blue",
        "What colour is the boat?",
        "Write me a poem about boats",
        "Draft a reply to Anna saying yes",
    ):
        mind.ask(said)

    assert len(systems) == 3
    beginning = systems[0][: systems[0].index("Today is")]
    assert len(beginning) > 500
    assert all(system.startswith(beginning) for system in systems)
    assert len({system[:650] for system in systems}) == 1


def test_deadlines_fit_each_other_and_a_slow_machine() -> None:
    """Whoever waits hears something several times within the time after which they would give up, and a first word after minutes counts."""
    for patience in (IDLE_SECONDS, ANSWER_SECONDS):
        assert patience > writings.BEAT_SECONDS * 10

    assert min(ollama_writer.SILENCE_SECONDS, llama_writer.SILENCE_SECONDS) > 120
