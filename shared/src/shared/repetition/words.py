"""A rule in words, in each language. What there are no words for is said to be a rule of its own, never shown raw."""

from collections.abc import Sequence
from datetime import date, datetime

from shared.repetition.lines import Moment, Repeat, Rule

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fi": ("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
}
ALL = {
    "en": {frozenset(range(5)): "weekday", frozenset(range(7)): "day"},
    "fi": {frozenset(range(5)): "arkipäivä", frozenset(range(7)): "päivä"},
}
MONTHS = "January February March April May June July August September October November December".split()
ORDINALS = {
    "en": {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "last but one"},
    "fi": {1: "ensimmäinen", 2: "toinen", 3: "kolmas", 4: "neljäs", 5: "viides", -1: "viimeinen", -2: "toiseksi viimeinen"},
}
UNITS = {
    "en": {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"},
    "fi": {"DAILY": "päivä", "WEEKLY": "viikko", "MONTHLY": "kuukausi", "YEARLY": "vuosi"},
}
SAID = 6
"""So many days are named; of more the number is told."""


def said(rule: Rule, start: datetime, language: str) -> str:
    """Return how something comes again (`every Monday and Wednesday until 3 May 2027`), or nothing if it does not."""
    words = " & ".join(_said(one, start, language) for one in rule.repeats)
    if rule.also:
        words += (" and also on " if language == "en" else " sekä ") + _days(rule.also, language)
    if rule.never and words:
        words += (", but not on " if language == "en" else ", paitsi ") + _days(rule.never, language)
    return words.strip()


def _said(one: Repeat, start: datetime, language: str) -> str:
    again = ""
    if not (one.hours or one.minutes or one.seconds or one.weeks or one.year_days):
        again = (_english if language == "en" else _finnish)(one, start)
    if not again:
        again = "again and again by a rule of its own" if language == "en" else "toistuvasti oman sääntönsä mukaan"
    if one.until is not None:
        last = _day(one.until, language)
        return f"{again} until {last}" if language == "en" else f"{again} {last} asti"
    if one.count is not None:
        return f"{again}, {one.count} times" if language == "en" else f"{again}, {one.count} kertaa"
    return again


def _english(one: Repeat, start: datetime) -> str:
    unit = UNITS["en"][one.frequency]
    every = f"every {unit}" if one.interval == 1 else f"every other {unit}" if one.interval == 2 else f"every {one.interval} {unit}s"
    if one.frequency == "MONTHLY":
        days = _of_month(one, start, "en")
        return f"on the {days} of {every}" if days else ""
    if one.frequency == "YEARLY":
        day = _of_year(one, start)
        return f"{every} on {day.day} {MONTHS[day.month - 1]}" if day else ""
    weekdays = _of_week(one, start, "en")
    if not weekdays:
        return "" if weekdays is None else every
    return f"every {weekdays}" if one.interval == 1 else f"{every} on {weekdays}"


def _finnish(one: Repeat, start: datetime) -> str:
    unit = UNITS["fi"][one.frequency]
    each = "joka" if one.interval == 1 else "joka toinen" if one.interval == 2 else f"joka {one.interval}."
    if one.frequency == "MONTHLY":
        days = _of_month(one, start, "fi")
        return f"{'joka toisen' if one.interval == 2 else each} kuukauden {days}" if days else ""
    if one.frequency == "YEARLY":
        day = _of_year(one, start)
        return f"{each} vuosi {day.day}.{day.month}." if day else ""
    weekdays = _of_week(one, start, "fi")
    if not weekdays:
        return "" if weekdays is None else f"{each} {unit}"
    return f"joka {weekdays}" if one.interval == 1 else f"{each} {unit}: {weekdays}"


def _of_week(one: Repeat, start: datetime, language: str) -> str | None:
    """Return which days are meant, nothing for each, or None if there are no words for it."""
    if one.months or one.month_days or one.positions or any(number for number, _ in one.days):
        return None
    if not one.days and one.frequency == "DAILY":
        return ""
    return _weekdays([day for _, day in one.days] or [start.weekday()], language, _and(language))


def _weekdays(days: Sequence[int], language: str, joint: str) -> str:
    return ALL[language].get(frozenset(days)) or _joined([WEEKDAYS[language][day] for day in sorted(days)], joint)


def _of_month(one: Repeat, start: datetime, language: str) -> str:
    """Return which days of a month are meant, or nothing if there are no words for it."""
    if one.months or (one.days and one.month_days) or (one.positions and not one.days):
        return ""
    if one.positions:
        if len(one.positions) > 1 or one.positions[0] not in ORDINALS[language] or any(number for number, _ in one.days):
            return ""
        named = _weekdays([day for _, day in one.days], language, " or " if language == "en" else " tai ")
        return f"{ORDINALS[language][one.positions[0]]} {named}"
    if one.days:
        if not all(number in ORDINALS[language] for number, _ in one.days):
            return ""
        return _joined([f"{ORDINALS[language][number]} {WEEKDAYS[language][day]}" for number, day in one.days], _and(language))
    days = one.month_days or (start.day,)
    return "" if min(days) < -1 else _joined([_number(day, language) for day in sorted(days, key=lambda day: day % 32)], _and(language))


def _number(day: int, language: str) -> str:
    if day == -1:
        return "last day" if language == "en" else "viimeinen päivä"
    if language == "fi":
        return f"{day}. päivä"
    return f"{day}{'th' if 10 < day % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _of_year(one: Repeat, start: datetime) -> date | None:
    """Return the day of the year that is meant, if it is one."""
    months, days = one.months or (start.month,), one.month_days or (start.day,)
    if one.days or one.positions or len(months) > 1 or len(days) > 1 or (one.month_days and not one.months):
        return None
    try:
        return date(2000, months[0], days[0])
    except ValueError:
        return None


def _days(moments: Sequence[Moment], language: str) -> str:
    days = list(dict.fromkeys(_day(one, language) for one in sorted(moments, key=lambda one: (one.year, one.month, one.day))))
    if len(days) > SAID:
        more = len(days) - SAID
        return ", ".join(days[:SAID]) + (f" and {more} other days" if language == "en" else f" ja {more} muuta päivää")
    return _joined(days, _and(language))


def _day(day: date, language: str) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if language == "en" else f"{day.day}.{day.month}.{day.year}"


def _and(language: str) -> str:
    return " and " if language == "en" else " ja "


def _joined(words: Sequence[str], joint: str) -> str:
    return joint.join(filter(None, (", ".join(words[:-1]), *words[-1:])))
