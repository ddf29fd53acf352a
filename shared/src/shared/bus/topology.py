"""Exchanges, queues and permissions, derived from the message classes and from nothing else.

Each service owns a direct exchange of its own name. A durable topic has a quorum queue, or several when it is partitioned,
and a dead-letter queue; all requests to a service share one queue. Delayed retry goes through one queue per delay, whose
messages expire into the exchange `return` and so back to where they came from. Answers go to `rpc.reply`.
"""

import base64
import hashlib
import secrets
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.schemas import archive, conversation, interpretation, status
from shared.schemas.message import Message, Zone

SERVICES = ("gateway", "interpreter", "private-llm", "store")
PARTITIONS = 4
DELIVERY_LIMIT = 5
RETRY_DELAYS_SECONDS = (1, 5, 30, 300)
RETURN, DEAD, REPLY = "return", "dead", "rpc.reply"


@dataclass(frozen=True)
class QueueSpec:
    """A queue, the exchange it hangs on and the key that reaches it."""

    name: str
    exchange: str
    zone: Zone
    arguments: dict[str, Any] = field(default_factory=dict)


def messages() -> list[type[Message]]:
    """Return every message class."""
    modules = (archive, conversation, interpretation, status)
    found = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Message)}
    return sorted((kind for kind in found if kind is not Message), key=lambda kind: kind.topic)


def queue_for(message: Message) -> str:
    """Return the queue that a message goes to."""
    base = message.topic if message.durable else requests_queue(message.handler())
    return f"{base}.{partition(message.partition_key)}" if type(message).is_partitioned() else base


def partition(key: str) -> int:
    """Return which partition a key belongs to."""
    return zlib.crc32(key.encode()) % PARTITIONS


def queues_of(kind: type[Message]) -> list[str]:
    """Return the queues from which a message class is consumed."""
    base = kind.topic if kind.durable else requests_queue(kind.handler())
    return [f"{base}.{number}" for number in range(PARTITIONS)] if kind.is_partitioned() else [base]


def requests_queue(service: str) -> str:
    """Return the queue that holds the requests to a service, or, where they are partitioned, those about nobody in particular."""
    return f"{service}.requests"


def request_queues(service: str, kinds: Iterable[type[Message]], owned: Sequence[int]) -> list[str]:
    """Return the queues from which a process of a service takes requests; of the partitioned ones only those it owns."""
    base = requests_queue(service)
    parts = [f"{base}.{number}" for number in owned] if any(kind.is_partitioned() for kind in kinds) else []
    return [base, *parts]


def dead_queue(kind: type[Message]) -> str:
    """Return where messages of a durable class are parked."""
    return f"{kind.topic}.dead"


def queues(zone: Zone) -> Iterator[QueueSpec]:
    """Return all queues of a zone."""
    kinds = [kind for kind in messages() if kind.zone is zone]
    for service in SERVICES:
        asked = [kind for kind in kinds if kind.answer and kind.handler() == service]
        for name in request_queues(service, asked, range(PARTITIONS)) if asked else []:
            yield QueueSpec(name, service, zone, {"x-queue-type": "classic"})
    for kind in (kind for kind in kinds if kind.durable):
        dead = dead_queue(kind)
        arguments = {
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD,
            "x-dead-letter-routing-key": dead,
        }
        if kind.partitioned:
            arguments["x-single-active-consumer"] = True
        for name in queues_of(kind):
            yield QueueSpec(name, kind.handler(), zone, arguments)
        yield QueueSpec(dead, DEAD, zone, {"x-queue-type": "quorum"})
    if any(kind.durable for kind in kinds):
        for seconds in RETRY_DELAYS_SECONDS:
            name = retry_exchange(seconds)
            yield QueueSpec(name, name, zone, {"x-queue-type": "quorum", "x-message-ttl": seconds * 1000, "x-dead-letter-exchange": RETURN})


def retry_exchange(seconds: int) -> str:
    """Return the exchange (and the queue) that holds messages for some seconds."""
    return f"retry.{seconds}s"


def exchanges() -> list[tuple[str, str]]:
    """Return every exchange with its type."""
    return [(name, "direct") for name in (*SERVICES, RETURN, DEAD, REPLY)] + [
        (retry_exchange(seconds), "fanout") for seconds in RETRY_DELAYS_SECONDS
    ]


def bindings(zone: Zone) -> Iterator[tuple[str, str, str]]:
    """Return (exchange, routing key, queue) for a zone."""
    for queue in queues(zone):
        yield queue.exchange, queue.name, queue.name
        if queue.arguments.get("x-delivery-limit"):
            yield RETURN, queue.name, queue.name


def permissions(service: str) -> dict[str, str]:
    """Return what a service's RabbitMQ user may configure, write and read, as anchored patterns."""
    sent = [kind for kind in messages() if service in kind.senders and (kind.durable or kind.answer)]
    handled = [kind for kind in messages() if kind.handler() == service and (kind.durable or kind.answer)]
    asks = any(kind.answer for kind in sent) or service == "gateway"
    answers = any(kind.answer for kind in handled) or service == "private-llm"
    write = {kind.handler() for kind in sent} | ({REPLY} if answers else set())
    read = {name for kind in handled for name in queues_of(kind)}
    if any(kind.durable for kind in handled):
        write |= {DEAD, *(retry_exchange(seconds) for seconds in RETRY_DELAYS_SECONDS)}
    own = rf"reply\.{service}\.[0-9a-f]+"
    return {
        "configure": _pattern([], own if asks else ""),
        "write": _pattern(write, own if asks else ""),
        "read": _pattern(read | ({REPLY} if asks else set()), own if asks else ""),
    }


def _pattern(names: set[str] | Sequence[str], extra: str) -> str:
    parts = [name.replace(".", r"\.") for name in sorted(names)] + ([extra] if extra else [])
    return f"^({'|'.join(parts)})$" if parts else "^$"


def password_hash(password: str) -> str:
    """Return a password as RabbitMQ stores it (rabbit_password_hashing_sha256)."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def definitions(password_hashes: dict[str, str]) -> dict[str, Any]:
    """Return RabbitMQ's definitions file. A service without a password hash can't sign in."""
    both = [Zone.PRIVATE, Zone.INTERPRETER]
    return {
        "vhosts": [{"name": "/"}],
        "users": [
            {
                "name": service,
                "password_hash": password_hashes.get(service, ""),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": [],
            }
            for service in SERVICES
        ],
        "permissions": [{"user": service, "vhost": "/", **permissions(service)} for service in SERVICES],
        "exchanges": [
            {"name": name, "vhost": "/", "type": kind, "durable": True, "auto_delete": False, "internal": False, "arguments": {}}
            for name, kind in exchanges()
        ],
        "queues": [
            {"name": queue.name, "vhost": "/", "durable": True, "auto_delete": False, "arguments": queue.arguments}
            for zone in both
            for queue in queues(zone)
        ],
        "bindings": [
            {
                "source": exchange,
                "vhost": "/",
                "destination": queue,
                "destination_type": "queue",
                "routing_key": key,
                "arguments": {},
            }
            for zone in both
            for exchange, key, queue in bindings(zone)
        ],
    }
