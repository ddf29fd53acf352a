"""Fixtures for every kind of test. What needs RabbitMQ or Chromium says so when it is not there; in CI it must be there."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standins.ollama import Ollama
from tests.standins.openai import OpenAI
from tests.standins.rabbitmq import INSTALL_HINT, RabbitNode, server_script
from tests.standins.twilio import Twilio

CHROMIUM_HINT = "Chromium is not on this machine; on Debian or Ubuntu: apt-get install chromium"


def missing(what: str) -> None:
    """Skip, or fail where nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitNode]:
    """A broker that all tests of the session share."""
    if server_script() is None:
        missing(INSTALL_HINT)
    node = RabbitNode(tmp_path_factory.mktemp("rabbit"))
    try:
        yield node.start()
    finally:
        node.stop()


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
