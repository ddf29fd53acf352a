"""Search by meaning inside the encrypted file: vectors lie there as 8-bit integers, and one bit of each dimension in memory.

A search compares bits (Hamming distance, all of them, in memory), takes the nearest two hundred and compares those again by cosine with
the vectors from the file. 100,000 vectors of 384 dimensions are 4.8 MB of bits.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from shared.errors import BadMessage
from shared.schemas.archive import TextToEmbed, Vector
from store.adapters.models import SettingRow

CANDIDATES = 200
NEAR = 0.5
"""The least cosine of what is near at all: without it the nearest of nothing would be found for anything."""
SHORTEST_TEXT = 12
DIMENSIONS = (8, 8192)
PEOPLE = 16
"""Whose bits are kept in memory at once."""
MODEL = "embed.model"
Kind = Literal["message", "passage"]
ADD = {
    kind: text(f"INSERT OR IGNORE INTO embedding ({kind}, vector) SELECT seq, :vector FROM {kind} WHERE seq = :seq")
    for kind in ("message", "passage")
}
NEXT = {
    kind: text(
        f"SELECT seq, text FROM {kind} WHERE seq > coalesce((SELECT max({kind}) FROM embedding), 0) AND length(text) >= {SHORTEST_TEXT} ORDER BY seq LIMIT :limit"
    )
    for kind in ("passage", "message")
}
CHANGED = text("SELECT seq, text FROM embedding JOIN message ON seq = message WHERE vector = x'' LIMIT :limit")
OUTDATE = (text("DELETE FROM embedding WHERE message = :seq"), text("INSERT INTO embedding (message, vector) VALUES (:seq, x'')"))
REPLACE = text("DELETE FROM embedding WHERE message = :seq AND vector = x''")
LATER = text("SELECT id, vector FROM embedding WHERE id > :after AND vector != x'' ORDER BY id")
THESE = text("SELECT id, message, passage, vector FROM embedding WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))


def missing(session: Session, model: str, limit: int) -> tuple[TextToEmbed, ...]:
    """Return texts without a vector, notes and the like first. Another model than before begins anew."""
    _use(session, model)
    found = [TextToEmbed("message", row.seq, row.text) for row in session.execute(CHANGED, {"limit": limit})]
    for kind, query in NEXT.items():
        rows = session.execute(query, {"limit": limit - len(found)}) if len(found) < limit else ()
        found += [TextToEmbed(kind, row.seq, row.text) for row in rows]  # type: ignore[arg-type]
    return tuple(found)


def add(session: Session, model: str, vectors: Sequence[Vector]) -> None:
    """Keep vectors of texts that are there and have none; raises BadMessage for what is no vector."""
    _use(session, model)
    for entry in vectors:
        if entry.kind == "message":
            session.execute(REPLACE, {"seq": entry.seq})
        session.execute(ADD[entry.kind], {"seq": entry.seq, "vector": _small(_read(entry.vector)).tobytes()})


def outdate(session: Session, message: int) -> None:
    """A message says something else now: its vector goes, and an empty one asks for another."""
    for statement in OUTDATE:
        session.execute(statement, {"seq": message})


def _use(session: Session, model: str) -> None:
    row = session.get(SettingRow, MODEL)
    if row is None or row.value != model:
        session.execute(text("DELETE FROM embedding"))
        session.merge(SettingRow(name=MODEL, value=model))


def _read(vector: bytes) -> NDArray[np.float32]:
    found = np.frombuffer(vector, dtype="<f4") if len(vector) % 4 == 0 else np.empty(0, dtype=np.float32)
    if not DIMENSIONS[0] <= len(found) <= DIMENSIONS[1] or not np.isfinite(found).all() or not found.any():
        raise BadMessage("this is no vector")
    return found


def _small(vector: NDArray[np.float32]) -> NDArray[np.int8]:
    return np.rint(vector * (127 / np.abs(vector).max())).astype(np.int8)


def _bits(vectors: NDArray[np.int8]) -> NDArray[np.uint64]:
    packed = np.packbits(vectors > 0, axis=-1)
    padding = -packed.shape[-1] % 8
    return np.ascontiguousarray(np.pad(packed, [(0, 0)] * (packed.ndim - 1) + [(0, padding)])).view(np.uint64)


@dataclass
class _Memory:
    """One person's bits, a row for each 64 dimensions, a column for each text, in the order of their ids."""

    model: str = ""
    ids: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    bits: NDArray[np.uint64] = field(default_factory=lambda: np.empty((0, 0), dtype=np.uint64))


class Vectors:
    """Finds what is near in meaning. Keeps bits of the people who searched last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._people: OrderedDict[str, _Memory] = OrderedDict()

    def forget(self, person: str) -> None:
        """Drop what is in memory of a person, whose texts or vectors have gone."""
        with self._lock:
            self._people.pop(person, None)

    def find(
        self, session: Session, person: str, model: str, query: bytes, limit: int, *, among: Sequence[int] | None = None
    ) -> list[tuple[Kind, int]]:
        """Return the places of the texts that are nearest, nearest first; none for vectors of another model. `among` are the ids of those
        that count."""
        wanted = _read(query)
        row = session.get(SettingRow, MODEL)
        if row is None or row.value != model:
            return []
        memory = self._loaded(session, person, model)
        mask = _bits(_small(wanted))
        if memory.bits.shape[:1] != mask.shape:
            return []
        ids, bits = memory.ids, memory.bits
        if among is not None:
            wanted_ones = np.isin(ids, among)
            ids, bits = ids[wanted_ones], bits[:, wanted_ones]
        if not len(ids):
            return []
        distance = np.bitwise_count(bits ^ mask[:, np.newaxis]).sum(axis=0, dtype=np.uint16)
        few = np.argpartition(distance, min(CANDIDATES, len(distance) - 1))[:CANDIDATES]
        rows = session.execute(THESE, {"ids": ids[few].tolist()}).all()
        rows = [row for row in rows if len(row.vector) == len(wanted)]
        if not rows:
            return []
        near = np.frombuffer(b"".join(row.vector for row in rows), dtype=np.int8).reshape(len(rows), -1).astype(np.float32)
        cosine = near @ wanted / np.linalg.norm(near, axis=1)
        cosine /= np.linalg.norm(wanted)
        best = [place for place in np.argsort(-cosine)[:limit] if cosine[place] >= NEAR]
        return [("message", rows[place].message) if rows[place].message is not None else ("passage", rows[place].passage) for place in best]

    def _loaded(self, session: Session, person: str, model: str) -> _Memory:
        with self._lock:
            memory = self._people.get(person)
            if memory is None or memory.model != model:
                memory = self._people[person] = _Memory(model)
            self._people.move_to_end(person)
            while len(self._people) > PEOPLE:
                self._people.popitem(last=False)
            later = session.execute(LATER, {"after": int(memory.ids[-1]) if len(memory.ids) else 0}).all()
            if later:
                size = len(later[0].vector)
                later = [row for row in later if len(row.vector) == size]
                bits = np.ascontiguousarray(
                    _bits(np.frombuffer(b"".join(row.vector for row in later), dtype=np.int8).reshape(len(later), size)).T
                )
                ids = np.array([row.id for row in later], dtype=np.int64)
                known = memory.bits.shape[:1] == bits.shape[:1]
                memory.ids = np.concatenate([memory.ids, ids]) if known else ids
                memory.bits = np.concatenate([memory.bits, bits], axis=1) if known else bits
            return memory
