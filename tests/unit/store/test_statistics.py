"""How many messages there are, in each chat and by what."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.errors import BadMessage, Refused
from shared.schemas import archive as ask
from store.adapters import statistics
from store.handlers import Handlers

MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


def chat(handlers: Handlers, person: str, name: str, *said: tuple[str, datetime], text: str = "hello") -> str:
    """Make a chat in which somebody wrote at some times."""
    handlers.put_record(ask.PutRecord(person, "chat", name.lower(), {"name": name}))
    for sender, at in said:
        handlers.put_chat_message(ask.PutChatMessage(person, name.lower(), {"at": at.isoformat(), "sender": sender, "text": text}))
    return name.lower()


def counts(handlers: Handlers, person: str, **which: Any) -> ask.MessageCounts:
    found = handlers.count_messages(ask.CountMessages(person, **which))
    assert isinstance(found, ask.MessageCounts)
    return found


def pairs(counted: tuple[ask.Counted, ...]) -> list[tuple[str, int]]:
    return [(one.name, one.messages) for one in counted]


def views(handlers: Handlers, person: str, **page: Any) -> ask.ChatViews:
    found = handlers.list_chats(ask.ListChats(person, **page))
    assert isinstance(found, ask.ChatViews)
    return found


def test_messages_are_counted_by_month_by_hour_by_who_wrote_and_by_chat(handlers: Handlers, person: str) -> None:
    handlers.set_setting(ask.SetSetting(person, "zone", "Europe/Helsinki"))
    late = datetime(2026, 3, 31, 21, 30, tzinfo=UTC)  # It is April there, and summer time.
    chat(handlers, person, "Club", ("Anna", MARCH), ("Anna", late), ("Petri", MARCH), ("", MARCH))
    chat(handlers, person, "Home", ("Anna", MARCH))

    found = counts(handlers, person)

    assert (found.messages, found.first_at, found.last_at, found.own_zone) == (5, MARCH, late, "Europe/Helsinki")
    assert pairs(found.months) == [("2026-03", 4), ("2026-04", 1)]
    assert {hour: count for hour, count in enumerate(found.hours) if count} == {14: 4, 0: 1}
    assert pairs(found.people) == [("Anna", 3), ("Petri", 1)]
    assert [(one.id, one.name, one.messages) for one in found.chats] == [("club", "Club", 4), ("home", "Home", 1)]


def test_hours_are_those_of_a_zone_that_is_half_an_hour_beside_others(handlers: Handlers, person: str) -> None:
    handlers.set_setting(ask.SetSetting(person, "zone", "Asia/Kathmandu"))  # +05:45.
    chat(handlers, person, "Club", ("Anna", MARCH + timedelta(minutes=14)), ("Anna", MARCH + timedelta(minutes=16)))

    assert {hour: count for hour, count in enumerate(counts(handlers, person).hours) if count} == {17: 1, 18: 1}


def test_they_are_counted_in_one_chat_or_of_one_contact_by_all_its_names(handlers: Handlers, person: str) -> None:
    handlers.put_record(ask.PutRecord(person, "contact", "c1", {"name": "Anna Kallio", "names": ["Anna"], "handles": ["+35840"]}))
    chat(handlers, person, "Club", ("Anna", MARCH), ("Petri", MARCH))
    chat(handlers, person, "Home", ("+35840", MARCH))

    assert pairs(counts(handlers, person, chat="club").people) == [("Anna", 1), ("Petri", 1)]
    assert pairs(counts(handlers, person, sender="c1").chats) == [("Club", 1), ("Home", 1)]
    assert counts(handlers, person, chat="home", sender="Petri").messages == 0


def test_where_nothing_was_written_there_is_nothing_to_count(handlers: Handlers, person: str) -> None:
    found = counts(handlers, person)

    assert (found.messages, found.first_at, found.months, found.hours) == (0, None, (), (0,) * 24)
    with pytest.raises(Refused):
        counts(handlers, person, chat="nothing")


def test_chats_are_listed_by_what_was_written_last_and_none_is_left_out(handlers: Handlers, person: str) -> None:
    for number, name in enumerate(["Old", "New", "Same", "Twin"]):
        chat(handlers, person, name, ("Anna", MARCH + timedelta(days=min(number, 2))), ("Anna", MARCH))
    chat(handlers, person, "Empty")

    listed, after = [], None
    while True:
        page = views(handlers, person, limit=2, after=after)
        listed += [(one.name, one.messages) for one in page.chats]
        if (after := page.next) is None:
            break

    assert listed == [("Twin", 2), ("Same", 2), ("New", 2), ("Old", 2), ("Empty", 0)]
    with pytest.raises(BadMessage):
        views(handlers, person, after="nowhere")


def test_the_newest_message_of_a_chat_is_shown_with_it_and_cut_where_it_is_long(handlers: Handlers, person: str) -> None:
    chat(handlers, person, "Club", ("Petri", MARCH), ("Anna", MARCH + timedelta(days=1)), text="x" * 5000)

    newest = views(handlers, person).chats[0].newest

    assert newest is not None
    assert (newest.sender, newest.at, newest.text) == ("Anna", MARCH + timedelta(days=1), "x" * 300)


def test_a_chat_is_read_from_an_instant_on(handlers: Handlers, person: str) -> None:
    chat(handlers, person, "Club", *(("Anna", MARCH + timedelta(days=day)) for day in range(4)))

    page = handlers.read_chat(ask.ReadChat(person, "club", limit=2, since=MARCH + timedelta(hours=1)))

    assert isinstance(page, ask.ChatPage)
    assert [one.at for one in page.messages] == [MARCH + timedelta(days=1), MARCH + timedelta(days=2)]


def said(handlers: Handlers, person: str, *texts: str, sender: str = "Anna") -> None:
    handlers.put_record(ask.PutRecord(person, "chat", "club", {"name": "Club"}))
    for number, text in enumerate(texts):
        fields = {"at": (MARCH + timedelta(minutes=number)).isoformat(), "sender": sender, "text": text}
        handlers.put_chat_message(ask.PutChatMessage(person, "club", fields))


def test_words_are_counted_as_they_are_written_most_without_those_that_only_join(handlers: Handlers, person: str) -> None:
    said(
        handlers,
        person,
        "The sauna and the Sauna",
        "sauna on lämmin ja puhdas",
        "en varm bastu och Bastu",
        "don’t: https://sauna.example/sauna x@sauna.fi",
    )
    said(handlers, person, "sauna", sender="")  # The chat's own line.

    found = counts(handlers, person, chat="club", words=True)

    assert pairs(found.words) == [("sauna", 3), ("bastu", 2)]
    assert not {"the", "and", "ja", "och", "en", "don’t", "https", "example"} & {one.name for one in found.words}
    assert (found.read, found.partly) == (4, False)
    assert counts(handlers, person, chat="club").words == ()


@pytest.mark.parametrize("where", ["club", None])
def test_of_very_many_messages_the_newest_are_read(
    handlers: Handlers, person: str, where: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "READ", 2)
    said(handlers, person, "old goose", "new fox", "new fox")

    found = counts(handlers, person, chat=where, words=True)

    assert (pairs(found.words), found.read, found.partly) == ([("fox", 2), ("new", 2)], 2, True)
