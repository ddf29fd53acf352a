"""Chats are known by what their source calls them; what an import made is a row each, not one list that is written anew each time."""

from alembic import op

revision = "0009"
down_revision = "0008"

STATEMENTS = """
ALTER TABLE chat ADD COLUMN origin TEXT;
CREATE INDEX message_imported ON message (imported) WHERE imported IS NOT NULL;
CREATE INDEX chat_origin ON chat (origin);
CREATE TABLE brought (
    seq INTEGER NOT NULL PRIMARY KEY, imported INTEGER NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,
    FOREIGN KEY(imported) REFERENCES import (seq) ON DELETE CASCADE);
CREATE INDEX brought_imported ON brought (imported);
INSERT INTO brought (imported, kind, record)
    SELECT import.seq, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM import, json_each(import.records);
ALTER TABLE import DROP COLUMN records
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
