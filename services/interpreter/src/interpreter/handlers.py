"""What the interpreter answers. It checks every item itself, whatever the sender checked."""

from interpreter.adapters.openai_model import OpenAIModel
from interpreter.domain import prompt
from interpreter.domain.entry import admit, admit_for_cloud
from interpreter.domain.local import LocalInterpreter
from interpreter.domain.rendering import render
from shared import logs
from shared.errors import Refused, ServiceError
from shared.schemas.interpretation import Interpret, Interpretation, Release
from shared.schemas.message import Message
from shared.schemas.plan import Plan
from shared.schemas.status import AskInterpreter, InterpreterStatus
from shared.vocabulary import Vocabulary

SURE = 0.6
"""Below this confidence the cloud model may be asked. Confidence is calibrated, so that it reads as a share: a plan that is less sure is
wrong in two of five, and better asked about. Of the English requests of public corpora that ask for something of ours, a sixth held back
by a digest of their text, 97.8 % are at or above it, and 96.4 % of those are right; of our own Finnish ones, whole templates held back,
77 %. `make bench-mind` prints the table, `weights/manifest.json` the rest."""
log = logs.get_logger()


class Handlers:
    """Plans requests, locally first."""

    def __init__(self, local: LocalInterpreter, cloud: OpenAIModel | None, vocabulary: Vocabulary, *, engine: str) -> None:
        self._local = local
        self._cloud = cloud if engine != "local" else None
        self._vocabulary = vocabulary
        self._always_cloud = engine == "openai"

    def interpret(self, request: Interpret) -> Message:
        items = admit(request.vocabulary, request.items, self._vocabulary)
        framed = admit_for_cloud(request.vocabulary, request.cloud, self._vocabulary) if request.cloud else ()
        plan = self._local.plan(items)
        log.info("plan.made", intent=plan.steps[0].intent, confidence=plan.confidence, engine="local")
        if self._cloud is None or not framed or (plan.confidence >= SURE and not self._always_cloud):
            return Interpretation(plan, "local")
        return Interpretation(plan, "local", self._cloud.propose(render(framed, self._vocabulary)))

    def release(self, request: Release) -> Message:
        framed = admit_for_cloud(request.vocabulary, request.items, self._vocabulary)
        if self._cloud is None:
            raise Refused("no cloud model is set")
        answer = self._cloud.ask(render(framed, self._vocabulary), released_sha256=request.sha256)
        plan = self._read(answer.text, len(framed))
        log.info("plan.made", intent=plan.steps[0].intent, confidence=plan.confidence, engine="openai")
        return Interpretation(plan, "openai", tokens=answer.tokens)

    def status(self, request: AskInterpreter) -> Message:
        return InterpreterStatus("interpreter", {"openai": "set" if self._cloud else "not set"})

    @staticmethod
    def _read(answer: str, item_count: int) -> Plan:
        try:
            return prompt.read(answer, item_count=item_count)
        except ServiceError:
            raise Refused("the cloud model answered something that is no plan") from None
