"""What the front ends read from the environment."""

from dataclasses import dataclass
from pathlib import Path

from shared.settings import flag, port, setting, zone


@dataclass(frozen=True, repr=False)
class Settings:
    """All of the browser front end's settings."""

    home: Path = setting("SIHTEERI_HOME", default=Path("var"), parse=Path)
    host: str = setting("UI_HOST", default="127.0.0.1")
    port: int = setting("UI_PORT", default=7860, parse=port)
    gateway_url: str = setting("GATEWAY_URL", default="http://127.0.0.1:8000")
    time_zone: str = setting("SIHTEERI_TIME_ZONE", default="", parse=zone)
    """Of the times that are shown; read in ui.times, for the terminal too."""
    secure_cookie: bool = setting("UI_SECURE_COOKIE", default=False, parse=flag)
