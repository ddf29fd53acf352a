"""Days that have a name, clock times of other zones, and what counts from now. Seen from Friday 27 November 2026, noon in Helsinki."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from private_llm.domain import times

ZONE = "Europe/Helsinki"
NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)


def said(text: str) -> str:
    reading = times.read(text, now=NOW, zone=ZONE)
    if reading.resolved is None:
        return "asked" if reading.unread else "nothing"
    return " ".join(filter(None, (f"{reading.resolved.at.astimezone(ZoneInfo(ZONE)):%d.%m.%Y %H:%M}", reading.resolved.rule)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pääsiäisenä klo 10", "28.03.2027 10:00"),
        ("on good friday at 9", "26.03.2027 09:00"),
        ("toisena pääsiäispäivänä klo 12", "29.03.2027 12:00"),
        ("helatorstaina klo 9", "06.05.2027 09:00"),
        ("easter 2028", "16.04.2028 09:00"),
        ("juhannusaattona klo 18", "25.06.2027 18:00"),
        ("juhannuksena klo 9", "26.06.2027 09:00"),
        ("vappuaattona klo 18", "30.04.2027 18:00"),
        ("äitienpäivänä klo 9", "09.05.2027 09:00"),
        ("isänpäivänä klo 9", "14.11.2027 09:00"),
        ("ensimmäisenä adventtina klo 15", "29.11.2026 15:00"),
        ("thanksgiving at 5pm", "25.11.2027 17:00"),
        ("christmas next year at 9", "25.12.2027 09:00"),
        ("jouluna ensi vuonna klo 9", "25.12.2027 09:00"),
        ("ensi vuoden juhannuksena klo 9", "26.06.2027 09:00"),
        ("february next year", "01.02.2027 09:00"),
        ("ensi vuonna helmikuussa", "01.02.2027 09:00"),
        ("joka vuosi äitienpäivänä klo 9", "09.05.2027 09:00 FREQ=YEARLY;BYMONTH=5;BYDAY=2SU"),
        ("every thanksgiving at 5pm", "25.11.2027 17:00 FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"),
        ("joka juhannus klo 9", "asked"),  # No rule of RFC 5545 says that.
        ("on father's day", "asked"),  # In June or in November.
    ],
)
def test_feasts_are_found_in_every_year(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "left"),
    [
        ("Thursday 8:00 GMT", "03.12.2026 10:00", ""),
        ("call mum at 5pm London time", "27.11.2026 19:00", "call mum"),
        ("call at 3pm CET tomorrow", "28.11.2026 16:00", "call"),
        ("call at 9 New York time tomorrow", "28.11.2026 16:00", "call"),
        ("klo 20 New Yorkin aikaa soitto", "28.11.2026 03:00", "soitto"),
        ("klo 15 Suomen aikaa palaveri", "27.11.2026 15:00", "palaveri"),
        ("call at 4pm local time", "27.11.2026 16:00", "call"),
        ("at 5 game time", "27.11.2026 17:00", "game time"),
        ("at 5 wet towels", "27.11.2026 17:00", "wet towels"),
    ],
)
def test_a_time_of_another_zone_becomes_one_of_ours(text: str, expected: str, left: str) -> None:
    assert said(text) == expected
    assert times.without(text, now=NOW, zone=ZONE) == left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 5 business days", "04.12.2026 09:00"),
        ("viiden arkipäivän päästä", "04.12.2026 09:00"),
        ("3 fridays from now", "18.12.2026 09:00"),
        ("two mondays from now at 8", "07.12.2026 08:00"),
        ("the week after next", "07.12.2026 09:00"),
        ("2 h päästä", "27.11.2026 14:00"),
        ("in 2 h", "27.11.2026 14:00"),
        ("at 1930 hours", "27.11.2026 19:30"),
        ("late next month", "31.12.2026 09:00"),
        ("2 hours past noon", "27.11.2026 14:00"),
        ("16.12 16.45", "16.12.2026 16:45"),
        ("16.45 16.12.", "16.12.2026 16:45"),
        ("8 pm-10 pm next friday", "04.12.2026 20:00"),
        ("weekday mornings", "30.11.2026 09:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("1.12.-3.12.", "01.12.2026 09:00"),
        ("the evening before christmas", "asked"),
        ("in the middle of the night", "asked"),
        ("in 1:30 h", "asked"),
        ("on the first friday after new year", "asked"),
        ("every two hours until 6pm", "27.11.2026 14:00 FREQ=HOURLY;INTERVAL=2;UNTIL=20261127T160000Z"),
        ("joka tunti klo 18 asti", "27.11.2026 13:00 FREQ=HOURLY;UNTIL=20261127T160000Z"),
    ],
)
def test_lengths_and_ends_are_whole(text: str, expected: str) -> None:
    assert said(text) == expected


def test_the_hour_at_which_a_series_ends_is_said() -> None:
    found = times.resolve("every two hours until 6pm", now=NOW, zone=ZONE)
    assert found is not None
    assert times.repeats(found.rule, found.wall, ZONE, "en") == "every other hour, until 27 November 2026 18:00"
