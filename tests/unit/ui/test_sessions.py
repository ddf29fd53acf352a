"""Sessions and the pages that belong to them."""

import pytest

from ui import sessions as subject
from ui.sessions import Sessions


def test_a_page_belongs_to_the_session_that_used_it_first() -> None:
    sessions = Sessions()
    one, another = sessions.begin("token"), sessions.begin("token")

    assert sessions.claim(one, "page")
    assert not sessions.claim(another, "page")
    assert not sessions.claim("nobody", "page")
    assert not sessions.claim(None, "new")
    assert sessions.claim(one, "page")


def test_a_page_is_free_again_when_its_session_ends() -> None:
    sessions = Sessions()
    one, another = sessions.begin("token"), sessions.begin("token")
    sessions.claim(one, "page")

    sessions.end(one)

    assert not sessions.claim(one, "page")
    assert sessions.claim(another, "page")


def test_the_page_that_was_silent_for_longest_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "PAGES", 3)
    sessions = Sessions()
    one, another = sessions.begin("token"), sessions.begin("token")

    for page in ("a", "b", "c", "a", "d"):
        assert sessions.claim(one, page)

    assert [sessions.claim(another, page) for page in "acdb"] == [False, False, False, True]


def test_a_session_ends_by_itself_and_frees_its_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "IDLE_SECONDS", -1)
    sessions = Sessions()
    old = sessions.begin("token")
    assert sessions.token(old) is None
    sessions.claim(old, "page")

    sessions.begin("token")

    assert sessions._pages == {}
    assert len(sessions._sessions) == 1


def test_what_a_session_keeps_is_found_by_a_name_that_says_nothing() -> None:
    sessions = Sessions()
    one, another = sessions.begin("token"), sessions.begin("token")

    name = sessions.memory(one).keep({"q": "puffin"})

    assert sessions.memory(one).kept(name) == {"q": "puffin"}
    assert name.isalnum()
    assert sessions.memory(another).kept(name) is sessions.memory("nobody").kept(name) is None
    sessions.end(one)
    assert sessions.memory(one).kept(name) is None


def test_what_is_taken_is_gone_and_the_oldest_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "KEPT", 2)
    memory = subject.Memory()
    first, second, third = (memory.keep(value) for value in "abc")

    assert [memory.kept(name) for name in (first, second, third)] == [None, "b", "c"]
    assert [memory.taken(second), memory.taken(second)] == ["b", None]
