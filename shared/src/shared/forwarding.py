"""Whose request is passed on: how the browser front end says it to the gateway, and whom the gateway believes.

On one machine both read a key under the data folder. Elsewhere, and for a proxy, the gateway is told in its settings whom to believe.
"""

import hmac
import secrets
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

from shared.envelope import create_once

FORWARDED, KEY = "X-Forwarded-For", "X-Sihteeri-Front-Key"
WATCHING = "X-Sihteeri-Watching"
"""Says that nobody did anything: an open page looks whether something is new."""
HOPS = 10
Networks = tuple[IPv4Network | IPv6Network, ...]


def networks(text: str) -> Networks:
    """Parse addresses and networks with commas between them; raises ValueError."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


class Vouching:
    """What makes the gateway believe the front end, or the front end's word be believed."""

    def __init__(self, home: Path, trusted: Networks = ()) -> None:
        self._key = _key(home / "keys" / "front.key")
        self._trusted = trusted

    def headers(self, peer: str, forwarded: str) -> dict[str, str]:
        """Return the headers that name a caller: whoever connected, after what they said of those before them."""
        hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()][1 - HOPS :]
        return {FORWARDED: ", ".join([*hops, peer])} | ({KEY: self._key} if self._key else {})

    def caller(self, peer: str, forwarded: str, key: str) -> str:
        """Return the address that a request comes from: each hop is believed as far as it is trusted, and no further."""
        found, front = _address(peer), self._is_front(key)
        for hop in reversed(forwarded.split(",")):
            before = _address(hop)
            if found is None or before is None or not (front or any(found in network for network in self._trusted)):
                break
            found, front = before, False
        return str(found or "unknown")

    def _is_front(self, key: str) -> bool:
        return bool(self._key) and hmac.compare_digest(key.encode(), self._key.encode())


def _key(path: Path) -> str:
    """Return the key of this machine, made on first use; none where there is no data folder to share."""
    try:
        if not path.exists():
            create_once(path, secrets.token_urlsafe(32).encode())
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
