"""uvicorn's HTTP protocol with a deadline for requests, which it lacks: silent callers would stay for ever, each with an open file."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from shared.doors import BYTES_A_SECOND, REQUEST_SECONDS


class Patient(H11Protocol):
    """Lets go of whoever does not finish a request; a file may take as long as it keeps coming."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._awaited_since: float | None = None
        self._received = 0
        self._look_again: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await()

    def data_received(self, data: bytes) -> None:
        if self._awaited_since is None:
            self._await()
        self._received += len(data)
        super().data_received(data)
        if self.conn.their_state not in {h11.IDLE, h11.SEND_BODY}:
            self._awaited_since = None

    def connection_lost(self, exc: Exception | None) -> None:
        if self._look_again is not None:
            self._look_again.cancel()
        super().connection_lost(exc)

    def _await(self) -> None:
        self._awaited_since, self._received = self.loop.time(), 0
        if self._look_again is None:
            self._look_again = self.loop.call_later(REQUEST_SECONDS, self._look)

    def _look(self) -> None:
        self._look_again = None
        if self._awaited_since is None or self.transport.is_closing():
            return None
        if self.flow.read_paused:
            return self._await()  # It is we who are slow.
        left = self._awaited_since + REQUEST_SECONDS + self._received / BYTES_A_SECOND - self.loop.time()
        if left <= 0:
            return self.transport.abort()
        self._look_again = self.loop.call_later(min(left, REQUEST_SECONDS), self._look)
        return None
