"""The terminal front end, run as a person would run it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standins.stack import Stack, until
from tests.standins.steering import OBEYED, STEERING
from tests.standins.terminal import Terminal

PROGRAM = Path(sys.executable).parent / "sihteeri"
KINDS = ("notes", "lists", "reminders", "contacts", "chats", "drafts", "events")


def environment(stack: Stack, **more: str) -> dict[str, str]:
    given = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GATEWAY_URL": stack.url, "SIHTEERI_HOME": str(stack.home)}
    return given | {"UI_PORT": str(stack.ports["ui"]), "SIHTEERI_TIME_ZONE": "Europe/Helsinki"} | more


def sihteeri(stack: Stack, *arguments: str, token: str | None = None, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    given = environment(stack) if token is None else environment(stack, SIHTEERI_TOKEN=token)
    return subprocess.run([str(PROGRAM), *arguments], env=given, input=typed, capture_output=True, text=True, timeout=60, check=False)


def terminal(stack: Stack, *arguments: str, columns: int = 80, **more: str) -> Terminal:
    return Terminal([str(PROGRAM), *arguments], environment(stack, **more), columns=columns)


def test_asking_prints_the_answer_and_its_source(bare: Stack) -> None:
    sihteeri(bare, "ask", "Remember that the harpsichord is tuned to 415")

    answer = sihteeri(bare, "ask", "What is the harpsichord tuned to?")

    assert answer.returncode == 0
    assert "the harpsichord is tuned to 415" in answer.stdout
    assert "note, " in answer.stdout


def test_json_is_for_other_programs(bare: Stack) -> None:
    answer = json.loads(sihteeri(bare, "ask", "--json", "Hello").stdout)

    assert set(answer) == {"id", "reply", "steps", "engine", "sources", "follow_ups", "asks", "egress", "language"}


def test_searching(bare: Stack) -> None:
    sihteeri(bare, "ask", "Remember that the marmot sleeps until spring")

    assert "marmot" in sihteeri(bare, "search", "marmot").stdout
    assert "Nothing says “marmto”; this is for “marmot”" in sihteeri(bare, "search", "marmto").stdout


def test_what_left_can_be_listed_and_verified(bare: Stack) -> None:
    assert "requests never left" in sihteeri(bare, "egress").stdout
    assert "whole" in sihteeri(bare, "egress", "verify").stdout
    assert sihteeri(bare, "egress", "show").returncode == 2
    assert sihteeri(bare, "egress", "show", "nothing").returncode == 1


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
    assert again.returncode == 2
    assert "can't be written" in again.stderr


def test_failures_are_one_sentence_that_says_what_to_do(bare: Stack, tmp_path: Path) -> None:
    wrong = sihteeri(bare, "ask", "Hello", token="wrong")
    assert wrong.returncode == 2
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


def test_what_is_said_in_the_terminal_is_kept_listed_changed_and_removed_there(bare: Stack) -> None:
    assert "the gimlet is in the blue tin" in sihteeri(bare, "remember", "the gimlet is in the blue tin").stdout
    short = next(line.split()[0] for line in sihteeri(bare, "notes").stdout.splitlines() if "gimlet" in line)

    assert sihteeri(bare, "notes", "star", short).returncode == 0
    assert "★" in next(line for line in sihteeri(bare, "notes").stdout.splitlines() if "gimlet" in line)
    assert sihteeri(bare, "notes", "edit", short, "the gimlet is in the red tin").returncode == 0
    assert "red tin" in sihteeri(bare, "search", "gimlet", "--kind", "note").stdout

    assert "Removed" in sihteeri(bare, "notes", "remove", short).stdout
    assert sihteeri(bare, "notes", "show", short).returncode == 1
    assert sihteeri(bare, "search", "gimlet", "--kind", "note").returncode == 1


def test_a_list_made_in_one_go_is_ticked_off_by_short_ids(bare: Stack) -> None:
    bare.ask("Add turpentine, linseed and putty to the paintshop list")
    lines = sihteeri(bare, "lists", "show", "paintshop").stdout.splitlines()
    assert len({line.split()[0] for line in lines}) == 3

    sihteeri(bare, "lists", "done", lines[0].split()[0], lines[1].split()[0])

    assert sihteeri(bare, "lists", "show", "paintshop").stdout.count("[x]") == 2
    assert sihteeri(bare, "lists", "remove", "paintshop").returncode == 2
    assert sihteeri(bare, "lists", "remove", "paintshop", "--yes").returncode == 0
    assert "paintshop" not in sihteeri(bare, "lists").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("oil the marlinspike", "tomorrow at 9"), "09:00: “oil the marlinspike”"),
        (("öljyä puukko", "huomenna klo 9"), "klo 09.00: “öljyä puukko”"),
        (("oil", "the", "marlinspike", "tomorrow", "at", "10"), "10:00: “oil the marlinspike”"),
    ],
)
def test_a_reminder_says_back_what_was_understood(words: tuple[str, ...], said: str, bare: Stack) -> None:
    done = sihteeri(bare, "remind", *words)

    assert said in done.stdout
    short = done.stderr.split()[-1]
    assert short[:4] in sihteeri(bare, "reminders").stdout
    assert words[0][:3] in sihteeri(bare, "today").stdout
    assert sihteeri(bare, "reminders", "remove", short).returncode == 0


def test_a_time_that_is_not_understood_sets_nothing(bare: Stack) -> None:
    before = sihteeri(bare, "reminders", "--all").stdout

    done = sihteeri(bare, "remind", "oil the marlinspike", "whenever")

    assert done.returncode == 1
    assert "Nothing is set yet" in done.stderr
    assert sihteeri(bare, "reminders", "--all").stdout == before
    bare.ask("Never mind")


def test_an_event_is_put_into_the_calendar_and_taken_out(bare: Stack) -> None:
    done = sihteeri(bare, "events", "add", "whittling", "on 3 March 2031 at 10")
    short = done.stderr.split()[-1]

    assert "Monday 3 March 2031 at 10:00" in done.stdout
    assert "whittling" in sihteeri(bare, "events", "show", short).stdout
    assert sihteeri(bare, "events", "remove", short).returncode == 0


def test_what_is_due_is_told_by_the_exit_status(bare: Stack) -> None:
    sihteeri(bare, "lists", "add", "workbench", "sharpen the drawknife", "--due", "2020-01-01")

    due = sihteeri(bare, "due")
    assert due.returncode == 0
    assert "sharpen the drawknife" in due.stdout

    sihteeri(bare, "lists", "remove", "workbench")
    left = json.loads(sihteeri(bare, "due", "--json").stdout)["due"]
    assert sihteeri(bare, "due").returncode == (0 if left else 1)
    assert "drawknife" not in str(left)


def test_standard_input_is_a_request(bare: Stack) -> None:
    assert "spokeshave is under the bench" in sihteeri(bare, "ask", typed="Remember that the spokeshave is under the bench\n").stdout
    assert "under the bench" in sihteeri(bare, "ask", "-", typed="Where is the spokeshave?").stdout


def test_nothing_found_is_told_by_the_exit_status(bare: Stack) -> None:
    done = sihteeri(bare, "search", "qqzzxqy")

    assert (done.returncode, done.stdout, done.stderr) == (1, "", "sihteeri: Nothing found.\n")


def test_a_search_is_narrowed(bare: Stack, tmp_path: Path) -> None:
    file = tmp_path / "WhatsApp Chat with Woodworkers.txt"
    file.write_text("13.1.2024 klo 9.00 - Eino: the froe is blunt\n13.6.2024 klo 9.00 - Aune: the froe is sharp\n", encoding="utf-8")
    sihteeri(bare, "import", str(file))

    def found(*narrow: str) -> list[str]:
        return [line.rpartition(": ")[2] for line in sihteeri(bare, "search", "froe", *narrow).stdout.splitlines()]

    assert sorted(found("--chat", "Woodworkers")) == ["the froe is blunt", "the froe is sharp"]
    assert found("--chat", "Woodworkers", "--from", "Aune") == ["the froe is sharp"]
    assert found("--chat", "Woodworkers", "--since", "2024-03") == ["the froe is sharp"]
    assert found("--chat", "Woodworkers", "--until", "2024-03") == ["the froe is blunt"]
    assert len(found("--chat", "Woodworkers", "--limit", "1")) == 1
    passage = sihteeri(bare, "search", "froe", "blunt", "--from", "Eino").stdout.split()[0]
    assert "▸ Sat 13 Jan 2024 09:00  Eino: the froe is blunt" in sihteeri(bare, "chats", "show", passage).stdout
    assert sihteeri(bare, "chats", "remove", "Woodworkers", "--yes").returncode == 0


def test_the_page_and_the_token_are_found(bare: Stack) -> None:
    opened = sihteeri(bare, "open")
    assert f"http://127.0.0.1:{bare.ports['ui']}" in opened.stdout

    assert bare.token not in sihteeri(bare, "token").stdout
    assert sihteeri(bare, "token", "--show").stdout.strip() == bare.token
    assert "requests never left this machine" in sihteeri(bare, "status").stdout


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--help",),
        ("notes",),
        ("notes", "--json"),
        ("ask", "hello"),
        ("today",),
        ("status",),
        ("doctor",),
        ("audit",),
        ("completion", "bash"),
    ],
)
def test_nobody_reading_on_is_no_failure(words: tuple[str, ...], bare: Stack) -> None:
    bare.call("POST", "notes", json={"text": "a hog-bristle brush"})
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run([str(PROGRAM), *words], env=environment(bare), stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False)

    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-", ">/dev/null", "| head -n 1"])
def test_it_runs_whatever_it_is_given_to_write_to(closed: str, bare: Stack) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"$0" notes {closed}; exit ${{PIPESTATUS[0]}}', str(PROGRAM)],
        env=environment(bare),
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode in ((0, 141) if "head" in closed else (0,))
    assert b"Traceback" not in done.stderr


def test_what_is_no_export_is_a_failure_in_json_too(bare: Stack, tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text("{", encoding="utf-8")

    done = sihteeri(bare, "import", str(tmp_path / "result.json"), "--json")

    assert (done.returncode, json.loads(done.stdout)["state"]) == (2, "failed")


def test_a_full_disk_is_said(bare: Stack) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([str(PROGRAM), "doctor"], env=environment(bare), stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (2, b"sihteeri: The output can't be written: No space left on device.\n")


def test_colour_is_for_terminals_and_not_for_those_who_want_none(bare: Stack) -> None:
    for more, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        with terminal(bare, "status", **more) as shown:
            assert shown.end() == 0
            assert ("\x1b[" in shown.seen) is coloured
    assert (
        "\x1b"
        not in subprocess.run(
            [str(PROGRAM), "status"], env=environment(bare, FORCE_COLOR="1"), capture_output=True, text=True, timeout=60, check=True
        ).stdout
    )


@pytest.mark.parametrize("columns", [80, 40])
def test_pages_fit_the_terminal(columns: int, bare: Stack) -> None:
    bare.call("POST", "notes", json={"text": "the adze " * 40})

    for words in (("notes",), ("today",), ("search", "adze"), ("status",), ("ask", "what can you do?")):
        with terminal(bare, *words, columns=columns, NO_COLOR="1") as shown:
            shown.end()
            assert all(len(line) <= columns for line in shown.plain.splitlines()), words


@pytest.fixture
def steering(bare: Stack) -> Iterator[list[str]]:
    """Notes, contacts, a chat, and things on a list, each of which would steer a terminal."""
    made = []
    for text in STEERING:
        bodies = {
            "notes": {"text": text},
            "contacts": {"name": text},
            "items": {"list": text, "text": text},
            "drafts": {"text": text, "recipient": text},
        }
        for path, body in bodies.items():
            answer = bare.call("POST", path, json=body)
            assert answer.status_code in ((422,) if "\0" in text else (201,))
            made += [f"{path}/{answer.json()['id']}"] if answer.status_code == 201 else []
    lines = "".join(f"1.1.2024 klo 9.00 - {text}: xyloid {text}\n" for text in STEERING)
    done = bare.call("POST", "imports", params={"chat": STEERING[0]}, data=lines.encode()).json()
    until(lambda: bare.call("GET", f"imports/{done['id']}").json()["state"] in ("done", "failed"), what="the import has ended")
    yield made
    bare.call("DELETE", f"imports/{done['id']}")
    for path in made:
        bare.call("DELETE", path)


def test_nothing_that_others_wrote_steers_the_terminal(bare: Stack, steering: list[str]) -> None:
    chat = json.loads(sihteeri(bare, "search", "xyloid", "--json").stdout)["hits"][0]["chat"]
    pages = (
        ("notes", "--all"),
        ("contacts", "--all"),
        ("lists",),
        ("drafts", "--all"),
        ("chats",),
        ("chats", "show", chat, "--last", "200"),
        ("today",),
    )
    pages += (
        ("search", "xyloid", "--limit", "100"),
        ("import",),
        ("notes", "show", steering[0].rpartition("/")[2]),
        ("notes", "--all", "--json"),
    )

    for words in pages:
        with terminal(bare, *words, TERM="dumb") as shown:
            assert shown.end() == 0, words
            assert not set(shown.seen.replace("\r\n", "")) & OBEYED, words
            assert len(shown.seen) > 10, words
    answer = sihteeri(bare, "ask", "What did I import about xyloid?")
    assert not set(answer.stdout + answer.stderr) & OBEYED


def test_a_real_bash_completes(bare: Stack, tmp_path: Path) -> None:
    (tmp_path / "my chat.txt").touch()
    script = """
