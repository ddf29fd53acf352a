"""Waking a sleeping consumer: a byte to its Unix datagram socket. Messages are in the file, so a lost byte costs time only."""

import os
import secrets
import socket
import sys
import tempfile
import threading
from contextlib import suppress


def wake_socket() -> tuple[socket.socket, str]:
    """Return a datagram socket to sleep on and the address that wakes it."""
    name = f"sihteeri-{secrets.token_hex(8)}"
    address = f"\0{name}" if sys.platform == "linux" else os.path.join(tempfile.gettempdir(), name)
    waker = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    waker.bind(address)
    waker.setblocking(False)
    return waker, address


_sender = threading.local()


def wake(address: str) -> None:
    """Wake whoever sleeps on an address; nobody there is no error, since messages are in the file."""
    if getattr(_sender, "pid", None) != os.getpid():
        _sender.socket, _sender.pid = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), os.getpid()
        _sender.socket.setblocking(False)
    with suppress(OSError):
        _sender.socket.sendto(b"\0", address)
