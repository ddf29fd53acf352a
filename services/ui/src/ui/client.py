"""The gateway's HTTP API, as its clients use it."""

import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from copy import copy
from types import MappingProxyType
from typing import Any, Self

import requests

from shared.forwarding import WATCHING
from ui import words

CONNECT_SECONDS = 3.05
ANSWER_SECONDS = 120
UPLOAD_SECONDS = 600
CHUNK_BYTES = 64 * 1024


class GatewayError(Exception):
    """Raised when the gateway refuses or is away; the text says what to do and can be shown."""

    def __init__(self, status: int, text: str, retry_seconds: int = 0) -> None:
        super().__init__(text)
        self.text = text
        self.status = status
        self.retry_seconds = retry_seconds

    def __str__(self) -> str:
        return words.explained(self.text)


class Gateway:
    """Calls on behalf of one token."""

    def __init__(self, url: str, token: str, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", **headers}

    def ask(self, text: str, *, key: str = "", thread: str = "") -> Generator[tuple[str, dict[str, Any]], None, None]:
        """Send a message, into a conversation, and yield (event, data) until the reply; with a key, twice is as once. Raises GatewayError."""
        said = {"text": text} | ({"thread": thread} if thread else {})
        headers = {**self._headers, "Accept": "text/event-stream", **({"Idempotency-Key": key} if key else {})}
        with self._call("POST", "messages", json=said, headers=headers, stream=True, timeout=ANSWER_SECONDS) as response:
            yield from _events(response)

    def watching(self) -> Self:
        """Return the same for what an open page asks by itself: by that nobody is taken to be there."""
        watches = copy(self)
        watches._headers = {**self._headers, WATCHING: "yes"}
        return watches

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Read something; raises GatewayError."""
        with self._call("GET", path, params={name: value for name, value in query.items() if value is not None}) as response:
            return _read(response)

    def post(self, path: str, body: dict[str, Any] | None = None, *, timeout: float = 30) -> dict[str, Any]:
        """Make something; raises GatewayError."""
        with self._call("POST", path, json=body, timeout=timeout) as response:
            return _read(response)

    def put(self, path: str, body: dict[str, Any]) -> None:
        """Set something; raises GatewayError."""
        self._call("PUT", path, json=body).close()

    def patch(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Change the fields that are named; raises GatewayError."""
        with self._call("PATCH", path, json=body) as response:
            return _read(response)

    def delete(self, path: str) -> dict[str, Any]:
        """Delete something and return what the gateway says of it, if anything; raises GatewayError."""
        with self._call("DELETE", path, timeout=ANSWER_SECONDS) as response:
            return _read(response) if response.content else {}

    def upload(self, path: str, body: Iterable[bytes], **query: Any) -> dict[str, Any]:
        """Send a file as it comes; raises GatewayError."""
        headers = {**self._headers, "Content-Type": "application/octet-stream"}
        with self._call("POST", path, params=query, data=body, headers=headers, timeout=UPLOAD_SECONDS) as response:
            return _read(response)

    def download(self, path: str, accept: str = "*/*") -> Iterator[bytes]:
        """Yield a document as it comes; raises GatewayError, also when it breaks off."""
        headers = {**self._headers, "Accept": accept}
        with self._call("GET", path, headers=headers, stream=True, timeout=ANSWER_SECONDS) as response:
            try:
                yield from response.iter_content(CHUNK_BYTES)
            except requests.RequestException:
                raise GatewayError(503, "The connection broke off; what was received is not whole. Try again.") from None

    def _call(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, timeout: float = 30, **options: Any
    ) -> requests.Response:
        try:
            session = requests.Session()
            session.trust_env = False  # A proxy variable must not divert what a person says.
            response = session.request(
                method,
                f"{self._url}/api/v1/{path}",
                headers=headers or self._headers,
                timeout=(CONNECT_SECONDS, timeout),
                allow_redirects=False,
                **options,
            )
        except requests.RequestException:
            raise GatewayError(503, f"The assistant does not answer at {self._url}. Is it running? Start it with “make run”.") from None
        if response.status_code >= 400:
            retry = response.headers.get("Retry-After", "")
            raise GatewayError(response.status_code, _explained(response), int(retry) if retry.isdecimal() else 0)
        return response


def _read(response: requests.Response) -> dict[str, Any]:
    """Return what was answered; raises GatewayError where it was no assistant that did."""
    try:
        found = response.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise GatewayError(503, "What answers there is not the assistant. Is the address right?")
    return found


def _events(response: requests.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    name = ""
    try:
        for line in response.iter_lines(chunk_size=1, decode_unicode=False):
            if line.startswith(b"event: "):
                name = line[7:].decode()
            elif line.startswith(b"data: "):
                data = json.loads(line[6:])
                if name == "error":
                    raise GatewayError(int(data.get("status", 503)), str(data.get("detail") or data.get("title")))
                yield name, data
                if name == "reply":
                    return
    except requests.RequestException:
        pass
    raise GatewayError(503, "The connection broke off. Your message is kept; its answer will be in the conversation.")


def _explained(response: requests.Response) -> str:
    try:
        problem = response.json()
        text = f"{problem['title']}: {problem['detail']}" if problem.get("detail") else str(problem["title"])
    except (ValueError, KeyError, TypeError):
        text = f"The assistant answered {response.status_code}"
    return text if text.endswith(".") else f"{text}."
