"""What is said while an answer is awaited: no more than the model and the clock say."""

from typing import Any


def worded(progress: dict[str, Any]) -> str:
    """Return how far an answer is."""
    doing, share, seconds = progress["doing"], progress.get("share"), progress["seconds"]
    if doing == "waiting":
        return f"Another answer is written first … ({seconds} s)"
    if doing == "reading" and share is not None:
        return f"The model reads what it needs … ({share:.0%}, {seconds} s)"
    return f"The model is at work … ({seconds} s)"
