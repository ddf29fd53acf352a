"""What a person says and hears, through the HTTP API of the real processes with nothing else installed."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.standins.stack import Stack, until

HELSINKI = ZoneInfo("Europe/Helsinki")


def test_what_is_told_is_remembered_and_found_again_with_its_source(bare: Stack) -> None:
    bare.ask("Remember that the lab door code is 4417")

    answer = bare.ask("What is the lab door code?")

    assert "4417" in answer["reply"]
    assert answer["steps"] == ["recall"]
    assert [source["text"] for source in answer["sources"]] == ["the lab door code is 4417"]
    assert "without a language model" in answer["reply"]


def test_the_same_in_finnish(bare: Stack) -> None:
    assert "kahvinkeittimen" in bare.ask("Muista että kahvinkeittimen takuu päättyy 3.5.2031")["reply"]

    answer = bare.ask("Milloin kahvinkeittimen takuu päättyy?")

    assert "3.5.2031" in answer["reply"]
    assert answer["reply"].startswith("Kerroit")


def test_a_reminder_is_said_back_with_weekday_and_date(bare: Stack) -> None:
    answer = bare.ask("Remind me to call Ottilia on Friday at 5pm")

    now = datetime.now(HELSINKI)
    days = (4 - now.weekday()) % 7 or (7 if now.hour >= 17 else 0)
    friday = now + timedelta(days=days)
    assert answer["steps"] == ["remind"]
    assert f"Friday {friday.day} {friday:%B %Y} at 17:00" in answer["reply"]
    assert "“call Ottilia”" in answer["reply"]


def test_a_reminder_arrives_when_it_is_due(bare: Stack) -> None:
    due_at = (datetime.now(HELSINKI) + timedelta(seconds=2)).isoformat()
    made = bare.call("POST", "reminders", json={"text": "turn the oven off", "due_at": due_at, "zone": "Europe/Helsinki"})
    assert made.status_code == 201, made.text

    def said() -> list[str]:
        return [message["text"] for message in bare.call("GET", "messages").json()["messages"] if message["role"] == "assistant"]

    until(lambda: "Reminder: turn the oven off" in said(), what="the reminder")
    assert bare.call("GET", f"reminders/{made.json()['id']}").json()["state"] == "fired"
    assert said().count("Reminder: turn the oven off") == 1


def test_nothing_left_the_machine_and_it_says_so(bare: Stack) -> None:
    answer = bare.ask("What left my machine today?")

    assert answer["steps"] == ["egress"]
    assert "Nothing left this machine" in answer["reply"]
    figures = re.search(r"(\d+) of (\d+) requests never left", answer["reply"])
    assert figures
    assert figures[1] == figures[2]


def test_an_answer_streams_as_events(bare: Stack) -> None:
    events = bare.events("What can you do?")

    names = [name for name, _ in events]
    assert names[:2] == ["accepted", "step"]
    assert names[-1] == "reply"
    assert names.count("token") > 2  # A few words each.
    assert "".join(data["text"] for name, data in events if name == "token").strip() == events[-1][1]["reply"]


def test_sending_twice_with_one_key_is_sending_once(bare: Stack) -> None:
    headers = {"Idempotency-Key": "only-once-please"}
    first = bare.call("POST", "messages", json={"text": "Remember that the spare key is under the fern"}, headers=headers).json()
    second = bare.call("POST", "messages", json={"text": "Remember that the spare key is under the fern"}, headers=headers).json()

    assert first["reply"] == second["reply"]
    notes = bare.call("GET", "search", params={"q": "fern", "kind": "note"}).json()["hits"]
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("text", "intent", "heard"),
    [
        ("Show my notes", "find", "notes"),
        ("Find my notes about the lab", "find", "4417"),
        ("What reminders do I have?", "reminders", "call Ottilia"),
        ("Star the last note", "mark_important", "Marked as important"),
        ("What is important?", "important", "Marked as important"),
        ("Draft a reply to Anna saying I'll be late", "draft_reply", "I'll be late."),
        ("Send it", "send", "don't send"),
        ("Export my data", "export", "/api/v1/export"),
        ("Summarise my notes", "summarise", "•"),
        ("Hello", "chat", "Hello"),
        ("What can you do?", "help", "lab door code"),
        ("Turn off the cloud", "settings", "off"),
        ("Turn on the cloud", "settings", "may be asked"),
        ("Add contact Zoltan 040 123 4567", "contact", "Zoltan"),
        ("Schedule a meeting with Bob on Monday at 10", "event", "Monday"),
        ("Cancel the reminder about Ottilia", "cancel", "Cancelled"),
        ("Forget the note about the fern", "forget", "Forgotten"),
        ("not sure, this or that", "unclear", "not sure"),
    ],
)
def test_every_intent_does_its_work(bare: Stack, text: str, intent: str, heard: str) -> None:
    answer = bare.ask(text)

    assert answer["steps"] == [intent]
    assert heard in answer["reply"]


def test_a_draft_is_kept_and_signed(bare: Stack) -> None:
    bare.ask("Remember that my name is Wilhelmina")

    answer = bare.ask("Draft a reply to Torsten saying the ferry was late")

    assert answer["reply"].startswith("Hi Torsten,\n\nThe ferry was late.\n\nBest regards\nWilhelmina")
    assert bare.call("GET", "profile").json() == {"name": "Wilhelmina", "about": ""}
    (draft,) = [one for one in bare.call("GET", "drafts").json()["drafts"] if one["recipient"] == "Torsten"]
    assert draft["text"].endswith("Wilhelmina")
    assert "Torsten" in bare.ask("Show my drafts")["reply"]


def test_a_summary_is_forgotten_with_what_it_was_made_of(bare: Stack) -> None:
    bare.ask("Remember that the capybara exam is in hall nine")
    bare.ask("Remember that the bicycle lock opens with 7731")
    told = bare.ask("Summarise my notes about the capybara")["reply"]
    assert "capybara" in told
    assert "bicycle" not in told
    (summary,) = bare.call("GET", "search", params={"q": "capybara", "kind": "summary"}).json()["hits"]

    answer = bare.ask("Forget the note about the capybara")

    assert answer["reply"].startswith("Forgotten: 1 note")
    assert "capybara" not in answer["reply"]
    assert bare.call("GET", f"summaries/{summary['id']}").status_code == 404
    left = [message["text"] for message in bare.call("GET", "messages").json()["messages"] if "capybara" in message["text"]]
    assert left == ["Summarise my notes about the capybara", "Forget the note about the capybara"]


def test_a_rule_is_kept_listed_and_forgotten(bare: Stack) -> None:
    assert "language model" in bare.ask("Remember: always answer in the style of a pirate")["reply"]
    (rule,) = bare.call("GET", "rules").json()["rules"]
    assert rule["text"] == "always answer in the style of a pirate"
    assert "pirate" in bare.ask("Show my settings")["reply"]

    assert "Forgotten: 1 rule" in bare.ask("Forget the rule about the pirate")["reply"]

    assert bare.call("GET", "rules").json() == {"rules": []}


def test_a_snoozed_reminder_comes_later(bare: Stack) -> None:
    bare.ask("Remind me to feed the zebra tomorrow at 9")

    answer = bare.ask("Snooze the zebra reminder for 20 minutes")

    assert answer["steps"] == ["snooze"]
    assert "at 09:20" in answer["reply"]  # It has not come yet, so it is put off from when it is due.


def test_what_was_forgotten_is_not_found(bare: Stack) -> None:
    bare.ask("Remember that the walrus is called Quentin")
    bare.ask("Forget the note about the walrus")

    assert bare.call("GET", "search", params={"q": "walrus", "kind": "note"}).json()["hits"] == []


def test_the_preview_shows_what_would_leave_and_sends_nothing(bare: Stack) -> None:
    preview = bare.call("POST", "redactions", json={"text": "Remind me to call Anna on Friday at 5pm"}).json()

    assert preview["text"] == "remind me to <TEXT_1> on <DATE_1> <TIME_1>"
    assert preview["leaves"] is True
    assert preview["language"] == "en"
    assert {"kind": "TEXT", "n": 1} in preview["items"]
