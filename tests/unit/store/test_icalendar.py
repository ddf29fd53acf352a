"""Calendars, as phones and programs write them: what becomes of each event, when it is, and what is told of what is not kept."""

from datetime import UTC, datetime

import pytest

from shared.schemas.records import Event
from store.domain.calendar import fitting, times, told
from store.domain.importers.parsed import Entry, Unread
from store.domain.importers.timezones import named
from store.domain.zones import zones
from tests.unit.store.test_importers import found

HELSINKI = "Europe/Helsinki"
CUSTOM = (
    "BEGIN:VTIMEZONE", "TZID:Customized Time Zone",
    "BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+1000", "TZOFFSETTO:+0900", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD",
    "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0900", "TZOFFSETTO:+1000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT",
    "END:VTIMEZONE",
)  # fmt: skip
"""A zone that no place in the world has."""


def calendar(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", "")).encode()


def event(*lines: str, uid: str = "1", title: str = "Rowing") -> tuple[str, ...]:
    return ("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT")


def events(data: bytes) -> list[Event]:
    return [fitting(Event.load(entry.fields)) for entry in found(data) if isinstance(entry, Entry) and entry.kind == "event"]


def unread(data: bytes) -> list[str]:
    return [entry.why for entry in found(data) if isinstance(entry, Unread)]


def on(data: bytes, since: str = "2026-11-01", until: str = "2027-02-01", zone: str = HELSINKI) -> list[str]:
    """Return what is on, as the person's clock shows it."""
    own = zones()[zone]
    begin, end = (datetime.fromisoformat(day).replace(tzinfo=own) for day in (since, until))
    shown = [(at, one) for one in events(data) if one.state != "cancelled" for at, _ in times(one, begin, end, own)]
    return [f"{at.astimezone(own):%d.%m. %H:%M} {one.text}" for at, one in sorted(shown, key=lambda pair: pair[0])]


def test_an_event_has_its_time_place_and_what_is_told_of_it() -> None:
    (one,) = events(
        calendar(
            *event(
                "DTSTART;TZID=Europe/Paris:20261201T110000", "DTEND;TZID=Europe/Paris:20261201T120000", "LOCATION:Pier 3\\, Rauma", "STATUS:TENTATIVE",
                "DESCRIPTION:Bring\\n gloves", 'ATTENDEE;CN="Päivi; K";ROLE=CHAIR:mailto:p@example.org', "ATTENDEE:mailto:q@example.org",
                "BEGIN:VALARM", "TRIGGER:-PT15M", "DESCRIPTION:not this", "DURATION:PT5M", "END:VALARM",
            )
        )
    )  # fmt: skip

    assert one.start_at == datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert one.end_at == datetime(2026, 12, 1, 11, tzinfo=UTC)
    assert (one.zone, one.place, one.state) == ("Europe/Paris", "Pier 3, Rauma", "tentative")
    assert one.details == "Bring gloves, alarm 15 minutes before"
    assert list(one.guests) == ["Päivi; K", "q@example.org"]


def test_what_moved_out_of_a_series_or_was_taken_out_is_not_where_it_was() -> None:
    moved = event("RECURRENCE-ID;TZID=Europe/Paris:20261209T110000", "DTSTART;TZID=Europe/Paris:20261210T180000", title="Rowing, later")
    cancelled = event("RECURRENCE-ID:20261216T100000Z", "DTSTART:20261216T100000Z", "STATUS:CANCELLED")
    series = event(
        "DTSTART;TZID=Europe/Paris:20261202T110000", "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE:20261223T100000Z", "RDATE:20261226T100000Z"
    )
    expected = ["02.12. 12:00 Rowing", "10.12. 19:00 Rowing, later", "26.12. 12:00 Rowing", "30.12. 12:00 Rowing"]

    for order in ((*moved, *cancelled, *series), (*series, *moved, *cancelled)):
        assert on(calendar(*order)) == expected


def test_a_series_that_changes_from_some_time_on_goes_on_as_it_was_changed() -> None:
    data = calendar(
        *event("DTSTART;TZID=Europe/Helsinki:20261207T120000", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4"),
        *event("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Helsinki:20261221T120000", "DTSTART;TZID=Europe/Helsinki:20261222T150000"),
    )

    assert on(data) == ["07.12. 12:00 Rowing", "14.12. 12:00 Rowing", "22.12. 15:00 Rowing", "29.12. 15:00 Rowing"]


def test_a_series_keeps_its_wall_time_over_the_changes_of_its_own_zone() -> None:
    data = calendar(*event("DTSTART;TZID=America/New_York:20261026T090000", "RRULE:FREQ=WEEKLY;COUNT=2"))

    assert on(data, "2026-10-01", "2026-12-01") == ["26.10. 15:00 Rowing", "02.11. 16:00 Rowing"]


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("W. Europe Standard Time", "11:00"), ("FLE Standard Time", "10:00"), ("Tokyo Standard Time", "03:00"), ("tokyo standard time", "03:00"),
        ("/mozilla.org/20050126_1/America/New_York", "17:00"), ("(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius", "10:00"),
        ('"Europe/Paris"', "11:00"), ("europe/paris", "11:00"), ("UTC+05:00", "07:00"), ("GMT", "12:00"), ("US/Pacific", "20:00"),
    ],
)  # fmt: skip
def test_a_zone_is_known_by_any_of_its_names(zone: str, shown: str) -> None:
    quoted = f'"{zone}"' if ":" in zone or "," in zone else zone

    assert on(calendar(*event(f"DTSTART;TZID={quoted}:20261208T100000"))) == [f"08.12. {shown} Rowing"]


