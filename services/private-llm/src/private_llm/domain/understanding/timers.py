"""A timer that is asked for by its length."""

import re

from private_llm.domain.understanding import asked
from private_llm.domain.understanding.meant import Meant

TIMER = re.compile(
    r"(?:(?:please|set|start|make|a|an|another|laita|aseta) )*(?P<length>(?:\d+|one|two|three|five|ten|half an|an) ?(?:h|hours?|min|mins|minutes?|sec|seconds?|tunnin|minuutin|sekunnin))[ -](?:(?P<en>timer)(?: (?:for|of) (?P<what>(?!\d).+?))?|ajastin(?: (?P<fi>(?!\d).+?))?)(?: please)?[.!]*",
    re.IGNORECASE,
)
TIMED = re.compile(
    r"(?:(?:please|set|start|make|put|a|an|another|new|laita|aseta|pistä) )*(?:(?P<en>timer)(?: for| to| of)?|ajastin|munakello) (?P<length>\d{1,3}(?P<unit> ?(?:h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|tuntia|minuuttia|sekuntia))?)(?: (?:(?P<for>for|of) )?(?P<what>[^\W\d].*?))?(?: please)?[.!]*",
    re.IGNORECASE,
)
"""A timer with its length behind it; a number alone is minutes."""
NO_THING = re.compile(r"\b(?:is|was|isn't|wasn't|didn't|don't|left|too|and|half|quarter|on|oli|ei|ollut|vielä|ja|puoli)\b", re.IGNORECASE)
"""What belongs to a length, or tells something of a timer."""


def read(text: str) -> Meant | None:
    """Return the timer that is asked for by its length: "25 min timer for bread", "timer 10"."""
    if (timed := TIMED.fullmatch(text.strip())) and _is_for(timed):
        kind, what = "timer" if timed["en"] else "ajastin", f" {timed['what']}" if timed["what"] else ""
        return Meant("remind", f"{kind} {timed['length']}{'' if timed['unit'] else ' min'}{what}", "en" if timed["en"] else "fi")
    match = TIMER.fullmatch(text.strip())
    if match is None:
        return None
    what = f" {said}" if (said := match["what"] or match["fi"]) else ""
    return Meant(
        "remind", f"timer {match['length']}{what}" if match["en"] else f"ajastin {match['length']}{what}", "en" if match["en"] else "fi"
    )


def _is_for(timed: re.Match[str]) -> bool:
    """Tell whether what stands behind a length is what the timer is for."""
    what = timed["what"]
    if "?" in timed.string or not what:
        return "?" not in timed.string
    return bool(timed["unit"] or timed["for"]) and not (NO_THING.search(what) or asked.names_time(what))
