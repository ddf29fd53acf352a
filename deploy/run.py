"""Run the whole product on one machine: `make run`.

Starts the processes of the Procfile, shows how far they are, starts one that dies again, and stops all of them on Ctrl-C. It gives
up only on one that can't start. Each process gets only the secrets that are its own. Their logs go to `$SIHTEERI_HOME/logs`.
"""

import ctypes
import errno
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests
from dotenv import dotenv_values

from shared.settings import port

ROOT = Path(__file__).resolve().parent.parent
PORTS = {"store": 8003, "interpreter": 8001, "private-llm": 8002, "gateway": 8000, "ui": 7860}
SECRETS = {
    "OPENAI_": {"interpreter", "private-llm"},
    "OPENAI_API_KEY": {"interpreter"},
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
PATIENCE_SECONDS = 60
"""After so long it is said what is waited for."""
STOP_SECONDS = 9
LOG_BYTES = 10 * 1024 * 1024
BACK_OFF_SECONDS = (0, 1, 2, 5, 10)
QUICK_SECONDS = 60
HOPELESS_DEATHS = 5
"""A service that ends so often within QUICK_SECONDS before it was ever ready is given up."""
CANNOT_START = 4
"""The status of a service that has said what its user must mend: trying again is no use."""


@dataclass
class Process:
    """One service and how often it had to be restarted."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    reasons: str = ""
    """Why it says that it is not ready."""
    sealed: bool = False

    def start(self) -> None:
        """Start it; if the machine can't now, that counts as a death, and it is tried again."""
        try:
            with self.log.open("ab") as log:
                self.running = subprocess.Popen(
                    self.command,
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    preexec_fn=_die_with_parent,
                )
        except OSError as error:
            self.running = None
            print(f"sihteeri: {self.name} can't be started now ({error.strerror})", file=sys.stderr, flush=True)

    @property
    def status(self) -> int | None:
        """Return None while it runs, else how it ended."""
        return self.running.poll() if self.running else -1

    def is_ready(self, port: int) -> bool:
        try:
            answer = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=3)
        except requests.RequestException:
            self.reasons = "no answer yet"
            return False
        self.sealed = self.name == "store" and "sealed" in answer.text
        self.reasons = "" if answer.status_code == 200 else _reasons(answer)
        return not self.reasons

    def restart_if_dead(self) -> None:
        """Start it again, later and later if it keeps ending."""
        if self.status is None:
            return
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if at > now - QUICK_SECONDS]
        if self.deaths and now - self.deaths[-1] < BACK_OFF_SECONDS[min(len(self.deaths), len(BACK_OFF_SECONDS) - 1)]:
            return
        self.deaths.append(now)
        print(f"\n{self.name} ended (status {self.status}) and is started again; see {self.log}", flush=True)
        self.start()

    def is_hopeless(self) -> bool:
        """Tell whether starting it once more is no use."""
        return self.status is not None and (self.status == CANNOT_START or len(self.deaths) >= HOPELESS_DEATHS)


