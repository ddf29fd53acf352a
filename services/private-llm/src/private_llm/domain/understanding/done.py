"""What is told of as done: "already paid her", "the intro is done", "pyykit pesty". It asks for nothing, but what was to do may be it."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from private_llm.domain.understanding import called_off, lexicon, past
from private_llm.domain.understanding.lexicon import plain

MOST_WORDS = 9
LEAD = re.compile(
    r"^(?:(?:oh|ok|okay|yay|hey|and|so|actually|btw|ai|no|hei|joo|juu|ja|yes|yep|nyt|i|we|i've|we've|i have|we have|mä|minä|me|already|just|finally|jo|juuri|äsken|vihdoin) )+"
)
TAIL = re.compile(
    r"(?: (?:already|now|today|yesterday|earlier|this morning|just now|btw|thanks|thank you|jo|nyt|tänään|eilen|äsken|aamulla|kiitos|👍))+$"
)
IS = re.compile(
    r"(?P<what>.+?)(?:'s| is| are| has been| have been| got| on| ovat| tuli)?(?: (?:all|already|now|jo|nyt|kaikki))* (?P<verb>\w+)"
)
PARTICLE = re.compile(r"^(?:up |with )?(?:the |some |my )?")
HAVE = re.compile(
    r"(?:(?:oh|no|and|but|actually) )*(?:(?:we|i)(?:'ve| have)?(?: already| still)? (?:have|got) (?:the |some |enough )?(?P<en>.+?)(?: already| at home| left| here| in the (?:fridge|freezer|cupboard))+"
    r"|(?:meillä|mulla|kotona) on (?:jo|vielä|vielä jo) (?P<fi>.+?)(?: kotona)?|(?P<there>[^ ]+) (?:on jo|löytyi?\w*)(?: (?:kotona|kotoa|kotoo|kaapista|jääkaapista|pakkasesta))?)"
)
"""What is told to be at home."""
PARTICIPLE_FI = re.compile(r"\w{2,}(?:tt[uy]|st[uy]|[aäeiouyö]t[uy]|n[ny]yt|n[nu]ut)$")
DENIES = re.compile(
    r"\b(?:not|never|n't|\w+n't|cannot|forgot|forgotten|forget|missed|unohd\w*|if|when|after|before|until|should|must|need|have to|will|almost|en|ei|emme|älä|jos|kun|pitää|pitäis\w*|täytyy|melkein)\b"
)
SAME = 3
"""So many letters of a Finnish verb stay the same in its forms."""


@dataclass(frozen=True)
class Done:
    """What is said to be done: the verb, as it is told, what it was done to, and whether it is surely said of what was to do."""

    verb: str
    what: str
    surely: bool

    @property
    def names_nothing(self) -> bool:
        return self.what in _words()["it"]

    @property
    def is_of_anything(self) -> bool:
        """Tell whether the verb fits whatever was to be done."""
        return self.verb in _words()["anything"]

    @property
    def is_of_shopping(self) -> bool:
        """Tell whether the verb says that something was bought, or is there."""
        return self.verb in _words()["buying"]

    def fits(self, word: str) -> bool:
        """Tell whether a word of what is to be done is the verb, in some form."""
        base = _words()["past"].get(self.verb, self.verb.removesuffix("ed"))
        alike = word in {base, f"{base}e", base[:-1] if base[-2:-1] == base[-1:] else base, re.sub(r"i$", "y", base)}
        alike = alike or (self.verb in _words()["handed"] and word in _words()["hand"])
        finnish = past.FI.fullmatch(self.verb) or PARTICIPLE_FI.fullmatch(self.verb) or self.verb in _words()["past"]
        return alike or (finnish is not None and len(word) > SAME and word[:SAME] == base[:SAME])


def read(text: str) -> Done | None:
    """Return what a message tells of as done; None when it tells no such thing."""
    said = plain(text)
    if called_off.read(text) or text.rstrip().endswith("?") or len(said.split()) > MOST_WORDS or DENIES.search(said):
        return None
    alone = " " not in said  # May end a talk as well.
    if have := HAVE.fullmatch(said):
        return Done("have", have["en"] or have["fi"] or have["there"], surely=False)
    surely = not alone and any(f" {word} " in f" {said} " for word in _words()["already"])
    said = TAIL.sub("", LEAD.sub("", f"{said} ", count=1).strip())
    if said and " " not in said and _is_done(said):
        return Done(said, "", surely and not alone)
    first, _, rest = said.partition(" ")
    if first in _words()["anything"] or past.is_told(said):
        rest = PARTICLE.sub("", rest)
        return Done(first, rest.strip(), surely or (first in _words()["anything"] and not alone))
    match = IS.fullmatch(said)
    if match is None or not _is_done(match["verb"]) or lexicon.is_to_do(said):
        return None
    return Done(match["verb"], match["what"].removeprefix("the ").removeprefix("my "), surely=True)


def _is_done(verb: str) -> bool:
    english = (
        verb in _words()["anything"] or verb in _words()["past"] or (past.ED.fullmatch(verb) is not None and verb not in past.NO_PAST_EN)
    )
    return english or PARTICIPLE_FI.fullmatch(verb) is not None


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words/done.toml").read_text(encoding="utf-8"))
