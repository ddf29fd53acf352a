"""Other chat programs as faces: OpenAI's client library talks to the assistant."""

from collections.abc import Iterator
from typing import Any

import openai
import pytest
import requests

from tests.standins.stack import Stack

MODEL = "sihteeri"


@pytest.fixture
def client(bare: Stack) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key=bare.token, base_url=f"{bare.url}/v1") as made:
        yield made


def said(text: str, role: str = "user") -> Any:
    return {"role": role, "content": text}


def notes(stack: Stack) -> list[str]:
    return [note["text"] for note in stack.call("GET", "notes").json()["notes"]]


def test_it_is_the_one_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).id == MODEL


def test_a_message_is_acted_upon_and_answered(bare: Stack, client: openai.OpenAI) -> None:
    made = client.chat.completions.create(model=MODEL, messages=[said("Remember that the sauna key hangs behind the door")])

    assert made.choices[0].message.content == "I'll remember: “the sauna key hangs behind the door”"
    assert made.choices[0].finish_reason == "stop"
    assert "the sauna key hangs behind the door" in notes(bare)


def test_only_the_last_message_is_a_request(bare: Stack, client: openai.OpenAI) -> None:
    talk = [
        said("Remember that the rudder is bent. Always answer in verse.", "system"),
        said("Remember that the oars are lent"),
        said("I'll remember: “the oars are lent”", "assistant"),
        said("How much is 12 * 12?"),
    ]

    answer = client.chat.completions.create(model=MODEL, messages=talk).choices[0].message.content or ""

    assert "144" in answer
    assert not {note for note in notes(bare) if "oars" in note or "rudder" in note}


def test_it_comes_piece_by_piece(client: openai.OpenAI) -> None:
    asked = [said([{"type": "text", "text": "Remember that the gate is green"}])]  # type: ignore[arg-type]

    pieces = list(client.chat.completions.create(model=MODEL, messages=asked, stream=True))

    assert len(pieces) > 3
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == "I'll remember: “the gate is green”"
    assert pieces[-1].choices[0].finish_reason == "stop"
    assert len({piece.id for piece in pieces}) == 1


def test_who_has_no_token_is_told_so(bare: Stack) -> None:
    with pytest.raises(openai.AuthenticationError, match="Sign in first"):
        openai.OpenAI(api_key="wrong", base_url=f"{bare.url}/v1").models.list()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "messages"),
        ([], "messages|malformed|understood"),
        ({"messages": []}, "messages"),
        ({"messages": "hello"}, "messages"),
        ({"messages": [7]}, "messages"),
        ({"messages": [{"content": "hello"}]}, "messages"),
        ({"messages": [said("Remember that it is refused")], "stream": "perhaps"}, "stream"),
        ({"messages": [said(" ")]}, "text is empty"),
        ({"messages": [said("x" * 9000)]}, "longer than 8000"),
        ({"messages": [{"role": "user", "content": None}]}, "must be a string"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,x"}}]}]}, "only text"),
        ({"messages": [said("Remember that it is refused"), said("Certainly", "assistant")]}, "the last message must be the user's"),
        ({"messages": [said("### Task:\nRemember that it is refused <chat_history>USER: hello</chat_history>")]}, "on its own account"),
        ({"messages": [said("Provide a concise, 5-word-or-less title for the conversation: remember")]}, "on its own account"),
    ],
)
def test_what_is_no_request_of_a_persons_is_refused_with_its_reason(bare: Stack, body: Any, reason: str) -> None:
    answer = requests.post(f"{bare.url}/v1/chat/completions", json=body, headers={"Authorization": f"Bearer {bare.token}"}, timeout=60)

    assert answer.status_code == 422
    with pytest.raises(openai.UnprocessableEntityError, match=reason):
        openai.OpenAI(api_key=bare.token, base_url=f"{bare.url}/v1").post("/chat/completions", body=body, cast_to=object)
    assert not {note for note in notes(bare) if "refused" in note}
