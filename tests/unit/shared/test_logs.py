"""Nothing that a person wrote gets into a log line."""

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shared import logs

CANARY = "canary-in-a-log"


@pytest.fixture(autouse=True)
def configured(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("test")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_fields_that_are_not_allowed_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    logs.get_logger().info("thing.done", text=CANARY, count=3)

    line = lines(capsys)[0]
    assert "text" not in line
    assert line["count"] == 3
    assert line["service"] == "test"


def test_an_exception_is_a_type_and_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logs.get_logger().error("thing.failed", error=error)

    line = lines(capsys)[0]
    assert line["error"] == "ValueError"
    assert line["where"]
    assert CANARY not in json.dumps(line)


@pytest.mark.parametrize("name", ["kombu", "twilio.http_client", "httpx", "werkzeug", "openai", "gunicorn.error"])
def test_a_library_says_where_and_not_what(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger(name).error("took %r", CANARY, exc_info=ValueError(CANARY))

    assert CANARY not in json.dumps(lines(capsys))


def test_the_request_id_goes_with_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    token = logs.request_id.set("abc123")
    logs.get_logger().info("thing.done")
    logs.request_id.reset(token)

    assert lines(capsys)[0]["request_id"] == "abc123"


@pytest.mark.parametrize("say", [lambda: logs.get_logger().info("thing.done"), lambda: logging.getLogger("library").warning("x")])
def test_a_line_that_can_not_be_written_fails_nothing(say: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """`/dev/full` is a disk that is full."""
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        say()
        patch.undo()
        with pytest.raises(OSError, match="space"):
            full.close()


def test_a_record_that_can_not_be_formatted_is_not_printed_with_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("gunicorn.error").error("%d", CANARY)

    assert CANARY not in "".join(capsys.readouterr())
