"""What a question is about, as far as its words say: without a model, and without asking anybody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from shared.stopwords import WORD, telling

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
KNOWN = re.compile(r"\b(?:remember|know|told|tell|said|who am i|muista\w*|tie(?:dä|tä)\w*|kerto\w*|sano\w*|kuka (?:minä )?olen)\b", re.I)
LEAST = 0.5
TELEPHONE_DIGITS = 7
ENDING = 2
"""So many letters of a word may be its ending."""


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
        return telling(self.words)

    @property
    def of_everything(self) -> bool:
        """Whether all that was told is asked for, and nothing named."""
        return not self.about and KNOWN.search(self.words) is not None

    def is_met_by(self, *texts: str) -> bool:
        """Tell whether texts have more than half of what it is about: less is only near. A telephone number is there, or nothing is found."""
        if sum(map(str.isdigit, self.words)) >= TELEPHONE_DIGITS:
            return True
        there = [word.casefold() for text in texts for word in WORD.findall(text)]
        wanted = [word.casefold() for word in self.about]
        return sum(any(_same(word, one) for one in there) for word in wanted) > LEAST * len(wanted)


def read(text: str) -> Question:
    """Read a request."""
    return Question(_without((OPENER, WHOLE), text), WHOLE.search(text) is not None)


def _without(patterns: Iterable[re.Pattern[str]], text: str) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return text


def _same(one: str, two: str) -> bool:
    stem = min(len(one), len(two)) - ENDING
    return one == two or (stem >= ENDING and one[:stem] == two[:stem] and abs(len(one) - len(two)) <= 2 * ENDING + 1)
