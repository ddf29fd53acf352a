"""What the terminal says, and how its commands end."""

import errno
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.standins.gateway import REPLY, Api
from tests.unit.ui.conftest import Sihteeri
from ui import terminal
from ui.client import GatewayError

COMMANDS = sorted(terminal.parser().commands)
WITH_EXAMPLES = sorted(set(COMMANDS) - {"link", "doctor"})


def test_alone_it_says_in_a_screen_what_can_be_done(sihteeri: Sihteeri) -> None:
    done = sihteeri()

    assert done.status == 0
    assert len(done.out.splitlines()) < 20
    assert all(len(line) <= 80 for line in done.out.splitlines())
    assert all(
        f"sihteeri {name}" in done.out for name in ("chat", "ask", "remember", "remind", "today", "search", "notes", "import", "open")
    )


def test_help_lists_every_command_once(sihteeri: Sihteeri) -> None:
    lines = sihteeri("--help").out.splitlines()

    assert sorted(line.split()[0] for line in lines if line.startswith("  ")) == COMMANDS
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_fits_and_shows_how(name: str, sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    done = sihteeri(name, "--help")

    assert done.status == 0
    assert all(len(line) <= 80 for line in done.out.splitlines())
    assert (f"  sihteeri {name}" in done.out.partition("examples:")[2]) is (name in WITH_EXAMPLES)


def test_it_says_which_it_is(sihteeri: Sihteeri) -> None:
    assert sihteeri("--version").out.startswith("sihteeri 0.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nots",), "Did you mean “notes”?"),
        (("What is it?",), "sihteeri ask"),
        (("x" * 5000,), "There is no command"),
        (("notes", "sho"), "sihteeri notes --help"),
        (("notes", "show"), "required: ID"),
        (("notes", "--limit", "x"), "a number from 1 on"),
        (("notes", "--limit", "0"), "a number from 1 on"),
        (("notes", "--lim", "3"), "sihteeri notes --help"),
        (("search", "tent", "--limit", "101"), "--limit goes from 1 to 100"),
        (("search", "tent", "--kind", "planet"), "sihteeri search --help"),
        (("search", "tent", "--since", "soon"), "2026-01-31"),
        (("search",), "sihteeri search tent"),
        (("ask",), "sihteeri chat"),
        (("ask", "   "), "sihteeri chat"),
        (("ask", "x" * 8001), "sihteeri import FILE"),
        (("remember",), "the door code is 4417"),
        (("remind",), "sihteeri remind --help"),
        (("egress", "show"), "“sihteeri egress” lists them"),
        (("export", "/nowhere/file.zip"), "can't be written"),
        (("import", "/nowhere/file.zip"), "can't be read"),
        (("completion", "tcsh"), "sihteeri completion --help"),
    ],
)
def test_what_fails_is_one_sentence_of_what_to_do(words: tuple[str, ...], said: str, sihteeri: Sihteeri) -> None:
    done = sihteeri(*words)

    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("sihteeri: ")
    assert done.err.count("\n") == 1
    assert said in done.err
    assert len(done.err) < 420


@pytest.mark.parametrize("piped", [b"\xff\xfe", b"a\0b", b"", b" \n ", b"x" * 8001, "ä".encode("latin-1")])
def test_what_is_piped_in_must_be_a_text(piped: bytes, api: Api, sihteeri: Sihteeri) -> None:
    done = sihteeri("ask", stdin=piped)

    assert done.status == 2
    assert api.calls == []


@pytest.mark.parametrize("stdin", [b"", b"no\n", b"yes\n"])
def test_everything_is_forgotten_only_when_the_words_are_typed(stdin: bytes, api: Api, sihteeri: Sihteeri) -> None:
    done = sihteeri("forget", "everything", stdin=stdin)

    assert done.status == 2
    assert "sihteeri: N" in done.err
    assert api.calls == []


def test_what_is_to_be_forgotten_and_is_not_there_is_said_in_words(api: Api, sihteeri: Sihteeri) -> None:
    api.keep("chats", name="Sailing club")

    done = sihteeri("forget", "chat", "Nope")

    assert (done.err, done.status) == ("sihteeri: There is no chat “Nope”. All of them: sihteeri chats\n", 1)
    assert [path for method, path, _ in api.calls if method != "GET"] == []


