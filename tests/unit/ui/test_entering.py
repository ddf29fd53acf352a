"""Tokens and links in the terminal."""

import json
import stat
import webbrowser
from pathlib import Path

import pytest
import requests

from tests.standins.gateway import Api
from tests.unit.ui.conftest import Sihteeri
from ui.commands import entering
from ui.pages import enter, sign_in

VIEW = {"id": "0a1b", "name": "notebook", "scopes": ["read"], "created_at": "2026-11-27T12:00:00+00:00", "seen_at": None,
        "expires_at": "2026-11-28T00:00:00+00:00", "this": False}  # fmt: skip
CODE = "c" * 43


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A front end that is there."""
    monkeypatch.setattr(requests.Session, "get", lambda *_, **__: None)


def test_a_token_is_printed_alone_so_that_a_script_can_take_it(api: Api, sihteeri: Sihteeri) -> None:
    api.told["tokens"] = VIEW | {"token": "the-secret"}

    done = sihteeri("token", "create", "--scope", "read", "--hours", "12", "--name", "notebook")

    assert done.out == "the-secret\n"
    assert "read, until Sat 28 Nov 2026 02:00" in done.err
    assert api.calls[-1] == ("POST", "tokens", {"scopes": ["read"], "hours": 12, "name": "notebook"})


def test_a_token_without_a_scope_is_not_made(api: Api, sihteeri: Sihteeri) -> None:
    done = sihteeri("token", "create")

    assert done.status == 2
    assert "--scope read, ask, import or all" in done.err
    assert api.calls == []


@pytest.mark.parametrize("words", [("create", "--scope", "everything"), ("create", "--scope", "read", "--hours", "0"), ("revoke",)])
def test_what_is_not_understood_is_said(api: Api, sihteeri: Sihteeri, words: tuple[str, ...]) -> None:
    assert sihteeri("token", *words).status == 2
    assert api.calls == []


def test_tokens_are_listed_without_what_makes_them_open_anything(api: Api, sihteeri: Sihteeri) -> None:
    api.told["tokens"] = {"tokens": [VIEW]}

    assert sihteeri("token", "list").out.strip() == "0a1b  notebook  read, until Sat 28 Nov 2026 02:00"
    assert json.loads(sihteeri("token", "list", "--json").out) == {"tokens": [VIEW]}
    api.told["tokens"] = {"tokens": []}
    assert sihteeri("token", "list").status == 1


@pytest.mark.usefixtures("answering")
def test_no_program_is_started_with_the_code_among_its_words(
    api: Api, sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: started.append(address) or True)  # type: ignore[func-returns-value]
    monkeypatch.setenv("SIHTEERI_HOME", str(tmp_path))
    api.told["sessions/links"] = {"code": CODE}

    done = sihteeri("open")

    file = tmp_path / "open.html"
    assert f"http://127.0.0.1:7860/enter#{CODE}" in done.out
    assert started == [file.as_uri()]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f"enter#{CODE}" in file.read_text()


@pytest.mark.usefixtures("answering")
def test_the_link_is_the_last_that_is_printed_below_its_code(api: Api, sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "_is_seen", lambda: True)
    api.told["sessions/links"] = {"code": CODE}

    lines = sihteeri("open", "--print").out.splitlines()

    assert lines[-1] == f"http://127.0.0.1:7860/enter#{CODE}"
    assert any("█" in line for line in lines[:-2])


@pytest.mark.usefixtures("answering")
def test_without_a_token_the_plain_page_is_opened(sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: started.append(address) or True)  # type: ignore[func-returns-value]
    monkeypatch.setenv("SIHTEERI_HOME", str(tmp_path))
    monkeypatch.delenv("SIHTEERI_TOKEN")

    done = sihteeri("open")

    assert started == ["http://127.0.0.1:7860"]
    assert "no link could be made" in done.out


def test_what_went_wrong_is_text_on_the_pages_of_the_door() -> None:
    for page in (sign_in, enter):
        assert "<b>" not in page("<b>wrong</b>")
        assert "&lt;b&gt;wrong" in page("<b>wrong</b>")
