"""Spans of days: how weeks, weekends, months, seasons, years, their ends and ranges are said."""

from collections.abc import Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from private_llm.domain.times.calendar import (
    DAY_ONLY,
    MONTH,
    YEAR,
    a_date,
    dated,
    in_range,
    month_of,
    month_span,
    number,
    one,
    period,
    span,
    unit,
    upcoming,
    value,
    weekend,
    year_of,
)
from private_llm.domain.times.days import TO, WH, YEAR_OF, D, M, named_weekday, numeric, relative
from private_llm.domain.times.merging import day_range
from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import Day, Meaning, Rules, Seen, Unsure, WeekOf

SEASONS = {"spring": (3, 3), "summer": (6, 3), "autumn": (9, 3), "winter": (12, 3)}
"""First month, and how many."""


def _month_range(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "July 13-15", "from the 13th to the 15th of July"."""
    ends = [number([token], "ord", "num") or 0 for token in tokens if token.has("ord", "num")]
    if len(ends) != 2 or not 0 < ends[0] < ends[1] < 32:
        return None
    numeric = value(tokens, "dm")
    month = int(str(numeric).split("-", maxsplit=1)[0]) if numeric else month_of(tokens)
    year = number(tokens, "year")
    first = dated(year, month, ends[0]) if year else upcoming(seen, month, ends[0])
    last = a_date(first.begin.year, month, ends[1]) if isinstance(first, Day) else None
    if not isinstance(first, Day) or last is None:
        return Unsure()
    return Day(first.begin, last + DAY_ONLY, first.begin, "range", dated=first.dated)


def _short_range(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "5.–7.12."."""
    first = number(tokens[:1], "ord", "num")
    last = numeric("dm")(tokens[2:], seen)
    begin = a_date(last.begin.year, last.begin.month, first or 0) if isinstance(last, Day) else None
    if not isinstance(last, Day) or begin is None or begin >= last.begin:
        return None
    return Day(begin, last.end, begin, "range", dated=last.dated)


def _dates(tokens: Sequence[Token], seen: Seen) -> Meaning:
    """Read "1.12.–3.12."."""
    middle = next(at for at, token in enumerate(tokens) if token.has("dash"))
    first, last = (numeric("dm")(part, seen) for part in ([*tokens[:middle], *tokens[middle + 2 :]], tokens[middle + 1 :]))
    return day_range(first, last) if isinstance(first, Day) and isinstance(last, Day) else Unsure()


NOT_DATES = "{at}|{day}|{weekday}|{short_weekday}|{part}"
"""What stands before two hours rather than two dates."""


def _month(tokens: Sequence[Token], seen: Seen) -> Meaning:
    found = month_span(seen, month_of(tokens), year_of(tokens, seen), "" if unit(tokens) else str(value(tokens, "which", "")))
    case = "from" if tokens[-1].has("from_case") else "to" if tokens[-1].has("to_case") else ""
    return Day(**{**found.__dict__, "case": case})


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
    return period(name, which, seen)


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


SEASON = "{season}(?:(?<!{bare_season})|(?!{other}))"
"""A season that is named alone; before a word it is what kind of thing that is: "winter tyres"."""


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
    edge, name = packed if packed else (str(value(tokens, "edge") or value(tokens, "edge_like")), unit(tokens))
    which, year = str(value(tokens, "which", "")), number(tokens, "year")
    if number(tokens, "month", "short_month"):
        whole = month_span(seen, month_of(tokens), year)
    elif value(tokens, "day") is not None or value(tokens, "weekday") is not None:
        found = relative(tokens, seen) if value(tokens, "day") is not None else named_weekday(tokens, seen)
        return Day(**{**found.__dict__, "late": edge == "end"})
    elif any(token.has("weekend") for token in tokens):
        whole = weekend(seen, which)
    elif year and name in {"", "years"}:
        whole = span(date(year, 1, 1), date(year + 1, 1, 1), "year", seen)
    elif name in {"days", "weeks", "months", "years"}:
        whole = period(name, which, seen)
        if edge == "middle" and not which and whole.begin + timedelta(days=(whole.end - whole.begin).days // 2) < seen.today:
            whole = period(name, "next", seen)
        if edge == "start" and not which and whole.begin < seen.today:
            whole = period(name, "next", seen)
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
    whole = month_span(seen, month, year) if month else period("months", later, seen)
    if not value(tokens, "ord"):
        begin = whole.end - timedelta(days=7)
        return Day(begin, whole.end, begin, "week", dated=True)
    nth = number(tokens, "ord") or 1
    begin = whole.begin + timedelta(days=7 * (nth - 1))
    return Day(begin, begin + timedelta(days=7), begin, "week", dated=True) if nth < 6 else None


RULES: Rules = (
    (f"{{from}}?{{between}}?{{the}}?{D}{TO}{{the}}?{D}{{of}}?{M}{YEAR_OF}", _month_range),
    (f"{M}{{from}}?{{the}}?{D}{TO}{{the}}?{D}{YEAR_OF}", _month_range),
    ("(?:{ord}|{num}){dash}{dm}{year}?", _short_range),
    ("(?<!{at}){dm}{dash}{dm}{year}?", _dates),
    (f"(?<!{NOT_DATES}){{weak_dm}}{{dash}}{{weak_dm}}", lambda _t, _s: Unsure()),
    (f"{{in}}?{{month}}{YEAR_OF}", _month),
    (f"(?:{{in}}|{WH}|{{of}}){{month}}{YEAR_OF}", _month),
    (f"{{in}}?{M}{{which}}{{unit}}|{{which}}{{unit}}{{in}}?{M}(?!{{the}}?{D})", lambda t, s: _month(t, s) if unit(t) == "years" else None),
    (f"(?:{{in}}|{WH}){{short_month}}(?!{{num}}){YEAR_OF}", _month),
    (f"{{until}}(?:{{month}}|{{short_month}})(?!{{the}}?(?:{{num}}|{{ord}})){YEAR_OF}", _month),
    (f"{M}{{of}}?{{year}}", _month),
    ("(?<=(?:{month}|{short_month})(?:{to}|{until}|{dash})){short_month}(?!{num})", _month),
    (
        f"(?:{{in}}|{{on}}|{{the}}){{0,3}}{WH}(?:{{unit}}|{{weekend}}|{{workday}})|(?:{{in}}|{WH}){{1,3}}{{season}}|{{the}}?{SEASON}",
        _which_span,
    ),
    ("(?:{on}|{at}|{in})?{the}?{weekend}", _which_span),
    (f"{SEASON}{{year}}?|{{season}}{{year}}", _which_span),
    ("{the}?(?:{weekday}|{weekend}){after}{which}(?!{unit}|{weekday}|{weekend}|{month})", lambda _t, _s: Unsure()),
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
    (f"{{edge_like}}(?:{{the}}|{{in}}|{WH}){{0,2}}(?:{{unit}}|{M}{YEAR_OF})", _edge),
    (
        f"(?:{{in}}|{{the}}){{0,3}}(?:{{ord}}|{{last}}){{unit}}{{of}}(?:{{the}}|{WH}){{0,2}}(?:{M}{YEAR_OF}|{{unit}})",
        lambda t, s: (
            _week_in_month(t, s) if next((k.classes["unit"] for k in t if k.has("unit") and not k.has("ord")), "") == "weeks" else None
        ),
    ),
)
