"""Imports that wait or run."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE job (id TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE)"
    )
