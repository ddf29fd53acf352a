"""Drafts, summaries, rules, the profile and attachments; vectors of messages that were changed are found at once."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = """
CREATE TABLE draft (id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, text TEXT NOT NULL, recipient TEXT NOT NULL);
CREATE TABLE summary (
    id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, text TEXT NOT NULL, about TEXT NOT NULL, sources JSON NOT NULL);
CREATE TABLE rule (id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, text TEXT NOT NULL, active BOOLEAN NOT NULL);
CREATE TABLE profile (id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, name TEXT NOT NULL, about TEXT NOT NULL);
CREATE TABLE attachment (
    seq INTEGER NOT NULL PRIMARY KEY, message INTEGER NOT NULL, number INTEGER NOT NULL, data BLOB NOT NULL, imported INTEGER NOT NULL, UNIQUE (message, number),
    FOREIGN KEY(message) REFERENCES message (seq) ON DELETE CASCADE);
CREATE INDEX message_media ON message (media) WHERE media IS NOT NULL;
CREATE INDEX embedding_changed ON embedding (message) WHERE vector = x''
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
