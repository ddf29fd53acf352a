"""Tokens that end and may do less than everything, browsers that are signed in, links that work once, and passphrases."""

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = """
ALTER TABLE token ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE token ADD COLUMN kind TEXT NOT NULL DEFAULT 'token';
ALTER TABLE token ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE token ADD COLUMN scopes TEXT NOT NULL DEFAULT 'all';
ALTER TABLE token ADD COLUMN expires_at TEXT;
ALTER TABLE token ADD COLUMN idle_seconds INTEGER;
ALTER TABLE token ADD COLUMN seen_at TEXT;
ALTER TABLE token ADD COLUMN ended BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE token ADD COLUMN root TEXT;
UPDATE token SET id = lower(hex(randomblob(8)));
CREATE INDEX ix_token_id ON token (id);
CREATE TABLE passphrase (person TEXT NOT NULL PRIMARY KEY, name TEXT UNIQUE, hash TEXT NOT NULL,
    wrong INTEGER NOT NULL DEFAULT 0, FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE)
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
