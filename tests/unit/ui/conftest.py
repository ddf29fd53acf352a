"""The terminal's commands, before a gateway that is not one."""

import io
import sys
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.standins.gateway import Api
from ui import terminal
from ui.client import Gateway
from ui.place import LOCALE


class Done(NamedTuple):
    """What a command printed, and how it ended."""

    out: str
    err: str
    status: int


Sihteeri = Callable[..., Done]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    """What answers instead of the gateway."""
    made = Api()

    def call(_gateway: Gateway, method: str, path: str, **options: Any) -> Any:
        return made.call(method, path, **options)

    monkeypatch.setattr(Gateway, "_call", call)
    return made


@pytest.fixture
def sihteeri(api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Sihteeri:
    """Run the program with these words."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIHTEERI_TOKEN", "abc")
    monkeypatch.setenv("SIHTEERI_TIME_ZONE", "Europe/Helsinki")
    for name in ("FORCE_COLOR", "COLUMNS", "GATEWAY_URL", *LOCALE):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["sihteeri", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            copy_context().run(terminal.main)  # As a process of its own: what it speaks is nobody else's language.
        return Done(*capsys.readouterr(), int(ended.value.code or 0))

    return run
