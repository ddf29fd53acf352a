"""Wrong tokens: who has to wait, for how long, and who does not."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.adapters import tries as subject
from gateway.adapters.tries import TooManyTries, Tries
from shared.metrics import Metrics

DAY = 24 * 3600


@dataclass
class Clock:
    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tries(tmp_path: Path, clock: Clock) -> Tries:
    return Tries(Metrics("test"), tmp_path / "failed", clock)


def wait(tries: Tries, source: str, digest: str = "") -> int:
    """Return how long a try has to wait."""
    try:
        tries.check(source, digest)
    except TooManyTries as waiting:
        return waiting.seconds
    return 0


def guess(tries: Tries, source: str, times: int = 1) -> None:
    for _ in range(times):
        tries.wrong(source)


def test_ten_wrong_ones_are_free_and_then_the_wait_grows(tries: Tries, clock: Clock) -> None:
    waits = []
    for _ in range(40):
        waits.append(wait(tries, "192.0.2.1"))
        clock.seconds += waits[-1]
        assert wait(tries, "192.0.2.1") == 0 or not waits[-1]
        tries.wrong("192.0.2.1")

    assert waits == [*[0] * 10, 1, 2, 4, 8, 16, 32, 64, 128, 256, *[300] * 21]


def test_after_fifty_the_address_is_stopped_for_a_day_and_no_other_is(tries: Tries, clock: Clock) -> None:
    guess(tries, "192.0.2.1", 50)

    assert wait(tries, "192.0.2.1") == DAY
    assert wait(tries, "192.0.2.2") == 0
    clock.seconds += DAY - 1
    assert wait(tries, "192.0.2.1") == 1
    clock.seconds += 1
    assert wait(tries, "192.0.2.1") == 0


def test_of_those_who_have_waited_one_goes_on(tries: Tries, clock: Clock) -> None:
    guess(tries, "192.0.2.1", 13)
    clock.seconds += 8

    assert [wait(tries, "192.0.2.1") for _ in range(5)] == [0, 8, 8, 8, 8]


def test_a_try_that_has_to_wait_makes_the_wait_no_longer(tries: Tries, clock: Clock) -> None:
    guess(tries, "192.0.2.1", 13)

    assert [wait(tries, "192.0.2.1") for _ in range(1000)] == [8] * 1000
    clock.seconds += 8
    assert wait(tries, "192.0.2.1") == 0


def test_a_token_that_was_right_from_there_does_not_wait_and_another_does(tries: Tries) -> None:
    tries.right("192.0.2.1", "known")
    guess(tries, "192.0.2.1", 50)

    assert wait(tries, "192.0.2.1", "known") == 0
    assert wait(tries, "192.0.2.1", "another") == DAY


def test_a_token_that_was_right_elsewhere_waits(tries: Tries) -> None:
    tries.right("192.0.2.2", "known")
    guess(tries, "192.0.2.1", 50)

    assert wait(tries, "192.0.2.1", "known") == DAY


def test_a_right_token_takes_no_wrong_one_back(tries: Tries) -> None:
    for _ in range(25):
        guess(tries, "192.0.2.1")
        tries.right("192.0.2.1", "own")

    assert wait(tries, "192.0.2.1") == 300


@pytest.mark.parametrize(
    ("one", "another", "together"),
    [
        ("2001:db8::1", "2001:db8::ffff:1:2", True),  # One house has 2⁶⁴ of them.
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("unknown", "not an address", True),
    ],
)
def test_what_is_counted_together(tries: Tries, one: str, another: str, *, together: bool) -> None:
    guess(tries, one, 50)

    assert (wait(tries, another) > 0) is together


def test_when_many_places_guess_at_once_each_has_fewer_tries_and_a_new_one_still_none_to_wait(tries: Tries, clock: Clock) -> None:
    guess(tries, "192.0.2.1", 4)
    for number in range(subject.CROWD):
        tries.wrong(f"198.51.{number // 250}.{number % 250}")

    assert wait(tries, "192.0.2.1") == 2
    assert wait(tries, "203.0.113.9") == 0
    clock.seconds += subject.CROWD_SECONDS
    assert wait(tries, "192.0.2.1") == 0


def test_a_restart_forgives_nothing_and_a_day_does(tmp_path: Path, tries: Tries, clock: Clock) -> None:
    guess(tries, "192.0.2.1", 14)
    guess(tries, "2001:db8::1", 50)

    again = Tries(Metrics("test"), tmp_path / "failed", clock)

    assert wait(again, "192.0.2.1") in (16, 17)
    assert wait(again, "2001:db8::2") == DAY
    clock.seconds += DAY + 1
    assert wait(Tries(Metrics("test"), tmp_path / "failed", clock), "192.0.2.1") == 0


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\0", b"x y z\n", b"1800000000 12\n", b"1800000000 12 192.0.2.9", b"9" * 400 + b" 9 x\n"]
)
def test_half_a_line_in_the_file_stops_nothing(tmp_path: Path, clock: Clock, content: bytes) -> None:
    (tmp_path / "failed").write_bytes(content)
    tries = Tries(Metrics("test"), tmp_path / "failed", clock)

    guess(tries, "192.0.2.1", 11)

    assert wait(tries, "192.0.2.1") == 2


def test_where_nothing_can_be_written_it_still_counts(tmp_path: Path, clock: Clock) -> None:
    tries = Tries(Metrics("test"), tmp_path / "missing" / "failed", clock)

    guess(tries, "192.0.2.1", 11)

    assert wait(tries, "192.0.2.1") == 2


def test_memory_and_file_are_bounded(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "PLACES", 50)
    tries = Tries(Metrics("test"), tmp_path / "failed", clock)

    for number in range(1000):
        tries.wrong(f"10.0.{number // 250}.{number % 250}")
        tries.right(f"10.0.{number // 250}.{number % 250}", "own")

    assert len(tries._places) == len(tries._welcome) == 50
    assert len((tmp_path / "failed").read_text().splitlines()) <= 101
    assert [path.name for path in tmp_path.iterdir()] == ["failed"]


def test_a_clock_that_is_set_back_makes_nobody_wait_for_longer(tries: Tries, clock: Clock) -> None:
    guess(tries, "192.0.2.1", 11)
    clock.seconds -= 10 * DAY

    assert wait(tries, "192.0.2.1") == 2
