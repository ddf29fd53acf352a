"""What of a question says where its answer is: the chat that it names, who wrote, when, and what sort of thing it is. What is left of the
question is what is looked for there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from private_llm.domain import times
from private_llm.domain.conversation import Request, Tools
from private_llm.domain.ports import EVERYTHING, Among
from private_llm.domain.retrieval import places
from private_llm.domain.retrieval.vocabulary import words
from private_llm.domain.saying.wording import day, quoted

Span = tuple[datetime, datetime]
INSTANT = timedelta(seconds=1)
TOLD = ("note", "conversation")
"""What the person told the assistant."""


@dataclass(frozen=True, repr=False)
class Narrowed:
    """Where the answer of a question is, and what is left of it."""

    words: str
    among: Among = EVERYTHING
    kinds: tuple[str, ...] = ()
    where: str = ""
    """How that is said."""
    sure: bool = True
    """False where a name may be that of a chat, or of anything else."""

    @property
    def is_narrow(self) -> bool:
        return bool(self.kinds) or self.among != EVERYTHING


def read(request: Request, tools: Tools) -> Narrowed:
    """Read where the answer of a question is; nowhere, where the assistant itself is asked what it said."""
    if words()["assistant"].search(request.text):
        return Narrowed(request.text)
    chats = places.chats(tools)
    chat = places.chat_in(request.text, chats, tools)
    left = places.cut(request.text, chat.start, chat.end) if chat else request.text
    sender = places.sender_in(left, tools) if words()["told"].search(left) or places.may_be_sent(left) else None
    said_so = words()["told"].search(left) is not None or sender is not None
    left = places.cut(left, sender.start, sender.end) if sender else left
    kind = next((kind for kind, named in words()["kinds"].items() if named.search(left)), "")
    span, left = _span(left, request) if said_so or chat or kind else (None, left)
    if chat or sender or span:
        left = words()["lately"].sub(" ", words()["told"].sub(" ", left))
    left = words()["kinds"][kind].sub(" ", left) if kind else left
    forms = tuple(words()["forms"].get(kind, ()))
    return Narrowed(
        left,
        Among(
            chat=chat.name if chat else None,
            sender=sender.name if sender else None,
            since=span[0] if span else None,
            until=span[1] if span else None,
            forms=forms,
        ),
        ("message",) if forms else (kind,) if kind else TOLD if words()["to_you"].search(request.text) and span else (),
        "; ".join(_where(request, chats.get(chat.name, "") if chat else "", sender.name if sender else "", span, kind)),
        sure=chat is None or chat.sure or said_so,
    )


def _span(text: str, request: Request) -> tuple[Span | None, str]:
    """Return the days of the past in which something was written, and a text without them."""
    spoken = words()["from_then"].sub("in", text)
    span = times.day_span(spoken, now=request.now, zone=request.zone)
    places_of = times.read(spoken, now=request.now, zone=request.zone).spans
    if span is None or not places_of or span[0] > request.now or words()["about"].search(spoken[: places_of[0][0]]):
        return None, text
    for start, end in sorted(set(places_of), reverse=True):
        spoken = words()["leads"].sub("", spoken[:start]) + " " + spoken[end:]
    return span, spoken


def _where(request: Request, chat: str, sender: str, span: Span | None, kind: str) -> list[str]:
    parts = [request.say(f"chat {quoted(chat)}", f"keskustelu {quoted(chat)}")] if chat else []
    parts += [request.say(f"by {quoted(sender)}", f"kirjoittaja {quoted(sender)}")] if sender else []
    if span:
        first, last = (day(at, request.zone, request.language) for at in (span[0], span[1] - INSTANT))
        parts += [first if first == last else f"{first} – {last}"]
    return [*parts, request.say(*words()["named"][kind])] if kind else parts
