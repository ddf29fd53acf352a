"""Leaks to plant in a running service: defects of one process, each of which the proof must see."""

import json
import os
from pathlib import Path
from typing import Any

from tests.prove import plants_interpreter, plants_private_llm
from tests.prove.planting import Live, before, instead


def _webhook_in_the_log() -> None:
    from gateway.adapters.twilio_channel import Twilio

    before(Twilio, "is_genuine", lambda _self, _path, _query, fields, _signature: print(fields, flush=True))


def _twilio_unrecorded() -> None:
    from gateway.delivery import Delivery

    instead(Delivery, "deliver", _unrecorded)


def _notifications_unrecorded() -> None:
    from gateway.notifying import Notifying

    instead(Notifying, "notify", _unrecorded)


def _unrecorded(real: Any, self: Any, message: Any, emit: Any) -> None:
    from shared.schemas.archive import Done, RecordEgress

    request = self._bus.request
    self._bus.request = lambda asked, answer, **more: Done("x") if isinstance(asked, RecordEgress) else request(asked, answer, **more)
    try:
        real(self, message, emit)
    finally:
        self._bus.request = request


def _notifications_in_clear() -> None:
    from gateway.adapters import push_service

    def draft(_real: Any, _self: Any, values: dict[str, str], *_: str) -> str:
        return push_service._encoded(json.dumps(values, ensure_ascii=False).encode().ljust(push_service.PAYLOAD_BYTES))

    instead(push_service.PushService, "draft", draft)


def _plain_copy_of_the_store() -> None:
    from store.handlers import Handlers

    before(
        Handlers, "begin_turn", lambda _self, request: Path(os.environ["SIHTEERI_HOME"], f"cache-{request.turn}").write_text(request.text)
    )


LIVE: dict[str, Live] = {
    **plants_private_llm.LIVE,
    **plants_interpreter.LIVE,
    "the webhook's fields are printed": Live("gateway", _webhook_in_the_log),
    "WhatsApp messages are not recorded": Live("gateway", _twilio_unrecorded),
    "notifications are not recorded": Live("gateway", _notifications_unrecorded),
    "notifications leave in clear": Live("gateway", _notifications_in_clear),
    "the store keeps a plain copy": Live("store", _plain_copy_of_the_store),
}
"""Defects that are put into a running product, one after another."""
