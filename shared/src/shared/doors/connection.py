"""One caller: what has come in and is not read yet, what is to go out, and whether a request is whole."""

import os
import re
import select
import socket
import time
from typing import Any
from urllib.parse import unquote

from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import InvalidChunkSize, LimitRequestHeaders, NoMoreData, ParseException
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import TConn

from shared.doors import BODY_LIMIT_BYTES, BYTES_A_SECOND, Lane

HEAD_LIMIT_BYTES = 32 * 1024
FRAMING_BYTES = 64 * 1024
"""What the frames of a chunked body may take beside the body."""
SIZE_LINE_BYTES = 128
"""A line that says how long a chunk is."""
STALL_SECONDS = 20.0
"""A file may stall so long."""
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?")


class TooSlow(ParseException):
    """Raised in a thread that reads a file that stalls."""


class TooLarge(ParseException):
    """Raised when a body is longer than its route takes."""


class Inbox(Unreader):
    """What has come in. A thread that asks for more gets nothing, unless it may wait (`since` is set)."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self.sock = sock
        self.since: float | None = None
        self._waited_for = 0

    def feed(self, piece: bytes) -> None:
        """Add what the loop has read."""
        self.buf.seek(0, os.SEEK_END)
        self.buf.write(piece)

    @property
    def content(self) -> bytes:
        """Return what is there."""
        return self.buf.getvalue()

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Called by gunicorn's readers when they need more."""
        if self.since is None:
            return b""
        late = time.monotonic() - self.since - self._waited_for / BYTES_A_SECOND
        before = self.sock.gettimeout()
        try:
            self.sock.settimeout(max(0.01, STALL_SECONDS - late))
            piece = self.sock.recv(max(8192, min(size_hint or 0, 1 << 20)))
        except TimeoutError:
            raise TooSlow from None
        finally:
            self.sock.settimeout(before)
        self._waited_for += len(piece)
        return piece


class Outbox:
    """Stands for the socket where a thread answers: keeps what it says for the loop to send."""

    def __init__(self) -> None:
        self.content = bytearray()

    def sendall(self, piece: bytes) -> None:
        self.content += piece

    def send(self, piece: bytes) -> int:
        self.sendall(piece)
        return len(piece)

    def shutdown(self, _how: int) -> None:
        """Called by gunicorn when an answer breaks off; the loop closes."""
        raise OSError

    def close(self) -> None:
        return


class Wire(Outbox):
    """The same for what lasts: what a thread says goes out at once."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock

    def sendall(self, piece: bytes) -> None:
        self._sock.sendall(piece)

    def is_deserted(self) -> bool:
        """Tell whether the caller has closed the connection."""
        poll = select.poll()
        poll.register(self._sock, select.POLLRDHUP)
        return bool(poll.poll(0))


class Connection(TConn):
    """A caller's connection; only the loop changes it while no thread works for it."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        self.inbox = Inbox(sock)
        self.outbox = Outbox()
        self.parser = RequestParser(cfg, sock, client)
        self.parser.unreader = self.inbox
        self.request: Any = None
        self.lane: Lane
        self.keep = False
        self._read_to = 0

    def begin(self) -> None:
        """Be ready for the next request."""
        self.request, self._read_to = None, 0

    def has_request(self) -> bool:
        """Tell whether a head is whole, and read it then; raises ParseException."""
        content = self.inbox.content
        if content.find(b"\r\n\r\n", max(0, self._read_to - 3)) < 0:
            self._read_to = len(content)
            if len(content) > HEAD_LIMIT_BYTES:
                raise LimitRequestHeaders("limit request headers size")
            return False
        self._read_to = 0
        try:
            self.request = next(self.parser)
        except (StopIteration, NoMoreData):
            raise ParseException from None
        if isinstance(reader := self.request.body.reader, ChunkedReader):
            reader.limit_chunk_size_line = SIZE_LINE_BYTES
        return True

    @property
    def asked(self) -> str:
        """Return what is asked for, as `METHOD /path`."""
        return f"{self.request.method} {unquote(self.request.path)}"

    def has_body(self) -> bool:
        """Tell whether the body is whole; raises TooLarge."""
        reader = self.request.body.reader
        if isinstance(reader, ChunkedReader):
            return self._has_chunks()
        if reader.length > BODY_LIMIT_BYTES:
            raise TooLarge
        return len(self.inbox.content) >= reader.length

    def _has_chunks(self) -> bool:
        """Follow the chunks (RFC 9112, 7.1) as far as they are there. What is wrong is whole: the reader will say so."""
        content = self.inbox.content
        while (end := content.find(b"\r\n", self._read_to)) >= 0:
            size = CHUNK_SIZE.fullmatch(content[self._read_to : end])
            if size is None:
                return True
            if int(size[1], 16) == 0:
                return content.find(b"\r\n\r\n", end) >= 0 or self._is_full(content)
            following = end + 2 + int(size[1], 16) + 2
            if following > len(content):
                break
            if content[following - 2 : following] != b"\r\n":
                return True
            self._read_to = following
        if end < 0 and len(content) - self._read_to > SIZE_LINE_BYTES:
            raise InvalidChunkSize(b"")
        return self._is_full(content)

    @staticmethod
    def _is_full(content: bytes) -> bool:
        if len(content) > BODY_LIMIT_BYTES + FRAMING_BYTES:
            raise TooLarge
        return False
