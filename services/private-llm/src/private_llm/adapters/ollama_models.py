"""Ollama through its own client: only models that run on that very host, with deadlines of our own.

A cloud model shows itself by `remote_host` or `remote_model` in `/api/tags` and `/api/show`; it is refused whenever it is about to be
used, not only at the start.
"""

import os
from typing import Any

import httpx
from ollama import Client, ResponseError

from shared import logs

CONNECT_SECONDS = 2.0
REMOTE = "the model runs on another host than Ollama's, so it is refused"
FAILURES = (ResponseError, ConnectionError, httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError)
log = logs.get_logger()


def client(host: str, idle_seconds: float) -> Client:
    """Return a client that follows nobody elsewhere and carries no key."""
    os.environ.pop("OLLAMA_API_KEY", None)  # The client would send it to whatever host.
    return Client(host, timeout=httpx.Timeout(idle_seconds, connect=CONNECT_SECONDS), follow_redirects=False, trust_env=False)


class LocalModel:
    """One model of a host: the one that is named, else (`any_will_do`) the first that is there."""

    def __init__(self, host: str, wanted: str, *, any_will_do: bool = True) -> None:
        self._client = client(host, CONNECT_SECONDS)
        self._wanted = wanted
        self._any_will_do = any_will_do
        self.reason = "Ollama does not answer"

    def choose(self) -> str | None:
        """Return the model to use, having asked the host twice that it is local; None with a reason otherwise."""
        chosen = self._listed()
        if chosen is None:
            return None
        try:
            remote = _is_remote(self._client._request_raw("POST", "/api/show", json={"model": chosen}).json())
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


def _is_remote(entry: Any) -> bool:
    return bool(entry.get("remote_host") or entry.get("remote_model"))


def _model_name(entry: Any) -> str:
    return str(entry.get("model") or entry["name"])
