"""A calendar as a file (RFC 5545): events, series with what is left out of them, and things to do that have a day. The same things make
the same bytes; ids are those that things have here, so that a calendar that comes back makes nothing twice."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Todo, vCalAddress, vRecur
from icalendar.prop import vDDDLists

OWN = "sihteeri"
"""Behind the id of a thing, it makes a name that is its own everywhere."""
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
UNTIL = re.compile(r"\bUNTIL=(\d{8})T\d{6}Z?", re.IGNORECASE)
MAIL = re.compile(r"[^\s@]+@[^\s@]+")
STATES = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE"}
Record = Mapping[str, Any]


def written(events: Iterable[Record], items: Iterable[Record], *, name: str) -> bytes:
    """Return the file. What is cancelled is left out, and what is to be done on no day."""
    calendar = Calendar()
    for key, value in (("prodid", "-//Sihteeri//Sihteeri//EN"), ("version", "2.0"), ("x-wr-calname", name)):
        calendar.add(key, value)
    for one in events:
        if one["fields"]["state"] in STATES:
            calendar.add_component(_event(one))
    for one in items:
        if one["fields"].get("due") and not one["fields"]["done"]:
            calendar.add_component(_task(one))
    calendar.add_missing_timezones(first_date=date(2000, 1, 1), last_date=date(2038, 1, 1))
    return bytes(calendar.to_ical())


def _event(record: Record) -> Event:
    fields = record["fields"]
    zone = ZoneInfo(fields["zone"]) if fields["zone"] != "UTC" else UTC
    event = Event()
    _named(event, record)
    event.add("status", STATES[fields["state"]])
    for key, at in (("dtstart", fields["start_at"]), ("dtend", fields["end_at"])):
        moment = datetime.fromisoformat(at)
        event.add(key, moment.astimezone(UTC).date() if fields["all_day"] else moment.astimezone(zone))
    for key, value in (("location", fields["place"]), ("description", fields["details"])):
        if value:
            event.add(key, _plain(value))
    for guest in fields.get("guests") or ():
        event.add("attendee", _guest(guest))
    for line in fields["rule"].splitlines():
        _repeat(event, line, zone, all_day=fields["all_day"])
    return event


def _named(part: Event | Todo, record: Record) -> None:
    part.add("uid", f"{record['id']}@{OWN}")
    part.add("dtstamp", datetime.fromisoformat(record["created_at"]).astimezone(UTC).replace(microsecond=0))
    part.add("summary", _plain(record["fields"]["text"]))


def _repeat(event: Event, line: str, zone: Any, *, all_day: bool) -> None:
    """Add a line of a rule; of whole days dates (3.3.10), of others instants in the zone that the series begins in."""
    name, _, value = line.partition(":")
    if name == "RRULE":
        event.add("rrule", vRecur.from_ical(UNTIL.sub(r"UNTIL=\1", value) if all_day else value))
        return
    values = value.split(",")
    days = all_day or all("T" not in one for one in values)
    listed = vDDDLists([date.fromisoformat(one[:8]) if days else _placed(one, zone) for one in values])
    if days:
        listed.params["VALUE"] = "DATE"
    event.add(name.lower(), listed)


def _placed(value: str, zone: Any) -> datetime:
    at = datetime.fromisoformat(value)  # With a Z it is in UTC.
    return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)


def _guest(guest: str) -> vCalAddress:
    """Return somebody who takes part; who has no address is named beside one that leads nowhere."""
    if MAIL.fullmatch(guest):
        return vCalAddress(f"mailto:{guest}")
    address = vCalAddress("invalid:nomail")
    address.params["CN"] = _plain(guest).replace('"', "'")
    return address


def _task(record: Record) -> Todo:
    task = Todo()
    _named(task, record)
    task.add("due", date.fromisoformat(record["fields"]["due"]))
    task.add("status", "NEEDS-ACTION")
    return task


def _plain(text: str) -> str:
    return CONTROLS.sub(" ", text)
