"""Rules of repetition in words, in each language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = ["MO", "TU", "WE", "TH", "FR"]
EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FI_DAYS = ("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai")
EN_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
EN_UNITS = {"MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
FI_UNITS = {
    "MINUTELY": ("minuutti", "minuutin"),
    "HOURLY": ("tunti", "tunnin"),
    "DAILY": ("päivä", "päivän"),
    "WEEKLY": ("viikko", "viikon"),
    "MONTHLY": ("kuukausi", "kuukauden"),
    "YEARLY": ("vuosi", "vuoden"),
}
EN_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
FI_ORDINALS = {1: "ensimmäinen", 2: "toinen", 3: "kolmas", 4: "neljäs", 5: "viides", -1: "viimeinen"}


def repeats(rule: str, wall: datetime, zone: str, language: str) -> str:
    """Return a rule in words: `every Monday and Wednesday at 12:00`, `maanantaisin ja keskiviikkoisin klo 12.00`."""
    fields = dict(field.partition("=")[::2] for field in rule.split(";"))
    return _finnish(fields, wall, zone) if language == "fi" else _english(fields, wall, zone)


def _english(fields: dict[str, str], wall: datetime, zone: str) -> str:
    freq, number = fields["FREQ"], int(fields.get("INTERVAL", "1"))
    days = fields["BYDAY"].split(",") if "BYDAY" in fields else []
    said = {1: f"every {EN_UNITS[freq]}", 2: f"every other {EN_UNITS[freq]}"}.get(number, f"every {number} {EN_UNITS[freq]}s")
    if days == WORKDAYS and number == 1 and freq == "WEEKLY":
        said = "every weekday"
    elif days and freq == "WEEKLY":
        named = _and([EN_DAYS[NAMES.index(day)] for day in days], "and")
        said = f"every {named}" if number == 1 else f"{said} on {named}"
    elif days:
        nth, day = int(days[0][:-2]), EN_DAYS[NAMES.index(days[0][-2:])]
        said += f" on the {EN_ORDINALS[nth]} {day}" + _of_month(fields)
    elif "BYMONTHDAY" in fields:
        last = int(fields["BYMONTHDAY"].split(",")[-1])
        said += (f" on {last} {EN_MONTHS[int(fields['BYMONTH']) - 1]}" if "BYMONTH" in fields else f" on the {_th(last)}" if last > 0 else " on the last day")
        said += " (or the last day of a shorter month)" if "BYSETPOS" in fields else ""
    elif freq == "YEARLY":
        said += f" on {wall.day} {EN_MONTHS[wall.month - 1]}"
    if freq not in {"MINUTELY", "HOURLY"}:
        said += " at " + _and([f"{int(hour):02}:{wall:%M}" for hour in fields.get("BYHOUR", str(wall.hour)).split(",")], "and")
    if "COUNT" in fields:
        said += f", {fields['COUNT']} times"
    if "UNTIL" in fields:
        end = _until(fields["UNTIL"], zone)
        said += f", until {end.day} {EN_MONTHS[end.month - 1]} {end.year}"
    return said


def _of_month(fields: dict[str, str]) -> str:
    return f" of {EN_MONTHS[int(fields['BYMONTH']) - 1]}" if "BYMONTH" in fields else ""


def _th(day: int) -> str:
    return f"{day}{'th' if day in {11, 12, 13} else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _finnish(fields: dict[str, str], wall: datetime, zone: str) -> str:
    freq, number = fields["FREQ"], int(fields.get("INTERVAL", "1"))
    days = fields["BYDAY"].split(",") if "BYDAY" in fields else []
    nominative, genitive = FI_UNITS[freq]
    said = {1: f"joka {nominative}", 2: f"joka toinen {nominative}"}.get(number, f"{number} {genitive} välein")
    if days == WORKDAYS and number == 1 and freq == "WEEKLY":
        said = "arkisin"
    elif days and freq == "WEEKLY":
        named = _and([_sin(FI_DAYS[NAMES.index(day)]) for day in days], "ja")
        said = named if number == 1 else f"{said} {named}"
    elif days:
        nth, day = int(days[0][:-2]), FI_DAYS[NAMES.index(days[0][-2:])]
        month = f"{wall.month}. kuun " if "BYMONTH" in fields else "kuun "
        said += f", {month}{FI_ORDINALS[nth]} {day}"
    elif "BYMONTHDAY" in fields:
        last = int(fields["BYMONTHDAY"].split(",")[-1])
        said += f", {last}.{fields['BYMONTH']}." if "BYMONTH" in fields else f", {last}. päivä" if last > 0 else ", viimeinen päivä"
        said += " (tai lyhyemmän kuun viimeinen)" if "BYSETPOS" in fields else ""
    elif freq == "YEARLY":
        said += f", {wall.day}.{wall.month}."
    if freq not in {"MINUTELY", "HOURLY"}:
        said += " klo " + _and([f"{int(hour):02}.{wall:%M}" for hour in fields.get("BYHOUR", str(wall.hour)).split(",")], "ja")
    if "COUNT" in fields:
        said += f", {fields['COUNT']} kertaa"
    if "UNTIL" in fields:
        end = _until(fields["UNTIL"], zone)
        said += f", {end.day}.{end.month}.{end.year} asti"
    return said


def _sin(day: str) -> str:
    """Return `maanantaisin`, `keskiviikkoisin`."""
    return f"{day.removesuffix('i')}isin"


def _and(words: list[str], joint: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"


def _until(written: str, zone: str) -> datetime:
    return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