def test_what_an_answer_rests_on_is_told_in_its_language(api: Api, sihteeri: Sihteeri) -> None:
    source = {"kind": "note", "id": "n1", "text": "ovikoodi on 4417", "at": "2026-11-20T12:00:00+00:00"}
    api.said[-1][1].update(reply="Ovikoodi on 4417.", sources=[source], language="fi")

    assert "muistiinpano, pe 20.11.2026 klo" in sihteeri("ask", "Mikä on ovikoodi?").out


def test_json_fails_in_json(api: Api, sihteeri: Sihteeri) -> None:
    api.told.pop("status")

    done = sihteeri("status", "--json")

    assert json.loads(done.out) == {"error": "There is no such thing.", "status": 404}
    assert (done.status, done.err) == (1, "")


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("ask", "Where", "are", "they?"), b"", "Where are they?"),
        (("ask",), "Missä ne ovat?\n".encode(), "Missä ne ovat?"),
        (("ask", "-"), b"one\ntwo\n", "one\ntwo"),
        (("ask", "What does this say?", "-"), b"one\ntwo\n", "What does this say?\n\none\ntwo"),
        (("ask", "no pipe is read"), b"besides words", "no pipe is read"),
        (("remember", "the", "code"), b"", "Remember: the code"),
        (("remember", "-"), b"the code", "Remember: the code"),
    ],
)
def test_words_are_given_or_piped_in(words: tuple[str, ...], stdin: bytes, said: str, api: Api, sihteeri: Sihteeri) -> None:
    assert sihteeri(*words, stdin=stdin).out == "Good day.\n"

    assert api.calls[-1] == ("POST", "messages", {"text": said})


def test_an_answer_that_was_streamed_is_not_printed_twice(api: Api, sihteeri: Sihteeri) -> None:
    reply = {"id": "t1", "reply": "Good day to you.", **REPLY}
    api.said = [
        ("progress", {"doing": "reading", "seconds": 5}),
        ("token", {"text": "Good day"}),
        ("token", {"text": " to you."}),
        ("reply", reply),
    ]
    assert sihteeri("ask", "hello").out == "Good day to you.\n"

    api.said[-1] = ("reply", {**reply, "reply": "Another."})
    assert sihteeri("ask", "hello").out == "Good day to you.\nAnother.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("call Anna", "tomorrow at 9"), "Remind me tomorrow at 9: call Anna"),
        (("call", "Anna", "tomorrow", "at", "9"), "Remind me to call Anna tomorrow at 9"),
        (("Höyhen café", "every Monday at 9"), "Remind me every Monday at 9: Höyhen café"),
        (("xyzzy", "17:00"), "Remind me 17:00: xyzzy"),
        (("soita äidille", "huomenna klo 9"), "Muistuta minua huomenna klo 9: soita äidille"),
        (("pyykit", "20 minuutin päästä"), "Muistuta minua 20 minuutin päästä: pyykit"),
        (("Anna", "perjantaina"), "Muistuta minua perjantaina: Anna"),
        (("Anna", "keskiviikkona klo 17"), "Muistuta minua keskiviikkona klo 17: Anna"),
        (("vie", "roskat", "joka", "maanantai"), "Muistuta minua: vie roskat joka maanantai"),
    ],
)
def test_a_reminder_is_set_by_saying_it_in_its_language(words: tuple[str, ...], said: str, api: Api, sihteeri: Sihteeri) -> None:
    api.keep("reminders", id="t1-0", text="call Anna")

    done = sihteeri("remind", *words)

    assert ("POST", "messages", {"text": said}) in api.calls
    assert (done.out, done.status) == ("Good day.\n", 0)
    assert sihteeri("reminders", "show", done.err.split()[-1]).out.startswith("call Anna")


@pytest.mark.parametrize(
    "words", [("remind", "tea", "whenever"), ("reminders", "add", "tea", "whenever"), ("events", "add", "tea", "whenever")]
)
def test_what_was_not_set_is_told_from_what_was(words: tuple[str, ...], api: Api, sihteeri: Sihteeri) -> None:
    api.keep("reminders", id="t0-0", text="an older one")

    done = sihteeri(*words)
    assert (done.out, done.status) == ("Good day.\n", 1)
    assert "Nothing is set yet" in done.err

    answer = sihteeri(*words, "--json")
    assert (json.loads(answer.out)["reply"], answer.status) == ("Good day.", 1)


