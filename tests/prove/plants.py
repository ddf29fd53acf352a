"""Leaks to plant in a running service: defects of one process, each of which the proof must see."""

import os
import secrets
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Live:
    """A defect of one service: `plant` runs in its process before it starts. `variables` change its environment instead."""

    service: str
    plant: Callable[[], None]
    variables: tuple[tuple[str, str], ...] = ()


def _nothing() -> None:
    return None


def _content_layer_off() -> None:
    from private_llm.domain import redaction

    redaction.LAYERS = (redaction.patterns.mask,)


def _text_in_the_request_header() -> None:
    from private_llm.domain.planner import Planner
    from shared.logs import request_id

    _before(Planner, "plan", lambda _self, text, *_args, **_more: request_id.set(str(text)[:60]))


def _text_in_a_log_event() -> None:
    from private_llm.domain.planner import Planner
    from shared import logs

    _before(Planner, "plan", lambda _self, text, *_args, **_more: logs.get_logger().info(f"planning {text}"))


def _text_in_an_allowed_log_field() -> None:
    from private_llm.domain.planner import Planner
    from shared import logs

    _before(Planner, "plan", lambda _self, text, *_args, **_more: logs.get_logger().info("plan.begun", reason=str(text)))


def _text_printed() -> None:
    from private_llm.handlers import Handlers

    _before(Handlers, "turn", lambda _self, message, _emit: print(message.text, file=sys.stderr, flush=True))


def _text_in_an_exception() -> None:
    from private_llm.handlers import Handlers

    def fail(_self: Any, message: Any, _emit: Any) -> None:
        threading.Thread(target=lambda: 1 / 0 if message is None else int(message.text)).start()

    _before(Handlers, "turn", fail)


def _text_in_a_metric() -> None:
    from private_llm.handlers import Handlers
    from shared.metrics import Metrics

    made: list[Any] = []
    _before(Metrics, "__init__", lambda self, _service: made.append(self))
    _before(Handlers, "turn", lambda _self, message, _emit: made[-1].published.labels(message.text, "ok").inc())


def _text_spooled_to_a_file() -> None:
    from private_llm.handlers import Handlers

    _before(Handlers, "turn", lambda _self, message, _emit: Path(tempfile.gettempdir(), secrets.token_hex(4)).write_text(message.text))


def _text_in_a_compressed_spool() -> None:
    import gzip

    from private_llm.handlers import Handlers

    _before(Handlers, "turn", lambda _self, message, _emit: Path(tempfile.gettempdir(), secrets.token_hex(4)).write_bytes(gzip.compress(message.text.encode())))  # fmt: skip


def _an_extra_field() -> None:
    from private_llm.domain.planner import Planner
    from shared.schemas.interpretation import Interpret

    said: list[str] = [""]
    _before(Planner, "plan", lambda _self, text, *_args, **_more: said.append(str(text)))
    _instead(Interpret, "dump", lambda dump, self: {**dump(self), "hint": said[-1]})


def _an_extra_number() -> None:
    from shared.schemas.interpretation import Interpret

    _instead(Interpret, "dump", lambda dump, self: {**dump(self), "person": 7})


def _numbers_that_mean_something() -> None:
    from private_llm.domain.redaction import gate
    from shared.schemas.interpretation import Interpret

    gate.check = lambda _items, _vocabulary: None  # type: ignore[assignment]
    _instead(Interpret, "dump", lambda dump, self: {**dump(self), "items": [[item[0], 31] if len(item) == 2 else item for item in dump(self)["items"]]})  # fmt: skip


def _a_word_id_off_the_list() -> None:
    from shared.schemas.interpretation import Interpret

    _instead(Interpret, "dump", lambda dump, self: {**dump(self), "items": [*dump(self)["items"], [10**6]]})


def _forty_one_items() -> None:
    from shared.schemas.interpretation import Interpret

    _instead(Interpret, "dump", lambda dump, self: {**dump(self), "items": [[0]] * 41})


def _no_padding() -> None:
    from shared.schemas.interpretation import Interpret

    Interpret.pad_to_bytes = 0


def _a_private_topic_under_the_interpreters_key() -> None:
    from shared.bus import Bus
    from shared.schemas.message import Zone

    def swap(_self: Any, _service: str, _broker: Any, keyrings: dict[Zone, Any], *_args: Any, **_more: Any) -> None:
        keyrings[Zone.PRIVATE] = keyrings[Zone.INTERPRETER]

    _before(Bus, "__init__", swap)


def _no_seal() -> None:
    from shared.envelope import Keyring

    Keyring.encrypt = lambda self, plain, bound: (self.current, plain)  # type: ignore[method-assign]


