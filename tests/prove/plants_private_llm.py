"""Leaks to plant in private-llm."""

import secrets
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from tests.prove.planting import Live, after, before, instead


def _content_layer_off() -> None:
    from private_llm.domain import redaction

    redaction.LAYERS = (redaction.patterns.mask,)


def _text_in_the_request_header() -> None:
    from private_llm.domain.planner import Planner
    from shared.logs import request_id

    before(Planner, "plan", lambda _self, text, *_args, **_more: request_id.set(str(text)[:60]))


def _text_in_a_log_event() -> None:
    from private_llm.domain.planner import Planner
    from shared import logs

    before(Planner, "plan", lambda _self, text, *_args, **_more: logs.get_logger().info(f"planning {text}"))


def _text_in_an_allowed_log_field() -> None:
    from private_llm.domain.planner import Planner
    from shared import logs

    before(Planner, "plan", lambda _self, text, *_args, **_more: logs.get_logger().info("plan.begun", reason=str(text)))


def _text_printed() -> None:
    from private_llm.handlers import Handlers

    before(Handlers, "turn", lambda _self, message, _emit: print(message.text, file=sys.stderr, flush=True))


def _text_in_an_exception() -> None:
    from private_llm.handlers import Handlers

    def fail(_self: Any, message: Any, _emit: Any) -> None:
        threading.Thread(target=lambda: 1 / 0 if message is None else int(message.text)).start()

    before(Handlers, "turn", fail)


def _text_in_a_metric() -> None:
    from private_llm.handlers import Handlers
    from shared.metrics import Metrics

    made: list[Any] = []
    before(Metrics, "__init__", lambda self, _service: made.append(self))
    before(Handlers, "turn", lambda _self, message, _emit: made[-1].published.labels(message.text, "ok").inc())


def _text_spooled_to_a_file() -> None:
    from private_llm.handlers import Handlers

    before(Handlers, "turn", lambda _self, message, _emit: Path(tempfile.gettempdir(), secrets.token_hex(4)).write_text(message.text))


def _text_in_a_compressed_spool() -> None:
    import gzip

    from private_llm.handlers import Handlers

    before(Handlers, "turn", lambda _self, message, _emit: Path(tempfile.gettempdir(), secrets.token_hex(4)).write_bytes(gzip.compress(message.text.encode())))  # fmt: skip


def _an_extra_field() -> None:
    from private_llm.domain.planner import Planner
    from shared.schemas.interpretation import Interpret

    said: list[str] = [""]
    before(Planner, "plan", lambda _self, text, *_args, **_more: said.append(str(text)))
    instead(Interpret, "dump", lambda dump, self: {**dump(self), "hint": said[-1]})


def _an_extra_number() -> None:
    from shared.schemas.interpretation import Interpret

    instead(Interpret, "dump", lambda dump, self: {**dump(self), "person": 7})


def _numbers_that_mean_something() -> None:
    from private_llm.domain.redaction import gate
    from shared.schemas.interpretation import Interpret

    gate.check = lambda _items, _vocabulary: None  # type: ignore[assignment]
    instead(Interpret, "dump", lambda dump, self: {**dump(self), "items": [[item[0], 31] if len(item) == 2 else item for item in dump(self)["items"]]})  # fmt: skip


def _a_word_id_off_the_list() -> None:
    from shared.schemas.interpretation import Interpret

    instead(Interpret, "dump", lambda dump, self: {**dump(self), "items": [*dump(self)["items"], [10**6]]})


def _forty_one_items() -> None:
    from shared.schemas.interpretation import Interpret

    instead(Interpret, "dump", lambda dump, self: {**dump(self), "items": [[0]] * 41})


def _no_padding() -> None:
    from shared.schemas.interpretation import Interpret

    Interpret.pad_to_bytes = 0


def _a_private_topic_under_the_interpreters_key() -> None:
    from shared.bus import Bus
    from shared.schemas.message import Zone

    def swap(_self: Any, _service: str, _broker: Any, keyrings: dict[Zone, Any], *_args: Any, **_more: Any) -> None:
        keyrings[Zone.PRIVATE] = keyrings[Zone.INTERPRETER]

    before(Bus, "__init__", swap)


def _no_seal() -> None:
    from shared.envelope import Keyring

    Keyring.encrypt = lambda self, plain, bound: (self.current, plain)  # type: ignore[method-assign]


def _person_in_a_header() -> None:
    from kombu.transport.pyamqp import Channel

    instead(Channel, "prepare_message", lambda prepare, self, body, *args, **more: prepare(self, body, *args, **{**more, "headers": {**more.get("headers", {}), "person": secrets.token_hex(16)}}))  # fmt: skip


def _no_record() -> None:
    from private_llm.adapters.bus_archive import BusArchive

    BusArchive.record_egress = lambda *_args, **_more: (secrets.token_hex(8), True)  # type: ignore[assignment, method-assign]
    BusArchive.settle_egress = lambda *_args, **_more: None  # type: ignore[method-assign]


