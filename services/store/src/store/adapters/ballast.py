"""Some of the disk, set aside for when it is full: forgetting takes space too."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

BALLAST_BYTES = 8 << 20


def keep(folder: Path) -> None:
    """Set some of the disk aside, if there is plenty; what was given up is set aside again."""
    path, left = folder / "ballast", shutil.disk_usage(folder).free
    if left < 4 * BALLAST_BYTES or (path.exists() and path.stat().st_size == BALLAST_BYTES):
        return
    with suppress(OSError), path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, BALLAST_BYTES)


def give_up(folder: Path) -> bool:
    """Free what was set aside; return whether there was any."""
    path = folder / "ballast"
    found = path.exists() and path.stat().st_size > 0
    path.unlink(missing_ok=True)
    return found
