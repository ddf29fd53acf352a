"""From a person's words to a plan: redact, ask, record what would leave, and only then let it leave."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from private_llm.domain import fallback
from private_llm.domain.ports import Archive, Interpreter
from private_llm.domain.redaction import Redaction, redact
from private_llm.domain.redaction.gate import NotClean
from shared.errors import BadMessage, Refused, ServiceError, Unavailable
from shared.schemas.interpretation import Interpretation, Item, Proposal
from shared.schemas.plan import Plan, is_possible
from shared.vocabulary import Vocabulary


@dataclass(frozen=True, repr=False)
class Planned:
    """A plan, the redaction that its slots point into, who made it, and the egress records that it caused."""

    plan: Plan
    redaction: Redaction
    by: str
    egress: tuple[str, ...] = ()


class Planner:
    """Makes plans; always makes one."""

    def __init__(self, interpreter: Interpreter, vocabulary: Vocabulary, languages: tuple[str, ...]) -> None:
        self._interpreter = interpreter
        self._vocabulary = vocabulary
        self._languages = languages

    def redact(self, text: str) -> Redaction:
        """Return a text without its private words."""
        try:
            return redact(text, self._vocabulary, self._languages)
        except NotClean:
            return Redaction((), self._languages[0], interpretable=False, leaves=False, reason="the redactor failed")

    def plan(self, text: str, archive: Archive, *, turn: str, cloud_allowed: bool, now: datetime) -> Planned:
        """Plan a request. Only masked items reach the interpreter, and nothing reaches the cloud unrecorded."""
        redaction = self.redact(text)
        if not redaction.interpretable:
            return Planned(fallback.plan(text, redaction), redaction, "fallback")
        items = tuple(entry.item for entry in redaction.items)
        try:
            local = self._interpreter.interpret(items, cloud=cloud_allowed and redaction.leaves)
            plan = _checked(local, items)
        except ServiceError:
            return Planned(fallback.plan(text, redaction), redaction, "fallback")
        if local.proposal is None:
            return Planned(plan, redaction, "local")
        return self._ask_cloud(Planned(plan, redaction, "local"), items, local.proposal, archive, turn, now)

    def _ask_cloud(
        self, local: Planned, items: tuple[Item, ...], proposal: Proposal, archive: Archive, turn: str, now: datetime
    ) -> Planned:
        """Record, release, read. If the record can't be written nothing is released; if the cloud fails the local plan stands."""
        key = f"plan#{turn}"
        try:
            record = archive.record_egress(
                key=key, party=proposal.party, purpose="interpretation", url=proposal.url, body=proposal.body, at=now
            )
        except ServiceError:
            return local
        try:
            answered = self._interpreter.release(items, proposal.body)
            archive.settle_egress(key=key, state="sent")
            return Planned(_checked(answered, items), local.redaction, "openai", (record,))
        except (Refused, BadMessage):
            archive.settle_egress(key=key, state="sent")
        except Unavailable:
            archive.settle_egress(key=key, state="failed")
        return Planned(local.plan, local.redaction, "local", (record,))


def _checked(answer: Interpretation, items: Sequence[Item]) -> Plan:
    if not is_possible(answer.plan, item_count=len(items)):
        raise BadMessage("the plan points at items that the request does not have")
    return answer.plan


def digest(body: str) -> int:
    """Return the SHA-256 of a proposal's body as a number."""
    return int.from_bytes(hashlib.sha256(body.encode()).digest())
