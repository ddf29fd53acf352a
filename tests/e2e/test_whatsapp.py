"""WhatsApp through Twilio: signed webhooks in, REST API out, each message once."""

import secrets
import threading
from datetime import UTC, datetime, timedelta

import pytest
import requests
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from tests.e2e.conftest import OWNER, Whole
from tests.standins.stack import until
from tests.standins.twilio import ACCOUNT, SENDER, TOKEN, incoming, webhook

PATH = "/webhooks/twilio/whatsapp"
PUBLIC = "https://assistant.example"


def deliver(whole: Whole, fields: dict[str, str], *, token: str = TOKEN, path: str = PATH) -> requests.Response:
    """Post a webhook: signed for the public URL, sent to the local one, as behind a proxy."""
    signature = RequestValidator(token).compute_signature(f"{PUBLIC}{path}", fields)
    return webhook(f"{whole.stack.url}{path}", fields, signature=signature)


def heard(whole: Whole, address: str = OWNER) -> list[str]:
    return [sent.body for sent in whole.twilio.sent if sent.to == address]


def test_a_signed_message_is_answered_through_the_rest_api_and_recorded(whole: Whole) -> None:
    response = deliver(whole, incoming("Remember that the sauna is booked for Tuesdays"))

    assert response.status_code == 200
    assert "<Response/>" in response.text
    until(lambda: any("sauna" in body for body in heard(whole)), what="the answer")
    left = whole.stack.call("GET", "egress").json()["entries"]
    twilio = next(entry for entry in left if entry["party"] == "twilio")
    body = whole.stack.call("GET", f"egress/{twilio['id']}").json()["body"]
    assert any(request.body.decode() == body for request in whole.twilio.received if request.method == "POST")
    assert whole.stack.call("GET", "egress/verification").json()["whole"] is True


