"""Ollama through its own client: only models that run on that very host, with deadlines of our own.

A cloud model shows itself by `remote_host` or `remote_model` in `/api/tags` and `/api/show`; it is refused whenever it is about to be
used, not only at the start.

The host is asked beside the turn, and not between the turn and its answer: `look` begins a check when a message comes in, and by the time
that a prompt is ready it is done. Somebody may put another model under the same name at any time. What that can gain is bounded so: a
check licenses one plan and one answer, and for `FRESH_SECONDS` after it *began*; so what a person says after the model was changed never
goes out by a check from before. What is left is a change between the check and the prompt of one and the same turn, some hundredths of a
second as a rule, which no way of asking first can exclude, as long as a model is called by its name; then the first line of the answer
says where it comes from, and nothing more is sent. Remembering that a *digest* is local would not be safer, since no prompt can be sent to a digest; and a
host that lies about all this could pass the prompt on by itself. A check always comes from the host that is then written to: connections
are not kept from one prompt to the next.
"""

import os
import threading
import time
from concurrent.futures import Future
from typing import Any, Literal

import httpx
from ollama import Client, ResponseError

from shared import logs

CONNECT_SECONDS = 2.0
FRESH_SECONDS = 5.0
KEEP_ALIVE = "1h"
"""How long a model stays in memory after it was used: the same in every request, since each sets it anew."""
REMOTE = "the model runs on another host than Ollama's, so it is refused"
FAILURES = (ResponseError, ConnectionError, httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError)
log = logs.get_logger()


def client(host: str, idle_seconds: float, *, keeps: bool = True) -> Client:
    """Return a client that follows nobody elsewhere and carries no key. One that keeps no connections has one for each request."""
    os.environ.pop("OLLAMA_API_KEY", None)  # The client would send it to whatever host.
    limits = httpx.Limits(max_keepalive_connections=None if keeps else 0)
    timeout = httpx.Timeout(idle_seconds, connect=CONNECT_SECONDS)
    return Client(host, timeout=timeout, limits=limits, follow_redirects=False, trust_env=False)


class LocalModel:
    """One model of a host: the one that is named, else (`any_will_do`) the first that is there."""

    def __init__(self, host: str, wanted: str, *, any_will_do: bool = True) -> None:
        self._client = client(host, CONNECT_SECONDS)
        self._wanted = wanted
        self._any_will_do = any_will_do
        self.reason = "Ollama does not answer"
        self.context_tokens: int | None = None
        """How much the model that was chosen can read and write at once, if the host says so."""

    def choose(self) -> str | None:
        """Return the model to use, having asked the host twice that it is local; None with a reason otherwise."""
        chosen = self._listed()
        if chosen is None:
            return None
        try:
            shown = self._client._request_raw("POST", "/api/show", json={"model": chosen}).json()
            remote, self.context_tokens = _is_remote(shown), _context(shown)
        except FAILURES:
            self.reason = "Ollama does not say where the model runs, so it is refused"
            return None
        if remote:
            self.reason = REMOTE
            log.error("writer.refused", reason=REMOTE)
        return None if remote else chosen

    def _listed(self) -> str | None:
        try:
            models = self._client._request_raw("GET", "/api/tags").json()["models"]
            local = [_model_name(entry) for entry in models if not _is_remote(entry)]
        except FAILURES:
            self.reason = "Ollama does not answer"
            return None
        if not self._wanted:
            self.reason = "Ollama has no local model; pull one with `ollama pull llama3.2`"
            return local[0] if local and self._any_will_do else None
        names = {self._wanted, f"{self._wanted}:latest"}
        if any(_model_name(entry) in names and _is_remote(entry) for entry in models):
            self.reason = REMOTE
            return None
        self.reason = f"Ollama does not have the model {self._wanted}; pull it with `ollama pull {self._wanted}`"
        return next((name for name in local if name in names), None)


class Checked:
    """A local model whose being local is looked at beside each turn (see above)."""

    def __init__(self, model: LocalModel) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._check: _Check | None = None

    def look(self) -> "_Check":
        """Begin a check."""
        check = _Check()
        with self._lock:
            self._check = check
        threading.Thread(target=self._ask, args=(check,), name="looking", daemon=True).start()
        return check

    def _ask(self, check: "_Check") -> None:
        try:
            check.found.set_result(self._model.choose())
        except Exception as error:
            check.found.set_exception(error)

    def chosen(self, use: Literal["plan", "answer"]) -> str | None:
        """Return the model, if it may be sent a prompt of this use now; asks the host unless that was done for this very turn."""
        with self._lock:
            check = self._check
            fits = check is not None and use not in check.used and time.monotonic() - check.began < FRESH_SECONDS
            if fits and check is not None:
                check.used.add(use)
        if not fits or check is None:
            check = self.look()
            check.used.add(use)
        return check.found.result()


class _Check:
    """One look at the host, and what it was used for."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.found: Future[str | None] = Future()
        self.used: set[str] = set()


def _context(shown: Any) -> int | None:
    """Return the context length that a model was made for, by what its host shows of it."""
    info = shown.get("model_info") or {}
    found = next((value for name, value in info.items() if name.endswith(".context_length")), None)
    return found if isinstance(found, int) and found > 0 else None


def _is_remote(entry: Any) -> bool:
    return bool(entry.get("remote_host") or entry.get("remote_model"))


def _model_name(entry: Any) -> str:
    return str(entry.get("model") or entry["name"])
