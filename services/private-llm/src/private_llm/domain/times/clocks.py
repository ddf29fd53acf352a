"""Clock times and parts of the day: how they are said."""

from collections.abc import Sequence

from private_llm.domain.times.between import MINUTES
from private_llm.domain.times.calendar import number, value
from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import Clock, Meaning, Part, Rules, Seen, Unsure

SPOKEN_TO = frozenset({1, 2, 3, 4, 5, 8, 10, 12, 15, 20, 25})
"""Minutes that people say before "to"; other numbers there begin a range."""
HOURS = ("num", "num_at", "num_to", "num_from")


def clock(tokens: Sequence[Token]) -> Clock | None:
    """Return the one clock time that some tokens say."""
    found = _bare(tokens)
    half = value(tokens, "ampm")
    if found is None or (half and found.hour > 12 and half == "am"):
        return None
    if half and found.hour <= 12:
        hour = found.hour % 12 + (12 if half == "pm" else 0)
        if found.minute >= 30 and "half_to" in {kind for token in tokens for kind in token.classes}:
            hour = found.hour % 12 + (12 if half == "pm" else 0)
        return Clock(hour, found.minute, found.second, sure=True)
    return Clock(found.hour, found.minute, found.second, sure=found.sure or bool(half))


def _bare(tokens: Sequence[Token]) -> Clock | None:
    relation = next((at for at, token in enumerate(tokens) if at and token.has("past", "to") and not token.has("num")), None)
    if relation is not None and relation + 1 < len(tokens):
        minutes = (
            _minutes(tokens[:relation])
            if all(token.classes.get("unit", "minutes") == "minutes" or token.has("quarter") for token in tokens[:relation])
            else None
        )
        base = _bare(tokens[relation + 1 :])
        if minutes is None or base is None:
            return None
        backwards = "to" in tokens[relation].classes and "past" not in tokens[relation].classes
        return _moved(base, -minutes if backwards else minutes)
    if (half_to := next((at for at, token in enumerate(tokens) if token.has("half_to")), None)) is not None:
        base = _bare(tokens[half_to + 1 :])
        return _moved(base, -30) if base is not None and base.minute == 0 else None
    return _digital(tokens)


def _minutes(tokens: Sequence[Token]) -> int | None:
    if any(token.has("quarter") for token in tokens):
        return 15
    if any(token.has("half") for token in tokens):
        return 30
    found = next(
        (int(token.classes["num"]) for token in tokens if token.has("num") and token.classes["num"] == int(token.classes["num"])), None
    )
    return found if found is not None and 0 < found < 60 else None


def _moved(base: Clock, minutes: int) -> Clock:
    total = base.hour * 60 + base.minute + minutes
    hour = total // 60
    if not base.sure and hour < 1:
        hour += 12
    return Clock(hour % 24, total % 60, sure=base.sure)


def _digital(tokens: Sequence[Token]) -> Clock | None:
    """Read digits, spoken numbers and named times. A 24-hour reading is sure where the number or the word before it says so."""
    exact = any(token.classes.get("at") == 24 for token in tokens)
    if (named := value(tokens, "named")) is not None:
        hour, minute = map(int, str(named).split(":"))
        return Clock(hour or 24, minute, sure=True)
    written = value(tokens, "hm") or value(tokens, "hmdot")
    if written is not None:
        parts = [int(part) for part in str(written).replace(".", ":").split(":")]
        sure = exact or parts[0] > 12 or parts[0] == 0 or str(written).startswith("0")
        return Clock(parts[0], parts[1], parts[2] if len(parts) > 2 else 0, sure=sure)
    numbers = [token for token in tokens if token.has(*HOURS)]
    joined = value(tokens, "hhmm")
    if joined is not None and (not numbers or int(joined) > 99):
        hour, minute = divmod(int(joined), 100)
        return Clock(hour, minute, sure=exact or hour > 12 or any(token.has("exact") for token in tokens)) if hour < 24 else None
    if not numbers:
        return None
    values = [next(token.classes[kind] for kind in HOURS if kind in token.classes) for token in numbers]
    hour, minute = (int(values[0]), int(values[1]) if len(values) > 1 else 0)
    if any(entry != int(entry) for entry in values) or not 0 <= hour <= 24 or minute > 59:
        return None
    sure = hour > 12 or hour == 0 or numbers[0].has("exact") or (exact and numbers[0].has("digits"))
    return Clock(hour, minute, sure=sure)


EXACTLY = Token(0, 0, {"exact": 1})
"""Says that a time is of a clock of 24 hours."""


