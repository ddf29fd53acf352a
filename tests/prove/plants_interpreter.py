"""Leaks to plant in the interpreter."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.prove.planting import Live, instead


def _nothing() -> None:
    return None


def _body_changed(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[], None]:
    """Send something else than was proposed: what is proposed is looked at before it may go."""

    def plant() -> None:
        from interpreter.adapters.openai_model import OpenAIModel, digest
        from interpreter.domain import prompt

        build = prompt.request

        def ask(real: Any, self: Any, masked: str, **_released: Any) -> Any:
            prompt.request = lambda model, words: change(build(model, words))  # type: ignore[assignment]
            try:
                return real(self, masked, released_sha256=digest(self.propose(masked).body.encode()))
            finally:
                prompt.request = build  # type: ignore[assignment]

        instead(OpenAIModel, "ask", ask)

    return plant


def _sent_without_asking() -> None:
    from interpreter.adapters.openai_model import OpenAIModel, digest

    def propose(real: Any, self: Any, masked: str) -> Any:
        proposal = real(self, masked)
        self.ask(masked, released_sha256=digest(proposal.body.encode()))
        return proposal

    instead(OpenAIModel, "propose", propose)


def _sent_twice() -> None:
    from interpreter.adapters.openai_model import OpenAIModel

    instead(OpenAIModel, "ask", lambda ask, self, masked, **more: (ask(self, masked, **more), ask(self, masked, **more))[1])


def _a_header_to_openai() -> None:
    import openai

    instead(
        openai.OpenAI, "__init__", lambda init, self, **more: init(self, **more, default_headers={"X-Conversation": secrets.token_hex(8)})
    )


def _unconfined(then: Callable[[], object]) -> Callable[[], None]:
    def plant() -> None:
        from interpreter.adapters.confinement import Confinement

        Confinement.begin = lambda _self: None  # type: ignore[method-assign]
        then()

    return plant


KEPT_OPEN: list[Any] = []


def _open_the_master_key() -> None:
    KEPT_OPEN.append((Path(os.environ["SIHTEERI_HOME"]) / "keys" / "master.key").open("rb"))


def _load_sqlcipher() -> None:
    import sqlcipher3.dbapi2  # noqa: F401


LIVE: dict[str, Live] = {
    "OpenAI's body gains a user": Live("interpreter", _body_changed(lambda body: {**body, "user": "u-1"})),
    "OpenAI's body gains metadata": Live("interpreter", _body_changed(lambda body: {**body, "metadata": {"turn": "1"}})),
    "OpenAI is asked to keep it": Live("interpreter", _body_changed(lambda body: {**body, "store": True})),
    "OpenAI's input is not padded": Live("interpreter", _body_changed(lambda body: {**body, "input": body["input"].strip()})),
    "OpenAI gets an unlisted word": Live("interpreter", _body_changed(lambda body: {**body, "input": f"{body['input'][:-9]} hoatzin "})),
    "OpenAI gets a sentence of listed words": Live("interpreter", _body_changed(lambda body: {**body, "input": "she left me".ljust(256)})),
    "OpenAI gets other instructions": Live(
        "interpreter", _body_changed(lambda body: {**body, "instructions": body["instructions"] + " Hello."})
    ),
    "OpenAI gets a tool": Live("interpreter", _body_changed(lambda body: {**body, "tools": [{"type": "web_search"}]})),
    "OpenAI is asked without a release": Live("interpreter", _sent_without_asking),
    "OpenAI is asked twice": Live("interpreter", _sent_twice),
    "a header to OpenAI names the conversation": Live("interpreter", _a_header_to_openai),
    "the interpreter opens the master key": Live("interpreter", _unconfined(_open_the_master_key)),
    "the interpreter loads sqlcipher": Live("interpreter", _unconfined(_load_sqlcipher)),
    "the interpreter is given the private bus key": Live("interpreter", _nothing, (("BUS_KEY_PRIVATE_FILE", "/nowhere"),)),
    "the interpreter is given Twilio's token": Live("interpreter", _nothing, (("TWILIO_AUTH_TOKEN", "t"),)),
}
