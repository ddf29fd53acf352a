"""OpenAI through its real client, over each transport: what leaves, what is recorded, what happens when it fails."""

import json
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Whole, unsure
from tests.standins.stack import until


@pytest.fixture(scope="module", autouse=True)
def no_model(whole: Whole) -> Iterator[None]:
    """Ollama without a model: only then is the cloud asked."""
    local, whole.ollama.models = whole.ollama.models, []
    try:
        until(lambda: model_in_use(whole).startswith("none"), what="the local model is gone")
        yield
    finally:
        whole.ollama.models = local
        until(lambda: model_in_use(whole).startswith("ollama/"), what="the local model is back")


def model_in_use(whole: Whole) -> str:
    return str(whole.stack.call("GET", "status").json()["parts"]["model"])


def test_a_sure_request_never_leaves(whole: Whole) -> None:
    before = len(whole.openai.received)

    whole.stack.ask("Remember that the lab door code is 4417")

    assert len(whole.openai.received) == before


def test_an_unsure_request_leaves_masked_and_byte_for_byte_as_recorded(whole: Whole) -> None:
    before = len(whole.openai.received)

    answer = whole.stack.ask(unsure())

    sent = whole.openai.received[before:]
    assert len(sent) == 1
    assert answer["steps"] == ["recall"]
    assert len(answer["egress"]) == 1
    record = whole.stack.call("GET", f"egress/{answer['egress'][0]}").json()
    assert record["body"].encode() == sent[0].body
    assert record["cause"] == answer["id"]
    body = json.loads(sent[0].body)
    assert "zebra" not in sent[0].body.decode()
    assert body["store"] is False
    assert body["text"]["format"]["strict"] is True
    assert "user" not in body
    assert not any("zebra" in value for value in sent[0].headers.values())


def test_the_record_comes_before_the_bytes(whole: Whole) -> None:
    whole.openai.faults += ["drop", "drop"]

    answer = whole.stack.ask(unsure())

    assert len(answer["egress"]) == 1
    record = whole.stack.call("GET", f"egress/{answer['egress'][0]}").json()
    assert record["state"] == "failed"


@pytest.mark.parametrize("fault", ["not-json", "refusal", "cut-off", "wrong-intent", "outside", "huge"])
def test_a_bad_plan_is_refused_and_the_local_one_stands(whole: Whole, fault: str) -> None:
    whole.openai.faults.append(fault)

    answer = whole.stack.ask(unsure())

    assert answer["steps"] != ["export_all"]
    assert answer["reply"]
    whole.openai.faults.clear()


@pytest.mark.parametrize("fault", ["429", "500"])
def test_one_retry_then_the_local_plan(whole: Whole, fault: str) -> None:
    whole.openai.faults += [fault, fault]
    before = len(whole.openai.received)

    answer = whole.stack.ask(unsure())

    assert answer["reply"]
    assert len(whole.openai.received) - before == 2
    whole.openai.faults.clear()


def test_a_hanging_cloud_model_costs_seconds_not_minutes(whole: Whole) -> None:
    whole.openai.faults += ["hang"]

    answer = whole.stack.ask(unsure())

    assert answer["reply"]
    whole.openai.faults.clear()


def test_the_person_can_turn_the_cloud_off(whole: Whole) -> None:
    whole.stack.ask("Turn off the cloud")
    before = len(whole.openai.received)

    whole.stack.ask(unsure())

    assert len(whole.openai.received) == before
    whole.stack.ask("Turn on the cloud")
