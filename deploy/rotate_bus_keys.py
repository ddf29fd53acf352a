"""Give each zone of the bus a new key while everything runs: `make rotate-bus-keys`, or with a folder, for containers: `… secrets`.

Services notice within a second; what was sealed with the keys before, waiting or parked, still opens until two more rotations.
"""

import os
import sys
from pathlib import Path

from shared.envelope import rotate
from shared.schemas.message import Zone


def main() -> int:
    if len(sys.argv) > 1:
        files = [Path(sys.argv[1]) / f"bus-{zone}-key" for zone in Zone]
    else:
        files = [Path(os.environ.get("SIHTEERI_HOME") or "var") / "keys" / f"bus-{zone}.key" for zone in Zone]
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        print(
            f"sihteeri: there is no key in {', '.join(missing)}; start the assistant once, or name the folder of the secrets.",
            file=sys.stderr,
        )
        return 1
    for zone, file in zip(Zone, files, strict=True):
        print(f"{zone}: new bodies are sealed with the key {rotate(file)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
