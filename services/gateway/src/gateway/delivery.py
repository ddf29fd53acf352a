"""Sending to WhatsApp: recorded first, then sent, then settled; at most once, whatever is killed in between."""

from datetime import UTC, datetime, timedelta

from gateway.adapters.twilio_channel import Twilio
from gateway.domain.texts import parts
from shared import logs
from shared.bus import Bus
from shared.bus.handling import Emit
from shared.errors import Refused, Unavailable
from shared.schemas import archive as ask
from shared.schemas.conversation import Deliver

LATELY, LATELY_LIMIT = timedelta(minutes=10), 5000
log = logs.get_logger()


class Delivery:
    """Handles `Deliver`."""

    def __init__(self, bus: Bus, twilio: Twilio | None) -> None:
        self._bus = bus
        self._twilio = twilio

    def deliver(self, message: Deliver, _emit: Emit) -> None:
        """Send a text in parts, each recorded under a key of its own."""
        if self._twilio is None:
            log.warning("delivery.impossible", reason="Twilio is not set")
            return
        for number, text in enumerate(parts(message.text)):
            self._send_part(self._twilio, message, f"{message.delivery}#{number}", text)

    def _send_part(self, twilio: Twilio, message: Deliver, key: str, text: str) -> None:
        body, now = twilio.draft(message.address, text), datetime.now(UTC)
        cause = message.delivery.split("#")[1]
        record = ask.RecordEgress(message.person, key, "twilio", message.purpose, twilio.messages_url, body, cause, now)
        recorded = self._bus.request(record, ask.Done)
        try:
            sid = None if recorded.fresh else self._already(twilio, message, text, recorded.id)
            if sid == "":
                return
            sid = sid or twilio.send(message.address, text, recorded=body)
        except Refused as error:
            log.warning("delivery.refused", reason=error.reason)
            self._bus.request(ask.SettleEgress(message.person, key, "failed"), ask.Done)
            return
        except Unavailable:
            log.warning("delivery.waits")
            raise
        self._bus.request(ask.SettleEgress(message.person, key, "sent" if recorded.fresh else "queued", sid), ask.Done)
        log.info("delivery.sent", party="twilio")

    def _already(self, twilio: Twilio, message: Deliver, text: str, record: str) -> str | None:
        """What was recorded before may have been sent before: return its id, "" if it is settled, None if it was never sent."""
        entries = self._bus.request(ask.ListEgress(message.person, id=record), ask.EgressLog).entries
        if entries and entries[0].state != "recorded":
            return ""
        since = entries[0].at if entries else datetime.now(UTC)
        lately = self._bus.request(ask.ListEgress(message.person, since=since - LATELY, limit=LATELY_LIMIT), ask.EgressLog).entries
        return twilio.find_sent(message.address, text, since, others={entry.external_id for entry in lately})
