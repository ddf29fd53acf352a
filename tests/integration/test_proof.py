"""The proof can be trusted: its detectors are quiet on clean evidence and see every trace of a leak, and the network walls hold.

`make prove-privacy` runs all of it on a real product; this is the part that takes seconds.
"""

import json
from dataclasses import replace

import pytest

from interpreter.domain import prompt
from tests.conftest import missing
from tests.prove import detectors, network, plants, plants_private_llm, published, traces, workload
from tests.prove.evidence import Arrived, Evidence, Out
from tests.prove.tap import Passed


def clean_evidence() -> Evidence:
    """What one innocent request leaves behind."""
    headers = {"v": 1, "topic": "interpreter.interpret", "key": "aabbccdd", "request": "00"}
    properties = {"message_id": "0" * 32, "content_type": "application/vnd.sihteeri.sealed"}
    passed = Passed("interpreter", True, "interpreter", "interpreter.requests", headers, properties, bytes(range(256)) * 4)
    remind, me = (published.VOCABULARY.ids["en"][word] for word in ("remind", "me"))
    told = [[remind], [me], [11, 1]]
    opened = json.dumps({"vocabulary": published.VOCABULARY.version, "items": [[0], [11, 1]], "cloud": told}).encode()
    body = json.dumps(prompt.request("m", "remind me <TEXT_1>"))
    return Evidence(
        workload.canaries(3),
        arrived=[Arrived(passed, opened)],
        openai=[Out("POST", "/v1/responses", {"user-agent": "x"}, body.encode(), 1.0)],
        records=[{"party": "openai", "body": body, "at": "1970-01-01T00:00:00+00:00"}],
        allowed=published.published_permissions(),
    )


CLEAN = clean_evidence()


def test_nothing_speaks_against_clean_evidence() -> None:
    assert detectors.findings(CLEAN) == {}


@pytest.mark.parametrize(("name", "changed"), [pytest.param(name, changed, id=name) for name, changed in traces.traces(CLEAN)])
def test_every_trace_of_a_leak_is_seen(name: str, changed: Evidence) -> None:
    assert detectors.findings(changed), name


def test_every_trace_is_seen_of_a_secret_with_letters_beyond_ascii() -> None:
    canaries = replace(CLEAN.canaries, names=("Äijälänvirta", *CLEAN.canaries.names[1:]))

    unseen = [name for name, changed in traces.traces(replace(CLEAN, canaries=canaries)) if not detectors.findings(changed)]

    assert unseen == []


def test_more_than_a_hundred_leaks_are_planted() -> None:
    assert len(plants.LIVE) + len(plants_private_llm.SWAPPED) + len(list(traces.traces(CLEAN))) > 100


def test_the_networks_of_compose_keep_the_private_zone_in() -> None:
    if reason := network.missing():
        missing(f"the network walls can't be tried: {reason}")
    wired = network.networks()

    assert network.holds(network.reach(wired)) == []


def test_whoever_measures_two_zones_is_seen() -> None:
    if reason := network.missing():
        missing(f"the network walls can't be tried: {reason}")
    wired = network.networks()

    found = network.holds(network.reach(wired | {"prometheus-public": {"public", "private"}}))

    assert "prometheus-public reaches store" in found


@pytest.mark.parametrize("host", ["store", "private-llm"])
def test_an_opened_route_is_seen(host: str) -> None:
    if reason := network.missing():
        missing(f"the network walls can't be tried: {reason}")
    wired = network.networks()

    assert f"{host} reaches internet" in network.holds(network.reach(wired | {host: wired[host] | {"outside"}}))
