"""What may be said after an answer: what it offers itself, then what can be asked about what it rests on, then about anything. None of it
removes or changes a thing. What others wrote is put into it as single words and plain names alone, so that nobody words another's request."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from shared.stopwords import telling
from ui import words

MOST, WITHOUT_SOURCES = 6, 3
NAME = re.compile(r"[^\W\d_][^\W\d_'’-]*(?:[ -][^\W\d_]+){0,2}")
NAME_LIMIT, STEM = 30, 5
TOPIC = re.compile(r"(?!https?$|www$)[^\W\d_]{4,20}")
W = words.of("ONWARD")


def onward(reply: dict[str, Any], asked: str = "") -> list[str]:
    """Return what may be said next to an answer to what was asked; to a question only its answers."""
    own = list(reply.get("follow_ups") or [])
    if reply.get("asks") or not reply.get("steps"):
        return own
    sources = reply.get("sources") or []
    most = MOST if sources else max(WITHOUT_SOURCES, len(own))
    offered = dict.fromkeys((*own, *_about(sources, asked), *(text for step, text in W.others if step not in reply["steps"])))
    return list(islice(offered, most))


def _about(sources: list[dict[str, Any]], asked: str) -> Iterator[str]:
    """Yield what can be asked about sources: who wrote, what most of them are about, and what is of their kind."""
    names = Counter(one["sender"] for one in sources if _is_name(one.get("sender") or ""))
    who = [name for name, _ in names.most_common(1)]
    for name in who:
        yield from (text.format(name) for text in W.who)
    topic = _topic(sources, " ".join(names), asked)
    if topic:
        yield from (text.format(topic) for text in W.topic)
    for kind in dict.fromkeys(one["kind"] for one in sources):
        yield from W.kinds.get(kind, ())


def _is_name(text: str) -> bool:
    return len(text) <= NAME_LIMIT and NAME.fullmatch(text) is not None


def _topic(sources: list[dict[str, Any]], names: str, asked: str) -> str:
    """Return the word that most sources have, of several the longest, if it can be one that was asked about; nothing where there is none."""
    known = {word.casefold() for word in telling(names)}
    found: Counter[str] = Counter()
    for source in sources:
        found.update({word.casefold() for word in telling(source["text"]) if TOPIC.fullmatch(word)} - known)
    wanted = {word.casefold()[:STEM] for word in telling(asked)}
    return max(found, key=lambda word: (word[:STEM] in wanted, found[word], len(word), word), default="")
