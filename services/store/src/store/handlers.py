"""What the store answers: message in, message out."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shared.bus.handling import Emit
from shared.errors import DISK_FULL, Refused, Unavailable
from shared.schemas import archive as ask
from shared.schemas.message import Message
from shared.schemas.status import AskStore, ServiceStatus
from store.adapters import (
    audit,
    ballast,
    conversations,
    egress,
    events,
    forgetting,
    messages,
    records,
    search,
    spelling,
    statistics,
    vectors,
)
from store.adapters.backups import Backups
from store.adapters.directory import Directory
from store.adapters.models import EgressRow, MessageRow, SettingRow, UtteranceRow
from store.adapters.narrowed import Narrowed, fitting
from store.adapters.ownership import Ownership
from store.adapters.passing import Passing
from store.adapters.times import instant, unix
from store.adapters.vault import Vault
from store.talking import Talking, is_temporary

T = TypeVar("T")
NEAREST = 60
"""So many are found by meaning, before the person's own questions are left out."""
COUNTED = (*records.TABLES.values(), MessageRow, UtteranceRow, EgressRow)
ELSEWHERE = (
    "what Twilio, WhatsApp and OpenAI were sent: they keep it by their own rules",
    "marks of the ids of WhatsApp messages, so that none is taken in when it is sent again: nothing can be read from them",
    "copies of backups that were moved away from this machine: rotate the master key and delete them",
)


