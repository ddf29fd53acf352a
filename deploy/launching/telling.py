"""What is said to who started the product."""

import os
import sys
import time
from pathlib import Path

import requests

from launching.process import CANNOT_START, Process, last_words
from ui import links


def say_once(said: set[str], sentence: str) -> None:
    """Say what was not said before."""
    if sentence and sentence not in said:
        print(f"\n{sentence}", flush=True)
        said.add(sentence)


def still_waiting(waiting: list[Process]) -> str:
    """Return what is waited for, and why."""
    names = "; ".join(f"{process.name} ({process.reasons})" for process in waiting)
    return f"Still waiting for {names}. What they say: {waiting[0].log.parent}. Ctrl-C stops everything." if names else ""


def farewell(hopeless: Process) -> str:
    """Return why a service did not start, in its own last words."""
    tries = "" if hopeless.status == CANNOT_START else f" It ended {len(hopeless.deaths) + 1} times, and is not tried again."
    return (
        f"\nsihteeri: {hopeless.name} did not start.{tries} What it said last:\n{last_words(hopeless.log)}\n"
        f"Mend that and run `make run` again. Its whole log: {hopeless.log}"
    )


def show_progress(processes: list[Process], waiting: set[str], began: float) -> None:
    """Show who is ready."""
    marks = "  ".join(f"{'·' if process.name in waiting else '✓'} {process.name}" for process in processes)
    if sys.stdout.isatty():
        print(f"\r{marks}  {time.monotonic() - began:4.1f} s", end="" if waiting else "\n", flush=True)
    elif not waiting:
        print(f"{marks}  {time.monotonic() - began:4.1f} s", flush=True)


def welcome(ports: dict[str, int], environment: dict[str, str], home: Path) -> None:
    """Say how to come in, and what is in use."""
    file = home / "owner-token"
    page = f"http://127.0.0.1:{ports['ui']}"
    link = _link(environment["GATEWAY_URL"], file, page)
    own = f"with the owner's token: cat {_short(file)}" if file.exists() else "with your own token; about the owner's: sihteeri owner"
    how = (
        f"by this link, once, within ten minutes (another: .venv/bin/sihteeri open):\n            {link}\n            or {own}"
        if link
        else own
    )
    parts = _parts(environment["GATEWAY_URL"], file)
    twilio = all(
        environment.get(name) or environment.get(f"{name}_FILE")
        for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM")
    )
    rows = (
        ("RabbitMQ", "in use" if parts.get("broker") == "rabbitmq" else "not set (BROKER_URL); the embedded broker is in use"),
        ("Ollama", _model(parts.get("model", ""))),
        (
            "OpenAI",
            "in use for unsure requests, masked words only"
            if parts.get("openai") == "set"
            else "not set (OPENAI_API_KEY); requests are interpreted here",
        ),
        ("Twilio", "in use" if twilio else "not set (TWILIO_…); no WhatsApp"),
    )
    if link and sys.stdout.isatty():
        print(f"\n{links.for_terminal(link)}")
    print(
        f"\n  Open      {page}\n"
        f"  Sign in   {how}\n"
        f'  Terminal  .venv/bin/sihteeri ask "Remember that the lab door code is 4417"\n'
        f"  HTTP      http://127.0.0.1:{ports['gateway']}/api/v1/openapi.json\n"
        f"  Logs      {_short(home / 'logs')}\n"
    )
    for name, value in rows:
        print(f"  {name:<9} {value}")
    print("\nCtrl-C stops everything.", flush=True)


def _model(model: str) -> str:
    if model.startswith("ollama/"):
        return f"in use ({model.removeprefix('ollama/')})"
    return f"no answers by a model: {model.removeprefix('none (').removesuffix(')') or 'not known'}"


def _short(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _link(url: str, token_file: Path, page: str) -> str:
    """Return a link that signs the owner's browser in once; nothing, if none can be made."""
    try:
        token = token_file.read_text(encoding="ascii").strip()
        made = requests.post(f"{url}/api/v1/sessions/links", headers={"Authorization": f"Bearer {token}"}, timeout=5).json()
        return links.address(page, made["code"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _parts(url: str, token_file: Path) -> dict[str, str]:
    """Return what the product says it uses; nothing, if it can't be asked."""
    try:
        token = token_file.read_text(encoding="ascii").strip()
        return requests.get(f"{url}/api/v1/status", headers={"Authorization": f"Bearer {token}"}, timeout=5).json()["parts"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
