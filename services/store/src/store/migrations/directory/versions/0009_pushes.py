"""Where notifications of browsers go, and the key that they are signed with."""

from alembic import op

revision = "0009"
down_revision = "0008"

STATEMENTS = """
CREATE TABLE push (token TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, endpoint TEXT NOT NULL, p256dh TEXT NOT NULL, auth TEXT NOT NULL,
    content TEXT NOT NULL, FOREIGN KEY(token) REFERENCES token (sha256) ON DELETE CASCADE,
    FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE);
CREATE TABLE push_key (one INTEGER NOT NULL PRIMARY KEY, private TEXT NOT NULL)
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
