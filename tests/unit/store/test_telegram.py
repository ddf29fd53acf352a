"""Telegram's export: whose chat a message is in, whatever the order of the file, and what it says without words."""

import io
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest

from store.domain.importers import importer_for
from store.domain.importers.parsed import Entry, Message, NotReadable, Unread, encoded
from store.domain.importers.source import Source

SAVED = {"type": "saved_messages", "id": 1}
ANNA = {"name": "Anna", "type": "personal_chat", "id": 12}


def read(data: bytes) -> Iterator[Any]:
    opened = Source(io.BytesIO(data), len(data))
    importer = importer_for(opened)
    assert importer.NAME == "telegram"
    yield from importer.read(opened, "Europe/Helsinki")


def found(account: Any) -> list[Any]:
    return list(read(account if isinstance(account, bytes) else json.dumps(account).encode()))


def said(text: Any, **more: Any) -> dict[str, Any]:
    return {"id": 1, "type": "message", "date_unixtime": "1700000000", "from": "Anna", "from_id": "user12", "text": text, **more}


def one(entry: dict[str, Any]) -> Any:
    """Return what is made of one message, and what the report says of it."""
    message, *report = found({**ANNA, "messages": [entry]})
    return message, [(line.why, line.count) for line in report]


def account(*chats: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"personal_information": {"user_id": 1}, **more, "chats": {"about": "", "list": list(chats)}}


def places(entries: list[Any]) -> dict[str, str]:
    return {entry.text: entry.chat for entry in entries if isinstance(entry, Message)}


def origins(entries: list[Any]) -> set[str]:
    return {entry.origin for entry in entries if isinstance(entry, Message)}


@pytest.mark.parametrize("order", list(itertools.permutations(("name", "type", "id", "messages"))))
def test_no_chat_takes_the_name_of_another_whatever_the_order_of_its_keys(order: tuple[str, ...]) -> None:
    chats = [
        ANNA | {"messages": [said("of Anna")]},
        SAVED | {"messages": [said("of my own")]},
        {"name": None, "type": "personal_chat", "id": 13, "messages": [said("of nobody")]},
        {"name": "  ", "type": "personal_chat", "id": 14, "messages": [said("of nobody else")]},
        {"name": "Bo", "type": "personal_chat", "id": 15, "messages": [said("of Bo")]},
    ]

    entries = found(account(*({key: chat[key] for key in order if key in chat} for chat in chats)))

    assert places(entries) == {
        "of Anna": "Anna",
        "of my own": "Saved messages",
        "of nobody": "Deleted account 13",
        "of nobody else": "Deleted account 14",
        "of Bo": "Bo",
    }
    assert len(origins(entries)) == 5


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ('"name": "Bo", "name": "Cy", "type": "personal_chat", "id": 3', "Cy"),
        ('"name": "Bo", "name": null, "type": "personal_chat", "id": 3', "Deleted account 3"),
        ('"name": 7, "type": "saved_messages", "id": 3', "7"),
        ('"name": {"name": "Bo"}, "type": "saved_messages", "id": 3', "Saved messages"),
        ('"name": ["Bo"], "id": 3', "Chat without a name 3"),
        ('"type": "private_supergroup", "id": 3', "Group without a name 3"),
        ('"type": "public_channel", "id": 3', "Channel without a name 3"),
        ('"type": "planet", "id": 3', "Chat without a name 3"),
        ('"type": ["saved_messages"], "id": "3"', "Chat without a name 3"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_name_that_is_none_is_none(written: str, called: str, first: bool) -> None:
    messages = f'"messages": [{json.dumps(said("words"))}]'
    chat = f"{{{', '.join((messages, written) if first else (written, messages))}}}"
    before = json.dumps({"name": "Anna", "id": 12, "messages": [said("of Anna")]})

    entries = found(f'{{"chats": {{"list": [{before}, {chat}]}}}}'.encode())

    assert places(entries) == {"of Anna": "Anna", "words": called}


def test_chats_without_a_name_and_a_number_are_apart_too() -> None:
    entries = found(account({"messages": [said("a")]}, {"messages": [said("b")]}))

    assert len(set(places(entries).values())) == 2


def test_chats_of_one_name_are_two_and_people_groups_and_channels_are_counted_apart() -> None:
    kinds = ("personal_chat", "private_group", "private_channel", "saved_messages")

    entries = found(account(*({"name": "Anna", "type": kind, "id": 12, "messages": [said(kind)]} for kind in kinds)))

    assert set(places(entries).values()) == {"Anna"}
    assert len(origins(entries)) == 4


def test_a_chat_is_the_same_in_the_export_of_the_account_and_in_its_own() -> None:
    chat = ANNA | {"messages": [said("hello")]}

    assert found(chat) == found(account(chat)) == found({"left_chats": {"list": [chat]}})


def test_chats_that_were_left_are_read_and_what_else_an_account_holds_is_counted() -> None:
    entries = found(
        account(
            ANNA | {"messages": [said("a")]},
            left_chats={"list": [{"name": "Old", "type": "private_group", "id": 5, "messages": [said("b")]}]},
            frequent_contacts={"list": [{"id": 1}, {"id": 2}]},
            stories=[{"id": 1}],
        )
    )

    assert places(entries) == {"a": "Anna", "b": "Old"}
    assert sorted((entry.why, entry.count) for entry in entries if isinstance(entry, Unread)) == [
        ("not read: things of an account: frequent_contacts (2)", 2),
        ("not read: things of an account: stories (1)", 1),
    ]


def test_contacts_are_read_wherever_they_stand() -> None:
    contacts = {
        "list": [
            {"first_name": "Petteri", "last_name": "Koski", "phone_number": "+358405550103"},
            {"first_name": "", "last_name": None, "phone_number": "0401"},
            {"first_name": "", "phone_number": ""},
            "Anna",
        ]
    }
    chats = {"list": [ANNA | {"messages": [said("a")]}]}

    before, after = found({"contacts": contacts, "chats": chats}), found({"chats": chats, "contacts": contacts})

    assert [(entry.fields["name"], entry.fields["handles"]) for entry in before if isinstance(entry, Entry)] == [
        ("Petteri Koski", ["+358405550103"]),
        ("0401", ["0401"]),
    ]
    assert sorted(entry.why for entry in before if isinstance(entry, Unread)) == [
        "not read: contacts without a name and a number (1)",
        "not read: things that stand where messages or contacts should (1)",
    ]
    assert sorted(json.dumps(encoded(entry)) for entry in before) == sorted(json.dumps(encoded(entry)) for entry in after)
    assert len(found({"about": "", "contacts": contacts})) == 4


def test_many_contacts_before_the_chats_hide_no_chat() -> None:
    contacts = {"list": [{"first_name": f"Person {number}", "phone_number": str(number)} for number in range(3000)]}

    entries = found({"personal_information": {"user_id": 1}, "contacts": contacts, "chats": {"list": [ANNA | {"messages": [said("a")]}]}})

    assert places(entries) == {"a": "Anna"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (["see ", {"type": "text_link", "text": "here", "href": "https://x.y/z"}, "."], "see here (https://x.y/z)."),
        ([{"type": "link", "text": "https://x.y"}], "https://x.y"),
        ([{"type": "text_link", "text": "https://x.y", "href": "https://x.y"}], "https://x.y"),
        ({"type": "text_link", "text": "here", "href": "https://x.y"}, "here (https://x.y)"),
        (["a ", {"type": "bold", "text": "b"}, {"type": "custom_emoji", "text": "👍", "document_id": "1"}], "a b👍"),
        ([["a", "b"], {"type": "code", "text": "c\0"}], "abc"),
    ],
)
def test_words_and_the_addresses_beside_them_are_kept(text: Any, read: str) -> None:
    plain, entities = one(said(text)), one(said("", text_entities=text))

    assert plain == entities
    assert (plain[0].text, plain[1]) == (read, [])


