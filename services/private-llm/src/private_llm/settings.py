"""What private-llm reads from the environment."""

from dataclasses import dataclass
from pathlib import Path

from shared.schemas.question import OPENAI_BASE_URL, OPENAI_MODEL
from shared.settings import count, setting, zone


def threads(text: str) -> int:
    """Parse a number of threads, 1 to 256."""
    number = count(text)
    if not 1 <= number <= 256:
        raise ValueError(text)
    return number


@dataclass(frozen=True, repr=False)
class Settings:
    """All of private-llm's settings."""

    home: Path = setting("SIHTEERI_HOME", default=Path("var"), parse=Path)
    broker_url: str = setting("BROKER_URL", default="")
    private_key_file: Path | None = setting("BUS_KEY_PRIVATE_FILE", default=None, parse=Path)
    interpreter_key_file: Path | None = setting("BUS_KEY_INTERPRETER_FILE", default=None, parse=Path)
    ollama_host: str = setting("OLLAMA_HOST", default="http://127.0.0.1:11434")
    model: str = setting("PRIVATE_LLM_MODEL", default="")
    fast_model: str = setting("PRIVATE_LLM_FAST_MODEL", default="")
    threads: int = setting("PRIVATE_LLM_THREADS", default=1, parse=threads)
    embed_model: str = setting("PRIVATE_LLM_EMBED_MODEL", default="")
    time_zone: str = setting("SIHTEERI_TIME_ZONE", default="", parse=zone)
    openai_model: str = setting("OPENAI_MODEL", default=OPENAI_MODEL)
    openai_base_url: str = setting("OPENAI_BASE_URL", default=OPENAI_BASE_URL)
    daily_requests: int = setting("CLOUD_DAILY_REQUESTS", default=200, parse=count)
    daily_tokens: int = setting("CLOUD_DAILY_TOKENS", default=200_000, parse=count)
