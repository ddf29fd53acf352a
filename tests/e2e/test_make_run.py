"""`make run` as its user meets it: progress, what is in use, a clean end, and one clear sentence for what is wrong."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import requests

from store.adapters.keys import KeyFile
from store.adapters.ownership import Ownership
from store.adapters.vault import Vault
from tests.standins.rabbitmq import RabbitNode, free_port
from tests.standins.stack import ROOT, until

NAMES = ("GATEWAY", "INTERPRETER", "PRIVATE_LLM", "STORE", "UI")


def environment(home: Path, **more: str) -> dict[str, str]:
    ports = {f"{name}_PORT": str(free_port()) for name in NAMES}
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "SIHTEERI_HOME": str(home), "OLLAMA_HOST": "off", **ports, **more}


@contextmanager
def running(settings: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        process = subprocess.Popen([sys.executable, "deploy/run.py"], cwd=ROOT, env=settings, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


@dataclass
class Running:
    """A product that is up."""

    process: subprocess.Popen[bytes]
    settings: dict[str, str]
    log: Path


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that tests may hurt, if it mends itself."""
    folder = tmp_path_factory.mktemp("run")
    settings, log = environment(folder / "home"), folder / "log"
    with running(settings, log) as process:
        until(lambda: "Ctrl-C stops everything" in log.read_text(), seconds=60, what="the welcome")
        yield Running(process, settings, log)


def test_it_starts_says_how_to_sign_in_and_stops_without_a_trace(tmp_path: Path) -> None:
    settings, log = environment(tmp_path / "home"), tmp_path / "log"
    with running(settings, log) as process:
        until(lambda: "Ctrl-C stops everything" in log.read_text(), seconds=60, what="the welcome")
        children = psutil.Process(process.pid).children(recursive=True)
        text = log.read_text()

    assert process.returncode == 0
    assert all(f"✓ {name}" in text for name in ("store", "interpreter", "private-llm", "gateway", "ui"))
    assert f"http://127.0.0.1:{settings['UI_PORT']}" in text
    assert "owner-token" in text
    assert re.search(rf"http://127\.0\.0\.1:{settings['UI_PORT']}/enter#[\w-]{{43}}\n", text)
    assert "▀" not in text  # It is no terminal.
    assert all(part in text for part in ("RabbitMQ", "Ollama", "OpenAI", "Twilio"))
    assert (tmp_path / "home" / "owner-token").stat().st_mode & 0o777 == 0o600
    assert len(children) >= 9
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_a_service_that_dies_is_started_again(product: Running) -> None:
    services(product.process)["store"].kill()

    until(lambda: "store ended" in product.log.read_text(), what="the notice")
    until(lambda: _answers(f"http://127.0.0.1:{product.settings['STORE_PORT']}/healthz"), seconds=30, what="the store answers")


def services(process: subprocess.Popen[bytes]) -> dict[str, psutil.Process]:
    """Return the services that `make run` has started, by name."""
    return {child.environ()["SERVICE"]: child for child in psutil.Process(process.pid).children()}


@pytest.mark.parametrize("name", ["store", "gateway", "ui"])
def test_a_service_that_dies_while_it_starts_is_started_again(tmp_path: Path, name: str) -> None:
    settings, log = environment(tmp_path / "home"), tmp_path / "log"
    with running(settings, log) as process:
        until(lambda: [child.kill() for one, child in _named(process).items() if one == name], what=f"{name} is there")

        until(lambda: f"{name} ended (status -9) and is started again" in log.read_text(), what="the notice")
        until(lambda: "Ctrl-C stops everything" in log.read_text(), seconds=60, what="the welcome")

    assert process.returncode == 0


def _named(process: subprocess.Popen[bytes]) -> dict[str, psutil.Process]:
    try:
        return services(process)
    except (KeyError, psutil.Error):  # Between fork and exec.
        return {}


def test_a_service_that_keeps_dying_while_it_starts_is_given_up_and_it_is_said_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "deploy/run.py"],
        cwd=ROOT,
        env=environment(tmp_path / "home", GUNICORN_CMD_ARGS="--no-such-option"),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )

    assert done.returncode == 1
    assert done.stdout.count("store ended (status 2) and is started again") > 1
    assert "did not start. It ended" in done.stderr
    assert "no-such-option" in done.stderr
    assert "run `make run` again" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupt_while_it_starts_is_a_clean_end(tmp_path: Path) -> None:
    settings, log = environment(tmp_path / "home"), tmp_path / "log"
    with running(settings, log) as process:
        until(lambda: len(_named(process)) == 5, what="five processes")
        children = psutil.Process(process.pid).children(recursive=True)

    assert process.returncode == 0
    assert "Traceback" not in log.read_text()
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_a_log_that_is_taken_away_or_long_stops_nothing(product: Running) -> None:
    logs = Path(product.settings["SIHTEERI_HOME"]) / "logs"
    (logs / "ui.log").unlink()
    with (logs / "gateway.log").open("ab") as long:
        long.truncate(11 * 1024 * 1024)

    until(lambda: (logs / "gateway.log").stat().st_size < 1024 * 1024, what="the log is set aside")
    assert (logs / "gateway.log.1").stat().st_size > 10 * 1024 * 1024
    gateway = services(product.process)["gateway"]
    requests.get(f"http://127.0.0.1:{product.settings['GATEWAY_PORT']}/nothing", timeout=5)
    until(lambda: "unmatched" in (logs / "gateway.log").read_text(), what="the gateway writes into its log")
    assert gateway.is_running()
    assert product.process.poll() is None


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def test_only_the_interpreter_is_given_the_openai_key(tmp_path: Path) -> None:
    settings = environment(tmp_path / "home", OPENAI_API_KEY="a-secret", TWILIO_AUTH_TOKEN="b-secret")
    log = tmp_path / "log"
    with running(settings, log) as process:
        until(lambda: len(psutil.Process(process.pid).children()) == 5, what="five processes")
        seen = {child.environ().get("SERVICE"): child.environ() for child in psutil.Process(process.pid).children()}

    assert {name for name, found in seen.items() if "OPENAI_API_KEY" in found} == {"interpreter"}
    assert {name for name, found in seen.items() if "TWILIO_AUTH_TOKEN" in found} == {"gateway"}


