"""The terminal front end, run as a person would run it."""

import json
import subprocess
import sys
from pathlib import Path

from tests.standins.stack import Stack

PROGRAM = Path(sys.executable).parent / "sihteeri"


def sihteeri(stack: Stack, *arguments: str, token: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GATEWAY_URL": stack.url, "SIHTEERI_HOME": str(stack.home)}
    if token is not None:
        environment["SIHTEERI_TOKEN"] = token
    return subprocess.run([str(PROGRAM), *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_asking_prints_the_answer_and_its_source(bare: Stack) -> None:
    sihteeri(bare, "ask", "Remember that the harpsichord is tuned to 415")

    answer = sihteeri(bare, "ask", "What is the harpsichord tuned to?")

    assert answer.returncode == 0
    assert "the harpsichord is tuned to 415" in answer.stdout
    assert "note, " in answer.stdout


def test_json_is_for_other_programs(bare: Stack) -> None:
    answer = json.loads(sihteeri(bare, "ask", "--json", "Hello").stdout)

    assert set(answer) == {"id", "reply", "steps", "engine", "sources", "follow_ups", "egress"}


def test_searching(bare: Stack) -> None:
    sihteeri(bare, "ask", "Remember that the marmot sleeps until spring")

    assert "marmot" in sihteeri(bare, "search", "marmot").stdout
    assert "Nothing says “marmto”; this is for “marmot”" in sihteeri(bare, "search", "marmto").stdout


def test_what_left_can_be_listed_and_verified(bare: Stack) -> None:
    assert "requests never left" in sihteeri(bare, "egress").stdout
    assert "whole" in sihteeri(bare, "egress", "verify").stdout
    assert sihteeri(bare, "egress", "show").returncode == 1


def test_what_would_leave(bare: Stack) -> None:
    assert sihteeri(bare, "redact", "Remind me to call Anna").stdout.strip() == "remind me to <TEXT_1>"


def test_doctor_names_the_parts(bare: Stack) -> None:
    report = sihteeri(bare, "doctor").stdout

    assert "sqlcipher" in report
    assert "embedded" in report


def test_an_export_is_written_once_and_for_its_owner_alone(bare: Stack, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"

    assert sihteeri(bare, "export", str(file)).returncode == 0

    assert {"messages", "notes", "reminders", "contacts", "egress"} <= set(json.loads(file.read_text()))
    assert file.stat().st_mode & 0o777 == 0o600
    again = sihteeri(bare, "export", str(file))
    assert again.returncode == 1
    assert "can't be written" in again.stderr


def test_failures_are_one_sentence_that_says_what_to_do(bare: Stack, tmp_path: Path) -> None:
    wrong = sihteeri(bare, "ask", "Hello", token="wrong")
    assert wrong.returncode == 1
    assert "Sign in first" in wrong.stderr
    assert "Traceback" not in wrong.stderr

    away = subprocess.run(
        [str(PROGRAM), "ask", "Hello"],
        env={"PATH": "/usr/bin", "GATEWAY_URL": "http://127.0.0.1:9", "SIHTEERI_TOKEN": "x"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "make run" in away.stderr

    nobody = subprocess.run(
        [str(PROGRAM), "ask", "Hello"],
        env={"PATH": "/usr/bin", "SIHTEERI_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "SIHTEERI_TOKEN" in nobody.stderr
