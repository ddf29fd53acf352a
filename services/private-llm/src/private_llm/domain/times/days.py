"""Days and spans of days: how they are said, and which they are seen from now."""

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta

from dateutil.relativedelta import relativedelta

from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import Closest, Day, Meaning, Reader, Rules, Seen, Unsure, WeekOf

WEEK, MONTH, YEAR = relativedelta(weeks=1), relativedelta(months=1), relativedelta(years=1)
SEASONS = {"spring": (3, 3), "summer": (6, 3), "autumn": (9, 3), "winter": (12, 3)}
"""First month, and how many."""
DAY_ONLY = timedelta(days=1)


def value(tokens: Sequence[Token], kind: str, default: int | float | str | None = None) -> int | float | str | None:
    """Return the value of the first token of a class."""
    return next((token.classes[kind] for token in tokens if kind in token.classes), default)


def number(tokens: Sequence[Token], *kinds: str) -> int | None:
    """Return the first whole number of any of some classes."""
    found = next((token.classes[kind] for token in tokens for kind in kinds if kind in token.classes), None)
    return int(found) if isinstance(found, (int, float)) and found == int(found) else None


def a_date(year: int, month: int, day: int) -> date | None:
    """Return a date; None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def one(day: date, **more: object) -> Day:
    """Return a single day."""
    return Day(day, day + DAY_ONLY, day, **more)  # type: ignore[arg-type]


def span(begin: date, end: date, kind: str, seen: Seen, **more: object) -> Day:
    """Return a span; of one that has begun, what is left of it counts."""
    pick = seen.today if begin <= seen.today < end else begin
    return Day(begin, end, pick, kind, **more)  # type: ignore[arg-type]


def upcoming(seen: Seen, month: int, day: int) -> Day | Unsure:
    """Return the next such day of a year: today included; 29 February in the next year that has it."""
    step = -1 if seen.past else 1
    for year in range(seen.today.year, seen.today.year + 9 * step, step):
        found = a_date(year, month, day)
        if found is not None and (found >= seen.today if step > 0 else found <= seen.today):
            return one(found, month=month, of_month=day, roll=YEAR)
    return Unsure()


def _relative(tokens: Sequence[Token], seen: Seen) -> Meaning:
    case = "from" if tokens[-1].has("from_case") else "to" if tokens[-1].has("to_case") else ""
    return one(seen.today + timedelta(days=int(value(tokens, "day", 0) or 0)), case=case, dated=True)


def _iso(tokens: Sequence[Token], _seen: Seen) -> Meaning:
    found = date.fromisoformat(str(value(tokens, "iso")))
    return one(found, month=found.month, of_month=found.day, dated=True)


def _numeric(kind: str) -> Reader:
    def read(tokens: Sequence[Token], seen: Seen) -> Meaning:
        month, day = map(int, str(value(tokens, kind)).split("-"))
        year = number(tokens, "year")
        return _dated(year, month, day) if year else upcoming(seen, month, day)

    return read


def _dated(year: int, month: int, day: int) -> Day | Unsure:
    found = a_date(year, month, day)
    return Unsure() if found is None else one(found, month=month, of_month=day, dated=True)


def _month_of(tokens: Sequence[Token]) -> int:
    return number(tokens, "month", "short_month") or 1


def _month_day(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    year, month = number(tokens, "year"), _month_of(tokens)
    day = next(
        (number([token], "ord", "num") for token in tokens if token.has("ord", "num") and not token.has("month", "short_month")), None
    )
    if day is None or not 0 < day < 32:
        return Unsure() if day else None
    return _dated(year, month, day) if year else upcoming(seen, month, day)


def _month_range(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "July 13-15", "from the 13th to the 15th of July"."""
    ends = [number([token], "ord", "num") or 0 for token in tokens if token.has("ord", "num")]
    if len(ends) != 2 or not 0 < ends[0] < ends[1] < 32:
        return None
    numeric = value(tokens, "dm")
    month = int(str(numeric).split("-", maxsplit=1)[0]) if numeric else _month_of(tokens)
    year = number(tokens, "year")
    first = _dated(year, month, ends[0]) if year else upcoming(seen, month, ends[0])
    last = a_date(first.begin.year, month, ends[1]) if isinstance(first, Day) else None
    if not isinstance(first, Day) or last is None:
        return Unsure()
    return Day(first.begin, last + DAY_ONLY, first.begin, "range", dated=first.dated)


