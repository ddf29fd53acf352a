"""What a summary of chats left out, to be read on."""

from collections.abc import Collection, Sequence

from private_llm.domain.conversation import Answer, Request, source
from private_llm.domain.saying import digest, passages
from private_llm.domain.saying.digest import Conversation, Point
from private_llm.domain.saying.wording import listed, quoted
from shared.schemas.archive import Hit

MOST = 12
"""So many lines are told at a time."""


def left(written: Sequence[Hit], shown: str, kinds: Collection[str], mine: Collection[str]) -> list[Point]:
    """Return what of some kinds was written and is not in what was shown, chat by chat."""
    talks = [[hit for hit in written if hit.chat == chat] for chat in dict.fromkeys(hit.chat for hit in reversed(written))]
    points = [point for talk in talks for point in Conversation(talk, mine).everything() if point.kind in kinds]
    return [point for point in points if quoted(" ".join(point.text.split()), digest.QUOTED) not in shown]


def shown(points: Sequence[Point], request: Request, *, chats: bool) -> Answer:
    """Show the first of some points, and say how many more there are."""
    if not points:
        return Answer(request.say("That is all that there is.", "Siinä on kaikki, mitä siellä on."))
    lines = listed(digest.line(point, request, chat=chats) for point in points[:MOST])
    follow = (request.say(*passages.MORE),) if len(points) > MOST else ()
    return Answer(lines + passages.more(len(points) - MOST, request), tuple(source(point.hit) for point in points[:MOST]), follow)
