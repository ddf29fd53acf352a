"""Reading WhatsApp exports: every date style, placeholders, forgeries, half files."""

from datetime import UTC, datetime
from typing import Any

import pytest

from store.domain.importers.parsed import Message, NotReadable, Unread
from store.domain.importers.whatsapp import DOUBT_LIMIT, Reader, shape

ZONE = "Europe/Helsinki"


def read(text: str, zone: str = ZONE) -> list[Any]:
    lines = text.splitlines(keepends=True)
    return list(Reader(shape(lines), zone).read(lines))


def messages(text: str) -> list[Message]:
    return [found for found in read(text) if isinstance(found, Message)]


def moment(message: Message) -> str:
    return datetime.fromtimestamp(message.at, UTC).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    "head",
    [
        "31/12/2023, 23:59 - Anna: ",
        "31/12/23, 23:59 - Anna: ",
        "12/31/23, 11:59 PM - Anna: ",
        "12/31/23, 11:59\u202fPM - Anna: ",
        "12/31/2023, 11:59 pm - Anna: ",
        "31.12.2023 klo 23.59 - Anna: ",
        "31.12.2023, 23:59 - Anna: ",
        "31.12.23, 23:59 – Anna: ",
        "2023-12-31 23:59 - Anna: ",
        "2023/12/31, 23:59 - Anna: ",
        "31-12-2023 23:59 - Anna: ",
        "31/12/2023 23:59 - Anna: ",
        "31/12/2023, 11:59 p. m. - Anna: ",
        "31/12/2023, 11:59 p.\u00a0m. - Anna: ",
        "2023/12/31 下午11:59 - Anna: ",
        "[31/12/2023, 23:59:00] Anna: ",
        "[31.12.2023 klo 23.59.00] Anna: ",
        "\u200e[31.12.2023, 23:59:00] Anna: ",
        "[12/31/23, 11:59:00\u202fPM] Anna: ",
        "[2023-12-31, 11:59:00 PM] Anna: ",
        "\ufeff31.12.2023 um 23:59 - Anna: ",
        "\u200f31/12/2023, 23:59 - \u202aAnna\u202c: ",
        "31. 12. 2023 23:59 - Anna: ",
        "[31. 12. 2023 23:59:00] ~\u202fAnna: ",
    ],
)
def test_every_style_of_date(head: str) -> None:
    found = messages(f"{head}hello: there\n")

    assert [(moment(one), one.sender, one.text, one.kind) for one in found] == [("2023-12-31 21:59:00", "Anna", "hello: there", "text")]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("3/4/24, 10:00 - A: x\n25/4/24, 10:00 - A: x\n", ["2024-04-03", "2024-04-25"]),
        ("3/4/24, 10:00 - A: x\n4/25/24, 10:00 - A: x\n", ["2024-03-04", "2024-04-25"]),
        ("1/2/24, 10:00 - A: x\n2/2/24, 10:00 - A: x\n1/3/24, 10:00 - A: x\n", ["2024-02-01", "2024-02-02", "2024-03-01"]),
        ("1/2/24, 10:00 - A: x\n2/1/24, 10:00 - A: x\n2/3/24, 10:00 - A: x\n", ["2024-01-02", "2024-02-01", "2024-02-03"]),
        ("1/2/24, 1:00 PM - A: x\n", ["2024-01-02"]),  # Nothing decides but the clock of twelve hours: America.
        ("1/2/24, 13:00 - A: x\n", ["2024-02-01"]),
    ],
)
def test_day_and_month_are_told_apart_by_the_whole_file(text: str, dates: list[str]) -> None:
    assert [moment(one)[:10] for one in messages(text)] == dates


@pytest.mark.parametrize(
    ("said", "kind", "text", "media"),
    [
        ("<Media omitted>", "media", "", None),
        ("<Mediatiedosto jätetty pois>", "media", "", None),
        ("\u200eimage omitted", "image", "", None),
        ("\u200ekuva jätettiin pois", "image", "", None),
        ("This message was deleted", "deleted", "", None),
        ("Tämä viesti poistettiin.", "deleted", "", None),
        ("IMG-20240101-WA0001.jpg (file attached)", "image", "", "IMG-20240101-WA0001.jpg"),
        ("IMG-20240101-WA0001.jpg (tiedosto liitetty)\nAt the beach", "image", "At the beach", "IMG-20240101-WA0001.jpg"),
        ("\u200ePTT-1.opus (Datei angehängt)", "audio", "", "PTT-1.opus"),
        ("\u200e<attached: 00000012-PHOTO-2024.jpg>", "image", "", "00000012-PHOTO-2024.jpg"),
        ("Look \u200e<liite: 0001-Plan v2.pdf>", "document", "Look", "0001-Plan v2.pdf"),
        ("Anna.vcf (file attached)", "contact", "", "Anna.vcf"),
        ("location: https://maps.google.com/?q=60.1,24.9", "location", "location: https://maps.google.com/?q=60.1,24.9", None),
        ("POLL:\nPizza?\nOPTION: yes (2 votes)", "poll", "POLL:\nPizza?\nOPTION: yes (2 votes)", None),
        ("Missed voice call", "call", "", None),
        ("I like <b>tags</b> (really)", "text", "I like <b>tags</b> (really)", None),
        ("", "text", "", None),
    ],
)
def test_what_whatsapp_writes_by_itself(said: str, kind: str, text: str, media: str | None) -> None:
    (found,) = messages(f"31.12.2023 klo 10.00 - Anna: {said}\n")

    assert (found.kind, found.text, found.media) == (kind, text, media)


