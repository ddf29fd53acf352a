"""What others wrote is shown in a terminal, and never obeyed there."""

import json
from typing import Any

import pytest

from tests.standins.gateway import REPLY, Api
from tests.standins.steering import OBEYED, STEERING
from tests.unit.ui.conftest import Sihteeri
from ui.plain import as_json, one_line, plain

KINDS = ("notes", "reminders", "contacts", "chats", "drafts", "events")


def steers(text: str) -> set[str]:
    return set(text) & OBEYED


def fill(api: Api, text: str) -> None:
    """Put a text into every place that others can write."""
    for plural, field in (
        ("notes", "text"),
        ("reminders", "text"),
        ("contacts", "name"),
        ("chats", "name"),
        ("drafts", "text"),
        ("events", "text"),
    ):
        api.keep(plural, **{field: text})
    api.kept["contacts"][0].update(names=[text], handles=[text], details=text)
    api.kept["drafts"][0].update(recipient=text)
    api.kept["events"][0].update(place=text, details=text, guests=[text])
    api.kept["reminders"][0].update(rule=text, due_at="2020-01-01T00:00:00+00:00")
    api.keep("items", list=text, text=text, due="2020-01-01")
    said = {"id": "1", "sender": text, "text": text, "at": "2099-11-20T12:00:00+00:00", "media": text}
    api.told[f"chats/{api.kept['chats'][0]['id']}/messages"] = {"messages": [said]}
    api.kept["chats"].append({**api.kept["chats"][0], "id": "another"})
    api.told["chats/another/messages"] = {"messages": []}
    hit = {"kind": "message", "id": "1", "snippet": text, "text": text, "at": said["at"], "chat": "c1", "chat_name": text, "sender": text}
    api.told["search"] = {"hits": [hit]}
    api.told["messages"] = {"messages": [{"id": "r1", "role": "person", "text": text}]}
    api.told["status"]["parts"]["model"] = text
    source = {"kind": "note", "text": text, "at": said["at"]}
    api.said = [
        ("token", {"text": text}),
        ("progress", {"doing": text, "seconds": 1}),
        ("reply", {"id": text, "reply": text, **REPLY, "sources": [source]}),
    ]


COMMANDS: tuple[tuple[str, ...], ...] = (
    *((kind,) for kind in KINDS),
    *((kind, "show", f"{kind}000000000000-0") for kind in KINDS),
    ("lists",),
    ("search", "x"),
    ("ask", "x"),
    ("due",),
    ("today",),
    ("status",),
    ("doctor",),
    ("chat",),
)


@pytest.mark.parametrize(
    "text", ["\n".join(STEERING), *STEERING], ids=["all in one", *(f"each {number}" for number in range(len(STEERING)))]
)
def test_no_command_prints_what_a_terminal_obeys(text: str, api: Api, sihteeri: Sihteeri) -> None:
    fill(api, text)

    for command in COMMANDS:
        for arguments in (command, (*command, "--json")):
            done = sihteeri(*arguments, stdin=b"hello\n")
            assert not steers(done.out + done.err), (arguments, done.out, done.err)
            assert done.status == 0, (arguments, done.err)


@pytest.mark.parametrize("text", STEERING, ids=[str(number) for number in range(len(STEERING))])
def test_other_programs_get_the_very_text(text: str, api: Api, sihteeri: Sihteeri) -> None:
    api.keep("notes", text=text)

    assert json.loads(sihteeri("notes", "--json").out)["notes"][0]["text"] == text


@pytest.mark.parametrize("text", STEERING, ids=[str(number) for number in range(len(STEERING))])
def test_neither_do_failures_and_wrong_words(text: str, api: Api, sihteeri: Sihteeri) -> None:
    given = text.replace("\0", "")  # No program can be given that.
    for words in (
        (given,),
        ("notes", "show", given),
        ("notes", given),
        ("search", "x", "--kind", given),
        ("search", "x", "--since", given),
    ):
        done = sihteeri(*words)
        assert not steers(done.out + done.err), words
        assert done.status in (1, 2)


def test_what_steers_is_shown_as_such() -> None:
    assert plain("\x1b[31mred\x07") == "␛[31mred␇"
    assert plain("\u202e54\x9b\x7f") == "‹U+202E›54‹U+009B›␡"
    assert plain("a\r\nb\tc\rd") == "a\nb\tc␍d"


@pytest.mark.parametrize("text", ["Hyvää yötä, Äiti! 🙂👨\u200d👩\u200d👧", "שלום", "می\u200cخواهم", "日本語", "line\nline", "e\u0301"])
def test_all_other_writing_stays_as_it_is(text: str) -> None:
    assert plain(text) == text
    assert json.loads(as_json(text)) == text


def test_a_line_is_one_line() -> None:
    assert one_line(" a\n\n b\tc\u2028d ") == "a b c‹U+2028›d"


@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], {}, {"a": [{"b": "\x1b\u202e\U000e0041\ud800"}]}])
def test_json_says_the_same_values(value: Any) -> None:
    assert json.loads(as_json(value)) == value
    assert not steers(as_json(value))
