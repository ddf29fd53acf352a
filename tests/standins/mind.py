"""The whole mind in one process, without a broker: the real engine, interpreter and encrypted store, called directly, with a clock that
is set by hand. What the bus does is tested elsewhere."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from interpreter.domain.local import LocalInterpreter
from interpreter.handlers import Handlers as InterpreterHandlers
from private_llm.adapters.bus_interpreter import BusInterpreter
from private_llm.adapters.ollama_embedder import NoEmbedder
from private_llm.domain.engine import Engine
from private_llm.domain.planner import Planner
from private_llm.domain.ports import Writer
from private_llm.handlers import Handlers as EngineHandlers
from private_llm.writings import Writings
from shared.schemas import archive
from shared.schemas.conversation import Channel, IncomingMessage, ReminderDue, Reply
from shared.schemas.message import Message
from shared.schemas.records import RecordKind
from shared.vocabulary import LANGUAGES, load
from store.adapters import conversations, imports, records
from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.pushes import Pushes
from store.adapters.vault import Vault
from store.clock import ReminderClock
from store.domain.importers.parsed import Message as Written
from store.handlers import Handlers as StoreHandlers

VOCABULARY = load()
LOCAL = LocalInterpreter(VOCABULARY)
HELSINKI = ZoneInfo("Europe/Helsinki")
FRIDAY = datetime(2026, 11, 27, 12, 0, tzinfo=HELSINKI)


class NoWriter:
    """No model."""

    reason = "none"

    def name(self) -> str | None:
        return None

    def stream(self, system: str, messages: Any, **_: Any) -> Any:
        raise AssertionError("there is no model")


@cache
def _beginning(having: tuple[str, ...]) -> TemporaryDirectory[str]:
    """Return a home with a person who has these things, to be copied: to make one means to migrate two files."""
    made: TemporaryDirectory[str] = TemporaryDirectory()
    home = Path(made.name)
    if having:
        mind = Mind(home)
        for thing in having:
            mind.give(thing)
        mind._vault.close()
    else:
        vault = Vault(home, MasterKey.load(None, home))
        vault.create_person()
        vault.close()
    return made


class Mind:
    """One person's assistant, at a time of one's own choosing. What many begin with (`having`) is given once and copied."""

    def __init__(self, home: Path, *, now: datetime = FRIDAY, writer: Writer | None = None, having: Sequence[str] = ()) -> None:
        shutil.copytree(_beginning(tuple(having)).name, home, dirs_exist_ok=True)
        vault = Vault(home, MasterKey.load(None, home), zone="Europe/Helsinki")
        directory = Directory(vault)
        self.now = now
        self.channel: Channel = "api"
        (self.person,) = vault.everybody()
        self._vault = vault
        self.published: list[Message] = []
        self._turns = len(having)
        self._store = StoreHandlers(vault, directory)
        self._interpreter = InterpreterHandlers(LOCAL, None, VOCABULARY, engine="auto")
        planner = Planner(BusInterpreter(self, VOCABULARY), VOCABULARY, LANGUAGES)  # type: ignore[arg-type]
        model: Any = writer or NoWriter()
        engine = Engine(planner, model, default_zone="Europe/Helsinki")
        self._engine = EngineHandlers(
            self,  # type: ignore[arg-type]
            engine,
            planner,
            model,
            NoEmbedder(),
            VOCABULARY,
            lambda: self.now.astimezone(UTC),
            Writings(),
        )
        self._clock = ReminderClock(vault, directory, Pushes(vault), self)  # type: ignore[arg-type]

    def request(self, message: Message, _answer: type, *, timeout_seconds: float = 0) -> Any:
        """Answer a request as the service that it is for would."""
        service, _, name = message.topic.partition(".")
        handlers = {"store": self._store, "interpreter": self._interpreter}[service]
        return getattr(handlers, name.replace("-", "_"))(type(message).load(message.dump()))

    def publish(self, message: Message) -> None:
        """Handle what is due at once; keep what would be sent."""
        if isinstance(message, ReminderDue):
            self._engine.reminder_due(message, lambda _: None)
        else:
            self.published.append(message)

    def ask(self, text: str, tell: list[str] | None = None, pieces: list[str] | None = None, **fields: Any) -> Reply:
        """Say something and return the answer; `tell` takes the steps of it, `pieces` what is told of it meanwhile."""
        replies: list[Reply] = []
        self._turns += 1
        said = IncomingMessage(self.person, f"turn{self._turns}", self.channel, f"key{self._turns}", text, self.now, **fields)

        def emit(event: Any) -> None:
            if event.reply:
                replies.append(event.reply)
            elif event.kind == "step" and tell is not None:
                tell.append(event.text)
            elif event.kind == "token" and pieces is not None:
                pieces.append(event.text)

        rest = self._engine.turn(said, emit)
        if rest is not None:
            rest()
        return replies[-1]

    def wait(self, **span: float) -> None:
        """Let time go by; what comes due comes."""
        self.now += timedelta(**span)
        self._clock.tick(self.now.astimezone(UTC))

    def everything(self, *kinds: RecordKind) -> tuple[dict[str, list[archive.RecordView]], dict[str, str]]:
        """Return what is kept of some kinds, and the settings that were made, in one look."""
        with self._vault.glance(self.person) as session:
            return {kind: list(records.every(session, kind, limit=200)[0]) for kind in kinds}, conversations.settings(session)

    def kept(self, kind: RecordKind) -> list[archive.RecordView]:
        """Return what is kept of a kind."""
        return self.everything(kind)[0][kind]

    def reminders(self) -> dict[str, str]:
        """Return the reminders to come: words to wall time."""
        return {
            str(one.fields["text"]): datetime.fromisoformat(str(one.fields["due_at"])).astimezone(HELSINKI).strftime("%Y-%m-%d %H:%M")
            for one in self.kept("reminder")
            if one.fields["state"] == "pending"
        }

    def notes(self) -> list[str]:
        """Return the notes, newest first."""
        return [str(one.fields["text"]) for one in self.kept("note")]

    def settings(self) -> dict[str, str]:
        """Return the settings that were made."""
        return self.everything()[1]

    def give(self, thing: str) -> None:
        """Put something there: `note: WORDS`, `reminder: WORDS @ WALL TIME`, `event: WORDS @ WALL TIME`, `item: LIST: WORDS`,
        `contact: NAME, NUMBER`, `message: CHAT | SENDER | WORDS @ WALL TIME`."""
        kind, _, words = thing.partition(": ")
        text, _, at = words.partition(" @ ")
        self._turns += 1
        if kind == "message":
            self._write(*text.split(" | ", 2), at)
            return
        fields: dict[str, Any] = {"text": text}
        if kind == "contact":
            name, _, number = words.partition(", ")
            fields = {"name": name, "handles": [number] if number else []}
        if kind == "item":
            fields = dict(zip(("list", "text"), words.split(": "), strict=True))
        if kind == "event":
            start = datetime.fromisoformat(at).replace(tzinfo=HELSINKI)
            fields |= {"start_at": start.isoformat(), "end_at": (start + timedelta(hours=1)).isoformat(), "zone": "Europe/Helsinki"}
        elif at:
            due = datetime.fromisoformat(at).replace(tzinfo=HELSINKI)
            fields |= {"due_at": due.isoformat(), "zone": "Europe/Helsinki"}
        self.request(archive.PutRecord(self.person, kind, f"given{self._turns}", fields), archive.Record)  # type: ignore[arg-type]

    def _write(self, chat: str, sender: str, text: str, at: str) -> None:
        """Put a message into a chat, as an import does."""
        moment = datetime.fromisoformat(at).replace(tzinfo=HELSINKI)
        with self._vault.person(self.person, "test") as session:
            row = imports.begin(session, id=f"import{self._turns}", chat=chat, zone="Europe/Helsinki", now=moment)
            written = Written(int(moment.timestamp()), sender, text, chat=chat)
            imports.take(session, row, [written], now=moment, new_id=lambda: f"chat-of-{self._turns}")
