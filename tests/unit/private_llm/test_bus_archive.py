"""What the engine asks the store for, over the bus."""

from datetime import UTC, datetime, timedelta
from typing import Any

from private_llm.adapters.bus_archive import BusArchive
from private_llm.domain.ports import MOST_WRITTEN, Among
from shared.schemas import archive as ask

SINCE, UNTIL = datetime(2026, 12, 2, tzinfo=UTC), datetime(2026, 12, 3, tzinfo=UTC)


class Asked:
    """A bus on which the store has one thing to say."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.requests: list[Any] = []

    def request(self, request: Any, expected: Any, **_: Any) -> Any:
        self.requests.append(request)
        assert isinstance(self.answer, expected)
        return self.answer


def test_it_asks_what_is_on_in_a_persons_own_calendar() -> None:
    rowing = ask.Occurrence("e1", "Rowing", SINCE, UNTIL, False, "UTC", "RRULE:FREQ=WEEKLY", "", "", "confirmed")
    bus: Any = Asked(ask.Occurrences((rowing,)))

    found = BusArchive(bus, "ida", "t1").events(SINCE, UNTIL, only=["e1"], limit=5)

    assert found == (rowing,)
    assert bus.requests == [ask.ListOccurrences("ida", SINCE, UNTIL, 5, ("e1",))]
    assert found[0].repeats("fi") == "joka keskiviikko"


class Chat:
    """A bus that answers as a store in which somebody wrote once a minute."""

    def __init__(self, count: int, *, at_once: int = 1) -> None:
        self.asked: list[ask.Search] = []
        start = datetime(2026, 11, 27, 9, tzinfo=UTC)
        self.hits = [ask.Hit("message", str(n), f"words {n}", "", start + timedelta(minutes=n // at_once), 0) for n in range(count)]

    def request(self, request: ask.Search, expected: Any, **_: Any) -> ask.Found:
        self.asked.append(request)
        there = [hit for hit in self.hits if request.until is None or hit.at < request.until]
        return ask.Found(tuple(reversed(there[-request.limit :])))


def test_all_that_was_written_is_read_page_by_page_oldest_first() -> None:
    bus = Chat(450)

    found = BusArchive(bus, "p", "t").written(chat="c")  # type: ignore[arg-type]

    assert [hit.id for hit in found] == [str(n) for n in range(450)]
    assert len(bus.asked) == 3
    assert {one.chat for one in bus.asked} == {"c"}


def test_more_than_a_page_in_one_minute_hides_nothing_that_is_older() -> None:
    found = BusArchive(Chat(1200, at_once=300), "p", "t").written()  # type: ignore[arg-type]

    assert len({hit.at for hit in found}) == 4


def test_of_a_great_many_messages_the_newest_are_read() -> None:
    found = BusArchive(Chat(MOST_WRITTEN + 300), "p", "t").written()  # type: ignore[arg-type]

    assert len(found) == MOST_WRITTEN
    assert found[-1].id == str(MOST_WRITTEN + 299)


def test_it_searches_among_what_is_named_and_asks_who_wrote() -> None:
    bus: Any = Asked(ask.Found(()))
    BusArchive(bus, "ida", "t1").search("", among=Among("c1", "Anna", SINCE, UNTIL, ("image",)))
    other: Any = Asked(ask.Senders(("Anna",)))

    names = BusArchive(other, "ida", "t1").senders("c1")

    (asked,) = bus.requests
    assert (asked.chat, asked.sender, asked.since, asked.until, asked.forms) == ("c1", "Anna", SINCE, UNTIL, ("image",))
    assert names == ("Anna",)
    assert other.requests == [ask.ListSenders("ida", "c1")]


def test_who_wrote_in_all_chats_is_asked_for_at_once() -> None:
    bus: Any = Asked(ask.Members((ask.Member("c1", "Home", "Anna"),)))

    assert [one.sender for one in BusArchive(bus, "ida", "t1").members()] == ["Anna"]
    assert bus.requests == [ask.ListMembers("ida", MOST_WRITTEN)]


def test_chats_that_a_turn_began_with_are_asked_for_once_something_is_written() -> None:
    home, work = (ask.RecordView(name, "chat", {"name": name}, SINCE) for name in ("Home", "Work"))
    bus: Any = Asked(ask.Done("n1"))
    archive = BusArchive(bus, "ida", "t1", chats=[home, work])

    assert archive.records("chat", limit=1) == [home]
    assert bus.requests == []
    archive.drop("note", "n1")
    bus.answer = ask.Records((work,))
    assert archive.records("chat") == (work,)


def test_what_was_read_is_asked_for_once_until_something_is_written() -> None:
    bus: Any = Asked(ask.Found(()))
    archive = BusArchive(bus, "ida", "t1")

    for _ in range(2):
        archive.search("boat", kinds=["note"], match="any")
        archive.look_for("boat", kinds=["note"])
    bus.answer = ask.Record("n1", "note", {"text": "the boat is red"}, SINCE)
    archive.put("note", "n1", {"text": "the boat is red"})
    bus.answer = ask.Found(())
    archive.search("boat", kinds=["note"], match="any")

    assert [type(one).__name__ for one in bus.requests] == ["Search", "Search", "PutRecord", "Search"]
    assert [one.respell for one in bus.requests if isinstance(one, ask.Search)] == [False, True, False]
