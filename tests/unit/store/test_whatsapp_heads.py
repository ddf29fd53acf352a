"""How WhatsApp exports write date and time, and which of the numbers is the day: where the language or the file alone tells."""

import pytest

from store.domain.importers.parsed import Message, NotReadable
from store.domain.importers.whatsapp import Reader, accepts, shape
from tests.unit.store.test_whatsapp import moment

TODAY = (2026, 11, 27)


def messages(text: str) -> list[Message]:
    lines = text.splitlines(keepends=True)
    return [found for found in Reader(shape(lines, TODAY), "UTC").read(lines) if isinstance(found, Message)]


@pytest.mark.parametrize(
    ("head", "at"),
    [
        # Digits, commas and marks of other scripts.
        ("۲۰۲۱/۵/۳۰، ۱۸:۴۴ - Sara: ", "2021-05-30 18:44:00"),
        ("٣٠\u200f/٥\u200f/٢٠٢١، ٦:٤٤ م - Sara: ", "2021-05-30 18:44:00"),
        ("[٣٠/٥/٢٠٢١، ٦:٤٤:٠٩ ص] Sara: ", "2021-05-30 06:44:09"),
        ("३०/०५/२०२१, १८:४४ - Sara: ", "2021-05-30 18:44:00"),
        ("30\uff0f05\uff0f2021 18\uff1a44 - Sara: ", "2021-05-30 18:44:00"),
        ("[\ufeff30.05.21, 18:44:00] Sara: ", "2021-05-30 18:44:00"),
        ("\ufeff[30.05.21, 18:44:00] Sara: ", "2021-05-30 18:44:00"),
        ("\u200b[30.05.21, 18:44:00] Sara: ", "2021-05-30 18:44:00"),
        # The two halves of the day.
        ("30/5/2021, 6:44 p.\u00a0m. - Sara: ", "2021-05-30 18:44:00"),
        ("30/5/2021, 12:44 a. m. - Sara: ", "2021-05-30 00:44:00"),
        ("30/5/2021, 12:44 μ.μ. - Sara: ", "2021-05-30 12:44:00"),
        ("30/5/2021, 6:44 ΜΜ - Sara: ", "2021-05-30 18:44:00"),
        ("2021/05/30 午後6:44 - Sara: ", "2021-05-30 18:44:00"),
        ("2021/05/30 午後0:44 - Sara: ", "2021-05-30 12:44:00"),
        ("2021/5/30 上午12:44 - Sara: ", "2021-05-30 00:44:00"),
        ("2021/5/30 中午12:44 - Sara: ", "2021-05-30 12:44:00"),
        ("2021/5/30 中午1:04 - Sara: ", "2021-05-30 13:04:00"),
        ("2021/5/30 晚上6:44 - Sara: ", "2021-05-30 18:44:00"),
        ("2021/5/30 凌晨3:44 - Sara: ", "2021-05-30 03:44:00"),
        ("2021. 5. 30. 오후 6:44 - Sara: ", "2021-05-30 18:44:00"),
        ("2021년 5월 30일 오전 6:44 - Sara: ", "2021-05-30 06:44:00"),
        ("[2021年5月30日 下午6:44:09] Sara: ", "2021-05-30 18:44:09"),
        ("30/05/2021, 6:44 CH - Sara: ", "2021-05-30 18:44:00"),
        ("30/05/2021, 6:44 PTG - Sara: ", "2021-05-30 18:44:00"),
        ("30.05.21, 6:44 abends - Sara: ", "2021-05-30 18:44:00"),
        ("30.5.2021 klo 6.44 ip. - Sara: ", "2021-05-30 18:44:00"),
        ("30.05.21 6:44 odp. - Sara: ", "2021-05-30 18:44:00"),
        ("30.05.2021, 6:44 ÖS - Sara: ", "2021-05-30 18:44:00"),
        # Signs between and around.
        ("30.05.21 18.44.15: Sara: ", "2021-05-30 18:44:15"),
        ("30.05.2021, 18:44: Sara: ", "2021-05-30 18:44:00"),
        ("30/05/21 6:44:15 pm: Sara: ", "2021-05-30 18:44:15"),
        ("5/30/21 6:44:15 PM: Sara: ", "2021-05-30 18:44:15"),
        ("30. 5. 2021. 18:44:15 Sara: ", "2021-05-30 18:44:15"),
        ("[18:44:15, 5/30/21] Sara: ", "2021-05-30 18:44:15"),
        ("[6:44 PM, 5/30/2021] Sara: ", "2021-05-30 18:44:00"),
        ("[05/2021/30, 18:44:15] Sara: ", "2021-05-30 18:44:15"),
        ("2021-05-30 18 h 44 - Sara: ", "2021-05-30 18:44:00"),
        ("30.05.2021, 18:44 Uhr - Sara: ", "2021-05-30 18:44:00"),
        ("2021/05/30, 18:44. - Sara: ", "2021-05-30 18:44:00"),
        ("30/5/2564 18:44 น. - Sara: ", "2021-05-30 18:44:00"),
        ("[5/30/2564 BE, 18:44:15] Sara: ", "2021-05-30 18:44:15"),
        # The years of Japanese eras.
        ("[5/30/R3, 18:44:15] Sara: ", "2021-05-30 18:44:15"),
        ("[R3/5/30 18:44:15] Sara: ", "2021-05-30 18:44:15"),
        ("[R3/05/30 午後6:44:15] Sara: ", "2021-05-30 18:44:15"),
        ("[H30/5/30 18:44:15] Sara: ", "2018-05-30 18:44:15"),
        ("[30.5.R12, 18:44:15] Sara: ", "2030-05-30 18:44:15"),
        ("[30.05.21, 18:44:00] - Sara: ", "2021-05-30 18:44:00"),
        ("30.05.21, 18:44 - - Sara: ", "2021-05-30 18:44:00"),
        ("30.05.21, 18:44 - ~\u202fSara: ", "2021-05-30 18:44:00"),
        ("30.05.21, 18:44 - \u2068Sara\u2069\u200e: ", "2021-05-30 18:44:00"),
        # The parts of the day.
        ("30/05/2021, 4:15 matin - Sara: ", "2021-05-30 04:15:00"),
        ("30/05/2021, 12:00 midi - Sara: ", "2021-05-30 12:00:00"),
        ("30/05/2021, 3:30 après-midi - Sara: ", "2021-05-30 15:30:00"),
        ("30/05/2021, 8:45 soir - Sara: ", "2021-05-30 20:45:00"),
        ("30/05/2021, 12:10 nuit - Sara: ", "2021-05-30 00:10:00"),
        ("30/05/2021, 2:05 nuit - Sara: ", "2021-05-30 02:05:00"),
        ("5/30/21, 11:05 at night - Sara: ", "2021-05-30 23:05:00"),
        ("5/30/21, 2:05 at night - Sara: ", "2021-05-30 02:05:00"),
        ("5/30/21, 12:05 at night - Sara: ", "2021-05-30 00:05:00"),
        ("30/5/21, 1:05 del mediodía - Sara: ", "2021-05-30 13:05:00"),
        ("30-05-2021 9:05 ‘s avonds - Sara: ", "2021-05-30 21:05:00"),
        ("30.05.2021, 3:05 ночи - Sara: ", "2021-05-30 03:05:00"),
        ("30.05.2021, 9:05 przed południem - Sara: ", "2021-05-30 09:05:00"),
        ("30.5.2021 klo 1.05 yöllä - Sara: ", "2021-05-30 01:05:00"),
        ("30.05.2021 gece 11:05 - Sara: ", "2021-05-30 23:05:00"),
    ],
)
def test_heads_of_every_script_and_habit(head: str, at: str) -> None:
    found = messages(f"{head}hello\n")

    assert [(moment(one), one.sender, one.text) for one in found] == [(at, "Sara", "hello")]


