"""What is done to a reminder or an item by a button: done, put off, skipped; and how that is taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.repetition import following
from ui.client import Gateway, GatewayError
from ui.commands.kinds import Thing
from ui.sessions import Memory
from ui.things import person_zone, thing_id

LATER = {"10min": timedelta(minutes=10), "1h": timedelta(hours=1)}
TONIGHT_HOUR = 20
PASSED = "That time has passed. Nothing was changed."
NO_TIME = "That is no day and time. Nothing was changed."


def pressed(gateway: Gateway, memory: Memory, did: str, *, act: str, thing: str, at: str) -> dict[str, Any]:
    """Do what a button says, or undo what is kept under a name; what could not be undone can be tried again."""
    if act != "undo":
        return done(gateway, thing, act, datetime.now(UTC), at)
    way = memory.taken(did)
    try:
        return undone(gateway, way)
    except GatewayError:
        memory.give_back(did, way)
        raise


def done(gateway: Gateway, thing: str, act: str, now: datetime, at: str = "") -> dict[str, Any]:
    """Do what a button says, and return what to say of it and how it is undone. `rang:ID` is a reminder as it came: what was answered
    already, on another page or by words, is left as it is."""
    kind, _, name = thing.partition(":")
    if kind == "item":
        return _done_item(gateway, thing_id(name))
    one = gateway.get(f"reminders/{thing_id(name)}")
    rang = kind == "rang"
    if rang and not one["rang_at"]:
        return {"say": "was", "text": one["text"]}
    if act == "done" and rang and one["rule"]:
        return _answered(gateway, one, {"say": "done"})
    if act in ("done", "skip"):
        return _over(gateway, one, "skip_next" if rang else "skip")
    due = datetime.fromisoformat(one["rang_at"] if rang else one["due_at"])
    return put_off(gateway, one, _moment(due, act, at, now, person_zone(gateway)), rang=rang)


def _done_item(gateway: Gateway, item: str) -> dict[str, Any]:
    one = gateway.patch(f"items/{item}", {"done": True})
    return {"say": "done", "text": one["text"], "back": {f"items/{item}": {"done": False}}}


def _over(gateway: Gateway, one: Thing, skipped: str) -> dict[str, Any]:
    """Take a reminder as done; of a series only the time that is next."""
    again = _next(one)
    told = {"say": skipped if again else "done", "text": one["text"], "at": again, "back": _as_it_was(one)}
    gateway.patch(f"reminders/{one['id']}", {"due_at": again.isoformat()} if again else {"state": "cancelled"})
    return told


def _answered(gateway: Gateway, one: Thing, told: dict[str, Any]) -> dict[str, Any]:
    """Leave a series that came as it is: it goes on."""
    gateway.patch(f"reminders/{one['id']}", {"rang_at": None})
    return {**told, "text": one["text"], "back": {f"reminders/{one['id']}": {"rang_at": one["rang_at"]}}}


def put_off(gateway: Gateway, one: Thing, at: datetime, *, rang: bool = False) -> dict[str, Any]:
    """Let a reminder come at another time; of a series this one time alone, which then is a reminder of its own."""
    told = {"say": "later", "text": one["text"], "at": at, "back": _as_it_was(one)}
    if _next(one) is None:
        gateway.patch(f"reminders/{one['id']}", {"due_at": at.isoformat(), "state": "pending"})
        return told
    made = gateway.post(f"reminders/{one['id']}/once", {"time": one["rang_at" if rang else "due_at"], "due_at": at.isoformat()})
    back = {f"reminders/{one['id']}": {"rang_at": one["rang_at"]}} if rang else told["back"]
    return told | {"back": back, "made": made["id"]}


def _moment(due: datetime, act: str, at: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when something is to come again; raises GatewayError for what is no time, or has passed."""
    if act in LATER:
        return max(now, due) + LATER[act]
    if act == "tomorrow":
        return tomorrow(due, now, zone)
    here = now.astimezone(zone)
    found = here.replace(hour=TONIGHT_HOUR, minute=0, second=0, microsecond=0) if act == "tonight" else _picked(at, zone)
    if found <= now:
        raise GatewayError(422, PASSED)
    return found


def _picked(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise GatewayError(422, NO_TIME) from None


def tomorrow(due: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return tomorrow's instant at the time of day at which something was due."""
    there = due.astimezone(zone)
    day = now.astimezone(there.tzinfo).date() + timedelta(days=1)
    return there.replace(year=day.year, month=day.month, day=day.day)


def _next(one: Thing) -> datetime | None:
    if not one["rule"] or one["state"] != "pending":
        return None
    return following(one["rule"], one["wall"], one["zone"], datetime.fromisoformat(one["due_at"]))


def _as_it_was(one: Thing) -> dict[str, Any]:
    return {f"reminders/{one['id']}": {name: one[name] for name in ("due_at", "state", "rang_at")}}


def undone(gateway: Gateway, told: dict[str, Any] | None) -> dict[str, Any]:
    """Put back what was done, once."""
    if told is None or "back" not in told:
        return {"say": "gone"}
    for path, fields in told["back"].items():
        gateway.patch(path, fields)
    if "made" in told:
        gateway.delete(f"reminders/{thing_id(told['made'])}")
    return {"say": "undone", "text": told["text"]}
