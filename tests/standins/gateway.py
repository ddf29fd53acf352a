"""The gateway's API without a gateway: what is kept lies in lists, and each call is noted."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from shared.repetition import following
from ui.client import GatewayError

EMPTY: dict[str, dict[str, Any]] = {
    "notes": {"text": "", "important": False},
    "items": {"list": "", "text": "", "done": False, "due": ""},
    "reminders": {"text": "", "due_at": "2026-12-01T07:00:00+00:00", "zone": "UTC", "state": "pending", "language": "en", "rule": "", "wall": "", "rang_at": None},
    "contacts": {"name": "", "details": "", "names": [], "handles": [], "languages": []},
    "chats": {"name": "", "group": False},
    "drafts": {"text": "", "recipient": ""},
    "events": {
        "text": "", "start_at": "2099-12-01T07:00:00+00:00", "end_at": "2099-12-01T08:00:00+00:00", "all_day": False,
        "zone": "UTC", "rule": "", "place": "", "details": "", "state": "confirmed", "guests": [],
    },
}  # fmt: skip
CREATED = "2026-11-20T12:00:00+00:00"
REPLY = {"steps": ["chat"], "engine": "rules", "sources": [], "follow_ups": [], "asks": False, "egress": []}


class Answer:
    """A response, as far as the client reads one."""

    def __init__(self, value: Any, events: bytes = b"") -> None:
        self.content = b"" if value is None else b"{}"
        self._value, self._events = value, events

    def json(self) -> Any:
        return self._value

    def iter_lines(self, **_: Any) -> Iterator[bytes]:
        yield from self._events.split(b"\n")


class Api:
    """Answers as the gateway would. `page` is how many of a kind one page holds; `told` are further paths and what they answer."""

    def __init__(self) -> None:
        self.page = 500
        self.settings: dict[str, str] = {}
        self.kept: dict[str, list[dict[str, Any]]] = {plural: [] for plural in EMPTY}
        self.calls: list[tuple[str, str, Any]] = []
        self.told: dict[str, Any] = {
            "messages": {"messages": [], "forgotten": 7},
            "profile": {"name": "", "about": ""},
            "calendar": {"occurrences": [], "zone": "UTC"},
            "search": {"hits": []},
            "status": {"status": "ready", "parts": {"model": "none (not set)", "openai": "not set", "interpreter": "ready"}},
            "egress": {"entries": [], "requests": 3, "never_left": 2},
            "backups": {"backups": [], "drilled_at": None, "forgetting": 0, "missing": 0},
            "redactions": {"language": "en", "leaves": False, "text": "", "reason": "nothing"},
        }
        self.said: list[tuple[str, dict[str, Any]]] = [("reply", {"id": "t1", "reply": "Good day.", **REPLY})]

    def keep(self, plural: str, *, id: str = "", **fields: Any) -> dict[str, Any]:
        """Have something kept; ids begin alike, as they do where one request made several things."""
        one = {"id": id or f"{plural}000000000000-{len(self.kept[plural])}", "created_at": CREATED, **EMPTY[plural], **fields}
        self.kept[plural].insert(0, one)
        return one

    @contextmanager
    def call(self, method: str, path: str, *, params: Any = None, json: Any = None, **options: Any) -> Iterator[Answer]:
        """Stand in for `Gateway._call`."""
        if (method, path) == ("GET", "settings") and path not in self.told:  # Before each command: which language, which zone.
            yield Answer(self.settings)
            return
        self.calls.append((method, path, json if json is not None else params))
        plural, _, record = path.partition("/")
        if options.get("stream"):
            yield Answer(None, _as_events(self.said))
        elif path in self.told:
            yield Answer(self.told[path])
        elif record.endswith("/once"):
            yield Answer(self._put_off(record.removesuffix("/once"), json))
        elif plural in self.kept:
            yield Answer(self._records(method, plural, record, json or params or {}))
        else:
            raise GatewayError(404, "There is no such thing.")

    def _put_off(self, record: str, sent: dict[str, str]) -> Any:
        one = next(one for one in self.kept["reminders"] if one["id"] == record)
        again = following(one["rule"], one["wall"], one["zone"], datetime.fromisoformat(sent["time"]))
        one.update({"rang_at": None} if one["rang_at"] == sent["time"] else {"due_at": again.isoformat() if again else ""})
        return self.keep("reminders", text=one["text"], zone=one["zone"], language=one["language"], due_at=sent["due_at"])

    def _records(self, method: str, plural: str, record: str, values: dict[str, Any]) -> Any:
        things = self.kept[plural]
        if method == "POST":
            return self.keep(plural, **values)
        if not record:
            start = int(values.get("after", 0))
            end = start + min(self.page, values["limit"])
            return {plural: things[start:end], **({"next": str(end)} if end < len(things) else {})}
        found = next((one for one in things if one["id"] == record), None)
        if found is None:
            raise GatewayError(404, "There is no such thing.")
        if method == "DELETE":
            things.remove(found)
            return None
        found.update(values)
        return found


def _as_events(said: list[tuple[str, dict[str, Any]]]) -> bytes:
    return "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in said).encode()
