"""A terminal of some size, with a program in it, as a person sits before one."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from typing import Self

STYLES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
SECONDS = 60


class Terminal:
    """A program in a pseudo-terminal. `seen` is all that it wrote."""

    def __init__(self, program: Sequence[str], environment: Mapping[str, str], *, columns: int = 80, rows: int = 24) -> None:
        self.seen = ""
        self.status: int | None = None
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execve(program[0], list(program), {"TERM": "xterm-256color", **environment})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is None:
            os.kill(self._pid, 9)
            os.waitpid(self._pid, 0)
        os.close(self._file)

    def type(self, text: str) -> None:
        """Press keys: `\\x03` is Ctrl-C, `\\x04` Ctrl-D, `\\x1b[A` ↑."""
        os.write(self._file, text.encode())

    def wait_for(self, text: str, *, after: int = 0) -> int:
        """Wait until a text was written, styles aside, and return where in `plain` it ends."""
        deadline = time.monotonic() + SECONDS
        while (found := self.plain.find(text, after)) < 0:
            if time.monotonic() > deadline or not self._read():
                raise AssertionError(f"{text!r} was not written; this was: {self.plain[after:]!r}")
        return found + len(text)

    def has(self, text: str, *, after: int = 0) -> bool:
        """Tell whether a text was written by now."""
        self._read()
        return self.plain.find(text, after) >= 0

    def end(self) -> int:
        """Wait until the program has ended, and return its exit status."""
        deadline = time.monotonic() + SECONDS
        while self._read():
            assert time.monotonic() < deadline, f"it goes on: {self.plain!r}"
        self.status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self.status

    @property
    def plain(self) -> str:
        """What was written, without styles."""
        return STYLES.sub("", self.seen).replace("\r\n", "\n")

    def _read(self) -> bool:
        """Read some more, for a short while; tell whether the program may write more."""
        if not select.select([self._file], [], [], 0.2)[0]:
            return True
        try:
            read = os.read(self._file, 65536)
        except OSError:  # How Linux says that the other end is closed.
            return False
        self.seen += read.decode("utf-8", "replace")
        return bool(read)
