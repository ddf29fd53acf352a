"""Vectors for what is kept: a thread asks the store for texts without one, has the local model make them, and hands them back."""

import threading

from private_llm.adapters.ollama_embedder import NoEmbedder, OllamaEmbedder
from shared import logs
from shared.bus import Bus
from shared.errors import ServiceError
from shared.schemas import archive as ask

BATCH = 64
IDLE_SECONDS, TROUBLE_SECONDS = 5.0, 30.0
log = logs.get_logger()


class Embedding:
    """Lives as long as the service; does nothing without an embedding model."""

    def __init__(self, bus: Bus, embedder: OllamaEmbedder | NoEmbedder) -> None:
        self._bus = bus
        self._embedder = embedder
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="embedding", daemon=True)

    def __enter__(self) -> "Embedding":
        if isinstance(self._embedder, OllamaEmbedder):
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def step(self) -> bool:
        """Make the vectors of one batch; return whether there was anything to do. Raises ServiceError."""
        model = self._embedder.name()
        if not model:
            return False
        found = self._bus.request(ask.NextToEmbed(model, BATCH), ask.ToEmbed, timeout_seconds=30)
        if found.person is None:
            return False
        model, vectors = self._embedder.batch([entry.text for entry in found.texts])
        if not vectors:
            return False
        entries = tuple(ask.Vector(entry.kind, entry.seq, vector) for entry, vector in zip(found.texts, vectors, strict=True))
        self._bus.request(ask.PutVectors(found.person, model, entries), ask.Done, timeout_seconds=30)
        return True

    def _run(self) -> None:
        wait = IDLE_SECONDS
        while not self._stopping.wait(wait):
            try:
                wait = 0.0 if self.step() else IDLE_SECONDS
            except ServiceError as error:
                log.warning("embedding.waits", reason=error.reason)
                wait = TROUBLE_SECONDS
            except Exception as error:
                log.error("embedding.failed", error=error)
                wait = TROUBLE_SECONDS
