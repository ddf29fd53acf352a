"""How far people's audit chains are, outside of their files."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE anchor (person TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL, digest TEXT NOT NULL, "
        "FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE)"
    )
