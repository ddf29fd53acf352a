"""Messages of chats, imports, contacts with several names; what is said to the assistant is called an utterance.

The search index keeps no second copy of the texts any more: it points at the tables (FTS5 external content)."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = """
ALTER TABLE message RENAME TO utterance;
ALTER TABLE contact ADD COLUMN names JSON NOT NULL DEFAULT '[]';
ALTER TABLE contact ADD COLUMN handles JSON NOT NULL DEFAULT '[]';
ALTER TABLE contact ADD COLUMN languages JSON NOT NULL DEFAULT '[]';
ALTER TABLE audit ADD COLUMN service TEXT;
ALTER TABLE chat RENAME TO old_chat;
CREATE TABLE chat (
    seq INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, name TEXT NOT NULL, "group" BOOLEAN NOT NULL);
INSERT INTO chat (id, created_at, name, "group") SELECT id, created_at, name, "group" FROM old_chat;
DROP TABLE old_chat;
CREATE TABLE sender (seq INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE import (
    seq INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, chat TEXT NOT NULL, source TEXT NOT NULL,
    state TEXT NOT NULL, reason TEXT NOT NULL, "key" BLOB, zone TEXT NOT NULL, total INTEGER NOT NULL, done INTEGER NOT NULL,
    items INTEGER NOT NULL, added INTEGER NOT NULL, skipped INTEGER NOT NULL, unread INTEGER NOT NULL, report JSON NOT NULL,
    records JSON NOT NULL, seconds DOUBLE NOT NULL);
CREATE TABLE message (
    seq INTEGER NOT NULL PRIMARY KEY, chat INTEGER NOT NULL, sender INTEGER, at INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    media TEXT, forwarded BOOLEAN NOT NULL, imported INTEGER,
    FOREIGN KEY(chat) REFERENCES chat (seq) ON DELETE CASCADE, FOREIGN KEY(sender) REFERENCES sender (seq),
    FOREIGN KEY(imported) REFERENCES import (seq) ON DELETE SET NULL);
CREATE INDEX message_at ON message (chat, at);
CREATE VIRTUAL TABLE message_index USING fts5 (
    text, content = 'message', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2', prefix = '3');
INSERT INTO message_index (message_index, rank) VALUES ('secure-delete', 1);
ALTER TABLE passage RENAME TO old_passage;
CREATE TABLE passage (
    seq INTEGER NOT NULL PRIMARY KEY, kind TEXT NOT NULL, ref TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (kind, ref));
INSERT OR IGNORE INTO passage (kind, ref, at, text)
    SELECT CASE kind WHEN 'message' THEN 'conversation' ELSE kind END, ref, at, text FROM old_passage;
DROP TABLE old_passage;
CREATE VIRTUAL TABLE passage_index USING fts5 (
    text, content = 'passage', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2', prefix = '3');
INSERT INTO passage_index (passage_index, rank) VALUES ('secure-delete', 1);
INSERT INTO passage_index (passage_index) VALUES ('rebuild')
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement.replace(":", "\\:"))
