"""What the product finds on this machine: settings, ports, a folder, a broker; and what each service may see of it."""

import errno
import os
import socket
from pathlib import Path

from dotenv import dotenv_values

from shared.settings import port

ROOT = Path(__file__).resolve().parents[2]
PORTS = {"store": 8003, "interpreter": 8001, "private-llm": 8002, "gateway": 8000, "ui": 7860}
SECRETS = {
    "OPENAI_": {"interpreter", "private-llm"},
    "OPENAI_API_KEY": {"interpreter"},
    "TWILIO_": {"gateway"},
    "PUSH_": {"gateway"},
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


class Unfit(Exception):
    """Raised when the product can't be started here; says in one sentence what to mend."""


def read_environment() -> dict[str, str]:
    """Return the environment, on top of what .env says."""
    try:
        written = dotenv_values(ROOT / ".env")
    except (OSError, ValueError) as error:
        raise Unfit(f"the file .env can't be read ({type(error).__name__}). It must be text in UTF-8; .env.example shows how.") from None
    environment = {**{name: value for name, value in written.items() if value}, **os.environ}
    return environment | {"SIHTEERI_HOME": str(Path(environment.get("SIHTEERI_HOME") or ROOT / "var").resolve())}


def read_ports(environment: dict[str, str]) -> dict[str, int]:
    """Return the port of each service; raises Unfit for what is none."""
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


def own_variables(name: str, environment: dict[str, str]) -> dict[str, str]:
    """Return what one service may see of an environment."""
    return {
        variable: value
        for variable, value in environment.items()
        if all(name in allowed for prefix, allowed in SECRETS.items() if variable.startswith(prefix))
    }


def make_writable(home: Path) -> None:
    """Make the data folder; raises Unfit where nothing can be written."""
    try:
        (home / "logs").mkdir(parents=True, exist_ok=True, mode=0o700)
        (home / "logs" / ".probe").write_bytes(b".")
        (home / "logs" / ".probe").unlink()
    except OSError as error:
        raise Unfit(f"the data folder {home} can't be written ({error.strerror}). Set SIHTEERI_HOME to a folder of yours.") from None


def must_be_free(ports: dict[str, int]) -> None:
    """Raise Unfit for a port that somebody has."""
    for name, number in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except OSError as error:
                why = "is in use. Stop what uses it, or" if error.errno == errno.EADDRINUSE else f"can't be had ({error.strerror});"
                raise Unfit(f"port {number}, meant for {name}, {why} set {_port_variable(name)} to another port.") from None


def prepare_broker(environment: dict[str, str]) -> None:
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
