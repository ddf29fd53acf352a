"""What a question is about, as far as its words say: without a model, and without asking anybody."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from itertools import takewhile
from typing import Any

from private_llm.domain.redaction import names
from private_llm.domain.understanding.tidy import distance
from shared.stopwords import WORD, often, telling
from shared.vocabulary import load

OPENER = re.compile(r"^\W*(?:please |can you |could you |voitko )*(?:read|open|get|pull up|bring up|display|quote|lue|avaa|lukea)\b", re.I)
SHOW = re.compile(r"\W*(?:show|read|näytä|lue)\b", re.I)
WHOLE = re.compile(
    r"\b(?:whole|entire(?:ly)?|full(?:y)?|in full|completely|the rest(?: of)?|kokonaan|kokonaisuudessaan|loput|loppuun)\b"
    r"|\b(?:all of|koko)(?= (?:it|that|the|my|se|sen|note|message|muistiinpano|viesti))",
    re.I,
)
KINDS = {
    "draft": re.compile(r"\b(?:drafts?|luonno\w+)\b", re.I),
    "summary": re.compile(r"\b(?:summar\w+|yhteenve\w+|tiivistelm\w+)\b", re.I),
    "rule": re.compile(r"\b(?:rules?|sään\w+|ohje(?:et|itani|eni)?)\b", re.I),
    "note": re.compile(r"\b(?:notes?|muistiinpan\w+)\b", re.I),
    "message": re.compile(r"\b(?:messages?|viest[ie]\w*)\b", re.I),
    "contact": re.compile(r"\b(?:contacts?|contact (?:details|info\w*)|people|yhteystie\w+|kontakti\w*)\b", re.I),
}
OWN = frozenset("mun minun mulla minulla mulle minulle meidän meillä meille mua minua oma oman omat".split())
"""Whose it is that asks: no answer has that word of them."""
WHO = re.compile(r"\b(?:who|whom|kuka|ketkä|kenelle|keneltä|kenet|ketä)\b(?! (?:am i|(?:minä )?olen))", re.I)
KNOWN = re.compile(r"\b(?:remember|know|told|tell|said|who am i|muista\w*|tie(?:dä|tä)\w*|kerto\w*|sano\w*|kuka (?:minä )?olen)\b", re.I)
RELATIVE = re.compile(
    r"\b(?:next|last|this|coming|past) (?:week|month|year|weekend|spring|summer|autumn|fall|winter)\b|\b(?:today|tomorrow|yesterday|tonight)\b"
    r"|\b(?:ensi|viime|tänä|tällä|tulevana) (?:viiko|vuon|vuot|kuu|kesä|kesä|talve|kevä|syksy)\w*|\b(?:tänään|huomenna|eilen|ylihuomenna|toissapäivänä)\b",
    re.IGNORECASE,
)
"""Whoever wrote of that day called it otherwise, on another day: such words need not stand in an answer."""
REACHED = re.compile(
    r"\b(?:numbers?|phones?|telephone|mobile|contacts?|details|e-?mail|mail|address|lives?|birthday|bday|born|surname|last name|full name|call(?:ed)?|reach|work\w*|job|title|company"
    r"|numero\w*|nro|puh\w*|yhteystie\w+|kontakt\w+|sähköpost\w*|meil\w+|osoi\w+|asuu|synty\w*|syntt\w*|sukunim\w+|nim\w+|tavoitta\w+|soit\w+|töissä)\b",
    re.I,
)
"""What a contact tells of somebody beside their name."""
WHOSE = re.compile(r"\b(?i:of) ([A-ZÅÄÖ]\w+)\b|(?<=\s)([A-ZÅÄÖ][^\W_]+)['’]s\b")
LEAST, NEAR = 0.5, 0.4
"""More than so much of what a question is about stands in what answers it, or is near."""
TELEPHONE_DIGITS = 7
AMOUNT = re.compile(
    r"long|old|tall|big|much|many|far|often|pitkä|pitkään|vanha|iso|kauan|monta|paljon|number|nr|nro|numero\w{0,3}"
    r"|euro[as]?|euroja|eur|dollars?|dollari[ae]?|kilo[as]?|kg|kilometriä|kilomet(?:er|re)s|metriä|met(?:er|re)s|litraa|lit(?:er|re)s|astetta|degrees|prosenttia|percent",
    re.I,
)
"""What is asked of something, and no word that its answer has: how old it is, its number, in which unit."""
FAINT = re.compile(
    r"start\w*|begin\w*|end|ends|alka\w+|päätty\w*|loppuu|cost|price|pay|come|go|get|make|made|take|have|want|need|happen|give|room|kind|sort|thing|part|huone\w*|mon(?:day)?|tues(?:day)?|wednesday|thursday|friday|saturday|sunday|(?:maanan|tiis|tors|perjan|lauan|sunnun)ta\w+|keskivii\w+|going|coming|comes|costs|pays|paid|maksa\w{0,4}|tulee|tulevat|menee|saa|pitää|hinta",
    re.I,
)
"""What is asked of anything, and counts for half of what says of which."""
HALF = 0.5
LONG = 4
"""From so many letters on a word may go on behind what a thing is called."""
INFLECTED = 3
"""So many letters may follow a word of English."""
STEM, ENDING = 3, 2
"""So many letters begin two words that are one, and so many of one may be its ending."""


@dataclass(frozen=True, repr=False)
class Question:
    """A request to look something up."""

    words: str
    """Without those that only say how much is to be shown."""
    whole: bool

    @property
    def kinds(self) -> tuple[str, ...]:
        """What sorts of things it names."""
        return tuple(kind for kind, named in KINDS.items() if named.search(self.words))

    def without_kinds(self) -> "Question":
        """What is asked of things of the kinds that it names."""
        return replace(self, words=_without(KINDS.values(), self.words))

    @property
    def about(self) -> list[str]:
        """What it is about; empty for everything."""
        return [word for word in telling(self.words) if word.casefold() not in OWN]

    @property
    def of_everything(self) -> bool:
        """Whether all that was told is asked for, and nothing named."""
        return not self.about and KNOWN.search(self.words) is not None and WHO.search(self.words) is None

    def is_met_by(self, *texts: str, least: float = LEAST) -> bool:
        """Tell whether texts have more than half of what it is about: less is only near. A telephone number is there, or nothing is found."""
        if sum(map(str.isdigit, self.words)) >= TELEPHONE_DIGITS:
            return True
        there = _words(*texts)
        if not all(any(is_same(name.casefold(), one) for one in there) for name in self._people):
            return False
        return self.share_in(*texts) > least

    def share_in(self, *texts: str, literally: bool = False) -> float:
        """Return how much of what it is about texts have, 0 to 1; by its own words alone, or by whatever else these things are called."""
        there, passing = _words(*texts), _words(*RELATIVE.findall(self.words))
        wanted = [word for word in self.about if not AMOUNT.fullmatch(word)] or self.about
        ways = {word: (word.casefold(), *(_forms(word) if literally else others(word))) for word in wanted}
        joins = any(often(text)["fi"] >= often(text)["en"] for text in texts)
        has = {
            word: any(is_same(way, one) or (joins and _is_part(way, one)) for way in named for one in there) for word, named in ways.items()
        }
        asked = [(HALF if FAINT.fullmatch(word) else 1.0, there) for word, there in has.items() if there or word.casefold() not in passing]
        lasting = any(there for word, there in has.items() if word.casefold() not in passing)
        return (
            sum(weight for weight, there in asked if there) / max(HALF, sum(weight for weight, _ in asked))
            if lasting or len(has) <= len(passing)
            else 0.0
        )

    def without(self, names: Iterable[str]) -> "Question":
        """Return what is asked beside some names: each message of Anna's has hers. What is nothing but names stays."""
        called = _words(*names)
        left = " ".join(word for word in self.about if not any(is_same(word.casefold(), name) for name in called))
        return replace(self, words=left) if left else self

    def without_places(self, places: Iterable[str]) -> "Question":
        """Return what is asked beside the whole names of chats that it has: each message there has these words."""
        spoken = [word.casefold() for word in self.about]
        whole = [place for place in places if all(any(is_same(one, word) for one in spoken) for word in _words(place))]
        return self.without(whole) if whole else self

    @property
    def of_contact(self) -> bool:
        """Whether it is about how somebody is reached, or called."""
        return REACHED.search(self.words) is not None

    def names(self, text: str) -> bool:
        """Tell whether it is about something by a name that a text has, such as who wrote it."""
        named = [word.casefold() for word in self.about if word[0].isupper()]
        return any(is_same(name, one) for name in named for one in _words(text))

    @property
    def _people(self) -> list[str]:
        """Whose it is: "of Anna", "Anna's"; of somebody else it is only near."""
        return [match[1] or match[2] for match in WHOSE.finditer(self.words)]

    def respelt(self, instead: Mapping[str, str]) -> "Question":
        """Return what is asked with other words in place of some of its own."""
        return replace(self, words=WORD.sub(lambda match: instead.get(match[0], match[0]), self.words))

    @property
    def inflected(self) -> str:
        """Return its words, and the forms of the names among them."""
        return " ".join([self.words, *(form for word in self.about for form in _forms(word))])

    @property
    def widened(self) -> str:
        """Return what it is about, and what else that is called, in no language: in each of them words are looked for that begin so."""
        if not any(map(_called, self.about)):
            return self.inflected
        return " ".join(one for word in self.about for one in (word, *_forms(word), *_called(word)))

    def is_shown_by(self, text: str) -> bool:
        """Tell whether a text shows what is asked for, where that can be told: an address, a birthday, a telephone number."""
        return all(shown.search(text) for asked, shown in _facts() if asked.search(self.words))


