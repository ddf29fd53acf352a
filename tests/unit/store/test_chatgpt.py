"""ChatGPT's export: what was said, in which conversation, however it was said."""

import io
import json
from typing import Any

import pytest

from store.domain.importers import importer_for
from store.domain.importers.parsed import Message, Unread
from store.domain.importers.source import Source
from tests.unit.store.test_importing import packed

TEXT = "text"


def found(data: bytes) -> list[Any]:
    opened = Source(io.BytesIO(data), len(data))
    importer = importer_for(opened)
    assert importer.NAME == "chatgpt"
    return list(importer.read(opened, "Europe/Helsinki"))


def node(parent: str | None, role: Any, content: Any, at: Any = 1700000000.5, **more: Any) -> dict[str, Any]:
    """A node of the tree; content that is a list is what a message is made of."""
    shaped = {"content_type": TEXT, "parts": content} if isinstance(content, list) else content
    return {"parent": parent, "message": {"author": {"role": role}, "create_time": at, "content": shaped, **more}}


def talk(nodes: dict[str, Any], title: str | None = "Greetings", at: str | None = None, name: str = "c-1") -> dict[str, Any]:
    return {"title": title, "create_time": 1.0, "mapping": nodes, "current_node": at or next(reversed(nodes)), "conversation_id": name}


def spoken(*conversations: Any) -> list[tuple[str, str, str]]:
    return [(entry.sender, entry.text, entry.chat) for entry in found(json.dumps(conversations).encode()) if isinstance(entry, Message)]


def one(role: str, content: Any, **more: Any) -> tuple[list[Message], list[tuple[str, int]]]:
    """Return what is made of one message, and what the report says of it."""
    entries = found(json.dumps([talk({"a": node(None, role, content, **more)})]).encode())
    return [entry for entry in entries if isinstance(entry, Message)], [(one.why, one.count) for one in entries if isinstance(one, Unread)]


def test_the_branch_that_was_open_last_is_the_conversation_and_the_others_are_kept_beside_it() -> None:
    nodes = {
        "r": {"parent": None, "message": None},
        "a": node("r", "user", ["hello"]),
        "b": node("a", "assistant", ["old answer"], 1700000001.0),
        "c": node("a", "assistant", ["new answer"], 1700000002.0),
        "loop": {"parent": "loop", "message": None},
    }

    assert spoken(talk(nodes, at="c"), {"title": "x"}, 7, {"mapping": {"l": {"parent": "l"}}}) == [
        ("Me", "hello", "Greetings"),
        ("ChatGPT", "new answer", "Greetings"),
        ("ChatGPT", "old answer", "Greetings (other versions)"),
    ]


@pytest.mark.parametrize("current", ["a", None, "nowhere", 7])
def test_nodes_that_name_their_parent_only_are_put_in_order(current: Any) -> None:
    nodes = {
        "a": node("u", "assistant", ["answer"], 1700000002.0),
        "r": {"parent": None, "message": None},
        "u": node("r", "user", ["question"]),
    }

    entries = spoken({"title": "x", "mapping": nodes, "current_node": current})

    assert entries == [("Me", "question", "x"), ("ChatGPT", "answer", "x")]


def test_what_was_said_aloud_is_text_and_its_sound_is_kept_where_it_is_in_the_zip() -> None:
    def heard(said: str, file: str) -> list[Any]:
        return [
            {"content_type": "audio_transcription", "text": said},
            {"content_type": "audio_asset_pointer", "asset_pointer": f"sediment://{file}"},
        ]

    nodes = {"u": node(None, "user", heard("how deep", "file_1a")), "a": node("u", "assistant", heard("very", "file_2b"))}
    data = json.dumps([talk(nodes)]).encode()

    alone, zipped = found(data), found(packed(("conversations.json", data), ("audio/file_2b-reply.wav", b"x")))

    assert [(entry.sender, entry.text, entry.kind, entry.media) for entry in alone] == [
        ("Me", "how deep", "text", None),
        ("ChatGPT", "very", "text", None),
    ]
    assert zipped[:2] == alone
    assert zipped[2:] == [alone[1]._replace(text="", kind="audio", media="audio/file_2b-reply.wav")]


