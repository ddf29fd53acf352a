"""What the terminal finds where it is run."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = (sys.executable, "-c", "from ui.terminal import main; main()", "ask", "hello")


def ask(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GATEWAY", "SIHTEERI"))} | more
    return subprocess.run(PROGRAM, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


def test_settings_are_those_of_make_run(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GATEWAY_PORT=1\nSIHTEERI_TOKEN=abc\n", encoding="utf-8")

    done = ask(tmp_path)

    assert done.returncode == 2
    assert "http://127.0.0.1:1" in done.stderr


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GATEWAY_PORT=1\nSIHTEERI_TOKEN=abc\n", encoding="utf-8")

    assert "http://127.0.0.1:2" in ask(tmp_path, GATEWAY_URL="http://127.0.0.1:2").stderr


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00A")

    assert ".env can't be read" in ask(tmp_path).stderr
