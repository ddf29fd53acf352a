"""Promise 2. Everything that leaves the machine is on record, byte for byte, before it leaves; without a record nothing is sent.

Kept by: `private_llm.domain.planner` (record, then release), `gateway.delivery` and `gateway.notifying` (record, then send),
`store.adapters.egress` (append-only, hash-chained).
"""

from pathlib import Path

import pytest
from sqlalchemy import text

from shared.errors import Refused
from shared.schemas.archive import ListEgress, RecordEgress, VerifyChain
from store.adapters import egress
from store.adapters.keys import MasterKey
from store.adapters.vault import Vault
from tests.e2e.conftest import OWNER
from tests.standins.stack import Stack, until
from tests.standins.twilio import Twilio, incoming, webhook
from tests.unit.store.conftest import NOW


def test_nothing_is_sent_while_the_record_cannot_be_written(tmp_path: Path, twilio: Twilio) -> None:
    stack = Stack(tmp_path / "home", environment={**twilio.environment(), "OWNER_WHATSAPP": OWNER})
    try:
        stack.start()
        url = f"{stack.url}/webhooks/twilio/whatsapp"
        assert webhook(url, incoming("Hello")).status_code == 200
        until(lambda: len(twilio.sent) == 1, what="the first answer")
        stack.kill("store")

        assert webhook(url, incoming("Remember that the record is away")).status_code == 200
        until(lambda: "message.waits" in stack.log("private-llm").read_text(), what="the turn waits")
        assert len(twilio.sent) == 1

        stack.start_one("store")
        until(lambda: len(twilio.sent) == 2, seconds=30, what="the answer, once the record can be written")
        entries = stack.call("GET", "egress").json()["entries"]
        assert len([entry for entry in entries if entry["party"] == "twilio"]) == 2
    finally:
        stack.stop()


def entry(person: str, key: str) -> RecordEgress:
    return RecordEgress(person, key, "openai", "interpretation", "https://api.example/v1/responses", '{"input":"x"}', "turn", NOW)


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Vault, str]:
    vault = Vault(tmp_path, MasterKey.load(None, tmp_path))
    person = vault.create_person()
    for number in range(5):
        with vault.person(person, "test") as session:
            egress.record(session, entry(person, f"k{number}"))
    return vault, person


def verify(vault: Vault, person: str) -> bool:
    with vault.person(person, "test") as session:
        return egress.verify(session, VerifyChain(person, "egress").chain).whole


def test_the_record_is_whole(filled: tuple[Vault, str]) -> None:
    assert verify(*filled)


@pytest.mark.parametrize(
    "tampering",
    ["UPDATE egress SET body = 'y' WHERE seq = 3", "DELETE FROM egress WHERE seq = 2", "UPDATE egress SET at = '2020' WHERE seq = 5"],
)
def test_tampering_is_refused_and_past_the_triggers_it_is_seen(filled: tuple[Vault, str], tampering: str) -> None:
    vault, person = filled
    with pytest.raises(Refused), vault.person(person, "test") as session:
        session.execute(text(tampering))

    with vault.person(person, "test") as session:
        for trigger in ("egress_stays", "egress_is_fixed"):
            session.execute(text(f"DROP TRIGGER {trigger}"))
        session.execute(text(tampering))

    assert not verify(vault, person)


def test_the_same_key_is_recorded_once(filled: tuple[Vault, str]) -> None:
    vault, person = filled
    with vault.person(person, "test") as session:
        _, fresh = egress.record(session, entry(person, "k1"))
        log = egress.log(session, ListEgress(person))

    assert fresh is False
    assert len(log.entries) == 5
