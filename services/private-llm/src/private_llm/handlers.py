"""Messages in, answers out: every turn is saved before it is thought about, and its answer before it is told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Literal

from private_llm.adapters.bus_archive import BusArchive
from private_llm.adapters.ollama_embedder import NoEmbedder, OllamaEmbedder
from private_llm.domain.conversation import Manner
from private_llm.domain.engine import Acted, Engine
from private_llm.domain.planner import OwnWords, Planner
from private_llm.domain.ports import Writer
from private_llm.domain.saying.wording import moment
from private_llm.domain.understanding import numbered
from private_llm.domain.understanding.stopping import is_stop
from private_llm.domain.writing import Writing
from private_llm.writings import Held, Writings
from shared import logs
from shared.bus import Bus
from shared.bus.handling import Emit, Rest
from shared.errors import Refused, ServiceError, Unavailable
from shared.schemas import archive as ask
from shared.schemas.conversation import (
    Deliver,
    Embed,
    Embedded,
    Halt,
    Halted,
    IncomingMessage,
    Notify,
    Redact,
    Redacted,
    ReminderDue,
    Reply,
    TurnEvent,
)
from shared.schemas.interpretation import Placeholder
from shared.schemas.message import Message
from shared.schemas.status import AskEngine, AskInterpreter, AskPrivateLlm, AskStore, InterpreterStatus, ServiceStatus
from shared.vocabulary import Vocabulary

LONG_SECONDS = 30
"""After so long whoever can see nothing of it is told that an answer is worked on, once."""
STOPPED = {"en": Reply("Stopped.", "rules", ("stop",), language="en"), "fi": Reply("Keskeytin.", "rules", ("stop",), language="fi")}
WORKING = {
    "en": "I'm still working on this; the answer will come. “Stop” ends it.",
    "fi": "Teen tätä vielä; vastaus tulee. ”Seis” lopettaa.",
}
TELL: dict[str, Literal["step", "token"]] = {"step": "step", "token": "token"}
log = logs.get_logger()


class Handlers:
    """What private-llm takes off the bus."""

    def __init__(
        self,
        bus: Bus,
        engine: Engine,
        planner: Planner,
        writer: Writer,
        embedder: OllamaEmbedder | NoEmbedder,
        vocabulary: Vocabulary,
        clock: Callable[[], datetime],
        writings: Writings,
        *,
        begin: Callable[[], None] = lambda: None,
    ) -> None:
        self._bus = bus
        self._engine = engine
        self._planner = planner
        self._writer = writer
        self._embedder = embedder
        self._vocabulary = vocabulary
        self._clock = clock
        self._writings = writings
        self._begin = begin

    def turn(self, message: IncomingMessage, emit: Emit) -> Rest | None:
        """Answer a message once, however often it is handled. Whoever waits is told when something it needs is away. What a model has to
        write is returned, to be done behind the next message."""
        with _failures_told(message, emit):
            return self._answer(message, emit)

    def _answer(self, message: IncomingMessage, emit: Emit) -> Rest | None:
        self._begin()
        begun = self._begun(message)
        made = begun.reply or self._stopped(message, begun) or self._act(message, begun, emit)
        if isinstance(made, Reply):
            self._tell(message, begun, made, emit)
            return None
        pulse = partial(self._pulse, message, made, emit)
        held = self._writings.begin(message.person, message.turn, pulse, thread=message.thread)
        write = partial(self._write, message, begun, made, held, emit)
        return write() if held.why == "crowded" else write

    def _begun(self, message: IncomingMessage) -> ask.TurnBegun:
        request = ask.BeginTurn(
            message.person, message.turn, message.channel, message.external_id, message.text, message.at, message.thread
        )
        return self._bus.request(request, ask.TurnBegun)

    def _stopped(self, message: IncomingMessage, begun: ask.TurnBegun) -> Reply | None:
        """Stop what is being written in the message's conversation, if that is what it says."""
        if message.forwarded or not is_stop(message.text):
            return None
        if not self._writings.stop(message.person, "", "stopped", thread=message.thread):
            return None
        finnish = begun.settings.get("language", self._planner.language_of(OwnWords(message.text))) == "fi"
        return self._finish(message, begun, STOPPED["fi" if finnish else "en"])

    def _write(self, message: IncomingMessage, begun: ask.TurnBegun, acted: Acted, held: Held, emit: Emit) -> None:
        """Have a model write, once the person's answers before this one are saved; then tell. Done again, it writes nothing again."""
        with _failures_told(message, emit):
            with held:
                if held.reply is None:
                    held.reply = (self._begun(message).reply if held.waited else None) or self._spoken(begun, acted, held, emit)
                self._finish(message, begun, held.reply)
            self._tell(message, begun, held.reply, emit)

    def _spoken(self, begun: ask.TurnBegun, acted: Acted, held: Held, emit: Emit) -> Reply:
        def tell(kind: str, text: str) -> None:
            held.doing = "writing"
            emit(TurnEvent(TELL[kind], begun.turn, text))

        with _nothing_thrown() as thrown:
            return acted.spoken(tell, held)
        return thrown[0]

    def _pulse(self, message: IncomingMessage, acted: Acted, emit: Emit, held: Held) -> None:
        """Say that an answer is worked on, and how far it is by what the model says of itself."""
        emit(TurnEvent("progress", message.turn, held.doing, seconds=held.seconds, share=held.share))
        if message.reply_address and held.seconds >= LONG_SECONDS and not held.told:
            held.told = True
            text = WORKING[acted.language if acted.language in WORKING else "en"]
            self._bus.publish(Deliver(message.person, f"working#{message.turn}", message.reply_address, text, "answer"))

    def _tell(self, message: IncomingMessage, begun: ask.TurnBegun, reply: Reply, emit: Emit) -> None:
        if message.reply_address:
            self._bus.publish(Deliver(message.person, f"reply#{begun.turn}", message.reply_address, reply.text, "answer"))
        emit(TurnEvent("reply", begun.turn, reply.text, reply))

    def _act(self, message: IncomingMessage, begun: ask.TurnBegun, emit: Emit) -> Reply | Acted:
        """Do what a message asks for; return the answer, or what a model has yet to put into words."""
        with _nothing_thrown() as thrown:
            if message.forwarded:
                return self._finish(message, begun, self._engine.passed_on(message.text, begun.settings))
            tell = lambda kind, text: emit(TurnEvent(TELL[kind], begun.turn, text))  # noqa: E731
            acted = self._engine.act(
                begun.turn,
                OwnWords(message.text),
                BusArchive(self._bus, message.person, begun.turn, self._embedder, chats=begun.chats),
                attached=message.attached,
                history=begun.history,
                settings=begun.settings,
                manner=Manner(begun.name, begun.rules),
                now=self._clock(),
                tell=tell,
                keeps=not message.thread.startswith(ask.TEMPORARY),
            )
            return acted if acted.is_long else self._finish(message, begun, acted.spoken(tell, Writing()))
        return self._finish(message, begun, thrown[0])

    def halt(self, request: Halt) -> Message:
        """Stop what is being written for a person, if it is here."""
        return Halted(self._writings.stop(request.person, request.turn, request.why))

    def _finish(self, message: IncomingMessage, begun: ask.TurnBegun, reply: Reply) -> Reply:
        request = ask.FinishTurn(message.person, begun.turn, message.channel, reply, self._clock(), message.thread)
        self._bus.request(request, ask.Done)
        log.info("turn.finished", intents=list(reply.steps), engine=reply.engine)
        return reply

    def reminder_due(self, event: ReminderDue, _emit: Emit) -> None:
        """Say a reminder in every channel of the person's, once."""
        key = f"reminder#{event.reminder}#{event.due_at.isoformat()}"
        text = _reminder_text(event)
        if not self._bus.request(ask.Announce(event.person, key, text, self._clock()), ask.Done).id:
            return
        for address in event.addresses:
            with_numbers = f"{text}\n{numbered.told(event, self._clock())}"
            self._bus.publish(Deliver(event.person, f"{key}#{address}", address, with_numbers, "reminder"))
        for device in event.devices:
            self._bus.publish(Notify(event.person, f"{key}#{device}", device, key, event.text, event.language, event.due_at))

    def redact(self, request: Redact) -> Message:
        """Show what would leave."""
        redaction = self._planner.redact(OwnWords(request.text))
        return Redacted(
            text=redaction.text(self._vocabulary),
            items=tuple(_shown(entry.item, self._vocabulary) for entry in redaction.framed),
            language=redaction.language,
            leaves=redaction.leaves,
            reason=redaction.reason,
        )

    def alive(self, request: AskEngine) -> Message:
        return ServiceStatus("private-llm", {})

    def status(self, request: AskPrivateLlm) -> Message:
        """Say what is in use. The store must answer; the interpreter and Ollama may be away."""
        store = self._bus.request(AskStore(), ServiceStatus, timeout_seconds=2)
        writer = self._writer.name()
        parts = {"broker": self._bus.broker_name, "model": writer or f"none ({self._writer.reason})"} | store.parts
        try:
            interpreter = self._bus.request(AskInterpreter(), InterpreterStatus, timeout_seconds=1)
            return ServiceStatus("private-llm", parts | interpreter.parts | {"interpreter": "ready"})
        except Unavailable:
            return ServiceStatus("private-llm", parts | {"interpreter": "does not answer; requests are planned without it"})

    def embed(self, request: Embed) -> Message:
        """Return the vector of what is looked for; nothing without a model."""
        return Embedded(*self._embedder.query(request.text))


