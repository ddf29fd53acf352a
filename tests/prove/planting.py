"""How a leak is planted: what stands before, after or instead of a function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Live:
    """A defect of one service: `plant` runs in its process before it starts. `variables` change its environment instead."""

    service: str
    plant: Callable[[], None]
    variables: tuple[tuple[str, str], ...] = ()


def before(owner: Any, name: str, act: Callable[..., object]) -> None:
    real = getattr(owner, name)

    def wrapped(*args: Any, **more: Any) -> Any:
        act(*args, **more)
        return real(*args, **more)

    setattr(owner, name, wrapped)


def after(owner: Any, name: str, act: Callable[[], object]) -> None:
    real = getattr(owner, name)

    def wrapped(*args: Any, **more: Any) -> Any:
        result = real(*args, **more)
        act()
        return result

    setattr(owner, name, wrapped)


def instead(owner: Any, name: str, act: Callable[..., object]) -> None:
    real = getattr(owner, name)
    setattr(owner, name, lambda *args, **more: act(real, *args, **more))
