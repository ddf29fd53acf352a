"""Promise 1. Private data never reaches the interpreter service or OpenAI.

Kept by: `shared.schemas.interpretation` (the wire type has no string), `private_llm.domain.redaction` (masks and gate),
`private_llm.domain.planner` (a person's own words alone), `interpreter.domain.entry` (a gate of its own),
`interpreter.adapters.openai_model` (only recorded bytes get out), `interpreter.adapters.confinement` (nothing else to read or reach).
The whole of it is tried by `make prove-privacy`.
"""

import ast
import subprocess
import sys
import typing
from dataclasses import fields
from pathlib import Path

import pytest

import private_llm
from shared.bus.topology import messages
from shared.schemas.interpretation import Interpret, Release
from shared.schemas.message import Digest, Zone
from tests.e2e.conftest import unsure
from tests.standins.canaries import found_in
from tests.standins.openai import OpenAI
from tests.standins.stack import Stack

CANARIES = ("Kuutamoinen", "harpsichordist", "0401239876", "Zanzibarinkatu", "kvaternio@example.org")
REQUESTS = (
    "What did Kuutamoinen say about the harpsichordist?",
    "Compare the harpsichordist before the message again",
    "Call Kuutamoinen at 0401239876 or write to kvaternio@example.org",
    "who lives at Zanzibarinkatu 5 and is it the other one again",
    "tell kuutamoinen that zanzibarinkatu is closed",
)


@pytest.mark.parametrize("kind", [Interpret, Release])
def test_what_goes_to_the_interpreter_cannot_hold_a_string(kind: type[Interpret]) -> None:
    hints = typing.get_type_hints(kind)

    assert {hints[entry.name] for entry in fields(kind)} <= {int, Digest, bool, tuple[tuple[int, ...], ...]}


def test_every_message_that_the_interpreter_handles_is_one_of_those() -> None:
    asked = {kind.__name__ for kind in messages() if kind.handler() == "interpreter"}

    assert asked == {"Interpret", "Release", "AskInterpreter"}
    assert all(kind.zone is Zone.INTERPRETER for kind in messages() if kind.handler() == "interpreter")


def test_no_canary_reaches_openai_or_the_interpreters_log(tmp_path_factory: pytest.TempPathFactory, openai: OpenAI) -> None:
    environment = {"OPENAI_API_KEY": "stand-in", "OPENAI_BASE_URL": f"{openai.url}/v1", "INTERPRETER_ENGINE": "openai"}
    stack = Stack(tmp_path_factory.mktemp("one") / "home", environment=environment)
    try:
        stack.start()
        stack.call("POST", "contacts", json={"name": "Kuutamoinen", "details": "0401239876, Zanzibarinkatu 5"})
        for text in (*REQUESTS, unsure()):
            stack.ask(text)

        sent = [request.path.encode() + repr(request.headers).encode() + request.body for request in openai.received]
        assert len(sent) >= 2
        assert all(found_in(data, CANARIES) == set() for data in sent)
        assert found_in(stack.log("interpreter").read_bytes(), CANARIES) == set()
    finally:
        stack.stop()


SOURCES = Path(private_llm.__file__).parent


def test_only_a_message_of_the_persons_own_is_ever_called_their_own_words() -> None:
    made = [
        (path.name, ast.unparse(call.args[0]))
        for path in SOURCES.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "OwnWords"
    ]

    tidied = [
        ("understand.py", "asides.heard(tidy(text))"),
        ("understand.py", "part"),
        ("understand.py", "part"),
    ]  # A message of theirs without its slips, and parts of it.
    before = [
        ("understand.py", "focus.latest.said"),
        ("understand.py", "' '.join((one.said[:ENOUGH] for one in focus.earlier[:BEFORE]))"),
    ]  # What they said last, for the language of a number alone, and of words that are of none.
    assert sorted(made) == sorted([*[("handlers.py", "message.text")] * 2, ("handlers.py", "request.text"), *before, *tidied])


def test_anybody_elses_words_do_not_fit_the_planner(tmp_path: Path) -> None:
    snippet = tmp_path / "leak.py"
    snippet.write_text(
        "from private_llm.domain.planner import OwnWords, Planner\n"
        "from shared.schemas.archive import Hit, Utterance\n"
        "def leak(planner: Planner, hit: Hit, said: Utterance) -> None:\n"
        "    planner.redact(hit.text)\n"
        "    planner.redact(said.text)\n"
        "    planner.redact(OwnWords(hit.text))\n"
    )

    checked = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(snippet)], capture_output=True, text=True, cwd=tmp_path, check=False)  # fmt: skip

    assert [line.split(":")[1] for line in checked.stdout.splitlines() if "arg-type" in line] == ["4", "5"]


def test_the_search_for_canaries_finds_a_planted_one() -> None:
    assert found_in(b'{"input":"who is Kuutamoinen"}', CANARIES) == {"Kuutamoinen"}
    assert found_in("Kuutamoinen".encode("utf-16-le"), CANARIES) == {"Kuutamoinen"}
