"""Which of what is to do is told of as done: the one thing on a list, or the one reminder, that has every word of it."""

from collections.abc import Sequence

from private_llm.domain.conversation import Request, Tools
from private_llm.domain.settling import things
from private_llm.domain.understanding import done as telling_done
from private_llm.domain.understanding import lexicon
from private_llm.domain.understanding.done import Done
from private_llm.domain.understanding.focus import about
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import RecordView
from shared.stopwords import telling

LIMIT = 500
ALIKE = 4
"""Of so many letters alike two words are forms of one."""
SOMEBODY = frozenset("her him them hänelle heille".split())


def meant(done: Done, request: Request, tools: Tools) -> list[RecordView]:
    """Return what may be meant: of what was spoken of last, when nothing is named."""
    items = [one for one in tools.archive.records("item", limit=LIMIT) if not one.fields["done"]]
    reminders = [one for one in tools.archive.records("reminder", limit=LIMIT) if one.fields["state"] == "pending"]
    if done.names_nothing and done.is_of_anything:
        return _spoken_of([*items, *reminders], request)
    return [one for one in (*items, *reminders) if _is_it(str(one.fields["text"]), done)]


def _spoken_of(found: Sequence[RecordView], request: Request) -> list[RecordView]:
    """Return what the last turn that was no talk set, changed or showed, if it is one thing."""
    turn = next((one for one in request.focus.earlier if one.reply.sources or one.reply.effects), None)
    of_it = about(turn) if turn is not None else ()
    if turn is not None and " " not in plain(request.text) and any(effect.act == "added" for effect in turn.reply.effects):
        return []  # "Done", right after something was set, ends the talk.
    return [one for one in found if f"{one.kind}:{one.id}" in of_it] if len(of_it) == 1 else []


def is_sure(done: Done, entry: RecordView) -> bool:
    """Tell whether a thing is surely what was done: "her" is somebody who is named in it."""
    named = any(word[:1].isupper() for word in str(entry.fields["text"]).split()[1:])
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
    if named and (not words or things.held(named, text) < len({word.lower() for word in words if len(word) > 2})):
        return False
    does_it = any(map(done.fits, spoken))
    other = not does_it and not done.is_of_anything and lexicon.is_to_do(" ".join(spoken))
    return not other and (does_it or bool(named))
