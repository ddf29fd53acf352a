"""Confinement: once started, the interpreter can import, open, start and connect only what is on a short list.

A Python audit hook (PEP 578) can't be taken out again. It sees dynamic imports, which import contracts miss; it is a wall against
mistakes and against code that a library would load, not against native code: that wall is the container.
"""

import os
import socket
import sys
import sysconfig
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shared import logs

NEVER = frozenset(
    {"store", "private_llm", "gateway", "ui", "sqlcipher3", "sqlalchemy", "alembic", "twilio", "ollama", "gradio", "requests"}
)
"""Packages that the interpreter may not even look for."""
HIDDEN = ("shared.schemas.archive", "shared.schemas.records")
LIBRARIES = frozenset({
    "interpreter", "shared", "openai", "httpx2", "httpcore2", "h11", "h2", "hpack", "hyperframe", "anyio", "sniffio", "certifi", "idna",
    "truststore", "pydantic", "pydantic_core", "jiter", "distro", "typing_extensions", "typing_inspection", "annotated_types", "tqdm",
    "kombu", "amqp", "vine", "marshmallow", "cryptography", "cffi", "_cffi_backend", "flask", "werkzeug", "jinja2", "markupsafe", "click",
    "itsdangerous", "blinker", "gunicorn", "prometheus_client", "structlog", "packaging", "tzdata", "six", "colorama", "setproctitle",
    "dateutil", "brotli", "brotlicffi", "zstandard", "socksio", "eventlet", "gevent", "greenlet", "simplejson",
})  # fmt: skip
STARTING = frozenset({
    "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn",
    "ctypes.dlopen", "ctypes.dlsym", "ctypes.call_function", "code.__new__", "sys.addaudithook", "cpython.remote_debugger_script",
})  # fmt: skip
CHANGING = frozenset({"os.rename", "os.link", "os.symlink", "os.truncate", "os.chown", "shutil.copyfile", "shutil.move", "shutil.rmtree", "ftplib.connect", "smtplib.connect", "urllib.Request"})  # fmt: skip
SYSTEM_FILES = ("/etc/ssl", "/etc/pki", "/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/localtime", "/etc/mime.types", "/etc/host.conf", "/usr/share/zoneinfo", "/usr/lib/ssl", "/usr/share/ca-certificates", "/dev/null", "/dev/urandom", "/proc/self", "/proc/stat", "/proc/sys/kernel/random/boot_id", "/sys/fs/cgroup")  # fmt: skip
WRITABLE = ("/dev/null",)
log = logs.get_logger()


class Confined(PermissionError):
    """Raised in whoever tries what is not on the list."""


class ConfinedImport(ImportError):
    """The same for imports: who can do without what it asks for goes on, as if it were not installed."""


class Confinement:
    """The list, and the hook that holds to it."""

    def __init__(self, *, files: Iterable[Path], addresses: Iterable[tuple[str, int]]) -> None:
        code = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
        packages = {str(Path(module.__file__).parent) for module in _own_modules() if module.__file__}
        self._readable = tuple(os.path.realpath(path) for path in (*code, *packages, *SYSTEM_FILES, f"/proc/{os.getpid()}"))
        self._files = tuple(os.path.realpath(path) for path in files)
        self._addresses = set(addresses)
        self._resolved: set[tuple[str, int]] = set()
        self._busy = threading.local()

    def begin(self) -> None:
        """Hold this process to the list, for good."""
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in WATCHED or getattr(self._busy, "yes", False):
            return
        self._busy.yes = True
        try:
            if not self._is_allowed(event, arguments):
                what = f"import {arguments[0]}" if event == "import" else event
                log.error("confinement.refused", kind=what)
                raise (ConfinedImport if event == "import" else Confined)(f"the interpreter may not do this ({what})")
        finally:
            self._busy.yes = False

    def _is_allowed(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "import":
            return self._may_import(str(arguments[0]))
        if event in {"open", "os.remove", "os.mkdir", "os.listdir", "os.scandir", "sqlite3.connect", "os.chmod"}:
            writing = event not in {"open", "os.listdir", "os.scandir"} or (event == "open" and _writes(arguments))
            return self._may_open(arguments[0], writing=writing) or (event == "os.mkdir" and self._is_own_folder(arguments[0]))
        if event == "socket.getaddrinfo":
            return self._may_resolve(arguments[0])
        if event in {"socket.connect", "socket.sendto", "socket.bind"}:
            return self._may_connect(arguments[1])
        return False

    def _may_import(self, name: str) -> bool:
        root = name.partition(".")[0]
        return (
            root not in NEVER
            and not name.startswith(HIDDEN)
            and (root in LIBRARIES or root in sys.stdlib_module_names or root in sys.modules)
        )

    def _may_open(self, path: Any, *, writing: bool) -> bool:
        if isinstance(path, int) or path is None:
            return True  # A descriptor that is open already, or the folder that it stands in.
        real = os.path.realpath(os.fsdecode(path).removeprefix("file:"))
        if _below(real, self._files) or real in WRITABLE:
            return True
        return _below(real, self._readable) and not writing

    def _is_own_folder(self, path: Any) -> bool:
        """Tell whether a folder holds files of ours: it may be made if it is not there."""
        return os.path.realpath(os.fsdecode(path)) in {str(Path(file).parent) for file in self._files}

    def _may_resolve(self, host: Any) -> bool:
        name = host.decode() if isinstance(host, bytes) else host
        ports = {port for known, port in self._addresses if known == name}
        self._resolved |= {(str(entry[4][0]), port) for port in ports for entry in socket.getaddrinfo(name, port)}
        return bool(ports)

    def _may_connect(self, address: Any) -> bool:
        if isinstance(address, str | bytes):
            return True  # A Unix socket: the embedded bus wakes its neighbours so. Nothing leaves the machine by it.
        return (address[0], address[1]) in self._addresses | self._resolved


WATCHED = STARTING | CHANGING | {
    "import", "open", "os.remove", "os.mkdir", "os.listdir", "os.scandir", "os.chmod", "sqlite3.connect", "socket.getaddrinfo",
    "socket.connect", "socket.sendto", "socket.bind", "socket.gethostbyname", "socket.gethostbyaddr",
}  # fmt: skip


def addresses(*urls: str) -> list[tuple[str, int]]:
    """Return the (host, port) that some URLs name; an empty URL names none."""
    ports = {"https": 443, "http": 80, "amqp": 5672, "amqps": 5671}
    parts = [urlsplit(url) for url in urls if url]
    return [(part.hostname or "", part.port or ports.get(part.scheme, 0)) for part in parts]


def _own_modules() -> list[Any]:
    return [module for name, module in list(sys.modules.items()) if name in {"interpreter", "shared"}]


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND))


def _below(path: str, roots: tuple[str, ...]) -> bool:
    return any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)
