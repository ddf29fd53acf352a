"""A request that leans on the one before: "and on Friday?", "and the other one", "more", and more for the list that was shown."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.times.cities import zone_of
from private_llm.domain.understanding import clauses, digests, entries, further, leaning, lexicon, openers
from private_llm.domain.understanding.amending import ASKING, SWAPPED, Amending
from private_llm.domain.understanding.focus import Earlier, about
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from private_llm.domain.understanding.spoken import SMALL, nth
from shared.schemas.plan import Intent

SPANNED: frozenset[str] = frozenset({"event", "reminders", "egress", "summarise"})
DAY_AFTER = re.compile(r"(?:the )?day after(?: that)?|(?:the )?next day|(?:sitä )?seuraavana päivänä|sitä seuraavana|seuraavana")
WEEK_AFTER = re.compile(r"(?:the )?week after(?: that)?|(?:the )?following week|sitä seuraavalla(?: viikolla)?|sitä seuraava viikko")
DAY_BEFORE = re.compile(r"(?:the )?day before(?: that)?|(?:sitä )?edellisenä päivänä|edellisenä")

LEFT = "left"
"""What the plan asks for when it is asked how long it takes until something comes."""
OF_IT = frozenset("it that sitä the too also myös".split())
UNTIL_IT = re.compile(
    r"(?:(?:so|and|ja|no) )*(?:how (?:long|many (?:days|hours|weeks))(?: is it| do i have)?(?: left)? (?:until|till|to|before) (?:it|that|then)(?: starts| begins)?"
    r"|(?:montako päivää|kuinka kauan|kauanko|paljonko aikaa)(?: on)?(?: vielä)? (?:siihen|sen alkuun)(?: on)?(?: vielä)?)"
)
"""What asks how long it takes until what was spoken of."""
BEFOREHAND = re.compile(
    r"(?P<length>\S+(?: \S+){0,3}) (?:earlier|beforehand|in advance|ahead|aikaisemmin|aiemmin|etukäteen)", re.IGNORECASE
)
STILL = re.compile(
    r"(?:is|was|isn't|onko|onks|oliko|eikö) (?:it|that|se) (?:(?:still|yhä|vielä|viel|siis|edelleen|not) )*(?:on |at )?(?P<when>.+)"
)
"""What asks whether something is when it was said to be."""


class CarryingOn(Amending):
    """What a message asks for beside what was asked before."""

    def _asked_of(self) -> Meant | None:
        """ "When was that again?", "is it still on Monday?", "where is it?" of what stands in the calendar."""
        if self._is("how_long_left"):
            return self._meant("reminders", things=self._timer(), words={"query": LEFT}) if self._timer() else None
        still = STILL.fullmatch(self._whole)
        asks = self._words.is_one("when_was_it", self._whole) or (still is not None and self._time(still["when"]))
        thing = self._focus.pointed({"reminder", "event"}) if asks else None
        if UNTIL_IT.fullmatch(self._whole) and (of := self._focus.pointed({"event", "reminder"})):
            return self._meant("reminders", things=(of,), words={"query": LEFT})
        where = self._words.is_one("where_is_it", self._words.after("and_what", self._whole) or self._whole)
        thing = self._focus.pointed({"event"}) if where else thing
        return self._meant("reminders", things=(thing,)) if thing else None

    def _picked(self) -> Meant | None:
        """One of what was found or listed, by its place alone: "the second one"."""
        position = self._words.ordinals.get(self._bare_ordinal(self._said))
        latest = self._focus.latest
        shown = latest is not None and len(latest.reply.sources) > 1 and latest.reply.asked is None and not latest.reply.effects
        if not shown or position is None or self._said.isdecimal():
            return None
        thing = nth(self._focus.listed, position)
        return self._meant("find", things=(thing,)) if thing else None

    def _before_it(self) -> Meant | None:
        """A reminder so long before what was spoken of: "remind me 20 minutes earlier"."""
        opened = openers.to_remind(self._text) if openers.begins_to_remind(self._text) else None
        earlier = BEFOREHAND.fullmatch(opened[1].strip(" .!")) if opened else None
        latest = self._focus.latest
        shown = latest is not None and not latest.reply.effects and self._focus.pointed({"event"}) is not None
        if not shown or earlier is None:
            return None
        length = earlier["length"].lower().replace("varttia", "15 min")
        before = f"{length} {'ennen' if self._words.language == 'fi' else 'before'}"
        reading = times.read(before, now=self._now, zone=self._zone)
        opener = "muistuta" if self._words.language == "fi" else "remind me"
        return self._meant("remind", text=f"{opener} {before}") if reading.before is not None and not reading.unread else None

    def _timer(self) -> tuple[str, ...]:
        """Return the reminder that the last turns set, as a timer is."""
        return tuple(one for one in (self._focus.pointed({"reminder"}), *self._focus.made) if one and one.startswith("reminder:"))[:1]

    def _further(self) -> Meant | None:
        """More of what the question before was about: "and where is it?", "since when?"."""
        asked = further.whole(self._text, self._focus.earlier)
        return self._meant("recall", text=asked) if asked else None

    def _more(self) -> Meant | None:
        """What else was found for the question before: "more"."""
        if not self._is("more"):
            return None
        before = next((turn for turn in self._focus.earlier if not self._words.is_one("more", plain(turn.said))), None)
        if before is not None and before.reply.steps[-1:] == ("summarise",):
            return self._more_of_chats(before)
        if (
            before is None
            or before.reply.steps[-1:] == ("event",)
            or before.reply.steps[-1:] not in {(intent,) for intent in (*ASKING, "chat")}
        ):
            return None
        return self._meant("recall", text=before.said, words={"more": "more"}) if before.reply.sources else None

    def _more_of_chats(self, before: Earlier) -> Meant | None:
        """The rest of what was summed up."""
        found = list(dict.fromkeys(source.chat for source in before.reply.sources if source.chat))
        things = (f"chat:{found[0]}",) if len(found) == 1 else ()
        asked = digests.read(before.said)
        form = asked.words["text"] if asked else "sum"
        return (
            self._meant("summarise", text=before.said, things=things, words={"more": "more", "text": form, "when": before.said})
            if found
            else None
        )

    def _emptied(self) -> Meant | None:
        """The list that was just shown or changed is emptied: "clear it"; nothing else is so called then."""
        latest = self._focus.latest
        if latest is None or latest.reply.steps[-1:] != ("lists",) or not self._act():
            return None
        return self._on_a_list() if leaning.on_a_list(self._said, self._words.language) == ("clear", "") else None

    def _on_a_list(self) -> Meant | None:
        """More for the list that was shown or changed, or less, or otherwise: "and bread", "take the butter off", "make that 12 eggs"."""
        turn = self._focus.last_of("lists")
        if turn is None:
            return None
        found = next((one for tail in self._tails() if (one := self._on_list(tail, turn))), None)
        if found is None or (found[0] != "change" and self._reads_time(found[1])):
            return None
        act, what = found
        things = about(turn)
        if lexicon.is_pointer(what):
            return self._meant("lists", things=things, words={"query": act}) if act == "tick" else None
        name = "" if things else leaning.list_of(turn.said)
        pointed = things if act == "change" else things[:1]
        return self._meant("lists", things=pointed, words={"query": f"{act} {name}".strip()} | ({"text": what} if what else {}))

    def _tails(self) -> list[str]:
        """Return what is left of the message behind each of the words that begin a correction, the shortest first."""
        tails = [self._whole]
        while rest := next((rest for kind in ("corrects", "not_that", "fillers") if (rest := self._words.after(kind, tails[0]))), None):
            tails.insert(0, rest)
        return tails

    def _on_list(self, tail: str, turn: Earlier) -> tuple[str, str] | None:
        name, latest = leaning.list_of(turn.said), turn == self._focus.latest
        found = leaning.on_a_list(self._own(tail), self._words.language, plainly=not latest, to_do=name == "todo")
        corrects = tail != self._whole and self._words.after("not_that", self._whole) is not None
        return None if found is None or (found[0] == "add" and corrects) else found

    def _carried_on(self) -> Meant | None:
        """A request that leans on the one before: "and on Friday?", "and the benchmarks?", "and on Sunday too", "and the other one"."""
        latest = self._focus.latest
        if latest is None or not latest.reply.steps:
            return None
        counted = leaning.counted(self._whole, self._words.after("and_what", self._whole) or "", latest.said, latest.answered)
        if latest.reply.steps[-1] == "convert":
            return self._meant("convert", text=counted) if counted else None
        rest = self._words.after("and_what", self._whole)
        again = self._words.after_all("once_more", rest or self._whole)
        if again and self._reminder_just_set() and (one_more := self._at_another_time(self._words.before("too", again), latest)):
            return one_more
        return self._leaning(self._words.before("too", rest), latest) if rest else None

    def _reminder_just_set(self) -> bool:
        return self._has_just_changed() and self._focus.touched[:1] != () and self._focus.touched[0].startswith("reminder:")

    def _leaning(self, rest: str, latest: Earlier) -> Meant | None:
        intent: Intent = latest.reply.steps[-1]  # type: ignore[assignment]
        if intent == "snooze" and self._reminder_just_set() and self._time(rest) and rest != self._words.after("and_what", self._whole):
            return self._at_another_time(rest, latest)  # "And on Sunday too".
        if intent in SWAPPED:
            return self._same_act(rest, intent, latest)
        if intent == "time" and zone_of(rest):
            asked = f"paljonko kello on {rest}" if self._words.language == "fi" else f"what time is it in {rest}"
            return self._meant("time", text=asked, words={"query": rest})
        if intent == "remind" and self._focus.touched and not self._text.rstrip().endswith("?"):
            return self._at_another_time(rest, latest)
        if intent == "event" and (another := entries.read(self._own(rest))) is not None:
            return another
        span = self._next_span(rest, latest)
        if span and intent in SPANNED:
            return self._meant("event" if intent == "reminders" and not self._names_reminders(latest) else intent, span=span)
        if span is None and not self._reads_time(rest) and (of_another := further.of_another(self._own(rest), latest)):
            return self._meant("recall", text=of_another)
        if span is None and intent in ASKING and self._text.rstrip().endswith("?"):
            when = leaning.asks_when(latest.said)
            return self._meant("recall", words={"query": rest}, text=f"{when} {self._own(rest)}?" if when else self._text)
        return None

    def _names_reminders(self, latest: Earlier) -> bool:
        return self._words.objects["reminder"].search(latest.said) is not None

    def _same_act(self, rest: str, intent: Intent, latest: Earlier) -> Meant | None:
        """What was done to one thing, done to another that is pointed at."""
        said = rest.split()
        for end in range(len(said), 0, -1):
            thing = (
                self._thing(self._pointer(said[:end]), {"reminder": intent})
                if " ".join(said[:end]) not in self._words.phrases["pronouns"]
                else None
            )
            when = self._time(" ".join(said[end:]), moves=intent == "snooze") if end < len(said) else latest.said
            if thing is not None and when:
                return self._meant(intent, things=(thing,), words={"when": when} if intent == "snooze" else {})
        return self._same_by_name(said, intent)

    def _same_by_name(self, said: list[str], intent: Intent) -> Meant | None:
        """What was done to one thing, done to another that is named: "ja vuokra tiistaille", "and the gym one"."""
        if "?" in self._text or clauses.OWN_ORDER.match(" ".join(said)) or leaning.is_told(" ".join(said)):
            return None
        for start in range(1, len(said) + (intent == "cancel")):
            name, when = " ".join(said[:start]), " ".join(said[start:])
            if lexicon.stems(name) and (self._time(when, moves=intent == "snooze") if when else intent == "cancel"):
                return self._meant(intent, words={"query": name} | ({"when": when} if when else {}))
        return None

    def _at_another_time(self, rest: str, latest: Earlier) -> Meant | None:
        """The same reminder at another time, or another on the same day: "and on Sunday too", "and at 5pm to call Heikki"."""
        when = self._time(self._words.before("instead", rest)) or self._so_long_before(rest)
        if when:
            return self._meant("remind", things=self._focus.touched[:1], words={"when": when})
        reading = times.read(rest, now=self._now, zone=self._zone)
        if to_do_too := self._to_do_too(rest, latest):
            return to_do_too
        to_do = lexicon.is_to_do(rest.removeprefix("to "))
        left = plain(times.without(rest, now=self._now, zone=self._zone)).removeprefix("to ")
        if reading.resolved is not None and reading.resolved.has_day and not reading.resolved.has_clock and lexicon.is_to_do(left):
            return self._meant("remind", text=f"{'muistuta' if self._words.language == 'fi' else 'remind me'} {self._own(rest)}")
        if reading.resolved is None or not reading.resolved.has_clock or (set(rest[: min(reading.spans)[0]].split()) - SMALL and not to_do):
            return None
        if leaning.is_a_sentence(rest) or openers.to_plan(rest):
            return None
        before = times.read(latest.said, now=self._now, zone=self._zone).resolved
        day = before.wall.date().isoformat() + " " if before and before.has_day and before.wall and not reading.resolved.has_day else ""
        opener = "muistuta" if self._words.language == "fi" else "remind me"
        return self._meant("remind", text=f"{opener} {day}{self._own(rest)}")

    def _to_do_too(self, rest: str, latest: Earlier) -> Meant | None:
        """Another thing to be reminded of, at its own time or at that of the one before: "and also to take out the bin"."""
        reading = times.read(rest, now=self._now, zone=self._zone)
        if not (rest.startswith("to ") and lexicon.is_to_do(rest.removeprefix("to "))) or reading.unread or reading.before is not None:
            return None
        before = times.read(latest.said, now=self._now, zone=self._zone).resolved
        if reading.spans or before is None or before.rule:
            named = reading.resolved is not None and reading.resolved.has_day and not reading.resolved.has_clock
            return self._meant("remind", text=f"remind me {self._own(rest)}") if named else None
        return self._meant("remind", text=f"remind me {self._own(rest)} {before.wall:%Y-%m-%d at %H:%M}")

    def _so_long_before(self, rest: str) -> str:
        """Return words that say nothing but how long before: "an hour before"."""
        reading = times.read(rest, now=self._now, zone=self._zone)
        left = rest[: reading.spans[0][0]] + rest[reading.spans[-1][1] :] if reading.before is not None and reading.spans else rest
        return "" if set(plain(left).split()) - OF_IT else rest

    def _next_span(self, rest: str, latest: Earlier) -> tuple[datetime, datetime] | None:
        week = WEEK_AFTER.fullmatch(rest) is not None
        step = 7 if week else 1 if DAY_AFTER.fullmatch(rest) else -1 if DAY_BEFORE.fullmatch(rest) else 0
        if not step:
            return times.day_span(rest, now=self._now, zone=self._zone, ahead=True)
        before = times.day_span(latest.said, now=self._now, zone=self._zone, ahead=True)
        return before and (_shifted(before[0], step, self._zone), _shifted(before[1], step, self._zone))


def _shifted(at: datetime, days: int, zone: str) -> datetime:
    """Return the same wall time some days on."""
    local = at.astimezone(ZoneInfo(zone))
    return (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=ZoneInfo(zone))
