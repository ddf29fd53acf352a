"""Importers: one file each, in the order in which they are asked whether a file is theirs."""

from types import ModuleType

from store.domain.importers import chatgpt, icalendar, telegram, vcard, whatsapp
from store.domain.importers.archive import Archive
from store.domain.importers.parsed import NotReadable
from store.domain.importers.source import Source

IMPORTERS: tuple[ModuleType, ...] = (telegram, chatgpt, vcard, icalendar, whatsapp)
NO_FORMAT = "no importer knows this file; WhatsApp exports (.txt, .zip), Telegram's result.json, ChatGPT's conversations.json, vCard and iCalendar are read"


def importer_for(source: Source) -> ModuleType | Archive:
    """Return the importer of a file, or of a zip the importers of all of its documents; raises NotReadable when there is none."""
    if not source.documents:
        return _importer(source)
    known, reason = {}, NotReadable(NO_FORMAT)
    for document in source.documents:
        source.turn_to(document, first=True)
        try:
            known[document] = _importer(source)
        except NotReadable as error:
            reason = reason if str(error) == NO_FORMAT else error
    if not known:
        raise reason
    return Archive(source, known)


def _importer(source: Source) -> ModuleType:
    head = source.head()
    for importer in IMPORTERS:
        if importer.accepts(head):
            return importer
    raise NotReadable(NO_FORMAT)
