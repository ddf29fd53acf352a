"""A reminder so long before what is told in the same breath: "bus leaves 7.42, wake me 30 min before"."""

import re

from private_llm.domain.understanding import asked, clauses
from private_llm.domain.understanding.meant import Meant

AHEAD = "ahead"
"""What the plan asks for when a reminder is to come before what its words tell, by so long as stands in `when`."""
TOLD = r"(?P<told>.+?)(?:[,;.:]| [-–])?(?: and| so| but| ja| niin)?(?: please| can you| could you| voitko| voisitko)?"
ENGLISH = re.compile(
    rf"{TOLD} (?P<order>remind|wake|ping|nudge|alert) (?:me|us)(?: up)?(?: (?:of|about) (?:it|that|this))? (?P<when>\S.*?) (?:before(?:hand)?|earlier|prior|ahead|in advance)(?: (?:that|it|then))?(?P<at> at \d{{1,2}}(?:[.:]\d\d)?(?: ?[ap]m)?)?(?: please)?[.!]*",
    re.IGNORECASE | re.DOTALL,
)
FINNISH = re.compile(
    rf"{TOLD} (?P<order>muistuta|muistuttaa|herätä|herättää|hälytä)(?: (?:mua|minua|mut|minut|siitä|asiasta))* (?:(?P<when>\S.*?) (?:ennen|aiemmin|aikaisemmin|etukäteen)|(?P<eve>(?:sitä )?edellisenä \w+))(?P<at> (?:klo|kello) \d{{1,2}}(?:[.:]\d\d)?)?(?: (?:sitä|kiitos))?[.!]*",
    re.IGNORECASE | re.DOTALL,
)
BARE_CLOCK = re.compile(r"(?<![\w.:])(?<!at )(?<!klo )(?<!kello )(?P<clock>\d{1,2}[.:]\d\d)(?![\w.:]\d)")
"""An hour with its minutes that nothing says to be one."""
DATE = re.compile(r"\b\d{1,2}\.\d{1,2}$")
"""A date whose last full stop may also end a sentence."""
LONGEST = 300


def read(text: str) -> Meant | None:
    """Return the reminder before what is told; None where nothing with a time is, or where that is an order or a question."""
    said = text.strip()
    if len(said) > LONGEST:
        return None
    for language, form, at, before in (("en", ENGLISH, "at", "before"), ("fi", FINNISH, "klo", "ennen")):
        match = form.fullmatch(said)
        if match is None or "?" in match["told"] or clauses.OWN_ORDER.match(match["told"]):
            continue
        told = match["told"] + ("." if DATE.search(match["told"]) and said[match.end("told") :].startswith(".") else "")
        told = told if asked.names_time(told) else BARE_CLOCK.sub(rf"{at} \g<clock>", told)
        if asked.names_time(told):
            when = (f"{match['when']} {before}" if match["when"] else match["eve"]) + (match["at"] or "")
            return Meant("remind", text, language, {"query": AHEAD, "text": told, "when": f"{match['order']} {when}"})  # type: ignore[arg-type]
    return None
