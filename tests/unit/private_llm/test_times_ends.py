"""Where a time or a series ends: two numbers with "to" between, "until", "for two weeks". Seen from Friday 27 November 2026, noon in Helsinki."""

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
    at, end = (found and f"{found.astimezone(ZoneInfo(ZONE)):%d.%m. %H:%M}" for found in (reading.resolved.at, reading.resolved.end))
    return " ".join(filter(None, (at, end and f"to {end[-5:]}", reading.resolved.rule)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lunch tuesday 12 to 13", "01.12. 12:00 to 13:00"),
        ("meeting monday 10 to 11", "30.11. 10:00 to 11:00"),
        ("meeting on monday 2 to 3", "30.11. 14:00 to 15:00"),
        ("meeting 2 to 3 tomorrow", "28.11. 14:00 to 15:00"),
        ("yoga on monday at 2 to 3", "30.11. 14:00 to 15:00"),
        ("wednesday ten to eleven", "02.12. 10:00 to 11:00"),
        ("5 december 10 to 12", "05.12. 10:00 to 12:00"),
        ("work on saturday 8 to 4", "28.11. 08:00 to 16:00"),
        ("today 1 to 2", "27.11. 13:00 to 14:00"),
        ("friday 10 to 2", "asked"),
        ("friday at 5 to 6", "asked"),
        ("10 to 11", "asked"),
        ("ten to eleven", "asked"),
        ("at 10 to 11 to leave", "asked"),
        # Minutes before an hour.
        ("at ten to five", "27.11. 16:50"),
        ("at ten to eleven", "27.11. 22:50"),
        ("tuesday 20 to 8", "01.12. 07:40"),
        ("tomorrow at quarter to nine", "28.11. 08:45"),
        ("at 3 minutes to 5", "27.11. 16:57"),
        ("ma 10 vaille 11", "30.11. 10:50"),
    ],
)
def test_two_numbers_with_to_between_are_a_range_beside_a_day_and_asked_about_where_they_can_be_either(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "every day at 8 until 5 december",
        "every day at 8 until december 5th",
        "every day at 8 until dec 5",
        "every day at 8 until 5.12.",
        "every day at 8 until the 5th of december",
        "every day until 5 december at 8",
        "until 5 december every day at 8",
        "klo 8 joka päivä 5.12. asti",
        "joka päivä klo 8 joulukuun 5. päivään asti",
    ],
)
def test_the_day_behind_until_is_the_last_one_of_a_series(text: str) -> None:
    assert said(text) == "28.11. 08:00 FREQ=DAILY;UNTIL=20261205T215959Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every monday at 10 until 1 march", "30.11. 10:00 FREQ=WEEKLY;BYDAY=MO;UNTIL=20270301T215959Z"),
        ("every weekday at 8 until the end of december", "30.11. 08:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261231T215959Z"),
        ("joka päivä klo 8 viikon ajan", "28.11. 08:00 FREQ=DAILY;UNTIL=20261205T055959Z"),
        ("joka päivä kello 8 viikon verran", "28.11. 08:00 FREQ=DAILY;UNTIL=20261205T055959Z"),
        ("joka maanantai klo 8 vuoden ajan", "30.11. 08:00 FREQ=WEEKLY;BYDAY=MO;UNTIL=20271130T055959Z"),
        ("klo 8 viikon päästä", "04.12. 08:00"),
        ("kello 8 kuukauden kuluttua", "27.12. 08:00"),
        ("klo 9 tunnin päästä", "asked"),
        ("every tuesday at 18 from january", "05.01. 18:00 FREQ=WEEKLY;BYDAY=TU"),
        ("every day from next week at 8", "30.11. 08:00 FREQ=DAILY"),
    ],
)
def test_the_length_and_the_beginning_of_a_series_are_no_part_of_its_clock_time(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "at", "rest"),
    [
        ("call mum tmrw 8ish", "28.11. 08:00", "call mum"),
        ("around 8-ish tomorrow call mum", "28.11. 08:00", "call mum"),
        ("tomorrow morning ish call", "28.11. 09:00", "call"),
        ("kasin maissa huomenna soita", "28.11. 08:00", "soita"),
        ("kahdeksan aikoihin huomenna soita", "28.11. 08:00", "soita"),
    ],
)
def test_about_behind_a_time_belongs_to_it(text: str, at: str, rest: str) -> None:
    assert said(text) == at
    assert times.without(text, now=NOW, zone=ZONE) == rest
