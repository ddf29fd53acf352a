"""Everything that a run left behind to be looked at: what arrived where, on which record, in which file, log and memory."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pika
import pika.exceptions
import requests

from shared.bus import topology
from shared.envelope import Keyring
from shared.errors import BadMessage
from shared.schemas.message import Zone
from tests.prove.tap import Passed, Tap
from tests.prove.workload import Canaries
from tests.standins.openai import OpenAI
from tests.standins.push import Push
from tests.standins.rabbitmq import RabbitNode
from tests.standins.stack import Stack, until
from tests.standins.twilio import Twilio

MEMORY_CHUNK_BYTES = 16 * 2**20


@dataclass
class Arrived:
    """A message that reached the interpreter, and its body opened with the interpreter's key (None: it does not open)."""

    passed: Passed
    opened: bytes | None


@dataclass
class Out:
    """A request that left the machine, and when it was received."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Evidence:
    """One run, as a sceptic finds it."""

    canaries: Canaries
    arrived: list[Arrived] = field(default_factory=list)
    private: list[Passed] = field(default_factory=list)
    """Messages between the other services, and whether the interpreter's key opens any is a question to ask of them."""
    interpreter_opens: list[str] = field(default_factory=list)
    openai: list[Out] = field(default_factory=list)
    twilio: list[Out] = field(default_factory=list)
    pushed: list[Out] = field(default_factory=list)
    """What went to the push service of a browser."""
    records: list[dict[str, Any]] = field(default_factory=list)
    chain_whole: bool = True
    blobs: dict[str, bytes] = field(default_factory=dict)
    """Logs, metrics, environments, memory, files: whatever may hold no canary, by what it is."""
    interpreter_files: list[str] = field(default_factory=list)
    """Open files and mapped libraries of the interpreter's process."""
    interpreter_environment: dict[str, str] = field(default_factory=dict)
    allowed: set[tuple[str, str, str]] = field(default_factory=set)
    """(user, operation, resource) that the broker allows."""


def collect(
    planted: Canaries,
    stack: Stack,
    tap: Tap,
    openai: OpenAI,
    twilio: Twilio,
    push: Push,
    node: RabbitNode,
    *,
    folders: dict[str, Path],
    memory: bool,
    since: datetime,
) -> Evidence:
    """Look everywhere."""
    found = Evidence(planted)
    keyring = Keyring.load(stack.home / "keys" / f"bus-{Zone.INTERPRETER}.key")
    for passed in list(tap.messages):
        if passed.service == "interpreter" and passed.to_service:
            found.arrived.append(Arrived(passed, _unsealed(passed, keyring)))
        elif passed.service != "interpreter" and passed.exchange != "interpreter":
            found.private.append(passed)
            if _unsealed(passed, keyring) is not None and not _is_interpreters(passed):
                found.interpreter_opens.append(str(passed.headers.get("topic")))
    found.openai = [Out(entry.method, entry.path, entry.headers, entry.body, entry.at) for entry in openai.received]
    found.twilio = [
        Out(entry.method, entry.path, entry.headers, entry.body, entry.at) for entry in twilio.received if entry.method == "POST"
    ]
    found.pushed = [Out(entry.method, entry.path, entry.headers, entry.body, entry.at) for entry in push.received]
    found.records, found.chain_whole = _records(stack, since)
    found.blobs = _blobs(stack, tap, folders)
    _look_at_interpreter(stack, found, memory=memory)
    return found


def interpreted(tap: Tap, home: Path) -> list[bytes]:
    """Return the requests that reached the interpreter, opened, in order."""
    keyring = Keyring.load(home / "keys" / f"bus-{Zone.INTERPRETER}.key")
    arrived = [passed for passed in list(tap.messages) if passed.service == "interpreter" and passed.to_service]
    wanted = [passed for passed in arrived if passed.headers.get("topic") in {"interpreter.interpret", "interpreter.release"}]
    once: dict[str, Passed] = {}
    for passed in wanted:
        once.setdefault(str(passed.properties["message_id"]), passed)  # A broker may deliver twice.
    return [_unsealed(passed, keyring) or passed.body for passed in once.values()]


def _is_interpreters(passed: Passed) -> bool:
    return str(passed.headers.get("topic")) in {"private-llm.interpretation", "private-llm.interpreter-status", "any.failure"}


def _unsealed(passed: Passed, keyring: Keyring) -> bytes | None:
    message_id = str(passed.properties.get("message_id"))
    correlation_id = str(passed.properties.get("correlation_id") or "") if passed.exchange == topology.REPLY else ""
    topic = str(passed.headers.get("topic"))
    bound = "\0".join(("1", topic, message_id, correlation_id)).encode()
    try:
        return keyring.decrypt(str(passed.headers.get("key")), passed.body, bound)
    except BadMessage:
        return None


