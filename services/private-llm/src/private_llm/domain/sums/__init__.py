"""Arithmetic and units, done in code: exact fractions in, a short decimal out. Nothing is guessed: what can't be read is None."""

import ast
import operator
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources

from private_llm.domain.sums import numbers

LIMIT = Fraction(10) ** 30
WORDS: tuple[tuple[str, str], ...] = (
    (r"(?:multiplied by|times|kertaa|kerrottuna)", "*"), (r"(?:divided by|over|jaettuna|jaettu)", "/"), (r"(?:plus|lisättynä)", "+"),
    (r"(?:minus|less|miinus|vähennettynä)", "-"), (r"(?<=\d)\s*[x×]\s*(?=\d)", "*"), (r"[÷:]", "/"), (r"[−–]", "-"),
    (r"(?:squared|toiseen)", "**2"),
)  # fmt: skip
EVERYDAY: tuple[tuple[str, str], ...] = (
    (r"\b(?:prossaa|pros|prosenttii|percent|per cent|prosenttia|prosentti)\b", "%"), (r" ?\beurosta\b", ":stä"), (r"[$€£]|\b(?:euros?|euroa|euroon|euron|eur|dollars?|bucks)\b", ""),
    (r"% (?:tip|discount|vat|tax) (?:on|of|for|from)", "% of"), (r"^split (.+) (?:by|between|among|in|into) (\d+)(?: (?:people|ways|persons|of us))?$", r"\1 / \2"),
    (r"^(?:split )?(\d\S*) +(?:(?:split|shared|divided) )?(?:by |between |among |in |into )?(\d+) (?:ways|people|persons|of us)$", r"\1 / \2"),
    (r"^half of (-?\d\S*)$", r"\1 / 2"), (r"^puolet (\d+(?:\.\d+)?)(?::?\w*st[aä])?$", r"\1 / 2"),
    (r"^(?:if )?(\d+) (?:people|persons|of us|friends) (?:share|split|pay) (\S+) .*each.*$", r"\2 / \1"),
    (r"^(\S+) (?:hours?|h|days?|pieces?|months?) (?:at|for|times|x) (\S+) (?:an?|per|each|/) ?(?:hour|h|day|piece|month)$", r"\1 * \2"),
    (r"^(\S+) (?:tuntia|h|päivää|kuukautta) (\S+) (?:tunti|tunnilta|tunnissa|päivä|päivältä|kuukausi|kuussa)$", r"\1 * \2"),
)  # fmt: skip
"""How sums are said in everyday life."""
PERCENT = re.compile(r"(-?\d+(?:\.\d+)?) ?(?:%|percent|per cent|prosenttia)(?: of| from)? (-?\d+(?:\.\d+)?)(?::?st[aä])?", re.IGNORECASE)
OFF = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|percent) off (\d+(?:\.\d+)?)")
ADDED = re.compile(r"(-?\d+(?:\.\d+)?) ?([+-]) ?(\d+(?:\.\d+)?) ?%")
ROOT = re.compile(r"(?:the )?(?:square root(?: of)?|sqrt(?: of)?|neliöjuuri(?: luvusta)?) (\d+(?:\.\d+)?)|(\d+):n neliöjuuri")
SIGNS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
FEET = re.compile(r"(\d+) ?(?:['′]|feet|foot|ft) ?(\d+) ?(?:[\"″]|''|inch(?:es)?|in)?$")
"""A height in feet and inches, as people write it."""
BETWEEN = re.compile(r"(?<=[^\W\d]),? (?:and |ja )?(?=\d)")
"""What stands between two parts of a quantity."""
QUANTITY = re.compile(r"(-?\d+(?:[.,]\d+)?|an?|one|half an?|yksi|puoli)\s*(.+)")


@dataclass(frozen=True)
class Unit:
    """A unit: what it measures, its sign, and its factor to the first unit of that measure."""

    measure: str
    sign: str
    factor: Fraction | str


