"""The heads of a WhatsApp export's messages: the date, the time and the name, as phones of every language write them."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from store.domain.importers import whatsapp_words as words
from store.domain.importers.whatsapp_words import MARKS

MARK = f"[{MARKS}\u200b]*"
BLANK = "[ \u00a0\u202f\u2009]"
NAMES = ("a", "b", "c"), ("h", "m", "s")
NUMBER = r"(?:(?<![^./\-])[RHrh])?\d+"
"""A number of a date, or the year of a Japanese era: `R4/3/18`, `3/18/R4`."""
YEAR = NUMBER.replace("+", "{1,4}")
DATE = rf"(?P<a>{YEAR}) ?(?P<one>[./\-年년]) ?(?P<b>\d{{1,4}}) ?(?P<two>[./\-月월]) ?(?P<c>{YEAR})"
CLOCK = r"(?P<h>\d{1,2}) ?[:.h] ?(?P<m>\d{2})(?: ?(?:[:.]|min) ?(?P<s>\d{2}) ?s?)?"
DATE_FIRST = re.compile(rf"{DATE}(?P<before>\D{{1,24}}?){CLOCK}(?P<after>\D{{0,20}})")
TIME_FIRST = re.compile(rf"(?P<before>\D{{0,12}}?){CLOCK}(?P<after>\D{{1,20}}?){DATE}[.日일]?")
BETWEEN = re.compile(r"[^\d:/\[\]()<>\-]{0,20}")
STYLES = {
    "brackets": (re.compile(rf"{MARK}\[([^\]\n]{{6,70}})\]{BLANK}?(?:- )?(.*)", re.DOTALL), r"\[{}\][ \u00a0\u202f]?(?:- )?(?P<rest>.*)"),
    "dash": (re.compile(rf"{MARK}(\d[^\n]{{5,70}}?){BLANK}+[-–—]{BLANK}(.*)", re.DOTALL), r"{} +[-–—] (?P<rest>.*)"),
    "tab": (re.compile(rf"{MARK}(\d[^\n\t]{{5,70}})\t(.*)", re.DOTALL), r"{}\t(?P<rest>.*)"),
    "colon": (re.compile(rf"{MARK}(\d[^\n]{{5,40}}?): (.*)", re.DOTALL), r"{}: (?P<rest>.*)"),
    "blank": (re.compile(r"(\d[\d. ]{5,12} \d{1,2}:\d{2}:\d{2}) ([^:\n]{1,60}: .*)", re.DOTALL), r"{} (?P<rest>.*)"),
}  # fmt: skip
"""How the head is told from what follows: loosely, and with a pattern of the file's own in place of the braces."""
UNBREAKABLE = str.maketrans("\u00a0\u202f\u2011", "  -")
"""Blanks and hyphens of phone numbers, which are no others than those of contacts."""
QUOTES = (("“", "”"), ("«", "»"), ("„", "“”"), ("「", "」"))


class Head(NamedTuple):
    """The head of a message as it is written, and what follows it."""

    date: str
    hour: str
    minute: str
    second: str | None
    before: str
    after: str
    rest: str
    style: str
    form: str
    """A pattern for heads that are written alike."""


def head(line: str, style: str | None = None) -> Head | None:
    """Read the head of a line in any form of a style (None: of any), or return None for a line that has none."""
    begin = line.lstrip(f"{MARKS}\u200b")[:1]
    if begin != "[" and not begin.isdigit():
        return None
    for name in (style.partition(",")[0],) if style else STYLES:
        match = STYLES[name][0].match(line)
        stamp = match and _stamp(match[1])
        log = stamp and name in ("colon", "blank") and (stamp["one"] == "-" or len(stamp["a"]) > 2)
        if match and stamp and not log:
            found = name if stamp.re is DATE_FIRST else f"{name}, time first"
            form = STYLES[name][1].format(_form(match[1], stamp))
            date = stamp.string[stamp.start("a") : stamp.end("c")]
            made = Head(date, stamp["h"], stamp["m"], stamp["s"], stamp["before"], stamp["after"], match[2], found, form)
            return made if style in (None, found) else None
    return None


def _stamp(text: str) -> re.Match[str] | None:
    """Read a date and a time in either order."""
    clean = " ".join(words.unmarked(unicodedata.normalize("NFKC", text)).casefold().split())
    match = DATE_FIRST.fullmatch(clean) or TIME_FIRST.fullmatch(clean)
    if (
        match is None
        or max(len(number.lstrip("rh")) for number in match.group("a", "b", "c")) == 3
        or (match["one"] != match["two"] and match["one"] not in "年년")
    ):
        return None
    whole = len(re.findall(r"\d+", text)) == 5 + (match["s"] is not None)
    return match if whole and words.is_clock_word(words.clock_word(match["after"])) and BETWEEN.fullmatch(match["before"]) else None


def _form(stamp: str, read: re.Match[str]) -> str:
    """Return a pattern for stamps that are written like this one: the same digits, blanks and signs, any words."""
    numbers = NAMES if read.re is DATE_FIRST else NAMES[::-1]
    names = [name for group in numbers for name in group if read[name] is not None]
    signs, digits = re.split(NUMBER, stamp.replace("\ufeff", "")), re.findall(NUMBER, stamp)
    groups = {names.index("h"): "before", names.index("s" if "s" in names else "m") + 1: "after"}
    made = ""
    for place, sign in enumerate(signs):
        made += ")" if place and names[place - 1] == "c" else ""
        blanks = sign[: len(sign) - len(sign.lstrip())]
        pattern = rf"{re.escape(blanks)}\D{{1,24}}?" if any(map(str.isalpha, sign)) else re.escape(sign)
        made += f"(?P<{groups[place]}>{pattern})" if place in groups else pattern
        if place < len(names):
            number = r"\d{4}" if len(digits[place]) == 4 else r"\d{1,2}" if digits[place].isdigit() else r"[RH]\d{1,2}"
            made += "(?P<date>" if names[place] == "a" else ""
            made += number if names[place] in NAMES[0] else f"(?P<{names[place]}>{number})"
    return made if "s" in names else f"{made}(?P<s>)"


@lru_cache(4096)
def word_of(before: str, after: str) -> str | None:
    """Return the word that says which half of the day a time is in, an empty one, or None for a word that is no clock's."""
    last = _clock_word(after)
    if not words.is_clock_word(last):
        return None
    return next((word for word in (last, _clock_word(before.lstrip("日일 ")), _clock_word(before.split()[-1:])) if words.is_half(word)), "")


def half_leads(before: str) -> bool:
    """Tell whether a word that says which half of the day it is stands before the time, as it does in the east of Asia."""
    return words.is_half(_clock_word(before.split()[-1:]))


def _clock_word(said: str | list[str]) -> str:
    return words.clock_word(words.unmarked(unicodedata.normalize("NFKC", "".join(said))))


@lru_cache(4096)
def name_of(written: str) -> str:
    """Return a sender's name, or an empty one for the beginning of a notice that quotes something with a colon in it."""
    plain = words.unmarked(written).translate(UNBREAKABLE).strip()
    name = plain.strip(" ~") or plain.removeprefix("~ ")
    name = name.removeprefix("- ") or name
    open_quote = any(name.count(begin) > sum(map(name.count, ends)) for begin, ends in QUOTES)
    return "" if open_quote or name.count('"') % 2 else name


def form_of(pattern: str) -> re.Pattern[str]:
    """Return the pattern of heads that are written alike."""
    return re.compile(f"{MARK}{pattern}", re.DOTALL)
