"""Dates and times in English and Finnish: where they stand in a text, and which instant they mean.

No library agreed with people often enough. Rules: a weekday is the next such day, today included while its time is still
ahead; "next Friday" is Friday of next week; a time without a date is the next such time; a date without a time is nine in
the morning. Whoever uses a result says it back with weekday and date. A wall time that a clock change skips fires when the
clock has gone on by as much; one that comes twice fires the first time (PEP 495, fold=0).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

WEEKDAYS = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "fi": ("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
}
SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
SHORT_FI = {"ma": 0, "ti": 1, "ke": 2, "to": 3, "pe": 4, "la": 5, "su": 6}
MONTHS = {
    **{
        name: number
        for number, names in enumerate(
            ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep",
             "october oct", "november nov", "december dec"), 1,
        )
        for name in names.split()
    },
    **{
        f"{stem}kuu{ending}": number
        for number, stem in enumerate(
            ("tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu"), 1
        )
        for ending in ("", "ta", "n", "ssa")
    },
}  # fmt: skip
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty-five": 45,
    "yksi": 1, "yhden": 1, "kaksi": 2, "kahden": 2, "kolme": 3, "kolmen": 3, "neljä": 4, "neljän": 4, "viisi": 5, "viiden": 5, "kuusi": 6,
    "kuuden": 6, "seitsemän": 7, "kahdeksan": 8, "yhdeksän": 9, "kymmenen": 10, "yksitoista": 11, "kaksitoista": 12, "viidentoista": 15,
    "viisitoista": 15, "kahdenkymmenen": 20, "kolmenkymmenen": 30, "puolen": 0.5, "puoli": 0.5,
}  # fmt: skip
DAY_PARTS = {
    "morning": 9, "noon": 12, "midday": 12, "afternoon": 15, "evening": 19, "tonight": 20, "night": 21, "midnight": 0,
    "aamulla": 9, "aamuna": 9, "aamupäivällä": 10, "keskipäivällä": 12, "päivällä": 12, "iltapäivällä": 15, "illalla": 19, "iltana": 19,
    "yöllä": 22, "keskiyöllä": 0,
}  # fmt: skip
UNITS = {"min": "minutes", "minuut": "minutes", "hour": "hours", "hr": "hours", "h": "hours", "tun": "hours", "day": "days", "päiv": "days",
         "week": "weeks", "viik": "weeks", "month": "months", "kuukau": "months", "year": "years", "vuo": "years", "sec": "seconds",
         "sekun": "seconds"}  # fmt: skip

_number = rf"(?:\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_weekday = (
    rf"(?:{'|'.join(WEEKDAYS['en'])}|{'|'.join(SHORT)})\b\.?|(?:maanantai|tiistai|torstai|perjantai|lauantai|sunnuntai)(?:na|sta|ksi|hin|n)?\b"
    r"|keskiviik(?:koon|koa|oksi|on|kona|ko)\b"
)
_month = "|".join(sorted(MONTHS, key=len, reverse=True))
_part = "|".join(sorted(DAY_PARTS, key=len, reverse=True))
_unit_en = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|seconds?|secs?)"
_unit_fi = r"(?:minuutin|minuuttia|min|tunnin|tuntia|h|päivän|päivää|viikon|viikkoa|kuukauden|kuukautta|vuoden|sekunnin)"

_units_en = "minute minutes min mins hour hours hr hrs day days week weeks month months year years second seconds sec secs"
_units_fi = "minuutin minuuttia min tunnin tuntia h päivän päivää viikon viikkoa kuukauden kuukautta vuoden sekunnin kuluttua päästä #"
_weekdays = " ".join(
    (
        *WEEKDAYS["en"],
        *SHORT,
        *(f"{day}{ending}" for day in WEEKDAYS["fi"] for ending in ("", "na", "sta", "ksi", "hin", "n")),
        "keskiviikkoon keskiviikkoa keskiviikoksi keskiviikon keskiviikkona",
    )
)
_months, _parts = " ".join(MONTHS), " ".join(DAY_PARTS)

PATTERNS: tuple[tuple[str, str, frozenset[str], re.Pattern[str]], ...] = tuple(
    (name, kind, frozenset(needs.split()), re.compile(rf"(?<![\w.:])(?:{pattern})(?![\w])", re.IGNORECASE))
    for name, kind, needs, pattern in (
        ("iso", "DATE", "#", r"\d{4}-\d{2}-\d{2}"),
        ("offset", "TIME", _units_en, rf"in (?:about )?(?:half an hour|an hour and a half|{_number} {_unit_en})|{_number} {_unit_en} from now"),
        ("offset", "TIME", _units_fi, rf"{_number}(?: ja puolen)? ?{_unit_fi} (?:kuluttua|päästä)|tunnin (?:kuluttua|päästä)|viikon (?:kuluttua|päästä)"),
        ("after", "DATE", "tomorrow ylihuomenna ylihuomiseksi", r"(?:the )?day after tomorrow|ylihuomenna|ylihuomiseksi"),
        ("before", "DATE", "yesterday toissapäivänä", r"(?:the )?day before yesterday|toissapäivänä"),
        ("day", "DATE", "today tomorrow yesterday tonight tänään huomenna huomiseksi huomisen huominen eilen eilinen", r"today|tomorrow|yesterday|tonight|tänään|huomenna|huomiseksi|huomisen|huominen|eilen|eilinen"),
        ("span", "DATE", "week month year weekend viikolla kuussa vuonna viikonloppuna", r"(?:this|next|last|past|coming) (?:week|month|year|weekend)|(?:tällä|ensi|viime) viikolla|(?:tässä|ensi|viime) kuussa|"
                         r"(?:tänä|ensi|viime) vuonna|viikonloppuna|(?:ensi|viime) viikonloppuna"),
        ("weekday", "DATE", _weekdays, rf"(?:(?:this|next|last|coming) )?(?:{_weekday})|(?:ensi|viime|tulevana|seuraavana) (?:{_weekday})"),
        ("month_day", "DATE", "#", rf"(?:{_month}) (?:the )?\d{{1,2}}(?:st|nd|rd|th|\.)?(?:,? \d{{4}})?|\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?(?:{_month})(?:,? \d{{4}})?"),
        ("numeric", "DATE", "#", r"\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})?|\d{1,2}/\d{1,2}(?:/\d{2,4})?"),
        ("clock", "TIME", "#", r"(?:(?:at|klo|kello) )?(?:[01]?\d|2[0-3])[:.][0-5]\d ?(?:am|pm|a\.m\.|p\.m\.)?"),
        ("clock", "TIME", "#", r"(?:at )?(?:0?[1-9]|1[0-2]) ?(?:am|pm|a\.m\.|p\.m\.)"),
        ("clock", "TIME", "klo kello clock oclock #", rf"(?:klo|kello) (?:puoli )?{_number}|(?:at )?{_number} o'?clock|at (?:[01]?\d|2[0-3])"),
        ("clock", "TIME", "half quarter", rf"(?:half past|quarter past|quarter to) {_number}"),
        ("part", "TIME", _parts, rf"(?:this |in the |at |tänä )?(?:{_part})"),
        ("month", "DATE", _months, rf"(?:in |next |last )?(?:{_month})"),
        ("ordinal", "DATE", "#", r"the \d{1,2}(?:st|nd|rd|th)"),
    )
)  # fmt: skip
DIGIT = re.compile(r"\d")
LETTERS = re.compile(r"[^\W\d_]+")
TRIGGERS = frozenset().union(*(needs for _, _, needs, _ in PATTERNS)) - {"#"}
"""A text without a digit and without one of these words holds no date or time. `#` in a pattern's needs is any digit."""
AMBIGUOUS = {"may", "march", "mar", "sun", "sat", "mon", "wed", "night"}
"""Everyday words that are also dates: a date only beside another."""


