"""The owner goes: what was theirs opens nothing that is somebody else's, over restarts, until whoever runs the server names another."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from twilio.request_validator import RequestValidator

from store.adapters.keys import KeyFile
from store.adapters.models_directory import TokenRow
from store.adapters.vault import Vault
from tests.e2e.conftest import OWNER
from tests.standins.stack import Stack, until
from tests.standins.twilio import TOKEN, Twilio, incoming, webhook

PUBLIC, PATH = "https://assistant.example", "/webhooks/twilio/whatsapp"
PROGRAM = Path(sys.executable).with_name("sihteeri")
OWNERS = (
    ("GET", "accounts"),
    ("GET", "keys"),
    ("GET", "backups"),
    ("POST", "backups"),
    ("POST", "backups/drill"),
    ("POST", "keys/rotation"),
)
SECRET = "the capercaillie sleeps in the snow"


class Machine:
    """A product with an owner, whose address is set, and a guest."""

    def __init__(self, home: Path, twilio: Twilio) -> None:
        self.twilio = twilio
        self.stack = Stack(home, environment={**twilio.environment(), "OWNER_WHATSAPP": OWNER, "GATEWAY_PUBLIC_URL": PUBLIC})
        self.stack.start()
        self.token, self.guest = self.stack.token, os.urandom(16).hex()
        vault = Vault(home, KeyFile.open(None, home).master())
        digest = hashlib.sha256(self.guest.encode()).hexdigest()
        self.guest_id = vault.create_person(beside=lambda person: [TokenRow(sha256=digest, person=person, created_at="2026")])
        vault.close()

    def call(self, token: str, method: str, path: str, **options: object) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.request(method, f"{self.stack.url}/api/v1/{path}", headers=headers, timeout=120, **options)  # type: ignore[arg-type]

    def restart(self) -> None:
        for name in ("gateway", "store"):
            self.stack.stop_one(name)
        for name in ("store", "gateway"):
            self.stack.start_one(name)
        until(lambda: self.stack.is_ready("gateway") and self.stack.is_ready("private-llm"), seconds=60, what="the product is back")

    def heard(self) -> list[str]:
        return [sent.body for sent in self.twilio.sent if sent.to == OWNER]

    def write(self, text: str) -> int:
        """Write from the owner's telephone; return the status of the webhook."""
        fields = incoming(text)
        signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{PATH}", fields)
        return webhook(f"{self.stack.url}{PATH}", fields, signature=signature).status_code

    def sihteeri(self, *arguments: str) -> str:
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GATEWAY_URL": self.stack.url, "SIHTEERI_HOME": str(self.stack.home)}
        done = subprocess.run([str(PROGRAM), *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout + done.stderr

    def refusals(self, token: str) -> list[str]:
        """What the owner's routes say to somebody."""
        answers = [self.call(token, method, path, **({"json": {"what": "master"}} if "keys" in path else {})) for method, path in OWNERS]
        assert all(400 <= answer.status_code < 500 for answer in answers)
        return [answer.json()["detail"] for answer in answers]


@pytest.fixture
def machine(tmp_path: Path, twilio: Twilio) -> Iterator[Machine]:
    made = Machine(tmp_path / "home", twilio)
    try:
        yield made
    finally:
        made.stack.stop()


def test_what_a_deleted_owner_had_opens_nothing_of_the_next_persons(machine: Machine) -> None:
    assert machine.call(machine.guest, "POST", "notes", json={"text": SECRET}).status_code == 201
    assert all("only the owner" in said for said in machine.refusals(machine.guest))
    assert machine.call(machine.token, "DELETE", "account").status_code == 200

    for _ in range(2):  # At once, and after the product was started again.
        assert not (machine.stack.home / "owner-token").exists()
        assert machine.call(machine.token, "GET", "notes").status_code == 401
        assert all("no owner now" in said for said in machine.refusals(machine.guest))
        assert machine.write("Where does the capercaillie sleep?") == 200
        assert machine.call(machine.guest, "GET", "notes").json()["notes"][0]["text"] == SECRET
        machine.restart()

    assert machine.write("Remember that the owner is still here") == 200
    assert machine.call(machine.guest, "POST", "messages", json={"text": "Hello"}).status_code == 200
    assert not any("capercaillie" in body or "remember" in body for body in machine.heard())
    assert len(machine.call(machine.guest, "GET", "notes").json()["notes"]) == 1


def test_the_next_owner_is_named_on_the_machine(machine: Machine) -> None:
    machine.call(machine.token, "DELETE", "account")
    machine.restart()
    assert "Nobody is the owner" in machine.sihteeri("owner")

    assert f"{machine.guest_id}  owner" in machine.sihteeri("owner", machine.guest_id)

    assert machine.call(machine.guest, "GET", "backups").status_code == 200
    machine.restart()
    assert machine.call(machine.guest, "GET", "backups").status_code == 200
    assert machine.call(machine.token, "GET", "notes").status_code == 401
    assert "owner-token" in machine.sihteeri("owner", "--new-token")
    assert machine.call(machine.stack.token, "GET", "backups").status_code == 200
    assert "whole" in machine.sihteeri("audit", "verify")


def test_make_run_starts_where_there_is_no_owner(machine: Machine, tmp_path: Path) -> None:
    machine.call(machine.token, "DELETE", "account")
    machine.stack.stop()
    log = tmp_path / "log"
    ports = {f"{name.replace('-', '_').upper()}_PORT": str(port) for name, port in machine.stack.ports.items()}
    settings = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "SIHTEERI_HOME": str(machine.stack.home), "OLLAMA_HOST": "off", **ports}
    with log.open("ab") as output:
        process = subprocess.Popen([sys.executable, "deploy/run.py"], env=settings, stdout=output, stderr=output)
    try:
        until(lambda: "Ctrl-C stops everything" in log.read_text(), seconds=60, what="the welcome")
        assert "sihteeri owner" in log.read_text()
        assert machine.stack.home.stat().st_mode & 0o777 == 0o700
    finally:
        process.terminate()
        process.wait(20)
