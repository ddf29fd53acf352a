"""Which of some kept things a request means: by what was pointed at, by a day, by words; and the question when it can't be told."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from private_llm.domain.conversation import Answer, Request, source
from private_llm.domain.retrieval import question
from private_llm.domain.understanding import lexicon
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Asked, Source
from shared.stopwords import telling

CHOICES = 9
STEM, ENDING = 5, 2
EXCEPT = re.compile(
    r"\b(?:except|apart from|other than|but not|besides|all but|everything but|paitsi|lukuun ottamatta)\b(?: for)?(?P<what>.+)",
    re.IGNORECASE,
)
OF_SERIES = ("next:", "series:")
"""The next time of a series, and all of it, are of the thing itself."""


class Named(Protocol):
    """Something with a name and a time."""

    @property
    def source(self) -> Source: ...

    def said(self, request: Request) -> str: ...


OF_REMINDER = re.compile(r"(?<=\w\w\w)-?(?:muistutu\w*|hälyty\w*)$", re.IGNORECASE)
"""What a word ends in that is made of what a reminder is of: "vuokramuistutus"."""
ONE = re.compile(r"\b(?:the|that|my) (?!(?:next|last|first|second|third|other|same|whole)\b)\w+(?: \w+)? one\b", re.IGNORECASE)
"""What names one of several by a word: "the plants one"."""
NOT = re.compile(r"(?:,| and| ja)? (?:not|ei|eikä) (?P<what>.+)", re.IGNORECASE)
"""What is not meant, behind all that is."""
QUOTES = r"[\"“”«»]"
Lines = Callable[[Sequence[RecordView], Request], list[str]]


@dataclass(frozen=True, repr=False)
class Chosen:
    """What is meant of some things. `narrowed` says whether the request named any by words, a day, or pointing; `all` whether it
    asked for every one."""

    things: list[RecordView]
    narrowed: bool
    all: bool


def choose(
    found: Sequence[RecordView],
    request: Request,
    *,
    words: str,
    span: tuple[datetime, datetime] | None,
    at: Callable[[RecordView], datetime],
) -> Chosen:
    """Return what a request means of some things; a day that was named is always used."""
    every = asks_for_all(request)
    excepted = EXCEPT.search(request.text) or (NOT.search(request.text) if every else None)
    if excepted and not request.meant.things:
        spared = matching(found, excepted["what"])
        return Chosen([one for one in found if one not in spared] if spared else [], narrowed=True, all=True)
    if request.meant.things:
        ids = (
            {thing.partition(":")[2] for thing in request.meant.things if thing.startswith((f"{found[0].kind}:", *OF_SERIES))}
            if found
            else ()
        )
        return Chosen([one for one in found if one.id in ids], narrowed=True, all=every)
    if (
        not words and not every and (lexicon.names_reminder(request.text) or request.meant.intent == "snooze" or ONE.search(request.text))
    ):  # The words of the plan left out what is named by listed words.
        words = request.text if matching(found, request.text) else ""
    if words and any(act.fullmatch(lexicon.plain(words)) for one in lexicon.LANGUAGES for act in lexicon.load(one).acts.values()):
        words = request.text  # The plan took the order for what is meant.
    left = [one for one in found if span is None or span[0] <= at(one) < span[1]]
    if words:
        left = matching(left, words)
    just = exactly(left, request.text)
    return Chosen(just, narrowed=bool(words or span or len(just) < len(left)), all=every)


def asks_for_all(request: Request) -> bool:
    """Tell whether the request is about every thing that fits."""
    return bool(lexicon.load(request.language).every.search(request.text))


def matching(found: Sequence[RecordView], words: str) -> list[RecordView]:
    """Return the things that hold the most of some words, in their beginnings; none when no word is held."""
    wanted = _wanted(telling(words) or lexicon.plain(words).split())
    scored = [(_held(wanted, str(one.fields["text"])), one) for one in found]
    best = max((score for score, _ in scored), default=0)
    return [one for score, one in scored if score == best and best > 0]


def exactly(found: list[RecordView], said: str) -> list[RecordView]:
    """Return the thing all of whose words were said in their order, where of no other one more was said; else all that were found."""
    told = f" {lexicon.plain(re.sub(QUOTES, '', said))} "
    whole = [one for one in found if f" {lexicon.plain(str(one.fields['text']))} " in told]
    wanted = set(told.split()[1:])
    named = {one.id: len(wanted & set(lexicon.plain(str(one.fields["text"])).split())) for one in found}
    return whole if len(whole) == 1 and named[whole[0].id] == max(named.values()) else found


def held(words: str, text: str) -> int:
    """Return how many of some words a text has, in some form."""
    return _held(_wanted(telling(words)), text)


def _wanted(words: Sequence[str]) -> set[str]:
    """Return the words by which something is looked for: of those of two letters the names."""
    bare = (OF_REMINDER.sub("", word) or word for word in words)
    return {word.lower() for word in bare if len(word) > 2 or (len(word) == 2 and word[0].isupper())}


def _held(wanted: set[str], text: str) -> int:
    """Return how many of some words a text has; where it has none, how many by what else these things are called."""
    spoken = lexicon.plain(text).split()
    plainly = sum(any(_same(word, one) for word in spoken) for one in wanted)
    return plainly or sum(any(_same(word, way) for word in spoken for way in question.same(one) if len(way) > 2) for one in wanted)


def _same(word: str, wanted: str) -> bool:
    """Tell whether a word is another one, or a form of it: the same beginning, and little behind it."""
    if len(wanted) < 3:
        return word == wanted
    stem = max(STEM - 1, min(len(word), len(wanted)) - ENDING)
    return word.startswith(wanted[:STEM]) or (word[:stem] == wanted[:stem] and len(word[:stem]) == stem)


def which(candidates: Sequence[RecordView], request: Request, lines: Lines, *, lead: str = "", **words: str) -> Answer:
    """Ask which of several things is meant; a number answers it."""
    shown = list(candidates[:CHOICES])
    asked = Asked("choice", request.meant.intent, {**request.meant.words, **words}, tuple(f"{one.kind}:{one.id}" for one in shown))
    question = request.say("Which one do you mean? A number is enough.", "Mitä niistä tarkoitat? Numero riittää.")
    listed = "\n".join(f"{number}. {line}" for number, line in enumerate(lines(shown, request), 1))
    more = (
        request.say(f"\n… and {len(candidates) - CHOICES} more.", f"\n… ja {len(candidates) - CHOICES} muuta.")
        if len(candidates) > CHOICES
        else ""
    )
    return Answer(f"{lead}{question}\n{listed}{more}", tuple(map(source, shown)), asked=asked)


def is_it(near: Sequence[Named], request: Request, **words: str) -> Answer:
    """Ask whether one of the things that are called something like it is meant; yes or a number answers it."""
    question = request.say("I find nothing by that name. Do you mean this?", "En löydä mitään sillä nimellä. Tarkoitatko tätä?")
    return one_of(near, request, question, **words)


def one_of(found: Sequence[Named], request: Request, question: str, **words: str) -> Answer:
    """Ask which of some things that have a time is meant, of each the next time only; a number answers it."""
    shown = list({one.source.id: one for one in reversed(found)}.values())[::-1][:CHOICES]
    ids = tuple(f"{one.source.kind}:{one.source.id}" for one in shown)
    asked = Asked("choice", request.meant.intent, {**request.meant.words, **words, "when": request.text}, ids)
    listed = "\n".join(f"{number}. {one.said(request)}" for number, one in enumerate(shown, 1))
    return Answer(f"{question}\n{listed}", tuple(one.source for one in shown), asked=asked)


def sure(things: Sequence[RecordView], request: Request, question: str, lines: Lines) -> Answer:
    """Ask for a yes before something is done to more than one thing; a number or a name picks one of them."""
    asked = Asked("yes", request.meant.intent, dict(request.meant.words), tuple(f"{one.kind}:{one.id}" for one in things))
    marks = [f"{number}." for number in range(1, len(things) + 1)] if len(things) > 1 else ["•"]
    listed = "\n".join(f"{mark} {line}" for mark, line in zip(marks, lines(things, request), strict=True))
    one = request.say(", or a number for one of them", ", tai numero, niin teen sen vain yhdelle") if len(things) > 1 else ""
    answer = request.say(
        f"Say “yes” to go on{one}; nothing has been done yet.", f"Sano ”kyllä”, niin teen sen{one}; mitään ei ole vielä tehty."
    )
    return Answer(f"{question}\n{listed}\n{answer}", follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=asked)


def asked_for(wants: str, request: Request, question: str, **words: str) -> Answer:
    """Ask for what is missing; the next message supplies it."""
    return Answer(question, asked=Asked(wants, request.meant.intent, {**request.meant.words, **words}, request.meant.things))  # type: ignore[arg-type]