@lru_cache(maxsize=10_000)
def others(word: str) -> tuple[str, ...]:
    """Return what else a thing is called that a word names, and the forms of a name."""
    return (*_called(word), *_forms(word))


def _called(word: str) -> tuple[str, ...]:
    return (*(same(word) or _slipped(word)), *_known()["also"].get(word.casefold(), ()))


@lru_cache(maxsize=10_000)
def _slipped(word: str) -> tuple[str, ...]:
    """Return what a thing is called whose name a word is with a slip; a name is none, and nothing is done by one."""
    if not word.islower() or len(word) <= LONG or load().languages_of(word):
        return ()
    return tuple(one for group in _known()["same"] if any(_is_slip(word, each) for each in group) for one in group)


@lru_cache(maxsize=10_000)
def same(word: str) -> tuple[str, ...]:
    """Return what else one and the same thing is called, in either language."""
    spoken = word.casefold()
    most = INFLECTED if "en" in load().languages_of(spoken) else len(spoken)
    groups = [group for group in _known()["same"] if spoken in group]
    groups = groups or [group for group in _known()["same"] if any(_begins_with(spoken, one, most) for one in group)]
    return tuple(one for group in groups for one in group if one != spoken)


def _begins_with(word: str, one: str, most: int) -> bool:
    """Tell whether a word is another, or begins with it and goes on: in English with no more than an ending."""
    return word == one or (len(one) >= LONG and word.startswith(one) and len(word) - len(one) <= most)


