"""The errors that cross a boundary between services.

    ServiceError
    ├── BadMessage   the sender's fault: malformed or forged; parked, never tried again
    ├── Refused      understood and declined: unknown id, no permission
    │   └── Full     there is no room for one more
    └── Unavailable  try again later: a dependency does not answer

The text of an error names the thing that failed, never what a person wrote. Everything else is a built-in exception and a
defect of ours.
"""

DISK_FULL = "the disk is full; free some space"
"""The reason of an `Unavailable` that forgetting can mend."""


class ServiceError(Exception):
    """Raised when a message can't be handled; `reason` is safe to log and to show."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadMessage(ServiceError):
    """Raised when a message is malformed, forged, too large or of an unknown version."""


class Refused(ServiceError):
    """Raised when a well-formed request is declined."""


class Full(Refused):
    """Raised when there are as many of a thing as there may be."""


class Unavailable(ServiceError):
    """Raised when something this service needs does not answer; the same message may succeed later."""
