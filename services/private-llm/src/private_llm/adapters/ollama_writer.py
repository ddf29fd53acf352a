"""Ollama through its own client: only models that run on that very host, with deadlines of our own.

A cloud model shows itself by `remote_host` or `remote_model` in `/api/tags` and `/api/show`; it is refused whenever it is
about to be used, not only at the start; and should a part of an answer say that another host wrote it, the answer is dropped.
Failures come in five shapes (an HTTP status, an error object in mid-stream, the
built-in ConnectionError, two of httpx); they all become WriterFailed here.
"""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
from ollama import ChatResponse, Client, ResponseError

from private_llm.domain.ports import WriterFailed
from shared import logs

CONNECT_SECONDS = 2.0
IDLE_SECONDS = 60.0
"""Longest silence, before the first token (a model may have to load) or between two."""
CONTEXT_TOKENS = 8192
ANSWER_TOKENS = 700
KNOWN_SECONDS, MISSING_SECONDS = 5.0, 1.0
"""How long it is believed that there is a model, and that there is none; a model about to write is checked each time."""
REMOTE = "the model runs on another host than Ollama's, so it is refused"
FAILURES = (ResponseError, ConnectionError, httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError)
log = logs.get_logger()


class Part(ChatResponse):
    """A piece of an answer, with two fields that the client's own class drops: who wrote it, if not this host."""

    remote_host: str | None = None
    remote_model: str | None = None


class OllamaWriter:
    """Writes with one local model: the one that is named, else the first that is there."""

    def __init__(self, host: str, model: str) -> None:
        os.environ.pop("OLLAMA_API_KEY", None)  # The client would send it to whatever host.
        timeout = httpx.Timeout(IDLE_SECONDS, connect=CONNECT_SECONDS)
        self._client = Client(host, timeout=timeout, follow_redirects=False, trust_env=False)
        self._asking = Client(host, timeout=httpx.Timeout(CONNECT_SECONDS), follow_redirects=False, trust_env=False)
        self._wanted = model
        self._lock = threading.Lock()
        self._known: str | None = None
        self._known_until = 0.0
        self.reason = "Ollama does not answer"

    def name(self) -> str | None:
        """Return `ollama/<model>`, or None when there is no local model."""
        with self._lock:
            if time.monotonic() > self._known_until:
                self._known = self._choose()
                self._known_until = time.monotonic() + (KNOWN_SECONDS if self._known else MISSING_SECONDS)
            return f"ollama/{self._known}" if self._known else None

    def stream(self, system: str, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Yield the answer; raises WriterFailed if it does not come to its end."""
        said = [{"role": "system", "content": system}, *({"role": role, "content": text} for role, text in messages)]
        finished = False
        try:
            model = self._choose()
            if model is None:
                raise WriterFailed(self.reason)
            options = {"num_ctx": CONTEXT_TOKENS, "num_predict": ANSWER_TOKENS, "temperature": 0.3}
            asked = {"model": model, "messages": said, "stream": True, "options": options}
            for part in self._client._request(Part, "POST", "/api/chat", json=asked, stream=True):
                if part.remote_host or part.remote_model:
                    self.reason = REMOTE
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

    def _choose(self) -> str | None:
        """Return the model to use, having asked the host twice that it is local; None with a reason otherwise."""
        chosen = self._listed()
        if chosen is None:
            return None
        try:
            remote = _is_remote(self._asking._request_raw("POST", "/api/show", json={"model": chosen}).json())
        except FAILURES:
            self.reason = "Ollama does not say where the model runs, so it is refused"
            return None
        if remote:
            self.reason = REMOTE
            log.error("writer.refused", reason=REMOTE)
        return None if remote else chosen

    def _listed(self) -> str | None:
        try:
            models = self._asking._request_raw("GET", "/api/tags").json()["models"]
            local = [_model_name(entry) for entry in models if not _is_remote(entry)]
        except FAILURES:
            self.reason = "Ollama does not answer"
            return None
        if not self._wanted:
            self.reason = "Ollama has no local model; pull one with `ollama pull llama3.2`"
            return local[0] if local else None
        names = {self._wanted, f"{self._wanted}:latest"}
        if any(_model_name(entry) in names and _is_remote(entry) for entry in models):
            self.reason = REMOTE
            return None
        self.reason = f"Ollama does not have the model {self._wanted}; pull it with `ollama pull {self._wanted}`"
        return next((name for name in local if name in names), None)


class NoWriter:
    """No language model."""

    reason = "not set"

    def name(self) -> str | None:
        return None

    def stream(self, system: str, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        raise WriterFailed("there is no language model")
        yield ""


def _is_remote(entry: Any) -> bool:
    return bool(entry.get("remote_host") or entry.get("remote_model"))


def _model_name(entry: Any) -> str:
    return str(entry.get("model") or entry["name"])