def test_a_part_of_a_text_that_is_not_understood_is_counted() -> None:
    message, report = one(said(["a", 7, {"type": "hologram"}, {"type": "what a secret", "shape": 1}, {"type": "hologram", "text": 3}]))

    assert message.text == "a"
    assert report == [
        ("not read: parts of a text: of another kind (2)", 2),
        ("not read: parts of a text: hologram (2)", 2),
    ]


@pytest.mark.parametrize(
    ("fields", "text", "kind"),
    [
        ({"poll": {"question": "Where to?", "answers": [{"text": "Island", "voters": 3}, {"text": ["Pi", "er"]}]}}, "Where to?\n– Island (3)\n– Pier", "poll"),
        ({"poll": "broken"}, "", "poll"),
        ({"location_information": {"latitude": 60.1, "longitude": 22.2}, "place_name": "Pier", "address": "Shore 1"}, "Pier, Shore 1, 60.1, 22.2", "location"),
        ({"contact_information": {"first_name": "Bo", "last_name": "Ek", "phone_number": "+3584"}}, "Bo Ek +3584", "contact"),
        ({"media_type": "sticker", "file": "stickers/1.webp", "sticker_emoji": "🦆"}, "🦆", "sticker"),
        ({"media_type": "voice_message", "file": "voice/1.ogg", "duration_seconds": 9}, "", "audio"),
        ({"todo_list": {"title": "Boat", "answers": [{"text": "Oars"}]}}, "Boat\n– Oars", "text"),
    ],
)  # fmt: skip
def test_what_is_said_without_words_is_kept_in_words(fields: dict[str, Any], text: str, kind: str) -> None:
    message, report = one(said("", **fields))

    assert (message.text, message.kind, report) == (text, kind, [])
    assert one(said("look", **fields))[0].text == f"look\n{text}".strip()


