"""Bus keys rotate while both ends run, and a damaged file takes nobody's keys away."""

from pathlib import Path

import pytest

from shared import envelope
from shared.envelope import Keyring, rotate
from shared.errors import BadMessage


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A keyring file, looked at again before every seal."""
    monkeypatch.setattr(envelope, "REREAD_SECONDS", -1.0)
    Keyring.load_or_create(tmp_path / "bus.key")
    return tmp_path / "bus.key"


def test_both_ends_take_up_a_new_key_and_still_open_what_was_sealed_before(path: Path) -> None:
    sender, receiver = Keyring.load(path), Keyring.load(path)
    before = sender.encrypt(b"early", b"")

    new = rotate(path)

    after = sender.encrypt(b"late", b"")
    assert after[0] == new != before[0]
    assert receiver.decrypt(*after, b"") == b"late"
    assert receiver.decrypt(*before, b"") == b"early"


def test_a_receiver_that_has_not_looked_yet_looks_when_it_meets_an_unknown_key(path: Path) -> None:
    receiver = Keyring.load(path)
    receiver._look_again_at = float("inf")
    rotate(path)

    assert receiver.decrypt(*Keyring.load(path).encrypt(b"late", b""), b"") == b"late"


def test_old_keys_go_after_the_third_rotation(path: Path) -> None:
    first = Keyring.load(path).encrypt(b"early", b"")
    for _ in range(3):
        rotate(path)

    with pytest.raises(BadMessage):
        Keyring.load(path).decrypt(*first, b"")


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"a:b", b"\xff\xfe"])
def test_a_damaged_file_changes_nothing(path: Path, damage: bytes) -> None:
    keyring = Keyring.load(path)
    current = keyring.current
    path.write_bytes(damage)

    assert keyring.encrypt(b"x", b"")[0] == current
    with pytest.raises(ValueError, match=r"keyring|ascii"):
        Keyring.load(path)


def test_the_file_stays_readable_by_its_owner_alone(path: Path) -> None:
    rotate(path)

    assert path.stat().st_mode & 0o777 == 0o600
