"""Run the whole product on one machine: `make run`.

Starts the processes of the Procfile, shows how far they are, restarts one that dies, and stops all of them on Ctrl-C. Each
process gets only the secrets that are its own. Their logs go to `$SIHTEERI_HOME/logs`.
"""

import ctypes
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import requests
from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent
PORTS = {"store": 8003, "interpreter": 8001, "private-llm": 8002, "gateway": 8000, "ui": 7860}
SECRETS = {
    "OPENAI_": {"interpreter"},
    "TWILIO_": {"gateway"},
    "MASTER_KEY": {"store"},
    "OWNER_WHATSAPP": {"store"},
    "BACKUP_": {"store"},
    "OLLAMA_": {"private-llm"},
    "CLOUD_": {"private-llm"},
    "BUS_KEY_PRIVATE": {"store", "private-llm", "gateway"},
    "BUS_KEY_INTERPRETER": {"interpreter", "private-llm"},
    "BROKER_URL": {"store", "interpreter", "private-llm", "gateway"},
    "SIHTEERI_TOKEN": set(),
}
"""Which services may see variables that begin so; all others go to everyone."""
READY_SECONDS = 60
STOP_SECONDS = 9
LOG_BYTES = 10 * 1024 * 1024
BACK_OFF_SECONDS = (0, 1, 2, 5, 10)


