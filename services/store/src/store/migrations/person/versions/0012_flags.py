"""Messages that were edited, and messages that stand below later ones in what they were imported from."""

from alembic import op

revision = "0012"
down_revision = "0011"

STATEMENTS = """
ALTER TABLE message ADD COLUMN edited BOOLEAN NOT NULL DEFAULT '0';
ALTER TABLE message ADD COLUMN earlier BOOLEAN NOT NULL DEFAULT '0'
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
