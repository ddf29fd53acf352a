"""One thing that a person means: an intent, their words for it, and the kept things that it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from shared.schemas.interpretation import Kind
from shared.schemas.plan import Intent, Language


class Masked(NamedTuple):
    """A run of words that was hidden from the interpreter."""

    kind: Kind
    text: str


@dataclass(frozen=True, repr=False)
class Meant:
    """What one part of a request asks for."""

    intent: Intent
    text: str
    """The words of this part of the request."""
    language: Language
    words: Mapping[str, str] = field(default_factory=dict)
    """Quotations of the request, or of an earlier one that this one completes."""
    things: tuple[str, ...] = ()
    """What is meant of the focus, each as `kind:id`."""
    masked: tuple[Masked, ...] = ()
    span: tuple[datetime, datetime] | None = None
    """The days that are asked about, half open, where they follow from an earlier request."""
    confirmed: bool = False
    """True when this is the yes to a question of the assistant's."""
    confidence: float = 1.0
    by: str = "context"

    @property
    def names_a_time(self) -> bool:
        """Tell whether a date or a time was said."""
        return any(masked.kind in {Kind.DATE, Kind.TIME} for masked in self.masked)
