"""What a model writes about what was found, word by word as it comes: no number and no name that is not there gets through, and no sentence
that is not borne out."""

import re
from collections.abc import Iterator, Sequence

from private_llm.domain.ports import WriterFailed
from private_llm.domain.saying import reckoning
from private_llm.domain.saying.reckoning import NAME
from private_llm.domain.saying.supported import UNKNOWN, Passage, Support

WORD = re.compile(r"\s*\S+(?=\s)")
COUNTING = re.compile(r"\s*\d{1,2}[.)]")
SENTENCE_END = ".!?:\n•-–(“\"'*"
STEM = 4
"""Names are known by so many letters: what follows may be an ending, and in Finnish the letters before it change with it."""
WROTE = re.compile(
    r"\b(?:wrote|written|writ(?:e|es|ing)|sa(?:y|id|ys)|told|tells?|mention\w*|ask(?:ed|s)?|posted|sent|messages?|notes?|noted"
    r"|kirjoit\w+|sano\w*|kerto\w*|maini\w+|kysy\w*|lähett\w+|viesti\w*|muistiinpano\w*)\b",
    re.IGNORECASE,
)
CITED = re.compile(r"\[\d{1,2}\]")
ENDED = re.compile(r"(?<!\d)[.!?][”\"')]*$")
SENTENCES = re.compile(r"(?<!\d)[.!?][”\"')]*\s+|[.!?:][”\"')]*\s+(?=[A-ZÅÄÖ])|\n+")
ENDED_BY_NEXT = re.compile(r"[.!?:][”\"')]*$")


OF_MINE = re.compile(r"\b(?:my|mine|mun|minun)\b", re.IGNORECASE)
YOURS = {"my": "your", "mine": "yours", "mun": "sun", "minun": "sinun"}


class Unfounded(WriterFailed):
    """Raised before something is told that is not in what was found."""


class Unknown(Unfounded):
    """Raised before it is told that nothing was found: what was found tells more."""


class Grounds:
    """What may be said: the numbers and words of some texts."""

    def __init__(self, *texts: str, written: str = "", of_writing: bool = False) -> None:
        """`written` are the days on which the texts were written: they are told of the writing alone, which may be what is asked of."""
        self._support: Support | None = None
        self._asked_of_mine = self._is_there = False
        self._numbers, self._written_numbers = reckoning.numbers("\n".join(texts)), reckoning.numbers(written)
        self._words = {word.casefold() for text in texts for word in NAME.findall(text)}
        self._times, self._written_times = reckoning.reckoned("\n".join(texts)), reckoning.reckoned(written)
        self._of_writing = of_writing

    @classmethod
    def of_passages(cls, passages: Sequence[Passage], asked: str, *others: str, is_there: bool = True) -> "Grounds":
        """Return what may be said of what was written, when a question is asked whose answer is there, as far as is known."""
        said = [f"{one.text}\n{reckoning.leans(one.text, one.written)}" for one in passages]
        who = [f"{one.sender} {one.chat}" for one in passages]
        written = reckoning.said([one.written for one in passages])
        made = cls(*said, asked, *who, *others, written=written, of_writing=WROTE.search(asked) is not None)
        made._support, made._asked_of_mine, made._is_there = Support(passages, asked), OF_MINE.search(asked) is not None, is_there
        return made

    def guarded(self, pieces: Iterator[str]) -> Iterator[str]:
        """Yield pieces in whole words; raises Unfounded at the first that has no ground, and before the end of a sentence that has none."""
        said, held = "", ""
        for piece in pieces:
            held += piece
            while match := WORD.match(held):
                held = held[match.end() :]
                yield (word := self._checked(match[0], said))
                said += word
        held = self._checked(held, said)
        if not ENDED.search(said + held):
            self._check_sentence(_last_sentence(said + held))
        if held:
            yield held

    def _checked(self, word: str, said: str) -> str:
        """Return a word as it is told: what the person asks of as theirs is told as theirs."""
        self._check(word, said)
        word = OF_MINE.sub(_yours, word) if self._asked_of_mine else word
        if said and ("\n" in word or (word.lstrip()[:1].isupper() and ENDED_BY_NEXT.search(said) and not ENDED.search(said))):
            self._check_sentence(_last_sentence(said))
        if ENDED.search(word):
            self._check_sentence(_last_sentence(said + word))
        return word

    def _check_sentence(self, sentence: str) -> None:
        if self._support is None or not sentence:
            return
        if UNKNOWN.search(sentence):
            if self._is_there:
                raise Unknown("the model does not know")
            return
        if not self._support.says(sentence):
            raise Unfounded("the model says what was not found so")

    def _check(self, word: str, said: str) -> None:
        begins = not said.strip() or "\n" in word or said.rstrip()[-1] in SENTENCE_END
        counted = reckoning.numbers(COUNTING.sub("", word, count=1) if begins else CITED.sub("", word))
        named = [] if begins else [name for name in NAME.findall(word) if name[0].isupper()]
        of_writing = self._of_writing or WROTE.search(re.split(r"[.!?]\s|\n", said)[-1] + word)
        numbers = self._numbers | self._written_numbers if of_writing else self._numbers
        moments = self._times | self._written_times if of_writing else self._times
        if not (reckoning.of_time(word) <= moments and counted <= numbers and all(map(self._is_known, named))):
            raise Unfounded("the model says what was not found")

    def _is_known(self, name: str) -> bool:
        spoken = name.casefold()
        stem = spoken[:STEM]
        return bool(reckoning.of_time(name)) or any(word.startswith(stem) for word in self._words)


def _yours(match: re.Match[str]) -> str:
    word = YOURS[match[0].lower()]
    return word.capitalize() if match[0][0].isupper() else word


def _last_sentence(said: str) -> str:
    """Return the sentence that some words end with."""
    return SENTENCES.split(said.strip())[-1].strip()
