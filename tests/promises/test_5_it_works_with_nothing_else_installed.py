"""Promise 5. It works with nothing else installed: no broker, no Ollama, no OpenAI key, no Twilio account; what runs in place of a
missing part says so.

Kept by: `shared.bus.embedded` (a broker of our own), `interpreter.domain.local` (a classifier of our own), the plain answer of each
skill in `private_llm.domain.skills`, `private_llm.domain.fallback` (a plan without an interpreter).
"""

from tests.standins.stack import Stack


def test_one_remembers_finds_and_reminds_without_any_of_them(bare: Stack) -> None:
    bare.ask("Remember that the spare key is behind the brick")

    assert "behind the brick" in bare.ask("Where is the spare key?")["reply"]
    assert bare.ask("Remind me to sweep tomorrow at 9")["steps"] == ["remind"]
    assert "sweep" in str(bare.call("GET", "reminders").json())


def test_every_missing_part_is_named(bare: Stack) -> None:
    parts = bare.call("GET", "status").json()["parts"]

    assert parts["broker"] == "embedded"
    assert parts["openai"] == "not set"
    assert parts["model"].startswith("none")


def test_an_answer_that_a_model_would_have_written_says_that_there_is_none(bare: Stack) -> None:
    answer = bare.ask("Summarise my notes")

    assert answer["engine"] == "rules"
    assert "without a language model" in answer["reply"] or "no language model" in answer["reply"]
