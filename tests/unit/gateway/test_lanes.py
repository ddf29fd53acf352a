"""Places in the lane for what lasts: nobody has more than their share."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g

from gateway.adapters.people import People
from gateway.adapters.tries import Tries
from gateway.lanes import EACH, LASTING, Places, TooManyAtOnce
from gateway.routes import calendar, problems
from shared.metrics import Metrics
from shared.schemas import archive as ask


def test_one_person_has_a_share_of_the_lane_and_another_has_as_much() -> None:
    places = Places()
    for _ in range(EACH):
        places.take("anna")

    with pytest.raises(TooManyAtOnce):
        places.take("anna")

    for _ in range(EACH):
        places.take("bo")
    assert LASTING.threads > EACH * 2


def test_a_place_that_is_given_back_can_be_taken_again() -> None:
    places = Places()
    taken = [places.take("anna") for _ in range(EACH)]

    for leave in taken:
        leave()

    assert [places.take("anna") for _ in range(EACH)]
    with pytest.raises(TooManyAtOnce):
        places.take("anna")


class Knowing:
    """A bus behind which a store knows whose every secret is, and records what would leave."""

    def __init__(self) -> None:
        self.recorded: list[ask.RecordEgress] = []

    def request(self, message: Any, _answer: type, **_: Any) -> Any:
        if isinstance(message, ask.Identify):
            return ask.Identified("anna")
        if isinstance(message, ask.RecordEgress):
            self.recorded.append(message)
        return ask.Records(()) if isinstance(message, ask.ListRecords) else ask.Done("")


def test_whoever_reads_at_an_address_has_no_more_than_the_persons_share(tmp_path: Path) -> None:
    bus, app = Knowing(), Flask("test")
    people = People(bus, Tries(Metrics("test"), tmp_path / "failed"))  # type: ignore[arg-type]
    app.before_request(lambda: setattr(g, "source", "192.0.2.1"))
    app.register_blueprint(calendar.subscription(bus, people))  # type: ignore[arg-type]
    problems.register(app)
    leave = [people.places.take("anna") for _ in range(EACH)]

    full = app.test_client().get("/calendar/secret.ics")
    left = len(bus.recorded)
    leave[0]()
    fits = app.test_client().get("/calendar/secret.ics")

    assert (full.status_code, left) == (429, 0)
    assert (fits.status_code, len(bus.recorded)) == (200, 1)
