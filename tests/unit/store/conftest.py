"""A store of its own for each test."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.vault import Vault
from store.handlers import Handlers

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A vault in an empty folder."""
    return Vault(tmp_path, MasterKey.load(None, tmp_path))


@pytest.fixture
def person(vault: Vault) -> str:
    """The owner of it."""
    return vault.create_person(owner=True)


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    """What the store answers."""
    return Handlers(vault, Directory(vault))