def test_details_that_are_not_kept_are_told_by_kind() -> None:
    message, report = one(
        said("a", reactions=[{"emoji": "👍"}], reply_to_message_id=1, edited="x", edited_unixtime="1", forwarded_from=None, hologram=1)
    )

    assert message.forwarded
    assert sorted(report) == [
        ("kept without reactions (1)", 1),
        ("kept without when it was edited (1)", 1),
        ("kept without which message it answers (1)", 1),
        ("kept without whose words were forwarded (1)", 1),
        ("not read: fields of messages: hologram (1)", 1),
    ]


@pytest.mark.parametrize(
    ("fields", "edited"),
    [
        ({}, False),
        ({"edited": "2023-11-15T10:00:00"}, True),
        ({"edited": "2023-11-15T10:00:00", "edited_unixtime": "1700035200"}, True),
        ({"edited_unixtime": "1700035200"}, True),
        ({"edited": None}, False),
        # Older exports give every message a time at which it was edited: the beginning of time, in the zone of the machine.
        ({"edited": "1970-01-01T02:00:00"}, False),
        ({"edited": "1969-12-31T19:00:00"}, False),
    ],
)
def test_a_message_that_was_edited_is_flagged(fields: dict[str, Any], edited: bool) -> None:
    for text in ("a", "b" * 130_000):
        *messages, report = found({**ANNA, "messages": [said(text, **fields, reactions=[])]})

        assert {message.edited for message in messages if isinstance(message, Message)} == {edited}
        assert "reactions" in report.why or edited
    assert [line for line, _ in one(said("a", **fields))[1]] == ["kept without when it was edited (1)"] * ("edited" in fields and edited)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"actor": "Tarja", "action": "create_group", "title": "Crew", "members": ["Tarja"]}, "Tarja created the group “Crew”"),
        ({"actor": "Tarja", "action": "invite_members", "members": ["Bo", None, "Cy"]}, "Tarja added Bo, Cy"),
        ({"actor": None, "actor_id": "user9", "action": "pin_message", "message_id": 1}, "Deleted account 9 pinned a message"),
        ({"actor": "Bo", "action": "phone_call", "duration_seconds": 61}, "Bo called (61 s)"),
        ({"actor": "Bo", "action": "grow_a_tree", "text": ["in ", {"type": "bold", "text": "May"}]}, "Bo: grow a tree in May"),
        ({"actor": "Bo"}, "Bo: a notice"),
        ({"actor": "{title}", "action": "join_group_by_link"}, "{title} joined by a link"),
    ],
)
def test_a_notice_is_a_sentence_and_nobodys_words(fields: dict[str, Any], text: str) -> None:
    message, report = one({"id": 1, "type": "service", "date_unixtime": "1700000000", "text": "", **fields})

    assert (message.text, message.sender, message.kind, report) == (text, "", "system", [])


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ({"from": None}, "Deleted account 12"),
        ({"from": ""}, "Deleted account 12"),
        ({"from": None, "from_id": "channel7"}, "Channel 7"),
        ({"from": {"a": 1}, "from_id": None}, "Deleted account"),
    ],
)
def test_people_who_have_left_are_told_apart(written: dict[str, Any], sender: str) -> None:
    assert one(said("a", **written))[0].sender == sender


@pytest.mark.parametrize("absent", ["(File not included. Change data exporting settings to download.)", "(File exceeds maximum size.)"])
def test_a_file_that_is_not_there_is_no_name(absent: str) -> None:
    assert one(said("hinge", photo=absent))[0][2:5] == ("hinge", "image", None)
    assert one(said("", file=absent, media_type="voice_message", file_name="a.ogg"))[0][2:5] == ("", "audio", "a.ogg")
    assert one(said("", contact_information={"first_name": "Bo"}, contact_vcard="contacts/1.vcf"))[0][2:5] == (
        "Bo",
        "contact",
        "contacts/1.vcf",
    )


def test_an_older_export_gives_the_time_of_the_clock_on_the_wall() -> None:
    entry = {"id": 1, "type": "message", "date": "2024-05-01T13:00:00", "from": "Anna", "from_id": 4294967, "text": "a"}

    assert one(entry)[0].at == 1714557600
    assert isinstance(found({**ANNA, "messages": [entry | {"date": "yesterday"}]})[0], Unread)


def test_of_a_file_that_breaks_off_what_stands_before_is_read_and_filed_under_no_other_name() -> None:
    whole = json.dumps(account(ANNA | {"messages": [said("a")]}, {"messages": [said("b")] * 5000, "name": "Bo"})).encode()
    entries: list[Any] = []

    with pytest.raises(NotReadable, match="cut off"):
        entries.extend(read(whole[: -len(whole) // 4]))

    assert len(entries) > 1000
    assert places(entries)["a"] == "Anna"
    assert places(entries)["b"].startswith("Chat without a name")
