"""Browsers that are signed in, and the pages that belong to them."""

import threading
from collections.abc import Iterator

import pytest
from starlette.requests import HTTPConnection

from ui import line as line_module
from ui import sessions as subject
from ui.client import GatewayError
from ui.sessions import Role, Sessions

REQUEST = HTTPConnection({"type": "http"})
ONE, ANOTHER = "1" * 43, "2" * 43


class Store:
    """Knows who is signed in."""

    def __init__(self) -> None:
        self.known = {ONE, ANOTHER}
        self.away = False
        self.asked = 0

    def look(self, secret: str, _request: object) -> Role:
        self.asked += 1
        if self.away:
            raise GatewayError(503, "The assistant is away.")
        return "person" if secret in self.known else ""


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def sessions(store: Store) -> Sessions:
    made = Sessions(store.look)
    assert made.check(ONE, REQUEST) and made.check(ANOTHER, REQUEST)
    return made


def test_a_browser_is_believed_for_a_moment_and_then_asked_about_again(
    sessions: Sessions, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.known.clear()
    assert sessions.check(ONE, REQUEST)
    assert store.asked == 2

    monkeypatch.setattr(subject, "CHECKED_SECONDS", 0)

    assert not sessions.check(ONE, REQUEST)


def test_when_somebody_was_signed_out_everybody_is_asked_about_at_once(sessions: Sessions, store: Store) -> None:
    store.known.remove(ONE)

    sessions.doubt()

    assert [sessions.check(secret, REQUEST) for secret in (ONE, ANOTHER)] == [False, True]


def test_what_was_told_before_somebody_was_signed_out_is_believed_no_more(store: Store) -> None:
    def look(secret: str, request: object) -> Role:
        told = store.look(secret, request)
        if store.asked == 1:
            store.known.remove(ONE)
            sessions.doubt()  # While the answer is on its way.
        return told

    sessions = Sessions(look)
    sessions.check(ONE, REQUEST)

    assert not sessions.is_fresh(ONE)
    assert not sessions.check(ONE, REQUEST)


def test_another_process_knows_the_same_browsers(sessions: Sessions, store: Store) -> None:
    assert Sessions(store.look).check(ONE, REQUEST)


def test_what_was_refused_once_is_not_asked_about_again(sessions: Sessions, store: Store) -> None:
    for _ in range(5):
        assert not sessions.check("3" * 43, REQUEST)

    assert store.asked == 3


@pytest.mark.parametrize("secret", [None, "", "planted", "3" * 44, "ä" * 43, f"{'3' * 42}\n"])
def test_what_can_be_no_secret_is_not_asked_about(sessions: Sessions, store: Store, secret: str | None) -> None:
    assert not sessions.check(secret, REQUEST)
    assert store.asked == 2


def test_while_nobody_can_tell_who_was_signed_in_stays_so_and_a_stranger_is_told(sessions: Sessions, store: Store) -> None:
    store.away = True
    sessions.doubt()

    assert sessions.check(ONE, REQUEST)
    with pytest.raises(GatewayError):
        sessions.check("3" * 43, REQUEST)


def test_a_page_belongs_to_the_browser_that_used_it_first(sessions: Sessions) -> None:
    assert sessions.claim(ONE, "page")
    assert not sessions.claim(ANOTHER, "page")
    assert not sessions.claim("nobody", "page")
    assert not sessions.claim(None, "new")
    assert sessions.claim(ONE, "page")


def test_a_page_is_free_again_when_its_browser_is_signed_out(sessions: Sessions) -> None:
    sessions.claim(ONE, "page")

    sessions.end(ONE)

    assert not sessions.claim(ONE, "page")
    assert sessions.claim(ANOTHER, "page")


def test_who_is_signed_out_is_shown_no_more_of_an_answer(sessions: Sessions) -> None:
    heard, told = threading.Event(), threading.Event()

    class Slow:
        def ask(self, *_: object, **__: object) -> Iterator[tuple[str, dict[str, str]]]:
            yield "token", {"text": "The first half"}
            heard.set()
            told.wait(5)
            yield "token", {"text": "the second half"}
            yield "reply", {"id": "t", "reply": "never shown"}

    line = sessions.line(ONE)
    line.say(Slow(), "Tell me")  # type: ignore[arg-type]
    assert heard.wait(5)

    sessions.end(ONE)
    told.set()
    seen = list(line.states("page"))

    assert [entry.spoken for state in seen if state for entry in state.entries] == []
    assert seen[-1] is not None
    assert seen[-1].last == {}


def test_the_page_that_was_silent_for_longest_gives_way(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "PAGES", 3)

    for page in ("a", "b", "c", "a", "d"):
        assert sessions.claim(ONE, page)

    assert [sessions.claim(ANOTHER, page) for page in "acdb"] == [False, False, False, True]


def test_what_a_browser_kept_here_is_dropped_when_it_was_not_seen_for_long(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions.claim(ONE, "page")
    monkeypatch.setattr(subject, "IDLE_SECONDS", -1)

    sessions.doubt()
    sessions.check(ANOTHER, REQUEST)

    assert sessions._pages == {}
    assert list(sessions._sessions) == [ANOTHER]


def test_what_a_session_keeps_is_found_by_a_name_that_says_nothing(sessions: Sessions) -> None:
    name = sessions.memory(ONE).keep({"q": "puffin"})

    assert sessions.memory(ONE).kept(name) == {"q": "puffin"}
    assert name.isalnum()
    assert sessions.memory(ANOTHER).kept(name) is sessions.memory("nobody").kept(name) is None
    sessions.end(ONE)
    assert sessions.memory(ONE).kept(name) is None


def test_what_is_taken_is_gone_and_the_oldest_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "KEPT", 2)
    memory = subject.Memory()
    first, second, third = (memory.keep(value) for value in "abc")

    assert [memory.kept(name) for name in (first, second, third)] == [None, "b", "c"]
    assert [memory.taken(second), memory.taken(second)] == ["b", None]


def test_each_conversation_of_a_browser_has_a_line_of_its_own(sessions: Sessions) -> None:
    boats, bread = sessions.line(ONE, "boats0001"), sessions.line(ONE, "bread0001")

    assert boats is sessions.line(ONE, "boats0001")
    assert len({id(line) for line in (boats, bread, sessions.line(ONE), sessions.line(ANOTHER, "boats0001"))}) == 4


def test_who_looks_at_another_conversation_is_waited_for_and_who_has_gone_is_not(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(line_module.time, "monotonic", lambda: now[0])
    left = sessions.line(ONE, "boats0001")
    for _ in range(3):  # An idle page asks for news every four seconds.
        now[0] += 4.5
        sessions.line(ONE, "bread0001")
        assert not left._is_deserted()

    now[0] += line_module.GRACE_SECONDS + line_module.LINGER_SECONDS + 0.1

    assert left._is_deserted()


def test_of_conversations_that_are_left_a_browser_keeps_so_many(sessions: Sessions) -> None:
    first = sessions.line(ONE, "first0001")
    for number in range(subject.LINES + 1):
        sessions.line(ONE, f"other{number:04}")

    assert sessions.line(ONE, "first0001") is not first
