"""Writing with Ollama. Should a part of an answer say that another host wrote it, the answer is dropped.

Failures come in five shapes (an HTTP status, an error object in mid-stream, the built-in ConnectionError, two of httpx); they all
become WriterFailed here.
"""

import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from ollama import ChatResponse, Client

from private_llm.adapters.ollama_models import FAILURES, REMOTE, LocalModel, client
from private_llm.domain.ports import WriterFailed
from shared import logs

IDLE_SECONDS = 60.0
"""Longest silence, before the first token (a model may have to load) or between two."""
PLAN_SECONDS, PLAN_IDLE_SECONDS = 15.0, 12.0
"""Longest time for a plan, and longest silence in it: the turn waits for it, and does without when it is late."""
CONTEXT_TOKENS = 8192
ANSWER_TOKENS, PLAN_TOKENS = 700, 220
KNOWN_SECONDS, MISSING_SECONDS = 5.0, 1.0
"""How long it is believed that there is a model, and that there is none; a model about to write is checked each time."""
log = logs.get_logger()


class Part(ChatResponse):
    """A piece of an answer, with two fields that the client's own class drops: who wrote it, if not this host."""

    remote_host: str | None = None
    remote_model: str | None = None


class OllamaWriter:
    """Writes with one local model: the one that is named, else the first that is there."""

    def __init__(self, host: str, model: str) -> None:
        self._client, self._quick = client(host, IDLE_SECONDS), client(host, PLAN_IDLE_SECONDS)
        self._local = LocalModel(host, model)
        self._lock = threading.Lock()
        self._known: str | None = None
        self._known_until = 0.0

    @property
    def reason(self) -> str:
        """Why there is no model."""
        return self._local.reason

    def name(self) -> str | None:
        """Return `ollama/<model>`, or None when there is no local model."""
        with self._lock:
            if time.monotonic() > self._known_until:
                self._known = self._local.choose()
                self._known_until = time.monotonic() + (KNOWN_SECONDS if self._known else MISSING_SECONDS)
            return f"ollama/{self._known}" if self._known else None

    def stream(self, system: str, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Yield the answer; raises WriterFailed if it does not come to its end."""
        said = [{"role": "system", "content": system}, *({"role": role, "content": text} for role, text in messages)]
        options = {"num_ctx": CONTEXT_TOKENS, "num_predict": ANSWER_TOKENS, "temperature": 0.3}
        yield from self._written(self._client, {"messages": said, "options": options})

    def plan(self, system: str, said: str, schema: Mapping[str, Any]) -> str:
        """Return an answer that is bound to a schema, or WriterFailed once `PLAN_SECONDS` are over."""
        deadline = time.monotonic() + PLAN_SECONDS
        messages = [{"role": "system", "content": system}, {"role": "user", "content": said}]
        options = {"num_ctx": CONTEXT_TOKENS, "num_predict": PLAN_TOKENS, "temperature": 0}
        pieces: list[str] = []
        with closing(self._written(self._quick, {"messages": messages, "options": options, "format": dict(schema)})) as written:
            for piece in written:
                pieces.append(piece)
                if time.monotonic() > deadline:
                    raise WriterFailed("the model takes too long")
        return "".join(pieces)

    def _written(self, asked: Client, what: Mapping[str, Any]) -> Generator[str, None, None]:
        """Yield what a model that was found to be local says. Closed before its end, it stops the model."""
        finished = False
        try:
            model = self._local.choose()
            if model is None:
                raise WriterFailed(self._local.reason)
            for part in asked._request(Part, "POST", "/api/chat", json={"model": model, "stream": True, **what}, stream=True):
                if part.remote_host or part.remote_model:
                    self._local.reason = REMOTE
                    raise WriterFailed(REMOTE)
                if part.message.content:
                    yield part.message.content
                finished = finished or bool(part.done)
        except FAILURES as error:
            log.warning("writer.failed", error=error)
            self._known_until = 0.0
            raise WriterFailed(type(error).__name__) from None
        if not finished:
            raise WriterFailed("the stream ended before the answer did")


class NoWriter:
    """No language model."""

    reason = "not set"

    def name(self) -> str | None:
        return None

    def stream(self, system: str, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        raise WriterFailed("there is no language model")
        yield ""

    def plan(self, system: str, said: str, schema: Mapping[str, Any]) -> str:
        raise WriterFailed("there is no language model")
