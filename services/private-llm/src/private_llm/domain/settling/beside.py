"""What is on before or after something of the calendar: of the same day, else of the nearest."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import listed
from private_llm.domain.settling import agenda
from private_llm.domain.settling.agenda import Entry

ASKED = re.compile(
    r"\W*(?:and |so )?what(?:'s|’s| is| do i have| have i got| comes| happens| will i have)(?: (?:on|planned|right|next|there|up|scheduled|in my calendar))* (?P<side>after|before) (?:my |the )?(?P<what>[^?]+)"
    r"|\W*(?:ja |entä )?mitä (?:(?:mulla|minulla|on|tulee|heti|olisi) )*(?:(?P<fi_before>ennen) (?P<of>[^?]+)|(?P<by>[^?]+?) (?P<fi_side>jälkeen|ennen)(?: (?:on|tulee|mulla|minulla))*)\W*$",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"\W*(?:and |so )?what(?:'s|’s| is| do i have| have i got)(?: (?:on|planned|there|scheduled))* between (?:my |the )?(?P<one>.+?) and (?:my |the )?(?P<two>[^?]+)"
    r"|\W*mitä (?:(?:mulla|minulla|on) )*(?P<fi_one>.+?)n ja (?P<fi_two>.+?)n välissä(?: (?:on|mulla|minulla))*\W*$",
    re.IGNORECASE,
)
INSTANT = timedelta(seconds=1)


def answered(request: Request, tools: Tools) -> Answer | None:
    """Answer what is on before or after something; None when that is not asked, or nothing is called so."""
    if both := BETWEEN.match(request.text):
        return _between(both["one"] or both["fi_one"], both["two"] or both["fi_two"], request, tools)
    asked = ASKED.match(request.text)
    if asked is None:
        return None
    words = asked["what"] or asked["of"] or asked["by"] or ""
    one = _first(words, request, tools)
    if one is None:
        return None
    before = (asked["side"] or asked["fi_before"] or asked["fi_side"]).lower() in {"before", "ennen"}
    span = (request.now, one.at) if before else (max(one.until, one.at + INSTANT), request.now + agenda.FAR)
    shown = _nearest(
        one, [other for other in agenda.coming(request, tools, span=span) if other.source.id != one.source.id], request, before=before
    )
    if not shown:
        side = request.say("before" if before else "after", "ennen" if before else "jälkeen")
        return Answer(
            request.say(f"I know of nothing {side} this: {one.said(request)}", f"Ei mitään tiedossa, {side}: {one.said(request)}")
        )
    head = request.say("Before" if before else "After", "Ennen" if before else "Jälkeen")
    return Answer(f"{head}: {one.said(request)}\n{listed(other.said(request) for other in shown)}", tuple(other.source for other in shown))


def _between(first: str, second: str, request: Request, tools: Tools) -> Answer | None:
    """Answer what is on between two things; None where one of them is not in the calendar."""
    ends = [_first(words, request, tools) for words in (first, second)]
    one, two = sorted((end for end in ends if end is not None), key=lambda end: end.at) if None not in ends else (None, None)
    if one is None or two is None:
        return None
    found = [
        other for other in agenda.coming(request, tools, span=(one.until, two.at)) if other.source.id not in {one.source.id, two.source.id}
    ]
    if not found:
        return Answer(request.say("There is nothing between these.", "Niiden välissä ei ole mitään."))
    return Answer(
        f"{request.say('Between these:', 'Niiden välissä:')}\n{listed(other.said(request) for other in found)}",
        tuple(other.source for other in found),
    )


def _first(words: str, request: Request, tools: Tools) -> Entry | None:
    found = agenda.coming(request, tools, words=words) if agenda.about(words, request) else []
    return next((one for one in found if one.source.kind == "event"), None)


def _nearest(one: Entry, others: list[Entry], request: Request, *, before: bool) -> list[Entry]:
    zone = ZoneInfo(request.zone)
    day = one.at.astimezone(zone).date()
    if others and not any(other.at.astimezone(zone).date() == day for other in others):
        day = others[-1 if before else 0].at.astimezone(zone).date()
    return [other for other in others if other.at.astimezone(zone).date() == day]
