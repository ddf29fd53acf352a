"""A person's store, over the bus."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from private_llm.adapters.ollama_embedder import NoEmbedder, OllamaEmbedder
from private_llm.domain.ports import EVERYTHING, MOST_WRITTEN, Among
from shared.bus import Bus
from shared.schemas import archive as ask
from shared.schemas.message import Message
from shared.schemas.records import RecordKind

A = TypeVar("A", bound=Message)
FORGET_SECONDS, COUNT_SECONDS = 120, 30
WRITTEN_AT_ONCE = 200


class BusArchive:
    """The archive of one person, during one turn. What was read is not asked for again until something is written, and so are their
    chats, where the turn began with them."""

    def __init__(
        self,
        bus: Bus,
        person: str,
        turn: str,
        embedder: OllamaEmbedder | NoEmbedder | None = None,
        *,
        chats: Sequence[ask.RecordView] | None = None,
    ) -> None:
        self._bus = bus
        self._embedder = embedder or NoEmbedder()
        self._person = person
        self._turn = turn
        self._read: dict[Message, Any] = {}
        self._chats = chats

    def _ask(self, request: Message, answer: type[A]) -> A:
        """Ask for what the store has, once."""
        if request not in self._read:
            self._read[request] = self._bus.request(request, answer)
        found: A = self._read[request]
        return found

    def _do(self, request: Message, answer: type[A], **how: Any) -> A:
        """Have the store change something."""
        self._read.clear()
        self._chats = None
        return self._bus.request(request, answer, **how)

    def put(self, kind: RecordKind, record: str, fields: Mapping[str, Any], *, change: bool = False) -> ask.RecordView:
        done = self._do(ask.PutRecord(self._person, kind, record, dict(fields), change), ask.Record)
        return ask.RecordView(done.id, done.kind, done.fields, done.created_at)

    def records(self, kind: RecordKind, *, limit: int = 50) -> Sequence[ask.RecordView]:
        if kind == "chat" and self._chats is not None:
            return self._chats[:limit]
        return self._ask(ask.ListRecords(self._person, kind, limit=limit), ask.Records).records

    def record(self, kind: RecordKind, record: str) -> ask.RecordView | None:
        found = self._ask(ask.ListRecords(self._person, kind, limit=1, id=record), ask.Records).records
        return found[0] if found else None

    def drop(self, kind: RecordKind, record: str) -> None:
        self._do(ask.DropRecord(self._person, kind, record), ask.Done)

    def events(self, since: datetime, until: datetime, *, only: Sequence[str] = (), limit: int = 50) -> Sequence[ask.Occurrence]:
        request = ask.ListOccurrences(self._person, since, until, limit, tuple(only))
        return self._ask(request, ask.Occurrences).occurrences

    def forget(self, kind: ask.Forgettable, thing: str) -> ask.Receipt:
        return self._do(ask.Forget(self._person, kind, thing), ask.Receipt, timeout_seconds=FORGET_SECONDS)

    def search(
        self, query: str, *, kinds: Sequence[str] = (), match: Literal["all", "any"] = "all", limit: int = 20, among: Among = EVERYTHING
    ) -> Sequence[ask.Hit]:
        return self._found(query, kinds, match, limit, among).hits

    def look_for(self, query: str, *, kinds: Sequence[str] = (), limit: int = 20, among: Among = EVERYTHING) -> ask.Found:
        return self._found(query, kinds, "any", limit, among, respell=True)

    def _found(
        self, query: str, kinds: Sequence[str], match: Literal["all", "any"], limit: int, among: Among, *, respell: bool = False
    ) -> ask.Found:
        model, vector = self._embedder.query(query) if query and match == "any" else ("", b"")
        request = ask.Search(
            self._person,
            query,
            tuple(kinds),
            match,
            limit,
            exclude_turn=self._turn,
            chat=among.chat,
            sender=among.sender,
            since=among.since,
            until=among.until,
            forms=among.forms,
            model=model,
            vector=vector,
            respell=respell,
        )
        return self._ask(request, ask.Found)

    def written(self, *, chat: str | None = None, since: datetime | None = None, until: datetime | None = None) -> Sequence[ask.Hit]:
        found: dict[str, ask.Hit] = {}
        while len(found) < MOST_WRITTEN:  # A page goes on at the second in which the one before ended.
            page = self.search("", kinds=("message",), limit=WRITTEN_AT_ONCE, among=Among(chat, since=since, until=until))
            known = len(found)
            found |= {hit.id: hit for hit in page}
            if len(page) < WRITTEN_AT_ONCE:
                break
            until = page[-1].at + timedelta(seconds=len(found) > known)  # Of more than a page in one second the rest is passed over.
        return sorted(found.values(), key=lambda hit: (hit.at, int(hit.id)))[-MOST_WRITTEN:]

    def behind(self, hit: ask.Hit, *, limit: int) -> Sequence[ask.Hit]:
        page = self._ask(ask.ReadChat(self._person, hit.chat, limit, after=hit.id), ask.ChatPage).messages
        return [
            replace(hit, id=one.id, text=one.text, snippet="", at=one.at, score=0.0, sender=one.sender, media=one.media or "")
            for one in page
            if one.sender
        ]

    def senders(self, chat: str | None = None) -> Sequence[str]:
        return self._ask(ask.ListSenders(self._person, chat), ask.Senders).names

    def count(self, *, chat: str | None = None, sender: str | None = None) -> int:
        return self._bus.request(ask.CountMessages(self._person, chat, sender), ask.MessageCounts, timeout_seconds=COUNT_SECONDS).messages

    def members(self) -> Sequence[ask.Member]:
        return self._ask(ask.ListMembers(self._person, MOST_WRITTEN), ask.Members).members

    def messages(self, *, limit: int) -> Sequence[ask.Utterance]:
        return self._ask(ask.ListMessages(self._person, limit), ask.Conversation).messages

    def egress(self, *, since: datetime | None, until: datetime | None) -> ask.EgressLog:
        return self._bus.request(ask.ListEgress(self._person, since, until), ask.EgressLog)

    def set_setting(self, name: Literal["language", "zone", "cloud"], value: str) -> None:
        self._do(ask.SetSetting(self._person, name, value), ask.Done)

    def record_egress(
        self, *, key: str, party: Literal["openai"], purpose: str, url: str, body: str, at: datetime, budget: ask.Budget
    ) -> tuple[str, bool]:
        request = ask.RecordEgress(self._person, key, party, purpose, url, body, self._turn, at, budget)
        done = self._bus.request(request, ask.Done)
        return done.id, done.fresh

    def settle_egress(self, *, key: str, state: Literal["sent", "failed"], tokens: int = 0) -> None:
        self._bus.request(ask.SettleEgress(self._person, key, state, tokens=tokens), ask.Done)
