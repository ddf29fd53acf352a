"""What somebody is called whose number is told."""

from pathlib import Path

import pytest

from tests.standins.mind import Mind


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Petrin numero on 045 678 9012", "Petri"),
        ("Outin puhelinnumero on 045 678 9012", "Outi"),  # Outti is no name on the list.
        ("Pekan numero on 045 678 9012", "Pekka"),
        ("Pekalla on uusi puhelinnumero: 0401112223", "Pekka"),
        ("isän numero on 045 678 9012", "isä"),
        ("Raapen numero on 045 678 9012", "Raapen"),
        ("Helenan numero on 045 678 9012", "Helena"),
        ("Mikko's number is 040 123 4567", "Mikko"),
    ],
)
def test_a_name_is_kept_in_its_basic_form_where_that_is_plain(tmp_path: Path, told: str, name: str) -> None:
    mind = Mind(tmp_path)
    mind.ask(told)
    assert [one.fields["name"] for one in mind.kept("contact")] == [name]
