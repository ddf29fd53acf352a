"""A store of its own for each test."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.vault import Vault
from store.handlers import Handlers

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an owner who has nothing, to be copied: to make one means to migrate two files."""
    home = tmp_path_factory.mktemp("empty")
    vault = Vault(home, MasterKey.load(None, home))
    vault.create_person(owner=True)
    vault.close()
    return home


@pytest.fixture
def vault(tmp_path: Path, request: pytest.FixtureRequest) -> Vault:
    """A vault in an empty folder, or with an owner, if a test asks for one."""
    if "person" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("empty"), tmp_path, dirs_exist_ok=True)
    return Vault(tmp_path, MasterKey.load(None, tmp_path))


@pytest.fixture
def person(vault: Vault) -> str:
    """The owner of it."""
    (owner,) = vault.everybody()
    return owner


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    """What the store answers."""
    return Handlers(vault, Directory(vault))
