"""What Telegram's export says without words, in words: notices, places, polls, cards, stickers, and chats without a name."""

from typing import Any

NAMELESS = {
    "saved_messages": ("Saved messages", False),
    "replies": ("Replies", False),
    "verification_codes": ("Verification codes", False),
    "personal_chat": ("Deleted account", True),
    "bot_chat": ("Deleted bot", True),
    "private_group": ("Group without a name", True),
    "private_supergroup": ("Group without a name", True),
    "public_supergroup": ("Group without a name", True),
    "private_channel": ("Channel without a name", True),
    "public_channel": ("Channel without a name", True),
    "": ("Chat without a name", True),
}
"""What a chat of a type is called that has no name, and whether there may be several."""
SERIES = {
    "personal_chat": "user", "bot_chat": "user", "private_group": "group",
    "private_supergroup": "channel", "public_supergroup": "channel", "private_channel": "channel", "public_channel": "channel",
}  # fmt: skip
SENDERS = (("user", "Deleted account"), ("channel", "Channel"), ("chat", "Group"))
NOTICES = {
    "create_group": "{actor} created the group {title}",
    "create_channel": "{actor} created the channel {title}",
    "edit_group_title": "{actor} changed the name to {title}",
    "edit_group_photo": "{actor} changed the picture of the group",
    "delete_group_photo": "{actor} removed the picture of the group",
    "invite_members": "{actor} added {members}",
    "remove_members": "{actor} removed {members}",
    "join_group_by_link": "{actor} joined by a link",
    "join_group_by_request": "{actor} joined by request",
    "migrate_to_supergroup": "the group became a supergroup",
    "migrate_from_group": "the supergroup was a group, {title}",
    "pin_message": "{actor} pinned a message",
    "clear_history": "{actor} cleared the history",
    "phone_call": "{actor} called",
    "group_call": "{actor} began a call of the group",
    "invite_to_group_call": "{actor} asked {members} into a call",
    "take_screenshot": "{actor} took a screenshot",
    "joined_telegram": "{actor} joined Telegram",
    "set_messages_ttl": "{actor} set after what time messages go",
    "topic_created": "{actor} began the topic {title}",
    "topic_edit": "{actor} changed a topic",
}
LENGTH = 500
SHORT = 200


def notice(entry: dict[str, Any]) -> str:
    """Return a service notice as a sentence. One that is not known says its action, and both say what was written with it."""
    action = _word(entry.get("action"))
    actor = _word(entry.get("actor")) or nobody(_word(entry.get("actor_id")))
    given = entry.get("members")
    members = ", ".join(filter(None, map(_word, given[:20]))) if isinstance(given, list) else ""
    known = {"actor": actor, "title": f"“{_word(entry.get('title'))[:SHORT]}”" if _word(entry.get("title")) else "", "members": members}
    said = NOTICES[action].format(**known) if action in NOTICES else f"{actor}: {action.replace('_', ' ') or 'a notice'}"
    if action == "phone_call" and isinstance(entry.get("duration_seconds"), int):
        said += f" ({entry['duration_seconds']} s)"
    return " ".join(f"{said} {_plain(entry.get('text'))}".replace("\0", "").split())[:LENGTH]


def nobody(sender_id: str) -> str:
    """Return a name for somebody who has none any more: `user13`."""
    for series, name in SENDERS:
        if sender_id.startswith(series):
            return f"{name} {sender_id.removeprefix(series)}"[:SHORT]
    return f"Deleted account {sender_id}".strip()[:SHORT]


def shown(entry: dict[str, Any]) -> list[str]:
    """Return in words what stands in a message beside its text."""
    return [*_place(entry), *_poll(entry), *_card(entry), *_sticker(entry), *_tasks(entry), _word(entry.get("game_title"))]


def _place(entry: dict[str, Any]) -> list[str]:
    place = entry.get("location_information")
    named = [_word(entry.get("place_name")), _word(entry.get("address"))]
    if isinstance(place, dict) and all(isinstance(place.get(name), int | float) for name in ("latitude", "longitude")):
        named.append(f"{place['latitude']}, {place['longitude']}")
    return [", ".join(filter(None, named))]


def _poll(entry: dict[str, Any]) -> list[str]:
    poll = entry.get("poll")
    return [_plain(poll.get("question")), *_listed(poll.get("answers"), "voters")] if isinstance(poll, dict) else []


def _tasks(entry: dict[str, Any]) -> list[str]:
    tasks = entry.get("todo_list")
    return [_plain(tasks.get("title")), *_listed(tasks.get("answers"), "")] if isinstance(tasks, dict) else []


def _listed(answers: Any, counted: str) -> list[str]:
    found = []
    for answer in answers if isinstance(answers, list) else ():
        if isinstance(answer, dict) and _plain(answer.get("text")):
            count = answer.get(counted)
            found.append(f"– {_plain(answer['text'])}" + (f" ({count})" if isinstance(count, int) else ""))
    return found


def _card(entry: dict[str, Any]) -> list[str]:
    card = entry.get("contact_information")
    return (
        [" ".join(filter(None, (_word(card.get(name)) for name in ("first_name", "last_name", "phone_number"))))]
        if isinstance(card, dict)
        else []
    )


def _sticker(entry: dict[str, Any]) -> list[str]:
    return [_word(entry.get("sticker_emoji"))]


def _plain(value: Any) -> str:
    """Return a text, which may be given in parts."""
    if isinstance(value, list):
        return "".join(map(_plain, value))
    return _plain(value.get("text")) if isinstance(value, dict) else value if isinstance(value, str) else ""


def _word(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
