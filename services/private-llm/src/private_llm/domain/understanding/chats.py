"""Which chat a request means, by its name: with slips, in Finnish in any case, as "the X group", "X-ryhmässä" or only by a part of it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from private_llm.domain import times
from private_llm.domain.understanding import digests
from private_llm.domain.understanding.tidy import distance
from shared.schemas.archive import Member, RecordView
from shared.stopwords import WORD, load

ENDINGS = re.compile(r"(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|iin|aan|ään|een|hin|han|hen|hön|n|a|ä|s|t|ta|tä|in|na|nä)$")
"""Of Finnish cases, and of what belongs to somebody."""
COMPOUND = re.compile(r"-?(?:group|chat|ryhm|keskustelu|kanava|porukka|poruka)\w*$")
LONG, LONGER = 4, 8
"""From so many letters on one slip is let pass; from so many on two."""


@dataclass(frozen=True, repr=False)
class Named:
    """What a request names: the chats that fit best, whether by all of their name, and the words that are left over."""

    chats: tuple[RecordView, ...]
    whole: bool
    left: tuple[str, ...]


def named(said: str, chats: Sequence[RecordView], *, time: Collection[str] = ()) -> Named:
    """Return which chats a request names; `time` are its words that name days."""
    words = [word for word in WORD.findall(said.casefold()) if COMPOUND.sub("", word)]
    fits = [(one, [_at(word, words) for word in _words(one)]) for one in chats]
    scored = [
        (one, [at for at in places if at is not None and (words[at] not in time or None not in places)], len(places))
        for one, places in fits
    ]
    best = max((_score(places, count) for _, places, count in scored), default=(0, 0.0))
    meant = [(one, places, count) for one, places, count in scored if places and _score(places, count) == best]
    used = {words[at] for _, places, _ in meant for at in places}
    return Named(tuple(one for one, _, _ in meant), bool(meant) and best[1] == 1, tuple(_left(words, used, time)))


def are_all_that_is_named(said: str, chats: Sequence[RecordView]) -> bool:
    """Tell whether a request names chats and, beside days, nothing else."""
    found = named(said, chats, time=frozenset(WORD.findall(" ".join(said[one.start : one.end] for one in times.find(said)))))
    return bool(found.chats) and not found.left


def _score(places: Sequence[int], count: int) -> tuple[int, float]:
    return len(places), len(places) / max(1, count)


def _words(chat: RecordView) -> list[str]:
    """Return the words of a chat's name that tell it from others; all, if none does."""
    words = [word.casefold() for word in WORD.findall(unicodedata.normalize("NFC", str(chat.fields["name"])))]
    return [word for word in words if not digests.names_a_chat(word) and (word not in load() or word.isdigit())] or words


def _at(name: str, words: Sequence[str]) -> int | None:
    """Return where some words have a word of a name: best as it is, then in another form, then with a slip."""
    for fits in (lambda word: word == name, lambda word: is_form(word, name), lambda word: _is_called(word, name)):
        found = next((number for number, word in enumerate(words) if fits(word)), None)
        if found is not None:
            return found
    return None


@cache
def is_form(word: str, name: str) -> bool:
    """Tell whether a word is a name in some case, in a compound, or with a slip."""
    spoken = COMPOUND.sub("", word)
    if not spoken or name.isdigit() or spoken.isdigit():
        return spoken == name
    if word in digests.forms()["form"]:
        return False
    stems = {spoken, ENDINGS.sub("", spoken), _plainly(spoken)}
    return any(_is_slip(stem, one) for stem in stems for one in {name, _plainly(name)})


def _is_slip(one: str, other: str) -> bool:
    length = min(len(one), len(other))
    allowed = 0 if length < LONG else 1 if length < LONGER else 2
    return one == other or (
        allowed > 0 and one[0] == other[0] and abs(len(one) - len(other)) <= allowed and distance(one, other) <= allowed
    )


def _is_called(word: str, name: str) -> bool:
    """Tell whether a word is another for what a name is."""
    return any(any(_begins(name, one) for one in group) and any(_begins(word, one) for one in group) for group in digests.forms()["same"])


def _begins(word: str, beginning: str) -> bool:
    return word == beginning or (word.startswith(beginning) and len(beginning) >= LONG)


def _plainly(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def _left(words: Sequence[str], used: Collection[str], time: Collection[str]) -> list[str]:
    """Return the words that neither name a chat or a day nor belong to the form of the request."""
    told = [COMPOUND.sub("", word) if digests.names_a_chat(word) else word for word in words if word not in used and word not in time]
    idle = digests.forms()["form"] | load()
    return [word for word in told if word and word not in idle and not digests.names_a_chat(word)]


def own_names(members: Sequence[Member], profile: str) -> frozenset[str]:
    """Return under which names the person writes: whoever is called like them; else who answers in the chats of two; else who alone is
    in more chats than all others."""
    inside: dict[str, set[str]] = {}
    for one in members:
        if one.sender:
            inside.setdefault(one.chat, set()).add(one.sender)
    called = {sender for senders in inside.values() for sender in senders if profile and _is_called_so(profile, sender)}
    if called:
        return frozenset(called)
    names = {one.chat: one.chat_name for one in members}
    others = set(names.values())  # A chat is called by whom the person writes to.
    answering = Counter(
        sender for chat, senders in inside.items() if len(senders) == 2 and names[chat] in senders for sender in senders - {names[chat]}
    )
    everywhere = (answering or Counter(sender for senders in inside.values() for sender in senders - others)).most_common(2)
    sure = everywhere and (answering or everywhere[0][1] > 1) and (len(everywhere) == 1 or everywhere[0][1] > everywhere[1][1])
    return frozenset({everywhere[0][0]}) if sure else frozenset()


def _is_called_so(profile: str, sender: str) -> bool:
    """Tell whether a sender has the person's name: all words of the shorter one."""
    mine, theirs = set(profile.casefold().split()), set(sender.casefold().split())
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)
