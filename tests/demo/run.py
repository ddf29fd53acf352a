"""`make demo`: the whole product against stand-ins for Twilio, OpenAI and Ollama, with a made-up student's term, in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import requests
from dotenv import dotenv_values

from tests.demo import story
from tests.demo.phone import Phone
from tests.standins.ollama import Ollama
from tests.standins.openai import OpenAI
from tests.standins.stack import ROOT, until
from tests.standins.twilio import Twilio


def main() -> int:
    openai, ollama, twilio = OpenAI(), Ollama(), Twilio()
    ollama.delay_seconds = 0.04
    home = Path(tempfile.mkdtemp(prefix="sihteeri-demo-"))
    gateway, ui = _address("GATEWAY", "8000"), _address("UI", "7860")
    phone = Phone(twilio, f"{gateway}/webhooks/twilio/whatsapp", story.PHONE)
    environment = {
        **os.environ,
        **twilio.environment(),
        "SIHTEERI_HOME": str(home),
        "OWNER_WHATSAPP": story.PHONE,
        "OPENAI_API_KEY": "stand-in",
        "OPENAI_BASE_URL": f"{openai.url}/v1",
        "OLLAMA_HOST": ollama.url,
    }
    print(f"A demonstration with made-up data in {home}. OpenAI, Ollama and Twilio are stand-ins on this machine.\n", flush=True)
    process = subprocess.Popen([sys.executable, "deploy/run.py"], cwd=ROOT, env=environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    telling = Telling(gateway, ui, home, phone, openai, ollama, twilio)
    threading.Thread(target=telling.tell, daemon=True).start()
    return process.wait()


class Telling:
    """Tells the story to a product that runs, and shows what came of it."""

    def __init__(self, gateway: str, ui: str, home: Path, phone: Phone, openai: OpenAI, ollama: Ollama, twilio: Twilio) -> None:
        self._gateway = gateway
        self._ui = ui
        self._home = home
        self._phone = phone
        self._openai = openai
        self._ollama = ollama
        self._twilio = twilio

    def tell(self) -> None:
        """Bring in the files, talk, write from the phone, and let the local model go."""
        for url in (self._gateway, self._ui):
            until(lambda url=url: _is_ready(url), seconds=300, every=0.5, what="the product is ready")  # type: ignore[misc]
        time.sleep(1)  # What `make run` prints comes first.
        print(f"\n  Phone     {self._phone.url} plays WhatsApp: put it beside the browser and write from both.", flush=True)
        for name, file in story.files(date.today()).items():
            self._bring(name, file)
        for text in story.SAID:
            self._say(text)
        for text in story.WROTE:
            self._write(text)
        self._ollama.stop()
        until(lambda: self._call("GET", "status")["parts"]["model"].startswith("none"), what="it is noticed that the model is gone")
        print(
            "\n  The local model is gone now: what the rules and the classifier are unsure of may be asked of OpenAI, masked.", flush=True
        )
        self._say(story.UNSURE)
        self._say("What left my machine today?")
        print(f"\n  OpenAI was asked {len(self._openai.received)} time(s). This is all that it was shown:")
        for request in self._openai.received:
            print(f"       {json.loads(request.body)['input'].strip()}")
        print("\nOpen the addresses above and go on. Ctrl-C stops everything.", flush=True)

    def _call(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {(self._home / 'owner-token').read_text().strip()}"}
        response = requests.request(method, f"{self._gateway}/api/v1/{path}", headers=headers, timeout=60, **options)
        response.raise_for_status()
        return response.json()

    def _bring(self, name: str, file: bytes) -> None:
        begun = self._call("POST", "imports", params={"chat": name}, data=file)["id"]
        state = until(lambda: self._ended(begun), what=f"{name} is imported")
        print(f"\n  import  {name}: {state['added']} new", flush=True)

    def _ended(self, begun: str) -> dict[str, Any] | None:
        state: dict[str, Any] = self._call("GET", f"imports/{begun}")
        return state if state["state"] in ("done", "failed") else None

    def _say(self, text: str) -> None:
        reply = self._call("POST", "messages", json={"text": text})["reply"]
        print(f"\n  you  {text}\n       {reply.replace(chr(10), chr(10) + '       ')}", flush=True)

    def _write(self, text: str) -> None:
        heard = len(self._twilio.sent)
        self._phone.write(text)
        until(lambda: len(self._twilio.sent) > heard, what="an answer by WhatsApp")
        print(f"\n  WhatsApp  {text}\n       {self._twilio.sent[-1].body.replace(chr(10), chr(10) + '       ')}", flush=True)


def _address(service: str, port: str) -> str:
    name = f"{service}_PORT"
    return f"http://127.0.0.1:{os.environ.get(name) or dotenv_values(ROOT / '.env').get(name) or port}"


def _is_ready(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=5).status_code == 200
    except requests.RequestException:
        return False


if __name__ == "__main__":
    sys.exit(main())
