"""OpenAI's Responses API: answers `POST /v1/responses` with a plan that depends on the masked words alone.

Faults: `429`, `500`, `hang`, `drop`, `not-json`, `refusal`, `cut-off`, `wrong-intent`, `outside` (points at items that are
not there), `huge`.
"""

import json
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.standins.http import Received, StandIn, hang_up, send_json

HANG_SECONDS = 30


class OpenAI(StandIn):
    """The stand-in."""

    plan: dict[str, Any] | None = None

    def answer(self, handler: BaseHTTPRequestHandler, request: Received, fault: str) -> None:
        if request.path != "/v1/responses" or handler.headers.get("Authorization", "") in {"", "Bearer "}:
            send_json(handler, 404, {"error": {"message": "not found", "type": "invalid_request_error"}})
        elif fault in {"429", "500"}:
            send_json(handler, int(fault), {"error": {"message": "later", "type": "server_error", "code": "insufficient_quota"}})
        elif fault == "drop":
            hang_up(handler)
        elif fault == "hang":
            time.sleep(HANG_SECONDS)
            hang_up(handler)
        else:
            send_json(handler, 200, _response(self._text(json.loads(request.body), fault), fault))

    def _text(self, asked: dict[str, Any], fault: str) -> str:
        if fault == "not-json":
            return "I would be glad to help."
        if fault == "huge":
            return "x" * 2_000_000
        words = asked["input"].split()
        plan = self.plan or {"steps": [{"intent": "recall", "slots": []}], "confidence": 0.9, "language": "en"}
        if fault == "wrong-intent":
            plan = {**plan, "steps": [{"intent": "export_all", "slots": []}]}
        if fault == "outside":
            plan = {**plan, "steps": [{"intent": "recall", "slots": [{"name": "query", "items": [len(words) + 7]}]}]}
        return json.dumps(plan)


def _response(text: str, fault: str) -> dict[str, Any]:
    part = {"type": "refusal", "refusal": "no"} if fault == "refusal" else {"type": "output_text", "text": text, "annotations": []}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1790000000,
        "status": "incomplete" if fault == "cut-off" else "completed",
        "model": "stand-in",
        "output": [{"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [part]}],
        "parallel_tool_calls": False,
        "tool_choice": "none",
        "tools": [],
        "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2},
    }