def _another_body_on_record() -> None:
    from private_llm.adapters.bus_archive import BusArchive

    instead(BusArchive, "record_egress", lambda record, self, **what: record(self, **{**what, "body": "{}"}))


def _late_record() -> None:
    from private_llm.adapters.bus_archive import BusArchive
    from private_llm.domain.planner import Planner

    held: list[Any] = []
    record = BusArchive.record_egress
    BusArchive.record_egress = lambda self, **what: (held.append((self, what)), ("later", True))[1]  # type: ignore[assignment, method-assign]
    BusArchive.settle_egress = lambda *_args, **_more: None  # type: ignore[method-assign]
    after(Planner, "plan", lambda: [record(self, **{**what, "at": what["at"].replace(year=what["at"].year + 1)}) for self, what in held] and held.clear())  # fmt: skip


def _no_gates_for_the_cloud() -> None:
    from private_llm.domain.redaction import gate

    gate.check_framed = lambda _encoded, _vocabulary: None  # type: ignore[assignment]


def _words_without_frames() -> None:
    from private_llm.domain.redaction import frames

    _no_gates_for_the_cloud()
    frames.found = lambda words, _vocabulary: [frames.Frame(at, at + 1, command=True) for at, word in enumerate(words) if word >= 0]  # type: ignore[assignment]
    frames.without_islands = lambda found, _solid, _things: found  # type: ignore[assignment]


def _the_classifiers_items_for_the_cloud() -> None:
    from shared.schemas.interpretation import Interpret

    instead(Interpret, "dump", lambda dump, self: {**dump(self), "cloud": dump(self)["items"]})


def _without_a_command() -> None:
    from private_llm.domain.redaction import framing

    _no_gates_for_the_cloud()
    framing._why_it_stays = lambda *_all: ""  # type: ignore[assignment]


def _a_name_by_its_kind() -> None:
    from private_llm.domain import redaction

    _no_gates_for_the_cloud()
    redaction.UNLISTED = set()  # type: ignore[assignment]


def _store_dependent_request() -> None:
    """The contact lookup that the design forbids: what is kept changes what leaves."""
    from private_llm.domain.planner import Planner

    def plan(real: Any, self: Any, text: Any, archive: Any, **more: Any) -> Any:
        known = {str(record.fields.get("name")) for record in archive.records("contact")}
        return real(self, " ".join("it" if word.strip("?.,") in known else word for word in text.split()), archive, **more)

    instead(Planner, "plan", plan)


def _history_dependent_request() -> None:
    from private_llm.domain.engine import Engine
    from private_llm.domain.planner import OwnWords

    def act(real: Any, self: Any, turn: str, text: str, archive: Any, **more: Any) -> Any:
        kept = sum(len(str(record.fields.get("text"))) for record in archive.records("note", limit=5000))
        told = " ".join("again" if bit == "1" else "please" for bit in f"{kept:b}")  # All of the number, so that no two stores tell alike.
        return real(self, turn, OwnWords(f"{text} {told}"), archive, **more)

    instead(Engine, "act", act)


LIVE: dict[str, Live] = {
    "the content layer is off": Live("private-llm", _content_layer_off),
    "a request's words travel in a header": Live("private-llm", _text_in_the_request_header),
    "a log event holds words": Live("private-llm", _text_in_a_log_event),
    "an allowed log field holds words": Live("private-llm", _text_in_an_allowed_log_field),
    "words are printed": Live("private-llm", _text_printed),
    "an exception prints words": Live("private-llm", _text_in_an_exception),
    "a metric's label holds words": Live("private-llm", _text_in_a_metric),
    "words are spooled to a file": Live("private-llm", _text_spooled_to_a_file),
    "words are spooled compressed": Live("private-llm", _text_in_a_compressed_spool),
    "Interpret gains a field of text": Live("private-llm", _an_extra_field),
    "words go on without frames": Live("private-llm", _words_without_frames),
    "the classifier's words go on": Live("private-llm", _the_classifiers_items_for_the_cloud),
    "what asks for nothing goes on": Live("private-llm", _without_a_command),
    "a name's kind goes on": Live("private-llm", _a_name_by_its_kind),
    "Interpret gains a number": Live("private-llm", _an_extra_number),
    "placeholder numbers mean something": Live("private-llm", _numbers_that_mean_something),
    "a word id is off the list": Live("private-llm", _a_word_id_off_the_list),
    "a request has 41 items": Live("private-llm", _forty_one_items),
    "Interpret is not padded": Live("private-llm", _no_padding),
    "private bodies are sealed with the interpreter's key": Live("private-llm", _a_private_topic_under_the_interpreters_key),
    "bodies are not sealed": Live("private-llm", _no_seal),
    "a header names the person": Live("private-llm", _person_in_a_header),
    "nothing is recorded": Live("private-llm", _no_record),
    "another body is recorded": Live("private-llm", _another_body_on_record),
    "the record comes after": Live("private-llm", _late_record),
}
SWAPPED: dict[str, Live] = {
    "contacts change what leaves": Live("private-llm", _store_dependent_request),
    "notes change what leaves": Live("private-llm", _history_dependent_request),
}
"""Defects that only comparing two stores can show."""
