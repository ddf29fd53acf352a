"""By how much something is moved: the whole length, or none."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta

from private_llm.domain.times import shifting

ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
TENS = ["twenty", "thirty", "forty", "fifty", "sixty"]
FINNISH = "yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän".split()
BY_CASE = "yhdellä kahdella kolmella neljällä viidellä kuudella seitsemällä kahdeksalla yhdeksällä".split()


def english(number: int) -> str:
    if number < 20:
        return ONES[number - 1]
    return TENS[number // 10 - 2] + (f"-{ONES[number % 10 - 1]}" if number % 10 else "")


def finnish(number: int, ones: list[str], ten: str, tens: str) -> str:
    if number < 11:
        return [*ones, ten][number - 1]
    if number < 20:
        return f"{ones[number - 11]}toista"
    return ones[number // 10 - 1] + tens + (ones[number % 10 - 1] if number % 10 else "")


NUMBERS = range(1, 61)
TABLE = [
    (said, number, unit)
    for number in NUMBERS
    for said, unit in (
        (f"move the dentist reminder {number} minutes later", "minutes"),
        (f"move the dentist reminder {english(number)} minutes later", "minutes"),
        (f"move the dentist reminder by {english(number)} hours", "hours"),
        (f"postpone the dentist reminder by {number} days", "days"),
        (f"siirrä hammaslääkäriä {number} minuutilla", "minutes"),
        (f"siirrä hammaslääkäriä {finnish(number, BY_CASE, 'kymmenellä', 'kymmenellä')} tunnilla", "hours"),
        (f"siirrä hammaslääkäri {finnish(number, FINNISH, 'kymmenen', 'kymmentä')} minuuttia myöhemmin", "minutes"),
        (f"lykkää hammaslääkäriä {finnish(number, BY_CASE, 'kymmenellä', 'kymmenellä')} päivällä", "days"),
    )
]


@pytest.mark.parametrize(("said", "number", "unit"), TABLE)
def test_a_count_in_digits_or_words_is_that_many(said: str, number: int, unit: str) -> None:
    moving = shifting.by(said)

    assert moving is not None
    assert moving.length == relativedelta(**{unit: number})  # type: ignore[arg-type]
    assert moving.way == 1


@pytest.mark.parametrize(
    ("said", "length", "way"),
    [
        ("an hour and a half later", relativedelta(minutes=90), 1),
        ("1 hour and 30 minutes earlier", relativedelta(minutes=90), -1),
        ("two and a half hours later", relativedelta(minutes=150), 1),
        ("three quarters of an hour later", relativedelta(minutes=45), 1),
        ("siirrä sitä puolitoista tuntia eteenpäin", relativedelta(minutes=90), 1),
        ("puolellatoista tunnilla", relativedelta(minutes=90), 1),
        ("siirrä vuokramuistutusta tunnilla", relativedelta(hours=1), 1),
        ("aikaista vuokraa kolmella tunnilla", relativedelta(hours=3), -1),
        ("siirrä vuokraa päivällä taaksepäin", relativedelta(days=1), -1),
        ("varttia myöhemmin", relativedelta(minutes=15), 1),
        ("a month later", relativedelta(months=1), 1),
    ],
)
def test_parts_of_a_length_are_taken_together(said: str, length: relativedelta, way: int) -> None:
    moving = shifting.by(said, name="vuokra")

    assert moving is not None
    assert (moving.length, moving.way) == (length, way)


@pytest.mark.parametrize(
    "said",
    [
        "several hours later",
        "umpteen minutes earlier",
        "one hundred and twenty minutes later",
        "siirrä sitä usealla tunnilla",
        "sata minuuttia myöhemmin",
        "sadan minuutin myöhemmäksi",
        "two days earlier than the dentist",
        "kaksi päivää aikaisemmin kuin hammaslääkäri",
    ],
)
def test_a_length_that_is_not_read_whole_is_no_length(said: str) -> None:
    moving = shifting.by(said)

    assert moving is not None
    assert moving.length is None


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ("bring it forward an hour", -1),
        ("bring forward the dentist by an hour", -1),
        ("pull the dentist forward an hour", -1),
        ("push it back an hour", 1),
        ("push back the dentist by an hour", 1),
        ("siirrä hammaslääkäri tuntia aiemmaksi", -1),
        ("siirrä hammaslääkäri tuntia myöhemmäksi", 1),
    ],
)
def test_a_verb_and_its_particle_say_which_way(said: str, way: int) -> None:
    moving = shifting.by(said)

    assert moving is not None
    assert (moving.length, moving.way) == (relativedelta(hours=1), way)


@pytest.mark.parametrize("said", ["move it forward two hours", "move it back by an hour", "move up the dentist reminder two hours"])
def test_a_way_that_can_be_either_is_not_guessed(said: str) -> None:
    moving = shifting.by(said)

    assert moving is not None
    assert moving.way is None


@pytest.mark.parametrize(
    "said",
    [
        "move it in two hours",
        "move it to two weeks from now",
        "siirrä se ensi viikolle",
        "siirrä se viikolla 49",
        "move the 30 minute workout reminder to 5pm",
        "muistuta 10 minuutin päästä",
    ],
)
def test_a_moment_is_no_length_to_move_by(said: str) -> None:
    assert shifting.by(said) is None


def test_days_keep_the_wall_time_over_a_clock_change_and_hours_do_not() -> None:
    before = datetime(2027, 3, 27, 9, tzinfo=ZoneInfo("Europe/Helsinki"))
    after = [moving and moving.of(before, "Europe/Helsinki") for moving in map(shifting.by, ("a day later", "20 hours later"))]

    assert [at and f"{at:%d %H:%M}" for at in after] == ["28 09:00", "28 06:00"]


def test_a_length_beyond_the_calendar_moves_to_nowhere() -> None:
    moving = shifting.by("999 weeks earlier")

    assert moving is not None
    assert moving.of(datetime(2, 1, 1, tzinfo=ZoneInfo("UTC")), "UTC") is None
