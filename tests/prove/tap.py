"""A tap on the wire: TCP forwarders between each service and the broker that note every message, decoded with pika."""

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pika.frame
import pika.spec

CHUNK_BYTES = 65536
RAW_LIMIT_BYTES = 64 * 2**20
"""Per service; the raw bytes are kept for searching, and the volume run does not need them."""


@dataclass
class Passed:
    """One message as it passed a tap."""

    service: str
    to_service: bool
    exchange: str
    routing_key: str
    headers: dict[str, Any]
    properties: dict[str, Any]
    body: bytes
    at: float = field(default_factory=time.time)


class Tap:
    """Forwarders for some services; `messages` are in the order in which they passed."""

    def __init__(self, broker_port: int, services: tuple[str, ...]) -> None:
        self.messages: list[Passed] = []
        self.raw: dict[str, bytearray] = {service: bytearray() for service in services}
        self._ends: list[socket.socket] = []
        self._broker = ("127.0.0.1", broker_port)
        self._listeners = {service: socket.create_server(("127.0.0.1", 0)) for service in services}
        for service, listener in self._listeners.items():
            threading.Thread(target=self._accept, args=(service, listener), daemon=True).start()

    def port(self, service: str) -> int:
        """Return where a service finds the broker."""
        return int(self._listeners[service].getsockname()[1])

    def close(self) -> None:
        """Take no more connections."""
        for listener in self._listeners.values():
            listener.close()

    def cut(self) -> None:
        """Close every connection, as a broker does that goes away."""
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def _accept(self, service: str, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(self._broker)
            except OSError:
                return
            for end in (client, server):
                self._ends.append(end)
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._forward, args=(service, client, server, False), daemon=True).start()
            threading.Thread(target=self._forward, args=(service, server, client, True), daemon=True).start()

    def _forward(self, service: str, source: socket.socket, target: socket.socket, to_service: bool) -> None:
        reader = _Reader(service, to_service, self.messages)
        try:
            while data := source.recv(CHUNK_BYTES):
                reader.feed(data)  # Noted before it is passed on: so an answer, or the next request, can only be noted after it.
                if len(self.raw[service]) < RAW_LIMIT_BYTES:
                    self.raw[service] += data
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # Closing alone says nothing while the other thread still reads.
            end.close()


class _Reader:
    """Puts frames of one direction of one connection together into messages."""

    def __init__(self, service: str, to_service: bool, messages: list[Passed]) -> None:
        self._service = service
        self._to_service = to_service
        self._messages = messages
        self._buffer = b""
        self._open: dict[int, tuple[Any, Any, bytearray]] = {}
        self._method: dict[int, Any] = {}

    def feed(self, data: bytes) -> None:
        self._buffer += data
        while self._buffer:
            consumed, frame = pika.frame.decode_frame(self._buffer)
            if not consumed:
                return
            self._buffer = self._buffer[consumed:]
            self._take(frame)

    def _take(self, frame: Any) -> None:
        if isinstance(frame, pika.frame.Method):
            self._method[frame.channel_number] = frame.method
        elif isinstance(frame, pika.frame.Header):
            self._open[frame.channel_number] = (self._method.get(frame.channel_number), frame, bytearray())
            self._finish(frame.channel_number)
        elif isinstance(frame, pika.frame.Body) and frame.channel_number in self._open:
            self._open[frame.channel_number][2].extend(frame.fragment)
            self._finish(frame.channel_number)

    def _finish(self, channel: int) -> None:
        method, header, body = self._open[channel]
        if len(body) < header.body_size:
            return
        del self._open[channel]
        if not isinstance(method, pika.spec.Basic.Deliver | pika.spec.Basic.Publish | pika.spec.Basic.Return):
            return
        properties = {name: value for name, value in vars(header.properties).items() if value is not None and name != "headers"}
        self._messages.append(
            Passed(
                self._service,
                self._to_service,
                method.exchange,
                method.routing_key,
                dict(header.properties.headers or {}),
                properties,
                bytes(body),
            )
        )
