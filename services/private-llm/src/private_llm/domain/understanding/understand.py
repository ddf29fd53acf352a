"""From a message to what is meant by it: context first, then the masked interpreter, part by part; and acts must be earned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from private_llm.domain.planner import OwnWords, Planned, Planner, Withheld
from private_llm.domain.ports import Archive
from private_llm.domain.redaction import RedactedItem, Redaction
from private_llm.domain.understanding import clauses, exact
from private_llm.domain.understanding.context import Context, in_language
from private_llm.domain.understanding.earned import earned
from private_llm.domain.understanding.focus import Focus
from private_llm.domain.understanding.meant import Masked, Meant
from private_llm.domain.understanding.tidy import tidy
from shared.schemas.plan import Language

ENDS = " \"'“”„«»"


@dataclass(frozen=True, repr=False)
class Understood:
    """What a message asks for, and what planning it caused."""

    meant: tuple[Meant, ...]
    egress: tuple[str, ...] = ()
    withheld: Withheld = ""


class Understanding:
    """Always understands something, if only that it is unclear."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner

    def of(
        self, text: OwnWords, archive: Archive, *, turn: str, focus: Focus, settings: Mapping[str, str], now: datetime, zone: str
    ) -> Understood:
        """Read a message."""
        chosen = settings.get("language")
        plain = OwnWords(tidy(text))
        language: Language = chosen or self._planner.language_of(plain)  # type: ignore[assignment]
        alone = exact.read(plain, language) or Context(plain, focus, language, now, zone).read()
        if alone is not None:
            return Understood((in_language(alone, chosen),))
        cloud = settings.get("cloud", "on") == "on"
        parts = clauses.split(plain)
        planned = [
            self._planner.plan(OwnWords(part), archive, turn=f"{turn}#{n}" if n else turn, cloud_allowed=cloud, now=now, zone=zone)
            for n, part in enumerate(parts)
        ]
        meant = [in_language(earned(one), chosen) for part, plan in zip(parts, planned, strict=True) for one in _meant(part, plan)]
        egress = tuple(record for plan in planned for record in plan.egress)
        return Understood(tuple(meant), egress, next((plan.withheld for plan in planned if plan.withheld), ""))


def _meant(text: str, planned: Planned) -> list[Meant]:
    masked = tuple(Masked(entry.home, text[entry.start : entry.end]) for entry in planned.redaction.items if entry.home is not None)
    return [
        Meant(
            step.intent,
            text,
            planned.plan.language,
            {slot.name: words for slot in step.slots if (words := _said(text, slot.items, planned.redaction))},
            masked=masked,
            confidence=planned.plan.confidence,
            by=planned.by,
        )
        for step in planned.plan.steps
    ]


def _said(text: str, positions: tuple[int, ...], redaction: Redaction) -> str:
    """Return the person's own words of a slot, from its first item to its last."""
    items: tuple[RedactedItem, ...] = redaction.items
    return text[items[positions[0]].start : items[positions[-1]].end].strip(ENDS) if positions else ""
