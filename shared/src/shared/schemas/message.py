"""The base of every message, and the marshmallow schema that is derived from its fields."""

import base64
import types
import typing
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Any, ClassVar, Literal, Self, Union

from marshmallow import RAISE, Schema, ValidationError, post_load
from marshmallow import fields as wire
from marshmallow.validate import Length, OneOf, Range

from shared.errors import BadMessage

TEXT_LIMIT = 65_536
"""The longest text a message carries, in characters; what a person may send at once is far less."""

BYTES_LIMIT = 1_048_576
"""The longest run of bytes a message carries."""


class Digest(int):
    """A SHA-256 as a number, so that it can't hold text."""


YEARS = (1900, 9998)
"""Of every time in a message."""


class Zone(StrEnum):
    """Who can read a message's body: each zone has a key of its own."""

    PRIVATE = "private"
    INTERPRETER = "interpreter"


@dataclass(frozen=True, repr=False)
class Content:
    """A value that may hold what a person wrote; it never prints itself."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def dump(self) -> dict[str, Any]:
        """Return the fields as JSON-ready values."""
        return schema_for(type(self)).dump(self)  # type: ignore[arg-type]

    @classmethod
    def load(cls, values: Any) -> Self:
        """Build an instance from JSON values; raises BadMessage, naming the fields that are wrong."""
        try:
            return schema_for(cls).load(values)  # type: ignore[arg-type]
        except ValidationError as error:
            wrong = error.messages if isinstance(error.messages, dict) else {"_schema": None}
            raise BadMessage(f"{cls.__name__}: wrong or missing {', '.join(sorted(map(str, wrong)))}") from None
        except (TypeError, ValueError, RecursionError):
            raise BadMessage(f"{cls.__name__}: not an object of this kind") from None


@dataclass(frozen=True, repr=False)
class Message(Content):
    """A message between services.

    `topic` is `<service that handles it>.<what it is>`. A durable message is confirmed by the broker, redelivered until it
    is handled and parked when it can't be; any other is a request, answered with an `answer`.
    """

    topic: ClassVar[str]
    zone: ClassVar[Zone] = Zone.PRIVATE
    senders: ClassVar[tuple[str, ...]] = ()
    durable: ClassVar[bool] = False
    partitioned: ClassVar[bool] = False
    answer: ClassVar[type["Message"] | None] = None
    pad_to_bytes: ClassVar[int] = 0
    in_hand: ClassVar[int] = 1
    """How many of one queue a consumer holds, where handling may go on behind the next."""
    retries: ClassVar[int] = 4
    """How often one that keeps no order is tried again while something it needs is away; from the fourth on each five minutes later."""

    @property
    def partition_key(self) -> str:
        """What keeps its order, or whose data it is about: messages of one key go to one queue."""
        return str(getattr(self, "person", ""))

    @classmethod
    def is_partitioned(cls) -> bool:
        """Tell whether it goes to one of several queues: a topic that keeps order, or a request to the store about a person."""
        return cls.partitioned or (not cls.durable and cls.handler() == "store" and "person" in cls.__dataclass_fields__)

    @classmethod
    def handler(cls) -> str:
        """Return the service that handles this message."""
        return cls.topic.split(".", 1)[0]


@cache
def schema_for(cls: type[Content]) -> Schema:
    """Return the strict schema of a content class: every field typed, unknown fields refused."""
    hints = typing.get_type_hints(cls)
    members: dict[str, Any] = {
        entry.name: _field(hints[entry.name], required=entry.default is MISSING and entry.default_factory is MISSING)
        for entry in fields(cls)
    }

    def build(self: Schema, values: dict[str, Any], **_: Any) -> Content:
        return cls(**values)

    members["Meta"] = type("Meta", (), {"unknown": RAISE})
    members["build"] = post_load(build)
    return type(f"{cls.__name__}Schema", (Schema,), members)()


class _Tuple(wire.List[Any]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class _Bytes(wire.Field[bytes]):
    """Bytes, as base64 on the wire."""

    def _serialize(self, value: bytes | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else base64.b64encode(value).decode()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        try:
            return base64.b64decode(value, validate=True)
        except (TypeError, ValueError):
            raise ValidationError("not base64") from None


class _Object(wire.Nested):
    """A nested content class. It refuses anything but a mapping before looking inside."""


def possible(moment: datetime) -> None:
    """Refuse a time near the ends of what a date can be: in another zone it would be none."""
    if not YEARS[0] <= moment.year <= YEARS[1]:
        raise ValidationError(f"a year from {YEARS[0]} to {YEARS[1]}")


SCALARS: dict[Any, Any] = {
    str: lambda **kw: wire.String(validate=Length(max=TEXT_LIMIT), **kw),
    bytes: lambda **kw: _Bytes(validate=Length(max=BYTES_LIMIT), **kw),
    bool: lambda **kw: wire.Boolean(truthy={True}, falsy={False}, **kw),
    int: lambda **kw: wire.Integer(strict=True, validate=Range(-(2**63), 2**63 - 1), **kw),
    Digest: lambda **kw: wire.Integer(strict=True, validate=Range(0, 2**256 - 1), **kw),
    float: lambda **kw: wire.Float(allow_nan=False, **kw),
    datetime: lambda **kw: wire.AwareDateTime(format="iso", validate=possible, **kw),
    dict: lambda **kw: wire.Dict(keys=wire.String(), **kw),
}


def _field(hint: Any, *, required: bool, **options: Any) -> wire.Field[Any]:
    options["required"] = required
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        inner = next(argument for argument in arguments if argument is not type(None))
        return _field(inner, allow_none=True, **options)
    if origin is tuple:
        return _Tuple(_field(arguments[0], required=False), validate=Length(max=10_000), **options)
    if origin is Literal:
        return wire.String(validate=OneOf(arguments), **options)
    if origin is dict:
        return SCALARS[dict](**options)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return wire.Enum(hint, by_value=True, **options)
    if is_dataclass(hint):
        return _Object(schema_for(hint), **options)  # type: ignore[arg-type]
    return SCALARS[hint](**options)
