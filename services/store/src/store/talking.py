"""What the store answers about conversations between a person and the assistant: those that are kept, and those that are not."""

import secrets
from collections import Counter

from shared.schemas import archive as ask
from shared.schemas.message import Message
from store.adapters import conversations, forgetting, records, threads
from store.adapters.directory import Directory
from store.adapters.passing import Passing
from store.adapters.vault import Vault

FEW_CHATS = 12
"""So many are told of when a turn begins; if there are more, they are asked for."""


class Talking:
    """Turns, messages and conversations."""

    def __init__(self, vault: Vault, directory: Directory, passing: Passing) -> None:
        self._vault = vault
        self._directory = directory
        self.passing = passing
        self._forgot: Counter[str] = Counter()
        self._begun_as = secrets.randbits(40)

    def begin_turn(self, request: ask.BeginTurn) -> Message:
        gone = self._directory.is_of_the_gone(request.channel, request.external_id)
        with self._vault.person(request.person, request.topic) as session:
            if is_temporary(request.thread):
                turn, reply, said = self.passing.begin(request)
            else:
                turn, reply = conversations.begin(session, request, gone=gone)
                said = conversations.when_begun(session, turn)
            chats, more = records.every(session, "chat", limit=FEW_CHATS)
            name, rules, settings = records.name(session), records.rules(session), conversations.settings(session)
            return ask.TurnBegun(turn, reply, said, settings, name, rules, chats=None if more else chats)

    def finish_turn(self, request: ask.FinishTurn) -> Message:
        if is_temporary(request.thread):
            return ask.Done(f"{request.turn}.a", fresh=self.passing.finish(request))
        with self._vault.person(request.person, request.topic) as session:
            return ask.Done(f"{request.turn}.a", fresh=conversations.finish(session, request))

    def announce(self, request: ask.Announce) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            if forgetting.is_forgotten(session, request.id):
                return ask.Done("", fresh=False)
            fresh = conversations.announce(session, request)
        if fresh:
            self.passing.announce(request.person, request.id, request.text, request.at)
        return ask.Done(request.id, fresh=fresh)

    def list_messages(self, request: ask.ListMessages) -> Message:
        forgotten = self._begun_as + self._forgot[request.person]
        if is_temporary(request.thread or ""):
            return ask.Conversation(self.passing.history(request), forgotten)
        if request.watching:
            with self._vault.glance(request.person) as session:
                if not conversations.history(session, limit=1, after=request.after, thread=request.thread):
                    return ask.Conversation((), forgotten)
        with self._vault.person(request.person, request.topic) as session:
            said = conversations.history(session, limit=request.limit, after=request.after, before=request.before, thread=request.thread)
            return ask.Conversation(said, forgotten)

    def list_threads(self, request: ask.ListThreads) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            if request.id:
                return ask.Threads((threads.one(session, request.id),))
            if request.query.strip():
                return ask.Threads(threads.saying(session, request.query, limit=request.limit))
            return ask.Threads(*threads.every(session, limit=request.limit, after=request.after))

    def name_thread(self, request: ask.NameThread) -> Message:
        with self._vault.person(request.person, request.topic) as session:
            threads.call(session, request.thread, request.title)
        return ask.Done(request.thread)

    def _end_thread(self, request: ask.Forget) -> ask.Receipt:
        """End a temporary conversation: of it nothing was kept but what left, on record."""
        said = self.passing.end(request.person, request.id)
        gone = forgetting.Gone()
        with self._vault.person(request.person, request.topic) as session:
            forgetting.leave_on_record(session, {one.turn for one in said if one.turn}, gone)
        return ask.Receipt({"conversation": len(said)} if said else {}, tuple(gone.remains), 0, clean=True)

    def _note_forgotten(self, person: str) -> None:
        self._forgot[person] += 1
        self.passing.forget_answered(person)


def is_temporary(thread: str) -> bool:
    """Tell whether nothing is kept of a conversation."""
    return thread.startswith(ask.TEMPORARY)
