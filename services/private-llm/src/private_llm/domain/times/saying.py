"""Rules of repetition in words, by the phrases of each language's file."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain.times.repeating import NAMES, WORKDAYS
from private_llm.domain.times.vocabulary import phrases


def repeats(rule: str, wall: datetime, zone: str, language: str) -> str:
    """Return a rule in words: `every Monday and Wednesday at 12:00`, `maanantaisin ja keskiviikkoisin klo 12.00`."""
    fields = dict(field.partition("=")[::2] for field in rule.split(";"))
    say = phrases(language)
    said = _days(fields, wall, say)
    if fields["FREQ"] not in {"MINUTELY", "HOURLY"}:
        clocks = [time(int(hour), wall.minute).strftime(say["clock"]) for hour in fields.get("BYHOUR", str(wall.hour)).split(",")]
        said = say["at"].format(base=said, clocks=_listed(clocks, say))
    if "COUNT" in fields:
        said = say["times"].format(base=said, n=fields["COUNT"])
    if "UNTIL" in fields:
        end = datetime.strptime(fields["UNTIL"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        by_hours = fields["FREQ"] in {"MINUTELY", "HOURLY"}
        hourly = by_hours and end.second == 0
        if not by_hours and end.time() < wall.time():
            end -= timedelta(days=1)  # On the day on which it ends it does not come any more.
        date = _date(say["dated"], end, say)
        said = say["until"].format(base=said, date=f"{date} {end.time().strftime(say['clock'])}" if hourly else date)
    return said


def _days(fields: Mapping[str, str], wall: datetime, say: Mapping[str, str]) -> str:
    """Return how often, and on which days."""
    number = int(fields.get("INTERVAL", "1"))
    base = say[fields["FREQ"]].split("|")[min(number, 3) - 1].format(n=number)
    if "BYDAY" in fields:
        return _weekdays(fields, base, number, say)
    if "BYMONTHDAY" in fields:
        return _month_day(fields, base, say)
    return say["year_day"].format(base=base, date=_date(say["date"], wall, say)) if fields["FREQ"] == "YEARLY" else base


def _weekdays(fields: Mapping[str, str], base: str, number: int, say: Mapping[str, str]) -> str:
    codes = fields["BYDAY"].split(",")
    days = [NAMES.index(code[-2:]) for code in codes]
    if fields["FREQ"] != "WEEKLY":
        nth = int(codes[0][:-2])
        month = say["months"].split()[int(fields.get("BYMONTH", "1")) - 1]
        words = {"nth": say["nth"].split()[nth - 1 if nth > 0 else -1], "day": say["days"].split()[days[0]], "month": month}
        return say["nth_day_of" if "BYMONTH" in fields else "nth_day"].format(base=base, **words)
    if tuple(days) == WORKDAYS and number == 1:
        return say["workdays"]
    named = _listed([say["on_days"].split()[day] for day in days], say)
    return say["each_day" if number == 1 else "these_days"].format(base=base, days=named)


def _month_day(fields: Mapping[str, str], base: str, say: Mapping[str, str]) -> str:
    day = int(fields["BYMONTHDAY"].split(",")[-1])
    if "BYMONTH" in fields:
        said = say["year_day"].format(base=base, date=_date(say["date"], datetime(2024, int(fields["BYMONTH"]), day, tzinfo=UTC), say))
    elif day == -1:
        said = say["last_day"].format(base=base)
    else:
        said = say["month_day"].format(base=base, th=say["th"].split()[day - 1])
    return say["shorter"].format(base=said) if "BYSETPOS" in fields else said


def _date(pattern: str, at: datetime, say: Mapping[str, str]) -> str:
    return pattern.format(day=at.day, number=at.month, year=at.year, month=say["months"].split()[at.month - 1])


def _listed(words: Sequence[str], say: Mapping[str, str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {say['and']} {words[-1]}"
