"""Leaks to plant in a running service: defects of one process, each of which the proof must see."""

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
    from shared.schemas.archive import Done, RecordEgress
    from shared.schemas.message import Message

    def deliver(real: Any, self: Any, message: Message, emit: Any) -> None:
        request = self._bus.request
        self._bus.request = lambda asked, answer, **more: Done("x") if isinstance(asked, RecordEgress) else request(asked, answer, **more)
        try:
            real(self, message, emit)
        finally:
            self._bus.request = request

    instead(Delivery, "deliver", deliver)


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
    "the store keeps a plain copy": Live("store", _plain_copy_of_the_store),
}
"""Defects that are put into a running product, one after another."""
