"""All that is kept of a person, read from the store page by page."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from gateway.domain import calendars, documents
from shared.bus import Bus
from shared.schemas import archive as ask
from shared.schemas.records import RecordKind

PAGE = 2000
WAIT_SECONDS = 30
KINDS: dict[RecordKind, tuple[str, str]] = {
    "note": ("notes", "Notes"),
    "reminder": ("reminders", "Reminders"),
    "contact": ("contacts", "Contacts"),
    "chat": ("chats", ""),
    "draft": ("drafts", "Drafts"),
    "summary": ("summaries", "Summaries"),
    "rule": ("rules", "Rules"),
    "profile": ("profile", "Profile"),
    "item": ("items", "Lists"),
    "event": ("events", "Events"),
}
"""What lists of a kind are called in JSON and file names, and above them; chats have files of their own."""
EVENT_COLUMNS = ("start_at", "end_at", "all_day", "zone", "text", "place", "rule", "details", "state")
READ_ME = """This is everything that Sihteeri keeps of you.

sihteeri.json   all of it, for programs
*.md, chats/    the same, to read
attachments/    what came with messages of chats, by chat and message
calendar.ics    the calendar and what is to be done by a day, for other calendars
*.csv           lists, for spreadsheets; a cell that would be a formula begins with '
"""


def attached(bus: Bus, person: str, chat: str, message: str) -> Iterator[bytes]:
    """Yield what is attached to a message, part by part; the first part raises Refused where there is nothing."""
    for number in count():
        part = bus.request(ask.ReadAttachment(person, chat, message, number), ask.Part, timeout_seconds=WAIT_SECONDS)
        yield part.data
        if part.last:
            return


class Everything:
    """Reads one person's data. Each method starts again from the beginning."""

    def __init__(self, bus: Bus, person: str) -> None:
        self._bus = bus
        self._person = person

    def conversation(self) -> Iterator[dict[str, Any]]:
        """Yield what was said to and by the assistant in all conversations, oldest first."""
        after = ""
        while page := self._ask(ask.ListMessages(self._person, PAGE, after=after), ask.Conversation).messages:
            yield from (message.dump() for message in page)
            after = page[-1].id

    def threads(self) -> Iterator[dict[str, Any]]:
        """Yield the conversations that have a label, newest first."""
        for page in self._pages(lambda after: ask.ListThreads(self._person, PAGE, after), ask.Threads):
            yield from (one.dump() for one in page.threads)

    def records(self, kind: RecordKind) -> Iterator[dict[str, Any]]:
        """Yield the records of a kind."""
        for page in self._pages(lambda after: ask.ListRecords(self._person, kind, PAGE, after=after), ask.Records):
            yield from (record.dump() for record in page.records)

    def calendar(self, *, since: datetime | None = None) -> bytes:
        """Return the calendar as a file; `since` leaves out what was over before it and does not come again."""
        kept = (one for one in self.records("event") if since is None or one["fields"]["rule"] or _end(one) > since)
        return calendars.written(kept, self.records("item"), name="Sihteeri")

    def messages(self, chat: str) -> Iterator[dict[str, Any]]:
        """Yield the messages of a chat, oldest first."""
        after = "0"
        while page := self._ask(ask.ReadChat(self._person, chat, PAGE, after=after), ask.ChatPage).messages:
            yield from (message.dump() for message in page)
            after = page[-1].id

    def egress(self) -> Iterator[dict[str, Any]]:
        """Yield what left, newest first, byte for byte."""
        for page in self._pages(lambda after: ask.ListEgress(self._person, limit=PAGE, after=after), ask.EgressLog):
            for entry in page.entries:
                yield self._ask(ask.ListEgress(self._person, id=entry.id), ask.EgressLog).entries[0].dump()

    def settings(self) -> Iterator[dict[str, Any]]:
        """Yield what the person has set."""
        values = self._ask(ask.ListSettings(self._person), ask.Settings).values
        yield from ({"name": name, "value": value} for name, value in sorted(values.items()))

    def imports(self) -> Iterator[dict[str, Any]]:
        """Yield what was brought in, newest first."""
        for page in self._pages(lambda after: ask.ListImports(self._person, limit=PAGE, after=after), ask.Imports):
            yield from (one.dump() for one in page.imports)

    def audit(self) -> Iterator[dict[str, Any]]:
        """Yield who looked at it all, newest first."""
        before = None
        while page := self._ask(ask.ListAudit(self._person, PAGE, before), ask.AuditLog).entries:
            yield from (entry.dump() for entry in page)
            before = page[-1].seq

    def document(self) -> Iterator[str]:
        """Yield all of it as one JSON document."""
        yield '{\n"messages": '
        yield from _array(self.conversation())
        for kind, (plural, _) in KINDS.items():
            yield f',\n"{plural}": '
            yield from _array(self.records(kind))
        yield ',\n"chat_messages": {'
        for number, chat in enumerate(self.records("chat")):
            yield f"{',' if number else ''}\n{json.dumps(chat['id'])}: "
            yield from _array(self.messages(chat["id"]))
        yield "}"
        rest = {"threads": self.threads, "settings": self.settings, "imports": self.imports, "egress": self.egress, "audit": self.audit}
        for name, entries in rest.items():
            yield f',\n"{name}": '
            yield from _array(entries())
        yield "\n}\n"

    def files(self) -> Iterator[documents.File]:
        """Yield the files of an export."""
        yield "README.txt", lambda: [READ_ME]
        yield "sihteeri.json", self.document
        yield "conversation.md", lambda: documents.talk("Conversation with the assistant", self.conversation(), self._zone())
        for kind, (plural, title) in KINDS.items():
            if title:
                yield f"{plural}.md", partial(self._listed, kind, title)
        yield "notes.csv", lambda: documents.table(("created_at", "text", "important"), map(_flat, self.records("note")))
        yield "reminders.csv", lambda: documents.table(("due_at", "text", "state", "zone"), map(_flat, self.records("reminder")))
        yield "events.csv", lambda: documents.table(EVENT_COLUMNS, map(_flat, self.records("event")))
        yield "calendar.ics", lambda: [self.calendar()]
        yield (
            "contacts.csv",
            lambda: documents.table(("name", "names", "handles", "languages", "details"), map(_flat, self.records("contact"))),
        )
        for number, chat in enumerate(self.records("chat"), 1):
            name = str(chat["fields"]["name"])
            named: list[tuple[str, PurePosixPath]] = []
            yield f"chats/{documents.file_name(name, number, 'md')}", partial(self._talk, chat["id"], name, named)
            for message, media in named:  # Filled while the chat was written.
                kept = documents.file_name(media.stem, int(message), media.suffix)
                yield f"attachments/{number:03d}/{kept}", partial(attached, self._bus, self._person, chat["id"], message)

    def _listed(self, kind: RecordKind, title: str) -> Iterator[str]:
        return documents.listed(title, self.records(kind), self._zone())

    def _talk(self, chat: str, name: str, named: list[tuple[str, PurePosixPath]]) -> Iterator[str]:
        """Yield a chat, and note which messages have something attached."""

        def noted() -> Iterator[dict[str, Any]]:
            for message in self.messages(chat):
                if message["size"]:
                    named.append((message["id"], PurePosixPath(message["media"] or "")))
                yield message

        return documents.talk(name, noted(), self._zone())

    def _zone(self) -> ZoneInfo:
        """Return the zone that the person's answers are in."""
        now = datetime.now(UTC)
        asked = ask.ListOccurrences(self._person, now, now + timedelta(minutes=1), 1)
        return ZoneInfo(self._ask(asked, ask.Occurrences).own_zone)

    def _pages(self, request: Callable[[str | None], Any], answer: Any) -> Iterator[Any]:
        """Yield the pages of a list."""
        after = None
        while True:
            page = self._ask(request(after), answer)
            yield page
            if (after := page.next) is None:
                return

    def _ask(self, request: Any, answer: Any) -> Any:
        return self._bus.request(request, answer, timeout_seconds=WAIT_SECONDS)


def _array(entries: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield "["
    for number, entry in enumerate(entries):
        yield f"{',' if number else ''}\n{json.dumps(entry, ensure_ascii=False)}"
    yield "]"


def _end(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["fields"]["end_at"])


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    return {**record["fields"], "created_at": record["created_at"]}
