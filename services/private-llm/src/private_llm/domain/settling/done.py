"""Which of what is to do is told of as done: the one thing on a list, or the one reminder, that has every word of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from private_llm.domain.conversation import Request, Tools
from private_llm.domain.settling import things
from private_llm.domain.understanding import done as telling_done
from private_llm.domain.understanding import groceries, lexicon
from private_llm.domain.understanding.done import Done
from private_llm.domain.understanding.focus import about
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import RecordView
from shared.stopwords import telling

LIMIT = 500
LEAST = 3
WEAK = str.maketrans("dvg", "tpk")
DOUBLE = re.compile(r"(.)\1")
ENDING = re.compile(r"[ntaä]$")
ALIKE = 4
"""Of so many letters alike two words are forms of one."""
AND = re.compile(r"\s*(?:,|&|\band\b|\bn\b|\bja\b|\bsekä\b)\s*", re.IGNORECASE)
SOMEBODY = frozenset("her him them hänelle heille".split())


def meant(done: Done, request: Request, tools: Tools) -> list[RecordView]:
    """Return what may be meant: of what was spoken of last, when nothing is named."""
    items = [one for one in tools.archive.records("item", limit=LIMIT) if not one.fields["done"]]
    reminders = [one for one in tools.archive.records("reminder", limit=LIMIT) if one.fields["state"] == "pending"]
    if done.names_nothing and done.is_of_anything:
        return _spoken_of([*items, *reminders], request)
    if not done.what:  # A verb alone is said of what was spoken of, where it fits.
        near = {*request.focus.come, *request.focus.it}
        come = [one for one in reminders if f"reminder:{one.id}" in request.focus.come]
        return come or [one for one in (*items, *reminders) if f"{one.kind}:{one.id}" in near and _is_it(str(one.fields["text"]), done)]
    return [one for one in (*items, *reminders) if _is_it(str(one.fields["text"]), done)]


def each(done: Done, request: Request, tools: Tools) -> list[RecordView]:
    """Return what is meant by names that are joined, one thing by each: "the milk and the bread"; nothing when that is not plain."""
    names = [name.strip() for name in AND.split(done.what) if name.strip()]
    found = [meant(replace(done, what=name.removeprefix("the ")), request, tools) for name in names] if len(names) > 1 else []
    return _one_each(found)


def clauses(text: str, request: Request, tools: Tools) -> list[RecordView]:
    """Return what is meant by clauses that tell of one thing done each: "paid the rent and called the bank"."""
    told = [telling_done.read(clause) for clause in AND.split(text) if clause.strip()]
    return _one_each([meant(one, request, tools) for one in told if one]) if len(told) > 1 and all(told) else []


def _one_each(found: Sequence[Sequence[RecordView]]) -> list[RecordView]:
    """Return the one thing of each, if each is just one, and another."""
    plainly = len({one.id for some in found for one in some}) == len(found) and all(len(some) == 1 for some in found)
    return [some[0] for some in found] if plainly else []


def just_come(done: Done, request: Request, tools: Tools) -> RecordView | None:
    """Return the reminder that has just come, and comes no more, where that is told of as done."""
    come = [tools.archive.record("reminder", one.partition(":")[2]) for one in request.focus.come]
    return next(filter(None, come), None) if done.names_nothing else None


def _spoken_of(found: Sequence[RecordView], request: Request) -> list[RecordView]:
    """Return what the last turn that was no talk set, changed or showed, if it is one thing."""
    turn = next((one for one in request.focus.earlier if one.reply.sources or one.reply.effects), None)
    of_it = about(turn) if turn is not None else ()
    if turn is not None and " " not in plain(request.text) and any(effect.act == "added" for effect in turn.reply.effects):
        return []  # "Done", right after something was set, ends the talk.
    return [one for one in found if f"{one.kind}:{one.id}" in of_it] if len(of_it) == 1 else []


def is_sure(done: Done, entry: RecordView) -> bool:
    """Tell whether a thing is surely what was done: "her" is somebody who is named in it."""
    text = str(entry.fields["text"])
    if entry.kind == "item" and entry.fields["list"] == "shopping" and done.is_of_shopping:
        return len(telling(groceries.without_amount(text))) <= len(telling(done.what))
    named = any(word[:1].isupper() for word in text.split()[1:])
    return done.surely and (done.what not in SOMEBODY or named)


def is_the_act(told: str, to_do: str) -> bool:
    """Tell whether what is told of as done is what something to do says is to be done, where it says so: bought milk is not returned."""
    act = plain(to_do).split()
    done = telling_done.read(told)
    if len(act) < 2 or not lexicon.is_to_do(" ".join(act)) or (done is not None and (done.is_of_anything or any(map(done.fits, act)))):
        return True
    return any(word[:ALIKE] == act[0][:ALIKE] for word in plain(told).split() if len(word) > ALIKE)


def _is_it(text: str, done: Done) -> bool:
    spoken = plain(text).split()
    named = "" if done.names_nothing else done.what
    words = telling(named)
    wanted = {word.lower() for word in words if len(word) > 2}
    if named and (not words or things.held(named, text) < len(wanted)) and not (wanted and _are_forms(wanted, spoken)):
        return False
    does_it = any(map(done.fits, spoken))
    other = not does_it and not done.is_of_anything and lexicon.is_to_do(" ".join(spoken))
    return not other and (does_it or bool(named))


def _are_forms(wanted: Iterable[str], spoken: Iterable[str]) -> bool:
    """Tell whether each of some Finnish words is a form of one that is spoken, though its letters change: "leivän", "leipä"."""
    bare = [_bare(word) for word in spoken]
    return all(any(_alike(_bare(word), one) for one in bare) for word in wanted)


def _alike(word: str, other: str) -> bool:
    least = max(LEAST, min(len(word), len(other)) - 1)
    return word[:least] == other[:least]


def _bare(word: str) -> str:
    """Return a word with the letters that change in its forms as one, and no ending."""
    return ENDING.sub("", DOUBLE.sub(r"\1", word.lower().translate(WEAK)))
