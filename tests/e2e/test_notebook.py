"""The notebook's cells, run in order by a plain Python, as Colab would; and what it says when something is amiss."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.standins.stack import ROOT, Stack

NOTEBOOK = ROOT / "services/ui/notebook/sihteeri.ipynb"
SECRETS = """
import sys, types
class userdata:
    class SecretNotFoundError(Exception): pass
    class NotebookAccessError(Exception): pass
    @staticmethod
    def get(name):
        {get}
sys.modules["google.colab"] = types.SimpleNamespace(userdata=userdata)
"""


def cells() -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text())["cells"] if cell["cell_type"] == "code"]


def run(program: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(folder), **settings}
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


LOOK = """
assert list(search("lab door code")["text"])[0] == "the lab door code is 4417"
shown = messages("Example chat")
assert list(shown["sender"]) == ["Anna", "Ville", "Anna", "Ville"] and shown["at"].is_monotonic_increasing
assert "Example chat" in list(chats()["name"])
ask("Remind me to oil the gate tomorrow at 9")
assert "oil the gate" in list(reminders()["text"]) and reminders()["due_at"].dt.tz is not None
ask("undo")
drawn = pictures("Example chat")
heights = [[round(bar.get_height() or bar.get_width()) for bar in axes.patches] for axes in drawn.axes]
assert [bar.get_width() for bar in drawn.axes[1].patches] == [2, 2] and sum(heights[0]) == 4 and sum(heights[2]) == 4
print("undoing" if undo_import(imported) in ("undoing", "undone") else "not undone")
for wrong in (lambda: messages("No such chat"), lambda: import_file("nothing.txt")):
    try:
        wrong()
    except Problem as problem:
        print("Problem:", problem)
"""


def test_every_cell_runs_against_a_running_assistant(bare: Stack, tmp_path: Path) -> None:
    done = run("\n".join([*cells(), LOOK]), tmp_path, GATEWAY_URL=bare.url, SIHTEERI_TOKEN=bare.token)

    assert done.returncode == 0, done.stderr
    assert "4417" in done.stdout
    assert "4 new, 0 there before." in done.stdout
    assert "undoing" in done.stdout
    assert "Problem: there is no chat “No such chat”. chats() lists them." in done.stdout
    assert "Problem: there is no file nothing.txt." in done.stdout
    assert "requests never left" in done.stdout


@pytest.mark.parametrize(
    ("get", "said"),
    [
        ("raise userdata.SecretNotFoundError", "there is no secret GATEWAY_URL. Open Secrets"),
        ("raise userdata.NotebookAccessError", "may not read the secret GATEWAY_URL. Switch on"),
        ("return {'GATEWAY_URL': 'http://home.example', 'SIHTEERI_TOKEN': 'x'}[name]", "http://home.example is not https"),
        ("return {'GATEWAY_URL': 'http://127.0.0.1:1', 'SIHTEERI_TOKEN': 'x'}[name]", "http://127.0.0.1:1 does not answer"),
        ("return {'GATEWAY_URL': GATEWAY, 'SIHTEERI_TOKEN': 'x'}[name]", "the token is not known there"),
        ("return {'GATEWAY_URL': GATEWAY, 'SIHTEERI_TOKEN': TOKEN}[name]", ""),
    ],
    ids=["no secret", "no access", "no TLS", "nobody there", "wrong token", "all well"],
)
def test_what_colabs_secrets_lack_is_said_in_a_sentence(get: str, said: str, bare: Stack, tmp_path: Path) -> None:
    secrets = f"GATEWAY, TOKEN = {bare.url!r}, {bare.token!r}\n{SECRETS.format(get=get)}"

    done = run(f"{secrets}\n{cells()[0]}", tmp_path)

    assert bool(done.returncode) is bool(said)
    assert said in (done.stderr.splitlines() or [""])[-1]
    assert bare.token not in done.stdout + done.stderr


def test_it_keeps_no_output_and_no_token() -> None:
    notebook = json.loads(NOTEBOOK.read_text())

    assert notebook["metadata"]["colab"]["private_outputs"] is True
    assert all(not cell.get("outputs") for cell in notebook["cells"])
    assert "Google's machine" in "".join(notebook["cells"][0]["source"])
