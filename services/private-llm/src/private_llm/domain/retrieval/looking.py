"""One search over everything that may hold an answer."""

from collections.abc import Sequence

from private_llm.domain.conversation import Request, Tools
from private_llm.domain.retrieval import question
from private_llm.domain.understanding import forms
from shared.schemas.archive import Hit

ANSWERS = ("note", "contact", "reminder", "message", "conversation", "event")
"""What answers rest on: what was told and what others wrote. No drafts, summaries or names of chats."""
LIMIT, FEW = 8, 3
AS_WELL = 0.5
"""Of the best score: what has every word has more than twice that of what has some."""
LONGEST = 2000
"""So much of a request is looked for, in characters."""


def answers(request: Request, tools: Tools) -> Sequence[Hit]:
    """Return what may answer a question, best first."""
    asked = question.read(request.text)
    if not asked.about:
        return ()
    hits: Sequence[Hit] = ()
    for words in dict.fromkeys((asked.words, asked.widened)):  # By other words for it only if by these it is not there.
        found = tools.archive.search(words[:LONGEST], kinds=ANSWERS, match="any", limit=LIMIT)
        hits = [hit for hit in found if asked.is_shown_by(hit.text) and not is_notice(hit) and not is_named_only(hit)]
        if hits and asked.is_met_by(hits[0].text, hits[0].sender, hits[0].chat_name):
            break
    return hits


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


def is_named_only(hit: Hit) -> bool:
    """Tell whether a line of the conversation only names what was asked for, and tells nothing."""
    return hit.kind == "conversation" and len(hit.text.split()) <= FEW and not any(map(str.isdigit, hit.text)) and forms.is_named(hit.text)


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