def _records(stack: Stack, since: datetime) -> tuple[list[dict[str, Any]], bool]:
    entries = _got(stack, "egress", limit=500, since=since.isoformat())["entries"]
    return [_got(stack, f"egress/{entry['id']}") for entry in entries], bool(_got(stack, "egress/verification")["whole"])


def _got(stack: Stack, path: str, **query: Any) -> dict[str, Any]:
    """Ask the API until it answers: a planted leak may keep a part of the product busy."""
    response = until(
        lambda: (found := stack.call("GET", path, params=query)).status_code == 200 and found, what=f"GET {path.split('/')[0]}"
    )
    return response.json()  # type: ignore[union-attr, no-any-return]


def _blobs(stack: Stack, tap: Tap, folders: dict[str, Path]) -> dict[str, bytes]:
    blobs = {f"log of {name}": stack.log(name).read_bytes() for name in stack.running}
    for name in stack.running:
        blobs[f"metrics of {name}"] = requests.get(f"http://127.0.0.1:{stack.ports[name]}/metrics", timeout=10).content
    blobs |= {f"traffic of {service}": bytes(raw) for service, raw in tap.raw.items()}
    for what, folder in folders.items():
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            try:
                blobs[f"{what}: {path.relative_to(folder)}"] = path.read_bytes()
            except OSError:
                continue
    return blobs


def worker_pid(stack: Stack, service: str) -> int:
    """Return the process that does a service's work: the child of gunicorn's master."""
    master = stack.running[service].pid
    return int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])


def _look_at_interpreter(stack: Stack, found: Evidence, *, memory: bool) -> None:
    pid = worker_pid(stack, "interpreter")
    environ = Path(f"/proc/{pid}/environ").read_bytes()
    found.blobs["environment of interpreter"] = environ
    found.interpreter_environment = dict(part.decode().partition("=")[::2] for part in environ.split(b"\0") if part)
    files = {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir() if entry.is_symlink()}
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    found.interpreter_files = sorted(files | {line.split(maxsplit=5)[5] for line in maps if len(line.split(maxsplit=5)) == 6})
    if memory:
        found.blobs["memory of interpreter"] = _memory(pid, maps)


def _memory(pid: int, maps: list[str]) -> bytes:
    found = bytearray()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as mem:
        for line in maps:
            span, access = line.split()[:2]
            if not access.startswith("rw") or "[vvar]" in line:
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            for begin in range(start, end, MEMORY_CHUNK_BYTES):
                try:
                    mem.seek(begin)
                    found += mem.read(min(MEMORY_CHUNK_BYTES, end - begin))
                except OSError:
                    break
    return bytes(found)


def broker_permissions(node: RabbitNode) -> set[tuple[str, str, str]]:
    """Try every user × operation × queue and exchange, from outside, with pika; return what is allowed."""
    queues = [queue.name for zone in Zone for queue in topology.queues(zone)]
    exchanges = [name for name, _ in topology.exchanges()]
    built_in = ["", "amq.direct", "amq.topic", "amq.fanout", "amq.headers", "amq.match"]
    allowed = set()
    for user in topology.SERVICES:
        url = node.url(user)
        allowed |= {(user, name, queue) for queue in queues for name, act in QUEUE_OPERATIONS.items() if _may(url, act, queue)}
        allowed |= {(user, "publish", exchange) for exchange in [*exchanges, *built_in] if _may(url, _publish, exchange)}
        allowed |= {(user, "declare", name) for name in ("stray",) if _may(url, lambda channel, queue: channel.queue_declare(queue), name)}
    return allowed


def _may(url: str, act: Any, resource: str) -> bool:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        act(connection.channel(), resource)
    except pika.exceptions.ChannelClosedByBroker as error:
        return error.reply_code not in {403, 404}
    else:
        return True
    finally:
        if connection.is_open:
            connection.close()


def _publish(channel: Any, exchange: str) -> None:
    channel.confirm_delivery()
    channel.basic_publish(exchange, "nowhere", b"x")


QUEUE_OPERATIONS: dict[str, Any] = {
    "consume": lambda channel, queue: channel.basic_cancel(channel.basic_consume(queue, lambda *_: None)),
    "get": lambda channel, queue: channel.basic_get(queue),
    "bind": lambda channel, queue: channel.queue_bind(queue, "amq.direct", "x"),
    "purge": lambda channel, queue: channel.queue_purge(queue),
    "redeclare": lambda channel, queue: channel.queue_declare(queue, durable=True, arguments={"x-max-length": 1}),
}
"""Deleting is left out where it would succeed, since it would take the queue away; `redeclare` needs the same permission."""


def parsed(text: str) -> float:
    """Return an ISO 8601 time as seconds."""
    return datetime.fromisoformat(text).timestamp()