@dataclass(frozen=True)
class Found:
    """A date or time in a text: half-open span of characters, and which pattern saw it."""

    kind: str
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Resolved:
    """An instant (UTC), the zone that its wall time was meant in, and whether a clock change moved it."""

    at: datetime
    zone: str
    shifted: bool = False
    date_only: bool = False


def find(text: str) -> list[Found]:
    """Return the dates and times of a text, in order, without overlap."""
    there = {*LETTERS.findall(text.lower()), *("#" if DIGIT.search(text) else "")}
    found: list[Found] = []
    for name, kind, needs, pattern in PATTERNS:
        for match in () if needs.isdisjoint(there) else pattern.finditer(text):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(Found(kind, name, *match.span()))
    found.sort(key=lambda entry: entry.start)
    return [entry for entry in found if text[entry.start : entry.end].lower() not in AMBIGUOUS or _has_neighbour(entry, found)]


def _has_neighbour(entry: Found, found: list[Found]) -> bool:
    return any(other is not entry and min(abs(other.start - entry.end), abs(entry.start - other.end)) <= 4 for other in found)


def resolve(text: str, *, now: datetime, zone: str) -> Resolved | None:
    """Return the instant that a text means, seen from `now` (aware) in a zone, or None if it has neither date nor time."""
    found = find(text)
    if not found:
        return None
    local = now.astimezone(ZoneInfo(zone))
    reading = _Reading(local.replace(tzinfo=None))
    for entry in found:
        reading.read(entry.name, text[entry.start : entry.end].lower())
    if reading.offset is not None and not (reading.offset.days or reading.offset.months or reading.offset.years):
        return Resolved((now + reading.offset).astimezone(UTC).replace(microsecond=0), zone)
    wall = reading.wall()
    if wall is None:
        return None
    at = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    shifted = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall
    return Resolved(at, zone, shifted=shifted, date_only=reading.clock is None and reading.offset is None)


