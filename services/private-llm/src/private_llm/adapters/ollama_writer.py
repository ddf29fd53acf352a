"""Writing with Ollama. Should a part of an answer say that another host wrote it, the answer is dropped.

Failures come in five shapes (an HTTP status, an error object in mid-stream, the built-in ConnectionError, two of httpx); they all
become WriterFailed here. Ollama stops a model when the connection is closed on which it was asked, so each prompt has one of its own.
"""

import socket
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from typing import Any

import httpx
from ollama import ChatResponse, Client

from private_llm.adapters.ollama_models import FAILURES, KEEP_ALIVE, REMOTE, Checked, LocalModel, client
from private_llm.domain import writing
from private_llm.domain.ports import Task, TookTooLong, WriterFailed
from private_llm.domain.saying.fitting import fitted
from shared import logs

SILENCE_SECONDS = 600.0
"""Longest silence, before the first token (a model may have to load, and a slow machine to read for minutes) or between two. Whoever waits
hears meanwhile that it lasts, and can stop it."""
PLAN_SECONDS, PLAN_IDLE_SECONDS = 15.0, 12.0
"""Longest time for a plan, and longest silence in it: the turn waits for it, and does without when it is late."""
CONTEXT_TOKENS = 8192
"""Of a model that can read more: what is not used costs memory. The same for plans and answers, else the model is loaded anew."""
ANSWER_TOKENS, PLAN_TOKENS = 700, 220
TEMPERATURES: Mapping[Task, float] = {"answer": 0.2, "draft": 0.7}
KNOWN_SECONDS, MISSING_SECONDS = 10.0, 1.0
"""How long it is said that there is a model, and that there is none; one that is about to write is checked each time."""
log = logs.get_logger()


class Part(ChatResponse):
    """A piece of an answer, with two fields that the client's own class drops: who wrote it, if not this host."""

    remote_host: str | None = None
    remote_model: str | None = None


class OllamaWriter:
    """Writes with one local model: the one that is named, else the first that is there."""

    def __init__(self, host: str, model: str) -> None:
        self._client, self._quick = client(host, SILENCE_SECONDS, keeps=False), client(host, PLAN_IDLE_SECONDS, keeps=False)
        self._local = LocalModel(host, model)
        self._checked = Checked(self._local)
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
            known, is_known = self._known, time.monotonic() <= self._known_until
        if not is_known:
            known = self._local.choose()
            with self._lock:
                self._note(known)
        return f"ollama/{known}" if known else None

    def look(self) -> None:
        """Have the host asked where the model runs, while the turn goes on."""
        self._checked.look()

    def _note(self, model: str | None) -> None:
        self._known = model
        self._known_until = time.monotonic() + (KNOWN_SECONDS if model else MISSING_SECONDS)

    def stream(self, system: str, messages: Sequence[tuple[str, str]], *, task: Task = "answer") -> Iterator[str]:
        """Yield the answer; raises WriterFailed if it does not come to its end."""
        model = self._chosen("answer")
        context = self._context()
        answer = min(ANSWER_TOKENS, context // 3)
        fitting, left_out = fitted(system, messages, context - answer)
        writing.current().left_out += left_out
        said = [{"role": "system", "content": system}, *({"role": role, "content": text} for role, text in fitting)]
        options = {"num_ctx": context, "num_predict": answer, "temperature": TEMPERATURES[task]}
        yield from self._written(self._client, {"model": model, "messages": said, "options": options})

    def plan(self, system: str, said: str, schema: Mapping[str, Any]) -> str:
        """Return an answer that is bound to a schema, or WriterFailed once `PLAN_SECONDS` are over."""
        deadline = time.monotonic() + PLAN_SECONDS
        model = self._chosen("plan")
        messages = [{"role": "system", "content": system}, {"role": "user", "content": said}]
        options = {"num_ctx": self._context(), "num_predict": PLAN_TOKENS, "temperature": 0}
        asked = {"model": model, "messages": messages, "options": options, "format": dict(schema)}
        pieces: list[str] = []
        with closing(self._written(self._quick, asked)) as written:
            for piece in written:
                pieces.append(piece)
                if time.monotonic() > deadline:
                    raise WriterFailed("the model takes too long")
        return "".join(pieces)

    def _chosen(self, use: Any) -> str:
        """Return the model; raises WriterFailed unless it was found to be local for this very turn."""
        model = self._checked.chosen(use)
        with self._lock:
            self._note(model)
        if model is None:
            raise WriterFailed(self._local.reason)
        return model

    def _context(self) -> int:
        return min(CONTEXT_TOKENS, self._local.context_tokens or CONTEXT_TOKENS)

    def _written(self, asked: Client, what: Mapping[str, Any]) -> Generator[str, None, None]:
        """Yield what a model says. Closed before its end, or stopped from elsewhere, it stops the model."""
        finished, line = False, _Line()
        body = {"stream": True, "keep_alive": KEEP_ALIVE, **what}
        try:
            with writing.current().stopped_by(line.cut):
                for part in asked._request(Part, "POST", "/api/chat", json=body, stream=True, extensions={"trace": line.trace}):
                    if part.remote_host or part.remote_model:
                        self._local.reason = REMOTE
                        raise WriterFailed(REMOTE)
                    if part.message.content:
                        yield part.message.content
                    finished = finished or bool(part.done)
        except httpx.ReadTimeout:
            raise TookTooLong("the model says nothing") from None
        except FAILURES as error:
            log.warning("writer.failed", error=error)
            self._known_until = 0.0
            raise WriterFailed(type(error).__name__) from None
        if not finished:
            raise WriterFailed("the stream ended before the answer did")


class _Line:
    """The connection of one prompt, which may be cut from another thread, whatever is waited for on it."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._is_cut = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpcore with each step (its `trace` extension)."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._socket = info["return_value"].get_extra_info("socket")
            if self._is_cut:
                self.cut()

    def cut(self) -> None:
        """End it; who reads from it sees its end at once."""
        self._is_cut = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


class NoWriter:
    """No language model."""

    reason = "not set"

    def name(self) -> str | None:
        return None

    def look(self) -> None:
        return

    def stream(self, system: str, messages: Sequence[tuple[str, str]], *, task: Task = "answer") -> Iterator[str]:
        raise WriterFailed("there is no language model")
        yield ""

    def plan(self, system: str, said: str, schema: Mapping[str, Any]) -> str:
        raise WriterFailed("there is no language model")
