"""One search over everything that may hold an answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from private_llm.domain.conversation import Request, Tools
from private_llm.domain.ports import EVERYTHING
from private_llm.domain.redaction import names
from private_llm.domain.retrieval import narrowing, question, whose, writers
from private_llm.domain.retrieval.narrowing import Narrowed
from private_llm.domain.understanding import forms
from shared.schemas.archive import Found, Hit
from shared.stopwords import WORD

ANSWERS = ("note", "contact", "reminder", "message", "conversation", "event")
"""What answers rest on: what was told and what others wrote. No drafts, summaries or names of chats."""
LIMIT, WIDER = 8, 24
"""So many are found by the words of a question, and looked at where other words for it are."""
NEWEST = 10
"""So many are found where nothing but a place is named."""
ANYWHERE = Narrowed("")
OF_ONE = 0.3
"""More than so much of what is asked of somebody they say, or are told, beside their name."""
FEW = 3
ALL, HALF = 0.99, 0.5
SOON = timedelta(hours=1)
"""So soon after a question what somebody else writes answers it."""
TO_ME = 0.7
AS_GOOD = 0.9
OF_ME = re.compile(r"\b(?:i|me|my|mine|mä|minä|mun|minun|mulla|minulla|mulle|minulle)\b", re.IGNORECASE)
AS_WELL = 0.5
"""Of the best score: what has every word has more than twice that of what has some."""
LONGEST = 2000
"""So much of a request is looked for, in characters."""


@dataclass(frozen=True, repr=False)
class Looked:
    """What was found for a question."""

    asked: question.Question
    """What of it was looked for."""
    hits: Sequence[Hit]
    where: str = ""
    """Where its answer was to be and is not: what was found is elsewhere."""
    newest: bool = False
    """True when nothing but a place was named: these are the newest there."""
    instead: Mapping[str, str] = field(default_factory=dict)
    """Words that are in nothing, each with what is nearest in spelling and was looked for in its place."""

    def is_sure(self, *, least: float = question.LEAST) -> bool:
        """Tell whether the best of it answers the question, as far as words show that. What is somebody else's by a name that is nearly
        the same does not."""
        return self.newest or (bool(self.hits) and not are_names(self.instead) and are_sure(self.hits, self.asked, least=least))


def answers(request: Request, tools: Tools) -> Looked:
    """Return what may answer a question, best first: where it says that the answer is, else anywhere."""
    narrowed = narrowing.read(request, tools)
    there = _there(narrowed, tools)
    if there.is_sure():
        return there
    if narrowed.among != EVERYTHING and not there.asked.about:
        return _near(narrowed, there, tools)
    anywhere = _matching(question.read(request.text), tools)
    if there.hits and not anywhere.is_sure():
        return there
    elsewhere = narrowed.sure and not _is_there(anywhere.hits[:2], narrowed)
    return replace(anywhere, where=narrowed.where if elsewhere else "")


def _is_there(hits: Sequence[Hit], narrowed: Narrowed) -> bool:
    """Tell whether the best that was found is by who was named, or in the chat: it has other words than those that were asked for."""
    where = {(hit.sender if narrowed.among.sender else "", hit.chat if narrowed.among.chat else "") for hit in hits}
    return where == {(narrowed.among.sender or "", narrowed.among.chat or "")}


def _near(narrowed: Narrowed, there: Looked, tools: Tools) -> Looked:
    """Return the newest in the chat, or of whom, where nothing is of the time or sort that was named."""
    wider = Narrowed(narrowed.words, replace(EVERYTHING, chat=narrowed.among.chat, sender=narrowed.among.sender))
    found = _there(wider, tools) if wider.is_narrow and wider.among != narrowed.among else there
    return replace(found, where=narrowed.where)


def _there(narrowed: Narrowed, tools: Tools) -> Looked:
    asked = question.read(narrowed.words)
    if not narrowed.is_narrow:
        return Looked(asked, ())
    if asked.about:
        return _matching(asked, tools, narrowed)
    if narrowed.among == EVERYTHING:
        return Looked(asked, ())
    found = tools.archive.search("", kinds=narrowed.kinds or ANSWERS, limit=NEWEST, among=narrowed.among)
    hits = [hit for hit in found if shows(hit, narrowed)]
    return Looked(asked, hits, newest=bool(hits))


def _matching(asked: question.Question, tools: Tools, narrowed: Narrowed = ANYWHERE) -> Looked:
    """Return what has the words of a question; where some are in nothing, what has the nearest in spelling, unless other words
    for them say as much."""
    if not asked.about:
        return Looked(asked, ())
    first = tools.archive.look_for(asked.words[:LONGEST], kinds=narrowed.kinds or ANSWERS, limit=LIMIT, among=narrowed.among)
    if not first.instead:
        return Looked(asked, _in_its_words_first(_by_words(asked, tools, narrowed, first.hits), asked))
    written = _by_words(asked, tools, narrowed, _found(asked.words, LIMIT, tools, narrowed))
    meant = asked.respelt(first.instead)
    respelt = _showing(first.hits, meant, narrowed)
    more = _share(respelt, meant) - _share(written, asked)
    if more > 0 or (respelt and written and more == 0 and respelt[0].id == written[0].id):
        return Looked(meant, respelt, instead=first.instead)
    return Looked(asked, written)


def _by_words(asked: question.Question, tools: Tools, narrowed: Narrowed, found: Sequence[Hit]) -> Sequence[Hit]:
    """Return what has the words of a question, which is what was `found`, or by other words for it only if by these it is not there."""
    hits = _showing(found, asked, narrowed)
    for words in dict.fromkeys((asked.inflected, asked.widened)):
        if hits and asked.is_met_by(hits[0].text, hits[0].sender, hits[0].chat_name) and _says_more(hits[0], asked):
            break
        if words == asked.words:
            continue
        called = words != asked.inflected
        wider = _showing(_found(words, WIDER if called else LIMIT, tools, narrowed), asked, narrowed)
        if called:  # What is called by several words is one thing all the same.
            weighed = (replace(hit, score=weight) for hit in wider if (weight := _weight(hit, asked)))
            wider = sorted(weighed, key=lambda hit: -hit.score)[:LIMIT]
        hits = wider if not (called and hits) or _gains(wider, hits[0], asked) else hits
    return hits


def _in_its_words_first(hits: Sequence[Hit], asked: question.Question) -> Sequence[Hit]:
    """Return hits with those in front, of what fits about as well, that say more of what is asked themselves, not their chat's name."""
    near = [hit for hit in hits if hit.score >= AS_GOOD * hits[0].score]
    return [*sorted(near, key=lambda hit: -_weight(hit, asked)), *hits[len(near) :]]


