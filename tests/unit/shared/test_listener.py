"""In which order a listener asks the broker for the first message and for more."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.bus import listener as module
from shared.bus.listener import Listener


class Broker:
    """A connection with one message, which notes what is asked of it."""

    heartbeat = 0

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.deliver: Callable[[str], Any] = lambda _message: None

    def channel(self) -> "Broker":
        return self

    def basic_qos(self, _size: int, count: int, _all: bool) -> None:
        self.asked.append(f"at most {count}")

    def drain_events(self, timeout: float) -> None:
        if "came" in self.asked:
            raise TimeoutError
        self.asked.append("came")
        self.deliver("message")

    def close(self) -> None:
        """There is nothing to close."""


class Consumer:
    def __init__(self, channel: Broker, *, on_message: Callable[[str], Any], **_: Any) -> None:
        self._broker = channel
        self._broker.deliver = on_message
        self._active = False

    def consume(self) -> None:
        self._active = True
        self._broker.asked.append("consume")

    def cancel(self) -> None:
        if self._active:
            self._broker.asked.append("cancel")
        self._active = False

    def qos(self, prefetch_count: int) -> None:
        self._broker.asked.append(f"at most {prefetch_count}")


@pytest.mark.parametrize("behind", [False, True])
def test_the_first_message_is_settled_when_nothing_more_can_be_on_its_way(behind: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message on its way to a consumer that is being cancelled comes back as delivered once more, and is parked after a few."""
    broker = Broker()
    monkeypatch.setattr(module, "Consumer", Consumer)

    def handle(_message: str) -> None:
        settle = lambda: listener.settle(lambda: broker.asked.append("ack"))  # noqa: E731
        listener.behind(settle) if behind else settle()

    listener = Listener("test", connect=lambda: broker, queues=["q"], handle=handle, prefetch=16)
    monkeypatch.setattr(listener.stopping, "is_set", lambda: {"ack", "at most 16"} <= set(broker.asked))
    listener.run()

    asked = broker.asked
    assert asked[:3] == ["at most 1", "consume", "came"]
    assert asked.index("cancel") < asked.index("ack")
    assert [step for step in asked[3:] if step != "ack"] == ["cancel", "at most 16", "consume"]
