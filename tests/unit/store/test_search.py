"""The order of every search, with more hits than are wanted; what is found in another spelling; and what is left out."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from shared.schemas import archive as ask
from shared.schemas.conversation import Reply
from store.adapters import messages, search, vectors
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.domain import telephone
from store.domain.importers.parsed import Message
from store.domain.query import WORD_LIMIT, read
from store.handlers import Handlers

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
LIMIT = 3
BEST = "the gate code is 2222"
WORSE = [f"another code, number {number}, for something that takes a good many words to say" for number in range(12)]
FIELDS: dict[str, dict[str, Any]] = {"reminder": {"due_at": NOW.isoformat()}}
RECORDS = ("note", "reminder", "draft", "summary", "contact", "chat")


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    return Handlers(vault, Directory(vault))


def keep(handlers: Handlers, person: str, kind: Any, texts: Sequence[str]) -> None:
    name = "name" if kind in ("contact", "chat") else "text"
    for number, text in enumerate(texts):
        handlers.put_record(ask.PutRecord(person, kind, f"{kind}{number}", {name: text, **FIELDS.get(kind, {})}))


def write(handlers: Handlers, vault: Vault, person: str, texts: Sequence[str], *, chat: str = "c1", sender: str = "Anna") -> None:
    handlers.put_record(ask.PutRecord(person, "chat", chat, {"name": "Home"}))
    with vault.person(person, "test") as session:
        batch = [Message(int(NOW.timestamp()) + number, sender, text, "text", None, False) for number, text in enumerate(texts)]
        messages.add(session, messages._chat(session, chat), batch, imported=None)


def say(handlers: Handlers, person: str, texts: Sequence[str], step: str = "chat") -> None:
    for number, text in enumerate(texts):
        turn = f"{step}{number}"
        handlers.begin_turn(ask.BeginTurn(person, turn, "api", turn, text, NOW + timedelta(seconds=number)))
        handlers.finish_turn(ask.FinishTurn(person, turn, "api", Reply("Well.", "rules", (step,)), NOW))  # type: ignore[arg-type]


def hits(handlers: Handlers, person: str, query: str, **more: Any) -> Any:
    return handlers.search(ask.Search(person, query, **{"match": "any", "limit": LIMIT, **more})).hits  # type: ignore[attr-defined]


def in_order(found: Sequence[ask.Hit]) -> bool:
    return [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


@pytest.mark.parametrize("place", ["oldest", "newest"])
@pytest.mark.parametrize("kind", [*RECORDS, "conversation", "message"])
def test_the_best_of_each_kind_comes_first_however_old_it_is(handlers: Handlers, vault: Vault, person: str, kind: str, place: str) -> None:
    texts = [BEST, *WORSE] if place == "oldest" else [*WORSE, BEST]
    if kind == "message":
        write(handlers, vault, person, texts)
    elif kind == "conversation":
        say(handlers, person, texts)
    else:
        keep(handlers, person, kind, texts)

    found = hits(handlers, person, "What is the gate code?", kinds=(kind,))

    assert len(found) == LIMIT
    assert found[0].text == BEST
    assert in_order(found)


@pytest.mark.parametrize("match", ["all", "any"])
def test_a_text_that_says_little_else_is_better(handlers: Handlers, person: str, match: str) -> None:
    keep(handlers, person, "note", ["a code", *(f"{text} and {'more ' * 30}" for text in WORSE)])

    found = hits(handlers, person, "code", match=match)

    assert found[0].text == "a code"
    assert in_order(found)


def test_there_is_one_order_over_all_kinds(handlers: Handlers, vault: Vault, person: str) -> None:
    for kind in RECORDS:
        keep(handlers, person, kind, [f"{kind} with a code {number}" for number in range(10)])
    write(handlers, vault, person, ["the gate code was changed to 9119", *WORSE])

    found = hits(handlers, person, "What is the gate code?")

    assert (found[0].kind, found[0].text) == ("message", "the gate code was changed to 9119")
    assert in_order(found)


@pytest.mark.parametrize(
    "filters", [{"chat": "c1"}, {"sender": "Anna"}, {"since": NOW, "until": NOW + timedelta(hours=1), "kinds": ("message",)}]
)
def test_the_best_comes_first_under_each_filter(handlers: Handlers, vault: Vault, person: str, filters: dict[str, Any]) -> None:
    write(handlers, vault, person, [BEST, *WORSE])
    write(handlers, vault, person, WORSE, chat="c2", sender="Bo")

    found = hits(handlers, person, "What is the gate code?", **filters)

    assert (len(found), found[0].text) == (LIMIT, BEST)
    assert in_order(found)


def test_of_words_that_are_everywhere_nothing_old_is_passed_over(
    handlers: Handlers, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "CANDIDATES", 20)
    write(handlers, vault, person, ["the walrus sleeps", "the gate code is new", *["a gate"] * 19, *["a code"] * 19])

    assert hits(handlers, person, "What is the gate code?")[0].text == "the gate code is new"
    assert "the walrus sleeps" in [hit.text for hit in hits(handlers, person, "Where is the walrus at the gate with a code?", limit=60)]


def talk(handlers: Handlers, vault: Vault, person: str, lines: Sequence[tuple[str, str]], *, minutes: int = 1) -> None:
    handlers.put_record(ask.PutRecord(person, "chat", "c1", {"name": "Home"}))
    with vault.person(person, "test") as session:
        begun = int(NOW.timestamp())
        batch = [Message(begun + number * minutes * 60, who, text, "text", None, False) for number, (who, text) in enumerate(lines)]
        messages.add(session, messages._chat(session, "c1"), batch, imported=None)


def test_an_answer_is_found_by_the_question_that_it_follows(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Bo", f"the weather of day {n}") for n in range(9)])
    talk(handlers, vault, person, [("Bo", "Where did you put the spare key?"), ("Anna", "Under the blue pot"), ("Bo", "Fine")])

    assert "Under the blue pot" in [hit.text for hit in hits(handlers, person, "Where is the spare key?")]


def test_what_was_written_hours_apart_does_not_count_for_each_other(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Bo", "Where is the spare key?"), ("Anna", "It was sunny today")], minutes=120)

    assert [hit.text for hit in hits(handlers, person, "Where is the spare key?")] == ["Where is the spare key?"]


def test_what_follows_a_message_is_found_only_where_it_passes_the_filter(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Bo", "Where is the spare key?"), ("Anna", "Under the blue pot"), ("Cy", "No, the red one")])

    assert [hit.text for hit in hits(handlers, person, "Where is the spare key?", sender="Anna")] == []
    assert {hit.sender for hit in hits(handlers, person, "spare key", sender="Bo")} == {"Bo"}


def test_whoever_is_named_is_heard_first(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(
        handlers, vault, person, [("Bo", "my exam is in May, the exam of the year"), *[("Cy", "hello")] * 3, ("Anna", "the exam went well")]
    )

    found = hits(handlers, person, "What did Anna say about the exam?")

    assert [hit.sender for hit in found][:1] == ["Anna"]


def test_what_follows_a_question_answers_it_before_what_shares_a_word(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Cy", f"the weather of day {n}") for n in range(9)])
    talk(handlers, vault, person, [("Cy", "the spare wheel is flat, and the pump for it is nowhere"), ("Cy", "so I walked")])
    talk(
        handlers,
        vault,
        person,
        [("Bo", "Hi. Where did you put the spare key? I looked everywhere"), ("Anna", "Under the blue pot"), ("Anna", "by the door")],
    )

    found = [hit.text for hit in hits(handlers, person, "Where is the spare key?", limit=9)]

    assert found.index("Under the blue pot") < found.index("the spare wheel is flat, and the pump for it is nowhere")


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("When was the concert of the choir?", "the choir had its concert last week", "the choir sang well at its concert"),
        ("How many came to the concert of the choir?", "some 80 heard the concert of the choir", "people loved the concert of the choir"),
        ("Milloin kuoron konsertti oli?", "kuoron konsertti oli viime viikolla", "kuoron konsertti oli oikein hieno"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_what_shows_the_sort_of_answer_that_is_wanted_comes_first(
    handlers: Handlers, vault: Vault, person: str, question: str, answer: str, other: str, *, turned: bool
) -> None:
    lines = [answer, other]
    talk(handlers, vault, person, [("Bo", text) for text in (reversed(lines) if turned else lines)], minutes=90)

    assert hits(handlers, person, question)[0].text == answer


def test_without_words_the_newest_of_what_is_left_come(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Bo", "one"), ("Anna Kallio", "two"), ("", "Bo left"), ("Anna Lehto", "three"), ("Bo", "four")])
    keep(handlers, person, "note", ["five"])

    assert [hit.text for hit in hits(handlers, person, "", sender="Anna")] == ["three", "two"]
    assert [hit.text for hit in hits(handlers, person, "", sender="anna lehto")] == ["three"]
    assert [hit.text for hit in hits(handlers, person, "", chat="c1", until=NOW + timedelta(minutes=2))] == ["two", "one"]
    assert [hit.text for hit in hits(handlers, person, "", kinds=("note",))] == ["five"]


def test_pictures_are_found_by_what_is_written_under_them_and_told_by_their_names(handlers: Handlers, person: str) -> None:
    handlers.put_record(ask.PutRecord(person, "chat", "c1", {"name": "Home"}))
    for number, (kind, text) in enumerate([("text", "the boat is red"), ("image", "our boat"), ("image", ""), ("document", "boat papers")]):
        fields = {"sender": "Bo", "at": (NOW + timedelta(minutes=number)).isoformat(), "text": text, "kind": kind}
        handlers.put_chat_message(ask.PutChatMessage(person, "c1", fields | ({"media": f"{number}.jpg"} if kind != "text" else {})))

    assert hits(handlers, person, "boat", forms=("image",))[0].text == "our boat"
    assert {hit.media for hit in hits(handlers, person, "boat", forms=("image",))} <= {"1.jpg", "2.jpg"}
    assert [hit.media for hit in hits(handlers, person, "", forms=("image",))] == ["2.jpg", "1.jpg"]


def test_who_wrote_in_a_chat_is_known_whoever_wrote_most_first(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Bo", "one"), ("Anna", "two"), ("", "Bo left"), ("Anna", "three")])
    write(handlers, vault, person, ["four"], chat="c2", sender="Cy")

    def names(chat: str | None) -> Any:
        return handlers.list_senders(ask.ListSenders(person, chat)).names  # type: ignore[attr-defined]

    assert names("c1") == ("Anna", "Bo")
    assert names("c3") == ()
    assert sorted(names(None)) == ["Anna", "Bo", "Cy"]


def vector(about: int, noise: float = 0.0) -> bytes:
    base, other = (np.random.default_rng(seed).normal(size=64) for seed in (about, 1000 + about))
    return (base + noise * other).astype("<f4").tobytes()


def embed(handlers: Handlers, person: str, noise: dict[str, float]) -> None:
    while (found := handlers.next_to_embed(ask.NextToEmbed("m", 50))).person is not None:  # type: ignore[attr-defined]
        made = tuple(ask.Vector(one.kind, one.seq, vector(1, noise.get(one.text, 0.5))) for one in found.texts)  # type: ignore[attr-defined]
        handlers.put_vectors(ask.PutVectors(person, "m", made))


def test_the_nearest_in_meaning_come_first(handlers: Handlers, person: str) -> None:
    texts = [f"some text of number {number}" for number in range(10)]
    keep(handlers, person, "note", texts)
    embed(handlers, person, {text: 0.9 - 0.08 * number for number, text in enumerate(texts)})

    found = hits(handlers, person, "vehicle", model="m", vector=vector(1))

    assert [hit.text for hit in found] == texts[:-4:-1]
    assert in_order(found)


def test_what_words_and_meaning_agree_on_comes_first(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", [BEST, *WORSE])
    embed(handlers, person, {BEST: 0.1})

    found = hits(handlers, person, "What is the gate code?", model="m", vector=vector(1))

    assert (len(found), found[0].text) == (LIMIT, BEST)
    assert in_order(found)


def test_what_is_near_in_meaning_is_found_under_a_filter_however_much_is_nearer_elsewhere(
    handlers: Handlers, vault: Vault, person: str
) -> None:
    write(handlers, vault, person, ["the automobile is blue"])
    write(
        handlers, vault, person, [f"an automobile of number {number}" for number in range(vectors.CANDIDATES + 50)], chat="c2", sender="Bo"
    )
    embed(handlers, person, {"the automobile is blue": 0.8})

    for filters in ({"chat": "c1"}, {"sender": "Anna"}):
        assert [hit.text for hit in hits(handlers, person, "vehicle", model="m", vector=vector(1), **filters)] == ["the automobile is blue"]


def test_all_words_are_demanded_only_where_nothing_may_be_guessed(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", ["the walrus is called Quentin"])

    assert hits(handlers, person, "walrus badger", match="any")
    assert not hits(handlers, person, "walrus badger", match="all")


@pytest.mark.parametrize("step", ["recall", "find", "unclear"])
def test_a_persons_own_questions_are_no_answers_unless_they_are_looked_for(handlers: Handlers, person: str, step: str) -> None:
    say(handlers, person, ["What is the gate code?"], step)
    keep(handlers, person, "note", [BEST])

    assert [hit.kind for hit in hits(handlers, person, "What is the gate code?")] == ["note"]
    assert [hit.kind for hit in hits(handlers, person, "gate code", kinds=("conversation",))] == ["conversation"]


def test_what_was_only_said_is_found(handlers: Handlers, person: str) -> None:
    say(handlers, person, ["Actually the regatta is on 5 June, not 29 May"], "unclear")
    keep(handlers, person, "note", ["the regatta is on 29 May"])

    assert {hit.kind for hit in hits(handlers, person, "When is the regatta?")} == {"note", "conversation"}


def test_questions_of_others_are_found_behind_what_they_ask_for(handlers: Handlers, vault: Vault, person: str) -> None:
    write(handlers, vault, person, ["the gate code is 2222, write it down", "what is the gate code?"])

    assert [hit.text for hit in hits(handlers, person, "gate code")] == ["the gate code is 2222, write it down", "what is the gate code?"]


NUMBERS = ("+358 50 100 2001", "+358501002001", "050 100 2001", "0501002001", "(050) 100-2001", "00358 50 1002001", "+358 (0)50 100 2001")


@pytest.mark.parametrize("asked", [*NUMBERS, "050-1002001", "Whose number is 050 1002001?"])
def test_a_telephone_number_is_found_however_it_is_written(handlers: Handlers, vault: Vault, person: str, asked: str) -> None:
    keep(handlers, person, "note", [f"the plumber's number is {number}" for number in NUMBERS] + ["the parking number is 0501002002"])
    for number in NUMBERS:
        handlers.put_record(ask.PutRecord(person, "contact", number, {"name": "Saana Laine", "handles": [number]}))
        write(handlers, vault, person, [f"the mast of {number[-4:]} is ready"], sender=number)
    write(handlers, vault, person, [f"call {number} before noon" for number in NUMBERS], chat="c2")

    found = hits(handlers, person, asked, limit=50)

    assert Counter(hit.kind for hit in found) == {"note": 7, "contact": 7, "message": 14}


def test_nobody_has_a_number_that_is_nearly_theirs(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", ["the number of the gate is 050 100 2001", "order 99050100200155"])

    assert hits(handlers, person, "Whose number is 050 100 2009?") == ()
    assert hits(handlers, person, "100 2001")


@pytest.mark.parametrize(
    "text", ["27.11.2026 klo 14", "2026-11-27", "05.06.2026", "0098", "INV-2026/0098", "15W-40", "4,300,000", "10:30-11:45"]
)
def test_what_is_no_telephone_number_is_not_taken_for_one(text: str) -> None:
    assert not list(telephone.find(text))


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("the Wi-Fi is kelo88", "wifi"),
        ("the wifi is kelo88", "Wi-Fi"),
        ("send an e-mail", "email"),
        ("send an email", "e-mail"),
        ("Annan ovikoodi on 7781", "annan ovikoodin"),
        ("Päiväkodin ovikoodi on 7781", "paivakodin"),
        ("Anna's boat is red", "Annas boat"),
        ("the boats are red", "boat"),
        ("the boat is red", "boats"),
        ("she teaches two cities a year", "Which city did she teach?"),
        ("we were hiking on Sunday", "When did they hike?"),
        ("Hammaslääkärille kello kymmenen", "Milloin on hammaslääkäri?"),
        ("muutettiin uuteen kaupunkiin", "Mihin kaupunkiin muutettiin?"),
        ("den nya bilen är röd", "bilar"),
        ("the programme is C++", "C++"),
        ("mail anna.k@example.org", "anna.k@example.org"),
        ("the invoice is INV-2026/0098", "INV-2026/0098"),
        ("saunavuoro on torstaisin", "mitä Heikki sanoi saunasta"),
    ],
)
def test_a_word_is_found_in_another_spelling_or_form(handlers: Handlers, person: str, kept: str, asked: str) -> None:
    keep(handlers, person, "note", ["nothing of the sort", kept])

    assert [hit.text for hit in hits(handlers, person, asked)] == [kept]


@pytest.mark.parametrize(
    ("kept", "asked"),
    [("a plant for the window", "What is the plan?"), ("a carpet", "Where is the care home?"), ("many cats", "Is it caten?")],
)
def test_words_that_only_begin_alike_are_not_the_same(handlers: Handlers, person: str, kept: str, asked: str) -> None:
    keep(handlers, person, "note", ["nothing of the sort", kept])

    assert hits(handlers, person, asked) == ()


@pytest.mark.parametrize("query", ["the who", "what is it", "mikä se on", "who", "me"])
def test_words_that_only_ask_are_looked_for_where_there_are_no_others(handlers: Handlers, person: str, query: str) -> None:
    keep(handlers, person, "note", [f"tickets for {query} on Friday"])

    assert hits(handlers, person, query)


@pytest.mark.parametrize(
    "query", ["1" * 60 + "a", "1 " * 3000 + "a", "(1" * 20_000 + "a", "1" * 60_000 + "a", "050 100 2001, " * 2000, "wi-" * 20_000]
)
def test_a_query_of_any_shape_comes_to_an_end(query: str) -> None:
    assert len(read(query, "any")) <= WORD_LIMIT
