"""The real processes, on free ports with a home of their own; stopped by pid."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import requests

from deploy.launching.environment import own_variables
from tests.standins.rabbitmq import free_port

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("store", "interpreter", "private-llm", "gateway")
T = TypeVar("T")


def until(condition: Callable[[], T], *, seconds: float = 60, every: float = 0.05, what: str = "the condition") -> T:
    """Poll until a condition holds and return it; fail with what was waited for."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true in {seconds:g} s")
        time.sleep(every)


class Stack:
    """A running product."""

    up: ClassVar[set["Stack"]] = set()
    """All that run."""

    def __init__(
        self, home: Path, *, environment: dict[str, str] | None = None, broker: Callable[[str], str] | None = None, ui: bool = False
    ) -> None:
        self.home = home
        self.ports = {name: free_port() for name in (*SERVICES, "ui")}
        self._broker = broker
        self._names = (*SERVICES, "ui") if ui else SERVICES
        self._extra = environment or {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.gunicorn_config = "deploy/gunicorn.conf.py"
        self.planted: dict[str, str] = {}
        home.mkdir(parents=True, exist_ok=True)

    def environment(self, service: str) -> dict[str, str]:
        """Return what a service's process is given."""
        ports = {f"{name.replace('-', '_').upper()}_PORT": str(port) for name, port in self.ports.items()}
        base = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        broker = {"BROKER_URL": self._broker(service)} if self._broker and service != "ui" else {}
        given = {
            **base,
            **ports,
            "SIHTEERI_HOME": str(self.home),
            "SERVICE": service,
            "PYTHONUNBUFFERED": "1",
            "GATEWAY_URL": self.url,
            "OLLAMA_HOST": "off",
            "SIHTEERI_TIME_ZONE": "Europe/Helsinki",
            **self._extra,
            **broker,
        }
        return own_variables(service, given) | self.planted  # As `make run` would give them out.

    @property
    def url(self) -> str:
        """Return the gateway's address."""
        return f"http://127.0.0.1:{self.ports['gateway']}"

    @property
    def token(self) -> str:
        """Return the owner's token."""
        return (self.home / "owner-token").read_text().strip()

    def start(self) -> "Stack":
        """Start everything and wait until it is ready."""
        self.up.add(self)
        for name in self._names:
            self.start_one(name)
        try:
            for name in self._names:
                until(lambda name=name: self.is_ready(name), seconds=180, what=f"{name} is ready")  # type: ignore[misc]
        except AssertionError:
            self.stop()
            raise
        return self

    def start_one(self, name: str) -> None:
        """Start one process."""
        program = [sys.executable, "-m", "ui"] if name == "ui" else [sys.executable, "-m", "gunicorn", "-c", self.gunicorn_config]
        with self.log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                program, cwd=ROOT, env=self.environment(name), stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_die_with_parent
            )

    def log(self, name: str) -> Path:
        """Return a process's log file, which lies outside its home."""
        return self.home.with_name(f"{self.home.name}.{name}.log")

    def stop_one(self, name: str) -> None:
        """Stop one process as an operator would."""
        process = self.running.pop(name)
        process.terminate()
        process.wait(15)

    def kill(self, name: str) -> None:
        """kill -9 a service: the master and its worker."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGSTOP)  # Else it may put another worker in the place of the first, which then keeps the port.
        for child in _children(process.pid):
            _signal(child, signal.SIGKILL)
        process.kill()
        process.wait()

    def is_ready(self, name: str) -> bool:
        """Tell whether a service says that it is ready."""
        try:
            return requests.get(f"http://127.0.0.1:{self.ports[name]}/readyz", timeout=10).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> None:
        """Stop everything."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()
        self.up.discard(self)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """Call the HTTP API as the owner."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return requests.request(method, f"{self.url}/api/v1/{path}", headers=headers, timeout=options.pop("timeout", 60), **options)

    def ask(self, text: str) -> dict[str, Any]:
        """Send a message and return the reply."""
        response = self.call("POST", "messages", json={"text": text})
        assert response.status_code == 200, response.text
        return response.json()  # type: ignore[no-any-return]

    def events(self, text: str) -> list[tuple[str, dict[str, Any]]]:
        """Send a message and return the server-sent events."""
        response = self.call("POST", "messages", json={"text": text}, headers={"Accept": "text/event-stream"})
        blocks = [block.split("\n") for block in response.text.strip().split("\n\n")]
        return [(lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))) for lines in blocks]


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
