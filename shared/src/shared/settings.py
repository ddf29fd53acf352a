"""Settings as frozen dataclasses, read once from the environment by each service's `__main__`.

Any variable may be given as `NAME_FILE`, the path of a file that holds the value: that is how Docker secrets arrive.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, field, fields
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")


class InvalidSetting(ValueError):
    """Raised when a variable can't be read; the text names it and says what it expects, never its value."""


def setting(name: str, *, default: Any = MISSING, parse: Callable[[str], Any] = str) -> Any:
    """Declare a dataclass field that is read from the environment variable `name`."""
    if default is MISSING:
        return field(metadata={"name": name, "parse": parse})
    return field(default=default, metadata={"name": name, "parse": parse})


def names(settings: type) -> list[str]:
    """Return the environment variables that a settings class reads."""
    return [entry.metadata["name"] for entry in fields(settings)]


def load(settings: type[T], environ: Mapping[str, str]) -> T:
    """Read a settings class from `environ`; raises InvalidSetting."""
    found = {entry.name: _read(entry, environ) for entry in fields(settings)}  # type: ignore[arg-type]
    return settings(**{name: value for name, value in found.items() if value is not MISSING})


def _read(entry: Field[Any], environ: Mapping[str, str]) -> Any:
    name: str = entry.metadata["name"]
    text = environ.get(name, "").strip() or _from_file(name, environ)
    if not text:
        if entry.default is MISSING:
            raise InvalidSetting(f"{name} is not set, and it is needed. See .env.example.")
        return MISSING
    try:
        return entry.metadata["parse"](text)
    except (ValueError, KeyError) as error:
        raise InvalidSetting(f"{name} can't be read: {type(error).__name__}. See .env.example for its form.") from None


def _from_file(name: str, environ: Mapping[str, str]) -> str:
    path = environ.get(f"{name}_FILE", "").strip()
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InvalidSetting(f"{name}_FILE points at a file that can't be read: {error.strerror}.") from None


def port(text: str) -> int:
    """Parse a TCP port, 1 to 65535."""
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError(text)
    return number


def count(text: str) -> int:
    """Parse a whole number, 0 or more."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def flag(text: str) -> bool:
    """Parse yes or no, in the usual spellings."""
    return {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}[text.lower()]


def local_zone() -> str:
    """Return this machine's IANA time zone, or UTC."""
    link = os.path.realpath("/etc/localtime")
    name = os.environ.get("TZ") or (link.split("zoneinfo/", 1)[1] if "zoneinfo/" in link else "UTC")
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return "UTC"
    return name


def zone(text: str) -> str:
    """Parse an IANA time zone."""
    try:
        ZoneInfo(text)
    except OSError:
        raise ValueError(text) from None
    return text


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a parser that accepts only `choices`."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return parse
