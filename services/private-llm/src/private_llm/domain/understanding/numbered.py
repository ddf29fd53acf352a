"""Numbers that answer a reminder where there are no buttons: which are told with it, and what each means."""

from datetime import datetime
from zoneinfo import ZoneInfo

from private_llm.domain.ports import Archive
from private_llm.domain.times.values import PARTS
from private_llm.domain.understanding.focus import Focus
from private_llm.domain.understanding.meant import Meant
from shared.schemas.conversation import ReminderDue
from shared.schemas.plan import Language

DONE, TONIGHT, SKIP = "1", "4", "6"
WHENS = {
    "2": ("10 minutes", "10 minuuttia"),
    "3": ("1 hour", "1 tunti"),
    TONIGHT: ("tonight", "tänä iltana"),
    "5": ("tomorrow", "huomenna"),
}
TOLD = {
    "en": {DONE: "done", "2": "in 10 min", "3": "in 1 h", TONIGHT: "tonight", "5": "tomorrow", SKIP: "skip the next one"},
    "fi": {DONE: "tehty", "2": "10 min päästä", "3": "tunnin päästä", TONIGHT: "illalla", "5": "huomenna", SKIP: "seuraava väliin"},
}
IS_DONE = "is_done"
"""Among the words of what is meant: what came is to be taken as done."""


def told(event: ReminderDue, now: datetime) -> str:
    """Return the line that tells the numbers."""
    gone = (TONIGHT if _is_late(now, event.time_zone) else "", "" if event.again else SKIP)
    return " · ".join(f"{number} {said}" for number, said in TOLD[event.language].items() if number not in gone)


def _is_late(now: datetime, zone: str) -> bool:
    return now.astimezone(ZoneInfo(zone)).hour >= PARTS["tonight"][2]


def read(said: str, focus: Focus, language: Language, archive: Archive, *, now: datetime, zone: str) -> Meant | None:
    """Return what a number means when reminders have come since anything was said; of several the skill asks which. Where a question was
    open before them, it is not known what is answered; and what was answered elsewhere is not answered again."""
    number, came = said.strip(" .!)"), focus.numbered
    if not came or not (len(number) == 1 and number.isdecimal()):
        return None
    is_open = focus.latest is not None and focus.latest.reply.asked is not None
    if is_open or number not in TOLD[language]:
        return Meant("unclear", said, language)
    there = [one for thing in came if (one := archive.record("reminder", thing.partition(":")[2])) is not None]
    rings = [one for one in there if one.fields["rang_at"]]
    things = tuple(f"reminder:{one.id}" for one in rings or there)
    if number == DONE or not rings:
        return Meant("unclear", said, language, {IS_DONE: number}, things)
    if (number == TONIGHT and _is_late(now, zone)) or (number == SKIP and (len(rings) > 1 or not rings[0].fields["rule"])):
        return Meant("unclear", said, language)
    if number == SKIP:
        return Meant("cancel", TOLD[language][SKIP], language, things=(f"next:{rings[0].id}",))
    return Meant("snooze", said, language, {"when": WHENS[number][language == "fi"]}, things)
