"""The first tables of a person's file."""

from alembic import op

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE turn (
    id TEXT NOT NULL PRIMARY KEY, channel TEXT NOT NULL, external_id TEXT NOT NULL, begun_at TEXT NOT NULL, finished_at TEXT, reply TEXT,
    UNIQUE (channel, external_id));
CREATE TABLE message (
    seq INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, turn TEXT,
    role TEXT NOT NULL, channel TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
    FOREIGN KEY(turn) REFERENCES turn (id) ON DELETE CASCADE);
CREATE TABLE note (id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, text TEXT NOT NULL, important BOOLEAN NOT NULL);
CREATE TABLE reminder (
    id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, text TEXT NOT NULL, due_at TEXT NOT NULL, zone TEXT NOT NULL,
    state TEXT NOT NULL, language TEXT NOT NULL);
CREATE INDEX reminder_due ON reminder (state, due_at);
CREATE TABLE contact (id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, name TEXT NOT NULL, details TEXT NOT NULL);
CREATE TABLE chat (id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, name TEXT NOT NULL, "group" BOOLEAN NOT NULL);
CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE egress (
    seq INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, "key" TEXT NOT NULL UNIQUE, at TEXT NOT NULL, party TEXT NOT NULL,
    purpose TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL, cause TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL,
    external_id TEXT NOT NULL);
CREATE INDEX ix_egress_external_id ON egress (external_id);
CREATE TABLE audit (
    seq INTEGER NOT NULL PRIMARY KEY, at TEXT NOT NULL, action TEXT NOT NULL, request TEXT NOT NULL, digest TEXT NOT NULL);
CREATE VIRTUAL TABLE passage USING fts5 (
    text, kind UNINDEXED, ref UNINDEXED, at UNINDEXED, tokenize = 'unicode61 remove_diacritics 2', prefix = '3 5');
INSERT INTO passage (passage, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER egress_stays BEFORE DELETE ON egress BEGIN SELECT RAISE (ABORT, 'egress is append-only'); END;
CREATE TRIGGER egress_is_fixed BEFORE UPDATE OF seq, id, "key", at, party, purpose, url, body, cause, digest ON egress
    BEGIN SELECT RAISE (ABORT, 'egress is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'audit is append-only'); END
"""


def upgrade() -> None:
    statement = ""
    for part in TABLES.strip().split(";"):
        statement += part
        if "CREATE TRIGGER" in statement and not statement.rstrip().endswith("END"):
            statement += ";"
            continue
        op.execute(statement)
        statement = ""
