"""The end or the beginning of a series that is said behind what is to be done: "… to stretch until christmas"."""

import re

from private_llm.domain.conversation import Answer, Request
from private_llm.domain.saying.wording import quoted

ENDS = re.compile(
    r"\b(?:until|till|through|for|starting|beginning|as of|times|from)\b|\b(?:asti|saakka|ajan|ajaksi|verran|alkaen|lähtien|kertaa)\b", re.I
)
"""What says how long a series goes on, or from when."""
UNKNOWN = re.compile(r"\b(?:until|till)\b.+|\bkunnes\b.+|\S+ (?:asti|saakka)\b.*", re.I)
FOREVER = re.compile(
    r",? *\b(?:(?:until|till) (?:i (?:say|tell you|cancel|stop)|told|you are told|further notice|forever)|kunnes (?:sanon|käsken|kerron|perun|lopetan)|toistaiseksi)\b.*",
    re.I,
)


def is_of_series(tail: str, rule: str) -> bool:
    """Tell whether the words behind a series may say how long it goes on."""
    return bool(rule) and ENDS.search(tail) is not None


def open_ended(text: str) -> str:
    """Return a text without the words that say that a series has no end."""
    return FOREVER.sub("", text)


def unknown(text: str) -> str:
    """Return the words of what is to be done that say when a series ends, and were not understood."""
    found = UNKNOWN.search(text)
    return found[0] if found else ""


def asked(words: str, request: Request) -> Answer:
    """Say that the end of a series is not known."""
    return Answer(
        request.say(
            f"I can't tell which day that is: {quoted(words, 80)}. Nothing is set yet. Please say it again with a date, for example “until 24 December”.",
            f"En tiedä, mikä päivä se on: {quoted(words, 80)}. Mitään ei ole vielä asetettu. Sano se uudestaan päivän kanssa, esimerkiksi ”24.12. asti”.",
        )
    )
