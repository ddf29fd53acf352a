"""Signing in and out, and tokens that are wrong: on the running product, with two people."""

import re

import requests

from tests.standins.doors import OTHER, Doors, at, hosts
from tests.standins.stack import until


def test_signing_in_gives_a_new_id_and_ends_the_one_before(doors: Doors) -> None:
    session = at(next(hosts))
    session.cookies.set("sihteeri_session", "planted", domain="127.0.0.1", path="/")
    ids = []
    for _ in range(2):
        answer = session.post(f"{doors.url}/login", data={"token": doors.stack.token}, allow_redirects=False, timeout=20)
        ids.append(answer.cookies["sihteeri_session"])
        assert {"HttpOnly", "Path=/"} <= set(answer.headers["Set-Cookie"].split("; "))
        assert "samesite=lax" in answer.headers["Set-Cookie"].lower()

    def status(cookie: str) -> int:
        return requests.get(f"{doors.url}/imports", cookies={"sihteeri_session": cookie}, timeout=20).status_code

    assert len({"planted", *ids}) == 3
    assert [status(cookie) for cookie in ("planted", *ids)] == [401, 401, 200]


def test_after_signing_out_its_open_page_is_worth_nothing(doors: Doors, other: requests.Session) -> None:
    session = doors.signed_in(doors.stack.token)
    cookie = dict(session.cookies)
    doors.ask(session, "left", [])
    session.get(f"{doors.url}/logout", timeout=20)

    for path in ("gradio_api/queue/data?session_hash=left", "gradio_api/heartbeat/left", "imports"):
        assert requests.get(f"{doors.url}/{path}", cookies=cookie, timeout=20).status_code == 401
    assert doors.ask(other, "left", []).status_code == 200
    assert "data" in doors.stream(other, "left").text


def counted(doors: Doors, outcome: str) -> float:
    text = requests.get(f"{doors.stack.url}/metrics", timeout=20).text
    found = re.search(rf'sihteeri_sign_ins_failed_total{{outcome="{outcome}"}} (\S+)', text)
    return float(found[1]) if found else 0.0


def test_wrong_tokens_from_one_address_make_that_address_wait_and_no_other(doors: Doors) -> None:
    attacker, owner = at(next(hosts)), at(next(hosts))
    answers = [
        attacker.post(
            f"{doors.url}/login", data={"token": f"guess-{number}"}, headers={"X-Forwarded-For": f"203.0.113.{number}"}, timeout=20
        )
        for number in range(30)
    ]

    assert [answer.status_code for answer in answers[:10]] == [401] * 10
    waiting = [answer for answer in answers if answer.status_code == 429]
    assert len(waiting) >= 15
    assert "Too many wrong tries came from your address. Try again in" in waiting[-1].text
    assert 1 <= int(waiting[-1].headers["Retry-After"]) <= 300
    assert owner.post(f"{doors.url}/login", data={"token": doors.stack.token}, allow_redirects=False, timeout=20).status_code == 303


def test_a_right_token_gets_in_after_its_wait(doors: Doors) -> None:
    session = at(next(hosts))
    for number in range(12):
        session.post(f"{doors.url}/login", data={"token": f"typo-{number}"}, timeout=20)

    def tried() -> int:
        return session.post(f"{doors.url}/login", data={"token": doors.stack.token}, allow_redirects=False, timeout=20).status_code

    assert tried() == 429
    until(lambda: tried() == 303, what="the right token is taken")


def test_six_hundred_wrong_tokens_at_the_api_are_slowed_and_told_of(doors: Doors) -> None:
    number = next(hosts)
    attacker, before = at(number), counted(doors, "wrong")
    statuses = [
        attacker.get(
            f"{doors.stack.url}/api/v1/notes",
            headers={"Authorization": f"Bearer secret-guess-{guess}", "X-Forwarded-For": f"203.0.113.{guess % 250}", "Forwarded": f"for=198.51.100.{guess % 250}"},
            timeout=20,
        )
        for guess in range(600)
    ]  # fmt: skip

    assert [answer.status_code for answer in statuses[:10]] == [401] * 10
    assert sum(answer.status_code == 401 for answer in statuses) <= 16
    slow = statuses[-1]
    assert slow.status_code == 429
    assert slow.headers["Content-Type"] == "application/problem+json"
    assert int(slow.headers["Retry-After"]) >= 1
    assert counted(doors, "wrong") - before == sum(answer.status_code == 401 for answer in statuses)
    assert counted(doors, "waits") >= 580
    log = doors.stack.log("gateway").read_text()
    assert f'"source": "127.0.1.{number}"' in log
    assert "203.0.113." not in log
    assert "secret-guess" not in log


def test_who_was_in_before_is_not_kept_out_by_a_neighbours_wrong_tokens(doors: Doors) -> None:
    shared = at(next(hosts))
    right = {"Authorization": f"Bearer {doors.stack.token}"}
    assert shared.get(f"{doors.stack.url}/api/v1/notes", headers=right, timeout=20).status_code == 200

    for number in range(20):
        shared.get(f"{doors.stack.url}/api/v1/notes", headers={"Authorization": f"Bearer stale-{number}"}, timeout=20)

    assert shared.get(f"{doors.stack.url}/api/v1/notes", headers=right, timeout=20).status_code == 200
    assert shared.get(f"{doors.stack.url}/api/v1/notes", headers={"Authorization": f"Bearer {OTHER}"}, timeout=20).status_code == 429


def test_a_restart_forgives_nothing(doors: Doors) -> None:
    attacker = at(next(hosts))

    def guess() -> int:
        return attacker.get(f"{doors.stack.url}/api/v1/notes", headers={"Authorization": "Bearer guess"}, timeout=20).status_code

    for _ in range(14):
        until(lambda: guess() == 401, what="a guess is looked at")
    doors.stack.stop_one("gateway")
    doors.stack.start_one("gateway")
    until(lambda: doors.stack.is_ready("gateway"), what="the gateway is back")

    assert guess() == 429
    assert (doors.stack.home / "failed-sign-ins").stat().st_mode & 0o777 == 0o600


def test_asking_whether_the_front_end_is_ready_counts_as_no_try(doors: Doors) -> None:
    before = counted(doors, "wrong")

    for _ in range(15):
        assert requests.get(f"{doors.url}/readyz", timeout=20).status_code == 200

    assert counted(doors, "wrong") == before