@pytest.mark.parametrize("mark", ["", '"'])
def test_the_colon_in_the_name_of_a_zone_of_exchange_is_no_end_of_it(mark: str) -> None:
    universal = event(f"DTSTART;TZID={mark}tzone://Microsoft/Utc{mark}:20261208T100000")
    own = [line.replace("Customized Time Zone", "tzone://Microsoft/Custom") for line in CUSTOM]
    custom = event(f"DTSTART;TZID={mark}tzone://Microsoft/Custom{mark}:20261201T170000")

    assert on(calendar(*universal)) == ["08.12. 12:00 Rowing"]
    assert on(calendar(*own, *custom)) == ["01.12. 10:00 Rowing"]


def test_the_definition_in_the_file_counts_wherever_it_stands() -> None:
    one = event("DTSTART;TZID=Customized Time Zone:20261201T170000")
    summer = event("DTSTART;TZID=Customized Time Zone:20270601T170000", uid="2")

    for order in ((*CUSTOM, *one, *summer), (*one, *summer, *CUSTOM)):
        assert on(calendar(*order), until="2027-08-01") == ["01.12. 10:00 Rowing", "01.06. 10:00 Rowing"]


def test_a_definition_gives_way_to_the_place_that_it_describes_and_a_series_keeps_time_there() -> None:
    own = [line.replace("Customized Time Zone", "My office") for line in CUSTOM]
    own = [line.replace("+0900", "-0500").replace("+1000", "-0400").replace("-1SU;BYMONTH=10", "1SU;BYMONTH=11") for line in own]
    own = [line.replace("-1SU;BYMONTH=3", "2SU;BYMONTH=3").replace("T030000", "T020000") for line in own]
    data = calendar(*own, *event("DTSTART;TZID=My office:20261026T090000", "RRULE:FREQ=WEEKLY;COUNT=2"))

    assert on(data, "2026-10-01", "2026-12-01") == ["26.10. 15:00 Rowing", "02.11. 16:00 Rowing"]
    assert unread(data) == []


def test_a_name_that_says_less_than_the_definition_beside_it_gives_way_to_it() -> None:
    own = [line.replace("Customized Time Zone", "GMT").replace("+0900", "+0000").replace("+1000", "+0100") for line in CUSTOM]

    assert on(calendar(*own, *event("DTSTART;TZID=GMT:20260701T090000")), "2026-06-01") == ["01.07. 11:00 Rowing"]


def test_a_zone_that_nobody_knows_is_told_for_each_event() -> None:
    data = calendar(*event("DTSTART;TZID=Mars/Phobos:20261201T100000"), *event("DTSTART;TZID=Mars/Phobos:20261202T100000", uid="2"))

    assert on(data) == ["01.12. 10:00 Rowing", "02.12. 10:00 Rowing"]
    assert len(unread(data)) == 2
    assert named("Mars/Phobos") is None


def test_a_time_without_a_zone_is_one_of_the_calendars_own() -> None:
    plain = event("DTSTART:20261201T100000")

    assert on(calendar(*plain)) == ["01.12. 10:00 Rowing"]
    assert on(calendar("X-WR-TIMEZONE:Europe/London", *plain)) == ["01.12. 12:00 Rowing"]


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["DTEND;VALUE=DATE:20261207"], 3), (["DURATION:P2D"], 2), ([], 1), (["DTEND;VALUE=DATE:20261204"], 1), (["DURATION:P1W"], 7),
    ],
)  # fmt: skip
def test_whole_days_are_days_where_the_person_is_and_the_last_is_not_counted(lines: list[str], days: int) -> None:
    data = calendar(*event("DTSTART;VALUE=DATE:20261204", *lines))
    (one,) = events(data)

    for zone in (HELSINKI, "America/Los_Angeles", "Pacific/Auckland"):
        seen = [day for day in range(1, 20) if on(data, f"2026-12-{day:02}", f"2026-12-{day + 1:02}", zone)]
        assert seen == list(range(4, 4 + days)), zone
    assert one.all_day


