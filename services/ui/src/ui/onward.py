"""What may be said after an answer: what it offers itself, then what can be asked about what it rests on, then about anything. None of it
removes or changes a thing. What others wrote is put into it as single words and plain names alone, so that nobody words another's request."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from shared import stopwords
from ui import words

MOST, WITHOUT_SOURCES = 6, 3
NAME = re.compile(r"[^\W\d_][^\W\d_'’-]*(?:[ -][^\W\d_]+){0,2}")
NAME_LIMIT, STEM = 30, 5
TOPIC = re.compile(r"(?!https?$|www$)[^\W\d_]{4,20}")
TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
DETERMINERS = frozenset("the a an my our your his her their its".split())
NO_THINGS = ("ing", "ed", "ly")
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november "
    "december".split()
)
"""Written like names in English."""
CASES = ("ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ksi")
INFLECTED = re.compile(rf".+(?:{'|'.join(CASES)}|[aeiouyäö][aä]|[aeiouyäö]{{2}}n|(?<!ne)n|t)")
"""What may be a Finnish case: it would read wrongly in another sentence."""
W = words.of("ONWARD")


def onward(reply: dict[str, Any], asked: str = "") -> list[str]:
    """Return what may be said next to an answer to what was asked, in its language; to a question only its answers."""
    own = list(reply.get("follow_ups") or [])
    if reply.get("asks") or not reply.get("steps"):
        return own
    sources = reply.get("sources") or []
    most = MOST if sources else max(WITHOUT_SOURCES, len(own))
    with words.speaking(reply.get("language") or ""):
        offered = dict.fromkeys((*own, *_about(sources, asked), *(text for step, text in W.others if step not in reply["steps"])))
    return list(islice(offered, most))


def _about(sources: list[dict[str, Any]], asked: str) -> Iterator[str]:
    """Yield what can be asked about sources: who wrote, what most of them are about, and what is of their kind."""
    names = Counter(one["sender"] for one in sources if _is_name(one.get("sender") or ""))
    who = [name for name, _ in names.most_common(1)]
    for name in who:
        yield from (text.format(name) for text in W.who)
    topic = _topic([one["text"] for one in sources], " ".join(names), asked)
    if topic:
        yield from (text.format(topic) for text in W.topic)
    for kind in dict.fromkeys(one["kind"] for one in sources):
        yield from W.kinds.get(kind, ())


def _is_name(text: str) -> bool:
    return len(text) <= NAME_LIMIT and NAME.fullmatch(text) is not None


def _topic(texts: list[str], names: str, asked: str) -> str:
    """Return what is surely the name of something and was asked about, or is in most texts, of several the longest; nothing where there is
    none."""
    known = {word.casefold() for word in stopwords.telling(names)}
    forms = {word.casefold() for text in (asked, *texts) for word in stopwords.telling(text)}
    found = Counter(word for text in texts for word in set(_things(text, forms)) if word.casefold() not in known)
    wanted = {word.casefold()[:STEM] for word in stopwords.telling(asked)}
    ranked = {word: (word.casefold()[:STEM] in wanted, count, len(word), word) for word, count in found.items()}
    fitting = [word for word, (was_asked, count, *_) in ranked.items() if was_asked or 2 * count > len(texts)]
    return max(fitting, key=lambda word: ranked[word], default="")


def _things(text: str, forms: set[str]) -> Iterator[str]:
    """Yield the words of a text that name something as they stand."""
    tokens = ["", *TOKEN.findall(text), ""]
    for before, word, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if TOPIC.fullmatch(word) and word.casefold() not in stopwords.load() | TIMES and _names(before, word, after, forms):
            yield word


def _names(before: str, word: str, after: str, forms: set[str]) -> bool:
    """Tell whether a word is a name within a sentence, stands alone behind its article, or is said in a Finnish case besides."""
    if word.istitle():
        return before.isalpha() and not (INFLECTED.fullmatch(word) if words.language() == "fi" else word.endswith(CASES))
    if before.casefold() in DETERMINERS:
        return not word.endswith(NO_THINGS) and (not after.isalnum() or after.casefold() in stopwords.load())
    return word.islower() and any(word + case in forms for case in CASES)
