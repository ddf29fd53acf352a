"""How tests come in: by a link, a token or a passphrase, in a browser, over HTTP or in a terminal."""

import subprocess
import sys
from pathlib import Path

import requests
from playwright.sync_api import BrowserContext, Error, Page, expect

from store.adapters.keys import KeyFile
from store.adapters.models_directory import TokenRow
from store.adapters.ownership import sha256
from store.adapters.vault import Vault
from tests.standins.doors import Doors, at, hosts
from tests.standins.stack import Stack

PROGRAM = Path(sys.executable).with_name("sihteeri")
PASSPHRASE = "seven herons by the lake"
COOKIE = "sihteeri_session"


def entered(where: BrowserContext, link: str) -> Page:
    """Open a link and press its button."""
    page = where.new_page()
    page.goto(link)
    page.click("text=Sign in on this device")
    return page


def signed_in(where: BrowserContext, doors: Doors, token: str) -> Page:
    page = where.new_page()
    page.goto(f"{doors.url}/login")
    page.fill("#token", token)
    page.click("text=Sign in")
    expect(page.locator("#message")).to_be_visible()
    return page


def go(page: Page, url: str) -> None:
    """Open an address, once more where the page that is left was about to go somewhere itself."""
    try:
        page.goto(url)
    except Error as error:
        if "ERR_ABORTED" not in error.message and "interrupted" not in error.message:
            raise
        page.wait_for_load_state()
        page.goto(url)


def sihteeri(stack: Stack, *arguments: str, token: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "BROWSER": "/bin/true",
        "GATEWAY_URL": stack.url,
        "UI_PORT": str(stack.ports["ui"]),
        "SIHTEERI_HOME": str(stack.home),
        **({"SIHTEERI_TOKEN": token} if token else {}),
    }
    return subprocess.run([str(PROGRAM), *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False)


def link_of(stack: Stack, **more: str) -> str:
    return sihteeri(stack, "open", "--print", **more).stdout.splitlines()[-1]


def api(doors: Doors, token: str, method: str, path: str, **options: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.request(method, f"{doors.stack.url}/api/v1/{path}", headers=headers, timeout=30, **options)  # type: ignore[arg-type]


def pressed(doors: Doors, link: str, session: requests.Session | None = None) -> requests.Response:
    """What the button of a link's page does."""
    code = link.partition("#")[2]
    return (session or at(next(hosts))).post(f"{doors.url}/enter", data={"code": code, "stay": "yes"}, allow_redirects=False, timeout=30)


def status(doors: Doors, session: requests.Session) -> int:
    return session.get(f"{doors.url}/imports", timeout=20).status_code


def directory(stack: Stack) -> Vault:
    return Vault(stack.home, KeyFile.open(None, stack.home).master())


def somebody(stack: Stack, token: str) -> str:
    vault = directory(stack)
    try:
        return vault.create_person(beside=lambda person: [TokenRow(sha256=sha256(token), person=person, created_at="2026")])
    finally:
        vault.close()