@contextmanager
def _failures_told(message: IncomingMessage, emit: Emit) -> Iterator[None]:
    try:
        yield
    except ServiceError as error:
        emit(TurnEvent("error", message.turn, error.reason))
        raise


@contextmanager
def _nothing_thrown() -> Iterator[list[Reply]]:
    """Make an answer of whatever goes wrong in thinking; what may go right later is raised on."""
    thrown: list[Reply] = []
    try:
        yield thrown
    except Refused as error:
        thrown.append(Reply(text=f"I can't do that: {error.reason}.", engine="rules"))
    except Unavailable:
        raise
    except Exception as error:
        log.error("turn.failed", error=error)
        text = "Something went wrong inside me while I worked on this. Please try it in other words."
        thrown.append(Reply(text=text, engine="rules"))


def _reminder_text(event: ReminderDue) -> str:
    finnish = event.language == "fi"
    text = f"Muistutus: {event.text}" if finnish else f"Reminder: {event.text}"
    if not event.late:
        return text
    due = moment(event.due_at, event.time_zone, event.language)
    return f"{text}\n(Myöhässä: oli määrä {due}.)" if finnish else f"{text}\n(Late: it was due {due}.)"


def _shown(item: object, vocabulary: Vocabulary) -> dict[str, object]:
    if isinstance(item, Placeholder):
        return {"kind": item.kind.name, "n": item.n}
    return {"word": vocabulary.words[item.id]}  # type: ignore[attr-defined]
