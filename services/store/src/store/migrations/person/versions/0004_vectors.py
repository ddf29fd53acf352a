"""Vectors of texts. An id is never used twice: what is in memory of one that is gone can't become another's."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE embedding (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, message INTEGER UNIQUE, passage INTEGER UNIQUE, vector BLOB NOT NULL, "
        "FOREIGN KEY(message) REFERENCES message (seq) ON DELETE CASCADE, FOREIGN KEY(passage) REFERENCES passage (seq) ON DELETE CASCADE)"
    )