def _short_range(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "5.–7.12."."""
    first = number(tokens[:1], "ord", "num")
    last = _numeric("dm")(tokens[2:], seen)
    begin = a_date(last.begin.year, last.begin.month, first or 0) if isinstance(last, Day) else None
    if not isinstance(last, Day) or begin is None or begin >= last.begin:
        return None
    return Day(begin, last.end, begin, "range", dated=last.dated)


def month_span(seen: Seen, month: int, year: int | None = None, which: str = "") -> Day:
    """Return a month: the next such one, or of a year."""
    begin = date(seen.today.year, month, 1)
    if year:
        begin = begin.replace(year=year)
    elif which == "last" or (seen.past and begin > seen.today):
        begin -= YEAR if begin + MONTH > seen.today else relativedelta()
    elif not seen.past and (begin + MONTH <= seen.today or (which == "next" and begin <= seen.today)):
        begin += YEAR
    return span(begin, begin + MONTH, "month", seen, month=month, dated=bool(year))


def _month(tokens: Sequence[Token], seen: Seen) -> Meaning:
    found = month_span(seen, _month_of(tokens), number(tokens, "year"), str(value(tokens, "which", "")))
    case = "from" if tokens[-1].has("from_case") else "to" if tokens[-1].has("to_case") else ""
    return Day(**{**found.__dict__, "case": case})


def _special(tokens: Sequence[Token], seen: Seen) -> Meaning:
    month, day = map(int, str(value(tokens, "special")).split("-"))
    year = number(tokens, "year")
    return _dated(year, month, day) if year else upcoming(seen, month, day)


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
        return in_week(day - 1 if day > 0 else 6, _period(name, which, seen))
    if name == "years" and day in {1, -1}:
        whole = _period(name, which or ("next" if day == 1 else ""), seen)
        return one(whole.begin if day == 1 else whole.end - DAY_ONLY, dated=True)
    whole = month_span(seen, month, year) if month else _period("months", which, seen)
    found = day_of(whole.begin, day)
    if found is not None and found < seen.today and not (which or year or seen.past):
        found = day_of(whole.begin + (YEAR if month else MONTH), day)
    return Unsure() if found is None else one(found, of_month=day, month=month, dated=bool(year or which), roll=YEAR if month else MONTH)


def day_of(month: date, day: int) -> date | None:
    """Return a day of a month, -1 its last."""
    first = month.replace(day=1)
    return first + relativedelta(day=31) if day == -1 else a_date(first.year, first.month, day)


def unit(tokens: Sequence[Token]) -> str:
    """Return the unit that is named last."""
    return str(next((token.classes["unit"] for token in reversed(tokens) if "unit" in token.classes), ""))


def weekday_day(seen: Seen, weekday: int, which: str = "", case: str = "") -> Day:
    """Return a weekday: the next one, of this week, of next week, or the last one."""
    today, monday = seen.today, seen.today - timedelta(days=seen.today.weekday())
    ahead = today + timedelta(days=(weekday - today.weekday()) % 7)
    if which == "next":
        return one(monday + timedelta(days=7 + weekday), weekday=weekday, which=which)
    if which == "last" or (seen.past and which != "coming"):
        back = (today.weekday() - weekday) % 7 or (7 if which == "last" else 0)
        return one(today - timedelta(days=back), weekday=weekday, which=which)
    return one(ahead, weekday=weekday, which=which, roll=WEEK, case=case)


def _weekday(tokens: Sequence[Token], seen: Seen) -> Meaning:
    case = "from" if tokens[-1].has("from_case") else "to" if tokens[-1].has("to_case") else ""
    return weekday_day(seen, number(tokens, "weekday", "short_weekday") or 0, str(value(tokens, "which", "")), case)


def in_week(weekday: int, week: Day) -> Day:
    """Return a weekday of a week."""
    monday = week.begin - timedelta(days=week.begin.weekday())
    return one(monday + timedelta(days=weekday), weekday=weekday, dated=True)


def _weekday_of_week(tokens: Sequence[Token], seen: Seen) -> Meaning:
    which = str(value(tokens, "which", "this"))
    week = _period("weeks", which, seen)
    return in_week(number(tokens, "weekday", "short_weekday") or 0, week)


def _week_later(tokens: Sequence[Token], seen: Seen) -> Meaning:
    """Read "monday week", "tomorrow week", "a week on Tuesday"."""
    found = _relative(tokens, seen) if value(tokens, "day") is not None else _weekday(tokens, seen)
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


def nth_of(month: date, weekday: int, nth: int) -> date | None:
    """Return the n-th such weekday of a month, -1 the last; None when it has not as many."""
    if nth == -1:
        last = month + relativedelta(day=31)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    found = month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * (nth - 1))
    return found if 0 < nth < 6 and found.month == month.month else None


def _period(unit_name: str, which: str, seen: Seen) -> Day:
    """Return a week, month or year by its place beside now."""
    ahead = {"next": 1, "coming": 1, "last": -1}.get(which, 0)
    if unit_name == "weeks":
        begin = seen.today - timedelta(days=seen.today.weekday()) + timedelta(weeks=ahead)
        return span(begin, begin + timedelta(days=7), "week", seen, which=which)
    if unit_name == "months":
        begin = seen.today.replace(day=1) + ahead * MONTH
        return span(begin, begin + MONTH, "month", seen, which=which)
    if unit_name == "years":
        begin = seen.today.replace(month=1, day=1) + ahead * YEAR
        return span(begin, begin + YEAR, "year", seen, which=which)
    return one(seen.today + timedelta(days=ahead), which=which, dated=True)


def weekend(seen: Seen, which: str = "") -> Day:
    """Return a weekend; said on one, it is this one."""
    saturday = seen.today - timedelta(days=seen.today.weekday()) + timedelta(days=5)
    if which == "last":
        saturday -= timedelta(days=7)
    elif which == "next":
        saturday += timedelta(days=7)
    return span(saturday, saturday + timedelta(days=2), "weekend", seen, which=which)


def _which_span(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    which = str(value(tokens, "which", ""))
    if any(token.has("weekend") for token in tokens):
        return weekend(seen, which)
    if any(token.has("workday") for token in tokens):
        day = seen.today + DAY_ONLY
        while day.weekday() > 4:
            day += DAY_ONLY
        return one(day, dated=True) if which in {"next", "coming"} else None
    if value(tokens, "season"):
        return _season(str(value(tokens, "season")), which, seen, number(tokens, "year"))
    name = unit(tokens)
    if name not in {"weeks", "months", "years", "days"} or (name == "days" and which == "last"):
        return None
    return _period(name, which, seen)


def _stretch(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "the last 3 days", "next two weeks": no moment, but a span."""
    name, amount, which = unit(tokens), number(tokens, "num") or 0, value(tokens, "which")
    if name not in {"days", "weeks", "months", "years"} or not 0 < amount < 1000 or which not in {"last", "next", "coming"}:
        return None
    length = relativedelta(**{name: amount if which != "last" else -amount})  # type: ignore[arg-type]
    far = in_range(seen.today, length)
    if far is None:
        return None
    begin, end = (far + DAY_ONLY, seen.today + DAY_ONLY) if which == "last" else (seen.today, far)
    return Day(begin, end, begin, "stretch", dated=True)


def _season(name: str, which: str, seen: Seen, year: int | None) -> Day:
    month, months = SEASONS[name]
    begin = date(year or seen.today.year, month, 1)
    end = begin + months * MONTH
    if not year and which == "last":
        begin -= YEAR if end > seen.today else relativedelta()
    elif not year and (end <= seen.today or (which == "next" and begin <= seen.today)):
        begin += YEAR
    return span(begin, begin + months * MONTH, "season", seen)


def _year(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    year = number(tokens, "year") or seen.today.year
    return span(date(year, 1, 1), date(year + 1, 1, 1), "year", seen, dated=True)


def _week_number(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    week, year = number(tokens, "num") or 0, number(tokens, "year")
    if not 0 < week < 54:
        return None
    for candidate in (year or seen.today.year, seen.today.year + 1):
        try:
            begin = date.fromisocalendar(candidate, week, 1)
        except ValueError:
            continue
        if year or seen.past or begin + timedelta(days=7) > seen.today:
            return span(begin, begin + timedelta(days=7), "week", seen, dated=bool(year))
    return None


def _edge(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "end of next week", "kuun lopussa", "beginning of May", "end of tomorrow"."""
    packed = str(value(tokens, "edge_of", "")).split()
    edge, name = packed if packed else (str(value(tokens, "edge")), unit(tokens))
    which, year = str(value(tokens, "which", "")), number(tokens, "year")
    if number(tokens, "month", "short_month"):
        whole = month_span(seen, _month_of(tokens), year)
    elif value(tokens, "day") is not None or value(tokens, "weekday") is not None:
        found = _relative(tokens, seen) if value(tokens, "day") is not None else _weekday(tokens, seen)
        return Day(**{**found.__dict__, "late": edge == "end"})
    elif any(token.has("weekend") for token in tokens):
        whole = weekend(seen, which)
    elif year and name in {"", "years"}:
        whole = span(date(year, 1, 1), date(year + 1, 1, 1), "year", seen)
    elif name in {"days", "weeks", "months", "years"}:
        whole = _period(name, which, seen)
        if edge == "middle" and not which and whole.begin + timedelta(days=(whole.end - whole.begin).days // 2) < seen.today:
            whole = _period(name, "next", seen)
        if edge == "start" and not which and whole.begin < seen.today:
            whole = _period(name, "next", seen)
    else:
        return None
    return _edge_of(edge, whole, seen)


def _edge_of(edge: str, whole: Day, seen: Seen) -> Day:
    days = (whole.end - whole.begin).days
    if days == 1:
        return Day(**{**whole.__dict__, "late": edge == "end"})
    last = whole.end - DAY_ONLY
    if edge == "end":
        friday = whole.begin + timedelta(days=4)
        pick = friday if whole.kind == "week" and friday >= seen.today else last
        return Day(pick - timedelta(days=days // 5), whole.end, pick, "edge", dated=True, late=pick <= seen.today)
    if edge == "start":
        return Day(whole.begin, whole.begin + timedelta(days=max(1, days // 3)), whole.begin, "edge", dated=True)
    middle = whole.begin + timedelta(days=2 if days == 7 else (days - 1) // 2)
    return Day(middle, middle + timedelta(days=max(1, days // 5)), middle, "edge", dated=True)


def _week_in_month(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "last week of September 2014", "first week of next month"."""
    month, year = number(tokens, "month", "short_month"), number(tokens, "year")
    later = str(next((token.classes["which"] for token in tokens[1:] if token.has("which") and not token.has("last")), ""))
    whole = month_span(seen, month, year) if month else _period("months", later, seen)
    if not value(tokens, "ord"):
        begin = whole.end - timedelta(days=7)
        return Day(begin, whole.end, begin, "week", dated=True)
    nth = number(tokens, "ord") or 1
    begin = whole.begin + timedelta(days=7 * (nth - 1))
    return Day(begin, begin + timedelta(days=7), begin, "week", dated=True) if nth < 6 else None


def _bad(_tokens: Sequence[Token], _seen: Seen) -> Meaning:
    return Unsure()


def in_range(day: date, length: relativedelta) -> date | None:
    """Return a day moved, or None beyond the calendar."""
    try:
        found = day + length
    except (ValueError, OverflowError):
        return None
    return found if MINYEAR < found.year < MAXYEAR else None


M = "(?:{month}|{short_month})"
D = "(?:{ord}|{num})"
W = "(?:{weekday}|{short_weekday})"
YEAR_OF = "(?:{of}?{year})?"
TO = "(?:{dash}|{to}|{until}|{and})"
FREE = "(?!{other}|{measure}|{unit}|{part}|{ampm}|{of})"
WH = "(?:{which}|{last})"
RULES: Rules = (
    ("{iso}", _iso),
    ("{dmy}", _iso),
    ("{dm}{year}?", _numeric("dm")),
    (
        "{weak_dm}(?={at}|{year})|(?:(?<={weekday})|(?<={short_weekday})|(?<={on}))(?<!{at}){weak_dm}(?!{measure}|{unit}|{hmdot}|{ampm})",
        _numeric("weak_dm"),
    ),
    ("{dms}(?!{measure}|{of})", _numeric("dms")),
    ("{bad}", _bad),
    (f"{{the}}?{D}{{dayth}}?{{of}}?{{the}}?{M}{YEAR_OF}", _month_day),
    (f"(?:{{month}}|{{short_month}}){{the}}?{D}(?!{{ampm}}|{{oclock}}|{{measure}}|{{unit}}(?<!{{dayth}})){{dayth}}?{YEAR_OF}", _month_day),
    (f"{{from}}?{{between}}?{{the}}?{D}{TO}{{the}}?{D}{{of}}?{M}{YEAR_OF}", _month_range),
    (f"{M}{{from}}?{{the}}?{D}{TO}{{the}}?{D}{YEAR_OF}", _month_range),
    ("(?:{ord}|{num}){dash}{dm}{year}?", _short_range),
    (f"{{in}}?{{month}}{YEAR_OF}", _month),
    (f"(?:{{in}}|{WH}|{{of}}|{{until}}){{month}}{YEAR_OF}", _month),
    (f"(?:{{in}}|{WH}|{{until}}){{short_month}}(?!{{num}}){YEAR_OF}", _month),
    (f"{M}{{of}}?{{year}}", _month),
    ("{special}{year}?", _special),
    ("(?:{the}|{on}){0,3}(?:{ord}|{num}){of}(?:{the}|{which}){0,2}{unit}", lambda t, s: _of_month(t, s) if unit(t) == "months" else None),
    ("(?:{which}|{the})?{unit}(?:{ord}|{num}){dayth}", lambda t, s: _of_month(t, s) if unit(t[:-1]) == "months" else None),
    ("{ord}{dayth}", _of_month),
    ("(?:{on}|{the}){the}?{ord}(?!{other}|{measure}|{unit}|{part}|{weekday}|{of}|{weekend}|{num})", _of_month),
    ("{ord}(?<={digits})(?!{other}|{measure}|{unit}|{weekday}|{num}|{dash})", _of_month),
    ("{on}{the}?{ord}(?={other})(?<={digits})", _of_month),
    ("{the}{num}(?=$|{stop}|{at}|{part}|{hm})|{on}{the}{num}(?!{other}|{measure}|{unit}|{part}|{ampm}|{dash})", _of_month),
    (f"{{the}}?(?:{{ord}}|{{last}}){{dayth}}{{of}}(?:{{the}}|{{which}}){{0,2}}(?:{{unit}}|{M}{YEAR_OF})", _day_of),
    (f"(?:{{which}}?{{unit}}|{M}{{year}}?)(?:{{ord}}|{{last}}){{dayth}}", _day_of),
    (f"{WH}?{{weekday}}", _weekday),
    ("{which}{short_weekday}", _weekday),
    (
        f"{{short_weekday}}(?={{dm}}|{{at}})|{{short_weekday}}(?<!{{to}})(?={{num}}|{{hm}}|{{hmdot}}|{{part}}|{{named}}|{{dms}}|{M}|{{weak_dm}}|{{the}}?{{ord}}|{{dash}}{{short_weekday}}|{{and}}{{short_weekday}}|{{until_post}}|$)",
        _weekday,
    ),
    ("(?<={on}){short_weekday}", _weekday),
    ("{weekday}{of}?{which}{unit}", lambda t, s: _weekday_of_week(t, s) if unit(t) == "weeks" else None),
    ("{which}{unit}{on}?{weekday}", lambda t, s: _weekday_of_week(t, s) if unit(t) == "weeks" else None),
    ("{weekday}{unit}", lambda t, s: _week_later(t, s) if unit(t) in {"weeks", "fortnights"} else None),
    ("{day}{unit}", lambda t, s: _week_later(t, s) if unit(t) in {"weeks", "fortnights"} and value(t, "day") != 0 else None),
    ("(?:{a}|{num}){unit}{on}?(?:{weekday}|{day})", lambda t, s: _week_later(t, s) if unit(t) in {"weeks", "fortnights"} else None),
    (f"{{the}}?(?:{{ord}}|{{last}}){{weekday}}{{of}}(?:{{the}}|{{which}}){{0,2}}(?:{M}{YEAR_OF}|{{unit}}|{{year}})", _nth_weekday),
    (f"(?:{{which}}?{{unit}}|{M}{{year}}?)(?:{{ord}}|{{last}}){{weekday}}", _nth_weekday),
    ("{the}?{closest}{weekday}{to}{the}?", lambda t, _s: Closest(number(t, "weekday") or 0)),
    (f"(?:{{in}}|{{on}}|{{the}}){{0,3}}{WH}(?:{{unit}}|{{weekend}}|{{workday}}|{{season}})", _which_span),
    ("(?:{on}|{at}|{in})?{the}?{weekend}", _which_span),
    ("{season}{year}?", _which_span),
    ("{the}?{which}{num}{unit}", _stretch),
    ("(?:{in}|{unit}){year}", _year),
    (
        "{in}?{the}?{unit}{num}(?:{unit}|{of})?{year}?",
        lambda t, s: _week_number(t, s) if t[0].classes.get("unit") == "weeks" or unit(t) == "weeks" else None,
    ),
    ("{the}?{week_of}{the}?", lambda _t, _s: WeekOf()),
    (
        f"{{the}}?{{unit}}{{of}}{{the}}?(?={{dm}}|{{iso}}|{{dmy}}|{{special}}|{D}|{M}{{the}}?{D})",
        lambda t, _s: WeekOf() if unit(t) == "weeks" else None,
    ),
    (
        f"(?:{{on}}|{{at}}|{{in}}|{{the}}){{0,3}}{{edge}}{{dash}}?{{of}}?(?:{{the}}|{WH}){{0,2}}(?:{{unit}}|{{weekend}}|{M}{YEAR_OF}|{{day}}|{{weekday}}|{{year}})",
        _edge,
    ),
    (f"(?:{WH}?(?:{{unit}}|{{weekend}})|{M}{{year}}?){{edge}}", _edge),
    ("{which}?{edge_of}", _edge),
    (
        f"(?:{{in}}|{{the}}){{0,3}}(?:{{ord}}|{{last}}){{unit}}{{of}}(?:{{the}}|{WH}){{0,2}}(?:{M}{YEAR_OF}|{{unit}})",
        lambda t, s: (
            _week_in_month(t, s) if next((k.classes["unit"] for k in t if k.has("unit") and not k.has("ord")), "") == "weeks" else None
        ),
    ),
    ("{day}", _relative),
)
