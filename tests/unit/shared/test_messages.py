"""Conventions of the messages: every class keeps them, or this fails."""

import dataclasses
import typing
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import pytest

from shared.bus import topology
from shared.envelope import Keyring, Sealed, seal, unseal
from shared.errors import BadMessage
from shared.schemas import archive, conversation, failure, interpretation, plan, records, status
from shared.schemas.message import Content, Digest, Message

CANARY = "canary-in-a-message"
MODULES = (archive, conversation, failure, interpretation, plan, records, status)
CONTENTS = sorted(
    {kind for module in MODULES for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Content)}
    - {Content, Message},
    key=lambda kind: kind.__name__,
)


def example(kind: type[Any]) -> Any:
    """Return an instance with a canary in every field that holds text."""
    hints = typing.get_type_hints(kind)
    return kind(**{entry.name: _value(hints[entry.name]) for entry in dataclasses.fields(kind)})


def _value(hint: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return (_value(arguments[0]),)
    if origin is typing.Literal:
        return arguments[0]
    if arguments and type(None) in arguments:
        return _value(arguments[0])
    if origin is dict:
        return {CANARY: CANARY}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if dataclasses.is_dataclass(hint):
        return example(hint)
    return {
        str: CANARY,
        bytes: CANARY.encode(),
        int: 7,
        Digest: Digest(2**256 - 1),
        float: 0.5,
        bool: True,
        datetime: datetime(2026, 1, 2, tzinfo=UTC),
    }[hint]


@pytest.mark.parametrize("kind", CONTENTS)
def test_it_survives_a_round_trip(kind: type[Content]) -> None:
    made = example(kind)

    assert kind.load(made.dump()) == made


@pytest.mark.parametrize("kind", CONTENTS)
def test_it_prints_nothing_of_its_content(kind: type[Content]) -> None:
    made = example(kind)

    assert CANARY not in f"{made!r} {made} {[made]}"


@pytest.mark.parametrize("kind", CONTENTS)
def test_an_unknown_field_is_refused_by_name_and_without_its_value(kind: type[Content]) -> None:
    with pytest.raises(BadMessage, match="surprise") as refused:
        kind.load({**example(kind).dump(), "surprise": CANARY})

    assert CANARY not in str(refused.value)


@pytest.mark.parametrize("kind", CONTENTS)
@pytest.mark.parametrize("wrong", [None, [], "text", 7, {"a": 1}])
def test_anything_but_its_own_object_is_refused(kind: type[Content], wrong: Any) -> None:
    if wrong == {"a": 1} or dataclasses.fields(kind) or not isinstance(wrong, dict):
        with pytest.raises(BadMessage):
            kind.load(wrong)


def test_every_topic_is_unique_and_every_request_has_its_answer() -> None:
    kinds = topology.messages()
    topics = [kind.topic for kind in kinds]

    assert len(topics) == len(set(topics))
    assert all(kind.durable or kind.answer or kind.handler() != "store" for kind in kinds)


def test_what_is_sent_names_services_that_exist() -> None:
    for kind in topology.messages():
        assert set(kind.senders) <= set(topology.SERVICES)
        if kind.durable or kind.answer:
            assert kind.handler() in topology.SERVICES
            assert kind.senders


@pytest.fixture
def keys() -> Keyring:
    return Keyring({"a": b"a" * 32})


NOTE = status.AskStore()
MESSAGE = archive.SetSetting("p", "zone", CANARY)


def test_a_sealed_body_shows_nothing_and_opens_again(keys: Keyring) -> None:
    sealed = seal(MESSAGE, keys, message_id="m1")

    assert CANARY.encode() not in sealed.body
    assert unseal(sealed, archive.SetSetting, keys, message_id="m1") == MESSAGE


@pytest.mark.parametrize("change", ["body", "message id", "correlation", "topic", "version", "key"])
def test_a_sealed_body_fits_only_its_own_envelope(keys: Keyring, change: str) -> None:
    sealed = seal(MESSAGE, keys, message_id="m1", correlation_id="c1")
    body, headers = bytearray(sealed.body), dict(sealed.headers)
    message_id, correlation_id = "m1", "c1"
    if change == "body":
        body[20] ^= 1
    elif change == "message id":
        message_id = "m2"
    elif change == "correlation":
        correlation_id = "c2"
    elif change == "topic":
        headers["topic"] = "store.authenticate"
    elif change == "version":
        headers["v"] = 2
    else:
        headers["key"] = "b"

    with pytest.raises(BadMessage):
        unseal(Sealed(bytes(body), headers), archive.SetSetting, keys, message_id=message_id, correlation_id=correlation_id)


def test_a_rotated_keyring_opens_what_the_old_one_sealed(keys: Keyring) -> None:
    sealed = seal(MESSAGE, keys, message_id="m1")
    rotated = Keyring({"b": b"b" * 32, "a": b"a" * 32})

    assert unseal(sealed, archive.SetSetting, rotated, message_id="m1") == MESSAGE
    assert seal(MESSAGE, rotated, message_id="m1").headers["key"] == "b"


@pytest.mark.parametrize("count", [1, 12, 40])
def test_what_goes_to_the_interpreter_comes_in_size_classes(keys: Keyring, count: int) -> None:
    sizes = {
        len(seal(interpretation.Interpret(1, ((number,),) * count, ((12, 10),) * cloud), keys, message_id="m").body)
        for number in (1, 999, 20000)
        for cloud in (0, 40)
    }

    assert len(sizes) == 1


def test_deep_json_is_refused(keys: Keyring) -> None:
    key_id, body = keys.encrypt(b"[" * 100_000, "\0".join(("1", MESSAGE.topic, "m1", "")).encode())

    with pytest.raises(BadMessage):
        unseal(Sealed(body, {"v": 1, "topic": MESSAGE.topic, "key": key_id}), archive.SetSetting, keys, message_id="m1")
