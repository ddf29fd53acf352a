"""Lengths of time: from now, before or after something, or how long something lasts."""

from collections.abc import Sequence

from dateutil.relativedelta import relativedelta

from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import Count, Lasting, Length, Meaning, Offset, Reader, Rules, Seen, Shift, Unsure

SECONDS = {"seconds": 1, "minutes": 60, "quarters_of_hour": 900, "hours": 3600, "days": 86400, "weeks": 604800, "fortnights": 1209600}
MONTHS = {"months": 1, "years": 12}
MOST = 100_000
"""Days or months of a length that are believed."""


def length(tokens: Sequence[Token]) -> Length | None:
    """Return the length that some tokens say: "an hour and a half", "2 days and 3 hours", "puolentoista tunnin"."""
    parts: list[tuple[float, str]] = []
    amount: float | None = None
    for at, token in enumerate(tokens):
        if token.has("unit") and (at or not token.has("num", "ord")):
            if token.has("quarter") and amount is None and any(later.has("unit") for later in tokens[at + 1 :]):
                amount = 0.25
                continue
            parts.append((1.0 if amount is None else amount, str(token.classes["unit"])))
            amount = None
        elif token.has("num", "dec"):
            amount = (amount or 0.0) + float(token.classes.get("dec", token.classes.get("num", 0)))
        elif token.has("half", "half_to"):
            amount = (amount or 0.0) + 0.5
    if amount is not None and (amount != 0.5 or not parts):
        return None
    return _sum([*parts, (0.5, parts[-1][1])] if amount else parts)


def _sum(parts: Sequence[tuple[float, str]]) -> Length | None:
    """Return parts as one length: days and months go by the calendar, the rest by the clock."""
    seconds, days, months = 0.0, 0.0, 0.0
    for amount, name in parts:
        if name in MONTHS:
            months += amount * MONTHS[name]
        elif name in {"days", "weeks", "fortnights"} and amount == int(amount):
            days += amount * SECONDS[name] / 86400
        elif name in SECONDS:
            seconds += amount * SECONDS[name]
        else:
            return None
    if not parts or max(seconds / 86400, days, months) > MOST:
        return None
    whole, part = divmod(months, 1)
    return relativedelta(months=int(whole), days=int(days) + round(part * 30), seconds=round(seconds))


def _offset(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    workdays = any(token.classes.get("unit") == "workdays" for token in tokens)
    if workdays:
        return Unsure()
    found = length(tokens)
    return None if found is None else Offset(found)


def _short(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "2 h päästä", "in 2 h"."""
    return _offset(_whole(tokens), seen)


def _whole(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens with the letters of units as those units."""
    return [Token(0, 0, {"unit": token.classes["glued_unit"]}) if token.has("glued_unit") else token for token in tokens]


def _next_hour(tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read "next hour", "seuraavan tunnin"."""
    short = tokens[-1].classes["unit"] in {"minutes", "hours"}
    return _offset(tokens, seen) if short and any(token.classes.get("which") in {"next", "coming"} for token in tokens) else None


def _ago(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    found = length(tokens)
    return None if found is None else Offset(-found)


def _lasting(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    found = length(tokens)
    timer = any(token.has("timer") for token in tokens)
    if found is not None and timer:
        return Offset(found)
    return None if found is None else Lasting(found)


def _shift(sign: int) -> Reader:
    def read(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
        found = length(tokens)
        return None if found is None else Shift(sign * found)

    return read


def _count(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    number = next((token.classes["num"] for token in tokens if token.has("num")), 0)
    return Count(int(number)) if number == int(number) and 0 < number < 1000 else None


QTY = "(?:{a}?{num}{and}?{a}?(?:{half}|{half_to})?|{dec}|{a}?{half}{a}?|{half_to}|{a})"
U = "{unit}"
DUR = f"(?:{{a}}?{{half}}{{of}}?{{a}}?{U}|{{half}}{{a}}{U}|{QTY}{U}|{{unit}})(?:{{and}}?(?:{QTY}{U}|{{unit}})){{0,4}}(?:{{and}}{{a}}?(?:{{half}}|{{half_to}}))?"
FULL = f"(?:{{a}}?{{half}}{{of}}?{{a}}?{U}|{{half}}{{a}}{U}|{QTY}{U})(?:{{and}}?{QTY}{U}){{0,4}}(?:{{and}}{{a}}?(?:{{half}}|{{half_to}}))?"
MORE = "(?:{and}?{num}(?:{unit}|{glued_unit}))"
RULES: Rules = (
    (f"{{in}}{{about}}{{0,2}}{{the}}?{{which}}?{FULL}{{hence}}?", _offset),
    (f"{{about}}{{0,2}}{DUR}{{hence}}", _offset),
    (f"{{in}}{{num}}{{glued_unit}}{MORE}?|{{about}}?{{num}}{{glued_unit}}{MORE}?{{hence}}", _short),
    ("(?:{in}|{on}|{the}){0,2}{which}{unit}", _next_hour),
    (f"{{about}}{{0,2}}{DUR}{{ago}}", _ago),
    (f"{FULL}{{before}}{{the}}?|{DUR}{{before}}(?<!{{on}}{{on}})", _shift(-1)),
    (f"{FULL}(?:{{after}}|{{past}}(?={{named}})){{the}}?", _shift(1)),
    ("{the}?{unit}(?<={dayth}){after}(?={the}?(?:{weekday}|{special}|{dm}|{iso}|{ord}|{month}|{short_month}))", _shift(1)),
    (f"(?:{{for}}|{{timer}}){{about}}{{0,2}}{{a}}?{FULL}", _lasting),
    (f"{DUR}{{during}}|{FULL}{{timer}}?", _lasting),
    (f"(?:{{for}}|{{timer}})?{{num}}{{glued_unit}}{MORE}", lambda tokens, seen: _lasting(_whole(tokens), seen)),
    ("{num}{times}", _count),
    ("{for}{num}{times}", _count),
)
