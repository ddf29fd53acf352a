"""A running product with everything outside of it, and ways to fill it and to talk to it."""

import hashlib
import io
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from private_llm.adapters.bus_archive import BusArchive
from private_llm.adapters.bus_interpreter import BusInterpreter
from private_llm.domain.planner import OwnWords, Planner
from shared.bus import Bus, broker_for
from shared.envelope import Keyring
from shared.errors import ServiceError
from shared.metrics import Metrics
from shared.schemas.archive import Authenticate, Identified
from shared.schemas.conversation import IncomingMessage
from shared.schemas.message import Zone
from shared.vocabulary import LANGUAGES, load
from tests.prove.evidence import Evidence, collect, interpreted
from tests.prove.tap import Tap
from tests.prove.workload import Canaries
from tests.standins.openai import OpenAI
from tests.standins.push import Browser, Push
from tests.standins.rabbitmq import RabbitNode
from tests.standins.stack import SERVICES, Stack, until
from tests.standins.twilio import Twilio, incoming, webhook

OWNER = "whatsapp:+358401234567"


@dataclass
class Product:
    """One running product, and whatever is outside of it."""

    stack: Stack
    tap: Tap
    node: RabbitNode
    openai: OpenAI
    twilio: Twilio
    push: Push
    folder: Path
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    def evidence(self, planted: Canaries, *, thorough: bool = False) -> Evidence:
        """Look everywhere; only if thorough also into memory, and at the broker's disk, which keeps what a planted leak put there."""
        folders = {"disk": self.stack.home, "temporary files": self.folder / "tmp"}
        folders |= {"broker's disk": self.node.folder} if thorough else {}
        return collect(
            planted,
            self.stack,
            self.tap,
            self.openai,
            self.twilio,
            self.push,
            self.node,
            folders=folders,
            memory=thorough,
            since=self.since,
        )

    def forget_the_past(self) -> None:
        """Begin a new capture: what was seen so far counts no more."""
        self.since = datetime.now(UTC)
        self.tap.messages.clear()
        for raw in self.tap.raw.values():
            raw.clear()
        self.openai.received.clear()
        self.twilio.received.clear()
        self.push.received.clear()
        for name in SERVICES:
            os.truncate(self.stack.log(name), 0)
        for stray in [*(self.folder / "tmp").iterdir(), *self.stack.home.glob("cache-*")]:
            stray.unlink() if stray.is_file() else shutil.rmtree(stray)


@contextmanager
def product(
    folder: Path, *, engine: str, tapped: tuple[str, ...] = SERVICES, first: Callable[[RabbitNode], None] = lambda _node: None
) -> Iterator[Product]:
    """Start a product over a broker of its own, with a tap between; `first` is done while nobody uses the broker."""
    (folder / "tmp").mkdir(parents=True)
    openai, twilio, push, node = OpenAI(), Twilio(), Push(), RabbitNode(folder / "rabbit")
    with ExitStack() as cleanup:
        cleanup.callback(openai.stop)
        cleanup.callback(twilio.stop)
        cleanup.callback(push.stop)
        cleanup.callback(node.stop)
        first(node.start())
        tap = Tap(node.port, tapped)
        cleanup.callback(tap.close)
        environment = {
            **twilio.environment(),
            **push.environment(),
            "OWNER_WHATSAPP": OWNER,
            "OPENAI_API_KEY": "stand-in-key",
            "OPENAI_BASE_URL": f"{openai.url}/v1",
            "INTERPRETER_ENGINE": engine,
            "CLOUD_DAILY_REQUESTS": "1000000",
            "CLOUD_DAILY_TOKENS": "1000000000",
            "TMPDIR": str(folder / "tmp"),
        }
        stack = Stack(folder / "home", environment=environment, broker=lambda service: _through(tap, node, service))
        cleanup.callback(stack.stop)
        yield Product(stack.start(), tap, node, openai, twilio, push, folder)


def _through(tap: Tap, node: RabbitNode, service: str) -> str:
    if service not in tap.raw:
        return node.url(service)
    return node.url(service).replace(f":{node.port}/", f":{tap.port(service)}/")


def reach(one: Product) -> None:
    """Sign a browser of the owner's in, which notifications reach with the words of reminders."""
    secret = requests.post(f"{one.stack.url}/api/v1/sessions", json={"secret": one.stack.token}, timeout=20).json()["token"]
    given = Browser(one.push).subscription("words")
    one.stack.call("PUT", "pushes/this", json=given, headers={"Authorization": f"Bearer {secret}"}).raise_for_status()


