"""A timer that is asked for by its length."""

import re

from private_llm.domain.understanding.meant import Meant

TIMER = re.compile(
    r"(?:(?:please|set|start|make|a|an|another|laita|aseta) )*(?P<length>(?:\d+|one|two|three|five|ten|half an|an) ?(?:h|hours?|min|mins|minutes?|sec|seconds?|tunnin|minuutin|sekunnin))[ -](?:(?P<en>timer)(?: (?:for|of) (?P<what>(?!\d).+?))?|ajastin(?: (?P<fi>(?!\d).+?))?)(?: please)?[.!]*",
    re.IGNORECASE,
)
TIMED = re.compile(
    r"(?:(?:please|set|start|make|put|a|an|another|the|new|laita|aseta|pistä) )*(?:(?P<en>timer)(?: for| to| of)?|ajastin|munakello) (?P<length>\d{1,3}(?P<unit> ?(?:h|hours?|min|mins|minutes?|sec|seconds?|tuntia|minuuttia|sekuntia))?)(?: (?:for |of )?(?P<what>(?!\d|[ap]m\b)[^\W\d].+?))?(?: please)?[.!]*",
    re.IGNORECASE,
)
"""A timer with its length behind it; a number alone is minutes."""


def read(text: str) -> Meant | None:
    """Return the timer that is asked for by its length: "25 min timer for bread", "timer 10"."""
    if timed := TIMED.fullmatch(text.strip()):
        kind, what = "timer" if timed["en"] else "ajastin", f" {timed['what']}" if timed["what"] else ""
        return Meant("remind", f"{kind} {timed['length']}{'' if timed['unit'] else ' min'}{what}", "en" if timed["en"] else "fi")
    match = TIMER.fullmatch(text.strip())
    if match is None:
        return None
    what = f" {said}" if (said := match["what"] or match["fi"]) else ""
    return Meant(
        "remind", f"timer {match['length']}{what}" if match["en"] else f"ajastin {match['length']}{what}", "en" if match["en"] else "fi"
    )