YEAR_FIRST = [
    date + clock
    for date in ("{y}/{m}/{d}", "{y}-{m}-{d}", "{y}.{m}.{d}", "{y}. {m}. {d}.")
    for clock in (", 10:1{n} - A: x\n", " 10:1{n} - A: x\n", ", 10.1{n} - A: x\n")
] + [
    f"[{date}{clock}"
    for date in ("{y}/{m}/{d}", "{y}-{m}-{d}", "{y}.{m}.{d}", "{y}. {m}. {d}.")
    for clock in (", 10:1{n}:00] A: x\n", " 10:1{n}:00] A: x\n", ", 10:1{n}:00 AM] A: x\n")
]


@pytest.mark.parametrize("form", YEAR_FIRST)
@pytest.mark.parametrize(
    "days",
    [
        [(26, 11, 2023), (27, 11, 2023)],
        [(26, 11, 2023), (28, 11, 2023), (1, 12, 2023)],
        [(30, 12, 2024), (2, 1, 2025)],
        [(5, 3, 2024), (6, 3, 2024)],
        [(2, 1, 2020), (3, 1, 2020), (4, 1, 2020)],
    ],
)
def test_a_year_of_two_digits_that_comes_first(form: str, days: list[tuple[int, int, int]]) -> None:
    text = "".join(form.format(y=f"{year % 100:02}", m=f"{month:02}", d=f"{day:02}", n=n) for n, (day, month, year) in enumerate(days))

    assert [moment(one)[:10] for one in messages(text)] == [f"{year}-{month:02}-{day:02}" for day, month, year in days]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["26/11/23", "27/11/23"], ["2023-11-26", "2023-11-27"]),
        (["26-11-23", "3-12-23"], ["2023-11-26", "2023-12-03"]),
        (["3/1/23", "5/1/23", "7/1/23", "2/2/23"], ["2023-01-03", "2023-01-05", "2023-01-07", "2023-02-02"]),
        (["1/2/24", "1/3/24", "1/4/24"], ["2024-01-02", "2024-01-03", "2024-01-04"]),  # Who writes on the first of each month only?
        (["1/2/24", "1/3/24"], ["2024-02-01", "2024-03-01"]),
        (["6/3/17", "8/5/17", "9/4/17"], ["2017-06-03", "2017-08-05", "2017-09-04"]),
        (["8/3/17", "10/5/17", "6/9/17"], ["2017-03-08", "2017-05-10", "2017-09-06"]),
        (["23/11/28"], ["2023-11-28"]),  # The other way round it would be in the future,
        (["24/03/05"], ["2024-03-05"]),  # or before there was WhatsApp.
        (["5/6/24", "8/6/24", "7/6/24", "9/6/24"], ["2024-06-05", "2024-06-08", "2024-06-07", "2024-06-09"]),
    ],
)
def test_the_least_surprising_order_of_day_and_month_is_taken(dates: list[str], expected: list[str]) -> None:
    text = "".join(f"{date}, 10:00 - A: x\n" for date in dates)

    assert [moment(one)[:10] for one in messages(text)] == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("3/4/24, 1:00 PM - A: ", "2024-03-04"),  # As Americans write,
        ("03/04/2024, 1:00 pm - A: ", "2024-04-03"),  # who write no zero before.
        ("3/4/24, 1:00 p. m. - A: ", "2024-04-03"),
        ("3.4.24, 1:00 PM - A: ", "2024-04-03"),
        ("24/3/4 下午1:00 - A: ", "2024-03-04"),
        ("15/11/22 PM 1:00 - A: ", "2015-11-22"),  # Half of the day is named first where the year is.
    ],
)
def test_where_no_date_tells_the_way_of_writing_does(head: str, expected: str) -> None:
    assert [moment(one)[:10] for one in messages(f"{head}x\n")] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "2023-12-31 10:00:00 INFO: started\n",
        "2023-12-31 10:00:00: started: now\n",
        "2023/12/31 10:00:00: started: now\n",
        "2023/12/31 10:00:00 INFO: started\n",
        "12 eggs - 3 cups: stir\n",
        "[1, 2, 3] - 10:00: x\n",
        "31/12/2023 or 10:15 somewhere - A: x\n",
        "1.2.3.4 10:00 - A: x\n",
    ],
)
def test_lists_logs_and_recipes_are_no_exports(text: str) -> None:
    assert not accepts(text)
    with pytest.raises(NotReadable):
        shape(text.splitlines(keepends=True))


