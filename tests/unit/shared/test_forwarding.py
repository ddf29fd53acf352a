"""Where a request comes from: what is believed, and of whom."""

from pathlib import Path

import pytest

from shared.forwarding import FORWARDED, KEY, Vouching, networks


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "caller"),
    [
        ("", "203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("", "127.0.0.1", "198.51.100.1", "127.0.0.1"),  # Not even of this machine, unless it was said.
        ("10.0.0.2", "10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "10.0.0.3", "198.51.100.1", "10.0.0.3"),
        ("10.0.0.0/24", "10.0.0.2", "6.6.6.6, 198.51.100.1, 10.0.0.3", "198.51.100.1"),  # The leftmost is the caller's own word.
        ("10.0.0.0/24", "10.0.0.2", "10.0.0.9", "10.0.0.9"),
        ("10.0.0.2", "10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.2", "rubbish", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.2", "198.51.100.1, rubbish", "10.0.0.2"),
        ("10.0.0.2", "::ffff:10.0.0.2", "2001:db8::1", "2001:db8::1"),
        ("fd00::/8, 10.0.0.2", "fd00::1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("", "", "198.51.100.1", "unknown"),
    ],
)
def test_each_hop_is_believed_as_far_as_it_is_trusted(tmp_path: Path, trusted: str, peer: str, forwarded: str, caller: str) -> None:
    assert Vouching(tmp_path, networks(trusted)).caller(peer, forwarded, "") == caller


def test_the_front_end_of_the_same_machine_is_believed_for_the_key_they_share(tmp_path: Path) -> None:
    front, gateway = Vouching(tmp_path), Vouching(tmp_path)
    said = front.headers("198.51.100.1", "6.6.6.6")

    assert gateway.caller("127.0.0.1", said[FORWARDED], said[KEY]) == "198.51.100.1"
    assert gateway.caller("127.0.0.1", said[FORWARDED], "a guess") == "127.0.0.1"
    assert (tmp_path / "keys" / "front.key").stat().st_mode & 0o777 == 0o600


def test_without_a_folder_to_share_there_is_no_key_and_none_is_taken(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    vouching = Vouching(tmp_path)

    assert KEY not in vouching.headers("198.51.100.1", "")
    assert vouching.caller("127.0.0.1", "198.51.100.1", "") == "127.0.0.1"


def test_a_long_tale_is_cut(tmp_path: Path) -> None:
    said = Vouching(tmp_path).headers("198.51.100.1", ",".join(["10.0.0.1"] * 5000))

    assert len(said[FORWARDED].split(", ")) == 10
    assert said[FORWARDED].endswith("198.51.100.1")
