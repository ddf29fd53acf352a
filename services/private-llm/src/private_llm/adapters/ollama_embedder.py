"""Vectors of texts, by a local embedding model of Ollama's. Without one, or when it fails, there are none, and words are searched alone."""

import array
import sys
import threading
import time
from collections.abc import Sequence

from private_llm.adapters.ollama_models import FAILURES, LocalModel, client
from shared import logs

QUERY_SECONDS, BATCH_SECONDS = 2.0, 60.0
KNOWN_SECONDS = 30.0
TEXT_CHARACTERS = 2000
"""Of a text; models see a few hundred words."""
log = logs.get_logger()


class OllamaEmbedder:
    """Embeds with one local model, checked to be local now and then, and before each batch."""

    def __init__(self, host: str, model: str) -> None:
        self._wanted = model
        self._local = LocalModel(host, model, any_will_do=False)
        self._quick, self._patient = client(host, QUERY_SECONDS), client(host, BATCH_SECONDS)
        self._lock = threading.Lock()
        self._known: str | None = None
        self._known_until = 0.0

    def name(self) -> str:
        """Return the model, or nothing when there is none."""
        if not self._wanted:
            return ""
        with self._lock:
            if time.monotonic() > self._known_until:
                self._known = self._local.choose()
                self._known_until = time.monotonic() + KNOWN_SECONDS
            return self._known or ""

    def query(self, text: str) -> tuple[str, bytes]:
        """Return the model and the vector of what is looked for; nothing when it can't be had quickly."""
        model = self.name()
        vectors = self._embed(self._quick, model, [text]) if model else []
        return (model, vectors[0]) if vectors else ("", b"")

    def batch(self, texts: Sequence[str]) -> tuple[str, list[bytes]]:
        """Return the model and a vector for each text; none when the model fails, or is not local any more."""
        self._known_until = 0.0
        model = self.name()
        return model, self._embed(self._patient, model, texts) if model else []

    def _embed(self, asked: object, model: str, texts: Sequence[str]) -> list[bytes]:
        try:
            answer = asked.embed(model, [text[:TEXT_CHARACTERS] for text in texts])  # type: ignore[attr-defined]
            vectors = [_packed(vector) for vector in answer.embeddings]
        except FAILURES as error:
            log.warning("embedding.failed", error=error)
            self._known_until = 0.0
            return []
        return vectors if len(vectors) == len(texts) else []


class NoEmbedder:
    """No embedding model."""

    def name(self) -> str:
        return ""

    def query(self, text: str) -> tuple[str, bytes]:
        return "", b""

    def batch(self, texts: Sequence[str]) -> tuple[str, list[bytes]]:
        return "", []


def _packed(vector: Sequence[float]) -> bytes:
    """Return 32-bit floats, little-endian."""
    packed = array.array("f", vector)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()
