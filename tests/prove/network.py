"""The network walls of docker-compose.yml, built from network namespaces: a host for each service, a bridge for each network, and
one host that stands for the internet. Who reaches whom is then tried out, and compared with what must hold.

All addresses exist inside the namespaces alone. It needs root and iproute2.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
INTERNET, OUTSIDE = "internet", "198.51.100.1"
PORT = 7000
WATCHERS = ("prometheus-private", "prometheus-public", "prometheus-edge")
HOSTS = ("store", "private-llm", "ollama", "interpreter", "gateway", "rabbitmq", "ui", "proxy", *WATCHERS)
MUST = {
    "store": {"private-llm", "ollama", "gateway", "rabbitmq", "prometheus-private"},
    "private-llm": {"store", "ollama", "gateway", "rabbitmq", "prometheus-private"},
    "ollama": {"store", "private-llm", "gateway", "rabbitmq", "prometheus-private"},
    "interpreter": {"rabbitmq", INTERNET, "gateway", "proxy", "prometheus-public"},
    "gateway": {
        *("store", "private-llm", "ollama", "rabbitmq", "ui", "proxy", "interpreter", INTERNET),
        *("prometheus-private", "prometheus-edge"),
    },
    "rabbitmq": {"store", "private-llm", "ollama", "gateway", "interpreter", "prometheus-private", "prometheus-public"},
    "ui": {"gateway", "proxy", "prometheus-edge"},
    "proxy": {"gateway", "ui", "interpreter", INTERNET, "prometheus-edge"},
    "prometheus-private": {"store", "private-llm", "ollama", "gateway", "rabbitmq"},
    "prometheus-public": {"interpreter", "rabbitmq"},
    "prometheus-edge": {"gateway", "ui", "proxy"},
}
"""Written by hand: who may open a connection to whom. The private zone (store, private-llm, Ollama) has no way to the internet, nor
has the broker; the interpreter reaches nobody of the private zone; whoever measures stands in one zone."""
LISTEN = f"import socket; s = socket.create_server(('', {PORT}), backlog=50); print('up', flush=True)\nwhile True: s.accept()[0].close()"
TRY = (
    f"PORT = {PORT}"
    + """
import json, socket, sys
from concurrent.futures import ThreadPoolExecutor
def reaches(address):
    try:
        socket.create_connection((address, PORT), timeout=1).close()
    except OSError:
        return False
    return True
wanted = json.loads(sys.argv[1])
with ThreadPoolExecutor(40) as pool:
    found = {name: [pool.submit(reaches, address) for address in addresses] for name, addresses in wanted.items()}
print(json.dumps([name for name, tries in found.items() if any(one.result() for one in tries)]))
"""
)


def missing() -> str:
    """Return why the walls can't be tried here, or nothing."""
    if os.geteuid() != 0:
        return "it needs root"
    if shutil.which("ip") is None:
        return "iproute2 is not on this machine; on Debian or Ubuntu: apt-get install iproute2"
    made = subprocess.run(["ip", "netns", "add", f"sih{os.getpid()}probe"], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "del", f"sih{os.getpid()}probe"], capture_output=True, check=False)
    return "" if made.returncode == 0 else "this machine makes no network namespaces"


def networks() -> dict[str, set[str]]:
    """Return the networks of each service, as docker-compose.yml has them; `internet` is on every network that is not internal."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    found = {name: set(compose["services"][name]["networks"]) for name in HOSTS}
    return found | {INTERNET: {name for name, options in compose["networks"].items() if not (options or {}).get("internal")}}


def holds(found: dict[str, set[str]]) -> list[str]:
    """Return what is reached that must not be, and what must be reached and is not."""
    wrong = [f"{host} reaches {other}" for host in HOSTS for other in sorted(found[host] - MUST[host])]
    return wrong + [f"{host} does not reach {other}" for host in HOSTS for other in sorted(MUST[host] - found[host])]


def reach(wired: dict[str, set[str]]) -> dict[str, set[str]]:
    """Build the network, let every host try every other, and take it down again."""
    with _built(wired) as addresses:
        found = {}
        for host in HOSTS:
            others = {name: list(of.values()) for name, of in addresses.items() if name != host} | {INTERNET: [OUTSIDE]}
            tried = _in(host, sys.executable, "-c", TRY, json.dumps(others))
            found[host] = set(json.loads(tried.stdout))
        return found


@contextmanager
def _built(wired: dict[str, set[str]]) -> Iterator[dict[str, dict[str, str]]]:
    every = [*wired, "switch"]
    listening: list[subprocess.Popen[bytes]] = []
    addresses: dict[str, dict[str, str]] = {host: {} for host in wired}
    try:
        for host in every:
            _ip("netns", "add", _space(host))
            _in(host, "ip", "link", "set", "lo", "up")
        for number, network in enumerate(sorted(set().union(*wired.values()))):
            _in("switch", "ip", "link", "add", f"br{number}", "type", "bridge")
            _in("switch", "ip", "link", "set", f"br{number}", "up")
            for place, host in enumerate(wired, 1):
                if network in wired[host]:
                    addresses[host][network] = _plug(host, number, 254 if host == INTERNET else place)
            for host in wired:
                if host != INTERNET and network in wired[host] and network in wired[INTERNET]:
                    _in(host, "ip", "route", "replace", "default", "via", f"10.213.{number}.254")
        _in(INTERNET, "ip", "address", "add", f"{OUTSIDE}/32", "dev", "lo")
        for host in wired:
            command = ["ip", "netns", "exec", _space(host), sys.executable, "-c", LISTEN]
            listening.append(subprocess.Popen(command, stdout=subprocess.PIPE))
        for server in listening:
            assert server.stdout is not None
            server.stdout.readline()
        yield {host: own for host, own in addresses.items() if host != INTERNET}
    finally:
        for server in listening:
            server.kill()
            server.wait()
        for host in every:
            subprocess.run(["ip", "netns", "del", _space(host)], capture_output=True, check=False)
        time.sleep(0.1)


def _plug(host: str, number: int, place: int) -> str:
    address = f"10.213.{number}.{place}"
    own, other = f"n{number}", f"v{number}-{place}"
    _ip("link", "add", own, "netns", _space(host), "type", "veth", "peer", "name", other, "netns", _space("switch"))
    _in(host, "ip", "address", "add", f"{address}/24", "dev", own)
    _in(host, "ip", "link", "set", own, "up")
    _in("switch", "ip", "link", "set", other, "master", f"br{number}", "up")
    return address


def _space(host: str) -> str:
    return f"sih{os.getpid()}{host}"


def _in(host: str, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["ip", "netns", "exec", _space(host), *command], check=True, capture_output=True, text=True)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)
