"""Which days behind a request asks about: "last week", "since Monday", "the past 24 hours"."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from private_llm.domain import times
from private_llm.domain.understanding import digests

USUAL = timedelta(days=7)
"""How far back is looked when no time is named."""
COUNTS = {"few": 3, "couple": 2, "parin": 2, "muutaman": 3, "kahden": 2, "kolmen": 3, "neljän": 4, "viiden": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}  # fmt: skip
LENGTHS = {"hour": 1, "tunni": 1, "day": 24, "päiv": 24, "week": 168, "viiko": 168}
BACK = re.compile(
    rf"\b(?:last|past|previous|viimei\w+|kuluneen|edellisten)(?: (?P<n>\d+|{'|'.join(COUNTS)})(?: of)?)? (?P<of>{'|'.join(LENGTHS)})\w*"
    rf"|\b(?P<few>{'|'.join(COUNTS)}) (?:viime|viimeisen|edellisen) (?P<unit>{'|'.join(LENGTHS)})\w*",
    re.IGNORECASE,
)
FORMS = [
    (re.compile(form, re.IGNORECASE), plainly)
    for form, plainly in (
        (r"\bviime viiko(?:sta|n|lta)\b", "viime viikolla"),
        (r"\b(?:tästä viikosta|tämän viikon|tältä viikolta|kuluvan viikon)\b", "tällä viikolla"),
        (r"\bviime kuu(?:sta|n|lta)\b", "viime kuussa"),
        (r"\b(?:eilisestä|eilisen|eiliseltä)\b", "eilen"),
        (r"\b(?:tästä päivästä|tämän päivän|tältä päivältä)\b", "tänään"),
    )
]
"""Finnish spans in the cases in which they are summed up."""
LATELY = re.compile(r"\b(?:viime (?:päivinä|aikoina)|lähipäivinä|lately|recently|these days)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Past:
    """A half-open span; `named` says whether the request did."""

    begin: datetime
    end: datetime
    named: bool = True


def read(text: str, *, now: datetime, zone: str) -> Past:
    """Return the span that a request names, no further than now; the last days when it names none."""
    for form, plainly in FORMS:
        text = form.sub(plainly, text)
    span = times.day_span(text, now=now, zone=zone)
    back = BACK.search(text)
    if span is None and back:
        count = back["n"] or back["few"] or "1"
        length = LENGTHS[(back["of"] or back["unit"]).lower()] * (int(count) if count.isdigit() else COUNTS[count.lower()])
        return Past(now - timedelta(hours=min(length, 24 * 3650)), now)
    if span is None:
        return Past(now - USUAL, now, named=LATELY.search(text) is not None)
    begin, end = span
    if digests.forms()["since"].search(text):
        end = now
    return Past(begin, min(end, now) if begin < now else end)


def words(text: str) -> frozenset[str]:
    """Return the words of a request that say when."""
    text = times.OF_A_DAY.sub(r"\1", text)
    spans = [text[found.start : found.end] for found in times.find(text)] + [
        match[0] for form in (BACK, LATELY) for match in form.finditer(text)
    ]
    return frozenset(word for part in spans for word in re.findall(r"[^\W_]+", part.casefold()))
