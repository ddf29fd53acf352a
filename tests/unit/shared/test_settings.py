"""Settings that come from the machine."""

import pytest

from shared.settings import local_zone


@pytest.mark.parametrize(("set_to", "zone"), [("Europe/Helsinki", "Europe/Helsinki"), ("EET-2EEST", "UTC"), (":/etc/localtime", "UTC")])
def test_a_machine_whose_zone_has_no_name_is_in_utc(monkeypatch: pytest.MonkeyPatch, set_to: str, zone: str) -> None:
    monkeypatch.setenv("TZ", set_to)

    assert local_zone() == zone
