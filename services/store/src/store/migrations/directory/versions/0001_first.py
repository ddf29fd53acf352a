"""The first tables of the directory."""

from alembic import op

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE person (id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, wrapped_key BLOB NOT NULL, next_due_at TEXT);
CREATE INDEX ix_person_next_due_at ON person (next_due_at);
CREATE TABLE identity (
    channel TEXT NOT NULL, provider TEXT NOT NULL, external_id TEXT NOT NULL,
    person TEXT NOT NULL, PRIMARY KEY (channel, provider, external_id),
    FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE);
CREATE TABLE token (
    sha256 TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, created_at TEXT NOT NULL,
    FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE);
CREATE TABLE link_code (
    sha256 TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, expires_at TEXT NOT NULL,
    FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE);
CREATE TABLE delivery (
    external_id TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, "key" TEXT NOT NULL,
    FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE)
"""


def upgrade() -> None:
    for statement in TABLES.strip().split(";"):
        op.execute(statement)
