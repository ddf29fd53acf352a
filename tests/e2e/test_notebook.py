"""The notebook's cells, run in order by a plain Python with `requests`, as Colab would."""

import json
import os
import subprocess
import sys

from tests.standins.stack import ROOT, Stack

NOTEBOOK = ROOT / "services/ui/notebook/sihteeri.ipynb"


def test_every_cell_runs_against_a_running_assistant(bare: Stack) -> None:
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    program = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    environment = {"PATH": os.environ["PATH"], "GATEWAY_URL": bare.url, "SIHTEERI_TOKEN": bare.token, "LANG": "C.UTF-8"}

    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert "4417" in done.stdout
    assert "requests never left" in done.stdout


def test_it_keeps_no_output_and_no_token() -> None:
    notebook = json.loads(NOTEBOOK.read_text())

    assert notebook["metadata"]["colab"]["private_outputs"] is True
    assert all(not cell.get("outputs") for cell in notebook["cells"])
    assert "Google's machine" in "".join(notebook["cells"][0]["source"])