def refusal(settings: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "deploy/run.py"], cwd=ROOT, env=settings, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_a_busy_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        settings = environment(tmp_path / "home") | {"GATEWAY_PORT": str(busy.getsockname()[1])}

        sentence = refusal(settings)

    assert f"port {settings['GATEWAY_PORT']}, meant for gateway, is in use" in sentence
    assert "GATEWAY_PORT" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("port", ["many", "0", "70000"])
def test_a_port_that_is_none_is_one_sentence(tmp_path: Path, port: str) -> None:
    sentence = refusal(environment(tmp_path / "home") | {"STORE_PORT": port})

    assert "STORE_PORT is no port" in sentence
    assert "\n" not in sentence


def test_an_unwritable_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    sentence = refusal(environment(tmp_path / "file" / "home"))

    assert "can't be written" in sentence
    assert "SIHTEERI_HOME" in sentence


def test_a_broker_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    sentence = refusal(environment(tmp_path / "home", BROKER_URL=f"amqp://x:y@127.0.0.1:{free_port()}//"))

    assert "BROKER_URL" in sentence


def test_a_python_that_is_too_old_is_one_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text(
        '#!/bin/sh\ncase "$2" in *version_info*) echo "sihteeri: Python 3.11 or newer is needed; this is 3.9.2." >&2; exit 1;; esac\n'
    )
    old.chmod(0o755)

    done = subprocess.run(
        ["make", "-C", str(ROOT), f"PYTHON={old}", f"VENV={tmp_path / 'venv'}", "run"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr


def test_a_missing_master_key_is_said_and_makes_no_new_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    vault = Vault(home, KeyFile.open(None, home).master())
    Ownership(vault).ensure("")
    vault.close()
    (home / "keys" / "master.key").unlink()
    before = sorted((home / "store").rglob("*.db"))

    sentence = refusal(environment(home))

    assert "master key file master.key is missing" in sentence
    assert len(before) == 2
    assert sorted((home / "store").rglob("*.db")) == before
    assert not (home / "keys" / "master.key").exists()


def test_it_makes_the_topology_of_a_broker_it_is_given(tmp_path: Path, rabbitmq: RabbitNode) -> None:
    settings, log = environment(tmp_path / "home", BROKER_URL=rabbitmq.url("admin")), tmp_path / "log"
    with running(settings, log):
        until(lambda: "Ctrl-C stops everything" in log.read_text(), seconds=60, what="the welcome")

    assert "RabbitMQ  in use" in log.read_text()


def test_behind_a_passphrase_it_waits_for_a_person(tmp_path: Path) -> None:
    settings, log = environment(tmp_path / "home"), tmp_path / "log"
    settings["GATEWAY_URL"] = f"http://127.0.0.1:{settings['GATEWAY_PORT']}"

    def sihteeri(*arguments: str, typed: str = "correct horse battery staple") -> str:
        program = [str(Path(sys.executable).with_name("sihteeri")), *arguments]
        done = subprocess.run(program, env=settings, input=f"{typed}\n", capture_output=True, text=True, timeout=60, check=False)
        return done.stdout + done.stderr

    with running(settings, log):
        until(lambda: "Ctrl-C stops everything" in log.read_text(), seconds=60, what="the welcome")
        sihteeri("ask", "Remember that the heron nests in March")
        assert "master key" in sihteeri("keys", "rotate")
        assert "behind a passphrase" in sihteeri("keys", "passphrase")
    log.write_text("")

    with running(settings, log):
        until(lambda: "sealed" in log.read_text(), seconds=60, what="it says that it is sealed")
        assert "sealed" in requests.get(f"http://127.0.0.1:{settings['STORE_PORT']}/readyz", timeout=10).json()["reasons"]["database"]
        assert "sealed" in sihteeri("ask", "When does the heron nest?")
        assert "wrong" in sihteeri("keys", "unseal", typed="a wrong passphrase")
        assert "open" in sihteeri("keys", "unseal")
        until(lambda: "Ctrl-C stops everything" in log.read_text(), seconds=60, what="the welcome")
        assert "heron nests in March" in sihteeri("ask", "When does the heron nest?")
