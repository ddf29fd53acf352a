"""The data folder is nobody else's."""

from pathlib import Path

import pytest

from shared import service
from shared.schemas.message import Zone


@pytest.mark.parametrize("made_before", [True, False])
def test_the_data_folder_is_closed_to_others(tmp_path: Path, made_before: bool) -> None:
    home = tmp_path / "above" / "home"
    if made_before:
        home.mkdir(parents=True, mode=0o755)

    service.keyrings(home, (Zone.PRIVATE,), {})

    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "keys").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_share_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)

    service.keyrings(tmp_path, (Zone.PRIVATE,), {})

    assert tmp_path.stat().st_mode & 0o7777 == 0o1777


def test_a_data_folder_that_can_not_be_made_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "home").write_text("a file in its place")

    with pytest.raises(SystemExit):
        service.keyrings(tmp_path / "home", (Zone.PRIVATE,), {})

    assert "SIHTEERI_HOME" in capsys.readouterr().err