eval "$("$0" completion bash)"
offer() { COMP_WORDS=(sihteeri "$@"); COMP_CWORD=$#; COMPREPLY=(); _sihteeri; printf '%s,' "${COMPREPLY[@]}"; echo; }
complete -p sihteeri; offer no; offer notes sta; offer import my; offer search --si
"""
    done = subprocess.run(
        ["bash", "-c", script, str(PROGRAM)], env=environment(bare), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stderr == ""
    assert done.stdout.splitlines() == ["complete -F _sihteeri sihteeri", "notes,", "star,", "my chat.txt,", "--since,"]


def test_a_talk_goes_on_where_it_was_and_ends_with_ctrl_d(bare: Stack) -> None:
    bare.ask("Remember that the burnisher is oily")

    with terminal(bare, "chat") as talk:
        at = talk.wait_for("burnisher")
        at = talk.wait_for("\n> ", after=at)
        talk.type("\x1b[A")  # What was said before is behind ↑, also what was said elsewhere.
        at = talk.wait_for("Remember that the burnisher is oily", after=at)
        talk.type("\x15What is the burnnisher like?" + "\x1b[D" * 12 + "\b\r")  # The line is edited before it is sent.
        at = talk.wait_for("the burnisher is oily", after=talk.wait_for("like?", after=at))
        at = talk.wait_for("\n> ", after=at)
        bare.ask("Remember that the strop is dry")
        talk.type("half a line")
        at = talk.wait_for("half a line", after=at)
        talk.type("\x03")  # Ctrl-C drops the line, and the talk goes on.
        at = talk.wait_for("\n> ", after=at)
        talk.type("What time is it?\r")
        at = talk.wait_for("It is", after=at)
        at = talk.wait_for("\n> ", after=at)
        talk.type("\x04")
        assert talk.end() == 0
    assert not [one for one in bare.call("GET", "messages").json()["messages"] if "half a line" in one["text"]]


def test_a_talk_may_be_a_file(bare: Stack) -> None:
    done = sihteeri(bare, "chat", typed="Remember that the awl is bent\n\nWhat is bent?\n")

    assert done.returncode == 0
    assert done.stdout.count("the awl is bent") >= 2
    assert "> " not in done.stdout


def test_what_goes_wrong_in_a_talk_does_not_end_it(bare: Stack) -> None:
    done = sihteeri(bare, "chat", typed=f"{'x' * 8001}\nWhat time is it?\n")

    assert "That is 8001 characters" in done.stderr
    assert "It is" in done.stdout
    assert done.returncode == 0
