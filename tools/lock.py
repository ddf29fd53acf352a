"""Write the lock files: every package that each service, `make run` and the tests install, with the hashes of its files.

Versions are those of constraints.txt. It needs uv (`pip install uv`), and works for all Pythons and machines at once. Run: `make lock`.
"""

import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--quiet",
    "--constraints=constraints.txt",
)
HEAD = "# Written by `make lock` from constraints.txt: pip refuses whatever is not byte for byte what was locked.\n"


def main() -> None:
    services = sorted(path.parent for path in ROOT.glob("services/*/pyproject.toml"))
    for service in services:
        lock(service, f"./shared\n./{service.relative_to(ROOT)}\n", own=("sihteeri-shared", f"sihteeri-{service.name}"))
    for folder in (ROOT / "deploy", ROOT / "tests"):
        lock(folder, (folder / "requirements.txt").read_text(encoding="utf-8"))


def lock(folder: Path, wanted: str, own: tuple[str, ...] = ()) -> None:
    """Write `folder/requirements.lock`; packages of our own have no hash and are left out."""
    with tempfile.NamedTemporaryFile("w", dir=ROOT, prefix=".lock-", suffix=".txt", encoding="utf-8") as file:
        file.write(wanted)
        file.flush()
        left_out = [f"--no-emit-package={name}" for name in own]
        done = subprocess.run(
            ["uv", "pip", "compile", *OPTIONS, *left_out, file.name], cwd=ROOT, check=True, capture_output=True, text=True
        )
    (folder / "requirements.lock").write_text(HEAD + done.stdout, encoding="utf-8")


if __name__ == "__main__":
    main()