def _person_in_a_header() -> None:
    from kombu.transport.pyamqp import Channel

    _instead(Channel, "prepare_message", lambda prepare, self, body, *args, **more: prepare(self, body, *args, **{**more, "headers": {**more.get("headers", {}), "person": secrets.token_hex(16)}}))  # fmt: skip


def _no_record() -> None:
    from private_llm.adapters.bus_archive import BusArchive

    BusArchive.record_egress = lambda *_args, **_more: (secrets.token_hex(8), True)  # type: ignore[assignment, method-assign]
    BusArchive.settle_egress = lambda *_args, **_more: None  # type: ignore[method-assign]


def _another_body_on_record() -> None:
    from private_llm.adapters.bus_archive import BusArchive

    _instead(BusArchive, "record_egress", lambda record, self, **what: record(self, **{**what, "body": "{}"}))


def _late_record() -> None:
    from private_llm.adapters.bus_archive import BusArchive
    from private_llm.domain.planner import Planner

    held: list[Any] = []
    record = BusArchive.record_egress
    BusArchive.record_egress = lambda self, **what: (held.append((self, what)), ("later", True))[1]  # type: ignore[assignment, method-assign]
    BusArchive.settle_egress = lambda *_args, **_more: None  # type: ignore[method-assign]
    _after(Planner, "plan", lambda: [record(self, **{**what, "at": what["at"].replace(year=what["at"].year + 1)}) for self, what in held] and held.clear())  # fmt: skip


def _body_changed(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[], None]:
    """Send something else than was proposed: what is proposed is looked at before it may go."""

    def plant() -> None:
        from interpreter.adapters.openai_model import OpenAIModel, digest
        from interpreter.domain import prompt

        build = prompt.request

        def ask(real: Any, self: Any, masked: str, **_released: Any) -> Any:
            prompt.request = lambda model, words: change(build(model, words))  # type: ignore[assignment]
            try:
                return real(self, masked, released_sha256=digest(self.propose(masked).body.encode()))
            finally:
                prompt.request = build  # type: ignore[assignment]

        _instead(OpenAIModel, "ask", ask)

    return plant


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

    _instead(Interpret, "dump", lambda dump, self: {**dump(self), "cloud": dump(self)["items"]})


def _without_a_command() -> None:
    from private_llm.domain.redaction import framing

    _no_gates_for_the_cloud()
    framing._why_it_stays = lambda *_all: ""  # type: ignore[assignment]


def _a_name_by_its_kind() -> None:
    from private_llm.domain import redaction

    _no_gates_for_the_cloud()
    redaction.UNLISTED = set()  # type: ignore[assignment]


def _sent_without_asking() -> None:
    from interpreter.adapters.openai_model import OpenAIModel, digest

    def propose(real: Any, self: Any, masked: str) -> Any:
        proposal = real(self, masked)
        self.ask(masked, released_sha256=digest(proposal.body.encode()))
        return proposal

    _instead(OpenAIModel, "propose", propose)


def _sent_twice() -> None:
    from interpreter.adapters.openai_model import OpenAIModel

    _instead(OpenAIModel, "ask", lambda ask, self, masked, **more: (ask(self, masked, **more), ask(self, masked, **more))[1])


def _a_header_to_openai() -> None:
    import openai

    _instead(
        openai.OpenAI, "__init__", lambda init, self, **more: init(self, **more, default_headers={"X-Conversation": secrets.token_hex(8)})
    )


def _unconfined(then: Callable[[], object]) -> Callable[[], None]:
    def plant() -> None:
        from interpreter.adapters.confinement import Confinement

        Confinement.begin = lambda _self: None  # type: ignore[method-assign]
        then()

    return plant


KEPT_OPEN: list[Any] = []


def _open_the_master_key() -> None:
    KEPT_OPEN.append((Path(os.environ["SIHTEERI_HOME"]) / "keys" / "master.key").open("rb"))


def _load_sqlcipher() -> None:
    import sqlcipher3.dbapi2  # noqa: F401


def _webhook_in_the_log() -> None:
    from gateway.adapters.twilio_channel import Twilio

    _before(Twilio, "is_genuine", lambda _self, _path, _query, fields, _signature: print(fields, flush=True))


def _twilio_unrecorded() -> None:
    from gateway.delivery import Delivery
    from shared.schemas.archive import Done, RecordEgress
    from shared.schemas.message import Message

    def deliver(real: Any, self: Any, message: Message, emit: Any) -> None:
        request = self._bus.request
        self._bus.request = lambda asked, answer, **more: Done("x") if isinstance(asked, RecordEgress) else request(asked, answer, **more)
        try:
            real(self, message, emit)
        finally:
            self._bus.request = request

    _instead(Delivery, "deliver", deliver)


