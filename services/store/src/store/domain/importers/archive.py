"""A zip as an importer: of its documents every one that an importer knows is read, one after another, and the others are counted."""

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from types import ModuleType

from store.domain.importers.parsed import NAME_LIMIT, Found, Message, NotReadable, Tally, Unread
from store.domain.importers.source import Source

CHATS = frozenset(("whatsapp", "telegram"))
"""They name what is attached by where it lies. What no message names beside them was sent by somebody: it is no data of the person's."""
CHAT_CHARACTERS = 200


class Archive:
    """The importers of a zip's documents, as one. `known` are the documents that an importer knows, the likeliest first."""

    def __init__(self, source: Source, known: Mapping[zipfile.ZipInfo, ModuleType]) -> None:
        self._known = known
        self._first = next(iter(known))
        self._named: set[str] = set()
        self._tally = Tally()
        self.NAME: str = known[self._first].NAME
        source.turn_to(self._first, first=True)

    def read(self, source: Source, zone: str) -> Iterator[Found]:
        """Yield what is in every document."""
        yield from self._noted(self._known[self._first].read(source, zone))
        for document in sorted(source.documents, key=lambda one: one.filename):
            if document is not self._first and source.seen(document.filename) not in self._named:
                yield from self._further(source, document, zone)
        yield from self._tally.told()

    def _further(self, source: Source, document: zipfile.ZipInfo, zone: str) -> Iterator[Found]:
        importer = self._known.get(document)
        ending = PurePosixPath(document.filename).suffix.lower()
        if importer is None or (self.NAME in CHATS and importer.NAME != self.NAME):
            self._tally.left_out("files of the zip that no importer knows" if importer is None else "files beside the chat", ending)
            return
        source.turn_to(document)
        found = importer.read(source, zone)
        try:
            yield from self._noted(_placed(found, document.filename, source) if importer.NAME in CHATS else found)
        except NotReadable as error:
            yield Unread(0, f"a file of the zip ({ending}): {error}")

    def _noted(self, found: Iterator[Found]) -> Iterator[Found]:
        """Note what messages name, so that it is not read as a document."""
        for entry in found:
            if isinstance(entry, Message) and entry.media is not None:
                self._named.add(entry.media)
            yield entry


def _placed(found: Iterator[Found], document: str, source: Source) -> Iterator[Found]:
    """Name the chat of messages that name none after their file, and what is attached to them as it is seen from the first document."""
    folder, path = document.rpartition("/")[0], PurePosixPath(document)
    chat = (path.parent.name if path.stem == "_chat" else path.stem)[:CHAT_CHARACTERS]
    for entry in found:
        if isinstance(entry, Message):
            media = source.seen(f"{folder}/{entry.media}".lstrip("/"))[-NAME_LIMIT:] if entry.media is not None else None
            yield entry._replace(chat=entry.chat or chat, media=media)
        else:
            yield entry
