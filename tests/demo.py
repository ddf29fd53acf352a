"""`make demo`: the whole product against stand-ins for Twilio, OpenAI and Ollama, with made-up data, in a folder of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import requests
from dotenv import dotenv_values

from tests.standins.ollama import Ollama
from tests.standins.openai import OpenAI
from tests.standins.stack import ROOT
from tests.standins.twilio import Twilio, incoming, webhook

PHONE = "whatsapp:+358400000000"
SAID = (
    "Remember that the lab door code is 4417",
    "Remember that the thesis seminar is in room B327 every second Tuesday",
    "Remember that Anna's birthday present is the blue bicycle bell",
    "Muista että pyykkituvan avain on naulassa eteisessä",
    "Remind me to call Anna on Friday at 5pm",
    "Remind me to stretch in 1 minute",
    "What is the lab door code?",
    "Compare the bicycle before the message again",
    "What left my machine today?",
)


def main() -> int:
    openai, ollama, twilio = OpenAI(), Ollama(), Twilio()
    ollama.delay_seconds = 0.04
    home = Path(tempfile.mkdtemp(prefix="sihteeri-demo-"))
    port = os.environ.get("GATEWAY_PORT") or dotenv_values(ROOT / ".env").get("GATEWAY_PORT") or "8000"
    gateway = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        **twilio.environment(),
        "SIHTEERI_HOME": str(home),
        "OWNER_WHATSAPP": PHONE,
        "OPENAI_API_KEY": "stand-in",
        "OPENAI_BASE_URL": f"{openai.url}/v1",
        "OLLAMA_HOST": ollama.url,
    }
    print(f"A demonstration with made-up data in {home}. OpenAI, Ollama and Twilio are stand-ins on this machine.\n", flush=True)
    process = subprocess.Popen([sys.executable, "deploy/run.py"], cwd=ROOT, env=environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    threading.Thread(target=_talk, args=(gateway, home, openai, twilio), daemon=True).start()
    return process.wait()


def _talk(gateway: str, home: Path, openai: OpenAI, twilio: Twilio) -> None:
    while True:
        time.sleep(0.5)
        try:
            if requests.get(f"{gateway}/readyz", timeout=5).status_code == 200:
                break
        except requests.RequestException:
            continue
    time.sleep(1)
    headers = {"Authorization": f"Bearer {(home / 'owner-token').read_text().strip()}"}
    for text in SAID:
        reply = requests.post(f"{gateway}/api/v1/messages", json={"text": text}, headers=headers, timeout=60).json()
        print(f"\n  you  {text}\n       {reply['reply'].replace(chr(10), chr(10) + '       ')}", flush=True)
    webhook(f"{gateway}/webhooks/twilio/whatsapp", incoming("What is the thesis seminar room?", sender=PHONE))
    while not twilio.sent:
        time.sleep(0.1)
    print(f"\n  WhatsApp  What is the thesis seminar room?\n       {twilio.sent[-1].body}")
    why = " This is all it was shown:" if openai.received else " While there is a local model, that one plans, and nothing needs to leave."
    print(f"\n  OpenAI was asked {len(openai.received)} time(s).{why}")
    for request in openai.received:
        print(f"       {request.body.decode()[:160]}…")
    print("\nOpen the address above and go on. Ctrl-C stops everything.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
