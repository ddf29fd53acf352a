"""Marks of what was forgotten, and the secret that they are made with."""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = """
CREATE TABLE mark (digest BLOB NOT NULL PRIMARY KEY);
CREATE TABLE mark_secret (secret BLOB NOT NULL PRIMARY KEY);
INSERT INTO mark_secret VALUES (randomblob(32))
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
