"""Reading an upload in a process of its own, which can do nothing else (`store.reader`). What it says is checked: it may have been
taken over by what it read."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from store.domain.importers.parsed import Found, NotReadable, decoded

PROGRAM = (sys.executable, "-I", "-m", "store.reader")
FRAME_BYTES = 64 << 20
LAST_POSITION = 1 << 53
END_SECONDS = 5
OUT_OF_TIME = "reading the file takes more time than a file of its size could need"
STOPPED = "reading the file stopped for an unexpected reason"


class Reading:
    """What is in an upload, bit by bit. `source` names the importer, `position` tells how far the reading is, in bytes."""

    def __init__(self, path: Path, key: bytes, zone: str, *, skip: int) -> None:
        self.source = ""
        self.position = 0
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            self._process = subprocess.Popen(
                PROGRAM,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(descriptor,),
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                start_new_session=True,
            )
        finally:
            os.close(descriptor)
        with suppress(BrokenPipeError):
            assert self._process.stdin is not None
            asked = {"upload": descriptor, "key": key.hex(), "zone": zone, "skip": skip}
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            self._process.stdin.flush()

    def __enter__(self) -> "Reading":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                _given(pipe).close()
        self._process.wait()

    def found(self) -> Iterator[Found]:
        """Yield what is in the file; raises NotReadable when it can't be read to its end."""
        for frame in self._frames():
            if "failed" in frame:
                raise NotReadable(str(frame["failed"])[:200])
            if "end" in frame:
                return
            self.source = self.source or str(frame.get("source", ""))[:20]
            self.position = max(0, min(int(frame.get("position", self.position)), LAST_POSITION))
            yield from map(decoded, frame.get("found", ()))
        raise NotReadable(self._why())

    def _why(self) -> str:
        """Return why it ended without a word, as far as its end tells."""
        _given(self._process.stdout).close()
        try:
            status = self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            return f"{STOPPED} (it said what can't be read)"
        if status == -signal.SIGXCPU:
            return OUT_OF_TIME
        return f"{STOPPED} ({signal.Signals(-status).name})" if -status in set(signal.Signals) else f"{STOPPED} (status {status})"

    def _frames(self) -> Iterator[dict[str, Any]]:
        output = _given(self._process.stdout)
        while line := output.readline(FRAME_BYTES):
            try:
                frame = json.loads(line)
            except ValueError:
                return
            if not isinstance(frame, dict):
                return
            yield frame


def _given(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