def _is_slip(word: str, one: str) -> bool:
    """Tell whether a word that is none is another with a slip of one letter; how it ends aside."""
    return (
        len(one) > LONG
        and word[0] == one[0]
        and any(distance(begun, one) == 1 for begun in {word, *(word[: len(one) + more] for more in (-1, 0, 1))})
    )


def _forms(word: str) -> tuple[str, ...]:
    name = names.basic(word) if word[:1].isupper() else ""
    return tuple(one for one in names.forms(name) if one != word.casefold()) if name else ()


@cache
def _known() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("same.toml").read_text(encoding="utf-8"))


@cache
def _facts() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [(re.compile(fact["asked"], re.I), re.compile(fact["shown"], re.I)) for fact in _known()["facts"]]


def read(text: str) -> Question:
    """Read a request."""
    return Question(_without((OPENER, WHOLE), text), WHOLE.search(text) is not None)


def _without(patterns: Iterable[re.Pattern[str]], text: str) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return text


def _words(*texts: str) -> list[str]:
    return [word.casefold() for text in texts for word in WORD.findall(text)]


def is_same(one: str, two: str) -> bool:
    """Tell whether two words are one, but for their endings; not where each is known to be called something else."""
    if one == two or one[:1] != two[:1] or _is_other(one, two) or _is_other(two, one):
        return one == two
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
    if alike < max(STEM, min(len(one), len(two)) - ENDING) or abs(len(one) - len(two)) > 2 * ENDING + 1:
        return False
    short, long = sorted((one[alike:], two[alike:]), key=len)
    endings = _known()["endings"]
    ends = short in endings["last"] or (short in endings["changed"] and long in endings["last"])
    return ends and not any(first and second and not first & second for first, second in (map(known, (one, two)) for known in KNOWN_AS))


def _is_other(word: str, one: str) -> bool:
    """Tell whether a word only looks as if it were another with an ending."""
    whole = word.removesuffix("s")
    return whole in _known()["endings"]["whole"] and not one.startswith(whole)


def _is_part(way: str, word: str) -> bool:
    """Tell whether a word is made of two in Finnish, and one of them is what a thing is called."""
    return len(way) >= LONG and len(word) >= len(way) + LONG and (word.startswith(way) or word.endswith(way))


def _thing(word: str) -> set[str]:
    """Return what a thing is called that a word names, where that is known."""
    return {word, *others(word)} if others(word) else set()


def _name(word: str) -> set[str]:
    """Return the name that a word is a form of."""
    return {names.basic(word)} - {""}


KNOWN_AS = (_thing, _name)
"""By what two words are known to be of two things."""
