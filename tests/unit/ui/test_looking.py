"""How often Gradio looks for work: what takes the most of a front end that nobody looks at."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TypeVar

import pytest

from ui import looking
from ui.looking import OFTEN_SECONDS, SELDOM_SECONDS, Looking

Answer = TypeVar("Answer")


def run(page: Coroutine[object, object, Answer]) -> Answer:
    """Return what comes of a page, in a thread: this one may be in the loop of a browser that other tests have open."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, page).result()  # type: ignore[arg-type]


async def soon(queue: SimpleNamespace, seconds: float) -> None:
    """Wait until a queue is looked at so often."""
    async with asyncio.timeout(10):
        while queue.sleep_when_free != seconds:
            await asyncio.sleep(0.001)


def test_nobody_there_it_is_looked_at_seldom() -> None:
    queue = SimpleNamespace()

    Looking(queue)

    assert (queue.sleep_when_free, queue.progress_update_sleep_when_free) == (SELDOM_SECONDS, SELDOM_SECONDS)


def test_it_is_looked_at_often_from_a_pages_first_request_until_a_while_after_its_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "THERE_SECONDS", 0.05)
    queue, times = SimpleNamespace(), []

    async def a_page() -> None:
        notices = Looking(queue)
        for _ in range(2):
            notices.often()
            times.append(queue.sleep_when_free)
            await soon(queue, SELDOM_SECONDS)

    run(a_page())

    assert times == [OFTEN_SECONDS, OFTEN_SECONDS]


def test_each_request_puts_its_end_off(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = SimpleNamespace()

    async def a_page() -> float:
        notices = Looking(queue)
        monkeypatch.setattr(looking, "THERE_SECONDS", 0)
        notices.often()
        monkeypatch.setattr(looking, "THERE_SECONDS", 60)
        notices.often()
        for _ in range(3):  # In which the first end would have come.
            await asyncio.sleep(0)
        return float(queue.sleep_when_free)

    assert run(a_page()) == OFTEN_SECONDS
