"""Messages in, answers out: every turn is saved before it is thought about, and its answer before it is told."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from private_llm.adapters.bus_archive import BusArchive
from private_llm.adapters.ollama_embedder import NoEmbedder, OllamaEmbedder
from private_llm.domain.conversation import Manner
from private_llm.domain.engine import Engine
from private_llm.domain.planner import OwnWords, Planner
from private_llm.domain.ports import Writer
from private_llm.domain.saying.wording import moment
from shared import logs
from shared.bus import Bus
from shared.bus.handling import Emit
from shared.errors import Refused, ServiceError, Unavailable
from shared.schemas import archive as ask
from shared.schemas.conversation import Deliver, Embed, Embedded, IncomingMessage, Redact, Redacted, ReminderDue, Reply, TurnEvent
from shared.schemas.interpretation import Placeholder
from shared.schemas.message import Message
from shared.schemas.status import AskEngine, AskInterpreter, AskPrivateLlm, AskStore, InterpreterStatus, ServiceStatus
from shared.vocabulary import Vocabulary

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
    ) -> None:
        self._bus = bus
        self._engine = engine
        self._planner = planner
        self._writer = writer
        self._embedder = embedder
        self._vocabulary = vocabulary
        self._clock = clock

    def turn(self, message: IncomingMessage, emit: Emit) -> None:
        """Answer a message once, however often it is handled. Whoever waits is told when something it needs is away."""
        emit(TurnEvent("accepted", message.turn))
        try:
            self._answer(message, emit)
        except ServiceError as error:
            emit(TurnEvent("error", message.turn, error.reason))
            raise

    def _answer(self, message: IncomingMessage, emit: Emit) -> None:
        request = ask.BeginTurn(message.person, message.turn, message.channel, message.external_id, message.text, message.at)
        begun = self._bus.request(request, ask.TurnBegun)
        reply = begun.reply or self._think(message, begun, emit)
        if message.reply_address:
            self._bus.publish(Deliver(message.person, f"reply#{begun.turn}", message.reply_address, reply.text, "answer"))
        emit(TurnEvent("reply", begun.turn, reply.text, reply))

    def _think(self, message: IncomingMessage, begun: ask.TurnBegun, emit: Emit) -> Reply:
        kinds: dict[str, Literal["step", "token"]] = {"step": "step", "token": "token"}
        try:
            if message.forwarded:
                return self._finish(message, begun, self._engine.passed_on(message.text, begun.settings))
            reply = self._engine.answer(
                begun.turn,
                OwnWords(message.text),
                BusArchive(self._bus, message.person, begun.turn, self._embedder),
                attached=message.attached,
                history=begun.history,
                settings=begun.settings,
                manner=Manner(begun.name, begun.rules),
                now=self._clock(),
                tell=lambda kind, text: emit(TurnEvent(kinds[kind], begun.turn, text)),
            )
        except Refused as error:
            reply = Reply(text=f"I can't do that: {error.reason}.", engine="rules")
        except Unavailable:
            raise
        except Exception as error:
            log.error("turn.failed", error=error)
            reply = Reply(text="Something went wrong inside me while I worked on this. Please try it in other words.", engine="rules")
        return self._finish(message, begun, reply)

    def _finish(self, message: IncomingMessage, begun: ask.TurnBegun, reply: Reply) -> Reply:
        self._bus.request(ask.FinishTurn(message.person, begun.turn, message.channel, reply, self._clock()), ask.Done)
        log.info("turn.finished", intents=list(reply.steps), engine=reply.engine)
        return reply

    def reminder_due(self, event: ReminderDue, _emit: Emit) -> None:
        """Say a reminder in every channel of the person's, once."""
        key = f"reminder#{event.reminder}#{event.due_at.isoformat()}"
        text = _reminder_text(event)
        if not self._bus.request(ask.Announce(event.person, key, text, self._clock()), ask.Done).id:
            return
        for address in event.addresses:
            self._bus.publish(Deliver(event.person, f"{key}#{address}", address, text, "reminder"))

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
