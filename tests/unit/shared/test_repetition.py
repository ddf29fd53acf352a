"""Rules of repetition: the same times as dateutil finds, bounded whatever a rule says, and said in words."""

import random
import time
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from shared.repetition import parsed, said, settled, starts

START = datetime(2026, 12, 1, 11)
PARIS = ZoneInfo("Europe/Paris")


def rule(chance: random.Random) -> str:
    frequency = chance.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
    parts = [f"FREQ={frequency}", f"INTERVAL={chance.randint(1, 4)}", f"WKST={chance.choice(('MO', 'SU'))}"]
    if chance.random() < 0.3:
        parts.append("BYMONTH=" + ",".join(map(str, chance.sample(range(1, 13), 2))))
    if chance.random() < 0.3 and frequency != "WEEKLY":
        parts.append("BYMONTHDAY=" + ",".join(map(str, chance.sample((1, 5, 15, 28, -1, -2, 31), 2))))
    if chance.random() < 0.4:
        number = chance.choice(("", "1", "-1", "2")) if frequency in ("MONTHLY", "YEARLY") else ""
        parts.append("BYDAY=" + ",".join(number + day for day in chance.sample(("MO", "TU", "WE", "SA", "SU"), 2)))
        if chance.random() < 0.3 and frequency != "DAILY":
            parts.append(f"BYSETPOS={chance.choice((1, -1, 2))}")
    return "RRULE:" + ";".join(parts)


@pytest.mark.parametrize("seed", range(20))
def test_it_finds_the_times_that_dateutil_finds_in_any_span(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        text, start = rule(chance), datetime(2020, 1, 1, 9) + timedelta(days=chance.randint(0, 1500))
        since = start + timedelta(days=chance.randint(-50, 1200))
        until = since + timedelta(days=chance.randint(1, 500))

        every = islice(rrulestr(f"{text};UNTIL=20300101T000000", dtstart=start), 3000)
        expected = [at for at in takewhile(lambda at, last=until: at < last, every) if at >= since and at != start]

        assert [at for at in starts(start, parsed(text), since, until) if at != start] == expected, text


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=7;BYDAY=WE",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366",
    ],
)
def test_no_rule_takes_long_however_old_it_is_or_wide_the_span(text: str) -> None:
    began = time.process_time()
    found = starts(datetime(1901, 1, 1, 9), parsed(f"RRULE:{text}"), datetime(2026, 1, 1), datetime(9998, 1, 1))
    settled(f"RRULE:{text};COUNT=1000000", datetime(1901, 1, 1, 9), UTC)

    assert len(found) <= 1000
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        "RRULE:FREQ=SECONDLY", "RRULE:FREQ=MINUTELY", "RRULE:FREQ=HOURLY", "RRULE:FREQ=DAILY;INTERVAL=0", "RRULE:FREQ=DAILY;COUNT=x", "RRULE", "x",
        "RRULE:FREQ=DAILY;BYDAY=XX", "RRULE:FREQ=DAILY;UNTIL=1", "RRULE:FREQ=DAILY;X-SECRET=1", "RRULE:FREQ=DAILY;BYMONTH=99", "RRULE:",
        "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5", "EXDATE:20260231", "RRULE:FREQ=DAILY;INTERVAL=" + "9" * 4000, "EXDATE:" + "1," * 40_000,
    ],
)  # fmt: skip
def test_what_is_no_rule_or_is_not_looked_into_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        settled(text, START, UTC)


def test_a_number_of_times_becomes_a_last_time() -> None:
    text = settled("RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20261203T100000Z", START, PARIS)

    assert text == "RRULE:FREQ=DAILY;UNTIL=20261204T100000Z\nEXDATE:20261203T100000Z"
    assert [at.day for at in starts(START, parsed(text, PARIS), START, datetime(2027, 1, 1))] == [1, 2, 4]


def test_dates_are_added_and_taken_out_by_the_day_or_by_the_time() -> None:
    text = "RRULE:FREQ=WEEKLY;UNTIL=20261231\nRDATE:20261205T120000,20261206\nEXDATE:20261208\nEXDATE:20261215T110000"

    found = starts(START, parsed(text), START, datetime(2027, 1, 1))

    assert found == [START, datetime(2026, 12, 5, 12), datetime(2026, 12, 6, 11), datetime(2026, 12, 22, 11), datetime(2026, 12, 29, 11)]


@pytest.mark.parametrize(
    ("text", "english", "finnish"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270503", "every Monday and Wednesday until 3 May 2027", "joka maanantai ja keskiviikko 3.5.2027 asti"),
        ("FREQ=DAILY", "every day", "joka päivä"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days", "joka 3. päivä"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "every weekday", "joka arkipäivä"),
        ("FREQ=WEEKLY", "every Tuesday", "joka tiistai"),
        ("FREQ=WEEKLY;INTERVAL=2", "every other week on Tuesday", "joka toinen viikko: tiistai"),
        ("FREQ=MONTHLY;BYDAY=2TU", "on the second Tuesday of every month", "joka kuukauden toinen tiistai"),
        ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "on the last Friday of every month", "joka kuukauden viimeinen perjantai"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,22,-1", "on the 1st, 22nd and last day of every month", "joka kuukauden 1. päivä, 22. päivä ja viimeinen päivä"),
        ("FREQ=YEARLY", "every year on 1 December", "joka vuosi 1.12."),
        ("FREQ=DAILY;COUNT=5", "every day, 5 times", "joka päivä, 5 kertaa"),
        ("FREQ=YEARLY;BYWEEKNO=20", "again and again by a rule of its own", "toistuvasti oman sääntönsä mukaan"),
        ("FREQ=DAILY\nEXDATE:20261203,20261205", "every day, but not on 3 December 2026 and 5 December 2026", "joka päivä, paitsi 3.12.2026 ja 5.12.2026"),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_words(text: str, english: str, finnish: str) -> None:
    told = parsed(f"RRULE:{text}")

    assert (said(told, START, "en"), said(told, START, "fi")) == (english, finnish)
