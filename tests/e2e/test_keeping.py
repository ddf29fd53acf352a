"""A person's say over what is kept: take it out whole, forget it, be forgotten."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import requests

from tests.standins.stack import Stack, until

PHOTO = bytes(range(256)) * 5000
FORMULA = '=HYPERLINK("https://evil.example","click")'


def fill(stack: Stack) -> None:
    stack.ask("Remember that the puffin nests on the north cliff")
    stack.ask("Set my time zone to Europe/Helsinki")
    stack.call("POST", "contacts", json={"name": FORMULA, "handles": ["+358401234567"], "names": ["@risk"]})
    regatta = {"text": "Regatta", "start_at": "2026-12-01T10:00:00Z", "end_at": "2026-12-01T11:00:00Z", "rule": "RRULE:FREQ=WEEKLY;COUNT=2"}
    stack.call("POST", "events", json=regatta)
    stack.call("POST", "drafts", json={"text": "Dear Anna", "recipient": "Anna"})
    lines = "".join(f"1.3.2024 klo {hour}.00 - Anna: auk number {hour} *bold* <b>x</b>\n" for hour in range(24))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("_chat.txt", f"{lines}2.3.2024 klo 1.00 - Anna: IMG-1.jpg (file attached)\n")
        archive.writestr("IMG-1.jpg", PHOTO)
    done = stack.call("POST", "imports", params={"chat": "../../Birds: of / prey"}, data=packed.getvalue()).json()
    until(lambda: stack.call("GET", f"imports/{done['id']}").json()["state"] == "done", what="the import is done")


def test_an_export_holds_everything_and_runs_nothing(bare: Stack) -> None:
    fill(bare)

    answer = bare.call("GET", "export")

    assert answer.headers["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    names = archive.namelist()
    assert not [name for name in names if name.startswith("/") or ".." in name]
    whole = json.loads(archive.read("sihteeri.json"))
    kinds = {"notes", "reminders", "contacts", "chats", "drafts", "summaries", "rules", "profile", "events", "items"}
    assert {"messages", "threads", "chat_messages", "settings", "imports", "egress", "audit"} | kinds == set(whole)
    assert {"name": "zone", "value": "Europe/Helsinki"} in whole["settings"]
    assert whole["imports"][0]["added"] == 25
    assert [entry["seq"] for entry in whole["audit"]] == list(range(whole["audit"][0]["seq"], 0, -1))
    assert whole["drafts"][0]["fields"]["recipient"] == "Anna"
    assert "Regatta" in archive.read("events.md").decode()
    assert "RRULE:FREQ=WEEKLY;UNTIL=20261208T100000Z" in archive.read("events.csv").decode()
    assert "Dear Anna" in archive.read("drafts.md").decode()
    birds = next(chat["id"] for chat in whole["chats"] if "Birds" in chat["fields"]["name"])
    assert len(whole["chat_messages"][birds]) == 25
    (page,) = (archive.read(name).decode() for name in names if name.startswith("chats/") and "Birds" in name)
    assert r"> auk number 7 \*bold\* \<b\>x\</b\>" in page
    assert "Fri 01 Mar 2024 07:00 EET" in page
    assert "puffin nests on the north cliff" in archive.read("notes.md").decode()
    rows = list(csv.reader(io.StringIO(archive.read("contacts.csv").decode())))
    cells = [cell for row in rows for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    (photo,) = (name for name in names if name.startswith("attachments/") and name.endswith(".jpg"))
    assert archive.read(photo) == PHOTO


def test_the_same_as_one_json_document(bare: Stack) -> None:
    answer = bare.call("GET", "export", headers={"Accept": "application/json"})

    assert answer.headers["Content-Type"] == "application/json"
    assert "chat_messages" in answer.json()


def test_messages_of_a_chat_over_http(bare: Stack) -> None:
    chat = bare.call("POST", "chats", json={"name": "Terns"}).json()["id"]
    said = {"at": "2026-11-26T10:00:00+02:00", "sender": "Anna", "text": "the tern came back"}

    made = bare.call("POST", f"chats/{chat}/messages", json=said)
    place = f"chats/{chat}/messages/{made.json()['id']}"

    assert made.status_code == 201
    flags = {"forwarded": True, "edited": True, "earlier": True}
    assert [made.json()[flag] for flag in flags] == [False] * 3
    assert bare.call("PATCH", place, json=flags).json() == made.json() | flags
    assert bare.call("PATCH", place, json={"earlier": "perhaps"}).status_code == 422
    assert bare.call("PATCH", place, json={"earlier": False}).json() == made.json() | flags | {"earlier": False}
    document = bare.call("GET", "export", headers={"Accept": "application/json"}).json()
    (kept,) = document["chat_messages"][chat]
    copy = {name: value for name, value in kept.items() if name not in ("id", "size")}
    again = bare.call("POST", f"chats/{chat}/messages", json=copy).json()
    assert again == kept | {"id": again["id"]}
    assert bare.call("DELETE", f"chats/{chat}/messages/{again['id']}").status_code == 204
    assert bare.call("GET", place).json()["sender"] == "Anna"
    assert bare.call("GET", "search", params={"q": "tern", "chat": chat}).json()["hits"][0]["id"] == made.json()["id"]
    for wrong in ({"text": "no time"}, said | {"kind": "planet"}, said | {"extra": 1}, said | {"text": "a\0b"}, said | {"at": "today"}):
        assert bare.call("POST", f"chats/{chat}/messages", json=wrong).status_code == 422
    assert bare.call("DELETE", place).status_code == 204
    assert bare.call("GET", place).status_code == 404
    assert bare.call("POST", "chats/none/messages", json=said).status_code == 404


def test_forgetting_over_http_gives_a_receipt(bare: Stack) -> None:
    note = bare.call("POST", "notes", json={"text": "the gannet dives from thirty metres"}).json()

    receipt = bare.call("POST", "forget", json={"kind": "note", "id": note["id"]})

    assert receipt.status_code == 200
    assert receipt.json()["removed"] == {"note": 1}
    assert receipt.json()["clean"]
    assert bare.call("POST", "forget", json={"kind": "note", "id": note["id"]}).status_code == 404
    assert bare.call("POST", "forget", json={"kind": "planet", "id": "x"}).status_code == 422


def test_in_the_terminal_and_everything(tmp_path: Path) -> None:
    stack = Stack(tmp_path / "home")
    try:
        fill(stack.start())
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GATEWAY_URL": stack.url, "SIHTEERI_HOME": str(stack.home)}

        def sihteeri(*arguments: str, typed: str = "") -> str:
            program = [str(Path(sys.executable).with_name("sihteeri")), *arguments]
            done = subprocess.run(program, env=environment, input=typed, capture_output=True, text=True, timeout=60, check=False)
            return done.stdout + done.stderr

        assert "Written" in sihteeri("export", str(tmp_path / "mine.zip"))
        assert zipfile.ZipFile(tmp_path / "mine.zip").testzip() is None
        assert "compared on" in sihteeri("backup", str(tmp_path / "copy.tar"))
        assert ".tar" in sihteeri("backup", "--list")
        assert "whole" in sihteeri("backup", "--drill")
        metrics = requests.get(f"http://127.0.0.1:{stack.ports['store']}/metrics", timeout=10).text
        assert "sihteeri_backup_age_seconds" in metrics
        assert "gateway      backup" in sihteeri("audit")
        assert "is whole" in sihteeri("audit", "verify")
        (tmp_path / "master.key").write_bytes((stack.home / "keys" / "master.key").read_bytes())
        assert "nothing of it is left" in sihteeri("forget", "chat", "../../Birds: of / prey")
        assert "Nothing was deleted" in sihteeri("forget", "everything", typed="yes\n")
        token = stack.token
        assert "Forgotten: " in sihteeri("forget", "everything", typed="forget me\n")
        former = {"Authorization": f"Bearer {token}"}
        assert requests.get(f"{stack.url}/api/v1/notes", headers=former, timeout=10).status_code == 401
        assert not list((stack.home / "store" / "people").iterdir())
        stack.stop_one("store")
        stack.start_one("store")
        until(lambda: stack.is_ready("gateway") and (stack.home / "owner-token").exists(), seconds=60, what="a new owner")
        assert stack.call("GET", "notes").json() == {"notes": []}
    finally:
        stack.stop()
    _restored_elsewhere(tmp_path)


def _restored_elsewhere(folder: Path) -> None:
    """On another machine, with the backup and the master key alone, everything is there."""
    (folder / "other" / "keys").mkdir(parents=True)
    (folder / "master.key").rename(folder / "other" / "keys" / "master.key")
    program = [str(Path(sys.executable).with_name("sihteeri")), "restore", str(folder / "copy.tar")]
    environment = {"PATH": "/usr/bin:/bin", "SIHTEERI_HOME": str(folder / "other")}
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert "Restored: 1 person" in done.stdout
    stack = Stack(folder / "other")
    try:
        assert "puffin nests" in stack.start().ask("Where does the puffin nest?")["reply"]
    finally:
        stack.stop()
