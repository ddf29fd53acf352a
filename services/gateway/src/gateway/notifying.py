"""Notifications to browsers with their pages closed: recorded first, then sent, then settled; what is too late is not sent at all."""

from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from gateway.adapters.push_service import Gone, PushService
from gateway.hosts import Hosts
from shared import logs
from shared.bus import Bus
from shared.bus.handling import Emit, Rest
from shared.errors import Refused, Unavailable
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
        self._hosts = Hosts()

    def notify(self, message: Notify, _emit: Emit) -> Rest:
        """Return what is to be done, behind the next message: a push service may be slow."""
        return lambda: self._notify(message)

    def _notify(self, message: Notify) -> None:
        """Send a notification, if its browser still wants any and nothing was said to the reminder since."""
        seconds = int((message.due_at + LASTS - datetime.now(UTC)).total_seconds())
        noted = self._bus.request(
            ask.AskNotification(message.person, message.delivery, _reminder(message), message.due_at), ask.Notification
        )
        if seconds <= 0 or not noted.waits:
            log.info("notifying.dropped", late=seconds <= 0)
            return
        found = self._bus.request(ask.AskPush(message.person, message.device), ask.Push)
        if not found.endpoint:
            log.info("notifying.unwanted")
        elif not noted.state or (noted.state, noted.url) == ("recorded", found.endpoint):  # Else it came to its end, or went elsewhere.
            with self._hosts.place(urlsplit(found.endpoint).netloc):
                self._send(message, found, noted.body if noted.state else self._recorded(message, found), seconds)

    def _recorded(self, message: Notify, found: ask.Push) -> str:
        """Put on record what is to leave, and return it."""
        body = self._service.draft(_values(message, found.content), found.endpoint, found.p256dh, found.auth)
        cause, now = _reminder(message), datetime.now(UTC)
        record = ask.RecordEgress(message.person, message.delivery, "push service", "reminder", found.endpoint, body, cause, now)
        if not self._bus.request(record, ask.Done).fresh:
            raise Unavailable("another is sending it")
        return body

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


def _values(message: Notify, content: ask.PushContent) -> dict[str, str]:
    """Return what is in a notification; of the reminder's words as much as fits."""
    if content == "empty":
        return {}
    title, discreet = WORDS[message.language]
    body = message.text[:TEXT_CHARACTERS] if content == "words" else discreet
    return {"title": title, "body": body, "tag": message.tag, "at": message.due_at.isoformat()}
