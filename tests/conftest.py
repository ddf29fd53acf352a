"""Fixtures for every kind of test. What needs RabbitMQ or Chromium says so when it is not there; in CI it must be there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.standins.ollama import Ollama
from tests.standins.openai import OpenAI
from tests.standins.rabbitmq import INSTALL_HINT, RabbitNode, server_script
from tests.standins.twilio import Twilio

CHROMIUM_HINT = "Chromium is not on this machine; on Debian or Ubuntu: apt-get install chromium"


SHARED = ("whole", "bare")
"""Running products that many tests have in common: all of these go to one worker, so that it is started once."""


@pytest.hookimpl(tryfirst=True)  # Before xdist looks.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests belong to one worker: those of a running product, else those of a file."""
    for item in items:
        used = next((name for name in SHARED if name in getattr(item, "fixturenames", ())), item.nodeid.partition("::")[0])
        kind = item.callspec.params.get(used, "") if hasattr(item, "callspec") else ""
        item.add_marker(pytest.mark.xdist_group(f"{used} {kind}".strip()))


def missing(what: str) -> None:
    """Skip, or fail where nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@contextmanager
def broker_of_its_own(folder: Path) -> Iterator[RabbitNode]:
    """A broker for a product that lives beside others: on a common one each would take the others' messages."""
    if server_script() is None:
        missing(INSTALL_HINT)
    node = RabbitNode(folder)
    try:
        yield node.start()
    finally:
        node.stop()


@pytest.fixture(scope="session")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitNode]:
    """A broker for tests that follow one another; what they start on it ends with them."""
    with broker_of_its_own(tmp_path_factory.mktemp("rabbit")) as node:
        yield node


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing(CHROMIUM_HINT)
    return Path(found or "")


@pytest.fixture
def openai() -> Iterator[OpenAI]:
    """A stand-in for OpenAI."""
    server = OpenAI()
    yield server
    server.stop()


@pytest.fixture
def ollama() -> Iterator[Ollama]:
    """A stand-in for Ollama."""
    server = Ollama()
    yield server
    server.stop()


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    """A stand-in for Twilio."""
    server = Twilio()
    yield server
    server.stop()