def arithmetic(said: str) -> Fraction | None:
    """Return the value of a sum such as `17 times 23` or `15 % of 240`; None when it is no sum."""
    text = (
        said.lower().strip(" ?=.!").replace(",", ".")
        if re.search(r"\d,\d{1,2}(?!\d)", said)
        else said.lower().strip(" ?=.!").replace(",", "")
    )
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", "", text)
    text = numbers.in_digits(text)
    for form, meant in EVERYDAY:
        text = re.sub(form, meant, text).strip()
    root = ROOT.fullmatch(text)
    if root:
        return Fraction(float(root[1] or root[2]) ** 0.5).limit_denominator(10**6)
    text = OFF.sub(r"(\2 - \2 * \1 / 100)", text)
    text = re.sub(r" (?:minus|miinus) ", " - ", re.sub(r" (?:plus|ynnä) ", " + ", text))
    text = ADDED.sub(r"(\1 \2 \1 * \3 / 100)", PERCENT.sub(r"(\1 / 100 * \2)", text))
    for word, sign in WORDS:
        text = re.sub(word, f" {sign} ", text)
    if not re.fullmatch(r"[\d.+\-*/() ]{3,120}", text) or not re.search(r"[+\-*/]", text.strip(" -+")):
        return None
    try:
        value = _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError, RecursionError, MemoryError):
        return None
    return value


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number):
            return _bounded(Fraction(str(number)))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(op=ast.Pow(), left=left, right=ast.Constant(value=2)):
            return _bounded(_value(left) ** 2)
        case ast.BinOp(op=op, left=left, right=right) if type(op) in SIGNS:
            return _bounded(SIGNS[type(op)](_value(left), _value(right)))
    raise ValueError("no sum")


def _bounded(value: Fraction) -> Fraction:
    if abs(value) > LIMIT:
        raise OverflowError("too large")
    return value


def convert(quantity: str, target: str) -> tuple[Fraction, Unit, Fraction, Unit] | None:
    """Return (amount, unit, amount, unit) of `26.2 miles` in `kilometres`, or of `5 feet 11` in `cm`, whose amount is then one of the
    smallest unit; None for unknown or unlike units."""
    parts = _parts(FEET.sub(r"\1 feet \2 inches", quantity.lower().strip()))
    wanted = unit(target)
    if not parts or wanted is None or {given.measure for _, given in parts} != {wanted.measure}:
        return None
    amount, given = parts[0]
    if given.measure == "temperature":
        return (amount, given, _degrees(amount, str(given.factor), str(wanted.factor)), wanted) if len(parts) == 1 else None
    whole = sum((amount * Fraction(given.factor) for amount, given in parts), Fraction())
    smallest = parts[-1][1]
    return whole / Fraction(smallest.factor), smallest, whole / Fraction(wanted.factor), wanted


def _parts(quantity: str) -> list[tuple[Fraction, Unit]]:
    """Return the amounts, each of a unit, that a quantity is written as; nothing when it is none."""
    found = [QUANTITY.fullmatch(part.strip()) for part in BETWEEN.split(quantity)]
    read = [(_amount(match[1]), given) for match in found if match and (given := unit(match[2]))]
    return read if len(read) == len(found) else []


def _amount(said: str) -> Fraction:
    return (
        Fraction(1)
        if said in {"a", "an", "one", "yksi"}
        else Fraction(1, 2)
        if said.startswith(("half", "puoli"))
        else Fraction(said.replace(",", "."))
    )


def _degrees(amount: Fraction, given: str, wanted: str) -> Fraction:
    kelvin = {"C": amount + Fraction("273.15"), "F": (amount + Fraction("459.67")) * 5 / 9, "K": amount}[given]
    return {"C": kelvin - Fraction("273.15"), "F": kelvin * 9 / 5 - Fraction("459.67"), "K": kelvin}[wanted]


def unit(said: str) -> Unit | None:
    """Return the unit that something is called, inflected or not."""
    name = said.lower().strip(" ?.!")
    if any(map(str.isdigit, name.strip("23"))):
        return None
    table = _units()
    if name in table:
        return table[name]
    longer = [
        known for known in table if len(known) >= 4 and name.startswith(known[: max(4, len(known) - 1)]) and len(name) <= len(known) + 4
    ]
    return table[max(longer, key=len)] if longer else None


@cache
def _units() -> dict[str, Unit]:
    read = tomllib.loads(resources.files(__package__).joinpath("units.toml").read_text(encoding="utf-8"))
    return {
        name.lower(): Unit(measure, sign, factor if isinstance(factor, str) else Fraction(str(factor)))
        for measure, units in read.items()
        for sign, (factor, *names) in units.items()
        for name in names
    }


def short(value: Fraction, language: str) -> str:
    """Return a number as people write it: at most four decimals, no needless zeros, the language's decimal mark."""
    digits = 2 if abs(value) >= 100 else 4
    text = f"{float(value):.{digits}f}".rstrip("0").rstrip(".") if value.denominator != 1 else str(value.numerator)
    whole, _, rest = text.partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", "\u00a0" if language == "fi" else ",", whole)
    return sign + grouped + (("," if language == "fi" else ".") + rest if rest else "")
