"""Dates and times: seen from Saturday 21 November 2026, 11:00 in Helsinki."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from private_llm.domain import times

ZONE = "Europe/Helsinki"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def wall(text: str) -> str:
    found = times.resolve(text, now=NOW, zone=ZONE)
    assert found is not None, text
    return found.at.astimezone(ZoneInfo(ZONE)).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Friday at 5pm", "Fri 2026-11-27 17:00"),
        ("next Friday", "Fri 2026-11-27 09:00"),
        ("on saturday at 10am", "Sat 2026-11-28 10:00"),  # That time has passed today.
        ("on saturday at 3pm", "Sat 2026-11-21 15:00"),  # That time is still ahead today.
        ("tomorrow at 9", "Sun 2026-11-22 09:00"),
        ("tomorrow morning", "Sun 2026-11-22 09:00"),
        ("day after tomorrow at noon", "Mon 2026-11-23 12:00"),
        ("tonight", "Sat 2026-11-21 20:00"),
        ("at 5", "Sat 2026-11-21 17:00"),  # Nobody means five in the morning without saying so.
        ("at 8", "Sun 2026-11-22 08:00"),  # Eight has passed today.
        ("half past 5", "Sat 2026-11-21 17:30"),
        ("in 20 minutes", "Sat 2026-11-21 11:20"),
        ("in half an hour", "Sat 2026-11-21 11:30"),
        ("in two weeks", "Sat 2026-12-05 11:00"),
        ("March 5th", "Fri 2027-03-05 09:00"),  # The next fifth of March.
        ("5 March 2027 at 14:00", "Fri 2027-03-05 14:00"),
        ("2026-12-24 18:00", "Thu 2026-12-24 18:00"),
        ("24/12/2026 at 6pm", "Thu 2026-12-24 18:00"),
        ("12/24/2026", "Thu 2026-12-24 09:00"),  # No month has the number 24.
        ("the 3rd", "Thu 2026-12-03 09:00"),
        ("perjantaina klo 17", "Fri 2026-11-27 17:00"),
        ("ensi maanantaina", "Mon 2026-11-23 09:00"),
        ("keskiviikkona illalla", "Wed 2026-11-25 19:00"),
        ("huomenna kello 9.30", "Sun 2026-11-22 09:30"),
        ("ylihuomenna klo 8", "Mon 2026-11-23 08:00"),
        ("tunnin kuluttua", "Sat 2026-11-21 12:00"),
        ("kahden tunnin päästä", "Sat 2026-11-21 13:00"),
        ("24.12. klo 18", "Thu 2026-12-24 18:00"),
        ("5. maaliskuuta 2027", "Fri 2027-03-05 09:00"),
        ("kello puoli kuusi huomenna", "Sun 2026-11-22 05:30"),
    ],
)
def test_what_is_meant(text: str, expected: str) -> None:
    assert wall(text) == expected


@pytest.mark.parametrize("text", ["", "hello", "may I call you", "march on", "the sun is up", "room 12", "4417", "31.2.2027", "monkey"])
def test_what_is_no_date(text: str) -> None:
    assert times.resolve(text, now=NOW, zone=ZONE) is None


def test_a_wall_time_that_does_not_exist_comes_an_hour_later_and_says_so() -> None:
    found = times.resolve("28.3.2027 klo 3.30", now=NOW, zone=ZONE)

    assert found is not None
    assert found.at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert found.shifted is True


def test_a_wall_time_that_comes_twice_is_the_first() -> None:
    found = times.resolve("2027-10-31 03:30", now=NOW, zone=ZONE)

    assert found is not None
    assert found.at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_hours_from_now_are_hours_also_across_a_clock_change() -> None:
    before = datetime(2027, 3, 27, 23, 30, tzinfo=UTC)

    found = times.resolve("in 3 hours", now=before, zone=ZONE)

    assert found is not None
    assert found.at - before == timedelta(hours=3)


@pytest.mark.parametrize(
    ("text", "begin", "days"),
    [
        ("today", "2026-11-21", 1),
        ("yesterday", "2026-11-20", 1),
        ("this week", "2026-11-16", 7),
        ("viime viikolla", "2026-11-09", 7),
        ("eilen", "2026-11-20", 1),
    ],
)
def test_spans_of_days(text: str, begin: str, days: int) -> None:
    span = times.day_span(text, now=NOW, zone=ZONE)

    assert span is not None
    assert span[0].astimezone(ZoneInfo(ZONE)).date().isoformat() == begin
    assert (span[1].astimezone(ZoneInfo(ZONE)).date() - span[0].astimezone(ZoneInfo(ZONE)).date()).days == days
