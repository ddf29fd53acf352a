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
