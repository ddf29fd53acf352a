"""What the gateway reads from the environment."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shared.forwarding import Networks, networks
from shared.settings import port, setting


def _matching(pattern: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(pattern)
        return text

    return parse


@dataclass(frozen=True, repr=False)
class Settings:
    """All of the gateway's settings."""

    home: Path = setting("SIHTEERI_HOME", default=Path("var"), parse=Path)
    broker_url: str = setting("BROKER_URL", default="")
    bus_key_file: Path | None = setting("BUS_KEY_PRIVATE_FILE", default=None, parse=Path)
    port: int = setting("GATEWAY_PORT", default=8000, parse=port)
    public_url: str = setting("GATEWAY_PUBLIC_URL", default="")
    trusted_proxies: Networks = setting("TRUSTED_PROXIES", default=(), parse=networks)
    twilio_account: str = setting("TWILIO_ACCOUNT_SID", default="")
    twilio_token: str = setting("TWILIO_AUTH_TOKEN", default="")
    twilio_from: str = setting("TWILIO_WHATSAPP_FROM", default="")
    twilio_url: str = setting("TWILIO_API_BASE_URL", default="https://api.twilio.com")
    push_contact: str = setting(
        "PUSH_CONTACT",
        default="mailto:nobody@sihteeri.invalid",
        parse=_matching(r"mailto:[^\s@]+@[\w-]+(?:\.[\w-]+)+|https://[\w-]+(?:\.[\w-]+)+"),
    )
    push_own_service: str = setting("PUSH_OWN_SERVICE", default="", parse=_matching(r"https?://[^\s/?#@]+/?"))