def _plain_copy_of_the_store() -> None:
    from store.handlers import Handlers

    _before(
        Handlers, "begin_turn", lambda _self, request: Path(os.environ["SIHTEERI_HOME"], f"cache-{request.turn}").write_text(request.text)
    )


def _store_dependent_request() -> None:
    """The contact lookup that the design forbids: what is kept changes what leaves."""
    from private_llm.domain.planner import Planner

    def plan(real: Any, self: Any, text: Any, archive: Any, **more: Any) -> Any:
        known = {str(record.fields.get("name")) for record in archive.records("contact")}
        return real(self, " ".join("it" if word.strip("?.,") in known else word for word in text.split()), archive, **more)

    _instead(Planner, "plan", plan)


def _history_dependent_request() -> None:
    from private_llm.domain.engine import Engine
    from private_llm.domain.planner import OwnWords

    def answer(real: Any, self: Any, turn: str, text: str, archive: Any, **more: Any) -> Any:
        kept = sum(len(str(record.fields.get("text"))) for record in archive.records("note", limit=5000))
        told = " ".join("again" if bit == "1" else "please" for bit in f"{kept:b}")  # All of the number, so that no two stores tell alike.
        return real(self, turn, OwnWords(f"{text} {told}"), archive, **more)

    _instead(Engine, "answer", answer)


def _before(owner: Any, name: str, act: Callable[..., object]) -> None:
    real = getattr(owner, name)

    def wrapped(*args: Any, **more: Any) -> Any:
        act(*args, **more)
        return real(*args, **more)

    setattr(owner, name, wrapped)


def _after(owner: Any, name: str, act: Callable[[], object]) -> None:
    real = getattr(owner, name)

    def wrapped(*args: Any, **more: Any) -> Any:
        result = real(*args, **more)
        act()
        return result

    setattr(owner, name, wrapped)


def _instead(owner: Any, name: str, act: Callable[..., object]) -> None:
    real = getattr(owner, name)
    setattr(owner, name, lambda *args, **more: act(real, *args, **more))


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
    "OpenAI's body gains a user": Live("interpreter", _body_changed(lambda body: {**body, "user": "u-1"})),
    "OpenAI's body gains metadata": Live("interpreter", _body_changed(lambda body: {**body, "metadata": {"turn": "1"}})),
    "OpenAI is asked to keep it": Live("interpreter", _body_changed(lambda body: {**body, "store": True})),
    "OpenAI's input is not padded": Live("interpreter", _body_changed(lambda body: {**body, "input": body["input"].strip()})),
    "OpenAI gets an unlisted word": Live("interpreter", _body_changed(lambda body: {**body, "input": f"{body['input'][:-9]} hoatzin "})),
    "OpenAI gets a sentence of listed words": Live("interpreter", _body_changed(lambda body: {**body, "input": "she left me".ljust(256)})),
    "OpenAI gets other instructions": Live(
        "interpreter", _body_changed(lambda body: {**body, "instructions": body["instructions"] + " Hello."})
    ),
    "OpenAI gets a tool": Live("interpreter", _body_changed(lambda body: {**body, "tools": [{"type": "web_search"}]})),
    "OpenAI is asked without a release": Live("interpreter", _sent_without_asking),
    "OpenAI is asked twice": Live("interpreter", _sent_twice),
    "a header to OpenAI names the conversation": Live("interpreter", _a_header_to_openai),
    "the interpreter opens the master key": Live("interpreter", _unconfined(_open_the_master_key)),
    "the interpreter loads sqlcipher": Live("interpreter", _unconfined(_load_sqlcipher)),
    "the interpreter is given the private bus key": Live("interpreter", _nothing, (("BUS_KEY_PRIVATE_FILE", "/nowhere"),)),
    "the interpreter is given Twilio's token": Live("interpreter", _nothing, (("TWILIO_AUTH_TOKEN", "t"),)),
    "the webhook's fields are printed": Live("gateway", _webhook_in_the_log),
    "WhatsApp messages are not recorded": Live("gateway", _twilio_unrecorded),
    "the store keeps a plain copy": Live("store", _plain_copy_of_the_store),
}
"""Defects that are put into a running product, one after another."""
SWAPPED: dict[str, Live] = {
    "contacts change what leaves": Live("private-llm", _store_dependent_request),
    "notes change what leaves": Live("private-llm", _history_dependent_request),
}
"""Defects that only comparing two stores can show."""
