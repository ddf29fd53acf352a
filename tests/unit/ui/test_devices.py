"""What devices are called, links that work once, and how they are drawn."""

import pytest

from ui import links
from ui.agents import named
from ui.devices import is_near
from ui.devices_pages import devices

LINK = "http://192.0.2.7:7860/enter#" + "c" * 43
NONE = {"set": False, "name": "", "needs_name": False}
HOSTILE = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome on Android"),
        (
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 SamsungBrowser/29 Chrome/136.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605 Version/19.1 Mobile Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 19_1 like Mac OS X) AppleWebKit/605 CriOS/142.0 Mobile Safari/604.1", "Chrome on an iPad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/19.1 Safari/605", "Safari on a Mac"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("python-requests/2.34", "A program"),
        ("", "A program"),
        (HOSTILE, "A program"),
    ],
)
def test_a_browser_is_called_by_plain_words_and_never_by_its_own(agent: str, name: str) -> None:
    assert named(agent) == name


def test_the_code_stands_where_no_browser_sends_it() -> None:
    assert links.address("http://192.0.2.7:7860/", "c" * 43) == LINK


def test_a_link_is_drawn_in_half_blocks_in_colours_of_its_own() -> None:
    lines = links.for_terminal(LINK).splitlines()

    assert all(line.startswith(links.WHITE_ON_BLACK) and line.endswith(links.PLAIN) for line in lines)
    assert set("".join(lines)) - set(links.WHITE_ON_BLACK + links.PLAIN) <= set("█▀▄ ")
    assert 15 < len(lines) < 30


@pytest.mark.parametrize(
    ("host", "near"),
    [("127.0.0.1:7860", True), ("localhost:7860", True), ("[::1]:7860", True), ("192.0.2.7:7860", False), ("assistant.example", False)],
)
def test_a_link_that_works_on_this_machine_alone_says_so(host: str, near: bool) -> None:
    link = f"http://{host}/enter#code"

    assert is_near(link) == near
    assert ("works on this machine alone" in devices([], NONE, link=link, far=not near)) == near


def test_what_others_wrote_is_text() -> None:
    times = {"created_at": "2026-11-27T12:00:00+00:00", "seen_at": None, "expires_at": "2026-12-27T12:00:00+00:00"}
    one = {"id": "a", "name": HOSTILE, "this": False, "push": "", **times}

    shown = devices([one], {"set": True, "name": HOSTILE, "needs_name": True}, link=f"http://{HOSTILE}/enter#x", far=True)

    assert HOSTILE not in shown
    assert shown.count("&lt;script&gt;alert(1)") == 5
