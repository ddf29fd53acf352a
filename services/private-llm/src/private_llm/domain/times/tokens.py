"""A text as tokens: words by what the vocabulary says of them, numbers by their shape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from private_llm.domain.times.vocabulary import Classes, Lexicon

LONGEST = 100_000
"""Characters of a text that are looked at."""
LONGEST_NUMBER = 40
"""Characters of a run with digits that may still be a date or a time."""
RAW = re.compile(
    r"(?P<number>[$€£#+]?\d(?:[\w.:/@%€$£+–—'’-]|,(?=\d))*)"
    r"|(?P<joined>klo|kl(?=\d))(?=\d)"
    r"|(?P<code>(?![ap]m[-–])[^\W\d_]+[-_]?\d[\w-]*|\w*_\w*)"
    r"|(?P<letters>[ap]\. ?m\.?(?!\w)|klo\.|[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<comma>(?<=\d),(?=\s*\d{1,2}(?!\d)))|(?P<dash>[-–—])|(?P<stop>[.!?;:\n…])|(?P<sign>[@&€$£%])|(?P<other>[^\s\w,\"'“”„«»()\[\]])",
    re.IGNORECASE,
)
CLOCK = r"\d{1,2}[:.]\d{2}"
PIECE = rf"(?:\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}})?|{CLOCK}|\d{{1,2}}(?:st|nd|rd|th)|\d{{1,2}}\.?|\d{{3,4}})"
RANGE = re.compile(rf"({PIECE}(?:am|pm)?)[-–—]({PIECE}(?:\s?[ap]\.?m\.?)?)", re.IGNORECASE)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:t(\d{1,2}:\d{2})(?::\d{2})?z?)?", re.IGNORECASE)
DMY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|(?<=[./])\d{2})")
YMD = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})")
HM = re.compile(r"(\d{1,2})([:.])(\d{2})(?::(\d{2}))?")
DM = re.compile(r"(\d{1,2})([./])(\d{1,2})(\.?)")
SUFFIXED = re.compile(r"(\d{1,4}(?:[:.]\d{2}|[.,]\d{1,2})?)([^\W\d_]+(?:\.m)?)(\d.*)?", re.IGNORECASE)
NAMED = re.compile(r"(\d{1,2})([-/.])([^\W\d_]{3,12})(?:\2(\d{4}))?")
ISH = re.compile(r"(\d{1,2}(?:[:.]\d{2})?)-ish", re.IGNORECASE)
ORDINAL_ENDINGS = {"st", "nd", "rd", "th"}
YEARS = range(1900, 2200)
OTHER = "other"
SHAPES = tuple(
    frozenset(shape.split())
    for shape in (
        "num|num ord digits|ord digits|digits num|year|year hhmm|hhmm|hm|hmdot|hmdot dm|hmdot dec|hmdot weak_dm dec|weak_dm dec|hm bad|dm|dms|"
        "unit glued|ampm|num digits exact|num digits exact ord|hhmm exact|num digits hhmm|dmy|iso|dec|bad|other|dash|comma|stop|num dec|ord|symbol measure|hmdot dm symbol|dms dec"
    ).split("|")
)
"""The combinations of classes that a token which is no word can have."""


@dataclass(frozen=True)
class Token:
    """A word or number: half-open span of characters, and its value for each class of the grammar."""

    start: int
    end: int
    classes: Classes

    def has(self, *kinds: str) -> bool:
        return not self.classes.keys().isdisjoint(kinds)


def tokens(text: str, lexicon: Lexicon, *, month_first: bool = False) -> list[Token]:
    """Return a text as tokens."""
    raw = list(_raw(text[:LONGEST], lexicon, month_first=month_first))
    return list(_merged(list(_worded(raw, lexicon))))


def _raw(text: str, lexicon: Lexicon, *, month_first: bool) -> Iterator[tuple[str, Token]]:
    """Yield each word (with its lower-case letters) and each number."""
    for match in RAW.finditer(text):
        kind, start, end = match.lastgroup, *match.span()
        if kind == "number":
            numbers = _number(text, start, match.group(), lexicon, month_first=month_first)
            yield from (("" if token.has("glued", "ampm", "about") else text[token.start : token.end].lower(), token) for token in numbers)
        elif kind in {"letters", "joined"}:
            yield match.group().lower().replace("’", "'"), Token(start, end, {OTHER: 1})
        elif kind == "sign":
            yield match.group(), Token(start, end, {OTHER: 1} if match.group() in "@&" else {"symbol": 1, "measure": 1})
        elif kind in {"dash", "comma"}:
            yield match.group().replace("–", "-"), Token(start, end, {kind: 1})
        elif kind == "stop":
            yield match.group(), Token(start, end, {"stop": 1})
        else:
            yield "", Token(start, end, {OTHER: 1})


def _worded(raw: list[tuple[str, Token]], lexicon: Lexicon) -> Iterator[Token]:
    """Give words, and phrases of several, their classes."""
    at = 0
    while at < len(raw):
        word, token = raw[at]
        found, length = None, 1
        for length in range(min(lexicon.longest, len(raw) - at) if word else 0, 0, -1):
            found = lexicon.entries.get(tuple(entry[0] for entry in raw[at : at + length]))
            if found is not None:
                break
        found = found or (lexicon.near(word) if token.has(OTHER) else None)
        if found is None:
            yield token
            at += 1
            continue
        end = raw[at + length - 1][1].end
        yield from (Token(token.start, end, classes) for classes in found)
        at += length
        dotted = any(kind.startswith("short_") for kind in found[-1]) and at < len(raw) and raw[at][0] == "." and raw[at][1].start == end
        at += dotted


def _merged(found: list[Token]) -> Iterator[Token]:
    """Join `twenty` and `five`, `twenty` and `-` and `fourth`."""
    at = 0
    while at < len(found):
        token, tens = found[at], found[at].classes.get("num", 0)
        rest = at + 1 + (at + 1 < len(found) and found[at + 1].has("dash"))
        if isinstance(tens, int) and tens in range(20, 100, 10) and not token.has("digits") and rest < len(found):
            for kind in ("num", "ord"):
                one = found[rest].classes.get(kind, 0)
                if isinstance(one, int) and 0 < one < 10 and not found[rest].has("digits"):
                    yield Token(token.start, found[rest].end, {kind: tens + one})
                    at = rest + 1
                    break
            else:
                yield token
                at += 1
            continue
        yield token
        at += 1


def _number(text: str, start: int, chunk: str, lexicon: Lexicon, *, month_first: bool) -> Iterator[Token]:
    """Yield what a run of characters with a digit in front is: a clock time, a date, a number, a range, or nothing of time."""
    chunk = chunk.rstrip(":'’/@+-–—")
    end = start + len(chunk)
    if len(chunk) > LONGEST_NUMBER:
        yield Token(start, end, {OTHER: 1})
        return
    apart = RANGE.fullmatch(chunk)
    if apart and not ISO.fullmatch(chunk) and not DMY.fullmatch(chunk):
        middle = start + apart.end(1)
        yield from _number(text, start, apart[1], lexicon, month_first=month_first)
        yield Token(middle, middle + 1, {"dash": 1})
        yield from _number(text, middle + 1, apart[2], lexicon, month_first=month_first)
        return
    named = NAMED.fullmatch(chunk)
    if named and {"month", "short_month"} & lexicon.entries.get((named[3].lower(),), ({},))[0].keys():
        yield Token(start, start + named.end(1), {"num": int(named[1]), "digits": 1})
        yield Token(start + named.start(3), start + named.end(3), lexicon.entries[(named[3].lower(),)][0])
        if named[4]:
            yield from _shape(text, start + named.start(4), end, named[4], month_first=month_first)
        return
    if (ish := ISH.fullmatch(chunk)) is not None:
        yield from _shape(text, start, start + ish.end(1), ish[1], month_first=month_first, glued=True)
        yield Token(start + ish.end(1), end, {"about": 1, "ish": 1})
        return
    suffixed = SUFFIXED.fullmatch(chunk.rstrip("."))
    if suffixed and not ISO.fullmatch(chunk):
        yield from _suffixed(text, start, suffixed, lexicon, month_first=month_first)
        return
    yield from _shape(text, start, end, chunk, month_first=month_first)


def _suffixed(text: str, start: int, match: re.Match[str], lexicon: Lexicon, *, month_first: bool) -> Iterator[Token]:
    number, letters, rest = match[1], match[2].lower(), match[3]
    middle, end = start + len(number), start + match.end(2)
    if letters in ORDINAL_ENDINGS and number.isdigit() and not rest:
        yield Token(start, end, {"ord": int(number), "digits": 1} if 0 < int(number) < 32 else {OTHER: 1})
        return
    classes = {"ampm": letters[0] + "m"} if letters in {"a.m", "p.m"} else _glued(lexicon.entries.get((letters,), ({},))[0])
    if classes is None or (rest and not re.fullmatch(r"\d{1,2}\w*", rest)):
        yield Token(start, start + match.end(), {OTHER: 1})
        return
    yield from _shape(text, start, middle, number, month_first=month_first, glued=True)
    yield Token(middle, end, classes)
    if rest:
        yield from _number(text, end, rest, lexicon, month_first=month_first)


def _glued(classes: Classes) -> Classes | None:
    """Return what letters right behind a number mean, or None: 5min, 2h, 3pm."""
    if "ampm" in classes:
        return {"ampm": classes["ampm"]}
    if "about" in classes:
        return {"about": 1, "ish": 1} if "ish" in classes else {"about": 1}
    unit = classes.get("unit", classes.get("glued_unit"))
    return {"unit": unit, "glued": 1} if unit else None


def _shape(text: str, start: int, end: int, chunk: str, *, month_first: bool, glued: bool = False) -> Iterator[Token]:
    bare = chunk.rstrip(".")
    dotted = len(chunk) > len(bare)
    classes = _classes(bare, dotted=dotted and not glued, month_first=month_first)
    if "clock" in classes:
        day, _, clock = chunk.lower().partition("t")
        yield Token(start, start + len(day), {"iso": classes["iso"]})
        yield from _shape(text, start + len(day) + 1, end, clock[:5], month_first=month_first)
        return
    last = start + len(bare)
    following = text[end : end + 2].lstrip(" ")
    closes = dotted and "num" in classes and bool(following) and (following[0].isupper() or following[0] == "\n")
    if closes:
        classes = {"num": classes["num"]}
    yield Token(start, end if dotted and not closes and {"ord", "dm"} & classes.keys() else last, classes)
    if closes or (dotted and not {"ord", "dm"} & classes.keys()):
        yield Token(last, end, {"stop": 1})


def _classes(bare: str, *, dotted: bool, month_first: bool) -> Classes:
    if match := ISO.fullmatch(bare):
        when = {"iso": match[1] + f"-{int(match[2]):02}-{int(match[3]):02}"}
        return ({**when, "clock": match[4]} if match[4] else dict(when)) if _is_date(when["iso"]) else {"bad": 1}
    if match := YMD.fullmatch(bare):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if match := DMY.fullmatch(bare):
        year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
        return _iso(year, *_month_day(int(match[1]), int(match[3]), month_first=month_first and match[2] == "/"))
    if bare.isdecimal():
        return _digits(bare, dotted=dotted)
    found: Classes = {}
    if match := HM.fullmatch(bare):
        valid = (int(match[1]) < 24 or bare in {"24:00", "24.00"}) and int(match[3]) < 60 and int(match[4] or 0) < 60
        key = ("hm" if match[2] == ":" else "hmdot") if valid else "bad" if match[2] == ":" else ""
        found |= {key: bare} if key else {}
    if match := DM.fullmatch(bare):
        month, day = int(match[3]), int(match[1])
        if match[2] == "/":
            month, day = _month_day(day, month, month_first=month_first)
        if _is_date(f"2024-{month:02}-{day:02}"):
            found |= {"dms" if match[2] == "/" else "dm" if dotted else "weak_dm": f"{month}-{day}"}
        elif dotted and not found:
            return {"bad": 1}
    if re.fullmatch(r"\d{1,3}[.,]\d{1,2}", bare) and not dotted:
        found |= {"dec": float(bare.replace(",", "."))}
    return found or {OTHER: 1}


def _digits(bare: str, *, dotted: bool) -> Classes:
    number = int(bare) if len(bare) < 5 else 10**5
    if len(bare) < 4 and (len(bare) < 3 or number < 1000) and not (len(bare) == 3 and number % 100 < 60 and dotted):
        found: Classes = {"num": number, "digits": 1, **({"exact": 1} if len(bare) == 2 and bare[0] == "0" else {})}
        if dotted and 0 < number < 32:
            found |= {"ord": number}
        if len(bare) == 3 and number % 100 < 60:
            found |= {"hhmm": number}
        return found
    found = {"year": number} if number in YEARS else {}
    if len(bare) in {3, 4} and number < 2400 and number % 100 < 60:
        found |= {"hhmm": number, **({"exact": 1} if bare[0] == "0" else {})}
    return found or {OTHER: 1}


def _month_day(first: int, second: int, *, month_first: bool) -> tuple[int, int]:
    """Return month and day of two numbers: as the zone writes them, unless only the other way is a date."""
    month, day = (first, second) if month_first else (second, first)
    return (day, month) if month > 12 >= day else (month, day)


def _iso(year: int, month: int, day: int) -> Classes:
    written = f"{year:04}-{month:02}-{day:02}"
    return {"iso": written} if _is_date(written) else {"bad": 1}


def _is_date(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
