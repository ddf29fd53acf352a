"""Single days: how they are said, and which they are seen from now."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from private_llm.domain.times.calendar import (
    DAY_ONLY,
    MONTH,
    YEAR,
    dated,
    day_of,
    feast,
    in_week,
    month_of,
    month_span,
    nth_of,
    number,
    one,
    period,
    unit,
    upcoming,
    value,
    weekday_day,
    year_of,
)
from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import Closest, Day, Meaning, Reader, Rules, Seen, Unsure

FIXED = re.compile(r"\d\d-\d\d")
"""A feast that falls on the same date every year."""


def relative(tokens: Sequence[Token], seen: Seen) -> Meaning:
    case = "from" if tokens[-1].has("from_case") else "to" if tokens[-1].has("to_case") else ""
    return one(seen.today + timedelta(days=int(value(tokens, "day", 0) or 0)), case=case, dated=True)


def _iso(tokens: Sequence[Token], _seen: Seen) -> Meaning:
    found = date.fromisoformat(str(value(tokens, "iso")))
    return one(found, month=found.month, of_month=found.day, dated=True)


def numeric(kind: str) -> Reader:
    def read(tokens: Sequence[Token], seen: Seen) -> Meaning:
        month, day = map(int, str(value(tokens, kind)).split("-"))
        year = number(tokens, "year")
        return dated(year, month, day) if year else upcoming(seen, month, day)

    return read


def _month_day(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    year, month = number(tokens, "year"), month_of(tokens)
    day = next(
        (number([token], "ord", "num") for token in tokens if token.has("ord", "num") and not token.has("month", "short_month")), None
    )
    if day is None or not 0 < day < 32:
        return Unsure() if day else None
    return dated(year, month, day) if year else upcoming(seen, month, day)


def _special(tokens: Sequence[Token], seen: Seen) -> Meaning:
    said, year = str(value(tokens, "special")), year_of(tokens, seen)
    if FIXED.fullmatch(said):
        month, day = map(int, said.split("-"))
        return dated(year, month, day) if year else upcoming(seen, month, day)
    step = -1 if seen.past else 1
    years = (year,) if year else (seen.today.year, seen.today.year + step)
    found = next((on for one in years if (on := feast(said, one)) and (year or step * (on - seen.today).days >= 0)), None)
    if found is None:
        return Unsure()
    nth = {"01": 1, "08": 2, "15": 3, "22": 4}.get(said[3:5])
    return one(found, dated=True, moves=True, **({"weekday": found.weekday(), "nth": nth, "month": found.month} if nth else {}))


def _of_a_year(tokens: Sequence[Token]) -> bool:
    """Tell whether no other unit than years is named beside a day."""
    return unit(tokens) in {"", "years"}


def _of_month(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "the 24th", "viidentenä päivänä", "20 of next month", "ensi kuun 5. päivä", "last day of the month"."""
    day = number(tokens, "ord", "num") if not value(tokens, "last") or value(tokens, "ord") else None
    months = unit(tokens) == "months"
    which = str(value(tokens, "which", ""))
    if value(tokens, "last") and (which != "last" or not months or day is None):
        which = which if which != "last" else ""
        day = -1
    if day is None or day == 0 or day > 31:
        return None
    begin = seen.today.replace(day=1) + {"next": MONTH, "last": -MONTH}.get(which, relativedelta())
    for ahead in range(13):
        found = day_of(begin + relativedelta(months=ahead), day)
        if found is not None and (found >= seen.today or which or seen.past):
            return one(found, of_month=day, roll=None if which or months else MONTH, which=which)
        if which:
            return Unsure()
    return None


