"""The loop: accepts, reads, hands whole requests to the threads of their lane, sends, and lets go of whoever is too slow."""

import errno
import re
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
from typing import Any

from gunicorn.http.errors import ExpectationFailed, LimitRequestHeaders, LimitRequestLine, ParseException, UnsupportedTransferCoding
from gunicorn.workers.gthread import ThreadWorker

from shared import logs
from shared.doors import EXTENSION, HEALTH, REQUEST_SECONDS, Lane, open_files
from shared.doors.connection import Connection, TooLarge, Wire
from shared.doors.problem import answer

SEND_SECONDS = 30.0
"""How long a caller may take for an answer, or for one piece of a stream."""
PARTING_SECONDS = 2.0
SPARE_FILES = 200
PIECE_BYTES = 64 * 1024
STATUS = {TooLarge: 413, LimitRequestLine: 414, LimitRequestHeaders: 431, ExpectationFailed: 417, UnsupportedTransferCoding: 501}
log = logs.get_logger()
Waiting = dict[Connection, None]


class Worker(ThreadWorker):
    """gunicorn's threaded worker with deadlines, lanes, and a cap that makes room for who comes new."""

    def init_process(self) -> None:
        self.pending: Waiting = {}
        """Callers whose request is not whole, oldest first."""
        self.sending: Waiting = {}
        self.parting: Waiting = {}
        """Callers who were told goodbye; what they still say is dropped, so that they can hear it."""
        self.pools: dict[Lane, ThreadPoolExecutor] = {}
        self.worker_connections = min(self.cfg.worker_connections, open_files() - SPARE_FILES)
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        rest = Lane(re.compile(""), self.cfg.threads)
        self.lanes: tuple[Lane, ...] = (HEALTH, *self.wsgi.extensions.get(EXTENSION, ()), rest)
        self.pools = {lane: ThreadPoolExecutor(lane.threads) for lane in self.lanes}
        self.busy = dict.fromkeys(self.lanes, 0)

    def get_thread_pool(self) -> Any:
        """All pools, for gunicorn, which only ever shuts them down."""

        def shutdown(*, wait: bool) -> None:
            for pool in self.pools.values():
                pool.shutdown(wait=wait, cancel_futures=True)

        return SimpleNamespace(shutdown=shutdown)

    # Coming and going

    def accept(self, listener: socket.socket) -> None:
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in {errno.EMFILE, errno.ENFILE}:
                self._make_room()
            return
        self.nr_conns += 1
        self._expect_request(Connection(self.cfg, sock, client, listener.getsockname()))
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def _make_room(self) -> None:
        """Let go of whoever keeps us waiting longest, so that silent callers can't keep others out."""
        for waiting in (self.parting, self.keepalived_conns, self.pending, self.sending):
            if waiting:
                self._drop(next(iter(waiting)), waiting)
                return

    def murder_pending(self) -> None:
        now = time.monotonic()
        for waiting in (self.pending, self.sending, self.parting):
            while waiting and (conn := next(iter(waiting))).timeout <= now:
                if waiting is self.pending and (conn.request or conn.inbox.content):
                    self._unwatch(conn, waiting)
                    self._refuse(conn, 408)
                else:
                    self._drop(conn, waiting)

    def _cap_keepalive(self, deadline: float) -> None:
        """Called when the worker stops: whoever has not asked yet needs no answer."""
        super()._cap_keepalive(deadline)
        for conn in [conn for conn in self.pending if not conn.inbox.content and not conn.request]:
            self._drop(conn, self.pending)

    def _watch(self, conn: Connection, waiting: Waiting, seconds: float, call: Callable[..., None], event: int) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + seconds
        waiting[conn] = None

        def called(_: Any) -> None:
            if conn in waiting:  # It may have been let go since, in the same turn of the loop.
                call(conn)

        self.poller.register(conn.sock, event, called)

    def _unwatch(self, conn: Connection, waiting: Any) -> None:
        self.poller.unregister(conn.sock)
        waiting.remove(conn) if waiting is self.keepalived_conns else waiting.pop(conn)

    def _drop(self, conn: Connection, waiting: Any) -> None:
        self._unwatch(conn, waiting)
        self.nr_conns -= 1
        conn.close()

    # Reading

    def _expect_request(self, conn: Connection) -> None:
        conn.begin()
        self._watch(conn, self.pending, REQUEST_SECONDS, self._read, selectors.EVENT_READ)

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """Called when somebody who was answered speaks again."""
        if conn in self.keepalived_conns:
            self._unwatch(conn, self.keepalived_conns)
            self._expect_request(conn)
            self._read(conn)

    def _read(self, conn: Connection) -> None:
        piece = _received(conn.sock)
        if piece == b"":
            self._drop(conn, self.pending)
        elif piece is not None:
            conn.inbox.feed(piece)
            self._look(conn)

    def _look(self, conn: Connection) -> None:
        """Give a request to a thread when it is whole."""
        try:
            if self._is_whole(conn):
                self._unwatch(conn, self.pending)
                self._hand_over(conn)
        except ParseException as error:
            self._unwatch(conn, self.pending)
            log.warning("http.malformed", error=error)
            self._refuse(conn, STATUS.get(type(error), 400))

    def _is_whole(self, conn: Connection) -> bool:
        if conn.request is None:
            if not conn.has_request():
                return False
            conn.lane = next(lane for lane in self.lanes if lane.routes.match(conn.asked))
            if not conn.lane.takes_files:
                self._go_on(conn)
        return conn.lane.takes_files or conn.has_body()

    def _go_on(self, conn: Connection) -> None:
        """Ask for the body of somebody who waits to be asked (RFC 9110, 10.1.1), if it can be taken."""
        conn.has_body()
        if conn.request._expected_100_continue:
            conn.request._expected_100_continue = False
            conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    # Answering

    def _hand_over(self, conn: Connection) -> None:
        lane = conn.lane
        if lane.lasting and self.busy[lane] >= lane.threads:
            return self._refuse(conn, 503)
        if lane.takes_files:
            conn.inbox.since = time.monotonic()
            conn.request.force_close()  # How much of the file will be read, nobody knows.
        self.busy[lane] += 1
        future = self.pools[lane].submit(self.handle, conn)
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))
        return None

    def handle(self, conn: Connection) -> bool:
        """Answer one request, in a thread; return whether the caller may ask again."""
        conn.sock.settimeout(SEND_SECONDS)
        sock = Wire(conn.sock) if conn.lane.lasting else conn.outbox
        try:
            said = self.handle_request(conn.request, SimpleNamespace(sock=sock, client=conn.client, server=conn.server))
            return bool(said and conn.parser.finish_body())
        except (OSError, StopIteration):
            return False  # The caller has gone, or the answer broke off.
        except Exception as error:
            log.error("http.failed", error=error)
            sock.sendall(answer(STATUS.get(type(error), 400) if isinstance(error, ParseException) else 500))
            return False

    def finish_request(self, conn: Connection, done: "Future[bool]") -> None:
        """Called in the loop when a thread is done."""
        self.busy[conn.lane] -= 1
        conn.keep = not done.cancelled() and done.exception() is None and done.result()
        self._send(conn)

    def _refuse(self, conn: Connection, status: int) -> None:
        conn.keep = False
        conn.outbox.sendall(answer(status))
        self._send(conn)

    def _send(self, conn: Connection) -> None:
        if not self._is_sent(conn):
            self._watch(conn, self.sending, SEND_SECONDS, self._send_on, selectors.EVENT_WRITE)
        elif conn.keep:
            self._keep(conn)
        else:
            self._part(conn)

    def _send_on(self, conn: Connection) -> None:
        if self._is_sent(conn):
            self._unwatch(conn, self.sending)
            self._send(conn)

    def _is_sent(self, conn: Connection) -> bool:
        """Send what the caller takes; tell whether that was all."""
        content = conn.outbox.content
        conn.sock.setblocking(False)
        try:
            while content:
                del content[: conn.sock.send(content[:PIECE_BYTES])]
        except BlockingIOError:
            return False
        except OSError:
            conn.keep = False
            content.clear()
        return True

    def _keep(self, conn: Connection) -> None:
        if conn.inbox.content:
            self._expect_request(conn)
            return self._look(conn)
        conn.set_timeout()
        self.keepalived_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn))
        if not self.alive:
            super()._cap_keepalive(time.monotonic() + PARTING_SECONDS)
        return None

    def _part(self, conn: Connection) -> None:
        """Close, but not before the caller could hear the answer (RFC 9112, 9.6)."""
        self._watch(conn, self.parting, PARTING_SECONDS, self._hear_out, selectors.EVENT_READ)
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn, self.parting)

    def _hear_out(self, conn: Connection) -> None:
        if _received(conn.sock) == b"":
            self._drop(conn, self.parting)


def _received(sock: socket.socket) -> bytes | None:
    """Return what came, b"" at the end, None if nothing came after all."""
    try:
        return sock.recv(PIECE_BYTES)
    except (BlockingIOError, InterruptedError):
        return None
    except OSError:
        return b""
