"""Conversations: a label on what was said, and what the person calls one."""

from alembic import op

revision = "0017"
down_revision = "0016"

STATEMENTS = """
ALTER TABLE utterance ADD COLUMN thread TEXT NOT NULL DEFAULT '';
CREATE INDEX utterance_thread ON utterance (thread, seq);
CREATE TABLE title (thread TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL)
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