@dataclass
class Process:
    """One service and how often it had to be restarted."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    sealed: bool = False

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_die_with_parent
            )

    def is_ready(self, port: int) -> bool:
        try:
            answer = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=3)
        except requests.RequestException:
            return False
        self.sealed = self.name == "store" and "sealed" in answer.text
        return answer.status_code == 200


def main() -> int:
    environment = {**{name: value for name, value in dotenv_values(ROOT / ".env").items() if value}, **os.environ}
    home = Path(environment.get("SIHTEERI_HOME") or ROOT / "var").resolve()
    environment["SIHTEERI_HOME"] = str(home)
    ports = {name: int(environment.get(f"{name.replace('-', '_').upper()}_PORT") or port) for name, port in PORTS.items()}
    environment.setdefault("GATEWAY_URL", f"http://127.0.0.1:{ports['gateway']}")
    problem = _writable(home) or _free(ports) or _broker(environment)
    if problem:
        print(f"sihteeri: {problem}", file=sys.stderr)
        return 1
    processes = [_process(name, command, environment, home) for name, command in _procfile()]
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        return _supervise(processes, ports, environment, home, stopping)
    finally:
        _stop(processes)


def _supervise(processes: list[Process], ports: dict[str, int], environment: dict[str, str], home: Path, stopping: threading.Event) -> int:
    began = time.monotonic()
    for process in processes:
        process.start()
    waiting = {process.name for process in processes}
    told = False
    while waiting and not stopping.is_set():
        dead = next((process for process in processes if process.running and process.running.poll() is not None), None)
        if dead or time.monotonic() - began > READY_SECONDS:
            name = dead.name if dead else ", ".join(sorted(waiting))
            print(f"\nsihteeri: {name} did not start. Its log: {home / 'logs'}\n{_last_words(dead)}", file=sys.stderr)
            return 1
        waiting -= {process.name for process in processes if process.name in waiting and process.is_ready(ports[process.name])}
        _progress(processes, waiting, began)
        if any(process.sealed for process in processes):
            began = time.monotonic()  # It waits for a person, as long as that takes.
            if not told:
                print("\nThe store is sealed. In another terminal: .venv/bin/sihteeri keys unseal", flush=True)
            told = True
        stopping.wait(0.2)
    if not stopping.is_set():
        _welcome(ports, environment, home)
    while not stopping.wait(0.5):
        _restart_dead(processes)
        _trim_logs(processes)
    print("\nStopping…", flush=True)
    return 0


def _procfile() -> list[tuple[str, str]]:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    return [(name.strip(), command.strip()) for name, _, command in (line.partition(":") for line in lines if line.strip())]


def _process(name: str, command: str, environment: dict[str, str], home: Path) -> Process:
    own = own_variables(name, environment) | {"SERVICE": name, "PYTHONUNBUFFERED": "1"}
    program, *arguments = shlex.split(command)
    return Process(name, [str(Path(sys.executable).parent / program), *arguments], own, home / "logs" / f"{name}.log")


def own_variables(name: str, environment: dict[str, str]) -> dict[str, str]:
    """Return what one service may see of an environment."""
    return {
        variable: value
        for variable, value in environment.items()
        if all(name in allowed for prefix, allowed in SECRETS.items() if variable.startswith(prefix))
    }


def _writable(home: Path) -> str:
    try:
        (home / "logs").mkdir(parents=True, exist_ok=True, mode=0o700)
        (home / "logs" / ".probe").write_bytes(b"")
        (home / "logs" / ".probe").unlink()
    except OSError as error:
        return f"the data folder {home} can't be written ({error.strerror}). Set SIHTEERI_HOME to a folder of yours."
    return ""


def _free(ports: dict[str, int]) -> str:
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                variable = f"{name.replace('-', '_').upper()}_PORT"
                return f"port {port}, meant for {name}, is in use. Stop what uses it, or set {variable} to another port."
    return ""


def _broker(environment: dict[str, str]) -> str:
    """With RabbitMQ, make the topology before there is traffic."""
    url = environment.get("BROKER_URL", "")
    if not url:
        return ""
    from shared.bus.connections import ERRORS, RabbitMQ

    try:
        RabbitMQ(url).install()
    except ERRORS as error:
        return f"the message broker of BROKER_URL can't be used ({type(error).__name__}). Start it, mend BROKER_URL, or unset it to use the embedded one."
    return ""


def _progress(processes: list[Process], waiting: set[str], began: float) -> None:
    marks = "  ".join(f"{'·' if process.name in waiting else '✓'} {process.name}" for process in processes)
    if sys.stdout.isatty():
        print(f"\r{marks}  {time.monotonic() - began:4.1f} s", end="" if waiting else "\n", flush=True)
    elif not waiting:
        print(f"{marks}  {time.monotonic() - began:4.1f} s", flush=True)


def _welcome(ports: dict[str, int], environment: dict[str, str], home: Path) -> None:
    file = home / "owner-token"
    token = file.read_text(encoding="ascii").strip() if file.exists() else ""
    how = f"with the owner's token: cat {_short(file)}" if token else "with your own token; about the owner's: sihteeri owner"
    try:
        parts = requests.get(f"{environment['GATEWAY_URL']}/api/v1/status", headers={"Authorization": f"Bearer {token}"}, timeout=5).json()[
            "parts"
        ]
    except (requests.RequestException, ValueError, KeyError):
        parts = {}
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
    print(
        f"\n  Open      http://127.0.0.1:{ports['ui']}\n"
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


def _restart_dead(processes: list[Process]) -> None:
    for process in processes:
        if process.running is None or process.running.poll() is None:
            continue
        now = time.monotonic()
        process.deaths = [at for at in process.deaths if at > now - 60]
        wait = BACK_OFF_SECONDS[min(len(process.deaths), len(BACK_OFF_SECONDS) - 1)]
        if process.deaths and now - process.deaths[-1] < wait:
            continue
        process.deaths.append(now)
        print(f"{process.name} ended (status {process.running.returncode}) and is started again; see {process.log}", flush=True)
        process.start()


def _trim_logs(processes: list[Process]) -> None:
    for process in processes:
        if process.log.stat().st_size > LOG_BYTES:
            process.log.replace(process.log.with_suffix(".log.1"))
            process.log.touch(mode=0o600)


def _last_words(process: Process | None) -> str:
    if process is None:
        return ""
    lines = process.log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(line for line in lines[-12:] if not line.startswith(("[", "{"))) or (lines[-1] if lines else "")


def _stop(processes: list[Process]) -> None:
    alive = [process.running for process in processes if process.running and process.running.poll() is None]
    for running in alive:
        running.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for running in alive:
        try:
            running.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _die_with_parent() -> None:
    os.setpgrp()  # Ctrl-C goes to this program alone, which then stops the others in order.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
