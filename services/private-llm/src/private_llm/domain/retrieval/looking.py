"""One search over everything that may hold an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from private_llm.domain.conversation import Request, Tools
from private_llm.domain.ports import EVERYTHING
from private_llm.domain.retrieval import narrowing, question
from private_llm.domain.retrieval.narrowing import Narrowed
from shared.schemas.archive import Hit

ANSWERS = ("note", "contact", "reminder", "message", "conversation", "event")
"""What answers rest on: what was told and what others wrote. No drafts, summaries or names of chats."""
LIMIT = 8
NEWEST = 10
"""So many are found where nothing but a place is named."""
ANYWHERE = Narrowed("")
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

    def is_sure(self, *, least: float = question.LEAST) -> bool:
        """Tell whether the best of it answers the question, as far as words show that."""
        return self.newest or (bool(self.hits) and are_sure(self.hits, self.asked, least=least))


def answers(request: Request, tools: Tools) -> Looked:
    """Return what may answer a question, best first: where it says that the answer is, else anywhere."""
    narrowed = narrowing.read(request, tools)
    there = _there(narrowed, tools)
    if there.is_sure():
        return there
    anywhere = _matching(question.read(request.text), tools)
    if there.hits and not anywhere.is_sure():
        return there
    return replace(anywhere, where=narrowed.where if narrowed.sure else "")


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
    hits: Sequence[Hit] = ()
    for words in dict.fromkeys((asked.words, asked.widened) if asked.about else ()):  # By other words only if by these it is not there.
        found = tools.archive.search(
            words[:LONGEST], kinds=narrowed.kinds or ANSWERS, match="any", limit=LIMIT, among=narrowed.among
        )
        hits = [hit for hit in found if asked.is_shown_by(hit.text) and shows(hit, narrowed)]
        if hits and asked.is_met_by(hits[0].text, hits[0].sender, hits[0].chat_name):
            break
    return Looked(asked, hits)


def shows(hit: Hit, narrowed: Narrowed) -> bool:
    """Tell whether there is something to quote, that somebody wrote; of pictures and the like that there is one."""
    return not is_notice(hit) and bool(hit.text.strip() or narrowed.among.forms)


def are_sure(hits: Sequence[Hit], asked: question.Question, *, least: float = question.LEAST) -> bool:
    """Tell whether the best of some hits answers a question, as far as words show it: it has most of them, and where somebody who wrote
    is named, nobody else wrote more of them. What Anna is asked about may be what Bo did."""
    best = hits[0]
    if not asked.is_met_by(best.text, best.sender, best.chat_name, least=least):
        return False
    messages = [hit for hit in hits if hit.kind == "message"]
    theirs = [hit for hit in messages if asked.names(hit.sender)]
    if best.kind != "message" or not theirs:
        return True
    others = [hit for hit in messages if hit not in theirs and not asked.names(hit.text)]
    return max((asked.share_in(hit.text) for hit in others), default=0.0) <= asked.share_in(theirs[0].text)


def is_notice(hit: Hit) -> bool:
    """Tell whether a line of a chat is the messenger's own, which nobody wrote."""
    return hit.kind == "message" and not hit.sender


def everything(request: Request, tools: Tools) -> Sequence[Hit]:
    """Return what a request asks to find: of the kinds that it names, else of any. “Show it whole” means what was asked before."""
    asked = question.read(request.text)
    if asked.whole and not asked.about:
        asked = question.read(
            next((said.text for said in reversed(request.history) if said.role == "person" and said.text != request.text), "")
        )
    of_kind = asked.without_kinds()
    if not of_kind.about:
        return ()
    named = tools.archive.search(of_kind.words[:LONGEST], kinds=asked.kinds, match="any", limit=LIMIT) if asked.kinds else ()
    return fitting(named or tools.archive.search(asked.words[:LONGEST], match="any", limit=LIMIT))


def fitting(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return those of some hits, best first, that fit about as well as the best."""
    return [hit for hit in hits if hit.score >= AS_WELL * hits[0].score]
