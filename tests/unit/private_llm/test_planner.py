"""The planner: record, then release; and a plan whatever fails."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from private_llm.domain.planner import DailyLimit, OwnWords, Planned, Planner
from private_llm.domain.proposed import Cloud
from shared.errors import BadMessage, Refused, Unavailable
from shared.schemas import question
from shared.schemas.archive import SPENT, Budget
from shared.schemas.interpretation import Encoded, Interpretation, Proposal
from shared.schemas.plan import Plan, Slot, Step
from shared.vocabulary import LANGUAGES, load

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LOCAL = Plan((Step("find"),), 0.4, "en")
CLOUD = Plan((Step("recall"),), 0.9, "en")
TEXT = "Show the zebra before the message again"
FRAMED = "show <WORD_1> before the message again"


def proposal(asked: str = FRAMED, **changed: Any) -> Proposal:
    """Return what an interpreter proposes, as it would write it."""
    body = json.dumps({**question.request("m", asked), **changed}, ensure_ascii=False, separators=(",", ":"))
    return Proposal("openai", "https://api.example/v1/responses", body)


PROPOSAL = proposal()


class World:
    """An interpreter and an archive that note the order of what they are asked, and fail as told."""

    def __init__(self, **failing: Exception) -> None:
        self.failing = failing
        self.done: list[str] = []
        self.proposal: Proposal | None = PROPOSAL
        self.answer = CLOUD
        self.fresh = True
        self.budget: Budget | None = None
        self.told: Any = None

    def _do(self, what: str) -> None:
        self.done.append(what)
        if what in self.failing:
            raise self.failing[what]

    def interpret(self, items: Any, *, cloud: Encoded) -> Interpretation:
        self._do("interpret")
        self.told = cloud
        return Interpretation(LOCAL, "local", self.proposal if cloud else None)

    def release(self, cloud: Encoded, body: str) -> Interpretation:
        self._do("release")
        assert body == PROPOSAL.body
        assert cloud == self.told
        return Interpretation(self.answer, "openai")

    def record_egress(self, **what: Any) -> tuple[str, bool]:
        self._do("record")
        assert what["body"] == PROPOSAL.body
        self.budget = what["budget"]
        return "e1", self.fresh

    def settle_egress(self, *, key: str, state: str, tokens: int = 0) -> None:
        self._do(f"settle {state}")


def plan(world: World, text: str = TEXT, *, cloud: bool = True) -> Planned:
    planner = Planner(world, load(), LANGUAGES, DailyLimit(3, 900), cloud=Cloud("m", "https://api.example/v1/responses"))
    return planner.plan(OwnWords(text), world, turn="t1", cloud_allowed=cloud, now=NOW, zone="Europe/Helsinki")  # type: ignore[arg-type]


def test_the_record_comes_before_the_release() -> None:
    world = World()

    planned = plan(world)

    assert world.done == ["interpret", "record", "release", "settle sent"]
    assert (planned.by, planned.plan, planned.egress) == ("openai", CLOUD, ("e1",))


@pytest.mark.parametrize(("error", "why"), [(Unavailable("full"), "unrecorded"), (Refused("no"), "unrecorded"), (Refused(SPENT), "spent")])
def test_without_a_record_nothing_is_released(error: Exception, why: str) -> None:
    world = World(record=error)

    planned = plan(world)

    assert "release" not in world.done
    assert (planned.by, planned.plan, planned.egress, planned.withheld) == ("local", LOCAL, (), why)


def test_what_was_recorded_before_is_not_sent_again() -> None:
    world = World()
    world.fresh = False

    planned = plan(world)

    assert world.done == ["interpret", "record"]
    assert (planned.by, planned.egress) == ("local", ("e1",))


def test_the_budget_is_counted_from_midnight_where_the_person_is() -> None:
    world = World()

    plan(world)

    assert world.budget == Budget(datetime(2026, 11, 20, 22, tzinfo=UTC), 3, 900)


@pytest.mark.parametrize(("error", "state"), [(Unavailable("away"), "failed"), (Refused("no plan"), "sent"), (BadMessage("odd"), "sent")])
def test_when_the_cloud_fails_the_local_plan_stands_and_the_record_says_so(error: Exception, state: str) -> None:
    world = World(release=error)

    planned = plan(world)

    assert world.done[-1] == f"settle {state}"
    assert (planned.by, planned.egress) == ("local", ("e1",))


def test_a_plan_that_points_outside_the_request_is_refused() -> None:
    world = World()
    world.answer = Plan((Step("recall", (Slot("query", (99,)),)),), 0.9, "en")

    assert plan(world).by == "local"


def test_a_plan_of_the_clouds_points_into_what_the_cloud_was_told() -> None:
    world = World()

    planned = plan(world)

    assert [TEXT[entry.start : entry.end] for entry in planned.redaction.items] == [
        "Show",
        "the zebra",
        "before",
        "the",
        "message",
        "again",
    ]
    assert planned.redaction.text(load()) == FRAMED


ALTERED = {
    "other words": proposal("show zebra before the message again"),
    "the local classifier's words": proposal("show the <WORD_1> before the message again"),
    "more words": proposal(f"{FRAMED} leaving"),
    "another field": proposal(user="zebra"),
    "other instructions": proposal(instructions="zebra"),
    "a model that is a sentence": proposal(model="i_am_leaving_him"),
    "another address": Proposal("openai", "https://api.example/v1/i_am_leaving_him", PROPOSAL.body),
    "another store": proposal(store=0),
    "a key twice": Proposal("openai", PROPOSAL.url, PROPOSAL.body.replace('{"model"', '{"input":"zebra","model"', 1)),
    "white space": Proposal("openai", PROPOSAL.url, f"{PROPOSAL.body} "),
    "no object": Proposal("openai", PROPOSAL.url, "[]"),
    "no JSON": Proposal("openai", PROPOSAL.url, "zebra"),
}


@pytest.mark.parametrize("name", ALTERED)
def test_what_is_not_the_published_question_is_neither_recorded_nor_released(name: str) -> None:
    world = World()
    world.proposal = ALTERED[name]

    planned = plan(world)

    assert world.done == ["interpret"]
    assert (planned.by, planned.withheld, planned.egress) == ("local", "altered", ())


def test_an_interpreter_that_proposes_unasked_gets_nothing_released() -> None:
    world = World()
    world.interpret = lambda items, *, cloud: Interpretation(LOCAL, "local", PROPOSAL)  # type: ignore[method-assign]

    planned = plan(world, cloud=False)

    assert (world.done, planned.by, planned.withheld) == ([], "local", "")


@pytest.mark.parametrize("text", ["tell her i am leaving him", "hän löi minua", "i am seeing someone else"])
def test_of_a_sentence_the_cloud_is_told_nothing(text: str) -> None:
    world = World()

    planned = plan(world, text)

    assert world.told == ()
    assert (world.done, planned.by) == (["interpret"], "local")


def test_a_person_who_said_no_is_never_proposed_to_the_cloud() -> None:
    world = World()

    plan(world, cloud=False)

    assert (world.done, world.told) == (["interpret"], ())


@pytest.mark.parametrize("text", ["Helsinki", "zebra lion tiger 5 puma"])
def test_what_is_nearly_all_private_stays_at_home(text: str) -> None:
    world = World()

    plan(world, text)

    assert "record" not in world.done


@pytest.mark.parametrize(
    ("text", "intent"),
    [("Remind me to run", "remind"), ("Muista että koodi on 1", "remember"), ("What is it?", "recall"), ("zzz", "unclear")],
)
def test_without_the_interpreter_openers_are_enough(text: str, intent: str) -> None:
    planned = plan(World(interpret=Unavailable("away")), text)

    assert planned.by == "fallback"
    assert planned.plan.steps[0].intent == intent


def test_a_text_that_is_too_long_for_the_wire_is_planned_here() -> None:
    world = World()

    planned = plan(world, "remember that " + "x " * 5000)

    assert world.done == []
    assert planned.plan.steps[0].intent == "remember"
