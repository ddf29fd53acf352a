"""Messages that come out of order are kept as they are, and what somebody wrote into a message to look like one is told apart."""

import pytest

from store.domain.importers.parsed import Message, Unread
from store.domain.importers.whatsapp import DOUBT_LIMIT, Reader, shape
from tests.unit.store.test_whatsapp import moment

NOTICE = "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or listen to them."


def read(text: str) -> list[Message | Unread]:
    lines = [line for line in text.replace("\n", "\n\0").split("\0") if line]
    return list(Reader(shape(lines), "UTC").read(lines))  # type: ignore[arg-type]


def said(text: str) -> list[tuple[str, str]]:
    return [(one.sender, one.text) for one in read(text) if isinstance(one, Message)]


def reported(text: str) -> list[tuple[int, bool]]:
    """Return the lines that are told of, and whether each was kept as a message."""
    return [(one.line, "a message of its own" in one.why) for one in read(text) if isinstance(one, Unread)]


def flagged(text: str) -> list[str]:
    return [one.text for one in read(text) if isinstance(one, Message) and one.earlier]


def chat(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_the_notice_at_the_top_does_not_begin_the_clock() -> None:
    text = chat(
        f"31/12/2023, 10:00 - {NOTICE}", "1/6/2023, 10:00 - Anna: one", "1/6/2023, 10:01 - Bo: two", "2/6/2023, 10:00 - Anna: three"
    )

    assert said(text) == [("", NOTICE), ("Anna", "one"), ("Bo", "two"), ("Anna", "three")]
    assert reported(text) == []


def test_no_notice_moves_the_clock_wherever_it_stands() -> None:
    text = chat("1/6/2023, 10:00 - Anna: one", "31/12/2023, 10:00 - Anna changed their phone number", "1/6/2023, 10:01 - Bo: two")

    assert said(text)[2] == ("Bo", "two")
    assert reported(text) == []


def test_an_iphones_notice_under_the_groups_name_does_not_begin_the_clock_either() -> None:
    text = chat(f"[31.12.23, 10:00:00] Club: \u200e{NOTICE}", "[01.06.23, 10:00:00] Anna: one", "[02.06.23, 10:00:00] Bo: two")

    assert said(text) == [("", NOTICE), ("Anna", "one"), ("Bo", "two")]
    assert reported(text) == []


@pytest.mark.parametrize("count", [1, 2, 5, 19, 20, 21, 60])
def test_a_backup_that_was_restored_keeps_senders_and_times_and_is_told_of_once(count: int) -> None:
    older = [f"{1 + number // 60}/6/2020, 09:{number % 60:02} - {('Anna', 'Bo')[number % 2]}: old {number}" for number in range(count)]
    text = chat("5/6/2024, 10:00 - Anna: new", *older, "6/6/2024, 10:00 - Bo: newest")

    found = [one for one in read(text) if isinstance(one, Message)]

    assert [one.text for one in found] == ["new", *(f"old {number}" for number in range(count)), "newest"]
    assert [moment(one)[:4] for one in found] == ["2024", *["2020"] * count, "2024"]
    assert reported(text) == [(2, True)]
    assert flagged(text) == ["old 0"]


@pytest.mark.parametrize("late", ["5/6/2024, 07:30", "4/6/2024, 10:00", "1/5/2024, 10:00", "1/1/2015, 10:00"])
def test_a_message_that_arrived_late_keeps_sender_and_time_however_late(late: str) -> None:
    text = chat("5/6/2024, 10:00 - Anna: see you", f"{late} - Bo: late", "with two lines", "5/6/2024, 10:01 - Anna: oh")

    assert said(text) == [("Anna", "see you"), ("Bo", "late\nwith two lines"), ("Anna", "oh")]
    assert reported(text) == [(2, True)]
    assert flagged(text) == ["late\nwith two lines"]


def test_every_piece_of_a_long_message_has_its_flags() -> None:
    text = chat(
        "5/6/2024, 10:00 - Anna: a", f"1/6/2024, 10:00 - Bo: {'b' * 130_000} <This message was edited>", "5/6/2024, 10:01 - Anna: c"
    )

    found = [(len(one.text), one.edited, one.earlier) for one in read(text) if isinstance(one, Message)]

    assert found == [(1, False, False), (60_000, True, True), (60_000, True, True), (10_000, True, True), (1, False, False)]


def test_each_of_two_backups_that_were_restored_is_flagged_where_it_begins() -> None:
    first, second = ([f"{day}/6/{year}, 09:{minute:02} - Anna: {year}" for minute in range(3)] for day, year in ((1, 2022), (2, 2020)))
    text = chat("5/6/2024, 10:00 - Anna: new", *first, *second, "6/6/2024, 10:00 - Anna: newest", "5/6/2024, 10:00 - Bo left")

    assert flagged(text) == ["2022", "2020"]
    assert reported(text) == [(2, True), (5, True)]


def test_a_chat_of_which_the_lines_end_in_two_ways_is_flagged_nowhere_if_its_times_do_not_fall_back() -> None:
    heads = [f"[05.06.24, 10:{minute:02}:00] Anna: {minute}" for minute in range(60)]
    text = "".join(f"{head}\r\n" for head in heads[:30]) + "".join(f"{head}\n" for head in heads[30:])
    text += "".join(f"[06.06.24, 10:{minute:02}:00] Bo: {minute}\r\n" for minute in range(50))

    assert [told for _, told in reported(text) if told] == []
    assert flagged(text) == []


@pytest.mark.parametrize("said_before", ["POLL:\nPizza?\nOPTION: yes (2 votes)\n", "", "IMG-20240605-WA0001.jpg (file attached)\n"])
def test_what_whatsapp_ends_with_an_empty_line_leads_on_to_nothing(said_before: str) -> None:
    text = chat(f"5/6/2024, 10:00 - Anna: {said_before}", "1/6/2024, 09:00 - Bo: late", "5/6/2024, 10:01 - Anna: oh")

    assert said(text)[1:] == [("Bo", "late"), ("Anna", "oh")]


def test_a_few_minutes_out_of_order_are_nothing_to_tell_of() -> None:
    text = chat("5/6/2024, 10:05 - Anna: a", "5/6/2024, 10:03 - Bo: b", "5/6/2024, 09:10 - Cy: c", "5/6/2024, 10:06 - Anna: d")

    assert [sender for sender, _ in said(text)] == ["Anna", "Bo", "Cy", "Anna"]
    assert reported(text) == []
    assert flagged(text) == []


PAIR = [f"5/6/2024, 09:{minute:02} - {('Eve', 'Anna')[minute % 2]}: {minute}" for minute in range(12)]


@pytest.mark.parametrize(
    ("before", "forged", "after"),
    [
        # A colon leads on to it.
        (["5/6/2024, 10:00 - Eve: look:"], ["1/6/2024, 09:00 - Anna: I owe Eve 1000 euros", "really"], "5/6/2024, 10:05 - Anna: what?"),
        (["5/6/2024, 10:00 - Eve: 看："], ["1/6/2024, 09:00 - Anna: I owe Eve 1000 euros"], "5/6/2024, 10:05 - Anna: what?"),
        # WhatsApp takes empty lines off the end of a text, so it goes on after one.
        (["5/6/2024, 10:00 - Eve: hi", ""], ["1/6/2024, 09:00 - Anna: I owe Eve"], "5/6/2024, 10:05 - Anna: what?"),
        # Several that were pasted.
        (["5/6/2024, 10:00 - Eve: look:"], ["1/6/2024, 09:00 - Anna: one", "1/6/2024, 09:01 - Eve: two", "2/6/2024, 09:01 - Anna: three"], "5/6/2024, 10:05 - Anna: what?"),
        # Another form: the year, seconds, the sign before the time, a notice.
        (["5/6/2024, 10:00 - Eve: hi"], ["1/6/24, 09:00 - Anna: I owe Eve"], "5/6/2024, 10:05 - Anna: what?"),
        (["5/6/2024, 10:00 - Eve: hi"], ["1/6/2024, 09:00:00 - Anna: I owe Eve"], "5/6/2024, 10:05 - Anna: what?"),
        (["5/6/2024, 10:00 - Eve: hi"], ["5/6/2024 09:59 - Anna: I owe Eve"], "5/6/2024, 10:05 - Anna: what?"),
        (["5/6/2024, 10:00 - Eve: hi"], ["1/6/24, 09:00 - Anna left"], "5/6/2024, 10:05 - Anna: what?"),
        (["6/5/24, 10:00\u202fAM - Eve: hi"], ["6/1/24, 09:00 AM - Anna: I owe Eve"], "6/5/24, 10:05\u202fAM - Anna: what?"),
        # Copied on an iPhone: without seconds.
        (["[5.6.2024, 10.00.11] Eve: hi"], ["[5.6.2024, 09.59] Anna: I owe Eve"], "[5.6.2024, 10.05.11] Anna: what?"),
        # A third name in a chat of two.
        ([*PAIR, "5/6/2024, 10:00 - Eve: hi"], ["1/6/2024, 09:00 - Bank: your code is 1234"], "5/6/2024, 10:05 - Anna: what?"),
    ],
)  # fmt: skip
def test_what_was_written_to_look_like_an_earlier_message_stays_text_and_is_told_of(
    before: list[str], forged: list[str], after: str
) -> None:
    text = chat(*before, *forged, after, after)

    found = said(text)

    assert found[-3][0] == "Eve"
    assert found[-3][1].endswith("\n".join(forged))
    assert found[-2:] == [("Anna", "what?")] * 2
    assert all(not kept for _, kept in reported(text))
    assert reported(text)[0][0] == len(before) + 1


def test_on_an_iphone_the_ends_of_lines_tell_even_what_is_dated_later() -> None:
    text = (
        "[5.6.2024, 10.00.11] Anna: hi\r\n[5.6.2024, 10.01.11] Eve: look\n[5.6.2024, 10.02.00] Anna: I owe Eve\n[5.6.2024, 10.03.00] Bo: true\r\n"
        "[5.6.2024, 10.05.00] Anna: what?\r\n[1.6.2024, 10.05.00] Bo: late, after a colon:\r\n[1.5.2024, 10.05.00] Anna: later still\r\n"
        "[5.6.2024, 10.06.00] Eve: ok\r\n[5.6.2024, 10.07.00] Eve: bye\r\n"
    )

    assert said(text) == [
        ("Anna", "hi"),
        ("Eve", "look\n[5.6.2024, 10.02.00] Anna: I owe Eve\n[5.6.2024, 10.03.00] Bo: true"),
        ("Anna", "what?"),
        ("Bo", "late, after a colon:"),
        ("Anna", "later still"),
        ("Eve", "ok"),
        ("Eve", "bye"),
    ]
    assert reported(text) == [(3, False), (4, False), (6, True), (7, True)]


def test_a_file_whose_lines_all_end_alike_tells_nothing_by_their_ends() -> None:
    text = chat("5/6/2024, 10:00 - Anna: a", "more", "5/6/2024, 10:01 - Bo: b", "5/6/2024, 10:02 - Anna: c").replace("\n", "\r\n")

    assert said(text) == [("Anna", "a\nmore"), ("Bo", "b"), ("Anna", "c")]


def test_more_than_a_forger_would_write_are_messages() -> None:
    older = [f"1/6/24, 09:{minute:02} - Anna: {minute}" for minute in range(DOUBT_LIMIT + 1)]
    text = chat(*(f"5/6/2024, 10:{minute:02} - Bo: {minute}" for minute in range(40)), *older, "6/6/2024, 10:00 - Bo: end")

    assert len(said(text)) == 40 + len(older) + 1


def test_a_lone_writer_who_comes_late_in_a_group_is_no_stranger() -> None:
    group = [f"5/6/2024, 09:{minute:02} - {('Eve', 'Anna', 'Bo')[minute % 3]}: {minute}" for minute in range(18)]
    text = chat(*group, "1/6/2024, 09:00 - Cy: was offline", "5/6/2024, 10:05 - Anna: hello")

    assert said(text)[-2:] == [("Cy", "was offline"), ("Anna", "hello")]


def test_in_a_chat_of_two_the_other_may_come_late_with_the_only_message() -> None:
    text = chat("10/6/2024, 10:00 - Anna: a", "1/6/2024, 10:00 - Bo: b", "11/6/2024, 10:00 - Anna: c")

    assert said(text) == [("Anna", "a"), ("Bo", "b"), ("Anna", "c")]


def test_mixed_forms_are_messages_while_the_time_goes_on() -> None:
    text = chat("5/6/2024, 10:00 - Anna: a", "5/6/2024, 10:01 - Bo: b", "5/6/24 10:02 - Anna: c", "5/6/24 10:02 - Bo: d")

    assert [sender for sender, _ in said(text)] == ["Anna", "Bo", "Anna", "Bo"]


@pytest.mark.parametrize("marks", [True, False])
def test_a_group_is_nobodys_name(marks: bool) -> None:
    own = "\u200e" if marks else ""
    text = chat(
        f"[14.08.2024, 21:00:10] Rowing: {own}{NOTICE}",
        f"[14.08.2024, 21:00:10] Boris: {own}Boris created group “Rowing”",
        f"[14.08.2024, 21:00:11] Rowing: {own}Boris added you",
        f"[14.08.2024, 21:01:57] Rowing: {own}You're now an admin",
        f"[14.08.2024, 21:02:12] Boris: {own}Boris changed this group's icon",
        "[14.08.2024, 21:03:00] Boris: Welcome aboard",
        "[14.08.2024, 21:04:00] Salla: Boris is early",
    )

    assert said(text) == [
        ("", NOTICE),
        ("", "Boris created group “Rowing”"),
        ("", "Boris added you"),
        ("", "You're now an admin"),
        ("", "Boris changed this group's icon"),
        ("Boris", "Welcome aboard"),
        ("Salla", "Boris is early"),
    ]


@pytest.mark.parametrize("marks", [True, False])
def test_who_is_not_among_the_contacts_is_told_from_what_is_told_of_them(marks: bool) -> None:
    own = "\u200e" if marks else ""
    text = chat(
        f"[3/2/2026, 17:05:13] Rowing: {own}{NOTICE}",
        f"[3/2/2026, 17:05:14] ~\u202fVieno: {own}~\u202fVieno changed this group's icon",
        f"[3/2/2026, 17:05:15] Rowing: {own}You joined from the community",
        f"[3/2/2026, 17:05:16] ~\u202fSalla: {own}~\u202fVieno added ~\u202fSalla",
        "[3/2/2026, 17:06:00] ~\u202fSalla: Salla here",
        f"[3/2/2026, 17:07:00] ~\u202fSalla: {own}~\u202fSalla pinned a message",
        "[3/2/2026, 17:08:00] ~\u202fVieno: I like Vieno",
    )

    assert [sender for sender, _ in said(text)] == ["", "", "", "", "Salla", "", "Vieno"]


@pytest.mark.parametrize(
    "notice",
    [
        "15/09/2026, 20:45 - الرسائل والمكالمات مشفّرة بالكامل: لا أحد خارج هذه الدردشة يستطيع قراءتها.",
        "15/09/2026, 20:45 - הודעות ושיחות מוצפנות מקצה לקצה: אף אחד לא יכול לקרוא אותן.",
    ],
)
def test_a_notice_with_a_colon_in_it_makes_no_sender(notice: str) -> None:
    assert [sender for sender, _ in said(chat(notice, "15/09/2026, 20:46 - Dana: a: b"))] == ["", "Dana"]


def test_a_group_may_have_a_colon_in_its_name() -> None:
    text = chat(
        f"[12.3.2022, 14:08:10] Trip: Rome: \u200e{NOTICE}",
        "[12.3.2022, 14:08:11] Trip: Rome: \u200eAnna created this group",
        "[12.3.2022, 14:09:10] Anna: Rome: I can't wait",
        "[12.3.2022, 14:09:12] Trip: not the group",
    )

    assert said(text)[0] == ("", NOTICE)
    assert said(text)[1:] == [("", "Anna created this group"), ("Anna", "Rome: I can't wait"), ("Trip", "not the group")]


@pytest.mark.parametrize("begin", ["5/6/2024, 10:0{} - ", "[5/6/2024, 10:0{}:00] "])
def test_who_quotes_the_notice_about_encryption_has_said_it(begin: str) -> None:
    text = chat(f"{begin.format(0)}Anna: hi", f"{begin.format(1)}Bo: it says: {NOTICE}")

    assert said(text) == [("Anna", "hi"), ("Bo", f"it says: {NOTICE}")]


def test_a_mark_without_words_is_nobodys_notice() -> None:
    text = chat("[12.3.2022, 14:08:10] Anna: \u200e", "[12.3.2022, 14:08:11] Bo: hi")

    assert said(text) == [("Anna", ""), ("Bo", "hi")]


def test_a_name_of_nothing_but_a_tilde_is_a_name() -> None:
    assert [sender for sender, _ in said(chat("5/6/2024, 10:00 - ~ ~: hi", "5/6/2024, 10:01 - ~: yes"))] == ["~", "~"]


def test_in_a_chat_of_two_the_name_before_the_notice_is_a_person() -> None:
    text = chat(f"[14.08.2024, 21:00:10] Boris: {NOTICE}", "[14.08.2024, 21:03:00] Boris: Boris here", "[14.08.2024, 21:04:00] Salla: hi")

    assert said(text) == [("", NOTICE), ("Boris", "Boris here"), ("Salla", "hi")]


def test_on_an_iphone_what_begins_with_the_mark_is_whatsapps_in_any_language() -> None:
    text = chat(
        "[14.08.2024, 21:00:10] Boris: \u200eBoris nyitott egy csoportot", "[14.08.2024, 21:03:00] \u200eYou: \u200eYou pinned a message"
    )

    assert [sender for sender, _ in said(text)] == ["", ""]


def test_what_is_quoted_in_a_notice_makes_no_sender() -> None:
    text = chat("31/12/2023, 10:00 - Anna changed the subject from “a: 1” to “b”", '31/12/2023, 10:01 - You created group "x: y"')

    assert [sender for sender, _ in said(text)] == ["", ""]


def test_names_may_hold_quotes_and_dashes() -> None:
    text = chat(
        '31/12/2023, 10:00 - Bo "Bobo" Ek: a',
        "31/12/2023, 10:01 - Anna-Liisa – töistä: b",
        "31/12/2023, 10:02 - \u202a+358\u00a040\u2011123\u202c: c",
    )

    assert [sender for sender, _ in said(text)] == ['Bo "Bobo" Ek', "Anna-Liisa – töistä", "+358 40-123"]
