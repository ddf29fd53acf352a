"""The store under faults, in short; `make torture` is the long form. Each scenario has its control: a planted defect must show."""

import random
import time
from contextlib import suppress
from pathlib import Path
from shutil import which

import pytest

from shared.bus import Bus, broker_for
from shared.bus.connections import ERRORS
from shared.envelope import Keyring
from shared.metrics import Metrics
from shared.schemas.archive import Delivered
from shared.schemas.message import Zone
from tests.conftest import missing
from tests.torture import crowd, disk, kills, power

SEED = 20261126


@pytest.fixture
def strace() -> None:
    """What traces system calls, and makes them fail."""
    if which("strace") is None:
        missing("strace is not on this machine; on Debian or Ubuntu: apt-get install strace")


def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
    acknowledged, lost = kills.run(tmp_path, 50, SEED)

    assert lost == []
    assert acknowledged > 500


def test_what_is_acknowledged_too_early_is_lost_by_a_kill(tmp_path: Path) -> None:
    assert kills.run(tmp_path, 20, SEED, early=True)[1]


def test_a_power_cut_at_any_system_call_loses_nothing(tmp_path: Path, strace: None) -> None:
    tried, lost = power.run(tmp_path, 120, SEED, steps=120)

    assert lost == []
    assert tried == 120


def test_with_less_syncing_a_power_cut_loses_something(tmp_path: Path, strace: None) -> None:
    assert power.run(tmp_path, 40, SEED, synchronous="NORMAL", steps=60)[1]


def test_a_full_disk_refuses_and_forgets_and_goes_on(tmp_path: Path) -> None:
    try:
        assert disk.full(tmp_path / "small") == []
    except OSError as error:
        missing(str(error))


def test_without_ballast_nothing_can_be_forgotten_on_a_full_disk(tmp_path: Path) -> None:
    try:
        assert "forgetting was refused" in disk.full(tmp_path / "small", ballast=0)[0]
    except OSError as error:
        missing(str(error))


@pytest.mark.parametrize(("call", "when"), [("fsync", 22), ("fsync", 40), ("pwrite64", 300), ("pwrite64", 600)])
def test_a_disk_that_fails_loses_nothing(tmp_path: Path, strace: None, call: str, when: int) -> None:
    assert disk.failing(tmp_path, call, when) == []


def test_a_store_that_is_blind_to_errors_loses_something(tmp_path: Path, strace: None) -> None:
    assert disk.failing(tmp_path, "pwrite64", 345, blind=True)


@pytest.mark.parametrize("in_log", [False, True])
def test_every_flipped_bit_is_noticed_and_mended_by_the_backup(tmp_path: Path, in_log: bool) -> None:
    assert disk.rotting(tmp_path, 40, SEED, in_log=in_log) == (40, [])


def test_nobody_in_a_crowd_waits_for_a_lock_or_sees_another(tmp_path: Path) -> None:
    visits, wrong = crowd.run(tmp_path, 80, 2, SEED)

    assert wrong == []
    assert visits > 10


def test_a_flipped_bit_in_the_queue_never_changes_a_message(tmp_path: Path) -> None:
    """What is delivered is what was sent; what was hurt is parked, or the broker says that its file can't be used."""
    made, sent = random.Random(SEED), {f"SM{number}" for number in range(20)}
    bus = tmp_path / "bus"
    keys = {Zone.PRIVATE: Keyring.load_or_create(tmp_path / "key")}
    with Bus("gateway", broker_for("", tmp_path, [Zone.PRIVATE]), keys, Metrics("gateway")) as gateway:
        for name in sorted(sent):
            gateway.publish(Delivered("twilio", name, "sent"))
    whole = {path: path.read_bytes() for path in bus.iterdir() if path.is_file()}
    hurt = 0
    for _ in range(8):
        for path in list(bus.iterdir()):
            path.unlink() if path.is_file() or path.is_socket() else None
        for path, data in whole.items():
            path.write_bytes(data)
        path = made.choice([path for path, data in whole.items() if len(data) > 4096])
        place = made.choice([place for place, byte in enumerate(whole[path]) if byte and place >= 4096])
        path.write_bytes(whole[path][:place] + bytes([whole[path][place] ^ 1 << made.randrange(8)]) + whole[path][place + 1 :])
        hurt += _delivered(tmp_path, keys, sent)
    assert hurt > 0


def _delivered(home: Path, keys: dict[Zone, Keyring], sent: set[str]) -> bool:
    """Consume what is there; return whether anything was missed, having seen that nothing came changed."""
    found: list[str] = []
    store = Bus("store", broker_for("", home, [Zone.PRIVATE]), keys, Metrics("store"))
    store.subscribe(Delivered, lambda message, _emit: found.append(message.external_id))
    with suppress(*ERRORS), store:
        deadline = time.monotonic() + 1
        while len(set(found)) < len(sent) and time.monotonic() < deadline:
            time.sleep(0.02)
    assert set(found) <= sent
    return set(found) != sent
