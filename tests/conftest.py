"""Fixtures for every kind of test. What needs RabbitMQ or Chromium says so when it is not there; in CI it must be there."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.standins.ollama import Ollama
from tests.standins.openai import OpenAI
from tests.standins.rabbitmq import INSTALL_HINT, RabbitNode, server_script
from tests.standins.stack import Stack
from tests.standins.twilio import Twilio

CHROMIUM_HINT = "Chromium is not on this machine; on Debian or Ubuntu: apt-get install chromium"


SHARED = ("whole: Whole", "bare: Stack", "doors: Doors", "house: House", "household: Household", "model: Ollama")
"""Parameters of tests that use a running product in common: all of these go to one worker, so that it is started once."""


LONG = (
    "e2e/test_browser_talk.py::",
    "e2e/test_demo.py::",
    "e2e/test_failures.py::",
    "e2e/test_full_disk.py::",
    "e2e/test_keeping.py::test_in_the_terminal_and_everything",
    "e2e/test_make_run.py::",
    "e2e/test_newcomer.py::",
    "e2e/test_owner.py::",
    "e2e/test_pages.py::test_everybody_can_use_every_page[all",
    "e2e/test_partitions.py::",
    "e2e/test_running.py::",
    "e2e/test_terminal.py::",
    "e2e/test_two_people.py::",
    "integration/test_bus_deaths.py::",
    "integration/test_raw_disk.py::",
    "integration/test_torture.py::",
    "promises/test_3_nothing_lies_in_clear.py::test_no_file_log_metric_or_broker_disk_holds_what_was_said[rabbitmq]",
    "promises/test_4_an_accepted_message_is_answered_once.py::test_messages_that_wait_while_a_service_is_killed_are_answered_once_and_in_order[store]",
    "store/test_keys.py::test_going_on_may_be_killed_too",
    "test_conversations.py::test_a_model_that_errs_makes_nothing_worse[",
    "ui/test_plain.py::test_no_command_prints_what_a_terminal_obeys[each",
)
"""What takes a minute and more, or goes through all there is of what others take a sample of: products that are started, killed and
started again, whole days in a browser, every page and every text. `make test-long` runs these."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Called by pytest."""
    for item in items:
        if any(part in item.nodeid for part in LONG):
            item.add_marker(pytest.mark.long)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Called by pytest. What is collected stays: to look through it for garbage again and again would be an eighth of all work."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Called by pytest. Unit tests come last and need no product, so none runs beside them."""
    if nextitem is not None and "/unit/" in nextitem.nodeid and "/unit/" not in item.nodeid:
        for product in [*Stack.up]:
            product.stop()


class ByProduct(LoadFileScheduling):  # type: ignore[misc]
    """Gives a worker a file of tests, or all files of a product, one transport at a time."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.endswith("unit/private_llm/test_conversations.py"):
            return nodeid.partition(": ")[0]  # A file of conversations each.
        transport = "rabbitmq" if "[rabbitmq" in nodeid else ""
        return next((f"{shared} {transport}" for shared in SHARED if shared in _text(file)), file)


@cache
def _text(file: str) -> str:
    return (Path(__file__).parents[1] / file).read_text(encoding="utf-8")


def pytest_xdist_auto_num_workers() -> int:
    """Called by pytest-xdist. Two more than there are cores: while some wait for a product, the others think."""
    return (os.cpu_count() or 1) + 2


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByProduct:
    """Called by pytest-xdist."""
    return ByProduct(config, log)


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
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The product with nothing else installed."""
    stack = Stack(tmp_path_factory.mktemp("bare") / "home", ui=True)
    try:
        yield stack.start()
    finally:
        stack.stop()


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