def test_the_same_webhook_fifty_times_at_once_is_one_message_and_one_reply(whole: Whole) -> None:
    mark = secrets.token_hex(4)
    fields = incoming(f"Remember that the mark is {mark}")
    statuses: list[int] = []

    threads = [threading.Thread(target=lambda: statuses.append(deliver(whole, fields).status_code)) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    until(lambda: [body for body in heard(whole) if mark in body], what="the answer")
    deliver(whole, incoming("Remember that this comes after"))
    until(lambda: any("comes after" in body for body in heard(whole)), what="the next answer")

    assert statuses == [200] * 50
    assert len([body for body in heard(whole) if mark in body]) == 1
    assert len(whole.stack.call("GET", "search", params={"q": mark, "kind": "note"}).json()["hits"]) == 1


def test_a_webhook_that_is_repeated_after_its_note_was_forgotten_brings_nothing_back(whole: Whole) -> None:
    mark = secrets.token_hex(4)
    fields = incoming(f"Remember that the word was {mark}")

    def notes() -> list[dict[str, str]]:
        return [note for note in whole.stack.call("GET", "notes", params={"limit": 500}).json()["notes"] if mark in note["text"]]

    deliver(whole, fields)
    until(lambda: [body for body in heard(whole) if mark in body], what="the answer")
    assert whole.stack.call("POST", "forget", json={"kind": "note", "id": notes()[0]["id"]}).json()["clean"]
    sent = len(heard(whole))

    assert [deliver(whole, fields).status_code for _ in range(3)] == [200] * 3

    deliver(whole, incoming(f"Remember that after {mark} comes this"))
    until(lambda: len(heard(whole)) > sent, what="the answer to the next message")
    assert [note["text"] for note in notes()] == [f"after {mark} comes this"]
    assert len(heard(whole)) == sent + 1
    said = whole.stack.call("GET", "messages", params={"limit": 20}).json()["messages"]
    assert not any(f"was {mark}" in message["text"] for message in said)


@pytest.mark.parametrize(
    "forgery", ["no signature", "wrong token", "changed field", "added field", "other path", "GET", "not ascii", "duplicated field"]
)
def test_a_forged_webhook_is_403_and_nothing_is_stored(whole: Whole, forgery: str) -> None:
    mark = f"forged{secrets.token_hex(4)}"
    fields = incoming(f"Remember that {mark} is here")
    url = f"{whole.stack.url}{PATH}"
    good = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{PATH}", fields)

    if forgery == "no signature":
        response = requests.post(url, data=fields, timeout=10)
    elif forgery == "wrong token":
        response = deliver(whole, fields, token="guess")
    elif forgery == "changed field":
        response = webhook(url, {**fields, "Body": f"{fields['Body']}!"}, signature=good)
    elif forgery == "added field":
        response = webhook(url, {**fields, "MediaUrl0": "http://169.254.169.254/"}, signature=good)
    elif forgery == "other path":
        response = webhook(f"{whole.stack.url}/webhooks/twilio/status", fields, signature=good)
    elif forgery == "GET":
        response = requests.get(url, params=fields, headers={"X-Twilio-Signature": good}, timeout=10)
    elif forgery == "not ascii":
        response = requests.post(url, data=fields, headers={"X-Twilio-Signature": "ä".encode("latin-1")}, timeout=10)
    else:
        response = requests.post(url, data=[*fields.items(), ("Body", "again")], headers={"X-Twilio-Signature": good}, timeout=10)

    assert response.status_code == 403
    assert response.content == b""
    assert whole.stack.call("GET", "search", params={"q": mark}).json()["hits"] == []


def test_a_body_over_64_kb_is_413(whole: Whole) -> None:
    response = requests.post(f"{whole.stack.url}{PATH}", data={"Body": "x" * 70_000}, timeout=10)

    assert response.status_code == 413


def test_a_stranger_hears_one_fixed_sentence_and_a_code_links_the_number(whole: Whole) -> None:
    stranger = f"whatsapp:+35850{secrets.randbelow(10**7):07d}"
    deliver(whole, incoming("What is the lab door code?", sender=stranger))
    deliver(whole, incoming("Hello?", sender=stranger))
    until(lambda: heard(whole, stranger), what="the fixed sentence")
    assert heard(whole, stranger) == ["This assistant is private. If it is yours, send the linking code that it shows in the browser."]

    code = whole.stack.call("POST", "links").json()["code"]
    deliver(whole, incoming("0" * 32, sender=stranger))
    deliver(whole, incoming(code, sender=stranger))
    until(lambda: len(heard(whole, stranger)) == 2, what="the linking")
    deliver(whole, incoming("Remember that I have two phones", sender=stranger))

    until(lambda: any("two phones" in body for body in heard(whole, stranger)), what="the answer to the linked number")


def test_a_long_answer_comes_in_numbered_parts_in_order(whole: Whole) -> None:
    whole.stack.call("POST", "notes", json={"text": "The recipe of the sourdough: " + "knead and wait for an hour or so. " * 100})
    before = len(heard(whole))

    deliver(whole, incoming("What is the recipe of the sourdough?"))

    until(lambda: len(heard(whole)) >= before + 3, what="three parts")
    parts = heard(whole)[before:]
    assert all(len(part) <= 1600 for part in parts)
    assert [part[-5:] for part in parts] == [f"({number}/{len(parts)})" for number in range(1, len(parts) + 1)]


def test_when_twilio_takes_a_message_and_loses_its_answer_it_is_not_sent_twice(whole: Whole) -> None:
    mark = secrets.token_hex(4)
    whole.twilio.faults.append("accepted-then-drop")

    deliver(whole, incoming(f"Remember that the number is {mark}"))

    until(
        lambda: [entry for entry in whole.stack.call("GET", "egress").json()["entries"][:1] if entry["state"] == "queued"],
        what="the settled record",
    )
    assert len([body for body in heard(whole) if mark in body]) == 1


def test_when_twilio_is_busy_the_answer_comes_later(whole: Whole) -> None:
    mark = secrets.token_hex(4)
    whole.twilio.faults += ["429", "500"]

    deliver(whole, incoming(f"Remember that the word is {mark}"))

    until(lambda: [body for body in heard(whole) if mark in body], what="the answer")


def test_a_reminder_arrives_on_whatsapp_once_and_is_answered_by_a_number(whole: Whole) -> None:
    mark = secrets.token_hex(4)
    due_at = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    whole.stack.call("POST", "reminders", json={"text": f"feed the {mark}", "due_at": due_at})

    told = until(lambda: [body for body in heard(whole) if f"Reminder: feed the {mark}\n1 done · 2 in 10 min" in body], what="the reminder")
    deliver(whole, incoming("1"))
    until(lambda: any(f"Done, and ticked off: “feed the {mark}”" in body for body in heard(whole)), what="the answer")
    assert len(told) == 1
    assert len([body for body in heard(whole) if f"Reminder: feed the {mark}" in body]) == 1


def test_the_same_words_said_before_are_not_taken_for_a_message_in_doubt(whole: Whole) -> None:
    before = len(heard(whole))
    deliver(whole, incoming("What is important?"))
    until(lambda: len(heard(whole)) == before + 1, what="the first answer")
    whole.twilio.faults.append("429")

    deliver(whole, incoming("What is important?"))

    until(lambda: len(heard(whole)) == before + 2, what="the same answer once more")
    assert heard(whole)[-1] == heard(whole)[-2]


def test_a_message_without_text_is_told_so(whole: Whole) -> None:
    deliver(whole, {**incoming(""), "NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x"})

    until(lambda: any("text messages only" in body for body in heard(whole)), what="the answer")


def test_status_callbacks_move_a_record_up_and_never_down(whole: Whole) -> None:
    deliver(whole, incoming("Remember that status callbacks are fun"))
    until(lambda: any("callbacks" in body for body in heard(whole)), what="the answer")
    sid = next(sent.sid for sent in whole.twilio.sent if "callbacks" in sent.body)

    def state() -> str:
        return str(whole.stack.call("GET", "egress").json()["entries"][0]["state"])

    until(lambda: state() == "sent", what="the record is settled")
    for word in ("read", "delivered", "sent", "nonsense"):
        assert (
            deliver(
                whole, {"MessageSid": sid, "MessageStatus": word, "AccountSid": ACCOUNT, "From": SENDER}, path="/webhooks/twilio/status"
            ).status_code
            == 200
        )
    until(lambda: state() == "read", what="the highest state")
    deliver(whole, {"MessageSid": "SMunknown", "MessageStatus": "read"}, path="/webhooks/twilio/status")
    assert whole.stack.ask("Hello")["steps"] == ["chat"]
    assert state() == "read"


@pytest.mark.parametrize(
    "more",
    [
        {"Forwarded": "true"},
        {"FrequentlyForwarded": "true"},
        {"NumMedia": "1", "MediaContentType0": "application/pdf", "MediaUrl0": "https://api.twilio.com/2010-04-01/x"},
    ],
)
def test_words_of_others_ask_for_nothing(whole: Whole, more: dict[str, str]) -> None:
    mark = secrets.token_hex(4)
    deliver(whole, {**incoming(f"Remind me to pay {mark} tomorrow at 9"), **more})
    until(lambda: any("did nothing" in body for body in heard(whole)[-1:]), what="the question back")

    assert not [one for one in whole.stack.call("GET", "reminders", params={"limit": 500}).json()["reminders"] if mark in one["text"]]


def test_a_caption_is_heeded_and_the_picture_that_is_not_kept_is_mentioned(whole: Whole) -> None:
    mark = secrets.token_hex(4)
    picture = {"NumMedia": "1", "MediaContentType0": "image/jpeg", "MediaUrl0": "https://api.twilio.com/2010-04-01/x"}
    deliver(whole, {**incoming(f"Remember that the spare key {mark} is under the blue pot"), **picture})

    until(lambda: any(mark in body and "can't keep" in body for body in heard(whole)), what="the answer")
    assert [one for one in whole.stack.call("GET", "notes", params={"limit": 500}).json()["notes"] if mark in one["text"]]


def test_a_field_that_comes_twice_in_a_genuine_webhook_is_read_once(whole: Whole) -> None:
    mark = secrets.token_hex(4)
    fields = incoming(f"Remember that the twice said word is {mark}")
    twice = MultiDict([*fields.items(), ("ProfileName", "Somebody else"), ("Body", fields["Body"])])

    assert posted(whole, twice).status_code == 200

    until(lambda: any(mark in body for body in heard(whole)), what="the answer")


def test_a_text_that_is_cut_in_two_is_refused_though_its_signature_holds(whole: Whole) -> None:
    fields = incoming("Remember the sauna")
    cut = MultiDict([*((name, value) for name, value in fields.items() if name != "Body"), ("Body", "Remember"), ("Body", " the sauna")])

    assert posted(whole, cut).status_code == 403


def posted(whole: Whole, fields: MultiDict[str, str]) -> requests.Response:
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{PATH}", fields)
    pairs = list(fields.items(multi=True))
    return requests.post(f"{whole.stack.url}{PATH}", data=pairs, headers={"X-Twilio-Signature": signature}, timeout=20)
