"""A private RabbitMQ node on free ports: started, asked whether it is ready, stopped by its pid.

Debian's wrapper changes user, so the server script is called directly; its own epmd keeps it apart from any other node.
"""

import ctypes
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from shared.bus import topology

INSTALL_HINT = "RabbitMQ is not on this machine; on Debian or Ubuntu: apt-get install rabbitmq-server"
READY_SECONDS = 180


def server_script() -> Path | None:
    """Return the newest server script on this machine, or None."""
    found = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    return found[-1] if found else None


def free_port() -> int:
    """Return a port that nobody listens on, below those that the kernel gives to whoever calls: these may go before they are used."""
    while True:
        port = random.randrange(16_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class RabbitNode:
    """One broker with the product's definitions, and a user `admin` that may do all, for looking from outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._dist, self._epmd = free_port(), free_port()
        self.passwords = {name: secrets.token_urlsafe(12) for name in (*topology.SERVICES, "admin")}
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, user: str) -> str:
        """Return the AMQP URL of a user."""
        return f"amqp://{user}:{self.passwords[user]}@127.0.0.1:{self.port}/%2F"

    def start(self) -> "RabbitNode":
        """Start and wait until it speaks AMQP and its queues have settled."""
        script = server_script()
        if script is None:
            raise RuntimeError(INSTALL_HINT)
        self._write_config()
        log = (self.folder / "node.log").open("ab")
        self._process = subprocess.Popen([str(script)], env=self._environment(), stdout=log, stderr=log, preexec_fn=_die_with_parent)
        deadline = time.monotonic() + READY_SECONDS
        while not self._speaks():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"RabbitMQ did not start; see {self.folder / 'node.log'}")
            time.sleep(0.2)
        return self

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        """Stop the node and its epmd."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        subprocess.run(["epmd", "-port", str(self._epmd), "-kill"], capture_output=True, check=False)

    def _write_config(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        found = topology.definitions({name: topology.password_hash(password) for name, password in self.passwords.items()})
        found["users"].append(
            {
                "name": "admin",
                "password_hash": topology.password_hash(self.passwords["admin"]),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": ["administrator"],
            }
        )
        found["permissions"].append({"user": "admin", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"})
        (self.folder / "definitions.json").write_text(json.dumps(found))
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\n"
            f"load_definitions = {self.folder / 'definitions.json'}\n"
            f"distribution.listener.port_range.min = {self._dist}\ndistribution.listener.port_range.max = {self._dist}\n"
            "log.console = true\nlog.console.level = warning\nlog.file = false\nconsumer_timeout = 7200000\n"
        )
        (self.folder / "enabled_plugins").write_text("[].\n")

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "RABBITMQ_NODENAME": f"sihteeri{self.port}@localhost",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._dist),
            "ERL_EPMD_PORT": str(self._epmd),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_ALLOW_INPUT": "1",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-noinput +S 2:2 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}",
        }

    def _speaks(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
                probe.sendall(b"AMQP\0\0\x09\x01")
                probe.settimeout(2)
                return probe.recv(1) == b"\x01"
        except OSError:
            return False


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
