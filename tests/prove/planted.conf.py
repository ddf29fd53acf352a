"""gunicorn's configuration with a leak planted: `PLANT=name`, one of `tests.prove.plants`, or `nothing`."""

import os
from pathlib import Path

exec(Path("deploy/gunicorn.conf.py").read_text(encoding="utf-8"))


def post_fork(server, worker):
    from tests.prove.plants import LIVE
    from tests.prove.plants_private_llm import SWAPPED

    if os.environ["PLANT"] != "nothing":
        (LIVE | SWAPPED)[os.environ["PLANT"]].plant()
