"""private-llm, assembled."""

from collections.abc import Callable
from datetime import datetime

from private_llm.adapters.bus_interpreter import BusInterpreter
from private_llm.adapters.ollama_embedder import NoEmbedder, OllamaEmbedder
from private_llm.domain.engine import Engine
from private_llm.domain.planner import DailyLimit, Planner
from private_llm.domain.ports import Writer
from private_llm.domain.proposed import Cloud
from private_llm.embedding import Embedding
from private_llm.handlers import Handlers
from private_llm.writings import Writings
from shared.bus import Bus
from shared.health import Dependency
from shared.metrics import Metrics
from shared.schemas.conversation import Embed, Halt, IncomingMessage, Redact, ReminderDue
from shared.schemas.status import AskEngine, AskPrivateLlm, AskStore, ServiceStatus
from shared.service import Service
from shared.vocabulary import LANGUAGES, Vocabulary


def assemble(
    bus: Bus,
    metrics: Metrics,
    vocabulary: Vocabulary,
    writer: Writer,
    embedder: OllamaEmbedder | NoEmbedder,
    clock: Callable[[], datetime],
    *,
    default_zone: str,
    limit: DailyLimit,
    cloud: Cloud,
) -> Service:
    """Build the conversation engine around a bus and a writer."""
    planner = Planner(BusInterpreter(bus, vocabulary), vocabulary, LANGUAGES, limit, cloud=cloud)
    engine = Engine(planner, writer, default_zone=default_zone)
    writings = Writings()
    handlers = Handlers(bus, engine, planner, writer, embedder, vocabulary, clock, writings, begin=writer.look)
    bus.subscribe(IncomingMessage, handlers.turn)
    bus.subscribe(ReminderDue, handlers.reminder_due)
    bus.subscribe(Redact, handlers.redact)
    bus.subscribe(Embed, handlers.embed)
    bus.subscribe(Halt, handlers.halt)
    bus.subscribe(AskEngine, handlers.alive)
    bus.subscribe(AskPrivateLlm, handlers.status)
    store = Dependency("store", lambda: bus.request(AskStore(), ServiceStatus, timeout_seconds=2))
    return Service("private-llm", bus=bus, metrics=metrics, checks=[store], running=[writings, Embedding(bus, embedder)])