def _day_of(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "last day of the month", "joulukuun viimeinen päivä", "first day of next year"."""
    day = -1 if any(token.has("last") for token in tokens) and not value(tokens, "ord") else number(tokens, "ord")
    month, year, which = number(tokens, "month", "short_month"), number(tokens, "year"), str(value(tokens, "which", ""))
    which = "" if day == -1 and which == "last" else which
    name = next((str(token.classes["unit"]) for token in tokens if token.has("unit") and not token.has("dayth")), "")
    if day is None or (not month and name not in {"weeks", "months", "years"}):
        return None
    if name == "weeks" and day in {-1, *range(1, 8)}:
        return in_week(day - 1 if day > 0 else 6, period(name, which, seen))
    if name == "years" and day in {1, -1}:
        whole = period(name, which or ("next" if day == 1 else ""), seen)
        return one(whole.begin if day == 1 else whole.end - DAY_ONLY, dated=True)
    whole = month_span(seen, month, year) if month else period("months", which, seen)
    found = day_of(whole.begin, day)
    if found is not None and found < seen.today and not (which or year or seen.past):
        found = day_of(whole.begin + (YEAR if month else MONTH), day)
    return Unsure() if found is None else one(found, of_month=day, month=month, dated=bool(year or which), roll=YEAR if month else MONTH)


def named_weekday(tokens: Sequence[Token], seen: Seen) -> Meaning:
    case = "from" if tokens[-1].has("from_case") else "to" if tokens[-1].has("to_case") else ""
    return weekday_day(seen, number(tokens, "weekday", "short_weekday") or 0, str(value(tokens, "which", "")), case)


def _weekday_of_week(tokens: Sequence[Token], seen: Seen) -> Meaning:
    which = str(value(tokens, "which", "this"))
    week = period("weeks", which, seen)
    return in_week(number(tokens, "weekday", "short_weekday") or 0, week)


def _week_later(tokens: Sequence[Token], seen: Seen) -> Meaning:
    """Read "monday week", "tomorrow week", "a week on Tuesday"."""
    found = relative(tokens, seen) if value(tokens, "day") is not None else named_weekday(tokens, seen)
    weeks = int(number(tokens, "num") or 1) * (2 if unit(tokens) == "fortnights" else 1)
    return one(found.begin + timedelta(weeks=weeks), dated=True)  # type: ignore[union-attr]


def _nth_weekday(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "third Friday of January", "tammikuun viimeinen maanantai", "first Monday of next month"."""
    nth = -1 if value(tokens, "last") and not value(tokens, "ord") else number(tokens, "ord") or 1
    weekday, month = number(tokens, "weekday") or 0, number(tokens, "month", "short_month")
    which, year = str(value(tokens, "which", "")), number(tokens, "year")
    which = "" if which == "last" and nth == -1 else which
    start = date(year or seen.today.year, month or seen.today.month, 1)
    if not month and which in {"next", "last"}:
        start += MONTH if which == "next" else -MONTH
    step = YEAR if month else MONTH
    for _ in range(30):
        found = nth_of(start, weekday, nth)
        if found is not None and (found >= seen.today or year or seen.past or which):
            return one(found, weekday=weekday, nth=nth, month=month, dated=bool(year), roll=None if which or year else step)
        if year or which:
            return Unsure()
        start += step
    return None


def _weekdays_ahead(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "three Fridays from now"."""
    amount, weekday = number(tokens, "num") or 0, number(tokens, "weekdays") or 0
    first = seen.today + timedelta(days=(weekday - seen.today.weekday() - 1) % 7 + 1)
    return one(first + timedelta(weeks=amount - 1), dated=True) if 0 < amount < 100 else None


def _workdays_ahead(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "in five working days": weekends are left out, holidays are not."""
    left, day = number(tokens, "num") or 0, seen.today
    if not 0 < left < 1000:
        return None
    while left:
        day += DAY_ONLY
        left -= day.weekday() < 5
    return one(day, dated=True)


def _after_next(tokens: Sequence[Token], seen: Seen) -> Meaning:
    """Read "the week after next"; of other units it is not sure which is meant."""
    if unit(tokens) != "weeks" or value(tokens, "which") != "next":
        return Unsure()
    ahead = period("weeks", "next", seen)
    return Day(ahead.begin + timedelta(days=7), ahead.end + timedelta(days=7), ahead.begin + timedelta(days=7), "week", dated=True)


def _bad(_tokens: Sequence[Token], _seen: Seen) -> Meaning:
    return Unsure()


M = "(?:{month}|{short_month})"
D = "(?:{ord}|{num})"
YEAR_OF = "(?:{of}?{year})?"
TO = "(?:{dash}|{to}|{until}|{and})"
WH = "(?:{which}|{last})"
RULES: Rules = (
    ("{iso}", _iso),
    ("{dmy}", _iso),
    ("{dm}{year}?", numeric("dm")),
    (
        "{weak_dm}(?={at}|{year}|{hm}|(?!{weak_dm}){hmdot})|(?:(?<={weekday})|(?<={short_weekday})|(?<={on}))(?<!{at}){weak_dm}(?!{measure}|{unit}|{hmdot}|{ampm}|{on}?{day}|{on}?{weekday})",
        numeric("weak_dm"),
    ),
    ("{dms}(?!{measure}|{of})", numeric("dms")),
    ("{bad}", _bad),
    (f"{{the}}?{D}{{dayth}}?{{of}}?{{the}}?{M}{YEAR_OF}", _month_day),
    (f"(?:{{month}}|{{short_month}}){{the}}?{D}(?!{{ampm}}|{{oclock}}|{{measure}}|{{unit}}(?<!{{dayth}})){{dayth}}?{YEAR_OF}", _month_day),
    ("{special}{of}?{which}{unit}|{which}{unit}{special}|{special}{year}?", lambda t, s: _special(t, s) if _of_a_year(t) else None),
    ("(?:{the}|{on}){0,3}(?:{ord}|{num}){of}(?:{the}|{which}){0,2}{unit}", lambda t, s: _of_month(t, s) if unit(t) == "months" else None),
    ("(?:{which}|{the})?{unit}(?:{ord}|{num}){dayth}", lambda t, s: _of_month(t, s) if unit(t[:-1]) == "months" else None),
    ("{ord}{dayth}", _of_month),
    ("(?:{on}|{the}){the}?{ord}(?!{other}|{measure}|{unit}|{part}|{weekday}|{of}|{weekend}|{num})", _of_month),
    ("{ord}(?<={digits})(?!{other}|{measure}|{unit}|{weekday}|{num}|{dash})", _of_month),
    ("{on}{the}?{ord}(?={other})(?<={digits})", _of_month),
    ("{the}{num}(?=$|{stop}|{at}|{part}|{hm})|{on}{the}{num}(?!{other}|{measure}|{unit}|{part}|{ampm}|{dash})", _of_month),
    (f"{{the}}?(?:{{ord}}|{{last}}){{dayth}}{{of}}(?:{{the}}|{{which}}){{0,2}}(?:{{unit}}|{M}{YEAR_OF})", _day_of),
    (f"(?:{{which}}?{{unit}}|{M}{{year}}?)(?:{{ord}}|{{last}}){{dayth}}", _day_of),
    (f"{WH}?{{weekday}}", named_weekday),
    ("{which}{short_weekday}", named_weekday),
    (
        f"{{short_weekday}}(?={{dm}}|{{at}})|{{short_weekday}}(?<!{{to}})(?={{num}}|{{hm}}|{{hmdot}}|{{part}}|{{named}}|{{dms}}|{M}|{{weak_dm}}|{{the}}?{{ord}}|{{dash}}{{short_weekday}}|{{and}}{{short_weekday}}|{{until_post}}|$)",
        named_weekday,
    ),
    ("(?<={on}){short_weekday}(?<!{to})", named_weekday),
    ("{weekday}{of}?{which}{unit}", lambda t, s: _weekday_of_week(t, s) if unit(t) == "weeks" else None),
    ("{which}{unit}{on}?{weekday}", lambda t, s: _weekday_of_week(t, s) if unit(t) == "weeks" else None),
    ("{weekday}{unit}", lambda t, s: _week_later(t, s) if unit(t) in {"weeks", "fortnights"} else None),
    ("{day}{unit}", lambda t, s: _week_later(t, s) if unit(t) in {"weeks", "fortnights"} and value(t, "day") != 0 else None),
    ("(?:{a}|{num}){unit}{on}?(?:{weekday}|{day})", lambda t, s: _week_later(t, s) if unit(t) in {"weeks", "fortnights"} else None),
    (f"{{the}}?(?:{{ord}}|{{last}}){{weekday}}{{of}}(?:{{the}}|{{which}}){{0,2}}(?:{M}{YEAR_OF}|{{unit}}|{{year}})", _nth_weekday),
    (f"(?:{{which}}?{{unit}}|{M}{{year}}?)(?:{{ord}}|{{last}}){{weekday}}", _nth_weekday),
    ("{the}?{ord}{to}{last}(?:{weekday}|{dayth}|{unit})", _bad),
    ("(?:{on}|{the}){0,2}(?:{ord}|{num}){and}(?:{ord}|{num})(?:{weekday}|{dayth})?{of}{every}{unit}", _bad),
    ("{the}?{ord}{weekday}{after}(?!{num}|{hm}|{hmdot}|{named}|{part})", _bad),
    ("{num}{weekdays}{hence}", _weekdays_ahead),
    ("{in}{about}?{num}{unit}{hence}?|{num}{unit}{hence}", lambda t, s: _workdays_ahead(t, s) if unit(t) == "workdays" else None),
    ("{the}?{unit}{after}{which}(?!{unit}|{weekday}|{weekend}|{month})", _after_next),
    ("{the}?{closest}{weekday}{to}{the}?", lambda t, _s: Closest(number(t, "weekday") or 0)),
    ("{day}", relative),
)
