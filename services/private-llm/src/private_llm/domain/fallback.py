"""A plan without the interpreter: openers only, for requests that are too long for the wire and for when nobody answers."""

import re

from private_llm.domain.redaction import Redaction
from shared.schemas.interpretation import Kind, Placeholder
from shared.schemas.plan import Intent, Language, Plan, Slot, SlotName, Step

OPENERS: tuple[tuple[Intent, str], ...] = (
    ("remind", r"remind me|set (?:a|an) (?:reminder|alarm)|don't let me forget|muistuta|tee muistutus|aseta muistutus"),
    (
        "remember",
        r"remember|note|make a note|take a note|write down|save this|muista|pane muistiin|laita muistiin|kirjaa|tallenna|merkitse",
    ),
    ("egress", r"what (?:has )?(?:left|leaked)|what was sent|did anything leave|mitä (?:koneelta )?(?:lähti|on lähtenyt)"),
    ("reminders", r"(?:show|list|what are)?\s*my reminders|what reminders|näytä muistutukset|mitä muistutuksia"),
    ("cancel", r"cancel|delete the reminder|peru"),
    ("snooze", r"snooze|postpone|torku|lykkää"),
    ("find", r"find|search|look for|etsi|hae"),
    ("summarise", r"summari[sz]e|sum up|give me a summary|tiivistä|tee yhteenveto"),
    ("draft_reply", r"draft|write a reply|luonnostele"),
    ("forget", r"forget|delete the note|unohda|poista muistiinpano"),
    ("help", r"help|what can you do|apua|ohje|mitä osaat"),
    ("recall", r"what|when|where|who|which|how (?:much|many)|mikä|mitä|missä|milloin|kuka|paljonko"),
)
TIMES = {Kind.DATE, Kind.TIME}


def plan(text: str, redaction: Redaction) -> Plan:
    """Return a plan of one step; `unclear` when no opener fits."""
    plain = text.lstrip().lower()
    intent: Intent = next((intent for intent, opener in OPENERS if re.match(rf"(?:{opener})\b|(?:{opener})", plain)), "unclear")
    language: Language = "fi" if redaction.language == "fi" else "en"
    return Plan((Step(intent, _slots(redaction)),), 0.0, language)


def _slots(redaction: Redaction) -> tuple[Slot, ...]:
    times = tuple(index for index, entry in enumerate(redaction.items) if isinstance(entry.item, Placeholder) and entry.item.kind in TIMES)
    other = tuple(
        index for index, entry in enumerate(redaction.items) if isinstance(entry.item, Placeholder) and entry.item.kind not in TIMES
    )
    names: tuple[tuple[SlotName, tuple[int, ...]], ...] = (("when", times), ("text", other), ("query", other))
    return tuple(Slot(name, positions) for name, positions in names if positions)
