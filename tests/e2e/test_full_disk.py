"""A disk that is full, logs and all: every answer says so, nothing is taken that is not kept, and it goes on when there is space."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import missing
from tests.standins.stack import Stack, until
from tests.torture.disk import small_disk

DISK_BYTES = 24 << 20
LEFT_BYTES = (0, 12 << 10, 80 << 10, 300 << 10)
TEXT = "y" * 7000
CALLS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "notes", {"json": {"text": TEXT}}),
    ("GET", "notes", {}),
    ("GET", "messages", {}),
    ("GET", "search", {"params": {"q": "puffin"}}),
    ("POST", "imports", {"data": b"1.3.2024 klo 10.00 - Anna: hello\n" * 20_000}),
    ("POST", "links", {}),
    ("GET", "backups", {}),
    ("GET", "egress", {}),
    ("POST", "redactions", {"json": {"text": TEXT}}),
    ("PATCH", "profile", {"json": {"about": TEXT[:2000]}}),
)


def fill(disk: Path, left: int) -> None:
    """Leave so many bytes."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 65536) == 65536:
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() - left))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk."""
    with ExitStack() as opened:
        try:
            found = opened.enter_context(small_disk(tmp_path / "disk", DISK_BYTES))
        except OSError as error:
            missing(str(error))
        yield found


def test_on_a_full_disk_every_answer_says_so(disk: Path) -> None:
    stack = Stack(disk / "home")
    try:
        stack.start()
        stack.call("POST", "notes", json={"text": "the puffin nests on the north cliff"})
        answers: list[requests.Response] = []
        for left in LEFT_BYTES:
            for method, path, options in CALLS:
                fill(disk, left)
                answers.append(stack.call(method, path, **options))
        (disk / "filler").unlink()

        assert {answer.status_code for answer in answers} <= {200, 201, 202, 503}
        refused = [answer.json()["detail"] for answer in answers if answer.status_code == 503]
        assert sum("disk is full" in reason or "No space" in reason for reason in refused) > len(CALLS)
        until(lambda: stack.call("POST", "notes", json={"text": "after"}).status_code == 201, what="it goes on")
        assert "north cliff" in stack.ask("Where does the puffin nest?")["reply"]
    finally:
        stack.stop()