def furnish(stack: Stack, planted: Canaries) -> None:
    """Fill a store with somebody's secrets."""
    for number, name in enumerate(planted.names):
        stack.call("POST", "contacts", json={"name": name, "details": f"{planted.phone}, {planted.street} {number}, {planted.mail}"})
        stack.call("POST", "chats", json={"name": f"{name} and {planted.things[number]}"})
        stack.call(
            "POST",
            "notes",
            json={"text": f"{planted.phrases[number % len(planted.phrases)]}. {planted.things[number]}, {planted.card}, {planted.iban}"},
        )
        stack.call("POST", "reminders", json={"text": f"{planted.things[number]} {planted.hetu}", "due_at": "2031-01-01T09:00:00+02:00"})
    stack.call("PATCH", "profile", json={"name": planted.names[0], "about": planted.street})
    stack.call("POST", "rules", json={"text": f"always mention {planted.things[0]}"})
    stack.call("POST", "drafts", json={"text": planted.phrases[0], "recipient": planted.names[1]})
    stack.call("POST", "summaries", json={"text": planted.phrases[-1], "about": planted.things[1]})
    said = [planted.phrases[number % len(planted.phrases)] for number in range(len(planted.names))]
    lines = (f"1.3.2024 klo 10.{number:02} - {name}: {said[number]}, {planted.mail}\n" for number, name in enumerate(planted.names))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("_chat.txt", f"{''.join(lines)}1.3.2024 klo 11.00 - {planted.names[0]}: {planted.things[1]}.txt (file attached)\n")
        archive.writestr(f"{planted.things[1]}.txt", f"{planted.phrases[0]} {planted.hetu}")
    begun = stack.call("POST", "imports", params={"chat": planted.things[0]}, data=packed.getvalue()).json()
    until(lambda: stack.call("GET", f"imports/{begun['id']}").json()["state"] == "done", what="a chat is imported")


def converse(one: Product, texts: list[str], *, patience_seconds: float = 30) -> None:
    """Ask in every way: HTTP, streamed, WhatsApp; and be reminded of something, with all pages closed."""
    at = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    one.stack.call("POST", "reminders", json={"text": texts[0], "due_at": at})
    for number, text in enumerate(texts):
        if number % 10 == 0:
            webhook(f"{one.stack.url}/webhooks/twilio/whatsapp", incoming(text))
        elif number % 3 == 0:
            one.stack.events(text)
        else:
            one.stack.ask(text)
    said = len([text for number, text in enumerate(texts) if number % 10 == 0])
    until(
        lambda: len([entry for entry in one.twilio.received if entry.method == "POST"]) >= said,
        seconds=patience_seconds,
        what="the WhatsApp answers",
    )
    until(lambda: one.push.received, seconds=patience_seconds, what="the notification")


def ask_in_order(one: Product, texts: list[str], told: Callable[[int], None]) -> tuple[list[bytes], list[bytes]]:
    """Put requests on the bus as the gateway would; return what reached the interpreter and OpenAI, in order."""
    one.tap.messages.clear()
    one.openai.received.clear()
    keys = {Zone.PRIVATE: Keyring.load(one.stack.home / "keys" / f"bus-{Zone.PRIVATE}.key")}
    broker = broker_for(one.node.url("gateway"), one.stack.home, [Zone.PRIVATE])
    with Bus("gateway", broker, keys, Metrics("gateway"), asks=(Zone.PRIVATE,)) as bus:
        person = until(lambda: _owner(bus, one.stack.token), what="the bus is there")
        for number, text in enumerate(texts):
            turn = secrets.token_hex(12)
            bus.publish(IncomingMessage(person=person, turn=turn, channel="api", external_id=turn, text=text, at=datetime.now(UTC)))
            told(number)
    until(lambda: _is_answered(one.stack, turn), seconds=600, every=0.5, what="every request is answered")
    return interpreted(one.tap, one.stack.home), [entry.body for entry in one.openai.received]


def plan_in_order(one: Product, texts: list[str], told: Callable[[int], None]) -> list[bytes]:
    """Plan requests with the engine's planner over the product's own store, bus and interpreter, without answering them; return what
    reached the interpreter, in order. Faster than whole turns, so that there can be many."""
    one.tap.messages.clear()
    keys = {zone: Keyring.load(one.stack.home / "keys" / f"bus-{zone}.key") for zone in Zone}
    broker = broker_for(one.node.url("private-llm"), one.stack.home, list(Zone))
    with Bus("private-llm", broker, keys, Metrics("private-llm"), asks=tuple(Zone)) as bus:
        person = until(lambda: _owner(bus, one.stack.token), what="the bus is there")
        planner = Planner(BusInterpreter(bus, load()), load(), LANGUAGES)
        for number, text in enumerate(texts):
            archive = BusArchive(bus, str(person), f"turn{number}")
            planner.plan(OwnWords(text), archive, turn=f"turn{number}", cloud_allowed=False, now=datetime.now(UTC), zone="Europe/Helsinki")
            told(number)
    return interpreted(one.tap, one.stack.home)


def _owner(bus: Bus, token: str) -> str | None:
    try:
        return bus.request(Authenticate(hashlib.sha256(token.encode()).hexdigest()), Identified).person
    except ServiceError:
        return None


def _is_answered(stack: Stack, turn: str) -> bool:
    messages = stack.call("GET", "messages", params={"limit": 2}).json()["messages"]
    return any(message["turn"] == turn and message["role"] == "assistant" for message in messages)