def _found(words: str, limit: int, tools: Tools, narrowed: Narrowed) -> Sequence[Hit]:
    return tools.archive.search(words[:LONGEST], kinds=narrowed.kinds or ANSWERS, match="any", limit=limit, among=narrowed.among)


def _showing(found: Sequence[Hit], asked: question.Question, narrowed: Narrowed) -> Sequence[Hit]:
    return [hit for hit in found if asked.is_shown_by(hit.text) and shows(hit, narrowed) and _tells(hit, asked)]


def _share(hits: Sequence[Hit], asked: question.Question) -> float:
    return asked.share_in(hits[0].text, hits[0].sender, hits[0].chat_name) if hits else 0.0


def are_names(instead: Mapping[str, str]) -> bool:
    """Tell whether a name was taken for another: whoever is called nearly so may be somebody else."""
    return any(names.basic(word) or names.basic(near) or (word[0].isupper() and near[0].isupper()) for word, near in instead.items())


def _gains(wider: Sequence[Hit], plain: Hit, asked: question.Question) -> bool:
    """Tell whether what was found by other words has more of what is asked than the best without them, or as much, and by these words."""
    best = [hit for hit in wider if hit.score == wider[0].score and hit.score >= _weight(plain, asked)]
    return any(asked.share_in(hit.text, literally=True) < asked.share_in(hit.text) for hit in best)


def _says_more(hit: Hit, asked: question.Question) -> bool:
    """Tell whether a message has something of what is asked beside whom it is by and where it is."""
    beside = asked.without((hit.sender, hit.chat_name))
    return hit.kind != "message" or beside is asked or beside.share_in(hit.text) > 0


def _weight(hit: Hit, asked: question.Question) -> float:
    """Return how much a hit has of what is asked; what only its writer or chat is called counts for half."""
    text = asked.share_in(hit.text)
    return text + HALF * (asked.share_in(hit.text, hit.sender, hit.chat_name) - text) if hit.kind == "message" else text


def _tells(hit: Hit, asked: question.Question) -> bool:
    """Tell whether a contact is more than somebody's name, where more is asked than how they are reached or called."""
    return hit.kind != "contact" or asked.of_contact or asked.share_in(hit.text) > ALL


def shows(hit: Hit, narrowed: Narrowed) -> bool:
    """Tell whether there is something to quote, that somebody wrote; of pictures and the like that there is one."""
    return not is_notice(hit) and not is_named_only(hit) and bool(hit.text.strip() or narrowed.among.forms)


