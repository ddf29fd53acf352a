"""What holds of times whatever is said, wherever and whenever."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from private_llm.domain import times

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ZONES = ("Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia")
WORDS = (
    "at on in the every joka 5 9:30 30. pm monday maanantaina tomorrow huomenna may and to - half puoli quarter varttia yli vaille of week "
    "viikon päästä before last ensi 5.12. 2027 noon night aamulla until asti first toinen day päivä except x , . hours minutes 31st february"
).split()


def changes(zone: str) -> list[datetime]:
    """Return the days up to 2040 on which the clock of a zone changes."""
    place, days = ZoneInfo(zone), [datetime(2027, 1, 1) + timedelta(days=number) for number in range(365 * 14)]
    shift = [day.replace(tzinfo=place).utcoffset() for day in days]
    return [day for day, before, after in zip(days, shift, shift[1:], strict=False) if before != after]


@pytest.mark.parametrize("zone", ZONES)
def test_the_wall_time_that_was_asked_for_is_the_one_that_comes_or_the_shift_is_told(zone: str) -> None:
    for day in (day + timedelta(days=more) for day in changes(zone) for more in (-1, 0, 1)):
        for clock in ("00:00", "00:30", "01:30", "02:00", "02:30", "03:30", "12:00", "23:30"):
            found = times.resolve(f"{day:%Y-%m-%d} {clock}", now=NOW, zone=zone)

            assert found is not None
            wall = datetime.combine(day, datetime.strptime(clock, "%H:%M").time())
            assert found.wall == wall
            assert found.shifted == (found.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall)


@given(st.text(max_size=300) | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
@settings(max_examples=600, deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    reading = times.read(text, now=NOW, zone="Europe/Helsinki")

    assert reading.resolved is None or not reading.unread
    assert all(0 <= start < end <= len(text) for start, end in reading.spans)
    assert all(0 <= found.start < found.end <= len(text) for found in times.find(text))
    times.day_span(text, now=NOW, zone="Europe/Helsinki")
    times.without(text, now=NOW, zone="Europe/Helsinki")


@pytest.mark.parametrize(
    "text", ["\ud800", "\udfff at 5\ud800", "at 5\x00", "⁵ ٣:٣٠ ３pm", "𝟙𝟚:𝟛𝟘", "5" * 5000, "-" * 5000, "in " + "9" * 50 + " years"]
)
def test_odd_characters_and_sizes_are_read(text: str) -> None:
    times.read(text, now=NOW, zone="Europe/Helsinki")
    times.find(text)


@pytest.mark.parametrize("moment", [datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)])
@pytest.mark.parametrize(
    "text", ["next week", "last year", "in 5 years", "every month", "eilen", "29 February", "viikolla 50", "last weekend"]
)
def test_the_ends_of_the_calendar_are_no_error(text: str, moment: datetime) -> None:
    assert times.read(text, now=moment, zone="UTC") is not None
    times.day_span(text, now=moment, zone="UTC")


@pytest.mark.parametrize(
    "piece",
    ["monday ", "5 ", "in 5 minutes ", "the ", "1.", "12.12.", "3pm3", "every ", "from 5 to ", "until ", "a-", "twenty ", "tomorow "],
)
def test_a_text_twice_as_long_takes_about_twice_as_long(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begin = time.process_time()
        times.read(text, now=NOW, zone="Europe/Helsinki")
        return time.process_time() - begin

    seconds(1000)
    assert seconds(64_000) < 16 * seconds(16_000) + 0.2
