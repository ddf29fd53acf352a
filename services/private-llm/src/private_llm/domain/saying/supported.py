"""Whether what a model writes of what was found is borne out by it: its figures by one passage that is about what is asked, its words by
any, and nothing against what comes nearest to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from private_llm.domain.retrieval import question, whose
from private_llm.domain.saying import nearest, reckoning
from private_llm.domain.saying.nearest import Part, is_in, words
from shared.stopwords import telling

UNKNOWN = re.compile(
    r"\b(?:(?:do|does|did|could|can|am|is|are|was|were)(?:n['’]t| not)|cannot|no|not|unable|en|ei|eivät)\b(?:\W+\w+){0,6}?\W+"
    r"(?:know\w*|mention\w*|sure|information|find|specif\w*|stated?|provided|given|passages?|tiedä|tietoa|mainit\w*|kerrota|löydy|löytynyt|varma)\b",
    re.IGNORECASE,
)
"""What says that the answer is not there."""
OF_ME = re.compile(
    r"(?<![\w'’])(?:I(?!['’]?\w* ?(?:found|see|think|believe)\b)|I['’]\w+|(?i:my|me|mine|minä|mä|minun|mun|minulla|mulla|minulle|mulle|minua|mua|en|olen|oon))(?![\w'’])"
)
"""Whoever writes for the person is none of those who wrote."""
QUOTED = re.compile(r"[“\"”][^“\"”]*[”\"]")
CITED = re.compile(r"\[\d{1,2}\]|^\s*\d{1,2}[.)]\s")
WHEN = re.compile(
    r"\b(?:when|dates?|days?|times?|years?|months?|weeks?|weekend|long|often|old|ago|since|until|deadline|due|birthday|appointment|milloin|koska|monelta|mihin aikaan"
    r"|päiv\w+|viiko\w+|kuukau\w+|vuon\w+|vuot\w+|kauan|aik\w+|asti|lähtien|synttär\w+|syntym\w+)\b",
    re.IGNORECASE,
)
REPORTING = frozenset(
    "said says say told tells wrote writes written write mentioned mentions asked asks according message messages note notes answer passage passages "
    "information yes no sanoi sanoo kertoi kertoo kirjoitti kirjoittaa mainitsi kysyi mukaan viesti viestissä kyllä joo ei".split()
)
VOID = re.compile(
    r"[^.!?,;\n]*\b(?:cancel\w*|called off|peruttu|peruttiin|perutaan|peruuntu\w*)\b[^.!?,;\n]*"
    r"|\b(?:moved?|moves|chang\w+|postponed|rescheduled|siir\w+|muut\w+)\b[^.!?\n]{0,40}?\bfrom\b[^.!?\n]+?(?=\bto\b)"
    r"|\b(?:not|instead of|rather than|eikä|ei)\s+(?:(?:at|on|in|the|klo|enää)\s+)*[\d:.]*\d",
    re.IGNORECASE,
)
"""What a text says that is no more so."""
NEAR, ENOUGH = 0.5, 0.5


@dataclass(frozen=True, repr=False)
class Passage:
    """What somebody wrote on some day, and in which chat; `mine` if the person did."""

    text: str
    written: date
    sender: str = ""
    chat: str = ""
    mine: bool = False

    @cached_property
    def words(self) -> list[str]:
        return words(f"{self.text} {self.sender} {self.chat}")

    def gives(self, numbers: set[int], times: set[str], *, also_void: bool) -> bool:
        """Tell whether it gives some numbers, and months and days of the week; `also_void` by what is no more so as well."""
        text = self.text if also_void else VOID.sub(" ", self.text)
        said = f"{text} {reckoning.said([self.written])}, {reckoning.leans(text, self.written)}"
        return numbers <= reckoning.numbers(said) and times <= reckoning.reckoned(said)


class Support:
    """What some passages say of what is asked."""

    def __init__(self, passages: Sequence[Passage], asked: str) -> None:
        self._passages, self._asked = passages, asked
        self._asked_words = words(asked)
        beside = question.read(asked).without({one.sender for one in passages})
        shares = [beside.share_in(one.text) for one in passages]
        self._near = [one for one, share in zip(passages, shares, strict=True) if share >= NEAR * max(shares)]
        self._there = [word for one in passages for word in one.words]

    def says(self, sentence: str) -> bool:
        """Tell whether a sentence is borne out."""
        plain = CITED.sub("", sentence)
        return self._gives_its_figures(plain) and self._has_its_words(plain) and not self._is_of_me(plain) and not self._is_against(plain)

    def _gives_its_figures(self, sentence: str) -> bool:
        numbers = reckoning.numbers(sentence) - reckoning.numbers(self._asked)
        times = reckoning.of_time(sentence) - reckoning.of_time(self._asked)
        if times and not self._own_words(sentence) and self._asked and not WHEN.search(self._asked):
            return False
        return not (numbers or times) or any(one.gives(numbers, times, also_void=bool(VOID.search(sentence))) for one in self._near)

    def _has_its_words(self, sentence: str) -> bool:
        own = [word for word in self._own_words(sentence) if not is_in(word, self._asked_words)]
        there = [word for word in own if is_in(word, self._there)]
        named = [word for word in own if word[0].isupper() and not sentence.lstrip('“" ').startswith(word)]
        return all(name in there for name in named) and len(there) >= ENOUGH * len(own)

    def _own_words(self, sentence: str) -> list[str]:
        """Return what a sentence says beside its figures and that somebody said it."""
        return [word for word in telling(sentence) if not (word.isdigit() or reckoning.of_time(word) or word.casefold() in REPORTING)]

    def _is_of_me(self, sentence: str) -> bool:
        return OF_ME.search(QUOTED.sub("", sentence)) is not None

    def _is_against(self, sentence: str) -> bool:
        parts = [Part(said, one.text, one.sender, one.chat, one.mine) for one in self._passages for said in whose.sentences(one.text)]
        return nearest.speaks_against(sentence, self._asked, parts)
