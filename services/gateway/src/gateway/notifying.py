"""Notifications to browsers with their pages closed: recorded first, then sent, then settled; what is too late is not sent at all."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from gateway.adapters.push_service import Gone, PushService
from shared import logs
from shared.bus import Bus
from shared.bus.handling import Emit
from shared.errors import Refused
from shared.schemas import archive as ask
from shared.schemas.conversation import Notify

LASTS = timedelta(hours=12)
"""So long after it was due a reminder is worth a notification, and a push service keeps one for a browser that is off."""
TEXT_CHARACTERS = 400
WORDS = {"en": ("Reminder", "You have a reminder."), "fi": ("Muistutus", "Sinulla on muistutus.")}
log = logs.get_logger()


class Notifying:
    """Handles `Notify`."""

    def __init__(self, bus: Bus, service: PushService) -> None:
        self._bus = bus
        self._service = service

    def notify(self, message: Notify, _emit: Emit) -> None:
        """Send a notification, if its browser still wants any and nothing was said to the reminder since."""
        seconds = int((message.due_at + LASTS - datetime.now(UTC)).total_seconds())
        if seconds <= 0 or not self._is_waiting(message):
            log.info("notifying.dropped", late=seconds <= 0)
            return
        found = self._bus.request(ask.AskPush(message.person, message.device), ask.Push)
        if not found.endpoint:
            log.info("notifying.unwanted")
            return
        recorded = self._recorded(message, found)
        if recorded is not None:
            self._send(message, found, recorded, seconds)

    def _is_waiting(self, message: Notify) -> bool:
        """Tell whether a reminder still waits for its person as it came; that it came may not be noted yet."""
        listed = self._bus.request(ask.ListRecords(message.person, "reminder", id=_reminder(message)), ask.Records)
        return any(
            message.due_at in (_moment(one, "rang_at"), _moment(one, "due_at") if one["state"] == "pending" else None)
            for one in (record.fields for record in listed.records)
        )

    def _recorded(self, message: Notify, found: ask.Push) -> str | None:
        """Put on record what is to leave, or find what was put there before; None when that came to its end, or went elsewhere."""
        body = self._service.draft(_values(message, found.content), found.endpoint, found.p256dh, found.auth)
        cause, now = _reminder(message), datetime.now(UTC)
        record = ask.RecordEgress(message.person, message.delivery, "push service", "reminder", found.endpoint, body, cause, now)
        done = self._bus.request(record, ask.Done)
        if done.fresh:
            return body
        (entry,) = self._bus.request(ask.ListEgress(message.person, id=done.id), ask.EgressLog).entries
        return entry.body if entry.state == "recorded" and entry.url == found.endpoint else None

    def _send(self, message: Notify, found: ask.Push, recorded: str, seconds: int) -> None:
        """Send what was recorded. Sent again, as after a lost answer, it has the same tag, and the browser shows it once."""
        try:
            self._service.send(found.endpoint, found.key, recorded, tag=message.tag, seconds=seconds)
        except Gone:
            self._bus.request(ask.DropPush(message.person, message.device, found.endpoint), ask.Done)
            self._settle(message, "failed")
            log.info("notifying.gone")
        except Refused as error:
            self._settle(message, "failed")
            log.warning("notifying.refused", reason=error.reason)
        else:
            self._settle(message, "sent")
            log.info("notifying.sent", party="push service")

    def _settle(self, message: Notify, state: Literal["sent", "failed"]) -> None:
        self._bus.request(ask.SettleEgress(message.person, message.delivery, state), ask.Done)


def _reminder(message: Notify) -> str:
    return message.delivery.split("#")[1]


def _moment(fields: dict[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(fields[name]) if fields[name] else None


def _values(message: Notify, content: ask.PushContent) -> dict[str, str]:
    """Return what is in a notification; of the reminder's words as much as fits."""
    if content == "empty":
        return {}
    title, discreet = WORDS[message.language]
    body = message.text[:TEXT_CHARACTERS] if content == "words" else discreet
    return {"title": title, "body": body, "tag": message.tag, "at": message.due_at.isoformat()}
