"""Repetition: how it is said, as RFC 5545 rules, and when a rule comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from private_llm.domain.times.calendar import number, unit, value
from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import Each, Meaning, Reader, Rules, Seen, Unsure, Until

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS, WEEKENDS = (0, 1, 2, 3, 4), (5, 6)
FREQS = {"minutes": "MINUTELY", "hours": "HOURLY", "days": "DAILY", "weeks": "WEEKLY", "months": "MONTHLY", "years": "YEARLY"}
SPOKEN = {
    "daily": Each("DAILY"),
    "weekly": Each("WEEKLY"),
    "monthly": Each("MONTHLY"),
    "yearly": Each("YEARLY"),
    "hourly": Each("HOURLY"),
    "fortnightly": Each("WEEKLY", 2),
}


def _unit(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    """Read "every day", "every 30 minutes", "joka toinen viikko", "kahden tunnin välein", "once a week"."""
    inside = tokens[1:] if tokens[0].has("every", "once") else tokens
    name = str(inside[-1].classes.get("unit") or unit(tokens))
    amount = 1
    for token in inside[:-1]:
        if token.has("alt") and not token.has("num"):
            amount = 2
        elif token.has("num") and token.classes["num"] in {0.5, 1.5} and name == "hours":
            return Each("MINUTELY", round(60 * float(token.classes["num"])))
        elif token.has("num", "ord"):
            amount = number([token], "num", "ord") or 0
        elif token.has("half", "half_to") and name == "hours":
            return Each("MINUTELY", 30)
    if name == "quarters_of_hour":
        return Each("MINUTELY", 15 * amount) if amount else None
    if name == "fortnights":
        return Each("WEEKLY", 2 * amount)
    if name not in FREQS or not 0 < amount < 1000:
        return Unsure()
    return Each(FREQS[name], amount)


def _weekday(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    days = tuple(
        sorted(
            {
                number([token], "weekday", "short_weekday", "weekdays") or 0
                for token in tokens
                if token.has("weekday", "short_weekday", "weekdays")
            }
        )
    )
    interval = 1
    if str(value(tokens, "freq", "weekly")) not in {"weekly", "fortnightly"}:
        return None
    for token in tokens:
        if token.classes.get("freq") == "fortnightly" or (token.has("alt") and not token.has("weekday")):
            interval = 2
        elif token.has("ord", "num") and not token.has("weekday"):
            interval = number([token], "ord", "num") or 1
            if token.has("ord") and interval == 1:
                return Unsure()  # Of the month, and of each of several days.
    return Each("WEEKLY", interval, days)


def _day_range(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    days = [
        number([token], "weekday", "short_weekday", "weekdays") or 0
        for token in tokens
        if token.has("weekday", "short_weekday", "weekdays")
    ]
    first, last = days[0], days[-1]
    return Each("WEEKLY", 1, tuple(sorted({(first + step) % 7 for step in range((last - first) % 7 + 1)})))


def _days(days: tuple[int, ...]) -> Reader:
    return lambda _tokens, _seen: Each("WEEKLY", 1, days)


def _part(tokens: Sequence[Token], _seen: Seen) -> Meaning:
    interval = 2 if any(token.has("alt") for token in tokens) else 1
    return Each("DAILY", interval, part=str(value(tokens, "part") or value(tokens, "parts")))


def _parts_of(tokens: Sequence[Token], _seen: Seen) -> Meaning:
    """Read "Monday mornings", "weekday evenings"."""
    day = number(tokens, "weekday")
    return Each("WEEKLY", days=WORKDAYS if day is None else (day,), part=str(value(tokens, "parts")))


def _named(tokens: Sequence[Token], _seen: Seen) -> Meaning:
    return Each("DAILY", part=str(value(tokens, "named")))


def _monthly(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    """Read "first Monday of every month", "19th of every month", "joka kuun viimeinen päivä"."""
    name = next((str(token.classes["unit"]) for token in reversed(tokens) if token.has("unit") and not token.has("dayth", "ord")), "")
    place = -1 if any(token.has("last") for token in tokens) and not value(tokens, "ord") else number(tokens, "ord", "num")
    interval = 2 if any(token.has("alt") for token in tokens[1:]) and value(tokens, "ord") != 2 else 1
    if name != "months" or place is None or not -1 <= place < 32 or place == 0:
        return None
    weekday = number(tokens, "weekday", "short_weekday")
    if weekday is not None:
        return Each("MONTHLY", interval, (weekday,), nth=place) if place < 6 else Unsure()
    return Each("MONTHLY", interval, of_month=place)


def _placed(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "every first Monday", "every last Friday": of the month, since no week has two."""
    month = Token(0, 0, {"unit": "months"})
    return _monthly([*tokens, month], seen) if tokens[1].has("last") or number(tokens[1:2], "ord") == 1 else None


