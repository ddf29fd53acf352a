"""A product and how its front end is reached, by clients at addresses of their own."""

import re
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter

from tests.standins.stack import Stack

OTHER = "token-of-somebody-else"
LOAD, SEND = "load", "send"
hosts = count(10)
"""The last numbers of addresses that nobody has had."""


def at(number: int) -> requests.Session:
    """Return a client at an address of its own: all of 127/8 is this machine."""
    session = requests.Session()
    adapter = HTTPAdapter()
    adapter.init_poolmanager(4, 4, source_address=(f"127.0.1.{number}", 0))
    session.mount("http://", adapter)
    return session


@dataclass
class Doors:
    """A product and how its front end is reached."""

    stack: Stack
    temporary: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.stack.ports['ui']}"

    def signed_in(self, token: str) -> requests.Session:
        session = at(next(hosts))
        assert session.post(f"{self.url}/login", data={"token": token}, allow_redirects=False, timeout=20).status_code == 303
        return session

    def ask(self, session: requests.Session, page: str, inputs: list[object], function: str = LOAD) -> requests.Response:
        """Do what the page does when a person says something, or when it loads."""
        config = session.get(self.url, timeout=20).text
        found = {name: int(number) for number, name in re.findall(r'"id":\s*(\d+)[^{}]*?"api_name":\s*"(\w+)"', config)}
        body = {"data": inputs, "event_data": None, "fn_index": found[function], "trigger_id": 0, "session_hash": page}
        return session.post(f"{self.url}/gradio_api/queue/join", json=body, timeout=20)

    def stream(self, session: requests.Session, page: str) -> requests.Response:
        return session.get(f"{self.url}/gradio_api/queue/data", params={"session_hash": page}, timeout=20)