def test_a_duration_says_when_it_is_over() -> None:
    (one,) = events(calendar(*event("DTSTART:20261201T100000Z", "DURATION:P1DT2H30M")))

    assert one.end_at == datetime(2026, 12, 2, 12, 30, tzinfo=UTC)


def test_what_is_cancelled_is_kept_as_that() -> None:
    (one,) = events(calendar(*event("DTSTART:20261201T100000Z", "STATUS:CANCELLED")))
    (other,) = events(calendar("METHOD:CANCEL", *event("DTSTART:20261201T100000Z")))

    assert (one.state, other.state) == ("cancelled", "cancelled")
    assert "cancelled" in told(one, HELSINKI)


def test_tasks_are_things_to_do_journals_are_notes_and_anything_else_is_counted() -> None:
    data = calendar(
        "BEGIN:VTODO", "UID:t", "SUMMARY:Buy paint", "DUE:20261204T100000Z", "END:VTODO",
        "BEGIN:VTODO", "SUMMARY:Sweep", "STATUS:COMPLETED", "END:VTODO",
        "BEGIN:VJOURNAL", "SUMMARY:Diary", "DTSTART;VALUE=DATE:20261204", "DESCRIPTION:it rained", "END:VJOURNAL",
        "BEGIN:VFREEBUSY", "END:VFREEBUSY",
    )  # fmt: skip
    paint, sweep, diary, other = found(data)

    assert paint.fields == {"list": "todo", "text": "Buy paint, by 12:00", "done": False, "due": "2026-12-04"}
    assert sweep.fields == {"list": "todo", "text": "Sweep", "done": True, "due": ""}
    assert diary.fields == {"text": "Diary (journal, Fri 04 Dec 2026), it rained"}
    assert isinstance(other, Unread)


@pytest.mark.parametrize(
    "odd",
    [
        event("DTSTART:rubbish"), event("DTSTART:99990101T000000Z"), ("BEGIN:VEVENT", "END:VEVENT"), event("DTSTART:20261201T100000Z", "DTEND:soon"),
        event("DTSTART:20261201T100000Z", "RRULE:FREQ=SECONDLY"), event("DTSTART:20261201T100000Z", "RRULE:FREQ=DAILY;INTERVAL=0"),
        event("DTSTART:20261201T100000Z", "no line at all"), ("BEGIN:VEVENT", "SUMMARY:never ended", "DTSTART:20261201T100000Z"),
        event("DTSTART:20261201T100000Z", "DURATION:P999999W"), event("DTSTART:20261201T100000Z", f"DESCRIPTION:{'x' * 5000}"),
    ],
)  # fmt: skip
def test_an_odd_event_is_told_and_the_rest_is_read(odd: tuple[str, ...]) -> None:
    data = calendar(
        *event("DTSTART:20261201T100000Z", uid="a", title="First"), *odd, *event("DTSTART:20261202T100000Z", uid="b", title="Last")
    )
    titles = [one.text for one in events(data)]

    assert unread(data)
    assert (titles[0], titles[-1]) == ("First", "Last")


@pytest.mark.parametrize(
    "definition",
    [
        ["BEGIN:VTIMEZONE", "TZID:X", "END:VTIMEZONE"],
        ["BEGIN:VTIMEZONE", "TZID:X", "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETTO:+9900", "END:STANDARD", "END:VTIMEZONE"],
        ["BEGIN:VTIMEZONE", "TZID:X", "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETTO:+0200", "RRULE:FREQ=SECONDLY", "END:STANDARD", "END:VTIMEZONE"],
    ],
)  # fmt: skip
def test_a_definition_that_says_nothing_is_passed_over(definition: list[str]) -> None:
    data = calendar(*definition, *event("DTSTART;TZID=X:20261201T100000"))

    assert on(data) == ["01.12. 10:00 Rowing"]
    assert unread(data)


def test_an_event_is_told_in_words_with_its_time_where_the_person_is() -> None:
    (one,) = events(
        calendar(*event("DTSTART;TZID=Europe/Paris:20261202T110000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3", "LOCATION:Pier"))
    )

    assert told(one, HELSINKI) == "Rowing, Wed 02 Dec 2026 12:00–13:00 (Europe/Helsinki), every Wednesday until 16 December 2026, Pier"
