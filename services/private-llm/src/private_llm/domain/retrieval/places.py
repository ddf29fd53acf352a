"""Names of chats and of those who wrote, where a question has them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from private_llm.domain.conversation import Tools
from private_llm.domain.retrieval import question
from private_llm.domain.retrieval.vocabulary import is_one, words

MOST = 500
"""So many chats are looked at."""
BEFORE = 4
"""So many words before "chat" may name one."""
LONG = 4
"""From so many letters on a word may end in another way."""
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, repr=False)
class Named:
    """A name in a text, and the characters that say it."""

    name: str
    start: int
    end: int
    sure: bool = True


@dataclass(frozen=True)
class Spoken:
    """A word of a text."""

    word: str
    start: int
    end: int


def chats(tools: Tools) -> Mapping[str, str]:
    """Return the names of chats by their ids."""
    return {one.id: str(one.fields["name"]) for one in tools.archive.records("chat", limit=MOST)}


def cut(text: str, start: int, end: int) -> str:
    """Return a text without some characters."""
    return f"{text[:start]} {text[end:]}"


def spoken(text: str) -> list[Spoken]:
    """Return the words of a text; folded, and in composed letters as names are compared."""
    return [Spoken(_folded(match[0]), match.start(), match.end()) for match in WORD.finditer(text)]


def chat_in(text: str, known: Mapping[str, str], tools: Tools, *, asked: bool = False) -> Named | None:
    """Return the chat, by its id, that a text says something is in: "in Flat 12", "the band chat", "perhechatissa". With `asked` a chat
    is asked for, and its name alone is enough."""
    said = spoken(text)
    found = [one for chat, name in known.items() if (one := _whole(said, chat, name, asked=asked))]
    best = max(found, key=lambda one: (one.sure, one.end - one.start), default=None) or _partly(said, known)
    if best is None or best.sure or asked:
        return best
    return None if known[best.name].casefold() in {name.casefold() for name in tools.archive.senders()} else best


def _whole(said: Sequence[Spoken], chat: str, name: str, *, asked: bool) -> Named | None:
    """Return where a text has the whole name of a chat, as a place."""
    parts = [one.word for one in spoken(name)]
    for first in range(len(said) - len(parts) + 1 if parts else 0):
        last = first + len(parts) - 1
        ending = said[last].word.removeprefix(parts[-1])
        if [one.word for one in said[first:last]] != parts[:-1] or not said[last].word.startswith(parts[-1]):
            continue
        behind, compound = last + 1, any(ending.lstrip("n").startswith(one) for one in words()["behind"])
        if behind < len(said) and not ending and is_one(said[behind].word, "endings") and said[behind].start <= said[last].end + 1:
            ending, behind = said[behind].word, behind + 1
        if ending and not compound and ending not in words()["endings"]:
            continue
        while behind < len(said) and is_one(said[behind].word, "small"):
            behind += 1
        followed = behind < len(said) and is_one(said[behind].word, "chat")
        before = _before(said, first)
        sure = compound or followed or (before >= 0 and is_one(said[before].word, "chat"))
        if sure or asked or ending in words()["inside"] or (before >= 0 and is_one(said[before].word, "in")):
            end = said[behind].end if followed else said[behind - 1].end if behind > last + 1 else said[last].end
            return Named(chat, _start(said, first), end, sure)
    return None


def _before(said: Sequence[Spoken], first: int) -> int:
    """Return the place of the word that a name hangs on, or -1."""
    place = first - 1
    while place >= 0 and (is_one(said[place].word, "small") or is_one(said[place].word, "called")) and not is_one(said[place].word, "chat"):
        place -= 1
    return place


def _start(said: Sequence[Spoken], first: int) -> int:
    """Return where a place begins that a name ends: with "in the", or "the chat called"."""
    before = _before(said, first)
    if before >= 0 and is_one(said[before].word, "chat"):
        before = _before(said, before)
    return said[before].start if before >= 0 and is_one(said[before].word, "in") else said[before + 1].start


def _partly(said: Sequence[Spoken], known: Mapping[str, str]) -> Named | None:
    """Return the only chat that has all words before "chat", or after "chat with"."""
    for place, one in enumerate(said):
        joined = next((one.word[: one.word.find(last)] for last in words()["behind"] if one.word.find(last) > 1), "")
        if not joined and not is_one(one.word, "chat"):
            continue
        first = place if joined else _first(said, place)
        named = [joined.removesuffix("-")] if joined else [each.word for each in said[first:place]]
        end = one.end
        if not named and place + 2 < len(said) and is_one(said[place + 1].word, "called"):
            named, end = [said[place + 2].word], said[place + 2].end
        fit = [chat for chat, name in known.items() if named and _has_all(name, named)]
        if len(fit) == 1:
            return Named(fit[0], _start(said, first), end)
    return None


def _has_all(name: str, words_said: Sequence[str]) -> bool:
    """Tell whether a name has all of some words, or what else these are called: "the family chat" is Perhe."""
    parts = [part.word for part in spoken(name)]
    return all(any(_same(one, part) for one in (word, *question.others(word)) for part in parts) for word in words_said)


def _first(said: Sequence[Spoken], place: int) -> int:
    first = place
    while first > max(0, place - BEFORE) and not is_one(said[first - 1].word, "stop"):
        first -= 1
    return first


def sender_in(text: str, tools: Tools) -> Named | None:
    """Return who a question says has written: "what did Anna say", "messages from Anna", "viestit Annalta"."""
    said = spoken(text)
    everybody = {name: [one.word for one in spoken(name)] for name in tools.archive.senders()}
    for first in range(len(said)):
        for last in range(min(len(said), first + 3), first, -1):
            run = [one.word for one in said[first:last]]
            named = [(name, end) for name, parts in everybody.items() if (end := _called(run, parts)) is not None]
            if named and (span := _as_writer(said, first, last, named[0][1])):
                names = {name for name, _ in named}
                return Named(names.pop() if len(names) == 1 else _common(run, WORD.findall(named[0][0])), *span)
    return None


def _called(run: Sequence[str], parts: Sequence[str]) -> str | None:
    """Return the ending with which somebody is called by a run of words, who is called by some parts; None when they are not."""
    for first in range(len(parts) - len(run) + 1):
        wanted = parts[first : first + len(run)]
        if list(run[:-1]) == wanted[:-1] and len(wanted[-1]) > 1 and run[-1].startswith(wanted[-1]):
            ending = run[-1].removeprefix(wanted[-1])
            if not ending or ending in words()["endings"]:
                return ending
    return None


def _common(run: Sequence[str], parts: Sequence[str]) -> str:
    """Return what several are called by, without its ending."""
    return " ".join(next((part for part in parts if word.startswith(_folded(part))), word) for word in run)


def _as_writer(said: Sequence[Spoken], first: int, last: int, ending: str) -> tuple[int, int] | None:
    """Return the characters that say that somebody wrote, if those around a name do."""
    behind = last + (last < len(said) and said[last].word == "s")
    while behind < len(said) and is_one(said[behind].word, "between"):
        behind += 1
    after = said[behind].word if behind < len(said) else ""
    before = [said[first - 1].word if first else "", said[first - 2].word if first > 1 else ""]
    if not ending and is_one(after, "says") and not is_one(before[0], "passive"):
        return said[first].start, said[behind].end
    if is_one(before[0], "by") or ending in words()["from"]:
        start = first - is_one(before[0], "by")
        fits = start > 0 and is_one(said[start - 1].word, "sent")
        return (said[start].start, said[last - 1].end) if fits else None
    if behind > last or ending in words()["of"]:
        behind += behind < len(said) and is_one(said[behind].word, "latest")
        theirs = behind < len(said) and is_one(said[behind].word, "theirs")
        return (said[first].start, said[behind - 1].end) if theirs else None
    return (said[first - 1].start, said[last - 1].end) if not ending and first and is_one(before[0], "said_by") else None


def may_be_sent(text: str) -> bool:
    """Tell whether a text has a word for what people send."""
    return any(is_one(one.word, "sent") for one in spoken(text))


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


def _same(one: str, two: str) -> bool:
    short = min(len(one), len(two))
    return one == two or (short >= LONG and one[: max(LONG, short - 1)] == two[: max(LONG, short - 1)])
