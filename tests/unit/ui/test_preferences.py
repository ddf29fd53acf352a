"""Settings: what a press changes, says and takes back, and what of others is shown there."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.standins.gateway import Api
from tests.standins.markup import HOSTILE
from ui import frame, guard, pages, preferences, preferences_pages, words
from ui.client import Gateway, GatewayError
from ui.preferences import Asked, zone_called

AT = "2026-11-27T12:00:00+00:00"
FOUND: dict[str, Any] = {
    "set": {},
    "zone": ZoneInfo("Europe/Helsinki"),
    "zones": ["Europe/Helsinki"],
    "has_cloud": True,
    "shared": False,
    "links": {"links": [], "number": "+1415"},
    "tokens": [],
}


class Person:
    """Somebody whose settings the gateway keeps."""

    def __init__(self, api: Api) -> None:
        self.api, self.gateway = api, Gateway("http://nobody.invalid", "")
        self.set: dict[str, Any] = {"zone": "Europe/Paris"}
        api.told |= {"settings": self.set, "links": {"code": "c0de", "expires_at": AT}, "tokens": {"token": "s3cret", "name": "x"}}

    def press(self, act: str, value: str = "", *, of: str = "", scopes: tuple[str, ...] = (), hours: str = "12") -> dict[str, Any]:
        return preferences._done(self.gateway, Asked(act, value, of, list(scopes), hours), None)

    def undo(self, told: dict[str, Any] | None) -> dict[str, Any]:
        return preferences._done(self.gateway, Asked("undo", "", "", [], ""), told)

    @property
    def changes(self) -> list[Any]:
        return [body for method, _, body in self.api.calls if method != "GET"]


@pytest.fixture
def person(api: Api) -> Person:
    return Person(api)


@pytest.mark.parametrize(
    ("act", "value", "changed", "back"),
    [
        ("language", "fi", {"language": "fi"}, {"language": None}),
        ("language", "", {"language": None}, {"language": None}),
        ("cloud", "off", {"cloud": "off"}, {"cloud": None}),
        ("zone", "new york", {"zone": "America/New_York"}, {"zone": "Europe/Paris"}),
        ("zone", "", {"zone": None}, {"zone": "Europe/Paris"}),
    ],
)
def test_a_press_changes_one_setting_and_knows_how_it_was(person: Person, act: str, value: str, changed: Any, back: Any) -> None:
    told = person.press(act, value)
    person.undo(told)

    assert told["say"]
    assert person.changes == [changed, back]


def test_what_was_taken_back_or_is_long_gone_changes_nothing(person: Person) -> None:
    assert person.undo(None)["say"] == "gone"
    assert person.undo({"say": "x"})["say"] == "gone"
    assert person.changes == []


def test_a_theme_is_the_browser_s_and_nothing_that_is_kept(person: Person) -> None:
    told = person.press("theme", "dark")

    assert (told["theme"], person.undo(told)["theme"]) == ("dark", "")
    assert person.api.calls == []
    with pytest.raises(GatewayError):
        person.press("theme", "dark;Path=/")


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Europe/Helsinki", "Europe/Helsinki"),
        ("europe/helsinki", "Europe/Helsinki"),
        ("Helsinki", "Europe/Helsinki"),
        ("São Paulo", ""),
        ("UTC", "UTC"),
        ("../../etc/passwd", ""),
        ("Atlantis", ""),
    ],
)
def test_a_zone_is_found_by_its_name_or_a_city_and_else_refused_in_words(said: str, zone: str) -> None:
    if zone:
        assert zone_called(said) == zone
        return
    with pytest.raises(GatewayError, match="No time zone is called") as refused:
        zone_called(said)
    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("scopes", "hours"),
    [((), "12"), (("read",), "0"), (("read",), "721"), (("read",), "-1"), (("read",), "1.5"), (("read",), "²"), (("read",), "")],
)
def test_a_token_is_not_made_without_what_it_may_do_and_for_how_long(person: Person, scopes: tuple[str, ...], hours: str) -> None:
    with pytest.raises(GatewayError, match="None was made"):
        person.press("token", "x", scopes=scopes, hours=hours)

    assert person.changes == []


def test_a_token_and_a_code_are_made_to_be_shown_once(person: Person) -> None:
    made, code = person.press("token", "x", scopes=("read", "ask"), hours="720"), person.press("link")

    assert person.changes == [{"scopes": ["read", "ask"], "hours": 720, "name": "x"}, None]
    assert ">s3cret<" not in preferences_pages.settings(FOUND, None, "", new=made)
    assert 'value="s3cret"' in preferences_pages.settings(FOUND, None, "", new=made)
    assert 'value="c0de"' in preferences_pages.settings(FOUND, None, "", new=code)


@pytest.mark.parametrize("of", ["", "../account", "a/b", "a?b", "%2e%2e"])
@pytest.mark.parametrize("act", ["revoke", "unlink"])
def test_what_could_lead_elsewhere_is_taken_away_nowhere(person: Person, act: str, of: str) -> None:
    with pytest.raises(GatewayError):
        person.press(act, of=of)

    assert person.api.calls == []


def test_what_is_no_act_is_refused(person: Person) -> None:
    with pytest.raises(GatewayError):
        person.press("settings", "x")


def tags(text: str) -> list[str]:
    """Return the elements of the page on which everything that others named is called so."""
    token = {"id": "a", "name": text, "scopes": ["read"], "seen_at": AT, "expires_at": AT}
    links = {"links": [{"id": "b", "address": text}], "number": text}
    found = FOUND | {"tokens": [token], "links": links, "set": {"zone": text}}
    shown = preferences_pages.settings(found, None, "", new={"new": "tokens", "token": text, "name": text}, problem=text)
    return re.findall(r"<[a-z/!][a-z0-9]*", shown.partition("<main")[2], re.IGNORECASE)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_of_others_are_shown_as_text(hostile: str) -> None:
    assert tags(hostile) == tags("harmless")


def test_a_chosen_theme_is_on_every_page_of_ours_also_before_signing_in() -> None:
    token = frame.viewer.set(frame.Viewer("dark"))
    try:
        shown = (frame.problem("x"), pages.sign_in(), pages.enter())
    finally:
        frame.viewer.reset(token)

    assert all('data-theme="dark"' in one for one in shown)
    assert "data-theme" not in frame.problem("x").partition("<style>")[0]


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("", ""), ('"><script>', ""), ("Dark", "")])
def test_only_a_theme_that_there_is_is_believed(cookie: str, theme: str) -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"cookie", f"{guard.THEME}={cookie}".encode())]}

    assert guard.theme(guard.Request(scope)) == theme


def test_what_was_changed_is_said_in_the_language_that_holds_now(person: Person) -> None:
    told = person.press("language", "fi")
    words.speak("fi")
    shown = preferences_pages.settings(FOUND, told, "name")
    with pytest.raises(GatewayError, match="Aikavyöhykettä ”Atlantis” ei ole"):
        zone_called("Atlantis")
    words.speak("en")

    assert "Avustaja vastaa suomeksi." in shown
    assert "Kumoa" in shown
