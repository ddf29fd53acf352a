"""The numbers, months and days that a text gives: those that it names, and those that follow from the day on which it was written."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

NUMBER = re.compile(r"\d+")
NAME = re.compile(r"[^\W\d_]{3,}")
MONTHS = (
    "january tammiku, february helmiku, march maalisku, april huhtiku, may toukoku, june kesäku, july heinäku, august elok, "
    "september syysku, october lokak, november marrask, december jouluk"
).split(", ")
DAYS = "monday maananta, tuesday tiista, wednesday keskivii, thursday torsta, friday perjanta, saturday lauanta, sunday sunnunta".split(
    ", "
)
OF_TIME = {stem: name for name in (*MONTHS, *DAYS) for stem in name.split()}
"""Months and days of the week by how they begin, in English and Finnish; what is one of them is of one name."""
BEGINNINGS = tuple(OF_TIME)
ALSO_WORDS = re.compile(r"\b(?:may|march)(?!\w)")
NUMERIC = re.compile(r"\d{1,4}[./-]\d{1,2}\b")
LEANING = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|ago|last|next|eilen|tänään|huomenna|ylihuomenna|toissapäivänä|sitten|viime|ensi)\b",
    re.IGNORECASE,
)
"""What a day and a month can be reckoned from."""
COUNTS = (
    "two kaksi kahden kahta kahteen kahdessa", "three kolme kolmen kolmea", "four neljä neljän neljää", "five viisi viiden viittä", "six kuusi kuuden kuutta",
    "seven seitsemän seitsemää", "eight kahdeksan kahdeksaa", "nine yhdeksän yhdeksää", "ten kymmenen kymmentä", "eleven yksitoista", "twelve kaksitoista",
)  # fmt: skip
NUMBER_WORDS = {word: number for number, words in enumerate(COUNTS, 2) for word in words.split()}
SPAN = re.compile(
    r"\b(?:(?P<last>last|viime)|(?P<next>next|ensi)|(?:this|tänä|tässä)) (?P<what>year|month|vuon\w+|vuot\w+|kuu\w+)\b", re.IGNORECASE
)
LEANS = {
    "today": 0,
    "tonight": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "tänään": 0,
    "eilen": -1,
    "huomenna": 1,
    "ylihuomenna": 2,
    "toissapäivänä": -2,
}


def leant_on(text: str, written: date) -> list[date]:
    """Return the days that a text of some day leans on: "tomorrow", and the nearest Tuesdays where it names that."""
    away = {LEANS[word] for word in re.findall(r"\w+", text.casefold()) if word in LEANS}
    ahead = [(DAYS.index(name) - written.weekday()) % 7 for name in of_time(text) & set(DAYS)]
    return [written + timedelta(days=step) for step in sorted(away | {step + week for step in ahead for week in (-7, 0)})]


def said(days: Sequence[date]) -> str:
    return ", ".join(f"{day.day} {day.month} {day.year} {DAYS[day.weekday()]} {MONTHS[day.month - 1]}" for day in days)


def leans(text: str, written: date) -> str:
    """Return the days, months and years that a text of some day leans on, in words."""
    spans = [
        (written.year, written.month, (match["next"] is not None) - (match["last"] is not None), match["what"].lower()[0] in "yv")
        for match in SPAN.finditer(text)
    ]
    years = [str(year + step) for year, _, step, is_year in spans if is_year]
    months = [divmod(year * 12 + month - 1 + step, 12) for year, month, step, is_year in spans if not is_year]
    return ", ".join([said(leant_on(text, written)), *years, *(f"{MONTHS[month]} {year}" for year, month in months)])


def numbers(text: str) -> set[int]:
    """Return the numbers that a text gives, in figures or in words."""
    return {int(number) for number in NUMBER.findall(text)} | {
        NUMBER_WORDS[word] for word in re.findall(r"\w+", text.casefold()) if word in NUMBER_WORDS
    }


def reckoned(text: str) -> set[str]:
    """Return the months and days of the week that follow from a text: those that it names and writes in digits; where it leans on a day,
    any day, and the months beside its own."""
    found = of_time(text) | {
        MONTHS[int(part) - 1] for date in NUMERIC.findall(text) for part in re.findall(r"\d+", date) if 0 < int(part) <= 12
    }
    leans = LEANING.search(text) is not None
    beside = {MONTHS[(MONTHS.index(one) + step) % 12] for one in found & set(MONTHS) for step in (-1, 1)} if leans else set()
    return found | beside | (set(DAYS) if leans or NUMERIC.search(text) else set())


def of_time(text: str) -> set[str]:
    """Return the months and days of the week that a text names."""
    words = NAME.findall(ALSO_WORDS.sub("", text).casefold())
    return {
        name
        for word in words
        if word.startswith(BEGINNINGS)
        for stem, name in OF_TIME.items()
        if word.startswith(stem) and (stem != "may" or word == stem)
    }
