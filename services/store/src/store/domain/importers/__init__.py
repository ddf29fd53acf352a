"""Importers: one file each, in the order in which they are asked whether a file is theirs."""

from types import ModuleType

from store.domain.importers import chatgpt, icalendar, telegram, vcard, whatsapp
from store.domain.importers.parsed import NotReadable
from store.domain.importers.source import Source

IMPORTERS: tuple[ModuleType, ...] = (telegram, chatgpt, vcard, icalendar, whatsapp)
NO_FORMAT = "no importer knows this file; WhatsApp exports (.txt, .zip), Telegram's result.json, ChatGPT's conversations.json, vCard and iCalendar are read"


def importer_for(source: Source) -> ModuleType:
    """Return the importer of a file; raises NotReadable when there is none."""
    head = source.head()
    for importer in IMPORTERS:
        if importer.accepts(head):
            return importer
    raise NotReadable(NO_FORMAT)
