"""What the terminal finds where it is run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.standins.gateway import Api
from tests.unit.ui.conftest import Sihteeri
from ui import terminal

PROGRAM = (sys.executable, "-c", "from ui.terminal import main; main()", "ask", "hello")


def ask(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GATEWAY", "SIHTEERI"))} | more
    return subprocess.run(PROGRAM, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


def test_settings_are_those_of_make_run(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GATEWAY_PORT=1\nSIHTEERI_TOKEN=abc\n", encoding="utf-8")

    done = ask(tmp_path)

    assert done.returncode == 2
    assert "http://127.0.0.1:1" in done.stderr


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GATEWAY_PORT=1\nSIHTEERI_TOKEN=abc\n", encoding="utf-8")

    assert "http://127.0.0.1:2" in ask(tmp_path, GATEWAY_URL="http://127.0.0.1:2").stderr


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00A")

    assert ".env can't be read" in ask(tmp_path).stderr


def test_it_speaks_the_language_of_whoever_it_is_for(api: Api, sihteeri: Sihteeri) -> None:
    api.settings = {"language": "fi", "zone": "America/New_York"}
    api.keep("notes", text="answer", id="n1")
    api.keep("items", list="shopping", text="milk", due="2020-01-01")
    api.told["egress"] = {"entries": [], "requests": 3, "never_left": 2}

    assert sihteeri("notes").out.split("  ")[1:] == [
        "pe 20.11.2026 klo\u00a07.00",
        "answer\n",
    ]  # Noon in UTC; what was kept stays as it is.
    assert "1 tekemättä  Ostoslista" in sihteeri("lists").out
    assert "Pyynnöistä 2 / 3 ei koskaan lähtenyt siltä." in sihteeri("egress").out
    assert "Tällä viikolla" in sihteeri("today").out
    failed = sihteeri("notes", "show", "beef")
    assert (failed.err, failed.status) == ("sihteeri: Sellaista ei ole: ”beef”. Kaikki: sihteeri notes.\n", 1)
    assert sihteeri("noets").err.startswith("sihteeri: Komentoa ”noets” ei ole. Tarkoititko ”notes”?")


@pytest.mark.parametrize("name", ["", *terminal.parser().commands])
def test_help_asks_nobody_and_speaks_the_language_of_the_terminal(
    name: str, api: Api, sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    api.told["settings"] = {"language": "en"}
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")
    (tmp_path / ".env").write_bytes(b"\xff")

    done = [sihteeri(*name.split(), *more) for more in (["--help"], ["-h"])]

    assert all("käyttö:" in one.out and one.status == 0 for one in done)
    assert api.calls == []


def test_neither_does_the_overview_or_the_version(api: Api, sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch) -> None:
    api.told["settings"] = {}
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")

    assert "Oma avustajasi" in sihteeri().out
    assert sihteeri("--version").out.startswith("sihteeri ")
    assert api.calls == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_neither_does_completion(shell: str, api: Api, sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    api.told["settings"] = {}
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")
    (tmp_path / ".env").write_bytes(b"\xff")

    done = sihteeri("completion", shell)

    assert (done.status, api.calls) == (0, [])
    assert shell == "bash" or "tulosta komentotulkille täydennysskripti" in done.out


def test_what_is_said_may_be_called_help(api: Api, sihteeri: Sihteeri) -> None:
    assert "Good day." in sihteeri("ask", "--", "--help").out
    assert api.calls[-1][2]["text"] == "--help"


def test_where_nobody_can_tell_the_language_it_is_english(api: Api, sihteeri: Sihteeri) -> None:
    api.settings = {"language": "fi"}
    sihteeri("lists")
    api.settings = {}

    assert "There are none." in sihteeri("notes").err


def test_json_is_the_same_in_every_language(api: Api, sihteeri: Sihteeri) -> None:
    api.keep("reminders", text="tea", state="fired")
    english = sihteeri("reminders", "--all", "--json").out
    api.settings = {"language": "fi"}

    assert sihteeri("reminders", "--all", "--json").out == english
