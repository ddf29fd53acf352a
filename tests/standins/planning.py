"""Models that plan: one that answers what it is told to, and one that obeys whatever instruction it finds among what it is shown."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from private_llm.domain.ports import WriterFailed

ORDERS = re.compile(
    r"\b(?:ignore|instead|cancel all|answer|SYSTEM|assistant|new instruction|unohda|ohita|JÄRJESTELMÄ|glöm|radera|vergiss|lösche|olvida|borra|I owe)",
    re.IGNORECASE,
)


def step(do: str, **more: Any) -> dict[str, Any]:
    return {"do": do, **more}


def answer(*steps: Mapping[str, Any]) -> str:
    return json.dumps({"steps": list(steps)})


class Scripted:
    """A model that plans what it is given, one answer for each time that it is asked; None fails."""

    reason = "not there"

    def __init__(self, *answers: str | None) -> None:
        self.answers = list(answers)
        self.shown: list[str] = []

    def name(self) -> str | None:
        return "ollama/scripted"

    def stream(self, system: str, messages: Any, **_: Any) -> Iterator[str]:
        yield "Something that a model wrote."

    def plan(self, system: str, said: str, schema: Mapping[str, Any]) -> str:
        self.shown.append(said)
        planned = self.answers.pop(0) if self.answers else answer(step("unclear"))
        if planned is None:
            raise WriterFailed("broke off")
        return planned


class Obeying(Scripted):
    """A model that does what any line but the request tells it to do, as far as a plan can say it."""

    def __init__(self) -> None:
        super().__init__()
        self.obeyed = 0

    def plan(self, system: str, said: str, schema: Mapping[str, Any]) -> str:
        self.shown.append(said)
        beside, _, request = said.rpartition("Request: ")
        order = ORDERS.search(beside.replace("(done: ", "("))
        if order is None:
            return answer(step("unclear"))
        self.obeyed += 1
        words = request.split()
        acts = ("remind", "remember", "cancel", "forget")
        return answer(*(step(act, text=request if act == "remember" else words[-1], things=[1]) for act in acts[self.obeyed % 4 :][:1]))


class Erring(Scripted):
    """A model that plans wrongly in one of many ways, the same for the same request, and writes what it was shown last."""

    def stream(self, system: str, messages: Any, **_: Any) -> Iterator[str]:
        yield messages[-1][1]

    def plan(self, system: str, said: str, schema: Mapping[str, Any]) -> str:
        self.shown.append(said)
        request = said.rpartition("Request: ")[2]
        plans = (
            answer(step("cancel", things=[1])),
            answer(step("forget", things=[1])),
            answer(step("snooze", things=[1], when="tomorrow")),
            answer(step("remind", text="call the bank of Nowhere", when="tomorrow at 9")),
            answer(step("remember", text="somebody owes me money")),
            answer(step("cancel", things=[9])),
            answer(step("settings", query=request)),
            answer(step("unclear")),
            answer(step("chat"))[:-9],
            "Sure, I have done that for you!",
            None,
        )
        planned = plans[hashlib.sha256(request.encode()).digest()[0] % len(plans)]
        if planned is None:
            raise WriterFailed("broke off")
        return planned
