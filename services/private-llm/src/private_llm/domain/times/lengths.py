"""Lengths of time: from now, before or after something, or how long something lasts."""

from collections.abc import Sequence

from dateutil.relativedelta import relativedelta

from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import Count, Lasting, Length, Meaning, Offset, Seen, Shift, Unsure

SECONDS = {"seconds": 1, "minutes": 60, "quarters_of_hour": 900, "hours": 3600, "days": 86400, "weeks": 604800, "fortnights": 1209600}
MOST = 100_000


def length(tokens: Sequence[Token]) -> Length | None:
    """Return the length that some tokens say: "an hour and a half", "2 days and 3 hours", "puolentoista tunnin"."""
    seconds, months, days = 0.0, 0.0, 0.0
    amount: float | None = None
    last = ""
    for at, token in enumerate(tokens):
        if token.has("unit") and (not token.has("num", "ord") or at):
            if token.has("quarter") and any(later.has("unit") for later in tokens[at + 1 :]) and not last and amount is None:
                amount = 0.25
                continue
            last = str(token.classes["unit"])
            amount = 1.0 if amount is None else amount
            if last in {"months", "years"}:
                months += amount * (12 if last == "years" else 1)
            elif last in {"days", "weeks", "fortnights"} and amount == int(amount):
                days += amount * SECONDS[last] / 86400
            elif last in SECONDS:
                seconds += amount * SECONDS[last]
            else:
                return None
            amount = None
        elif token.has("num", "dec"):
            amount = (amount or 0.0) + float(token.classes.get("dec", token.classes.get("num", 0)))
        elif token.has("half", "half_to"):
            amount = (amount or 0.0) + 0.5
    if amount == 0.5 and last in {"months", "years"}:
        months += 0.5 * (12 if last == "years" else 1)
    elif amount == 0.5 and last in SECONDS:
        seconds += 0.5 * SECONDS[last]
    elif amount is not None:
        return None
    if not last or seconds > MOST * 86400 or days > MOST or months > MOST:
        return None
    whole, part = divmod(months, 1)
    return relativedelta(months=int(whole), days=int(days) + round(part * 30), seconds=round(seconds))


def _offset(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    workdays = any(token.classes.get("unit") == "workdays" for token in tokens)
    if workdays:
        return Unsure()
    found = length(tokens)
    return None if found is None else Offset(found)


def _ago(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    found = length(tokens)
    return None if found is None else Offset(-found)


def _lasting(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
    found = length(tokens)
    timer = any(token.has("timer") for token in tokens)
    if found is not None and timer:
        return Offset(found)
    return None if found is None else Lasting(found)


def _shift(sign: int) -> object:
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
RULES = (
    (f"{{in}}{{about}}*{{the}}?{{which}}?{FULL}{{hence}}?", _offset),
    (f"{{about}}*{DUR}{{hence}}", _offset),
    (f"{{about}}*{DUR}{{ago}}", _ago),
    (f"{FULL}{{before}}{{the}}?|{DUR}{{before}}(?<!{{on}}{{on}})", _shift(-1)),
    (f"{FULL}{{after}}{{the}}?", _shift(1)),
    (f"(?:{{for}}|{{timer}}){{about}}*{{a}}?{FULL}", _lasting),
    (f"{FULL}{{timer}}?|{DUR}{{during}}", _lasting),
    ("{num}{times}", _count),
    ("{for}{num}{times}", _count),
)
