"""What keeps a request at home although the cloud model would be asked, and what the person is told; and keys that change meanwhile."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.bus.topology import Zone
from shared.envelope import Keyring, rotate
from tests.e2e.conftest import unsure
from tests.standins.openai import OpenAI
from tests.standins.stack import Stack


@pytest.fixture
def stack(tmp_path: Path, openai: OpenAI) -> Iterator[Stack]:
    """A product that asks OpenAI whenever it may, twice a day."""
    environment = {
        "OPENAI_API_KEY": "stand-in",
        "OPENAI_BASE_URL": f"{openai.url}/v1",
        "INTERPRETER_ENGINE": "openai",
        "CLOUD_DAILY_REQUESTS": "2",
    }
    running = Stack(tmp_path / "home", environment=environment)
    try:
        yield running.start()
    finally:
        running.stop()


def test_when_the_days_budget_is_spent_nothing_leaves_and_the_answer_says_so(stack: Stack, openai: OpenAI) -> None:
    answers = [stack.ask(unsure()) for _ in range(4)]

    assert len(openai.received) == 2
    assert ["budget" in answer["reply"] for answer in answers] == [False, False, True, True]
    assert answers[3]["egress"] == []
    log = stack.call("GET", "egress").json()
    assert (log["requests"], log["never_left"]) == (4, 2)
    assert all("before the message again" in entry["request"] and entry["tokens"] == 2 for entry in log["entries"])


def test_no_sentence_goes_to_the_cloud_only_what_asks_in_frames(stack: Stack, openai: OpenAI) -> None:
    """The engine of this product asks OpenAI whatever it may."""
    for sentence in ("tell her i am leaving him", "hän löi minua", "i am seeing someone else", "haluan eron"):
        stack.ask(sentence)
        preview = stack.call("POST", "redactions", json={"text": sentence}).json()
        assert (preview["leaves"], bool(preview["reason"])) == (False, True)
    assert openai.received == []

    answer = stack.ask("Could you find my note about Kuutamoinen leaving him")

    (sent,) = openai.received
    assert json.loads(sent.body)["input"].strip() == "could you find my note about <TEXT_1>"
    record = stack.call("GET", f"egress/{answer['egress'][0]}").json()
    assert record["body"].encode() == sent.body


def test_bus_keys_change_while_people_talk(stack: Stack) -> None:
    stack.call("POST", "notes", json={"text": "the tide is at nine"})  # The stand-in takes whatever it is asked for a question.
    ids = {zone: rotate(stack.home / "keys" / f"bus-{zone}.key") for zone in Zone}

    answers = [stack.ask("What is the tide?") for _ in range(10)]

    assert all("at nine" in answer["reply"] for answer in answers)
    assert {zone: Keyring.load(stack.home / "keys" / f"bus-{zone}.key").current for zone in Zone} == ids
    assert not any("park" in stack.log(name).read_text() for name in ("store", "private-llm", "gateway"))
