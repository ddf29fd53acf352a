"""Ollama: `/api/tags`, `/api/embed`, and a streamed `/api/chat` that answers from the passages it was given.

Faults of a chat: `500`, `drop` (in mid-stream), `error` (an error object after 200), `no-done`, `half-line`, `silent`. A chat that is bound
to a `format` is a plan: the next of `plans`, else one that says nothing; its faults are in `plan_faults`.

As Ollama does, it says nothing at all, not even a status, while the model reads (`reading_seconds`), and it stops a model whose caller has
closed the connection: `stopped` tells after how many pieces.
"""

import json
import re
import socket
import time
import zlib
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.standins.http import Received, StandIn, hang_up, send_json

DIMENSIONS = 96
MEANINGS = {"automobile": "car", "vehicle": "car", "physician": "doctor", "lääkäri": "doctor"}
EVERYWHERE = {"the", "a", "is", "in", "of", "my", "that", "remember", "where", "what", "find", "to"}
PASSAGE = re.compile(r"^\[1\] \([^)]*\) (.*)$", re.MULTILINE)


class Ollama(StandIn):
    """The stand-in; `models` are entries of `/api/tags`, `shown` is added to `/api/show` and `written_by` to each part of an answer."""

    delay_seconds: float = 0.0
    reading_seconds: float = 0.0
    looking_seconds: float = 0.0
    """How long each of `/api/tags` and `/api/show` takes."""
    context_tokens: int = 131_072
    """Of each model."""
    saying: str = ""
    """What is answered, if that is not to be made of the passages."""

    def __post_init__(self) -> None:
        self.models: list[dict[str, Any]] = [{"name": "stand-in:latest", "model": "stand-in:latest", "size": 1, "digest": "0" * 64}]
        self.shown: dict[str, str] = {}
        self.written_by: dict[str, str] = {}
        self.plans: list[str] = []
        self.plan_faults: list[str] = []
        self.stopped: list[int] = []
        self.at_work = 0
        """How many answers are being read for or written."""
        super().__post_init__()

    def is_faulty(self, request: Received) -> bool:
        return request.path == "/api/chat" and not json.loads(request.body).get("format")

    def planned(self) -> list[dict[str, Any]]:
        """Return the requests for plans."""
        asked = [json.loads(request.body) for request in self.received if request.path == "/api/chat"]
        return [one for one in asked if one.get("format")]

    def answer(self, handler: BaseHTTPRequestHandler, request: Received, fault: str) -> None:
        if request.path in {"/api/tags", "/api/show"}:
            time.sleep(self.looking_seconds)
        if request.path == "/api/tags":
            send_json(handler, 200, {"models": self.models})
        elif request.path == "/api/show":
            asked = json.loads(request.body)["model"]
            entry = next((model for model in self.models if model["model"] == asked), None)
            shown = {name: value for name, value in (entry or {}).items() if name.startswith("remote")} | self.shown
            info = {"general.architecture": "stand-in", "stand-in.context_length": self.context_tokens}
            send_json(handler, 200 if entry else 404, {"details": {"family": "stand-in"}, "model_info": info, **shown})
        elif request.path == "/api/embed":
            asked = json.loads(request.body)
            texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
            send_json(handler, 200, {"model": asked["model"], "embeddings": [embedding(text) for text in texts]})
        elif request.path != "/api/chat":
            send_json(handler, 404, {"error": "not found"})
        else:
            asked = json.loads(request.body)
            fault = self.plan_faults.pop(0) if asked.get("format") and self.plan_faults else fault
            if fault == "500":
                send_json(handler, 500, {"error": "out of memory"})
            elif asked.get("format"):
                self._stream(handler, asked, fault)
            else:
                self._answer(handler, asked, fault)

    def _answer(self, handler: BaseHTTPRequestHandler, asked: dict[str, Any], fault: str) -> None:
        with self._lock:
            self.at_work += 1
        try:
            until = time.monotonic() + self.reading_seconds
            while (left := until - time.monotonic()) > 0:
                time.sleep(min(0.02, left))
                if _is_gone(handler):
                    self.stopped.append(0)
                    return
            self._stream(handler, asked, fault)
        finally:
            with self._lock:
                self.at_work -= 1

    def _stream(self, handler: BaseHTTPRequestHandler, asked: dict[str, Any], fault: str) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/x-ndjson")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        pieces = re.findall(r"\S+\s*", self._plan() if asked.get("format") else self._text(asked["messages"]))
        for number, piece in enumerate(pieces):
            if fault and number == len(pieces) // 2:
                return self._break(handler, fault)
            time.sleep(self.delay_seconds)
            if _is_gone(handler):
                self.stopped.append(number)
                handler.close_connection = True
                return None
            _chunk(handler, _line(asked["model"], piece, done=False, **self.written_by))
        _chunk(handler, _line(asked["model"], "", done=True))
        handler.wfile.write(b"0\r\n\r\n")
        return None

    def _plan(self) -> str:
        return self.plans.pop(0) if self.plans else '{"steps": [{"do": "unclear"}]}'

    def _text(self, messages: list[dict[str, str]]) -> str:
        last = messages[-1]["content"]
        if self.saying:
            return self.saying
        passage = PASSAGE.search(last)
        return f"From your notes: {passage[1]}." if passage else f"The stand-in model read {len(last.split())} words."

    def _break(self, handler: BaseHTTPRequestHandler, fault: str) -> None:
        if fault == "error":
            _chunk(handler, b'{"error":"llama runner process has terminated"}\n')
        if fault == "half-line":
            _chunk(handler, b'{"model":"stand-in","message":{"role":"assi')
        if fault == "drop":
            return hang_up(handler)
        handler.wfile.write(b"0\r\n\r\n")
        return None


def embedding(text: str) -> list[float]:
    """Return a vector that is near for texts that share words, or words of one meaning."""
    vector = [0.0] * DIMENSIONS
    for word in re.findall(r"\w+", text.lower()):
        if word not in EVERYWHERE:
            seed = zlib.crc32(MEANINGS.get(word, word).encode())
            for place in range(DIMENSIONS):
                seed = (1103515245 * seed + 12345) % 2**31
                vector[place] += seed / 2**30 - 1
    return vector if any(vector) else [1.0] * DIMENSIONS


def _is_gone(handler: BaseHTTPRequestHandler) -> bool:
    try:
        return handler.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _line(model: str, text: str, *, done: bool, **more: str) -> bytes:
    line = {"model": model, "created_at": "2026-11-21T00:00:00Z", "message": {"role": "assistant", "content": text}, "done": done, **more}
    return json.dumps(line).encode() + b"\n"


def _chunk(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    handler.wfile.flush()
