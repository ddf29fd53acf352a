"""What the interpreter reads from the environment. It has no key but its own zone's."""

from dataclasses import dataclass
from pathlib import Path

from shared.schemas.question import OPENAI_BASE_URL, OPENAI_MODEL
from shared.settings import one_of, setting


@dataclass(frozen=True, repr=False)
class Settings:
    """All of the interpreter's settings."""

    home: Path = setting("SIHTEERI_HOME", default=Path("var"), parse=Path)
    broker_url: str = setting("BROKER_URL", default="")
    bus_key_file: Path | None = setting("BUS_KEY_INTERPRETER_FILE", default=None, parse=Path)
    engine: str = setting("INTERPRETER_ENGINE", default="auto", parse=one_of("auto", "local", "openai"))
    openai_key: str = setting("OPENAI_API_KEY", default="")
    openai_base_url: str = setting("OPENAI_BASE_URL", default=OPENAI_BASE_URL)
    openai_model: str = setting("OPENAI_MODEL", default=OPENAI_MODEL)
