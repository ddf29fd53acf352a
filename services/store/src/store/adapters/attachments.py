"""What is attached to messages, inside a transaction: kept in the person's own file, in parts, so that it goes wherever that goes."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shared.errors import Refused
from store.adapters.models import AttachmentRow


def put(session: Session, message: int, number: int, data: bytes, *, imported: int) -> None:
    """Keep a part that an import has brought. What another import has brought stays, and nothing of a second file is put behind it."""
    before = select(AttachmentRow.seq).where(AttachmentRow.message == message)
    begun = before.where(AttachmentRow.imported == imported, AttachmentRow.number == number - 1)
    if (session.scalar(begun) is not None) if number else (session.scalar(before.limit(1)) is None):
        session.add(AttachmentRow(message=message, number=number, data=data, imported=imported))
        session.flush()


def drop(session: Session, imported: int, *, limit: int) -> int:
    """Take away some of what an import has brought; return how many parts."""
    parts = session.scalars(select(AttachmentRow.seq).where(AttachmentRow.imported == imported).limit(limit)).all()
    session.execute(delete(AttachmentRow).where(AttachmentRow.seq.in_(parts)))
    return len(parts)


def sizes(session: Session, messages: Sequence[int]) -> dict[int, int]:
    """Return how many bytes are attached to each of some messages; those without are left out."""
    query = select(AttachmentRow.message, func.sum(func.length(AttachmentRow.data))).where(AttachmentRow.message.in_(messages))
    return dict(session.execute(query.group_by(AttachmentRow.message)).tuples().all())


def part(session: Session, message: int, number: int) -> tuple[bytes, bool]:
    """Return a part and whether it is the last; raises Refused for none."""
    query = select(AttachmentRow.data).where(AttachmentRow.message == message)
    data = session.scalar(query.where(AttachmentRow.number == number))
    if data is None:
        raise Refused("nothing is attached to this message, or only its name was kept")
    return data, session.scalar(query.where(AttachmentRow.number == number + 1)) is None
