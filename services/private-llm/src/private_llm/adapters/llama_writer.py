"""Writing with a GGUF file in this very process, by llama.cpp (`xllamacpp`, an optional package).

The library brings a server of its own that wants to listen; it gets a Unix socket in a folder that nobody else can enter, and the socket
is removed as soon as it is there. Plans and answers have a slot each, so that neither voids the other's cache of its beginning.
"""

import atexit
import importlib
import queue
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from private_llm.adapters.gguf import MAGIC, context_tokens
from private_llm.domain import writing
from private_llm.domain.ports import Task, TookTooLong, WriterFailed
from private_llm.domain.saying.fitting import fitted
from shared import logs

SILENCE_SECONDS = 600.0
"""Longest silence: a slow machine may read for minutes. Whoever waits hears meanwhile how far it is, and can stop it."""
PLAN_SECONDS = 15.0
BUSY_SECONDS, END_SECONDS = 1.0, 5.0
CONTEXT_TOKENS = 8192
BATCH_TOKENS = 16
"""So much of a prompt is read at once: in between the model says how far it is, and can be stopped."""
ANSWER_TOKENS, PLAN_TOKENS = 700, 220
TEMPERATURES: Mapping[Task, float] = {"answer": 0.2, "draft": 0.7}
PLANS, ANSWERS = 0, 1
MISSING_PACKAGE = "the package that runs GGUF files is not installed; add it with `pip install xllamacpp`"
log = logs.get_logger()


def is_file(model: str) -> bool:
    """Tell whether a model's name is a file's, not one of Ollama's."""
    return model.lower().endswith(".gguf") or model.startswith(("/", "./", "../", "~"))


