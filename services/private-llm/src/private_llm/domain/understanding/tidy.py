"""What was dictated or mistyped, made plain before it is masked: fillers go, and a slip in a word of command is mended.

Only words of command and of time are mended, and only into such words; what somebody wants kept stays as they wrote it.
"""

import re
import tomllib
from functools import cache
from importlib import resources

from shared.vocabulary import load

LEADING = re.compile(
    r"^(?:(?:hey|hi there|so|um+|uh+|er+m?|well|oh|ok(?:ay)? so|ok(?:ay)?(?=[, ]+(?:so|um+|uh+|can|could|please)\b)|okay|hmm+|like|yeah so|alright|hi|hello|good (?:morning|evening|afternoon)|hyvää (?:huomenta|päivää|iltaa)|huomenta|terve|moikka|hei|no niin|niin|niinku|tota|tuota|öö+m?|ai niin|moi|eli|elikkä|(?:no|siis)(?= (?:muistuta|muista|mitä|mitäs|lisää|laita|peru|siirrä|voitko|voisitko|onko|onks|milloin|millon)\b)|joo(?: elikkä| eli| niin| no| siis))[,. ]+)+(?=\S+ \S)",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"[,. ]+(?:thanks(?: a lot)?|thank you(?: very much| so much)?|cheers|thx|please|pls|kiitos(?: paljon)?|kiitti|jooko|ok\??)[.!]*$",
    re.IGNORECASE,
)
INNER = re.compile(
    r"(?<=\bat )like |(?<=\bon )like |(?<=\bin )like |(?<!\w)(?:um+|uh+|erm|niinku|niinkun|öö+),? |, you know,|(?<=minua )(?:vaikka|sit) |(?<=mua )(?:vaikka|sit) |(?<=lisää )(?:tota|tuota) ",
    re.IGNORECASE,
)
ALWAYS = re.compile(r"\baina kuun\b", re.IGNORECASE)
OF_TIME = frozenset("tomorrow tonight huomenna ylihuomenna calendar shopping kalenterissa ostoslistalle ostoslistalla".split())
"""Words that hardly any other is like, so that a slip in them is seen anywhere. Weekdays and months with a slip are known to whoever reads times."""
COMMANDS = (
    *"remind reminder reminders remember cancel delete snooze postpone reschedule summarise summarize".split(),
    *"muistuta muistutus muistutukset muista peruuta tiivistä luonnostele".split(),
    *OF_TIME,
)
WORD = re.compile(r"[^\W\d_]+|\d?[^\W\d_]+", re.UNICODE)
EVERYDAY = frozenset("shipping slopping remembers remembering canal".split())
FIRST_WORDS = 3
"""A slip in a word of command is looked for at the beginning; one in a word of time anywhere."""


def tidy(text: str) -> str:
    """Return a message without fillers and slips in its words of command and time."""
    if len(text) > 400 or "\n" in text or '"' in text or "“" in text:
        return text
    text = ALWAYS.sub("joka kuun", text)
    plain = INNER.sub("", TRAILING.sub("", LEADING.sub("", text, count=1)))
    return _mended(plain) if plain.strip() else text


def _mended(text: str) -> str:
    counted = iter(range(10_000))
    return WORD.sub(lambda match: _word(match[0], next(counted)), text)


def _word(word: str, number: int) -> str:
    lower = word.lower()
    spoken = _spoken("anywhere").get(lower) or (_spoken("begin").get(lower) if number < FIRST_WORDS else None)
    if spoken:
        return spoken
    if len(lower) < 5 or lower in EVERYDAY or load().languages_of(lower) or (word[0].isupper() and number > 0):
        return word
    meant = _nearest(lower)
    if meant is None or (meant not in OF_TIME and number >= FIRST_WORDS):
        return word
    return meant


@cache
def _spoken(where: str) -> dict[str, str]:
    read: dict[str, dict[str, str]] = tomllib.loads(resources.files(__package__).joinpath("words/spoken.toml").read_text(encoding="utf-8"))
    return read[where]


@cache
def _nearest(word: str) -> str | None:
    """Return the one word of command that is one slip away, or two in a long one with the same beginning and end."""
    if word in COMMANDS:
        return None
    one = [known for known in COMMANDS if abs(len(known) - len(word)) <= 1 and _distance(word, known) == 1 and word[0] == known[0]]
    if len(one) == 1:
        return one[0]
    two = [
        known
        for known in COMMANDS
        if len(word) >= 7
        and abs(len(known) - len(word)) <= 2
        and word[0] == known[0]
        and word[-1] == known[-1]
        and _distance(word, known) == 2
    ]
    return two[0] if len(two) == 1 and not one else None


def _distance(one: str, other: str) -> int:
    """Return how many letters were added, dropped, changed or swapped (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, rows[i - 2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