def day_span(text: str, *, now: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """Return the span (UTC, half-open) that a text such as "today" or "last week" means, or None."""
    local = now.astimezone(ZoneInfo(zone))
    today = datetime.combine(local.date(), time(), ZoneInfo(zone))
    for entry in find(text):
        words = text[entry.start : entry.end].lower()
        if entry.name == "span":
            days = 31 if any(part in words for part in ("month", "kuu")) else 366 if any(part in words for part in ("year", "vuo")) else 7
            begin = today - timedelta(days=today.weekday() if days == 7 else days - 1)
            begin -= timedelta(days=7) if days == 7 and any(part in words for part in ("last", "past", "viime")) else timedelta()
            return begin.astimezone(UTC), (begin + timedelta(days=days)).astimezone(UTC)
        if entry.kind == "DATE":
            reading = _Reading(local.replace(tzinfo=None), past=True)
            reading.read(entry.name, words)
            if reading.date is not None:
                begin = datetime.combine(reading.date, time(), ZoneInfo(zone))
                return begin.astimezone(UTC), (begin + timedelta(days=1)).astimezone(UTC)
    return None


class _Reading:
    """What has been read of one expression: a date, a time of day, or an offset from now."""

    def __init__(self, now: datetime, *, past: bool = False) -> None:
        self.now = now
        self.past = past
        self.date: datetime | None = None
        self.clock: time | None = None
        self.offset: relativedelta | None = None
        self.movable = False
        self.next_half = False

    def wall(self) -> datetime | None:
        if self.offset is not None:
            return (self.now + self.offset).replace(microsecond=0)
        if self.date is None and self.clock is None:
            return None
        day = self.date or self.now
        wall = datetime.combine(day.date(), self.clock or time(9))
        if wall <= self.now and self.date is None:
            wall += timedelta(days=1)
        elif wall <= self.now and self.movable:
            wall += timedelta(days=7)
        elif wall <= self.now and day.date() == self.now.date() and self.clock is None:
            wall = (self.now + timedelta(hours=1)).replace(microsecond=0, second=0)
        return wall

    def read(self, name: str, words: str) -> None:
        getattr(self, f"_{name}")(words)

    def _iso(self, words: str) -> None:
        self.date = _date(*map(int, words.split("-")))

    def _offset(self, words: str) -> None:
        if "half an hour" in words:
            self.offset = relativedelta(minutes=30)
            return
        if "hour and a half" in words:
            self.offset = relativedelta(minutes=90)
            return
        number = next((_value(word) for word in re.findall(r"\d+|[\w-]+", words) if _value(word) is not None), 1)
        unit = next(unit for stem, unit in UNITS.items() if re.search(rf"(?<![a-zäö]){stem}", words))
        if number == 0.5:
            self.offset = relativedelta(minutes=30)
        else:
            self.offset = relativedelta(**{unit: int(number or 1)})  # type: ignore[arg-type]

    def _after(self, _words: str) -> None:
        self.date = self.now + timedelta(days=2)

    def _before(self, _words: str) -> None:
        self.date = self.now - timedelta(days=2)

    def _day(self, words: str) -> None:
        days = 1 if words.startswith(("tomorrow", "huomi", "huomenna")) else -1 if words.startswith(("yesterday", "eili", "eilen")) else 0
        self.date = self.now + timedelta(days=days)
        if words == "tonight":
            self.clock = self.clock or time(20)

    def _span(self, words: str) -> None:
        ahead = any(part in words for part in ("next", "ensi", "coming"))
        if "weekend" in words or "viikonlop" in words:
            self.date = self.now + timedelta(days=(5 - self.now.weekday()) % 7 + (7 if ahead and self.now.weekday() < 5 else 0))
        elif "month" in words or "kuu" in words:
            self.date = self.now + relativedelta(months=1, day=1) if ahead else self.now
        elif "year" in words or "vuo" in words:
            self.date = self.now + relativedelta(years=1, month=1, day=1) if ahead else self.now
        else:
            self.date = self.now + timedelta(days=7 - self.now.weekday()) if ahead else self.now

    def _weekday(self, words: str) -> None:
        day = words.split()[-1].rstrip(".")
        number = next((index for names in WEEKDAYS.values() for index, name in enumerate(names) if day.startswith(name[:8])), None)
        number = SHORT.get(day, 0) if number is None else number
        monday = self.now - timedelta(days=self.now.weekday())
        if words.startswith(("next", "ensi", "seuraavana")):
            self.date = monday + timedelta(days=7 + number)
        elif words.startswith(("last", "viime")) or self.past:
            self.date = self.now - timedelta(days=(self.now.weekday() - number) % 7 or (0 if self.past and "last" not in words else 7))
        else:
            self.date = self.now + timedelta(days=(number - self.now.weekday()) % 7)
            self.movable = True

    def _month_day(self, words: str) -> None:
        month = next(number for name, number in sorted(MONTHS.items(), key=lambda pair: -len(pair[0])) if re.search(rf"\b{name}\b", words))
        numbers = [int(number) for number in re.findall(r"\d+", words)]
        year = next((number for number in numbers if number > 31), None)
        self.date = self._upcoming(year, month, next((number for number in numbers if number <= 31), 1))

    def _numeric(self, words: str) -> None:
        numbers = [int(number) for number in re.findall(r"\d+", words)]
        day, month = numbers[0], numbers[1]
        if month > 12 >= day:
            day, month = month, day
        year = numbers[2] + (2000 if numbers[2] < 100 else 0) if len(numbers) > 2 else None
        self.date = self._upcoming(year, month, day)

    def _upcoming(self, year: int | None, month: int, day: int) -> datetime | None:
        found = _date(year or self.now.year, month, day)
        if found and year is None and found.date() < self.now.date() and not self.past:
            return _date(self.now.year + 1, month, day)
        return found

    def _month(self, words: str) -> None:
        month = next(number for name, number in sorted(MONTHS.items(), key=lambda pair: -len(pair[0])) if name in words)
        self.date = self.date or self._upcoming(None, month, 1)

    def _ordinal(self, words: str) -> None:
        day = int(re.findall(r"\d+", words)[0])
        found = _date(self.now.year, self.now.month, day)
        self.date = self.now + relativedelta(months=1, day=day) if found and found.date() < self.now.date() else found

    def _clock(self, words: str) -> None:
        numbers = [int(number) for number in re.findall(r"\d+", words)] or [
            int(_value(word) or 0) for word in words.split() if _value(word) is not None and word != "puoli"
        ]
        hour, minute = [*numbers, 0, 0][:2]
        if "half past" in words:
            minute = 30
        elif "quarter past" in words:
            minute = 15
        elif "quarter to" in words:
            hour, minute = hour - 1, 45
        elif "puoli" in words:
            hour, minute = hour - 1, 30
        if re.search(r"p\.?m", words) and hour < 12:
            hour += 12
        elif re.search(r"a\.?m", words) and hour == 12:
            hour = 0
        elif not re.search(r"[ap]\.?m|[:.]|klo|kello", words) and 1 <= hour <= 6:
            hour += 12
        self.clock = time(hour % 24, minute % 60)

    def _part(self, words: str) -> None:
        hour = next(hour for name, hour in sorted(DAY_PARTS.items(), key=lambda pair: -len(pair[0])) if name in words)
        if self.clock is None:
            self.clock = time(hour)
        elif hour >= 12 and self.clock.hour < 12:
            self.clock = self.clock.replace(hour=self.clock.hour + 12)
        if words.startswith(("this ", "tänä ")) or "tonight" in words:
            self.date = self.date or self.now


def _value(word: str) -> float | None:
    return float(word) if word.isdigit() else NUMBERS.get(word)


def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day)  # noqa: DTZ001  (wall time; its zone comes later)
    except ValueError:
        return None
