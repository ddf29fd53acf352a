"""Whether only the next one of a series is meant, or all of it."""

import re
from typing import Literal

ONE = re.compile(
    r"\b(?:(?:only|just) (?:the )?(?:next|this|that|once|first)|the next (?:one|time)|next one|this (?:once|time|week)|(?:this|next)(?: coming)? (?:mon|tues|wednes|thurs|fri|satur|sun)day|one time|once)\b"
    r"|\b(?:next (?=\S+ reminder)|snooze|tomorrow['’]s|today['’]s|tonight['’]s|\w+day['’]s)\b"
    r"|\b(?:vain (?:seuraava\w*|tämä\w*|kerran|se)|tällä kertaa|seuraavan|seuraava|torku\w*|kerran|huomisen|huominen|tämän?päiväi\w+|tällä viikolla|(?:tänä|tulevana|ensi) (?:maanan|tiis|tors|perjan|lauan|sunnun)taina|(?:tänä|tulevana|ensi) keskiviikkona)\b",
    re.IGNORECASE,
)
ALL = re.compile(
    r"\b(?:all(?: of (?:it|them))?|every(?: one)?|each|always|(?:the )?(?:whole )?series|whole|from now on|permanently|everything)\b"
    r"|\b(?:koko(?: sarja\w*)?|sarja\w*|kaik(?:ki|kia|ille)|aina|jatkossa|tästä lähtien|joka|pysyvästi)\b",
    re.IGNORECASE,
)
MAKES = re.compile(
    r"\W*(?:(?:no|oh|actually|sorry|wait|please|can you|could you|eiku|eikun|ei|hei|voisitko|voitko)\W+)*"
    r"(?:(?:make|change|have) (?:it|that|this)|(?:muuta|muuttaa|vaihda|vaihtaa|tee|laita) (?:se|sen|siitä))\b",
    re.IGNORECASE,
)
"""What says that the thing itself is to be other than it was."""


def named(text: str) -> Literal["one", "all", ""]:
    """Return which some words say."""
    if ONE.search(text):
        return "one"
    return "all" if ALL.search(text) else ""


def is_made_other(text: str) -> bool:
    """Tell whether words ask for the thing itself to be otherwise: "make it the 20th"."""
    return MAKES.match(text) is not None
