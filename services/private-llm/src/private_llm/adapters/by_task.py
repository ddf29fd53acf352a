"""Two models, each for what it is good at: a small one that plans, and one that writes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from private_llm.domain.ports import Task, Writer


class ByTask:
    """Writes with one writer and plans with another; while that is not there, the first plans too."""

    def __init__(self, writes: Writer, plans: Writer) -> None:
        self._writes = writes
        self._plans = plans

    @property
    def reason(self) -> str:
        """Why there is no model that writes."""
        return self._writes.reason

    def name(self) -> str | None:
        """Return what writes."""
        return self._writes.name()

    def look(self) -> None:
        """See to both."""
        self._writes.look()
        self._plans.look()

    def stream(self, system: str, messages: Sequence[tuple[str, str]], *, task: Task = "answer") -> Iterator[str]:
        """Yield the answer of the one that writes."""
        return self._writes.stream(system, messages, task=task)

    def plan(self, system: str, said: str, schema: Mapping[str, Any]) -> str:
        """Return the plan of the one that plans."""
        planner = self._plans if self._plans.name() else self._writes
        return planner.plan(system, said, schema)