def hit(**more: Any) -> dict[str, Any]:
    return {"kind": "note", "id": "n1-0", "text": "tent", "snippet": "a ⟦tent⟧ here", "at": "2026-11-20T12:00:00+00:00", **more}


def test_a_search_is_narrowed_and_ends_as_grep(api: Api, sihteeri: Sihteeri) -> None:
    chat = api.keep("chats", name="Sailing club")["id"]
    narrow = (
        "--kind",
        "message",
        "--from",
        "Anna",
        "--since",
        "2026-11-01",
        "--until",
        "2026-11-30",
        "--chat",
        "sailing club",
        "--limit",
        "7",
    )

    done = sihteeri("search", "red", "tent", *narrow)
    assert (done.out, done.err, done.status) == ("", "sihteeri: Nothing found.\n", 1)
    asked = {"q": "red tent", "kind": "message", "limit": 7, "person": "Anna", "chat": chat}
    assert api.calls[-1][2] == asked | {"since": "2026-10-31T22:00:00+00:00", "until": "2026-11-29T22:00:00+00:00"}

    assert json.loads(sihteeri("search", "tent", "--json").out) == {"hits": []}
    assert sihteeri("search", "tent", "--json").status == 1
    assert sihteeri("search", "tent", "--chat", "Nobody").status == 1


def test_what_was_found_is_printed_with_what_opens_it(api: Api, sihteeri: Sihteeri) -> None:
    note = api.keep("notes", text="a tent here")
    chat = api.keep("chats", name="Club")["id"]
    api.told[f"chats/{chat}/messages"] = {"messages": [{"id": "17", "sender": "", "text": "tent", "at": note["created_at"], "media": None}]}
    api.told["search"] = {"hits": [hit(id=note["id"]), hit(kind="message", id="17", chat=chat, chat_name="Club", sender="Anna")]}

    done = sihteeri("search", "tent")

    first, second = done.out.splitlines()
    assert first.endswith("note: a tent here")
    assert second.endswith("Anna in Club: a tent here")
    assert sihteeri("notes", "show", first.split()[0]).out.startswith("a tent here")
    assert "▸" in sihteeri("chats", "show", second.split()[0]).out


def test_what_left_is_listed_and_shown_byte_for_byte(api: Api, sihteeri: Sihteeri) -> None:
    left = {"id": "e1", "at": "2026-11-20T12:00:00+00:00", "party": "openai", "purpose": "interpretation", "bytes": 512, "state": "sent"}
    body = {**left, "request": "Remind me\x1b[2J", "keeps": "nothing", "body": '{"a": "\u200e\ufeff\x1b\u202e"}'}
    api.told["egress"] = {"entries": [body], "requests": 3, "never_left": 2}
    api.told["egress/e1"] = body

    listed = sihteeri("egress").out.splitlines()
    assert listed[0] == "e1  Fri 20 Nov 2026 14:00  to openai, interpretation, 512 bytes, sent  “Remind me␛[2J”"
    assert listed[1:] == ["  openai: nothing", "2 of 3 requests never left it."]
    for words in ((), ("--json",)):
        shown = sihteeri("egress", "show", "e1", *words).out
        assert json.loads(shown) == body
        assert not set(shown) & {"\x1b", "\u202e"}


@pytest.mark.parametrize(("whole", "status"), [(True, 0), (False, 2)])
def test_a_broken_record_is_a_failure(whole: bool, status: int, api: Api, sihteeri: Sihteeri) -> None:
    api.told["egress/verification"] = api.told["audit/verification"] = {"whole": whole, "entries": 3, "broken_at": None if whole else "e2"}

    for name in ("egress", "audit"):
        assert sihteeri(name, "verify").status == status
        assert sihteeri(name, "verify", "--json").status == status


