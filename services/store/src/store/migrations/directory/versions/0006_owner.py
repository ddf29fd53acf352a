"""Who the owner is, as a mark on a person; and marks of what those had sent who are gone."""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = """
ALTER TABLE person ADD COLUMN owner BOOLEAN NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX one_owner ON person (owner) WHERE owner;
CREATE TABLE gone_secret (secret BLOB NOT NULL PRIMARY KEY);
CREATE TABLE gone_mark (digest BLOB NOT NULL PRIMARY KEY)
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
