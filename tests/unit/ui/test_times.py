"""Times as a browser and a terminal show them."""

import pytest

from ui.times import when


@pytest.mark.parametrize(("zone", "shown"), [("Europe/Helsinki", "Sun 06 Dec 2026 00:00"), ("America/New_York", "Sat 05 Dec 2026 17:00")])
def test_times_are_in_the_zone_that_answers_are_in(monkeypatch: pytest.MonkeyPatch, zone: str, shown: str) -> None:
    monkeypatch.setenv("SIHTEERI_TIME_ZONE", zone)

    assert when("2026-12-05T22:00:00+00:00") == shown


def test_a_zone_that_is_none_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIHTEERI_TIME_ZONE", raising=False)
    ours = when("2026-12-05T22:00:00+00:00")
    monkeypatch.setenv("SIHTEERI_TIME_ZONE", "Nowhere/At_All")

    assert when("2026-12-05T22:00:00+00:00") == ours