def test_the_token_is_printed_only_when_asked_for(sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert sihteeri("token").out == "The token is in SIHTEERI_TOKEN. To print it: sihteeri token --show\n"
    assert sihteeri("token", "--show").out == "abc\n"

    (tmp_path / "owner-token").write_text("secret\n", encoding="ascii")
    monkeypatch.delenv("SIHTEERI_TOKEN")
    monkeypatch.setenv("SIHTEERI_HOME", str(tmp_path))
    for words in ((), ("--json",)):
        done = sihteeri("token", *words)
        assert str(tmp_path / "owner-token") in done.out
        assert "secret" not in done.out
    assert json.loads(sihteeri("token", "--json", "--show").out)["token"] == "secret"

    (tmp_path / "owner-token").unlink()
    assert sihteeri("token").status == 2


@pytest.mark.parametrize("token", ["ä", "a\nb", "\x1b[31m", "   "])
def test_a_token_that_is_none_is_said_to_be(token: str, sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIHTEERI_TOKEN", token)

    done = sihteeri("notes")

    assert done.status == 2
    assert done.err == "sihteeri: The token in SIHTEERI_TOKEN can't be read. The owner makes another: “sihteeri owner --new-token”.\n"


@pytest.mark.parametrize("refusal", [403, 404])
def test_status_is_said_in_words_to_the_owner_and_to_others(
    api: Api, sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch, refusal: int
) -> None:
    done = sihteeri("status")
    assert "none (not set); answers are found and put together by rules" in done.out
    assert "2 of 3 requests never left this machine" in done.out
    assert "none yet; make one: sihteeri backup" in done.out

    api.told["status"]["parts"].update(model="ollama/small", openai="gpt")
    api.told.pop("backups")
    real = api.call

    def call(method: str, path: str, **options: Any) -> Any:
        if path == "backups":
            raise GatewayError(refusal, "This is not allowed.")
        return real(method, path, **options)

    monkeypatch.setattr(api, "call", call)
    done = sihteeri("status")
    assert "ollama/small, on this side of the wall" in done.out
    assert "is shown masked words only" in done.out
    assert "Backups" not in done.out
    assert json.loads(sihteeri("status", "--json").out)["backups"] is None


def test_what_cannot_be_written_is_said(sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(terminal, "_done", full)

    done = sihteeri("notes")

    assert (done.status, done.err) == (2, "sihteeri: The output can't be written: No space left on device.\n")


def complete(script: str, *words: str, folder: Path) -> list[str]:
    """Return what a real bash offers for the last of these words."""
    asked = f'. <(cat "$0"); COMP_WORDS=({" ".join(f"{word!r}" for word in words)}); COMP_CWORD={len(words) - 1}; _sihteeri; printf "%s\\n" "${{COMPREPLY[@]}}"'
    (folder / "script").write_text(script, encoding="utf-8")
    done = subprocess.run(["bash", "-c", asked, str(folder / "script")], cwd=folder, capture_output=True, text=True, check=True, timeout=30)
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("sihteeri", "no"), {"notes"}),
        (("sihteeri", "re"), {"redact", "remember", "remind", "reminders", "restore", "repair"}),
        (("sihteeri", "notes", "st"), {"star"}),
        (("sihteeri", "search", "--s"), {"--since"}),
        (("sihteeri", "completion", ""), {"bash", "zsh", "fish", "--help", "--json"}),
        (("sihteeri", "import", "my"), {"my chat.txt"}),
        (("sihteeri", "notes", "my"), {""}),
        (("sihteeri", "nothing", ""), {""}),
        (("sihteeri", "--v"), {"--version"}),
    ],
)
def test_bash_completes(words: tuple[str, ...], offered: set[str], sihteeri: Sihteeri, tmp_path: Path) -> None:
    (tmp_path / "my chat.txt").touch()

    assert set(complete(sihteeri("completion", "bash").out, *words, folder=tmp_path)) == offered


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_what_completes_is_explained_in_the_language_of_the_terminal(
    shell: str, sihteeri: Sihteeri, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")

    script = sihteeri("completion", shell).out

    assert "etsi omista sanoistasi" in script
    assert "find your own words" not in script
    assert script.count("'") % 2 == 0


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_told_all_commands(shell: str, sihteeri: Sihteeri) -> None:
    script = sihteeri("completion", shell).out

    assert all(f" -a {name} -d '" in script or f"'{name}:" in script for name in COMMANDS)
    assert script.count("'") % 2 == 0
    assert "find your own words" in script
