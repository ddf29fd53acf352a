"""Lists, and reminders that repeat."""

from alembic import op

revision = "0011"
down_revision = "0009"

STATEMENTS = """
CREATE TABLE item (id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, list TEXT NOT NULL, text TEXT NOT NULL, done BOOLEAN NOT NULL);
ALTER TABLE reminder ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE reminder ADD COLUMN wall TEXT NOT NULL DEFAULT ''
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
