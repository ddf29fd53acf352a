"""Twilio's webhooks. Nothing is read before the signature holds; 200 is answered when the message is safe on the bus."""

import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from gateway.adapters.people import People
from gateway.adapters.twilio_channel import Twilio
from gateway.domain.texts import NotAText, checked, link_code
from gateway.routes.problems import problem
from shared import logs
from shared.bus import Bus
from shared.schemas.archive import Delivered
from shared.schemas.conversation import Deliver, IncomingMessage

BODY_LIMIT_BYTES = 64 * 1024
FIELDS_LIMIT = 200
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
STRANGER_SECONDS = 3600
STRANGER = "This assistant is private. If it is yours, send the linking code that it shows in the browser."
LINKED = "This number is linked. Write to me as you like; “help” shows what I can do."
READ = ("MessageSid", "MessageStatus", "From", "To", "Body", "NumMedia", "Media", "Forwarded", "FrequentlyForwarded")
"""What is read must not say two things: a value that was cut in two has the same signature. Any other repeat is ignored."""
CAPTIONED = ("image/", "video/", "audio/")
UNREAD = "I can read text messages only, so I have not kept this one. Please write it."
log = logs.get_logger()


class Webhooks:
    """What Twilio calls."""

    def __init__(self, bus: Bus, people: People, twilio: Twilio) -> None:
        self._bus = bus
        self._people = people
        self._twilio = twilio
        self._strangers: dict[str, float] = {}

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("webhooks", __name__, url_prefix="/webhooks/twilio")
        routes.add_url_rule("/whatsapp", "whatsapp", self._genuine(self.whatsapp), methods=["GET", "POST"])
        routes.add_url_rule("/status", "status", self._genuine(self.status), methods=["GET", "POST"])
        return routes

    def whatsapp(self, fields: Mapping[str, str]) -> Response:
        """Take a message in."""
        sid, address = fields.get("MessageSid", ""), fields.get("From", "")
        if not sid or not address.startswith("whatsapp:"):
            return problem(422, "The request can't be understood", "MessageSid or From is missing")
        person = self._people.by_address(address)
        try:
            text = checked(fields.get("Body", ""))
        except NotAText as error:
            log.warning("webhook.skipped", reason=str(error))
            if person is not None:
                self._bus.publish(Deliver(person, f"unread#{sid}", address, UNREAD, "answer"))
            return _accepted()
        if person is None:
            return self._from_stranger(address, text, sid)
        self._bus.publish(
            IncomingMessage(
                person=person,
                turn=secrets.token_hex(12),
                channel="whatsapp",
                external_id=sid,
                text=text,
                at=datetime.now(UTC),
                reply_address=address,
                forwarded=not _is_own(fields),
                attached=_attached(fields),
            )
        )
        return _accepted()

    def status(self, fields: Mapping[str, str]) -> Response:
        """Note what became of a message that was sent."""
        sid, state = fields.get("MessageSid", ""), fields.get("MessageStatus", "")
        if sid and state:
            self._bus.publish(Delivered("twilio", sid, state))
        return _accepted()

    def _from_stranger(self, address: str, text: str, sid: str) -> Response:
        """A number that nobody has linked: a code links it; anything else gets one fixed answer an hour, and no data."""
        code = link_code(text)
        person = self._people.link(code, address) if code else None
        if person is not None:
            log.info("webhook.linked")
            self._bus.publish(Deliver(person, f"link#{sid}", address, LINKED, "answer"))
            return _accepted()
        if time.monotonic() < self._strangers.get(address, 0.0):
            return _accepted()
        if len(self._strangers) > 10_000:
            self._strangers.clear()
        owner = self._people.owner()
        if owner is not None:
            self._bus.publish(Deliver(owner, f"stranger#{sid}", address, STRANGER, "stranger"))
        self._strangers[address] = time.monotonic() + STRANGER_SECONDS
        log.info("webhook.stranger")
        return _accepted()

    def _genuine(self, handle: Callable[[Mapping[str, str]], Response]) -> Callable[[], Response]:
        def guarded() -> Response:
            request.max_content_length = BODY_LIMIT_BYTES
            request.max_form_parts = FIELDS_LIMIT
            body = request.get_data(cache=True, parse_form_data=False)
            fields = _fields(body)
            signature = request.headers.get("X-Twilio-Signature", "")
            if (
                request.method != "POST"
                or fields is None
                or not self._twilio.is_genuine(request.path, request.query_string.decode("latin-1"), fields, signature)
            ):
                log.warning("webhook.forged")
                return Response(status=403)
            if any(name.startswith(READ) and len(set(fields.getlist(name))) > 1 for name in fields):
                log.warning("webhook.ambiguous")
                return Response(status=403)
            return handle(fields.to_dict())

        return guarded


def _attached(fields: Mapping[str, str]) -> int:
    """Return how many things came with a message."""
    count = fields.get("NumMedia", "0")
    return min(int(count), FIELDS_LIMIT) if count.isascii() and count.isdecimal() and len(count) < 4 else 0


def _is_own(fields: Mapping[str, str]) -> bool:
    """Tell whether the words are the sender's own: not forwarded, and not the name of a file, which stands in Body with a document. A
    caption of a picture, a film or a sound is the sender's own."""
    if any(fields.get(name, "").lower() == "true" for name in ("Forwarded", "FrequentlyForwarded")):
        return False
    return all(fields.get(f"MediaContentType{number}", "").startswith(CAPTIONED) for number in range(min(_attached(fields), 10)))


def _fields(body: bytes) -> MultiDict[str, str] | None:
    """Read form fields from memory, or None for anything that is not a form in valid UTF-8."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_LIMIT, errors="strict")
    except ValueError:
        return None
    return MultiDict(pairs)


def _accepted() -> Response:
    return Response(EMPTY, content_type="text/xml")
