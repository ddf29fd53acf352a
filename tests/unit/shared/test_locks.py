"""What is installed is what was locked: constraints.txt for people, lock files with hashes for pip, and both say the same."""

import re
import tomllib

import pytest

from tests.unit.shared.test_conventions import ROOT, SERVICES

LOCKS = {
    path.parent.name: path.read_text()
    for path in sorted(ROOT.glob("*/requirements.lock")) + sorted(ROOT.glob("services/*/requirements.lock"))
}
ENTRY = re.compile(r"^([\w.-]+)==(\S+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def plain(name: str) -> str:
    """Return a package's name as the index has it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return {plain(name): version for name, _, version in (line.partition("==") for line in lines if line and line[0] != "#")}


def locked(text: str) -> dict[str, str]:
    return {plain(name): version for name, version, _ in ENTRY.findall(text)}


def test_every_part_has_a_lock() -> None:
    assert set(LOCKS) == {"deploy", "tests", *SERVICES}


@pytest.mark.parametrize("part", LOCKS)
def test_a_lock_holds_pins_with_hashes_and_nothing_else(part: str) -> None:
    rest = ENTRY.sub("", LOCKS[part])

    assert locked(LOCKS[part])
    assert [line for line in rest.splitlines() if not line.startswith("#")] == []


def test_locks_and_constraints_agree() -> None:
    together = {entry for text in LOCKS.values() for entry in locked(text).items()}

    assert together == set(constraints().items())


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_needs_is_in_its_lock(service: str) -> None:
    wanted = [
        name
        for folder in ("shared", f"services/{service}")
        for name in tomllib.loads((ROOT / folder / "pyproject.toml").read_text())["project"]["dependencies"]
        if not name.startswith("sihteeri-")
    ]

    assert {plain(re.split(r"[<>=!~;\[ ]", name)[0]) for name in wanted} <= set(locked(LOCKS[service]))


@pytest.mark.parametrize("part", ["deploy", "tests"])
def test_what_a_list_names_is_in_its_lock(part: str) -> None:
    lines = (ROOT / part / "requirements.txt").read_text().splitlines()

    assert {plain(line) for line in lines if line and line[0] != "#"} <= set(locked(LOCKS[part]))


@pytest.mark.parametrize("path", ["Makefile", "deploy/Dockerfile"])
def test_whatever_comes_from_an_index_is_checked_against_hashes(path: str) -> None:
    text = re.sub(r"^PIP := .*\n", "", (ROOT / path).read_text(), flags=re.MULTILINE)
    installs = re.findall(r"(?:\$\(PIP\)|pip install) .*", text)

    assert len(installs) >= 2
    for line in installs:
        assert (
            re.search(r"--require-hashes (-r|\$\(LOCKS:%=-r %\))", line)
            or "--no-deps --no-build-isolation" in line
            or "tests/bench" in line
        )
