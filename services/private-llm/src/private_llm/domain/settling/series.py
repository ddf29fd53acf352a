"""A series that is moved: its rule on another day or at another hour, or only its next time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling.dues import due
from private_llm.domain.times import repeating
from private_llm.domain.times.values import Each
from private_llm.domain.understanding import scope
from private_llm.domain.understanding.lexicon import plain
from shared import repetition
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Asked
from shared.schemas.plan import Intent

LITTLE = frozenset("but and only just actually mutta ja vain vaan".split())
"""What says nothing of when."""
MOST = 400
"""So many times of a series are looked through for one to come."""


def meant(entry: RecordView, request: Request) -> str:
    """Return `one` when only the next time is meant, `all` for the series, or nothing when it is not known: whatever has just been made
    is changed as a whole."""
    if f"series:{entry.id}" in request.meant.things:
        return "all"
    if f"next:{entry.id}" in request.meant.things:
        return "one"
    made = f"reminder:{entry.id}" in request.focus.made and f"reminder:{entry.id}" in request.focus.touched
    return scope.named(request.text) or ("all" if made or scope.is_made_other(request.text) else "")


def asked(entry: RecordView, request: Request, when: str, intent: Intent = "snooze") -> Answer:
    """Ask whether only the next one is meant."""
    question = request.say(
        f"Only the next one, or all of them: {quoted(str(entry.fields['text']), 160)}? A number is enough; nothing has changed yet.\n1. only the next one\n2. all of them",
        f"Vain seuraava vai kaikki: {quoted(str(entry.fields['text']), 160)}? Numero riittää; mitään ei ole vielä muutettu.\n1. vain seuraava\n2. kaikki",
    )
    things = (f"next:{entry.id}", f"series:{entry.id}")
    return Answer(
        question,
        follow_ups=(request.say("Only the next one", "Vain seuraava"), request.say("All of them", "Kaikki")),
        asked=Asked("choice", intent, {**request.meant.words, "when": when}, things),
    )


def following(entry: RecordView, after: datetime) -> datetime | None:
    """Return when a series comes next after a moment."""
    fields = entry.fields
    return next(iter(repetition.after(str(fields["rule"]), str(fields["wall"]), str(fields["zone"]), after)), None)


def put_off(entry: RecordView, new: times.Resolved) -> times.Resolved:
    """Return another rule for a series, begun no sooner than in the week in which it goes on after what was skipped."""
    if not entry.fields["rule"]:
        return new
    goes_on = due(entry).astimezone(ZoneInfo(new.zone))
    monday = datetime.combine(goes_on.date() - timedelta(days=goes_on.weekday()), datetime.min.time(), goes_on.tzinfo)
    if new.at >= monday or goes_on - new.at < timedelta(days=7):
        return new
    coming = repetition.after(new.rule, new.wall.isoformat(), new.zone, monday)
    first = next(iter(coming), None)
    return replace(new, at=first.astimezone(UTC), wall=first.astimezone(ZoneInfo(new.zone)).replace(tzinfo=None)) if first else new


def on(entry: RecordView, resolved: times.Resolved, local: datetime, request: Request) -> dict[str, str] | None:
    """Return the fields of a series that comes on another day or at another hour; None when its rule can't say that."""
    rule = dict(field.partition("=")[::2] for field in str(entry.fields["rule"]).split(";"))
    was = due(entry).astimezone(ZoneInfo(request.zone)).replace(tzinfo=None)
    at = local.replace(tzinfo=None)
    if "BYHOUR" in rule or rule["FREQ"] in {"HOURLY", "MINUTELY"}:
        return None
    if resolved.has_day:
        if not _on_day(rule, at):
            return None
        at = _in_step(rule, was, at)
    else:
        at = at.replace(year=was.year, month=was.month, day=was.day)
    return _from(rule, at, request)


def without(entry: RecordView, words: str, request: Request) -> dict[str, str] | None:
    """Return the fields of a series of several days without those that are named ("the Thursdays"); None when none, or all, are."""
    rule = dict(field.partition("=")[::2] for field in str(entry.fields["rule"]).split(";"))
    named = times.read(words, now=request.now, zone=request.zone).resolved
    gone = _fields(named.rule).get("BYDAY", "").split(",") if named and named.rule else []
    days = _days(rule)
    left = [day for day in days if day not in gone]
    if not left or left == days:
        return None
    wall = due(entry).astimezone(ZoneInfo(request.zone)).replace(tzinfo=None)
    return _from({**rule, "FREQ": "WEEKLY", "BYDAY": ",".join(left)}, wall, request)


def ended(entry: RecordView, said: str, request: Request) -> dict[str, str] | None:
    """Return the fields of a series that goes on for as long as some words say; None when they say no end, or anything else."""
    rule, wall = str(entry.fields["rule"]), due(entry).astimezone(ZoneInfo(request.zone)).replace(tzinfo=None)
    whole = request.say(f"every day at {wall:%H:%M} {said}", f"joka päivä klo {wall:%H:%M} {said}")
    read = times.read(whole, now=request.now, zone=request.zone)
    told = _fields(read.resolved.rule) if read.resolved is not None and read.resolved.rule else {}
    ends = {name: told[name] for name in ("UNTIL", "COUNT") if name in told}
    if not rule or not ends or set(plain(times.without(whole, now=request.now, zone=request.zone)).split()) - LITTLE:
        return None
    return _from({name: value for name, value in _fields(rule).items() if name not in {"UNTIL", "COUNT"}} | ends, wall, request)


