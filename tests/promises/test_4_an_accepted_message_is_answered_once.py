"""Promise 4. A message that was accepted is answered exactly once, in order, whatever is killed or restarted in between.

Kept by: `gateway.routes.messages` and `gateway.routes.webhooks` (published with confirm before anything is accepted),
`private_llm.handlers` (saved before it is thought about, its answer before it is told), `store.adapters.conversations` (once per
channel and external id), `shared.bus` (manual acks, single active consumer). `tests/e2e/test_failures.py` holds the harder cases.
"""

from pathlib import Path

import pytest

from tests.e2e.conftest import OWNER
from tests.standins.stack import Stack, until
from tests.standins.twilio import Twilio, incoming, webhook


@pytest.mark.parametrize("victim", ["private-llm", "store"])
def test_messages_that_wait_while_a_service_is_killed_are_answered_once_and_in_order(tmp_path: Path, twilio: Twilio, victim: str) -> None:
    stack = Stack(tmp_path / "home", environment={**twilio.environment(), "OWNER_WHATSAPP": OWNER})
    try:
        stack.start()
        url = f"{stack.url}/webhooks/twilio/whatsapp"
        messages = [incoming(f"Remember that shelf {number} is full") for number in range(6)]
        for number, message in enumerate(messages):
            if number == 3:
                stack.kill(victim)
            assert webhook(url, message).status_code == 200
            assert webhook(url, message).status_code == 200  # Twilio asks twice.
        stack.start_one(victim)

        until(lambda: len(twilio.sent) >= 6, seconds=60, what="six answers")
        assert [f"shelf {number} " in sent.body for number, sent in enumerate(twilio.sent)] == [True] * 6
        assert len(stack.call("GET", "notes").json()["notes"]) == 6
    finally:
        stack.stop()