@pytest.mark.parametrize(
    ("role", "content", "sender", "text"),
    [
        ("user", {"content_type": "multimodal_text", "parts": ["what is it", {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1"}]}, "Me", "what is it"),
        ("assistant", {"content_type": "code", "language": "python", "text": "print(1)"}, "ChatGPT", "print(1)"),
        ("tool", {"content_type": "execution_output", "text": "1"}, "", "1"),
        ("tool", {"content_type": "tether_quote", "url": "https://x.y", "domain": "x.y", "title": "Boats", "text": "They float"}, "", "Boats\nThey float\nhttps://x.y"),
        ("tool", {"content_type": "tether_browsing_display", "result": "seen", "summary": None}, "", "seen"),
        ("tool", {"content_type": "multimodal_text", "parts": ["made"]}, "", "made"),
        ("assistant", {"content_type": "thoughts", "thoughts": [{"summary": "Plan", "content": "think"}, {"content": "more"}]}, "", "Plan\nthink\nmore"),
        ("assistant", {"content_type": "reasoning_recap", "content": "Thought for 5s"}, "", "Thought for 5s"),
        ("assistant", {"content_type": "hologram", "parts": [{"content_type": "hologram_text", "text": "hi\0"}]}, "ChatGPT", "hi"),
    ],
)  # fmt: skip
def test_the_text_of_every_kind_of_message_is_kept(role: str, content: Any, sender: str, text: str) -> None:
    (message,), report = one(role, content)

    assert (message.sender, message.text, message.kind, report) == (sender, text, "text" if sender else "system", [])


def test_a_picture_without_words_is_a_picture() -> None:
    messages, report = one("user", [{"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1"}])

    assert [(message.kind, message.text, message.media) for message in messages] == [("image", "", None)]
    assert report == []


def test_what_is_not_understood_is_counted_by_kind_and_never_quoted() -> None:
    messages, report = one(
        "user",
        ["a", {"content_type": "hologram", "shape": 1}, {"content_type": "hologram", "shape": 2}, 7, {"content_type": "my secret", "x": 1}],
    )
    lost, of_whom = one("oracle", ["it will rain"])

    assert [message.text for message in messages] == ["a"]
    assert report == [("not read: parts of messages: hologram (2)", 2), ("not read: parts of messages: of another kind (2)", 2)]
    assert (lost, of_whom) == ([], [("not read: messages of: oracle (1)", 1)])
    assert one("user", None) == ([], [("not read: messages without content (1)", 1)])


@pytest.mark.parametrize(
    ("role", "content", "about"),
    [
        ("user", {"content_type": "user_editable_context", "user_profile": "likes herring"}, {}),
        ("assistant", {"content_type": "model_editable_context", "model_set_context": "likes herring"}, {}),
        ("user", ["likes herring"], {"is_user_system_message": True}),
        ("system", ["likes herring"], {"is_visually_hidden_from_conversation": True}),
        ("system", [""], None),
        ("assistant", [""], None),
        ("assistant", {"content_type": "text", "parts": []}, None),
    ],
)
def test_what_the_person_never_saw_and_what_is_empty_is_no_message_and_no_loss(role: str, content: Any, about: Any) -> None:
    assert one(role, content, metadata=about) == ([], [])


@pytest.mark.parametrize(
    ("text", "about", "read"),
    [
        (
            "Deep.\ue200cite\ue202turn0search1\ue201 Very.",
            {"content_references": [{"matched_text": "\ue200cite\ue202turn0search1\ue201", "items": [{"url": "https://x.y"}, {"url": "https://z"}]}]},
            "Deep. (https://x.y, https://z) Very.",
        ),
        ("Deep【3†source】.", {"citations": [{"metadata": {"url": "https://x.y", "extra": {"cited_message_idx": 3}}}]}, "Deep (https://x.y)."),
        ("Deep\ue200cite\ue202turn0\ue201.", {}, "Deep."),
        ("Deep.", {"content_references": [{"matched_text": " ", "url": "https://x.y"}, 7], "citations": "x"}, "Deep."),
        ("a e b", {"content_references": [{"matched_text": "e", "url": "https://x.y"}]}, "a e b"),
        ("【a†b】", {}, "【a†b】"),
    ],
)  # fmt: skip
def test_a_source_is_named_by_its_address(text: str, about: Any, read: str) -> None:
    (message,), _ = one("assistant", [text], metadata=about)

    assert message.text == read


def test_conversations_of_one_title_are_two_and_every_file_of_them_is_read() -> None:
    parts = [
        json.dumps([talk({"a": node(None, "user", [f"question {name}"])}, "New chat", name=name)]).encode()
        for name in ("c-1", "c-2", "c-3")
    ]

    entries = found(
        packed(*((f"x/conversations-{number:03}.json", part) for number, part in enumerate(parts)), ("x/user.json", b'{"id": 1}'))
    )

    messages = [entry for entry in entries if isinstance(entry, Message)]
    assert sorted((entry.text, entry.origin) for entry in messages) == [(f"question c-{number}", f"c-{number}") for number in (1, 2, 3)]
    assert {entry.chat for entry in messages} == {"New chat"}
    assert [(entry.why, entry.count) for entry in entries if isinstance(entry, Unread)] == [
        ("not read: files of the zip that no importer knows: .json (1)", 1)
    ]


def test_the_conversations_are_found_beside_a_larger_file_of_another_kind() -> None:
    said = json.dumps([talk({"a": node(None, "user", ["hello"])})]).encode()

    entries = found(packed(("feedback.json", b'{"a": "' + b"x" * 90_000 + b'"}'), ("talks.json", said)))

    assert entries[0].text == "hello"


def test_a_damaged_file_beside_others_is_told_and_the_others_are_read() -> None:
    said = json.dumps([talk({"a": node(None, "user", ["hello"])})]).encode()

    entries = found(packed(("conversations-000.json", said), ("conversations-001.json", said[:-9])))

    assert entries[0].text == "hello"
    assert entries[-1].why == "a file of the zip (.json): the JSON is damaged or cut off"