class LlamaWriter:
    """Writes with one file, read in the background."""

    def __init__(self, path: str, *, threads: int = 1, warm_with: str = "") -> None:
        self._path = Path(path).expanduser()
        self._threads = threads
        self._context = min(CONTEXT_TOKENS, context_tokens(self._path) or CONTEXT_TOKENS)
        self._warm_with = warm_with
        self._server: Any = None
        self._plan: _Running | None = None
        self.reason = _refusal(self._path) or "the model is still being read"
        self._reading = threading.Thread(target=self._read, name="reading-model", daemon=True)
        if not _refusal(self._path):
            self._reading.start()

    def name(self) -> str | None:
        """Return `llama.cpp/<file>`, or None while there is no model."""
        return f"llama.cpp/{self._path.stem}" if self._server else None

    def look(self) -> None:
        """There is nothing to look at: the file is here."""

    def stream(self, system: str, messages: Sequence[tuple[str, str]], *, task: Task = "answer") -> Iterator[str]:
        """Yield the answer; raises WriterFailed if it does not come to its end. Closed before, or stopped, it stops the model."""
        server, current = self._ready(), writing.current()
        answer = min(ANSWER_TOKENS, self._context // 3)
        fitting, left_out = fitted(system, messages, self._context - answer)
        current.left_out += left_out
        said = [{"role": "system", "content": system}, *({"role": role, "content": text} for role, text in fitting)]
        asked = {"messages": said, "max_tokens": answer, "temperature": TEMPERATURES[task], "id_slot": ANSWERS}
        running = _Running(server, asked, current)
        try:
            with current.stopped_by(running.cut):
                yield from running.pieces(SILENCE_SECONDS)
        finally:
            running.stop()

    def plan(self, system: str, said: str, schema: Mapping[str, Any]) -> str:
        """Return an answer that is bound to a schema, or WriterFailed within `PLAN_SECONDS`; within one while another plan is made."""
        server = self._ready()
        if self._plan is not None and not self._plan.is_over(BUSY_SECONDS):
            raise WriterFailed("the model is busy")
        self._plan = running = _Running(server, _to_plan(system, said, schema))
        try:
            return "".join(running.pieces(PLAN_SECONDS, until=time.monotonic() + PLAN_SECONDS))
        finally:
            running.stop()

    def _ready(self) -> Any:
        if self._server is None:
            raise WriterFailed(self.reason)
        return self._server

    def _read(self) -> None:
        try:
            server = _server(self._path, self._threads, self._context)
        except ImportError:
            self.reason = MISSING_PACKAGE
        except Exception as error:
            log.error("model.unreadable", error=error)
            self.reason = "llama.cpp can't run the file that PRIVATE_LLM_MODEL names"
        else:
            self._server = server
            if self._warm_with:
                self._plan = _Running(server, {**_to_plan(self._warm_with, "", {"type": "object"}), "max_tokens": 1})


class _Running:
    """One generation, on a thread of its own."""

    def __init__(self, server: Any, asked: Mapping[str, Any], current: writing.Writing | None = None) -> None:
        self._server = server
        self._asked = {**asked, "stream": True, "cache_prompt": True, "return_progress": True}
        self._current = current or writing.Writing()
        self._said: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="writing", daemon=True)
        atexit.register(self._end)
        self._thread.start()

    def stop(self) -> None:
        """Have the model stop at its next token."""
        self._stopped.set()

    def cut(self) -> None:
        """Stop, and have whoever waits for the next piece wait no longer."""
        self.stop()
        self._said.put(None)

    def is_over(self, seconds: float) -> bool:
        """Tell whether it ends within some seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _end(self) -> None:
        """Stop before the process ends: a native thread that calls back into an interpreter that is gone aborts it."""
        self.stop()
        self._thread.join(END_SECONDS)

    def pieces(self, idle_seconds: float, *, until: float = float("inf")) -> Iterator[str]:
        """Yield what is said; raises WriterFailed when that breaks off, or takes too long."""
        finished = False
        while not finished:
            part = self._next(min(idle_seconds, until - time.monotonic()))
            if _is_progress(part):
                continue
            choice = _choice(part)
            finished = choice.get("finish_reason") is not None
            piece = (choice.get("delta") or {}).get("content")
            if piece:
                yield piece

    def _next(self, seconds: float) -> dict[str, Any] | None:
        """Return the next piece; once the time is over not even one that waits: whoever talks without end always has one."""
        try:
            if seconds > 0:
                return self._said.get(timeout=seconds)
        except queue.Empty:
            pass
        raise TookTooLong("the model takes too long")

    def _run(self) -> None:
        try:
            last = self._server.handle_chat_completions(self._asked, self._hear)
            if isinstance(last, dict):
                self._said.put(last)
        except Exception as error:
            log.warning("writer.failed", error=error)
        self._said.put(None)
        atexit.unregister(self._end)

    def _hear(self, part: dict[str, Any]) -> bool:
        """Take a piece; the model goes on until this returns True."""
        if _is_progress(part):
            self._current.share = _share(part["prompt_progress"])
        self._said.put(part)
        return self._stopped.is_set()


def _to_plan(system: str, said: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    form = {"type": "json_schema", "json_schema": {"name": "plan", "schema": dict(schema)}}
    messages = [{"role": "system", "content": system}, {"role": "user", "content": said}]
    return {"messages": messages, "max_tokens": PLAN_TOKENS, "temperature": 0, "id_slot": PLANS, "response_format": form}


def _is_progress(part: Any) -> bool:
    return isinstance(part, dict) and isinstance(part.get("prompt_progress"), dict)


def _share(progress: Mapping[str, Any]) -> float | None:
    """Return how much of a prompt is read, what was in the cache counted too."""
    try:
        return min(1.0, progress["processed"] / progress["total"])
    except (KeyError, TypeError, ZeroDivisionError):
        return None


def _choice(part: Any) -> dict[str, Any]:
    try:
        return dict(part["choices"][0])
    except (TypeError, KeyError, IndexError, ValueError):
        raise WriterFailed("the answer broke off") from None


def _refusal(path: Path) -> str:
    """Return why a file can't be a model; empty when it may be one."""
    try:
        with path.open("rb") as file:
            return "" if file.read(len(MAGIC)) == MAGIC else "the file that PRIVATE_LLM_MODEL names is no GGUF model"
    except OSError as error:
        return f"the file that PRIVATE_LLM_MODEL names can't be read ({error.strerror})"


def _server(path: Path, threads: int, context: int) -> Any:
    """Read the file. What the library could fetch or show by itself is turned off."""
    library = importlib.import_module("xllamacpp")
    with tempfile.TemporaryDirectory() as folder:
        asked = library.CommonParams()
        asked.model.path = str(path)
        asked.n_ctx, asked.n_parallel, asked.kv_unified, asked.cache_ram_mib = context, 2, True, 0
        asked.n_batch = asked.n_ubatch = BATCH_TOKENS
        asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = threads
        asked.offline, asked.warmup, asked.verbosity, asked.n_threads_http = True, False, -1, 1
        asked.ui = asked.endpoint_slots = asked.endpoint_props = asked.endpoint_metrics = False
        asked.hostnames = [f"{folder}/llama.sock"]
        return library.Server(asked)
