"""Repetition: seen from Saturday 21 November 2026, 11:00 in Helsinki."""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from private_llm.domain import times

ZONE = "Europe/Helsinki"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first", "rule"),
    [
        ("every day at 21:00", "Sat 2026-11-21 21:00", "FREQ=DAILY"),
        ("joka päivä klo 8", "Sun 2026-11-22 08:00", "FREQ=DAILY"),
        ("every morning", "Sun 2026-11-22 09:00", "FREQ=DAILY"),
        ("iltaisin klo 9", "Sat 2026-11-21 21:00", "FREQ=DAILY"),
        ("every night at 2", "Sun 2026-11-22 02:00", "FREQ=DAILY"),
        ("every Monday and Wednesday at noon", "Mon 2026-11-23 12:00", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("maanantaisin ja torstaisin klo 18", "Mon 2026-11-23 18:00", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("every mon, wed and fri at 6pm", "Mon 2026-11-23 18:00", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("joka arkipäivä klo 7", "Mon 2026-11-23 07:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("arkiaamuisin kello 7", "Mon 2026-11-23 07:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("Monday to Friday at 9", "Mon 2026-11-23 09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("viikonloppuisin klo 10", "Sun 2026-11-22 10:00", "FREQ=WEEKLY;BYDAY=SA,SU"),
        ("maanantai-iltaisin klo 7", "Mon 2026-11-23 19:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("every other Tuesday at 10", "Tue 2026-11-24 10:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("joka toinen tiistai", "Tue 2026-11-24 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("fortnightly on Monday", "Mon 2026-11-23 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("every 3 days at 18", "Sat 2026-11-21 18:00", "FREQ=DAILY;INTERVAL=3"),
        ("kolmen päivän välein", "Sun 2026-11-22 09:00", "FREQ=DAILY;INTERVAL=3"),
        ("every 30 minutes", "Sat 2026-11-21 11:30", "FREQ=MINUTELY;INTERVAL=30"),
        ("puolen tunnin välein", "Sat 2026-11-21 11:30", "FREQ=MINUTELY;INTERVAL=30"),
        ("kahden tunnin välein", "Sat 2026-11-21 13:00", "FREQ=HOURLY;INTERVAL=2"),
        ("every 1st monday at 9", "Mon 2026-12-07 09:00", "FREQ=MONTHLY;BYDAY=1MO"),
        ("every last fri at 15", "Fri 2026-11-27 15:00", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("every second tuesday", "Tue 2026-11-24 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("joka kuun eka maanantai klo 9", "Mon 2026-12-07 09:00", "FREQ=MONTHLY;BYDAY=1MO"),
        ("joka viimeinen perjantai klo 15", "Fri 2026-11-27 15:00", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("on the 1st of every month", "Tue 2026-12-01 09:00", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("joka kuukauden viimeinen päivä", "Mon 2026-11-30 09:00", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("the first Monday of every month at 9", "Mon 2026-12-07 09:00", "FREQ=MONTHLY;BYDAY=1MO"),
        ("every second Tuesday of the month", "Tue 2026-12-08 09:00", "FREQ=MONTHLY;BYDAY=2TU"),
        ("joka kuun viimeinen perjantai", "Fri 2026-11-27 09:00", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("every year on 5 May", "Wed 2027-05-05 09:00", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5"),
        ("joka vuosi 5.5.", "Wed 2027-05-05 09:00", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5"),
        ("every day at 8 and 20", "Sat 2026-11-21 20:00", "FREQ=DAILY;BYHOUR=8,20;BYMINUTE=0"),
        ("every day until 5 December", "Sun 2026-11-22 09:00", "FREQ=DAILY;UNTIL=20261205T215959Z"),
        ("joka päivä 5.12. asti", "Sun 2026-11-22 09:00", "FREQ=DAILY;UNTIL=20261205T215959Z"),
        ("every day 5 times", "Sun 2026-11-22 09:00", "FREQ=DAILY;COUNT=5"),
        ("every day except Sunday", "Mon 2026-11-23 09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"),
        ("every day starting on Tuesday at 8", "Tue 2026-11-24 08:00", "FREQ=DAILY"),
        ("kerran viikossa", "Sat 2026-11-28 09:00", "FREQ=WEEKLY"),
    ],
)
def test_repetition_is_a_rule_and_begins_at_its_first_moment(text: str, first: str, rule: str) -> None:
    found = times.resolve(text, now=NOW, zone=ZONE)

    assert found is not None
    assert found.rule == rule
    assert found.wall.strftime("%a %Y-%m-%d %H:%M") == first


@pytest.mark.parametrize(
    "text", ["tomorrow at 9", "in 2 hours", "next Monday", "maanantaina", "viikon päästä", "every one of them at 9 tomorrow"]
)
def test_what_comes_once_has_no_rule(text: str) -> None:
    found = times.resolve(text, now=NOW, zone=ZONE)

    assert found is not None
    assert found.rule == ""


@pytest.mark.parametrize(
    "text",
    [
        "hourly from 9 to 17",
        "the first and third Monday of every month",
        "every 1st monday and thursday at 9",
        "every day at 8:15 and 20:00",
        "kahdesti päivässä klo 9",
    ],
)
def test_repetition_that_no_rule_here_can_say_is_asked_about(text: str) -> None:
    reading = times.read(text, now=NOW, zone=ZONE)

    assert reading.resolved is None
    assert reading.unread


def test_the_wall_time_is_kept_when_the_clock_changes() -> None:
    moments = times.moments("FREQ=DAILY", datetime(2027, 3, 27, 8), ZONE)

    hours = [(at.hour, at.astimezone(ZoneInfo(ZONE)).hour) for at in islice(moments, 3)]

    assert hours == [(6, 8), (5, 8), (5, 8)]


def test_hours_go_on_evenly_when_the_clock_changes() -> None:
    moments = list(islice(times.moments("FREQ=HOURLY;INTERVAL=2", datetime(2027, 3, 28, 1), ZONE), 3))

    assert [at.hour for at in moments] == [23, 1, 3]


def test_a_day_that_short_months_lack_is_their_last() -> None:
    found = times.resolve("every 31st at 9", now=NOW, zone=ZONE)

    assert found is not None
    days = [at.astimezone(ZoneInfo(ZONE)).strftime("%d.%m.") for at in islice(times.moments(found.rule, found.wall, ZONE), 4)]
    assert days == ["30.11.", "31.12.", "31.01.", "28.02."]


def test_the_moments_end_with_the_rule_and_can_begin_later() -> None:
    rule = "FREQ=DAILY;UNTIL=20261205T215959Z"

    later = list(times.moments(rule, datetime(2026, 11, 22, 9), ZONE, after=datetime(2026, 12, 3, 12, tzinfo=UTC)))

    assert [at.day for at in later] == [4, 5]


@pytest.mark.parametrize(
    ("text", "english", "finnish"),
    [
        ("every Monday and Wednesday at noon", "every Monday and Wednesday at 12:00", "maanantaisin ja keskiviikkoisin klo 12.00"),
        ("arkisin klo 7", "every weekday at 07:00", "joka arkipäivä klo 07.00"),
        ("every other week on Thursday at 10", "every other week on Thursday at 10:00", "joka toinen viikko torstaisin klo 10.00"),
        ("every 20 minutes", "every 20 minutes", "20 minuutin välein"),
        ("last Friday of each month", "every month on the last Friday at 09:00", "joka kuukausi, kuun viimeinen perjantai klo 09.00"),
        ("every year on 24 December", "every year on 24 December at 09:00", "joka vuosi, 24.12. klo 09.00"),
        (
            "every day at 8 and 20 until 5 December",
            "every day at 08:00 and 20:00, until 5 December 2026",
            "joka päivä klo 08.00 ja 20.00, 5.12.2026 asti",
        ),
    ],
)
def test_a_rule_is_said_back_in_words(text: str, english: str, finnish: str) -> None:
    found = times.resolve(text, now=NOW, zone=ZONE)

    assert found is not None
    assert times.repeats(found.rule, found.wall, ZONE, "en") == english
    assert times.repeats(found.rule, found.wall, ZONE, "fi") == finnish
