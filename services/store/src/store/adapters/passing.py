"""Temporary conversations: in this process's memory and nowhere else, until they are ended or nobody says anything for an hour."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.errors import Refused
from shared.schemas.archive import OTHER_TEXT, BeginTurn, FinishTurn, ListMessages, Utterance
from shared.schemas.conversation import Reply
from store.adapters.conversations import FORGOTTEN, HISTORY, without_words

IDLE_SECONDS = 3600.0
THREADS, MESSAGES = 20, 400
"""So many conversations of a person, and messages of one; the oldest give way."""
ENDED = "this conversation was ended, so nothing was taken"


@dataclass(repr=False)
class _Thread:
    touched_at: float
    said: list[Utterance] = field(default_factory=list)
    turns: dict[tuple[str, str], str] = field(default_factory=dict)


class Passing:
    """What is said in temporary conversations."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._people: dict[str, dict[str, _Thread]] = {}
        self._ended: dict[tuple[str, str], float] = {}
        """When some were ended: what still waited for them does not make them anew."""

    def begin(self, request: BeginTurn) -> tuple[str, Reply | None, tuple[Utterance, ...]]:
        """Take a message once; return its turn, its answer if it has one, and what was said up to it, in short. Raises Refused for other
        words under an id that was used, and in one that was ended."""
        with self._lock:
            if (request.person, request.thread) in self._ended:
                raise Refused(ENDED)
            thread = self._thread(request.person, request.thread)
            known = (request.channel, request.external_id) in thread.turns
            turn = thread.turns.setdefault((request.channel, request.external_id), request.turn)
            places = {one.id: place for place, one in enumerate(thread.said)}
            if known and f"{turn}.p" not in places:
                return turn, FORGOTTEN, ()
            if not known:
                for old in list(thread.turns)[: -2 * MESSAGES]:
                    del thread.turns[old]
                self._say(thread, Utterance(f"{turn}.p", turn, "person", request.channel, request.text, request.at, thread=request.thread))
                return turn, None, _short(thread.said)
            place = places[f"{turn}.p"]
            if thread.said[place].text != request.text:
                raise Refused(OTHER_TEXT)
            answer = next((one.reply for one in thread.said if one.id == f"{turn}.a"), None)
            return turn, answer, _short(thread.said[: place + 1])

    def finish(self, request: FinishTurn) -> bool:
        """Take an answer; the first one stands, and none to what is not there any more. Return whether this was it."""
        with self._lock:
            thread = self._people.get(request.person, {}).get(request.thread)
            ids = {one.id for one in thread.said} if thread else set()
            if thread is None or f"{request.turn}.p" not in ids or f"{request.turn}.a" in ids:
                return False
            answer = Utterance(
                f"{request.turn}.a", request.turn, "assistant", request.channel, request.reply.text, request.at, request.reply
            )
            self._say(thread, replace(answer, thread=request.thread))
            return True

    def announce(self, person: str, message: str, text: str, at: datetime) -> None:
        """Have what comes by itself stand in each of a person's."""
        with self._lock:
            for name, thread in self._people.get(person, {}).items():
                thread.said = [*thread.said, Utterance(message, "", "assistant", "api", text, at, thread=name)][-MESSAGES:]

    def history(self, request: ListMessages) -> tuple[Utterance, ...]:
        """Return messages as those are listed that are kept; raises Refused for no message."""
        with self._lock:
            thread = self._people.get(request.person, {}).get(request.thread or "")
            said = list(thread.said) if thread else []
        ids = [one.id for one in said]
        for place in filter(None, (request.after, request.before)):
            if place not in ids:
                raise Refused("there is no message with this id")
        if request.after is not None:
            return tuple(said[ids.index(request.after) + 1 if request.after else 0 :][: request.limit])
        return tuple(said[: ids.index(request.before) if request.before else None][-request.limit :])

    def holds(self, person: str, turn: str) -> bool:
        """Tell whether a turn belongs to one of a person's."""
        with self._lock:
            return any(turn in thread.turns.values() for thread in self._people.get(person, {}).values())

    def end(self, person: str, thread: str) -> tuple[Utterance, ...]:
        """End one, and return what was said in it."""
        with self._lock:
            self._ended[person, thread] = self._clock()
            ended = self._people.get(person, {}).pop(thread, None)
            return tuple(ended.said) if ended else ()

    def end_all(self, person: str) -> None:
        """End all of a person's."""
        with self._lock:
            self._people.pop(person, None)

    def forget_answered(self, person: str) -> None:
        """Drop what is answered already: it may quote what was forgotten."""
        with self._lock:
            for thread in self._people.get(person, {}).values():
                answered = {one.turn for one in thread.said if one.role == "assistant"}
                thread.said = [one for one in thread.said if one.turn not in answered]

    def sweep(self) -> None:
        """End those in which nothing was said for long."""
        with self._lock:
            before = self._clock() - IDLE_SECONDS
            for person, threads in list(self._people.items()):
                self._people[person] = {name: thread for name, thread in threads.items() if thread.touched_at > before}
                if not self._people[person]:
                    del self._people[person]
            self._ended = {place: at for place, at in self._ended.items() if at > before}

    def _thread(self, person: str, name: str) -> _Thread:
        threads = self._people.setdefault(person, {})
        thread = threads.pop(name, None) or _Thread(self._clock())
        threads[name] = thread
        thread.touched_at = self._clock()
        for old in list(threads)[:-THREADS]:
            del threads[old]
        return thread

    def _say(self, thread: _Thread, message: Utterance) -> None:
        thread.said = [*thread.said, message][-MESSAGES:]
        thread.touched_at = self._clock()


def _short(said: list[Utterance]) -> tuple[Utterance, ...]:
    return tuple(replace(one, reply=without_words(one.reply) if one.reply else None) for one in said[-HISTORY:])
