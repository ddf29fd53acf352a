"""OpenAI's Responses API through its own client, in two acts: what would be sent, and sending exactly that.

The client builds the body both times. The first time its transport catches the bytes and sends nothing; the second time the
transport lets them out only if they are those that were recorded.
"""

import hashlib
import time
from collections.abc import Callable
from typing import NamedTuple

import httpx2
from openai import OpenAI, OpenAIError

from interpreter.domain import prompt
from shared.errors import Refused, Unavailable
from shared.schemas.interpretation import Proposal

BUDGET_SECONDS = 8.0
ANSWER_LIMIT_BYTES = 200_000
BAD_ANSWER = (OpenAIError, httpx2.HTTPError, ValueError, TypeError, AttributeError, RecursionError)


class Answer(NamedTuple):
    """What the cloud model said, and the tokens it charges for."""

    text: str
    tokens: int


class Caught(Exception):
    """Raised by the first act's transport, with what would have been sent."""

    def __init__(self, request: httpx2.Request) -> None:
        super().__init__("caught")
        self.request = request


class CatchingTransport(httpx2.BaseTransport):
    """Sends nothing."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        raise Caught(request)


class GuardedTransport(httpx2.BaseTransport):
    """Lets one body out, and nothing else; at most two tries, within the time budget, reading a bounded answer."""

    def __init__(self, inner: httpx2.BaseTransport, released_sha256: int, deadline: float) -> None:
        self._inner = inner
        self._released = released_sha256
        self._deadline = deadline

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if digest(request.content) != self._released:
            raise Refused("the request to the cloud model is not the one that was recorded")
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpx2.ReadTimeout("the time budget is spent", request=request)
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), left)
        response = self._inner.handle_request(request)
        return self._bounded(request, response)

    def _bounded(self, request: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
        body = bytearray()
        try:
            for chunk in response.iter_raw():
                body += chunk
                if len(body) > ANSWER_LIMIT_BYTES or time.monotonic() > self._deadline:
                    raise httpx2.ReadTimeout("the answer is too large or too slow", request=request)
        finally:
            response.close()
        return httpx2.Response(response.status_code, headers=response.headers, content=bytes(body), request=request)


class OpenAIModel:
    """Proposes and sends."""

    def __init__(self, *, key: str, base_url: str, model: str, transport: Callable[[], httpx2.BaseTransport] | None = None) -> None:
        self._key = key
        self._base_url = base_url
        self._model = model
        self._transport = transport or (lambda: httpx2.HTTPTransport(trust_env=False))

    def propose(self, masked: str) -> Proposal:
        """Return the request that would be sent for some masked words."""
        try:
            self._call(CatchingTransport(), masked)
        except Caught as caught:
            return Proposal("openai", str(caught.request.url), caught.request.content.decode())
        raise Refused("the cloud model's client did not build a request")

    def ask(self, masked: str, *, released_sha256: int) -> Answer:
        """Send what was recorded and return the answer's text; raises Unavailable, or Refused if the bytes differ."""
        deadline = time.monotonic() + BUDGET_SECONDS
        try:
            return self._call(GuardedTransport(self._transport(), released_sha256, deadline), masked)
        except BAD_ANSWER as error:
            raise Unavailable(f"the cloud model did not answer ({type(error).__name__})") from None

    def _call(self, transport: httpx2.BaseTransport, masked: str) -> Answer:
        with httpx2.Client(transport=transport, follow_redirects=False, trust_env=False) as http:
            client = OpenAI(api_key=self._key, base_url=self._base_url, max_retries=1, timeout=BUDGET_SECONDS, http_client=http)
            try:
                response = client.responses.create(**prompt.request(self._model, masked))
            except OpenAIError as error:
                _raise_cause(error)
                raise
            if response.status != "completed" or not response.output_text:
                raise ValueError("no complete answer")
            return Answer(response.output_text, response.usage.total_tokens if response.usage else 0)


def _raise_cause(error: BaseException) -> None:
    """Our own transports' exceptions arrive wrapped by the client; raise them as they were."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Caught | Refused):
            raise cause
        cause = cause.__cause__ or cause.__context__


def digest(body: bytes) -> int:
    """Return a body's SHA-256 as a number."""
    return int.from_bytes(hashlib.sha256(body).digest())
