"""Numbers that answer a reminder where there are no buttons: which are told with it, and what each means."""

from datetime import datetime
from zoneinfo import ZoneInfo

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
    late = now.astimezone(ZoneInfo(event.time_zone)).hour >= PARTS["tonight"][2]
    gone = (TONIGHT if late else "", "" if event.again else SKIP)
    return " · ".join(f"{number} {said}" for number, said in TOLD[event.language].items() if number not in gone)


def read(said: str, focus: Focus, language: Language) -> Meant | None:
    """Return what a number means when reminders have come since anything was said; of several the skill asks which. Where a question was
    open before them, it is not known what is answered."""
    number, came = said.strip(" .!)"), focus.numbered
    if not came or not (len(number) == 1 and number.isdecimal()):
        return None
    is_open = focus.latest is not None and focus.latest.reply.asked is not None
    if is_open or number not in TOLD[language] or (number == SKIP and len(came) > 1):
        return Meant("unclear", said, language)
    if number == SKIP:
        return Meant("cancel", TOLD[language][SKIP], language, things=(came[0].replace("reminder:", "next:"),))
    if number == DONE:
        return Meant("unclear", said, language, {IS_DONE: number}, came)
    return Meant("snooze", said, language, {"when": WHENS[number][language == "fi"]}, came)
