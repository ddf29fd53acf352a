"""How a service is: asked by whoever depends on it."""

from dataclasses import dataclass
from typing import ClassVar

from shared.schemas.message import Message, Zone


@dataclass(frozen=True, repr=False)
class ServiceStatus(Message):
    """A service is there. `parts` says for each optional part what is in use."""

    topic: ClassVar[str] = "any.status"

    service: str
    parts: dict[str, str]


@dataclass(frozen=True, repr=False)
class AskStore(Message):
    """Is the store there, and open?"""

    topic: ClassVar[str] = "store.status"
    senders: ClassVar[tuple[str, ...]] = ("gateway", "private-llm")
    answer: ClassVar[type[Message] | None] = ServiceStatus


@dataclass(frozen=True, repr=False)
class AskEngine(Message):
    """Is the conversation engine there? Answered at once, without asking anybody else."""

    topic: ClassVar[str] = "private-llm.alive"
    senders: ClassVar[tuple[str, ...]] = ("gateway",)
    answer: ClassVar[type[Message] | None] = ServiceStatus


@dataclass(frozen=True, repr=False)
class AskPrivateLlm(Message):
    """Is the conversation engine there, and what does it write with?"""

    topic: ClassVar[str] = "private-llm.status"
    senders: ClassVar[tuple[str, ...]] = ("gateway",)
    answer: ClassVar[type[Message] | None] = ServiceStatus


@dataclass(frozen=True, repr=False)
class InterpreterStatus(ServiceStatus):
    """As ServiceStatus, sealed for the interpreter's zone."""

    topic: ClassVar[str] = "private-llm.interpreter-status"
    zone: ClassVar[Zone] = Zone.INTERPRETER


@dataclass(frozen=True, repr=False)
class AskInterpreter(Message):
    """Is the interpreter there, and does it have a cloud model to ask?"""

    topic: ClassVar[str] = "interpreter.status"
    zone: ClassVar[Zone] = Zone.INTERPRETER
    senders: ClassVar[tuple[str, ...]] = ("private-llm",)
    answer: ClassVar[type[Message] | None] = InterpreterStatus
