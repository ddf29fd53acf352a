"""How a request says that it failed."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import BadMessage, Full, Refused, ServiceError, Unavailable
from shared.schemas.message import Message

ERRORS: dict[str, type[ServiceError]] = {kind.__name__: kind for kind in (BadMessage, Full, Refused, Unavailable)}


@dataclass(frozen=True, repr=False)
class Failure(Message):
    """An error of `shared.errors`, by its name; the reason names the thing and never the content."""

    topic: ClassVar[str] = "any.failure"

    error: str
    reason: str

    def as_error(self) -> ServiceError:
        """Return the error to raise where the request was made."""
        return ERRORS.get(self.error, Unavailable)(self.reason)