def beside(entry: RecordView, named: times.Resolved, request: Request) -> dict[str, str] | None:
    """Return the fields of a weekly series that comes on other days too; None when it is none, or a time is named with them."""
    rule = dict(field.partition("=")[::2] for field in str(entry.fields["rule"]).split(";"))
    if (
        named.has_clock
        or not (named.weekly or named.rule.startswith("FREQ=WEEKLY;BYDAY="))
        or rule.get("FREQ") != "WEEKLY"
        or "BYDAY" not in rule
        or "BYHOUR" in rule
    ):
        return None
    more = (
        _fields(named.rule).get("BYDAY", "").split(",")
        if named.rule
        else [repeating.NAMES[named.at.astimezone(ZoneInfo(request.zone)).weekday()]]
    )
    days = [day for day in repeating.NAMES if day in {*_days(rule), *more}]
    wall = due(entry).astimezone(ZoneInfo(request.zone)).replace(tzinfo=None)
    first = datetime.combine(request.now.astimezone(ZoneInfo(request.zone)).date(), wall.time())
    return _from({**rule, "BYDAY": ",".join(days)}, first, request)


def _days(rule: Mapping[str, str]) -> list[str]:
    """Return the days of the week that a series comes on."""
    daily = rule.get("FREQ") == "DAILY" and rule.get("INTERVAL", "1") == "1"
    return list(repeating.NAMES) if daily and "BYDAY" not in rule else rule.get("BYDAY", "").split(",")


class Skipped(NamedTuple):
    """A series that leaves out some of its times: when it goes on, if it does, and what comes before what is left out."""

    on: datetime | None
    before: dict[str, str]


def skipping(entry: RecordView, span: tuple[datetime, datetime] | None) -> Skipped | None:
    """Return how a series leaves out what comes within some days, or its next time; None when it does not come then."""
    fields, first = entry.fields, due(entry)
    rule, wall, zone = str(fields["rule"]), str(fields["wall"]), str(fields["zone"])
    begin, end = span or (first, first + timedelta(microseconds=1))
    before: list[datetime] = []
    left_out, coming = False, repetition.after(rule, wall, zone, first - timedelta(microseconds=1))
    for at, _ in zip(coming, range(MOST), strict=False):
        if at >= end:
            return Skipped(at, _until(rule, first, before, zone)) if left_out else None
        left_out |= at >= begin
        before += [at] if at < begin else []
    return Skipped(None, _until(rule, first, before, zone)) if left_out else None


def _until(rule: str, first: datetime, before: list[datetime], zone: str) -> dict[str, str]:
    """Return the fields of what comes before something that is left out: once, or a series that ends there."""
    if not before:
        return {}
    local = first.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat()
    kept = ";".join(field for field in rule.split(";") if not field.startswith(("UNTIL=", "COUNT=")))
    series = {"rule": repeating.ended(kept, until=before[-1]), "wall": local} if len(before) > 1 else {"rule": "", "wall": ""}
    return {"due_at": first.isoformat(), "zone": zone, **series}


def _from(rule: Mapping[str, str], at: datetime, request: Request) -> dict[str, str] | None:
    """Return the fields of a series with a rule from a moment on."""
    written = ";".join(f"{name}={value}" for name, value in rule.items())
    coming = repeating.moments(written, at, request.zone, after=request.now)
    first = next((found for found, _ in zip(coming, range(MOST), strict=False)), None)
    if first is None:
        return None
    wall = first.astimezone(ZoneInfo(request.zone)).replace(tzinfo=None)
    return {"rule": written, "wall": wall.isoformat(), "due_at": first.astimezone(UTC).isoformat(), "state": "pending"}


def _on_day(rule: dict[str, str], at: datetime) -> bool:
    """Put a rule on another day; False when it has none, or several."""
    days = rule.get("BYDAY", "")
    match rule["FREQ"]:
        case "WEEKLY" if "," not in days:
            rule["BYDAY"] = repeating.NAMES[at.weekday()]
        case "MONTHLY" if "BYMONTHDAY" in rule or not days:
            _dated(rule, Each("MONTHLY", of_month=at.day))
        case "YEARLY" if not days:
            _dated(rule, Each("YEARLY", month=at.month, of_month=at.day))
        case _:
            return False
    return True


def _dated(rule: dict[str, str], each: Each) -> None:
    for name in ("BYMONTH", "BYMONTHDAY", "BYSETPOS"):
        rule.pop(name, None)
    rule |= {name: value for name, value in _fields(repeating.rule(each)).items() if name != "FREQ"}


def _fields(rule: str) -> Mapping[str, str]:
    return dict(field.partition("=")[::2] for field in rule.split(";"))


def _in_step(rule: Mapping[str, str], was: datetime, at: datetime) -> datetime:
    """Return the other day in the week that the series would come in next: every other week stays every other week."""
    if rule["FREQ"] != "WEEKLY" or int(rule.get("INTERVAL", "1")) == 1:
        return at
    monday = (was - timedelta(days=was.weekday())).date()
    return datetime.combine(monday + timedelta(days=at.weekday()), at.time())


def whole(request: Request) -> str:
    """Say that the whole series has changed."""
    return request.say("The whole series is changed. ", "Koko sarja muuttui. ")


def only(request: Request) -> str:
    """Say that one of it has moved."""
    return request.say("Only the next one is moved; the series goes on as before. ", "Vain seuraava siirtyi; sarja jatkuu ennallaan. ")