def test_words_between_date_and_time_may_change_with_the_hour() -> None:
    found = messages("1/2/24 a la 1:05 - A: x\n13/2/24 a las 13:05 - A: y\n")

    assert [moment(one) for one in found] == ["2024-02-01 01:05:00", "2024-02-13 13:05:00"]


def test_an_era_may_end_within_a_chat() -> None:
    found = messages("[H31/4/30 23:59:00] A: x\n[R1/5/1 0:01:00] B: y\n")

    assert [moment(one) for one in found] == ["2019-04-30 23:59:00", "2019-05-01 00:01:00"]


def test_dates_in_another_style_are_words() -> None:
    (found,) = messages("23/06/2018, 01:55 p.m. - Loris: one\ntwo\n2016-04-29 10:30:00\n[10:15, 3/27/2022] Anna: copied\n")

    assert found.text == "one\ntwo\n2016-04-29 10:30:00\n[10:15, 3/27/2022] Anna: copied"


def test_one_line_that_somebody_wrote_does_not_turn_day_and_month_round() -> None:
    days = [f"{day}/{month}/2023, 10:00 - A: x\n" for month in range(1, 7) for day in range(1, 12, 2)]

    found = messages("".join(days[:20]) + "12/31/2022, 10:00 - B: forged\n" + "".join(days[20:]))

    assert [moment(one)[:10] for one in found[:2]] == ["2023-01-01", "2023-01-03"]
    assert found[19].text == "x\n12/31/2022, 10:00 - B: forged"
