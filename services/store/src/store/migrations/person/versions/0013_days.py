"""Days by which things on lists are to be done, and who takes part in events."""

from alembic import op

revision = "0013"
down_revision = "0012"

STATEMENTS = """
ALTER TABLE item ADD COLUMN due TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN guests JSON NOT NULL DEFAULT '[]'
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
