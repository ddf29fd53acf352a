"""Messages of somebody, and those that are no words, are found among a million without looking at each."""

from alembic import op

revision = "0014"
down_revision = "0013"

STATEMENTS = """
CREATE INDEX message_sender ON message (sender, chat, at);
CREATE INDEX message_form ON message (chat, at) WHERE kind <> 'text'
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";"):
        op.execute(statement)
