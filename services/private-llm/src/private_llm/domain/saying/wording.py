"""How moments and lists are said, in each language. Every resolved time is said with its weekday and date."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fi": ("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina"),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ENDINGS = " \n\t.,;:!?…"


def day(at: datetime, zone: str, language: str) -> str:
    """Return `Friday 27 November 2026`, `perjantaina 27.11.2026`."""
    local = at.astimezone(ZoneInfo(zone))
    weekday = WEEKDAYS[language][local.weekday()]
    if language == "fi":
        return f"{weekday} {local.day}.{local.month}.{local.year}"
    return f"{weekday} {local.day} {MONTHS[local.month - 1]} {local.year}"


def moment(at: datetime, zone: str, language: str) -> str:
    """Return `Friday 27 November 2026 at 17:00`, `perjantaina 27.11.2026 klo 17.00`."""
    local = at.astimezone(ZoneInfo(zone))
    clock = f"klo {local:%H.%M}" if language == "fi" else f"at {local:%H:%M}"
    return f"{day(at, zone, language)} {clock}"


def listed(lines: Iterable[str]) -> str:
    """Return lines as a list."""
    return "\n".join(f"• {line}" for line in lines)


def quoted(text: str, limit: int = 300) -> str:
    """Return a person's words in quotation marks, cut if they are long: at a word, but for one that is most of them, such as a link."""
    short = text
    if len(text) > limit:
        at_word = text[:limit].rsplit(" ", 1)[0]
        short = f"{at_word} …" if len(at_word) > limit / 2 else f"{text[:limit]}…"
    return f"“{short.strip()}”"
