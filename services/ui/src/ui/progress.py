"""What is said while an answer is awaited: no more than the model and the clock say."""

from typing import Any

from ui import words

W = words.of("TALK")


def worded(progress: dict[str, Any]) -> str:
    """Return how far an answer is."""
    doing, share, seconds = progress["doing"], progress.get("share"), progress["seconds"]
    if doing == "waiting":
        return str(W.waiting.format(seconds))
    if doing == "reading" and share is not None:
        return str(W.reading.format(f"{100 * share:.0f}", seconds))
    return str(W.working.format(seconds))