def main() -> int:
    try:
        environment = _environment()
        home = Path(environment["SIHTEERI_HOME"])
        ports = _ports(environment)
        _writable(home)
        _free(ports)
        _broker(environment)
    except Unfit as problem:
        print(f"sihteeri: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _signal, _frame: stopping.set())
    processes = [_process(name, command, environment, home) for name, command in _procfile()]
    try:
        return _supervise(processes, ports, environment, home, stopping)
    finally:
        _stop(processes)


class Unfit(Exception):
    """Raised when the product can't be started here; says in one sentence what to mend."""


def _supervise(processes: list[Process], ports: dict[str, int], environment: dict[str, str], home: Path, stopping: threading.Event) -> int:
    for process in processes:
        process.start()
    hopeless = _until_ready(processes, ports, stopping)
    if hopeless:
        print(_farewell(hopeless), file=sys.stderr)
        return 1
    if not stopping.is_set():
        _welcome(ports, environment, home)
    while not stopping.wait(0.5):
        for process in processes:
            process.restart_if_dead()
            _trim(process.log)
    print("\nStopping…", flush=True)
    return 0


def _until_ready(processes: list[Process], ports: dict[str, int], stopping: threading.Event) -> Process | None:
    """Wait for all, starting again what ends; return the one that can't be started."""
    began, waiting, said = time.monotonic(), list(processes), set[str]()
    while waiting and not stopping.is_set():
        for process in processes:
            if process.is_hopeless():
                return process
            process.restart_if_dead()
        waiting = [process for process in waiting if not process.is_ready(ports[process.name])]
        _progress(processes, {process.name for process in waiting}, began)
        if any(process.sealed for process in processes):
            _say_once(said, "The store is sealed. In another terminal: .venv/bin/sihteeri keys unseal")
        elif time.monotonic() - began > PATIENCE_SECONDS:
            _say_once(said, _still_waiting(waiting))
        stopping.wait(0.2)
    return None


def _say_once(said: set[str], sentence: str) -> None:
    if sentence and sentence not in said:
        print(f"\n{sentence}", flush=True)
        said.add(sentence)


def _still_waiting(waiting: list[Process]) -> str:
    names = "; ".join(f"{process.name} ({process.reasons})" for process in waiting)
    return f"Still waiting for {names}. What they say: {waiting[0].log.parent}. Ctrl-C stops everything." if names else ""


def _reasons(answer: requests.Response) -> str:
    try:
        return ", ".join(f"{part}: {reason}" for part, reason in answer.json()["reasons"].items())
    except (ValueError, KeyError, AttributeError):
        return f"status {answer.status_code}"


def _farewell(hopeless: Process) -> str:
    tries = "" if hopeless.status == CANNOT_START else f" It ended {len(hopeless.deaths) + 1} times, and is not tried again."
    return (
        f"\nsihteeri: {hopeless.name} did not start.{tries} What it said last:\n{_last_words(hopeless.log)}\n"
        f"Mend that and run `make run` again. Its whole log: {hopeless.log}"
    )


def _environment() -> dict[str, str]:
    """Return the environment, on top of what .env says."""
    try:
        written = dotenv_values(ROOT / ".env")
    except (OSError, ValueError) as error:
        raise Unfit(f"the file .env can't be read ({type(error).__name__}). It must be text in UTF-8; .env.example shows how.") from None
    environment = {**{name: value for name, value in written.items() if value}, **os.environ}
    return environment | {"SIHTEERI_HOME": str(Path(environment.get("SIHTEERI_HOME") or ROOT / "var").resolve())}


def _ports(environment: dict[str, str]) -> dict[str, int]:
    ports = {}
    for name, usual in PORTS.items():
        variable = _port_variable(name)
        try:
            ports[name] = port(environment.get(variable) or str(usual))
        except ValueError:
            raise Unfit(f"{variable} is no port. It must be a number from 1 to 65535; {usual} is usual.") from None
    environment.setdefault("GATEWAY_URL", f"http://127.0.0.1:{ports['gateway']}")
    return ports


def _port_variable(name: str) -> str:
    return f"{name.replace('-', '_').upper()}_PORT"


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


def _writable(home: Path) -> None:
    try:
        (home / "logs").mkdir(parents=True, exist_ok=True, mode=0o700)
        (home / "logs" / ".probe").write_bytes(b".")
        (home / "logs" / ".probe").unlink()
    except OSError as error:
        raise Unfit(f"the data folder {home} can't be written ({error.strerror}). Set SIHTEERI_HOME to a folder of yours.") from None


def _free(ports: dict[str, int]) -> None:
    for name, number in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except OSError as error:
                why = "is in use. Stop what uses it, or" if error.errno == errno.EADDRINUSE else f"can't be had ({error.strerror});"
                raise Unfit(f"port {number}, meant for {name}, {why} set {_port_variable(name)} to another port.") from None


def _broker(environment: dict[str, str]) -> None:
    """With RabbitMQ, make the topology before there is traffic."""
    url = environment.get("BROKER_URL", "")
    if not url:
        return
    from shared.bus.connections import ERRORS, RabbitMQ

    try:
        RabbitMQ(url).install()
    except ERRORS as error:
        why = type(error).__name__
        raise Unfit(
            f"the message broker of BROKER_URL can't be used ({why}). Start it, mend BROKER_URL, or unset it to use the embedded one."
        ) from None


def _progress(processes: list[Process], waiting: set[str], began: float) -> None:
    marks = "  ".join(f"{'·' if process.name in waiting else '✓'} {process.name}" for process in processes)
    if sys.stdout.isatty():
        print(f"\r{marks}  {time.monotonic() - began:4.1f} s", end="" if waiting else "\n", flush=True)
    elif not waiting:
        print(f"{marks}  {time.monotonic() - began:4.1f} s", flush=True)


def _welcome(ports: dict[str, int], environment: dict[str, str], home: Path) -> None:
    file = home / "owner-token"
    how = f"with the owner's token: cat {_short(file)}" if file.exists() else "with your own token; about the owner's: sihteeri owner"
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


def _parts(url: str, token_file: Path) -> dict[str, str]:
    """Return what the product says it uses; nothing, if it can't be asked."""
    try:
        token = token_file.read_text(encoding="ascii").strip()
        return requests.get(f"{url}/api/v1/status", headers={"Authorization": f"Bearer {token}"}, timeout=5).json()["parts"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _trim(log: Path) -> None:
    """Set a log aside when it is long. The service goes on writing into the file that it has open, so that one is emptied."""
    try:
        if log.stat().st_size > LOG_BYTES:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)
    except OSError:
        return  # A full disk, or a log that somebody took away, is no reason to stop.


def _last_words(log: Path) -> str:
    """Return the end of a log, without our own events."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "(its log can't be read)"
    return "\n".join(line for line in lines[-12:] if not line.startswith(("[", "{"))) or (lines[-1] if lines else "nothing")


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
