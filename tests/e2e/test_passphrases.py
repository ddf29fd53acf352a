"""Passphrases of one's own, and tokens for a while."""

import pytest
import requests
from playwright.sync_api import BrowserContext, expect

from tests.standins.doors import OTHER, Doors, at, hosts
from tests.standins.stack import until
from tests.standins.ways_in import PASSPHRASE, api, go, signed_in, sihteeri, somebody, status


def test_a_passphrase_of_ones_own_signs_in_and_another_one_signs_the_others_out(doors: Doors, desktop: BrowserContext) -> None:
    token = "token-of-a-third"
    somebody(doors.stack, token)
    page = signed_in(desktop, doors, token)
    go(page, f"{doors.url}/devices")
    page.fill("#name", "Aino")
    page.fill("#passphrase", PASSPHRASE)
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_text("You have a passphrase, with the name “aino”.")).to_be_visible()

    def tried(passphrase: str, name: str) -> int:
        made = at(next(hosts))
        sent = made.post(f"{doors.url}/login", data={"token": passphrase, "name": name}, allow_redirects=False, timeout=30)
        phones.append(made)
        return sent.status_code

    phones: list[requests.Session] = []
    assert [tried(PASSPHRASE, name) for name in ("aino", "Aino ", "", "nobody")] == [303, 303, 401, 401]
    assert tried("eight herons by the lake", "aino") == 401
    page.fill("#passphrase", f"{PASSPHRASE} again")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_text("Another one signs every other device out")).to_be_visible()

    assert [status(doors, session) for session in phones[:2]] == [401, 401]
    assert [tried(PASSPHRASE, "aino"), tried(f"{PASSPHRASE} again", "aino")] == [401, 303]
    page.reload()
    expect(page.get_by_text("this device", exact=True)).to_be_visible()


def test_wrong_passphrases_wait_as_wrong_tokens_do(doors: Doors) -> None:
    session = at(next(hosts))

    answers = [session.post(f"{doors.url}/login", data={"token": f"my guess number {number}"}, timeout=30) for number in range(12)]

    assert [answer.status_code for answer in answers[:10]] == [401] * 10
    assert answers[-1].status_code == 429


@pytest.mark.parametrize("passphrase", ["short", "aaaaaaaaaaaaaaaaaaaa", " " * 20, "x" * 300])
def test_a_passphrase_that_is_too_easy_is_refused_with_the_reason(doors: Doors, passphrase: str) -> None:
    refused = api(doors, OTHER, "PUT", "passphrase", json={"passphrase": passphrase, "name": "bo"})

    assert refused.status_code == 422
    assert passphrase not in refused.text
    assert api(doors, OTHER, "GET", "passphrase").json()["set"] is False


def test_a_token_for_a_while_does_what_it_may_and_ends_with_what_it_made(doors: Doors) -> None:
    made = sihteeri(doors.stack, "token", "create", "--scope", "read", "--hours", "2", "--name", "notebook")
    reading = made.stdout.strip()
    everything = sihteeri(doors.stack, "token", "create", "--scope", "all").stdout.strip()
    assert "read, until" in made.stderr
    assert [api(doors, reading, method, "notes", json={"text": "x"}).status_code for method in ("GET", "POST")] == [200, 403]
    assert at(next(hosts)).post(f"{doors.url}/login", data={"token": reading}, timeout=20).status_code == 403
    browser = doors.signed_in(everything)
    assert "notebook" in sihteeri(doors.stack, "token", "list").stdout

    for one in api(doors, doors.stack.token, "GET", "tokens").json()["tokens"]:
        if one["expires_at"]:
            assert "opens nothing" in sihteeri(doors.stack, "token", "revoke", one["id"]).stdout

    assert [api(doors, token, "GET", "notes").status_code for token in (reading, everything)] == [401, 401]
    until(lambda: status(doors, browser) == 401, seconds=10, what="the browser that it signed in is signed out")
    assert sihteeri(doors.stack, "token", "revoke", "0" * 16).returncode == 1