def are_sure(hits: Sequence[Hit], asked: question.Question, *, least: float = question.LEAST) -> bool:
    """Tell whether the best of some hits answers a question, as far as words show it: it has most of them. Where somebody who wrote is
    named, it tells them of them, and nobody else tells more of themselves: what Anna is asked about may be what Bo did, or asked her."""
    messages = [hit for hit in hits if hit.kind == "message"]
    named = {hit.sender for hit in messages if asked.names(hit.sender)}
    if hits[0].kind != "message" or not named:
        best = next((hit for hit in hits if not asks(hit)), hits[0])
        beside = asked.without_places({hit.chat_name for hit in messages})
        return asked.is_met_by(whose.about(best, ()), best.sender, best.chat_name, least=least) and beside.share_in(best.text) > 0
    wanted = asked.without(named)
    if wanted.share_in(whose.about(hits[0], named)) <= OF_ONE or not asked.is_met_by(hits[0].text, hits[0].sender, least=0):
        return False
    theirs = max(wanted.share_in(whose.about(hit, named)) for hit in messages if hit.sender in named)
    return max((wanted.share_in(whose.own(hit, named)) for hit in messages if hit.sender not in named), default=0.0) <= theirs


def asks(hit: Hit) -> bool:
    """Tell whether a hit is a question itself, and tells nothing beside."""
    return "?" in hit.text and not whose.told(hit.text)


def replied(fits: Sequence[Hit], best: list[Hit], asked: question.Question, tools: Tools) -> list[Hit]:
    """Return what was asked by somebody, and the reply to it, where that is more of what is asked now than the best of what is told."""
    first = fits[0]
    more = first == best[0] or asked.share_in(first.text) > max(question.LEAST, asked.share_in(best[0].text))
    reply = _reply_to(first, tools) if more else None
    return [first, reply] if reply else best


def _reply_to(hit: Hit, tools: Tools) -> Hit | None:
    """Return what somebody else wrote right after a question, if they did soon."""
    if hit.kind != "message" or not asks(hit):
        return None
    after = tools.archive.written(chat=hit.chat, since=hit.at, until=hit.at + SOON)
    return next((one for one in after if int(one.id) > int(hit.id) and one.sender and one.sender != hit.sender), None)


def to_me_first(hits: Sequence[Hit], asked: str, tools: Tools) -> Sequence[Hit]:
    """Return hits with those in front, of what fits about as well, that call the person by name, where the question is of them."""
    near = [hit for hit in hits if hit.score >= TO_ME * hits[0].score] if hits else []
    if len(near) < 2 or not OF_ME.search(asked) or any(hit.kind != "message" for hit in near[:1]):
        return hits
    firsts = {name.split()[0].casefold() for name in writers.own_names(tools) if name.split()}
    named = [hit for hit in near if hit.kind == "message" and not firsts.isdisjoint(word.casefold() for word in WORD.findall(hit.text))]
    return [replace(hit, score=hits[0].score) for hit in named] + [hit for hit in hits if hit not in named]


def is_notice(hit: Hit) -> bool:
    """Tell whether a line of a chat is the messenger's own, which nobody wrote."""
    return hit.kind == "message" and not hit.sender


def is_named_only(hit: Hit) -> bool:
    """Tell whether a line of the conversation only names or asks, and tells nothing."""
    few = len(hit.text.split()) <= FEW and not any(map(str.isdigit, hit.text)) and forms.is_named(hit.text)
    return hit.kind == "conversation" and (few or forms.is_question(hit.text))


def everything(request: Request, tools: Tools) -> Looked:
    """Return what a request asks to find: of the kinds that it names, else of any. “Show it whole” means what was asked before."""
    asked = question.read(request.text)
    if asked.whole and not asked.about:
        asked = question.read(
            next((said.text for said in reversed(request.history) if said.role == "person" and said.text != request.text), "")
        )
    narrowed = narrowing.read(request, tools)
    there = _there(narrowed, tools) if narrowed.among != EVERYTHING else None
    if there and there.hits:
        return there if there.newest else replace(there, hits=fitting(there.hits))
    of_kind = asked.without_kinds()
    if not of_kind.about:
        return Looked(asked, ())
    named = tools.archive.search(of_kind.words[:LONGEST], kinds=asked.kinds, match="any", limit=LIMIT) if asked.kinds else ()
    found = Found(tuple(named)) if named else tools.archive.look_for(asked.words[:LONGEST], limit=LIMIT)
    return Looked(asked, fitting(found.hits), instead=found.instead)


def fitting(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return those of some hits, best first, that fit about as well as the best."""
    return [hit for hit in hits if hit.score >= AS_WELL * hits[0].score]
