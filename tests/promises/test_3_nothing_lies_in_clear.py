"""Promise 3. At rest everything private is encrypted: no file, log, queue, spool, metric or broker disk holds a word of it.

Kept by: `store.adapters.sqlcipher` (every file encrypted), `store.adapters.spool` (uploads), `store.reader`, `store.adapters.backups`,
`shared.envelope` (sealed bodies), `shared.logs` (allow-listed fields), `gateway.routes.webhooks` (bodies read in memory).
"""

import io
import socket
import zipfile
from pathlib import Path

import pytest
import requests

from tests.e2e.conftest import OWNER
from tests.standins.canaries import leaks
from tests.standins.ollama import Ollama
from tests.standins.rabbitmq import RabbitNode
from tests.standins.stack import Stack, until
from tests.standins.twilio import Twilio, incoming, webhook

WORDS = ("Pyhäselkäläinen", "bassoonist", "quetzalcoatl", "Mikkelintie", "aardwolf", "zymurgy", "Töölönlahti", "sphygmomanometer")


@pytest.mark.parametrize("transport", ["embedded", "rabbitmq"])
def test_no_file_log_metric_or_broker_disk_holds_what_was_said(
    transport: str, tmp_path: Path, twilio: Twilio, ollama: Ollama, request: pytest.FixtureRequest
) -> None:
    node: RabbitNode | None = request.getfixturevalue("rabbitmq") if transport == "rabbitmq" else None
    environment = {**twilio.environment(), "OWNER_WHATSAPP": OWNER, "OLLAMA_HOST": ollama.url, "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    stack = Stack(tmp_path / "home", environment=environment, broker=node.url if node else None)
    try:
        stack.start()
        stack.ask("Remember that Pyhäselkäläinen is a bassoonist")
        stack.ask("Who is the bassoonist?")
        stack.call("POST", "notes", json={"text": "the quetzalcoatl lives at Mikkelintie"})
        stack.call("POST", "contacts", json={"name": "Töölönlahti", "details": "sphygmomanometer"})
        stack.call("GET", "search", params={"q": "aardwolf"})
        stack.call("POST", "messages", data=b'{"text": "zymurgy", "aardwolf": "zymurgy"}', headers={"Content-Type": "application/json"})
        requests.get(f"{stack.url}/aardwolf?zymurgy=1", timeout=5)
        webhook(f"{stack.url}/webhooks/twilio/whatsapp", incoming("Remember that zymurgy is brewing"))
        until(lambda: any("zymurgy" in sent.body for sent in twilio.sent), what="the answer on WhatsApp")
        _bring_and_take_out(stack)
        stack.kill("store")
        webhook(f"{stack.url}/webhooks/twilio/whatsapp", incoming("Remember that the aardwolf waits in a queue"))
        stack.kill("private-llm")
        metrics = requests.get(f"http://127.0.0.1:{stack.ports['gateway']}/metrics", timeout=5).text
        (tmp_path / "metrics").write_text(metrics)

        places = [
            tmp_path / "home",
            tmp_path / "tmp",
            tmp_path / "metrics",
            *(stack.log(name) for name in stack.ports if stack.log(name).exists()),
        ]
        assert list(leaks([*places, *([node.folder] if node else [])], WORDS)) == []
        assert sum(path.stat().st_size for path in (tmp_path / "home").rglob("*") if path.is_file()) > 50_000
    finally:
        stack.stop()


def _bring_and_take_out(stack: Stack) -> None:
    """Import whole, import half, back up, export, forget: each has files of its own on the way."""
    lines = "".join(
        f"1.3.2024 klo 10.{number % 60:02} - Pyhäselkäläinen: a bassoonist met an aardwolf {number}\n" for number in range(12_000)
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("_chat.txt", f"{lines}2.3.2024 klo 10.00 - Pyhäselkäläinen: quetzalcoatl.txt (file attached)\n")
        archive.writestr("quetzalcoatl.txt", "sphygmomanometer " * 50_000)
    begun = stack.call("POST", "imports", params={"chat": "Töölönlahti"}, data=packed.getvalue()).json()
    until(lambda: stack.call("GET", f"imports/{begun['id']}").json()["state"] == "done", what="the import is done")
    head = f"POST /api/v1/imports?chat=Mikkelintie HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stack.token}\r\nContent-Length: 9000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", stack.ports["gateway"]), timeout=10) as client:
        client.sendall(head.encode() + lines.encode()[:600_000])
        until(lambda: any((stack.home / "store" / "uploads").iterdir()), what="a part lies on the disk")
    assert stack.call("POST", "backups").status_code == 201
    assert b"bassoonist" in stack.call("GET", "export", headers={"Accept": "application/json"}).content
    whole = zipfile.ZipFile(io.BytesIO(stack.call("GET", "export").content))
    assert any(b"sphygmomanometer" in whole.read(name) for name in whole.namelist() if name.startswith("attachments/"))
    note = stack.call("POST", "notes", json={"text": "zymurgy to forget"}).json()
    assert stack.call("POST", "forget", json={"kind": "note", "id": note["id"]}).json()["clean"]
    until(lambda: stack.call("GET", "backups").json()["forgetting"] == 0, what="it is out of the backup too")


def test_the_search_finds_a_word_that_lies_in_clear(tmp_path: Path) -> None:
    (tmp_path / "spool").write_bytes(b"\0\0bassoonist\0")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "wide").write_bytes("quetzalcoatl".encode("utf-16-le"))

    assert {word for _, word in leaks([tmp_path], WORDS)} == {"bassoonist", "quetzalcoatl"}