class Handlers(Talking):
    """Every request that private-llm and gateway may make."""

    def __init__(
        self,
        vault: Vault,
        directory: Directory,
        backups: Backups | None = None,
        wake: Callable[[], None] = lambda: None,
        *,
        passing: Passing | None = None,
    ) -> None:
        """`wake` is called when there is something to take out of backups."""
        super().__init__(vault, directory, passing or Passing())
        self._backups = backups
        self._wake = wake
        self._vectors = vectors.Vectors()
        self._told_ringing: dict[tuple[str, str], int] = {}

    def owner(self, request: ask.AskOwner) -> Message:
        return ask.Identified(self._vault.owner())

    def identify(self, request: ask.Identify) -> Message:
        return ask.Identified(self._directory.by_address(request.channel, request.provider, request.external_id))

    def offer_link(self, request: ask.OfferLink) -> Message:
        return ask.LinkOffered(*self._directory.offer_link(request.person))

    def link(self, request: ask.Link) -> Message:
        return ask.Identified(self._directory.link(request.code, request.channel, request.provider, request.external_id))

    def list_addresses(self, request: ask.ListAddresses) -> Message:
        return ask.Addresses(self._directory.linked(request.person))

    def unlink(self, request: ask.Unlink) -> Message:
        return ask.Done(request.address, fresh=self._directory.unlink(request.person, request.address))

    def share_calendar(self, request: ask.ShareCalendar) -> Message:
        self._directory.share_calendar(request.person, request.secret_sha256)
        return ask.Done("calendar")

    def unshare_calendar(self, request: ask.UnshareCalendar) -> Message:
        self._directory.unshare_calendar(request.person)
        return ask.Done("calendar")

    def is_calendar_shared(self, request: ask.AskCalendarShared) -> Message:
        return ask.CalendarShared(self._directory.shares_calendar(request.person))

    def put_record(self, request: ask.PutRecord) -> Message:
        due = request.fields.get("due_at") if request.kind == "reminder" else None
        if isinstance(due, str):
            self._directory.remind_by(request.person, _moment(due))
        with self._vault.person(request.person, request.topic) as session:
            view = records.put(session, request.kind, request.id, request.fields, change=request.change, now=datetime.now(UTC))
        if isinstance(due, str):  # The clock may have looked in between, and seen nothing yet.
            self._directory.remind_by(request.person, _moment(due))
        return ask.Record(view.id, view.kind, view.fields, view.created_at)

    def put_off(self, request: ask.PutOff) -> Message:
        self._directory.remind_by(request.person, request.due_at)
        with self._vault.person(request.person, request.topic) as session:
            view = records.put_off(session, request, datetime.now(UTC))
        self._directory.remind_by(request.person, request.due_at)
        return ask.Record(view.id, view.kind, view.fields, view.created_at)

    def list_records(self, request: ask.ListRecords) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            if request.id is not None:
                found = records.one(session, request.kind, request.id)
                return ask.Records((found,) if found is not None else ())
            page = records.every(session, request.kind, limit=request.limit, offset=request.offset, after=request.after)
            return ask.Records(*page)

    def list_ringing(self, request: ask.ListRinging) -> Message:
        now, browser = datetime.now(UTC), (request.person, request.browser)
        if request.watching:
            with self._vault.glance(request.person) as session:
                rings = records.ringing(session, now)
            if self._told_ringing.get(browser) == _ringing(rings):
                return ask.Records(rings)
        with self._vault.person(request.person, request.topic) as session:
            rings = records.ringing(session, now)
            self._told_ringing[browser] = _ringing(rings)
            return ask.Records(rings)

    def ask_notification(self, request: ask.AskNotification) -> Message:
        with self._vault.glance(request.person) as session:
            waits = records.waits(session, request.reminder, request.due_at)
            return ask.Notification(waits, *egress.recorded(session, request.key))

    def list_occurrences(self, request: ask.ListOccurrences) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            zone = self._zone(session)
            found = events.within(session, request.since, request.until, zone=zone, limit=request.limit, only=request.events)
            return ask.Occurrences(found, zone)

    def _zone(self, session: Session) -> str:
        return conversations.settings(session).get("zone", "") or self._vault.zone

    def drop_record(self, request: ask.DropRecord) -> Message:
        return self._even_when_full(lambda: self._drop_record(request))

    def _even_when_full(self, forget: Callable[[], T]) -> T:
        """Forgetting takes space too: on a full disk give up what was set aside for it, and try again."""
        try:
            return forget()
        except Unavailable as error:
            if error.reason != DISK_FULL or not ballast.give_up(self._vault.folder):
                raise
        return forget()

    def _drop_record(self, request: ask.DropRecord) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            if not records.drop(session, request.kind, request.id):
                raise Refused("there is nothing with this id")
        return ask.Done(request.id)

    def forget(self, request: ask.Forget) -> Message:
        if request.kind == "thread" and is_temporary(request.id):
            return self._end_thread(request)
        self._note_forgotten(request.person)  # Before, too: what is undone meanwhile may be what is being forgotten.
        gone = self._even_when_full(lambda: self._forget(request))
        self._note_forgotten(request.person)
        self._vectors.forget(request.person)
        pages, found = self._vault.searched(request.person, gone.needles)
        if found:
            with self._vault.person(request.person, request.topic) as session:
                elsewhere = forgetting.still_said(session, sorted(found))
            if elsewhere:
                gone.remains.append("the same words in other things that you keep, which were not named")
            found -= elsewhere
        if self._backups is not None and (older := len(self._backups.every())):
            which = "an older backup" if older == 1 else f"{older} older backups"
            gone.remains.append(f"{which} in the data folder, out of which it is being taken now")
        self._wake()
        return ask.Receipt(dict(gone.removed), tuple(gone.remains), pages, clean=not found)

    def _forget(self, request: ask.Forget) -> forgetting.Gone:
        with self._vault.person(request.person, request.topic) as session:
            what = forgetting.named(session, request.kind, request.id)
            gone = forgetting.forget(session, request.kind, request.id)
            if self._backups is not None:  # One may just be being made.
                self._directory.note_forgotten(request.person, what)
            return gone

    def forget_person(self, request: ask.ForgetPerson) -> Message:
        if request.by:
            self._vault.owner_only(request.by)
        if request.by == request.person:
            raise Refused("the owner's own account is not deleted among others'")
        if request.person not in self._vault.everybody():
            raise Refused("nobody has this id")
        counts = {} if request.by else self._counts(request)  # How much they kept is nobody else's business.
        uploads = [job for person, job in self._directory.jobs() if person == request.person]
        Ownership(self._vault).forget_person(request.person)
        self.passing.end_all(request.person)
        self._vectors.forget(request.person)
        for upload in uploads:
            (self._vault.folder / "uploads" / f"{upload}.part").unlink(missing_ok=True)
        removed = {name: count for name, count in counts.items() if count}
        if self._backups is not None and (changed := self._backups.forget_person(request.person)):
            removed["backup"] = changed
        return ask.Receipt(removed, ELSEWHERE, 0, clean=True)

    def _counts(self, request: ask.ForgetPerson) -> dict[str, int]:
        with self._vault.person(request.person, request.topic) as session:
            return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in COUNTED}

    def search(self, request: ask.Search) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            among = Narrowed(
                kinds=request.kinds,
                exclude_turn=request.exclude_turn,
                chat=request.chat,
                senders=messages.senders_of(session, request.sender) if request.sender else (),
                since=request.since,
                until=request.until,
                forms=request.forms,
            )
            if not request.query.strip():
                return ask.Found(search.newest(session, among, limit=request.limit))
            nearest = self._nearest(session, request, among) if request.vector else ()
            if request.respell:
                return ask.Found(*spelling.find(session, request.query, among, limit=request.limit, nearest=nearest))
            return ask.Found(search.find(session, request.query, among, match=request.match, limit=request.limit, nearest=nearest))

    def _nearest(self, session: Session, request: ask.Search, among: Narrowed) -> list[ask.Hit]:
        """Return what is near in meaning and counts."""
        ids = search.embedded(session, among)
        places = self._vectors.find(session, request.person, request.model, request.vector, NEAREST, among=ids)
        return search.at_places(session, fitting(session, places, among))[: request.limit]

    def list_senders(self, request: ask.ListSenders) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            return ask.Senders(messages.senders_in(session, request.chat))

    def list_members(self, request: ask.ListMembers) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            return ask.Members(messages.members(session, request.newest))

    def next_to_embed(self, request: ask.NextToEmbed) -> Message:
        for person in self._vault.touched(request.model):
            self._vault.settled(person)
            with self._vault.person(person, request.topic) as session:
                found = vectors.missing(session, request.model, request.limit)
            if found:
                self._vault.touch(person)
                return ask.ToEmbed(person, found)
        return ask.ToEmbed(None, ())

    def put_vectors(self, request: ask.PutVectors) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            vectors.add(session, request.model, request.vectors)
        return ask.Done(request.person)

    def read_chat(self, request: ask.ReadChat) -> Message:
        places = {name: _number(getattr(request, name)) for name in ("after", "before", "around")}
        one = _number(request.id)
        with self._vault.person(request.person, request.topic) as session:
            if one is not None:
                return ask.ChatPage((messages.one(session, request.chat, one),))
            since = None if request.since is None else unix(request.since)
            return ask.ChatPage(messages.page(session, request.chat, limit=request.limit, since=since, **places))

    def list_chats(self, request: ask.ListChats) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            return statistics.chats(session, limit=request.limit, after=request.after)

    def count_messages(self, request: ask.CountMessages) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            senders = messages.senders_of(session, request.sender) if request.sender else None
            return statistics.counts(session, self._zone(session), chat=request.chat, senders=senders, words=request.words)

    def read_attachment(self, request: ask.ReadAttachment) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            return ask.Part(*messages.attached(session, request.chat, _number(request.id) or 0, request.number))

    def put_chat_message(self, request: ask.PutChatMessage) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            return ask.ChatPage((messages.put(session, request.chat, _number(request.id), request.fields),))

    def drop_chat_message(self, request: ask.DropChatMessage) -> Message:
        return self._even_when_full(lambda: self._drop_chat_message(request))

    def _drop_chat_message(self, request: ask.DropChatMessage) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            messages.drop_one(session, request.chat, _number(request.id) or 0)
        return ask.Done(request.id)

    def set_setting(self, request: ask.SetSetting) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            if request.value:
                session.merge(SettingRow(name=request.name, value=request.value))
            else:
                session.execute(delete(SettingRow).where(SettingRow.name == request.name))
        return ask.Done(request.name)

    def list_settings(self, request: ask.ListSettings) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            set_by_them = {name: value for name, value in conversations.settings(session).items() if name != vectors.MODEL}
        return ask.Settings(set_by_them)

    def record_egress(self, request: ask.RecordEgress) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            return ask.Done(*egress.record(session, request, is_known=self.passing.holds(request.person, request.cause)))

    def settle_egress(self, request: ask.SettleEgress) -> Message:
        if request.external_id:
            self._directory.note_delivery(request.external_id, request.person, request.key)
        with self._vault.person(request.person, request.topic) as session:
            return ask.Done(egress.settle(session, request))

    def delivered(self, event: ask.Delivered, _emit: Emit) -> None:
        """A provider's word on a message; one that we never sent is dropped."""
        found = self._directory.delivery(event.external_id)
        if found is None or event.state not in egress.RANK:
            return
        person, key = found
        with self._vault.person(person, event.topic) as session:
            egress.settle(session, ask.SettleEgress(person, key, event.state))  # type: ignore[arg-type]

    def list_egress(self, request: ask.ListEgress) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            return egress.log(session, request)

    def verify_chain(self, request: ask.VerifyChain) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            found = egress.verify(session, request.chain)
            missing = self._vault.missing(request.person, session) if request.chain == "audit" and found.whole else None
        return ask.ChainVerified(found.entries, whole=False, broken_at=missing) if missing else found

    def list_audit(self, request: ask.ListAudit) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            return audit.log(session, limit=request.limit, before=request.before)

    def status(self, request: AskStore) -> Message:
        self._vault.ping()
        return ServiceStatus("store", {"database": "sqlcipher"})


def _number(message: str | None) -> int | None:
    if message is not None and not (message.isdecimal() and len(message) < 18):
        raise Refused("there is no message with this id in this chat")
    return None if message is None else int(message)


def _moment(text: str) -> datetime:
    try:
        at = instant(text)
    except ValueError:
        raise Refused("due_at is a time in ISO 8601 with its offset") from None
    if at.tzinfo is None:
        raise Refused("due_at is a time in ISO 8601 with its offset")
    return at


def _ringing(rings: Iterable[ask.RecordView]) -> int:
    return hash(tuple((one.id, one.fields["rang_at"], one.fields["text"]) for one in rings))
