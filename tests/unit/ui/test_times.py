"""Times as a browser and a terminal show them."""

from datetime import UTC, datetime

import pytest

from ui.frame import time
from ui.times import be_in, moment, when

NOW = datetime(2026, 12, 6, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "shown"), [("Europe/Helsinki", "Sun 06 Dec 2026 00:00"), ("America/New_York", "Sat 05 Dec 2026 17:00")])
def test_times_are_in_the_zone_that_answers_are_in(monkeypatch: pytest.MonkeyPatch, zone: str, shown: str) -> None:
    monkeypatch.setenv("SIHTEERI_TIME_ZONE", zone)

    assert when("2026-12-05T22:00:00+00:00") == shown


def test_a_page_shows_times_in_the_zone_that_its_person_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIHTEERI_TIME_ZONE", "Europe/Helsinki")
    shown = []

    for zone in ("Asia/Tokyo", ""):
        be_in(zone)
        shown.append(time("2026-12-05T22:00:00+00:00").partition(">")[2])

    assert shown == ["Sun 6 Dec 2026 07:00</time>", "Sun 6 Dec 2026 00:00</time>"]


def test_a_zone_that_is_none_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIHTEERI_TIME_ZONE", raising=False)
    ours = when("2026-12-05T22:00:00+00:00")
    monkeypatch.setenv("SIHTEERI_TIME_ZONE", "Nowhere/At_All")

    assert when("2026-12-05T22:00:00+00:00") == ours


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-01-31", "2026-01-30T22:00:00+00:00"),
        ("2026-07", "2026-06-30T21:00:00+00:00"),  # In summer time.
        ("2026", "2025-12-31T22:00:00+00:00"),
        ("2026-01-31 17:00", "2026-01-31T15:00:00+00:00"),
        ("2026-01-31T17:00+05:00", "2026-01-31T12:00:00+00:00"),
        ("today", "2026-12-05T22:00:00+00:00"),
        (" Yesterday ", "2026-12-04T22:00:00+00:00"),
        ("3h", "2026-12-06T18:30:00+00:00"),
        ("30d", "2026-11-06T21:30:00+00:00"),
        ("2w", "2026-11-22T21:30:00+00:00"),
        ("1y", "2025-12-06T21:30:00+00:00"),
    ],
)
def test_a_moment_is_said_as_a_day_or_as_how_long_ago(said: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIHTEERI_TIME_ZONE", "Europe/Helsinki")

    assert moment(said, NOW).isoformat() == meant


@pytest.mark.parametrize("said", ["", "soon", "2026-13", "2026-02-30", "-3d", "3x", "20260", "9999y", "٣d"])
def test_what_is_no_moment_is_none(said: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        moment(said, NOW)
