"""What comes nearest to a sentence of all that was written: whether it says the contrary, only asks or doubts it or says it in jest, or is
of somebody else."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from private_llm.domain.redaction import names
from private_llm.domain.retrieval import question, vocabulary
from private_llm.domain.retrieval.question import is_same
from private_llm.domain.saying import reckoning
from shared.stopwords import WORD, load, telling

NEGATIONS = frozenset("not no never nothing nobody none without cannot en et ei emme ette eivät älä älkää emmä enkä eikä ilman".split())
VOIDED = re.compile(r"cancel\w*|peruttu|peruttiin|perutaan|peruuntu\w*")
CLAUSE = re.compile(r"[,;:–()]|\b(?:but|and|because|so|mutta|vaan|ja|koska)\b", re.IGNORECASE)
BARE = re.compile(r"\W*(?:(?P<yes>yes|kyllä|joo)|no|ei)\W*", re.IGNORECASE)
DOUBTED = re.compile(
    r"\b(?:maybe|perhaps|might|could|possibly|probably|suggest\w*|if|unless|depends|ehkä|kai|varmaan|luultavasti|ehdot\w+|voisi\w*|jos|mikäli|ellei)\b",
    re.IGNORECASE,
)
JOKING = re.compile(r"(?<!\w)[:;]-?[DP](?!\w)|\bxD\b|\b(?:haha\w*|hehe\w*|lol|just kidding|vitsi\w*)\b|[😂🤣😜]", re.IGNORECASE)
ASKING = re.compile(r"\b(?:ask|want|would like|wonder|suggest|propos|invit|request|kysy|pyys|pyyt|ehdot|halu|kutsu)\w*", re.IGNORECASE)
REPORTING = re.compile(
    r"\b(?:said|says|told|tells|wrote|writes|mention\w*|ask\w*|accord\w*|sano\w*|kerto\w*|kirjoit\w+|maini\w*|kysy\w*|mukaan)\b",
    re.IGNORECASE,
)
PASSING = frozenset("got really actually even any anymore siis enää edes yhtään todellakaan oikeasti".split())
"""What may stand between a negation and what it is of."""
CLOCK = re.compile(r"(?<=\d):(?=\d)")
OF_I = frozenset("i we minä mä me".split())
OURS = frozenset("we our us ours me meidän meille".split())
OTHERS = frozenset("he she they his her their hän he hänen heidän ne".split())


@dataclass(frozen=True, repr=False)
class Part:
    """A sentence of a message, all of which is `text`, by whom, and in which chat; `mine` if by the person."""

    said: str
    text: str
    sender: str
    chat: str = ""
    mine: bool = False


def speaks_against(sentence: str, asked: str, parts: Sequence[Part]) -> bool:
    """Tell whether what comes nearest to a sentence, which answers a question, does not say what it says."""
    bare = BARE.fullmatch(sentence) is not None
    ranked = [(_shared(asked if bare else sentence, part), _shared(asked, part), not _asks(part.said), part) for part in parts]
    shared, _, _, best = max(ranked, key=lambda one: one[:3], default=(0, 0, False, None))
    if best is None or not shared:
        return bare
    if _asks(best.said) and not ASKING.search(sentence):
        return True
    if JOKING.search(best.text) or (DOUBTED.search(best.said) and not DOUBTED.search(sentence)):
        return True
    return (
        _is_contrary(sentence, best.said) or _is_elsewhere(sentence, best.said) or _is_of_another(asked if bare else sentence, asked, best)
    )


def _shared(text: str, part: Part) -> int:
    return len([word for word in telling(text) if is_in(word, words(part.said))])


def _asks(said: str) -> bool:
    return said.rstrip(" )").endswith("?")


def _is_contrary(sentence: str, said: str) -> bool:
    if bare := BARE.fullmatch(sentence):
        return (bare["yes"] is None) == NEGATIONS.isdisjoint(words(said))
    both = [word.casefold() for word in telling(sentence) if is_in(word, words(said))]
    return any(_is_negated(word, sentence) != _is_negated(word, said) for word in both)


def _is_negated(word: str, text: str) -> bool:
    """Tell whether a word is the first that a negation is of in its clause, wherever it stands; or what it tells of was cancelled."""
    clauses = [words(clause) for clause in CLAUSE.split(text) if clause]
    places = [(clause, at) for clause in clauses for at, one in enumerate(clause) if is_in(word, [one])]
    return bool(places) and all(any(map(VOIDED.match, clause)) or _is_behind_not(clause, at) for clause, at in places)


def _is_behind_not(clause: Sequence[str], at: int) -> bool:
    before = [one for one in clause[:at] if one in NEGATIONS or not (one in load() or one in PASSING or question.FAINT.fullmatch(one))]
    return bool(before) and before[-1] in NEGATIONS


def _is_elsewhere(sentence: str, said: str) -> bool:
    """Tell whether a figure is of a clause that another figure's clause outdoes in being what a sentence is about."""
    numbers = reckoning.numbers(sentence)
    clauses = [clause for clause in CLAUSE.split(CLOCK.sub(".", said)) if clause and reckoning.numbers(clause)]
    about = [word for word in telling(sentence) if not word.isdigit()]
    having = [len([one for one in about if is_in(one, words(clause))]) for clause in clauses if numbers & reckoning.numbers(clause)]
    others = [len([one for one in about if is_in(one, words(clause))]) for clause in clauses if not numbers & reckoning.numbers(clause)]
    return bool(having and others) and max(others) > max(having)


