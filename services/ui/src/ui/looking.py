"""How often Gradio looks whether something is to be done. By itself it does so a thousand times a second, day and night."""

import asyncio
from typing import Any

OFTEN_SECONDS, SELDOM_SECONDS = 0.02, 0.5
THERE_SECONDS = 10.0
"""So long after a page was heard of it may ask for something that is not to wait; an open one is heard of every four."""


class Looking:
    """Has a queue of Gradio's looked at often while a page is open, and seldom else."""

    def __init__(self, queue: Any) -> None:
        self._queue = queue
        self._end: asyncio.TimerHandle | None = None
        queue.progress_update_sleep_when_free = SELDOM_SECONDS  # No page shows Gradio's progress.
        self._every(SELDOM_SECONDS)

    def often(self) -> None:
        """Begin now, before what a page asks for comes; or go on."""
        if self._end is not None:
            self._end.cancel()
        self._end = asyncio.get_running_loop().call_later(THERE_SECONDS, self._every, SELDOM_SECONDS)
        self._every(OFTEN_SECONDS)

    def _every(self, seconds: float) -> None:
        self._queue.sleep_when_free = seconds
