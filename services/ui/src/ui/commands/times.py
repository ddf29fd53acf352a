"""Times as the terminal shows them."""

from datetime import datetime


def when(at: str) -> str:
    """Return an instant in this machine's zone."""
    return datetime.fromisoformat(at).astimezone().strftime("%a %d %b %Y %H:%M")
