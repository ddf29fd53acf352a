"""What was written later in the same chat that changes what was found: a plan that moved, what can't be after all, and the answer of
somebody of whom another tells what they will do."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from private_llm.domain.conversation import Tools
from private_llm.domain.ports import Among
from private_llm.domain.retrieval import question, whose
from private_llm.domain.retrieval.question import Question
from shared.schemas.archive import Hit
from shared.stopwords import telling

MOVES = (
    r"cancel\w*|moved?|moving|postpone\w*|reschedul\w*|instead|after all|no longer|not any ?more|change of plans?|changed?|correction|bad news|unfortunately"
    r"|too (?:ill|sick|late|early)|peru\w*|siirt\w*|siirre\w*|muut(?:os|tu|et)\w*|vaihtu\w*|sittenkin|kuitenkaan|sittenkään|valitettavasti|\w{4,}(?:taan|tään)kin"
)
MOVED = re.compile(rf"\b(?:{MOVES})\b", re.IGNORECASE)
CHANGES = re.compile(
    rf"\b(?:{MOVES}|won't|can't|cannot|isn't|aren't|doesn't|don't|didn't|not|never|en|ei|eivät|emme|ette)\b", re.IGNORECASE
)
"""What says that something is otherwise than before."""
ANSWERS = timedelta(hours=2)
REPLIES, MINE = 4, 10
"""So many messages behind what is told of somebody they may answer it; behind what somebody wrote they may take it back."""
BEHIND, FAR_BEHIND = 200, 50
"""So many messages behind one are read, and so many with its words beyond these."""
FEW, HALF, RARE, STEM = 2, 0.5, 3, 4


def changing(hit: Hit, asked: Question, tools: Tools) -> Hit | None:
    """Return the last message that changes what one says; nothing where none does."""
    if hit.kind != "message" or not hit.sender:
        return None
    behind = tools.archive.behind(hit, limit=BEHIND)
    topics = _topics(hit, asked)
    found = [one for one in (*behind, *_far_behind(hit, behind, topics, tools)) if _says_otherwise(one) and _share(one, topics) >= HALF]
    best = max(found, key=lambda one: (_share(one, topics), MOVED.search(one.text) is not None, one.at), default=None)
    return best or taken_back(hit, behind)


def _topics(hit: Hit, asked: Question) -> list[str]:
    """Return the words of what is asked that a message has."""
    beside = asked.without({hit.sender, hit.chat_name})
    return [word for word in beside.about if not question.FAINT.fullmatch(word) and _has(hit.text, word)]


def _far_behind(hit: Hit, behind: Sequence[Hit], topics: Sequence[str], tools: Tools) -> Sequence[Hit]:
    """Return what has these words in the same chat long after, where more was written than is read."""
    if not topics or len(behind) < BEHIND // 2:
        return ()
    among = Among(chat=hit.chat, since=behind[-1].at)
    match: Literal["all", "any"] = "any" if len(topics) > 1 else "all"  # For "any", what stands beside is looked at too.
    return tools.archive.search(" ".join(topics), kinds=("message",), match=match, limit=FAR_BEHIND, among=among)


def still_so(hits: Sequence[Hit], asked: Question) -> list[Hit]:
    """Return those of some hits of which no later one of the same chat says that it is otherwise now."""
    return [hit for hit in hits if not any(_moves(one, hit, asked) for one in hits if one.chat == hit.chat and one.at > hit.at)]


def _moves(one: Hit, hit: Hit, asked: Question) -> bool:
    moved = hit.kind == "message" and MOVED.search(one.text) is not None and _says_otherwise(one)
    return moved and _share(one, _topics(hit, asked)) >= HALF


def _says_otherwise(one: Hit) -> bool:
    return bool(one.sender) and CHANGES.search(one.text) is not None and not _only_asks(one.text)


def _share(one: Hit, topics: Sequence[str]) -> float:
    return sum(_has(one.text, word) for word in topics) / len(topics) if topics else 0.0


def taken_back(hit: Hit, behind: Sequence[Hit]) -> Hit | None:
    """Return what the one who wrote says against it soon, or what somebody of whom it tells answers."""
    against = [(place, one) for place, one in enumerate(behind[:MINE]) if len(telling(one.text)) >= FEW and _says_otherwise(one)]
    if not against:
        return None
    about = [word for word in telling(hit.text) if not (question.FAINT.fullmatch(word) or word.isdigit() or CHANGES.search(word))]
    about = [
        word
        for word in about
        if word[:STEM].casefold() not in hit.chat_name.casefold() and sum(_has(one.text, word) for one in behind) <= RARE
    ]
    for place, one in against:
        soon = one.at - hit.at <= ANSWERS
        shares = any(_has(one.text, word) for word in about)
        mine = one.sender == hit.sender and shares
        theirs = place < REPLIES and (soon or shares) and one.sender and one.sender != hit.sender and _has(hit.text, one.sender.split()[0])
        if mine or theirs:
            return one
    return None


def _only_asks(text: str) -> bool:
    return "?" in text and not whose.told(text)


def _has(text: str, word: str) -> bool:
    spoken = word.casefold()
    return any(question.is_same(way, one) for way in (spoken, *question.others(word)) for one in map(str.casefold, telling(text)))