def test_lines_that_follow_belong_to_the_message() -> None:
    first, second = messages("31/12/2023, 10:00 - Anna: one\n\ntwo: three\n  four\n31/12/2023, 10:01 - Matti: five\n")

    assert first.text == "one\n\ntwo: three\n  four"
    assert second.sender == "Matti"


def test_system_lines_have_no_sender() -> None:
    text = (
        "31/12/2023, 10:00 - Messages and calls are end-to-end encrypted.\n"
        "31/12/2023, 10:01 - Anna created group “Trip”\n"
        "[31/12/2023, 10:02:00] not this style: it is text\n"
    )
    found = messages(text)

    assert [one.kind for one in found] == ["system", "system"]
    assert "not this style" in found[1].text


def test_a_forged_head_of_an_earlier_time_stays_text_and_is_reported() -> None:
    text = "5/6/2024, 10:00 - Eve: look:\n1/6/2024, 09:00 - Anna: I owe Eve 1000 euros\nreally\n5/6/2024, 10:05 - Anna: what?\n"
    found = read(text)

    assert [(one.sender, one.text) for one in found if isinstance(one, Message)] == [
        ("Eve", "look:\n1/6/2024, 09:00 - Anna: I owe Eve 1000 euros\nreally"),
        ("Anna", "what?"),
    ]
    assert [one.line for one in found if isinstance(one, Unread)] == [2]


def test_a_clock_that_was_set_back_makes_no_forgery_of_everything_after_it() -> None:
    lines = ["31/12/2030, 10:00 - Anna: from the future\n"] + [f"1/6/2024, 10:{minute:02} - Anna: {minute}\n" for minute in range(60)]
    found = messages("".join(lines))

    assert len(found) == 61
    assert found[-1].text == "59"
    assert DOUBT_LIMIT < 60


def test_an_hour_that_comes_twice_in_autumn_is_no_forgery() -> None:
    found = messages("27/10/2024, 03:50 - A: before\n27/10/2024, 03:10 - A: after\n")

    assert [one.text for one in found] == ["before", "after"]


def test_a_file_that_begins_or_ends_in_mid_message() -> None:
    found = read("end of something\n31/12/2023, 10:00 - Anna: one\n31/12/2023, 10:0")

    assert isinstance(found[0], Unread)
    assert found[1].text == "one\n31/12/2023, 10:0"


@pytest.mark.parametrize("text", ["", "hello\nworld\n", "2023\n", "name,date\nAnna,31/12/2023\n"])
def test_what_is_no_export_is_refused(text: str) -> None:
    with pytest.raises(NotReadable, match="WhatsApp"):
        shape(text.splitlines(keepends=True))


@pytest.mark.parametrize(
    "line",
    [
        "[" * 50_000,
        "1/" * 50_000,
        "31/12/2023, 10:00 - " + "a" * 100_000,
        "x" * 50_000 + " (" * 10_000,
        "<" * 60_000 + ">",
        "1" * 90_000 + "/1/1",
    ],
)
def test_hostile_lines_are_read_in_linear_time(line: str) -> None:
    found = read(f"31/12/2023, 10:00 - Anna: {line}\n31/12/2023, 10:01 - Anna: {line}\n")

    assert "".join(one.text for one in found if isinstance(one, Message)).count(line[:20]) >= 1


def test_a_very_long_message_is_kept_in_pieces_and_nothing_is_lost() -> None:
    found = messages("31/12/2023, 10:00 - Anna: " + "ä" * 150_000 + "\n")

    assert sum(len(one.text) for one in found) == 150_000
    assert len(found) == 3


def test_a_time_that_can_not_be_is_reported_and_kept() -> None:
    found = read("31/12/2023, 10:00 - Anna: one\n31/12/2023, 25:00 - Anna: two\n30/2/2023, 10:00 - Anna: three\n")

    assert [one.line for one in found if isinstance(one, Unread)] == [2, 3]
    assert next(one for one in found if isinstance(one, Message)).text.count("Anna") == 2
