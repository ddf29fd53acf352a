"""Events of calendars, and series of them."""

from alembic import op

revision = "0008"
down_revision = "0006"

STATEMENTS = """
CREATE TABLE event (
    id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, text TEXT NOT NULL, start_at TEXT NOT NULL, end_at TEXT NOT NULL,
    all_day BOOLEAN NOT NULL, zone TEXT NOT NULL, rule TEXT NOT NULL, place TEXT NOT NULL, details TEXT NOT NULL, state TEXT NOT NULL);
CREATE INDEX ix_event_start_at ON event (start_at)
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