def _clock(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    return clock(tokens)


def _said(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    """Read what is surely meant as a clock time: it is asked about when the clock has no such time."""
    if _is_a_range(tokens):
        return None
    return clock(tokens) or Unsure()


def _is_a_range(tokens: Sequence[Token]) -> bool:
    """Tell whether what stands before an English "to" is no number of minutes that people say there."""
    first = next((token for token in tokens if token.has("num", "quarter", "half")), None)
    plain = first is not None and first.has("num") and not any(token.has("unit") for token in tokens)
    joined = any(token.has("either") and not token.has("past") for token in tokens[1:-1])
    return plain and joined and first is not None and first.classes["num"] not in MINUTES


def _spoken_to(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    if _is_a_range(tokens):
        return None
    first = next((token for token in tokens if token.has("num", "quarter", "half")), None)
    if first is not None and first.has("num") and any(token.has("to") and not token.has("past") for token in tokens):
        plain = all(not token.has("unit") for token in tokens)
        english = any(token.has("to") and token.has("dash") for token in tokens)
        if (first.classes["num"] not in SPOKEN_TO and plain) or english:
            return None
    return clock(tokens)


def _ablative(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    return clock(tokens)


def _hours(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    """Read "15h", "15h30"; a number below seven is as likely a length."""
    hour, minute = number(tokens[:1], "num") or 0, number(tokens[2:], "num") or 0
    if not tokens[1].has("glued") or tokens[1].classes["unit"] != "hours" or not 7 <= hour < 24 or minute > 59:
        return None
    return Clock(hour, minute, sure=True)


def _range(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    """Read "3-4pm", "between 9:30 and 11", "klo 9–11", "kahdeksasta kymmeneen"."""
    inside = tokens[1:] if tokens[0].has("from", "between", "at") and not tokens[0].has(*HOURS) else tokens
    middle = next(
        (at for at, token in enumerate(inside) if at and token.has("dash", "to", "until", "and", "num_to") and not token.has("num_from")),
        None,
    )
    if middle is None:
        return None
    joins = not inside[middle].has("num_to")
    begin, end = clock([*tokens[:1], *inside[:middle]] if inside is not tokens else inside[:middle]), clock(inside[middle + joins :])
    if begin is None or end is None or (inside[middle].has("until") and tokens[-1].has("dm")):
        return None
    exact = any(token.classes.get("at") == 24 for token in tokens)
    end = Clock(end.hour, end.minute, sure=end.sure or exact)
    if not begin.sure and end.sure:
        begin = _before(begin, end)
    elif not end.sure and begin.sure and (end.hour, end.minute) <= (begin.hour, begin.minute) and end.hour < 12:
        end = Clock(end.hour + 12, end.minute, sure=True)
    return Clock(begin.hour, begin.minute, sure=begin.sure, end=end)


def _before(begin: Clock, end: Clock) -> Clock:
    """Put the beginning into the half of the day that makes the shorter span before the end."""
    hours = [begin.hour % 12, begin.hour % 12 + 12]
    ahead = [hour for hour in hours if (hour, begin.minute) < (end.hour, end.minute)]
    return Clock(max(ahead, default=begin.hour), begin.minute, sure=True)


def _part(tokens: Sequence[Token], _seen: Seen) -> Meaning:
    return Part(str(value(tokens, "part")), str(value(tokens, "which", "")))


PAST = "(?:{past}|{to})"
H = "(?:{num}|{num_at}|{num_to})"
CORE = (
    f"(?:(?:{{a}}?{{quarter}}|{{half}}|{{num}}{{unit}}?){PAST}(?:{{half_to}}?{H}|{{named}}|{{hm}}|{{hmdot}})"
    f"|{{half_to}}{H}|{{num}}{{zero}}?{{num}}|{{hhmm}}|{{hm}}|{{hmdot}}|{{named}}|{H})"
)
TAIL = "(?:{oclock}{in}?{ampm}|{oclock}|{ampm}{oclock}?)?"
NO = "(?!{other}|{measure}|{unit}|{dash}|{times}|{symbol}|{weekend}|{dayth})"
NOT_COUNTED = "(?!{other}?{other}?{street}|{measure}|{unit}|{symbol}|{dayth}|{times})"
AT = "{at}{about}{0,2}"
NO_DATE = "(?!(?:{month}|{short_month})(?!{num}|{ord}))"
LEAD = "(?:{at}|{about}|{from}|{between}|{on}){0,3}"
PARTS = "(?={about}?{at}?(?:{in}|{on}|{of})?{the}?{which}?{day}?{part})"
ENDS = "(?:{num}|{hm}|{hmdot})"
END = f"(?:{ENDS}|{{num_from}}|{{named}}){{ampm}}?"
RULES: Rules = (
    (f"{AT}{CORE}{TAIL}{NOT_COUNTED}", _said),
    (f"{AT}{{num}}{TAIL}(?={{dash}})", _clock),
    ("{klo}{about}{0,2}(?:{num}|{hm}|{hmdot})(?={unit})", _said),
    (f"{{about}}{{0,2}}{CORE}(?:{{oclock}}{{ampm}}?|{{ampm}}{{oclock}}?)", _clock),
    (
        f"{{about}}{{0,2}}(?:{{a}}?{{quarter}}|{{half}}|{{num}}{{unit}}?){PAST}(?:{{half_to}}?{H}|{{named}}|{{hm}}|{{hmdot}}){TAIL}{NOT_COUNTED}",
        _spoken_to,
    ),
    (f"{{about}}{{0,2}}{{half_to}}{H}{NOT_COUNTED}", _clock),
    ("{about}{0,2}{hm}(?!{measure}|{unit}|{symbol})", _clock),
    ("{about}{0,2}{named}", _clock),
    ("{about}{0,2}{num_at}(?!{other}(?<={num_at}))", _ablative),
    (f"{{about}}{{0,2}}(?:{{num}}{{num}}?|{{hhmm}}|{{hmdot}}){PARTS}", _clock),
    (f"(?:(?<={{part}})|(?<={{day}})|(?<={{weekday}})){{about}}{{1,2}}(?:{{num}}{{num}}?|{{hmdot}}){NO}", _clock),
    (f"(?<={{part}})(?:{{num}}{{num}}?|{{hmdot}}|{{hhmm}}){NO}", _clock),
    (f"(?:(?<={{and}})|(?<={{comma}})){{at}}?(?:{{num}}|{{hmdot}}){{ampm}}?{NO}", _clock),
    (f"(?<={{day}})(?:{{num}}{{num}}?|{{hmdot}}){NO}", _clock),
    (f"(?<={{weekday}})(?:{{num}}|{{hmdot}}){NO}", _clock),
    (f"(?<={{short_weekday}})(?:{{num}}|{{hmdot}}){NO}", _clock),
    (
        "(?<={dm})(?:{num}|{hmdot})(?=$|{stop})|(?<={iso})(?:{hmdot})|(?<={month}){hmdot}|(?<={short_month}){hmdot}|(?<={dmy}){hmdot}",
        _clock,
    ),
    ("(?<!{other}|{label}|{num}){hmdot}$", lambda t, s: None if t[0].has("dm") else Unsure() if t[0].has("weak_dm") else _clock(t, s)),
    ("(?<!{label}){hmdot}(?={on}?{the}?(?:{day}|{weekday}|{which}))", _clock),
    ("{at}?{about}?(?:{half_to}?{num}|{hm}|{hmdot}){after_post}", _clock),
    ("{at}?{num}{unit}{num}?(?!{other})", _hours),
    ("{in}(?:{hm}|{hmdot})(?:{unit}|{glued_unit})", lambda _t, _s: Unsure()),
    ("{the}?{part}{before}(?={the}?(?:{special}|{weekday}|{ord}|{dm}|{month}|{short_month}|{iso}|{dmy}))", lambda _t, _s: Unsure()),
    ("(?!{weak_dm}){hmdot}(?={on}?{dm})|(?<={weak_dm})(?!{weak_dm}){hmdot}", _clock),
    ("{at}?{hhmm}{unit}", lambda t, s: clock([*t[:-1], EXACTLY]) if t[-1].classes["unit"] == "hours" else None),
    (f"(?:(?<={{wake}})|(?<={{wake}}{{for}})|(?<={{wake}}{{on}}))(?:{{num}}{{num}}?|{{hhmm}}|{{hmdot}}){NO}", _clock),
    ("{at}?{same_time}", lambda _t, s: Clock(s.now.hour, s.now.minute, sure=True)),
    (f"(?:(?<={{before}})|(?<={{after}}))(?<!{{dash}}){{num}}{NO}", _clock),
    (f"(?:(?<={{day}}{{no_later}})|(?<={{weekday}}{{no_later}})|(?<={{part}}{{no_later}})){{num}}{NO}", _clock),
    ("{about}{0,2}(?:{num}|{hm}|{hmdot})(?={ish})", _clock),
    ("{at}?{half}{num}", lambda _t, _s: Unsure()),
    (
        f"(?:{{from}}|{{at}}){{about}}?{END}(?:{{dash}}|{{to}}|{{until}}){{at}}?(?:{ENDS}|{{num_to}}|{{named}}){TAIL}{NOT_COUNTED}{NO_DATE}",
        _range,
    ),
    (f"{{between}}{{about}}?{END}(?:{{dash}}|{{and}}){{at}}?(?:{ENDS}|{{num_to}}|{{named}}){TAIL}{NOT_COUNTED}", _range),
    (f"{{at}}?{{about}}?{ENDS}(?:{{dash}}|{{and}}){{at}}?{ENDS}{{between_post}}", _range),
    (f"(?:{ENDS}){{ampm}}?(?:{{dash}}|{{to}}|{{until}})(?:{ENDS}){{oclock}}?{{ampm}}", _range),
    ("(?:{hm}|{hmdot}){ampm}?(?:{dash}|{to}|{until})(?:{hm}|{hmdot}){ampm}?", _range),
    (f"(?<!{{label}}|{{at}}){ENDS}{{dash}}{ENDS}(?={{on}}?(?:{{day}}|{{weekday}}))", _range),
    ("(?<={day}|{part})" + f"{ENDS}{{dash}}{ENDS}" + NOT_COUNTED.replace("{dayth}", "{ord}{month}"), _range),
    ("(?<={weekday}|{short_weekday})" + f"{ENDS}{{dash}}{ENDS}" + NOT_COUNTED, _range),
    ("{at}?{num_from}{num_to}", _range),
    ("(?:{in}|{on}|{at}){0,3}{the}?{which}?{part}", _part),
)
