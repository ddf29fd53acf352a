"""What the HTTP stand-ins have in common: a threaded server on a free port that notes what it was sent."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """One request, as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.time)


@dataclass
class StandIn:
    """A server; subclasses answer. `faults` are taken one per request, first in first out, before any normal answer."""

    received: list[Received] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # Headers and body are two writes here; no real server waits between them.

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = Received(self.command, self.path, dict(self.headers), body)
                with stand_in._lock:
                    stand_in.received.append(request)
                    fault = stand_in.faults.pop(0) if stand_in.faults and stand_in.is_faulty(request) else ""
                try:
                    stand_in.answer(self, request, fault)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_GET = do_POST = do_DELETE = handle_any

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Return the base URL."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()

    def is_faulty(self, request: Received) -> bool:
        """Tell whether the next fault is meant for this request."""
        return True

    def answer(self, handler: BaseHTTPRequestHandler, request: Received, fault: str) -> None:
        """Write a response."""
        raise NotImplementedError


def send_json(handler: BaseHTTPRequestHandler, status: int, body: Any) -> None:
    """Answer with JSON."""
    data = json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True
    handler.connection.close()
