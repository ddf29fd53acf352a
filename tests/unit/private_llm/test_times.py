"""Dates and times: seen from Saturday 21 November 2026, 11:00 in Helsinki."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta

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
        ("on saturday at 10", "Sat 2026-11-28 10:00"),  # Nor does anybody call late tonight by the day's name.
        ("on saturday at 8", "Sat 2026-11-21 20:00"),
        ("today at 10", "Sat 2026-11-21 22:00"),
        ("tomorrow at 9", "Sun 2026-11-22 09:00"),
        ("tomorrow morning", "Sun 2026-11-22 09:00"),
        ("day after tomorrow at noon", "Mon 2026-11-23 12:00"),
        ("tonight", "Sat 2026-11-21 20:00"),
        ("at 5", "Sat 2026-11-21 17:00"),  # Nobody means five in the morning without saying so.
        ("at 8", "Sat 2026-11-21 20:00"),  # Eight in the morning has passed: the next eight.
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
        ("kello puoli kuusi huomenna", "Sun 2026-11-22 17:30"),  # Nobody means half past five in the morning either.
        ("kello puoli kuusi huomenna aamulla", "Sun 2026-11-22 05:30"),
        # Clock words.
        ("tomorrow at quarter to two", "Sun 2026-11-22 13:45"),
        ("a quarter past 3pm", "Sat 2026-11-21 15:15"),
        ("twenty-five to nine tonight", "Sat 2026-11-21 20:35"),
        ("at 330 p.m.", "Sat 2026-11-21 15:30"),
        ("at 0800", "Sun 2026-11-22 08:00"),
        ("three thirty pm", "Sat 2026-11-21 15:30"),
        ("huomenna puoli seitsemältä", "Sun 2026-11-22 06:30"),
        ("varttia vaille kahdeksan illalla", "Sat 2026-11-21 19:45"),
        ("viittä vaille puoli kolme", "Sat 2026-11-21 14:25"),
        ("kello kaksikymmentäyksi kolmekymmentä", "Sat 2026-11-21 21:30"),
        ("perjantaina klo 24", "Sat 2026-11-28 00:00"),  # The end of Friday.
        ("friday at midnight", "Sat 2026-11-28 00:00"),
        ("9.30 huomenna", "Sun 2026-11-22 09:30"),
        ("wake me up at 7", "Sun 2026-11-22 07:00"),  # Not this evening.
        ("set an alarm for 6:15", "Sun 2026-11-22 06:15"),
        # Parts of the day move an hour that is said beside them.
        ("tonight at 9:30", "Sat 2026-11-21 21:30"),
        ("this evening at 11", "Sat 2026-11-21 23:00"),
        ("tonight around ten", "Sat 2026-11-21 22:00"),
        ("9 tonight", "Sat 2026-11-21 21:00"),
        ("6ish tomorrow evening", "Sun 2026-11-22 18:00"),
        ("tonight at 12:30", "Sun 2026-11-22 00:30"),
        ("friday night at 1", "Sat 2026-11-28 01:00"),
        ("aamulla kuudelta", "Sun 2026-11-22 06:00"),
        ("yöllä kahdelta", "Sun 2026-11-22 02:00"),
        ("perjantai-iltana klo 8", "Fri 2026-11-27 20:00"),
        ("huomisaamuna seiskalta", "Sun 2026-11-22 07:00"),
        ("before lunch tomorrow", "Sun 2026-11-22 11:00"),
        # Lengths from now.
        ("in 1 hour and 20 minutes", "Sat 2026-11-21 12:20"),
        ("in an hour and a half", "Sat 2026-11-21 12:30"),
        ("in three quarters of an hour", "Sat 2026-11-21 11:45"),
        ("in 2h30m", "Sat 2026-11-21 13:30"),
        ("puolentoista tunnin päästä", "Sat 2026-11-21 12:30"),
        ("kolmen vartin kuluttua", "Sat 2026-11-21 11:45"),
        ("kolmen päivän päästä aamulla", "Tue 2026-11-24 09:00"),
        # Before and after something.
        ("a week from Tuesday", "Tue 2026-12-01 09:00"),
        ("a week on Tuesday", "Tue 2026-12-01 09:00"),
        ("viikon päästä tiistaista", "Tue 2026-12-01 09:00"),
        ("in two weeks on friday", "Fri 2026-12-04 09:00"),
        ("in a week on tuesday", "Tue 2026-12-01 09:00"),
        ("the day after Monday", "Tue 2026-11-24 09:00"),
        ("the day before Christmas", "Thu 2026-12-24 09:00"),
        ("two days before 5 May", "Mon 2027-05-03 09:00"),
        ("5 hours after noon", "Sat 2026-11-21 17:00"),
        ("10 minutes before 8", "Sat 2026-11-21 19:50"),
        ("the closest Monday to 5 December", "Mon 2026-12-07 09:00"),
        # Days and spans by their place.
        ("Friday next week", "Fri 2026-11-27 09:00"),
        ("ensi viikon tiistaina klo 14", "Tue 2026-11-24 14:00"),
        ("third Friday of January", "Fri 2027-01-15 09:00"),
        ("tammikuun kolmas perjantai", "Fri 2027-01-15 09:00"),
        ("the last day of the month", "Mon 2026-11-30 09:00"),
        ("ensi kuun 5. päivä", "Sat 2026-12-05 09:00"),
        ("viidentenä päivänä", "Sat 2026-12-05 09:00"),
        ("end of next week", "Fri 2026-11-27 09:00"),
        ("kuun lopussa", "Mon 2026-11-30 09:00"),
        ("viikolla 50", "Mon 2026-12-07 09:00"),
        ("Tuesday the 1st", "Tue 2026-12-01 09:00"),
        ("pe 4.12.", "Fri 2026-12-04 09:00"),
        ("28. maalis klo 9:37", "Sun 2027-03-28 09:37"),
        ("5.12 klo 8", "Sat 2026-12-05 08:00"),
        ("2026-10-10T18:00", "Sat 2026-10-10 18:00"),  # It has passed, and stays what it is.
        ("10-Aug-2027", "Tue 2027-08-10 09:00"),
        ("29 February", "Tue 2028-02-29 09:00"),  # The next year that has one.
        ("Sept 26-27", "Sun 2027-09-26 09:00"),
        ("tmrw 9am", "Sun 2026-11-22 09:00"),
        ("wendesday at 3", "Wed 2026-11-25 15:00"),  # Two letters changed round.
        ("huomenna at 9 in the morning", "Sun 2026-11-22 09:00"),  # Two languages in one breath.
        ("this time tomorrow", "Sun 2026-11-22 11:00"),
        ("today", "Sat 2026-11-21 12:00"),  # Nine has passed; the day has not.
    ],
)
def test_what_is_meant(text: str, expected: str) -> None:
    assert wall(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", "may I call you", "march on", "the sun is up", "room 12", "room A210", "4417", "monkey", "5 kg of flour", "open 24/7",
        "it costs 12.30", "python 3.11.2", "version 3.11", "at 5 Main Street", "class 101", "call 040-1234567", "at 650-650-6500",
        "wait a second", "second hand shops", "the second car", "the march 5 km run", "he sat", "score 3-2", "Satamakatu 17", "good morning",
        "kuusi on kaatunut", "puoli kiloa jauhoja", "joka tapauksessa", "mies joka tuli", "elo on hyvää", "hinta on 15 e", "two weeks",
    ],
)  # fmt: skip
def test_what_is_no_time_leaves_nothing_to_ask(text: str) -> None:
    reading = times.read(text, now=NOW, zone=ZONE)

    assert reading.resolved is None
    assert reading.unread == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("at half five", "half five"),  # Half past four or half past five.
        ("31.2.2027", "31.2.2027"),
        ("the 31st of september", "31st of september"),
        ("klo 25", "klo 25"),
        ("tomorrow at 8:75", "8:75"),
        ("1.12-3.12 matka", "1.12-3.12"),
        ("3pm IST", "IST"),  # India, Israel or Ireland.
        ("15:00 UTC+2", "UTC"),
        ("every monday at 9 GMT", "GMT"),
        ("every easter at 9", "every easter"),
        ("the first and third tuesday of every month", "first"),
        ("the second to last friday of april", "second to last friday"),
        ("mondays until 6pm", "mondays"),
        ("at sunrise tomorrow", "sunrise"),
        ("huomenna 8 viemään roskat", "8"),  # Eight what?
        ("28. foo klo 9", "28."),
        ("take pills twice a day at 9", "twice a"),
        ("every payday at 9", "every"),
        ("Monday 5 December 2026", "5 December 2026"),  # That is a Saturday.
        ("15:00 in the morning", "15:00"),
        ("gym mon wed fri at 6pm", "mon"),
        ("tomorrow at 5 and 7", "7"),
        ("on Monday and Tuesday", "Tuesday"),
        ("the Friday after next", "the Friday after next"),
    ],
)
def test_what_is_seen_and_not_understood_is_told_and_becomes_no_other_time(text: str, word: str) -> None:
    reading = times.read(text, now=NOW, zone=ZONE)

    assert reading.resolved is None
    assert any(word in unread for unread in reading.unread)
    assert times.resolve(text, now=NOW, zone=ZONE) is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [("an hour before it starts", -1), ("tunti ennen", -1), ("kaksi tuntia ennen junan lähtöä", -2), ("2 hours after the game", 2)],
)
def test_a_length_beside_an_event_is_told_for_whoever_knows_the_event(text: str, hours: int) -> None:
    reading = times.read(text, now=NOW, zone=ZONE)

    assert reading.before == relativedelta(hours=hours)
    assert reading.resolved is None


def test_a_result_tells_what_was_said_and_what_was_assumed() -> None:
    text = "Muistuta minua perjantaina soittamaan"

    found = times.resolve(text, now=NOW, zone=ZONE)

    assert found is not None
    assert (found.has_day, found.has_clock, found.assumed, found.date_only) == (True, False, "09:00", True)
    assert found.wall == datetime(2026, 11, 27, 9)
    assert [text[start:end] for start, end in found.spans] == ["perjantaina"]


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("tomorrow from 9:30 to 11:00", "Sun 09:30", "Sun 11:00"),
        ("between 2 and 4:30pm tomorrow", "Sun 14:00", "Sun 16:30"),
        ("3-4pm", "Sat 15:00", "Sat 16:00"),
        ("huomenna klo 9–11", "Sun 09:00", "Sun 11:00"),
        ("huomenna kahdeksasta kymmeneen", "Sun 08:00", "Sun 10:00"),
        ("from Monday to Wednesday", "Mon 09:00", "Thu 00:00"),
        ("tomorrow at 9 for 2 hours", "Sun 09:00", "Sun 11:00"),
    ],
)
def test_ranges_have_an_end(text: str, begin: str, end: str) -> None:
    found = times.resolve(text, now=NOW, zone=ZONE)

    assert found is not None
    assert found.end is not None
    assert found.wall.strftime("%a %H:%M") == begin
    assert found.end.astimezone(ZoneInfo(ZONE)).strftime("%a %H:%M") == end


def test_a_date_of_two_numbers_is_read_as_the_zone_writes_it() -> None:
    finnish = times.resolve("5/12", now=NOW, zone="Europe/Helsinki")
    american = times.resolve("5/12", now=NOW, zone="America/New_York")

    assert finnish is not None
    assert finnish.wall.strftime("%d.%m.") == "05.12."
    assert american is not None
    assert american.wall.strftime("%d.%m.") == "12.05."


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
        ("next week", "2026-11-23", 7),
        ("ensi viikolla", "2026-11-23", 7),
        ("this weekend", "2026-11-21", 2),
        ("last month", "2026-10-01", 31),
        ("in May", "2026-05-01", 31),
        ("the last 3 days", "2026-11-19", 3),
        ("on Friday", "2026-11-20", 1),  # The last one: a list is asked about what was.
        ("between 3 and 5 November", "2026-11-03", 3),
    ],
)
def test_spans_of_days(text: str, begin: str, days: int) -> None:
    span = times.day_span(text, now=NOW, zone=ZONE)

    assert span is not None
    assert span[0].astimezone(ZoneInfo(ZONE)).date().isoformat() == begin
    assert (span[1].astimezone(ZoneInfo(ZONE)).date() - span[0].astimezone(ZoneInfo(ZONE)).date()).days == days


def test_a_list_of_what_comes_looks_ahead() -> None:
    span = times.day_span("what do I have on Friday", now=NOW, zone=ZONE, ahead=True)

    assert span is not None
    assert span[0].astimezone(ZoneInfo(ZONE)).date().isoformat() == "2026-11-27"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Muistuta minua huomenna puoli seitsemältä ruokkimaan kissa", "ruokkimaan kissa"),
        ("remind me tomorrow at 16 to buy milk", "to buy milk"),
        ("Muistuta ensi viikon tiistaina klo 14 kokouksesta", "kokouksesta"),
        ("remind me to call Anna tomorrow at 5 about the trip", "to call Anna about the trip"),
        ("Lunch with Anna on Wednesday at 12", "Lunch with Anna"),
        ("remind me to buy milk", "to buy milk"),
        ("tomorrow", ""),
    ],
)
def test_the_time_can_be_taken_out_of_a_text(text: str, left: str) -> None:
    assert times.without(text, now=NOW, zone=ZONE) == left


@pytest.mark.parametrize(
    ("text", "times_of_it"),
    [
        ("call me on Friday at 5pm", ["Friday", "at 5pm"]),
        ("muistuta huomenna puoli seitsemältä", ["huomenna", "puoli seitsemältä"]),
        ("every Monday at noon", ["Monday", "noon"]),
        ("good morning", []),
        ("I may come", []),
    ],
)
def test_what_a_mask_must_cover(text: str, times_of_it: list[str]) -> None:
    found = times.find(text)

    assert [text[entry.start : entry.end].removeprefix("at ") for entry in found] == [entry.removeprefix("at ") for entry in times_of_it]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("to Friday, not Monday", "to Friday"),
        ("to Friday and not Monday", "to Friday"),
        ("perjantaille, ei maanantaille", "perjantaille"),
        ("perjantaille eikä maanantaille", "perjantaille"),
        ("perjantaina, ei vaan lauantaina", "lauantaina"),
        ("on Friday not to forget", "on Friday not to forget"),
    ],
)
def test_a_time_that_is_denied_or_taken_back_is_left_out(text: str, left: str) -> None:
    assert times.latest(text, now=NOW, zone="Europe/Helsinki").strip() == left


@pytest.mark.parametrize(
    ("text", "first", "days"),
    [
        ("olenko vapaa kahdentoista päivän päästä aamulla?", 12, 1),
        ("what do I have in five days?", 5, 1),
        ("viikon päästä", 7, 1),
        ("three days ago", -3, 1),
        ("within three days", 0, 4),
        ("in the next 12 days", 0, 13),
        ("in two hours", None, 0),
    ],
)
def test_so_many_whole_days_from_now_are_a_day(text: str, first: int | None, days: int) -> None:
    now = datetime(2026, 11, 27, 12, tzinfo=ZoneInfo("Europe/Helsinki"))

    span = times.day_span(text, now=now, zone="Europe/Helsinki", ahead=True)

    midnight = now.replace(hour=0)
    assert span == (None if first is None else (midnight + timedelta(days=first), midnight + timedelta(days=first + days)))


def test_what_is_to_be_done_keeps_all_its_words_behind_tonight() -> None:
    """ "Tonight" is a day and a part of it at once, and stands in the text once."""
    said = [times.without(text, now=NOW, zone=ZONE) for text in ("remind me tonight feed the cat", "call Anna tonight about the heating")]

    assert said == ["feed the cat", "call Anna about the heating"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("every tuesday to call gran", "TU"),
        ("every tue to call gran", "TU"),
        ("tuesdays to call gran", "TU"),
        ("every monday and thursday to run", "MO,TH"),
        ("joka ti to", "TU,TH"),  # Thursday, in Finnish.
        ("joka ti ja to jumppa", "TU,TH"),
    ],
)
def test_an_english_to_is_no_thursday(text: str, days: str) -> None:
    found = times.resolve(text, now=NOW, zone=ZONE)

    assert found is not None
    assert found.rule == f"FREQ=WEEKLY;BYDAY={days}"


@pytest.mark.parametrize("text", ["in 1 h 15 min", "in 1h 15min", "1 h 15 min päästä", "timer 1 h 15 min", "in 1 hour 15 minutes"])
def test_hours_and_minutes_by_their_letters_are_one_length(text: str) -> None:
    assert wall(text) == "Sat 2026-11-21 12:15"
