"""What the store reads from the environment."""

from dataclasses import dataclass
from pathlib import Path

from shared.bus.topology import PARTITIONS
from shared.settings import count, setting, zone


def partitions(text: str) -> tuple[int, ...]:
    """Parse a list of partitions, such as `0,1`."""
    found = tuple(sorted({int(part) for part in text.split(",")}))
    if not all(0 <= number < PARTITIONS for number in found):
        raise ValueError(text)
    return found


@dataclass(frozen=True, repr=False)
class Settings:
    """All of the store's settings."""

    home: Path = setting("SIHTEERI_HOME", default=Path("var"), parse=Path)
    broker_url: str = setting("BROKER_URL", default="")
    bus_key_file: Path | None = setting("BUS_KEY_PRIVATE_FILE", default=None, parse=Path)
    master_key_file: Path | None = setting("MASTER_KEY_FILE", default=None, parse=Path)
    owner_whatsapp: str = setting("OWNER_WHATSAPP", default="")
    time_zone: str = setting("SIHTEERI_TIME_ZONE", default="", parse=zone)
    backup_hours: int = setting("BACKUP_HOURS", default=24, parse=count)
    backup_keep: int = setting("BACKUP_KEEP", default=7, parse=count)
    partitions: tuple[int, ...] = setting("STORE_PARTITIONS", default=tuple(range(PARTITIONS)), parse=partitions)
    """Whose data this process keeps; others keep the others'. All of them share the data folder."""