def _is_of_another(sentence: str, asked: str, part: Part) -> bool:
    """Tell whether a sentence names somebody of whom this is not: neither named there, nor speaking of themselves. "You" is of who is
    spoken to, or writes."""
    if not any(word.islower() for word in telling(sentence)):
        return False
    said = words(part.said)
    spoken_to = not vocabulary.words()["yours"].isdisjoint(said)
    if not vocabulary.words()["yours"].isdisjoint(words(sentence)) and not part.mine and not spoken_to:
        return (
            not (vocabulary.words()["mine"] - OURS).isdisjoint(said)
            or not OTHERS.isdisjoint(said)
            or bool(_people(part.said, asked, part.sender))
        )
    people = [word for word in WORD.findall(sentence) if word[0].isupper() and (names.basic(word) or is_in(word, words(part.sender)))]
    unnamed = [one for one in people if not is_in(one, words(f"{part.text} {part.chat}"))]
    if any(not is_in(one, words(part.sender)) for one in unnamed):
        return True
    theirs = [one for one in people if is_in(one, words(part.sender)) and not is_in(one, words(part.text))]
    return bool(theirs) and not REPORTING.search(sentence) and not _is_of_themselves(part, asked)


def _is_of_themselves(part: Part, asked: str) -> bool:
    said = words(part.said)
    if not OF_I.isdisjoint(said):
        return True
    return vocabulary.words()["yours"].isdisjoint(said) and OTHERS.isdisjoint(said) and not _people(part.said, asked, part.sender)


def _people(said: str, asked: str, sender: str) -> list[str]:
    """Return whom words name beside whom is asked about, and who wrote them."""
    known = [*words(asked), *words(sender)]
    return [word for word in WORD.findall(said) if word[0].isupper() and names.basic(word) and not is_in(word, known)]


def words(text: str) -> list[str]:
    """Return the words of a text, "don't" as two."""
    return [word.casefold() for word in WORD.findall(re.sub(r"n['’]t\b", " not", text))]


def is_in(word: str, there: Collection[str]) -> bool:
    """Tell whether a word, or what else its thing is called, is among others."""
    spoken = word.casefold()
    return any(is_same(way, one) for way in (spoken, *question.others(word)) for one in there if one == way or one not in load())
