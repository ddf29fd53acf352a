"""Alembic migrations, run on each file when it is opened and behind."""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

HERE = Path(__file__).parent


def is_behind(connection: Connection, kind: str) -> bool:
    """Tell whether a file has tables, but older ones."""
    return _version(connection) not in (None, _head(kind))


def upgrade(connection: Connection, kind: str) -> None:
    """Bring a file of a kind (`person`, `directory`) up to date, in one transaction."""
    if _version(connection) == _head(kind):
        return
    script = _script(kind)
    with EnvironmentContext(Config(), script, fn=lambda revision, _context: script._upgrade_revs("head", revision)) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()


def _version(connection: Connection) -> str | None:
    if connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).first() is None:
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return row[0] if row else None


@cache
def _head(kind: str) -> str:
    return str(_script(kind).get_current_head())


@cache
def _script(kind: str) -> ScriptDirectory:
    return ScriptDirectory(str(HERE / kind))
