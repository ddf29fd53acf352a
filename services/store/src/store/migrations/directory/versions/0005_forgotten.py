"""What was forgotten and is still to be taken out of backups."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE forgotten (seq INTEGER NOT NULL PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, thing TEXT NOT NULL, "
        "digest TEXT NOT NULL, FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE)"
    )
