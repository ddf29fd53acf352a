"""Promise 3. At rest everything private is encrypted: no file, log, queue, spool, metric or broker disk holds a word of it.

Kept by: `store.adapters.sqlcipher` (every file encrypted), `shared.envelope` (sealed bodies), `shared.logs` (allow-listed
fields), `gateway.routes.webhooks` (bodies read in memory).
"""

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


def test_the_search_finds_a_word_that_lies_in_clear(tmp_path: Path) -> None:
    (tmp_path / "spool").write_bytes(b"\0\0bassoonist\0")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "wide").write_bytes("quetzalcoatl".encode("utf-16-le"))

    assert {word for _, word in leaks([tmp_path], WORDS)} == {"bassoonist", "quetzalcoatl"}
