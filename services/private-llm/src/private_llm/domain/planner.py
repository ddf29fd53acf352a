"""From a person's words to a plan: redact, ask, record what would leave, and only then let it leave."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Literal, NewType
from zoneinfo import ZoneInfo

from private_llm.domain import fallback
from private_llm.domain.ports import Archive, Interpreter
from private_llm.domain.proposed import Cloud, is_published
from private_llm.domain.redaction import FAILED, Redaction, redact, unread
from private_llm.domain.redaction.gate import NotClean
from shared.errors import BadMessage, Refused, ServiceError, Unavailable
from shared.schemas.archive import SPENT, Budget
from shared.schemas.interpretation import Encoded, Interpretation, Proposal, encode_items
from shared.schemas.message import Digest
from shared.schemas.plan import Plan, is_possible
from shared.vocabulary import Vocabulary

OwnWords = NewType("OwnWords", str)
"""What a person said to the assistant in this very message. Nothing else may be redacted and interpreted: no history, no record,
nobody else's words. Made only where a message of theirs comes in."""

Withheld = Literal["", "spent", "unrecorded", "altered"]
"""Why the cloud model was not asked although it would have been: today's budget is spent, the record could not be written, or what
the interpreter wanted to send was not the published question about what it was given."""


@dataclass(frozen=True)
class DailyLimit:
    """What may go to the cloud model for one person and day."""

    requests: int = 200
    tokens: int = 200_000


@dataclass(frozen=True, repr=False)
class Planned:
    """A plan, the redaction that its slots point into, who made it, and the egress records that it caused."""

    plan: Plan
    redaction: Redaction
    by: str
    egress: tuple[str, ...] = ()
    withheld: Withheld = ""


class Planner:
    """Makes plans; always makes one. Without a `cloud` it takes the interpreter's word for the model's name and address."""

    def __init__(
        self,
        interpreter: Interpreter,
        vocabulary: Vocabulary,
        languages: tuple[str, ...],
        limit: DailyLimit | None = None,
        *,
        cloud: Cloud | None = None,
    ) -> None:
        self._interpreter = interpreter
        self._vocabulary = vocabulary
        self._languages = languages
        self._limit = limit or DailyLimit()
        self._cloud = cloud

    def redact(self, text: OwnWords) -> Redaction:
        """Return a text without its private words."""
        return self._redacted(text, self._languages)

    def language_of(self, text: OwnWords, *, or_else: str = "") -> str:
        """Return the language that most of a message's words are of; where as many are of another, the one that is named."""
        return self._redacted(text, tuple(sorted(self._languages, key=or_else.__ne__))).language

    def _redacted(self, text: OwnWords, languages: tuple[str, ...]) -> Redaction:
        try:
            return redact(text, self._vocabulary, languages)
        except NotClean:
            return unread(languages[0], FAILED)

    def plan(self, text: OwnWords, archive: Archive, *, turn: str, cloud_allowed: bool, now: datetime, zone: str) -> Planned:
        """Plan a request. Only masked items reach the interpreter, and nothing reaches the cloud unrecorded."""
        redaction = self.redact(text)
        if not redaction.interpretable:
            return Planned(fallback.plan(text, redaction), redaction, "fallback")
        items = tuple(entry.item for entry in redaction.items)
        cloud = encode_items(tuple(entry.item for entry in redaction.framed)) if cloud_allowed and redaction.leaves else ()
        try:
            answer = self._interpreter.interpret(items, cloud=cloud)
            plan = _checked(answer, items)
        except (ServiceError, NotClean):
            return Planned(fallback.plan(text, redaction), redaction, "fallback")
        local = Planned(plan, redaction, "local")
        if answer.proposal is None or not cloud:
            return local
        if not is_published(answer.proposal, redaction.text(self._vocabulary), self._cloud):
            return replace(local, withheld="altered")
        midnight = datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone))
        budget = Budget(midnight, self._limit.requests, self._limit.tokens)
        return self._ask_cloud(local, cloud, answer.proposal, archive, f"plan#{turn}", now, budget)

    def _ask_cloud(
        self, local: Planned, cloud: Encoded, proposal: Proposal, archive: Archive, key: str, now: datetime, budget: Budget
    ) -> Planned:
        """Record, release, read. If the record can't be written nothing is released; if the cloud fails the local plan stands.
        What was recorded before may have been sent before, so it is not sent again."""
        try:
            record, fresh = archive.record_egress(
                key=key, party=proposal.party, purpose="interpretation", url=proposal.url, body=proposal.body, at=now, budget=budget
            )
        except ServiceError as error:
            return replace(local, withheld="spent" if error.reason == SPENT else "unrecorded")
        if not fresh:
            return replace(local, egress=(record,))
        try:
            answered = self._interpreter.release(cloud, proposal.body)
            plan = _checked(answered, cloud)
        except Unavailable:
            archive.settle_egress(key=key, state="failed")
            return replace(local, egress=(record,))
        except (Refused, BadMessage):
            archive.settle_egress(key=key, state="sent")
            return replace(local, egress=(record,))
        archive.settle_egress(key=key, state="sent", tokens=answered.tokens)
        return Planned(plan, replace(local.redaction, items=local.redaction.framed), "openai", (record,))


def _checked(answer: Interpretation, items: Sequence[object]) -> Plan:
    if not is_possible(answer.plan, item_count=len(items)):
        raise BadMessage("the plan points at items that the request does not have")
    return answer.plan


def digest(body: str) -> Digest:
    """Return the SHA-256 of a proposal's body as a number."""
    return Digest(int.from_bytes(hashlib.sha256(body.encode()).digest()))