def _once(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    return _unit(tokens, seen)


EVERY = "{every}"
NTH = "(?:{alt}|{ord}|{num})"
SHORT = "(?<!{english}){short_weekday}|(?<={english}){short_weekday}(?<!{to})"
"""A short day, but no English "to" behind an English day: "every Tuesday to call"."""
WD = f"(?:{{weekday}}|{SHORT}|{{weekdays}})"
RULES: Rules = (
    (f"{{every}}{NTH}?{{unit}}", _unit),
    ("{every}{half}{a}?{unit}", _unit),
    ("(?:{num}|{half_to}|{half})?{unit}{interval}", _unit),
    ("{once}{unit}|{num}{times}{unit}", lambda t, s: _once(t, s) if t[0].has("once") else Unsure()),
    ("{freq}", lambda t, _s: SPOKEN[str(value(t, "freq"))]),
    ("{every}(?:{ord}|{last})(?:{weekday}|{short_weekday})", _placed),
    (
        f"{{every}}{NTH}?(?:{{weekday}}|{{short_weekday}})(?:{{and}}?(?:{{every}}|{{on}})?(?:{{weekday}}|{SHORT})(?!{{num}}{{month}})){{0,6}}",
        _weekday,
    ),
    (f"(?:{{on}}|{{freq}}){{0,2}}{{weekdays}}(?:{{and}}?{{on}}?{WD}){{0,6}}", _weekday),
    ("{freq}{on}{weekday}(?:{and}?{weekday}){0,6}", _weekday),
    ("{every}{weekday}(?:{dash}|{to}|{until}){weekday}|{weekdays}(?:{dash}|{to}|{until}){weekdays}", _day_range),
    ("{every}{workday}|{on}?{workdays}", _days(WORKDAYS)),
    ("{on}?{weekends}", _days(WEEKENDS)),
    ("{every}{alt}?{weekend}", lambda t, _s: Each("WEEKLY", 2 if any(k.has("alt") for k in t) else 1, (5,))),
    (f"{{every}}{NTH}?{{part}}|(?:{{in}}{{the}})?{{parts}}", _part),
    ("{on}?(?:{weekday}|{workday}){parts}", _parts_of),
    ("{every}{named}", _named),
    ("(?:{on}|{the})*(?:{ord}|{num}|{last})(?:{weekday}|{dayth})?{of}{every}{alt}?{unit}", _monthly),
    ("{every}{alt}?{unit}{on}?{the}?(?:{ord}|{num}|{last})(?:{weekday}|{short_weekday}|{dayth})", _monthly),
    ("{every}{unit}{on}{the}?(?:{ord}|{last})(?!{other})", _monthly),
    ("{every}(?:{ord}|{last})(?:{weekday}|{dayth})?{of}{the}?{unit}", _monthly),
    (
        "{freq}{on}?{the}(?:{ord}|{last})(?:{weekday}|{dayth})?(?:{of}{the}{unit})?",
        lambda t, s: _monthly([*t, Token(0, 0, {"unit": "months"})], s) if value(t, "freq") == "monthly" else None,
    ),
    (EVERY + "(?={special}|{month}|{short_month}|{the}?(?:{ord}|{num})|{dm})", lambda _t, _s: Each("", open=True)),
    ("{until}|{until_post}|{by}", lambda t, _s: Until() if t[0].has("until", "until_post") else None),
)


def rule(each: Each, hours: Sequence[tuple[int, int]] = ()) -> str:
    """Return a repetition as an RFC 5545 rule, without its end. A day that short months lack is then their last."""
    fields = [f"FREQ={each.freq}"]
    if each.interval > 1:
        fields.append(f"INTERVAL={each.interval}")
    if each.month:
        fields.append(f"BYMONTH={each.month}")
    if each.days:
        fields.append("BYDAY=" + ",".join(f"{each.nth or ''}{NAMES[day]}" for day in each.days))
    if each.of_month:
        fields.append(_month_days(each.of_month, each.month))
    if len(hours) > 1:
        fields += [f"BYHOUR={','.join(str(hour) for hour, _ in hours)}", f"BYMINUTE={hours[0][1]}"]
    return ";".join(fields)


def _month_days(day: int, month: int | None) -> str:
    short = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month or 2, 31)
    if day <= short:
        return f"BYMONTHDAY={day}"
    return f"BYMONTHDAY={','.join(str(one) for one in range(short, day + 1))};BYSETPOS=-1"


def ended(written: str, *, until: datetime | None = None, count: int | None = None) -> str:
    """Return a rule with its end: the last moment (aware), or how often it comes."""
    if count:
        return f"{written};COUNT={count}"
    return f"{written};UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}" if until else written


def moments(written: str, first: datetime, zone: str, *, after: datetime | None = None) -> Iterator[datetime]:
    """Yield the instants (UTC) of a rule whose first wall time is given, in order; the wall time is kept across clock changes.
    Rules of hours and minutes go by the clock that never changes."""
    place = ZoneInfo(zone)
    fields = dict(field.partition("=")[::2] for field in written.split(";"))
    steady = fields["FREQ"] in {"HOURLY", "MINUTELY"}
    until = fields.pop("UNTIL", None)
    last = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if until else None
    start = first.replace(tzinfo=place).astimezone(UTC).replace(tzinfo=None) if steady else first
    for found in rrulestr(";".join(f"{name}={entry}" for name, entry in fields.items()), dtstart=start):
        at = found.replace(tzinfo=UTC) if steady else found.replace(tzinfo=place).astimezone(UTC)
        if last is not None and at > last:
            return
        if after is None or at > after:
            yield at


def starting(each: Each, first: datetime, now: datetime) -> datetime | None:
    """Return the first wall time of a repetition that is not before a wall time and after now."""
    written = rule(replace(each, interval=1))
    earliest = max(first, now - timedelta(days=1)) if first > now else first
    try:
        for found in rrulestr(written, dtstart=earliest):
            if found > now:
                return found
            if found.year > now.year + 30:
                return None
    except ValueError:
        return None
    return None
