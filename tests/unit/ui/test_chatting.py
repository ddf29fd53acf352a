"""A talk in the terminal, before a gateway that is not one."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from ui.commands import chatting
from ui.screen import Screen


def test_ctrl_c_stops_no_answer_of_another_conversation() -> None:
    posted: list[Any] = []

    class Front:
        def ask(self, _text: str) -> Iterator[tuple[str, dict[str, Any]]]:
            yield "accepted", {"id": "t7"}
            talk._stop()
            yield "reply", {"id": "t7", "reply": "(Stopped.)"}

        def post(self, *given: Any) -> None:
            posted.append(given)

    talk = chatting._Talk(Front(), Namespace(json=True), Screen())  # type: ignore[arg-type]
    talk.say("Write me a poem")

    assert posted == [("messages/stop", {"id": "t7"})]
