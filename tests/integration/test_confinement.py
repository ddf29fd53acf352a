"""The interpreter's confinement: what is on the list works, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.standins.stack import Stack, until

SETUP = """
import sys, os, socket
from pathlib import Path
from interpreter.adapters.confinement import Confined, Confinement
home = Path(sys.argv[1])
import interpreter, shared
Confinement(files=[home / "own.key"], addresses=[("localhost", int(sys.argv[2]))]).begin()
"""
ALLOWED = (
    "(home / 'own.key').read_text()",
    "import json.tool, xml.dom",  # The standard library.
    "import openai.resources.responses",
    "open('/etc/hosts').read(); open('/dev/null', 'w').write('x'); os.urandom(4)",
    "import encodings.idna; 'ä'.encode('idna')",
)
REFUSED = (
    "import store",
    "import private_llm.domain.redaction",
    "import importlib; importlib.import_module('sqlcipher3')",
    "__import__('sql' + 'cipher3')",
    "import sqlalchemy",
    "import shared.schemas.archive",
    "exec('import gateway')",
    "import pytest",  # Not on the list, though it is installed.
    "(home / 'other.key').read_text()",
    "open(home / 'own.key/../other.key')",
    "os.symlink(home / 'other.key', home / 'own.key2')",
    "os.open(home / 'new', os.O_CREAT | os.O_WRONLY)",
    "open(os.__file__, 'a')",
    "os.listdir(home)",
    "os.remove(home / 'other.key')",
    "import subprocess; subprocess.Popen(['true'])",
    "os.system('true')",
    "os.fork()",
    "import ctypes; ctypes.CDLL(None)",
    "import sqlite3; sqlite3.connect(home / 'other.key')",
    "socket.getaddrinfo('example.org', 443)",
    "socket.create_connection(('192.0.2.1', 443), timeout=1)",
    "socket.create_connection(('127.0.0.1', 1), timeout=1)",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 53))",
    "socket.socket().bind(('127.0.0.1', 0))",
)
EACH = """
for code in sys.stdin.read().split("\\0"):
    try:
        exec(code)
        print("#done")
    except BaseException as error:
        print("#" + type(error).__name__)
"""


def run(tmp_path: Path, code: str, *, port: int = 9, given: str = "") -> str:
    (tmp_path / "own.key").write_text("mine")
    (tmp_path / "other.key").write_text("not mine")
    command = [sys.executable, "-c", SETUP + code, str(tmp_path), str(port)]
    finished = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    return finished.stdout if given else "done" if finished.returncode == 0 else finished.stderr.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What became of each attempt, all of them in one confined process."""
    said = run(tmp_path_factory.mktemp("confined"), EACH, given="\0".join(ALLOWED + REFUSED)).splitlines()
    results = [line[1:] for line in said if line.startswith("#")]
    return dict(zip(ALLOWED + REFUSED, results, strict=True))


@pytest.mark.parametrize("code", ALLOWED)
def test_what_it_needs_is_allowed(outcomes: dict[str, str], code: str) -> None:
    assert outcomes[code] == "done"


@pytest.mark.parametrize("code", REFUSED)
def test_everything_else_is_refused(outcomes: dict[str, str], code: str) -> None:
    assert outcomes[code] in {"Confined", "ConfinedImport"}


def test_a_symbolic_link_is_followed_before_it_is_judged(tmp_path: Path) -> None:
    (tmp_path / "own.key").unlink(missing_ok=True)
    (tmp_path / "other.key").write_text("not mine")
    code = SETUP.replace('files=[home / "own.key"]', 'files=[home / "nothing"]') + "open(home / 'link')"
    (tmp_path / "link").symlink_to(tmp_path / "other.key")

    finished = subprocess.run([sys.executable, "-c", code, str(tmp_path), "9"], capture_output=True, text=True, check=False)

    assert "may not do this" in finished.stderr


def test_it_connects_where_it_may_and_only_to_that_port(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as allowed, socket.create_server(("127.0.0.1", 0)) as other:
        port, another = allowed.getsockname()[1], other.getsockname()[1]

        assert run(tmp_path, f"socket.create_connection(('localhost', {port}), timeout=2)", port=port) == "done"
        assert "may not" in run(tmp_path, f"socket.create_connection(('localhost', {another}), timeout=2)", port=port)


def test_the_hook_cannot_be_switched_off_by_its_own_flag_from_another_thread(tmp_path: Path) -> None:
    code = """
import threading
failed = []
def attempt():
    try:
        open(home / 'other.key')
    except Confined:
        failed.append(1)
threads = [threading.Thread(target=attempt) for _ in range(20)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
assert len(failed) == 20
"""
    assert run(tmp_path, code) == "done"


def test_the_interpreter_may_be_the_first_to_start(tmp_path: Path) -> None:
    stack = Stack(tmp_path / "home")
    try:
        stack.start_one("interpreter")
        until(lambda: (tmp_path / "home" / "bus" / "interpreter.sqlite3").exists() and stack.is_ready("interpreter"), seconds=60)
    finally:
        stack.stop()
