"""The first planner, without a model: answers to the assistant's own question, pointing, corrections, and requests that lean on the
one before. It reads the focus and the person's own words, and is silent about everything else."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.times import shifting
from private_llm.domain.understanding import clauses, correcting, entries, excepting, forms, fronted, leaning, lexicon, openers, told
from private_llm.domain.understanding.answering import Answering
from private_llm.domain.understanding.focus import POINTED_TURNS, Earlier, about
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from private_llm.domain.understanding.spoken import SMALL, Said
from shared.schemas.plan import Intent

POINTED: dict[str, dict[str, Intent]] = {
    "remove": {"reminder": "cancel", "event": "cancel", "note": "forget", "rule": "forget"},
    "move": {"reminder": "snooze", "event": "snooze"},
    "star": {"note": "mark_important"},
}
"""Which intent an act is, by the kind of the thing that is pointed at."""
MOVABLE = ("reminder:", "event:")
SPANNED: frozenset[str] = frozenset({"event", "reminders", "egress", "summarise"})
ASKING: frozenset[str] = frozenset({"recall", "find", "unclear", "contact", "event"})
SWAPPED: frozenset[str] = frozenset({"cancel", "snooze"})
QUOTED = re.compile(r"“([^”]+)”")
DAY_AFTER = re.compile(r"(?:the )?day after(?: that)?|(?:the )?next day|(?:sitä )?seuraavana päivänä|sitä seuraavana|seuraavana")
WEEK_AFTER = re.compile(r"(?:the )?week after(?: that)?|(?:the )?following week|sitä seuraavalla(?: viikolla)?|sitä seuraava viikko")
DAY_BEFORE = re.compile(r"(?:the )?day before(?: that)?|(?:sitä )?edellisenä päivänä|edellisenä")

BACK = re.compile(r"(?:(?:back )?by (?P<by>\d+|five|ten|fifteen|twenty|thirty)(?: later)?|(?P<more>\d+) (?:more|lisää))$")
"""By how many minutes something is pushed back."""
BEFORE_IT = re.compile(r" (?:before|ennen)(?: (?:that|it|sitä))?$")
EARLIER = {"en": " earlier", "fi": " aikaisemmin"}
"""What "a day before" is of a reminder that has been set."""
STILL = re.compile(
    r"(?:is|was|isn't|onko|onks|oliko|eikö) (?:it|that|se) (?:(?:still|yhä|vielä|viel|siis|edelleen|not) )*(?:on |at )?(?P<when>.+)"
)
"""What asks whether something is when it was said to be."""
CORRECTS = re.compile(
    r"(?:no,? |eiku |siis )*(?:sorry|oops|i mean|my (?:bad|mistake)|sori|oho|hups|anteeksi|tarkoi?tin|meinasin)", re.IGNORECASE
)
"""What begins a correction of whatever was set last, though something else was said since."""


class Context(Said):
    """What was said, to be read in the light of the last turns."""

    def read(self) -> tuple[Meant, ...]:
        """Return what is meant in the light of the last turns, or nothing when it stands on its own."""
        order = (self.language, *(other for other in lexicon.LANGUAGES if other != self.language))
        for language in order:
            found = _Reading(self, lexicon.load(language)).read()
            if found:
                return found
        return ()


class _Reading(Answering):
    def read(self) -> tuple[Meant, ...]:
        if not self._whole or len(self._whole) > 200:
            return ()
        steps = (
            self._answer,
            self._simple,
            self._excepted,
            self._pointed,
            self._amended,
            self._meant_another,
            self._told_of_it,
            self._asked_of,
            self._more,
            self._on_a_list,
            self._carried_on,
        )
        if again := self._lengthened():
            return again
        found = next((found for step in steps if (found := step()) is not None), None)
        return (found,) if found is not None else self._swapped()

    def _simple(self) -> Meant | None:
        if self._is("undo") or self._words.is_one("undo", self._words.after_all("not_that", self._said) or ""):
            return self._meant("undo")
        if self._is("never_mind"):
            return self._let_be()
        if self._is("keep"):
            return self._meant("undo" if self._is_just_gone() else "stop")
        if self._is("stop"):
            return self._which_shown() or self._meant("stop")
        if self._is("no") and self._has_just_changed():
            return self._meant("stop")
        return self._meant("repeat") if self._is("repeat") and self._focus.latest else None

    def _has_just_changed(self) -> bool:
        """Tell whether the last turn changed something."""
        latest, undoable = self._focus.latest, self._focus.undoable
        return latest is not None and undoable is not None and latest.turn == undoable.turn

    def _is_just_gone(self) -> bool:
        """Tell whether the last turn took something away."""
        return (
            self._has_just_changed() and self._focus.latest is not None and self._focus.latest.reply.steps[-1:] in {("cancel",), ("lists",)}
        )

    def _let_be(self) -> Meant:
        """Never mind: what was set in these turns goes; any other change of the last turn is taken back; else "peru se" cancels what was
        listed, and nothing is done."""
        thing = self._focus.touched[:1]
        if not self._has_just_changed():
            pointed = self._pointed() or self._which_shown()
            return pointed if pointed is not None and pointed.intent == "cancel" else self._meant("stop")
        if thing and thing[0] in self._focus.made and thing[0].startswith(MOVABLE):
            return self._meant("cancel", things=thing)
        return self._meant("undo")

    def _which_shown(self) -> Meant | None:
        """A word of removal alone, when several reminders were shown: which one is asked."""
        latest = self._focus.latest
        shown = latest is not None and any(source.kind == "reminder" for source in latest.reply.sources)
        return self._meant("cancel") if shown and not (latest and latest.reply.effects) and self._act() else None

    def _excepted(self) -> Meant | None:
        """Days on which the series that was spoken of is not to come."""
        thing = self._focus.pointed({"reminder"})
        found = excepting.days(self._nameless(), self._words) if thing is not None else None
        if found is None or thing is None or "?" in self._text:
            return None
        days, comes_again = found
        at = times.read(days, now=self._now, zone=self._zone).resolved if days and self._time(days) else None
        if days and (at is None or at.has_clock or (comes_again and not at.rule and self._nameless() == self._whole)):
            return None
        return self._meant("cancel", things=(thing,), words={"query": excepting.EXCEPT, "when": days})

    def _nameless(self) -> str:
        """Return what was said without the words that the last answer called a thing by."""
        latest = self._focus.latest
        named = lexicon.stems(" ".join(QUOTED.findall(latest.answered))) if latest is not None else frozenset()
        return " ".join(word for word in self._whole.split() if not lexicon.stems(word) & named)

    def _pointed(self) -> Meant | None:
        """An act on a thing that is pointed at: "cancel the second one", "siirrä eka kello 15"."""
        act = self._act() or self._removed()
        if act is None:
            return None
        name, rest = act
        said = rest.split()
        for end in range(len(said), -1, -1):
            thing = self._thing(self._pointer(said[:end]), POINTED[name]) if said[:end] else self._latest(POINTED[name])
            when = self._time(BACK.sub(_minutes, " ".join(said[end:])), moves=name == "move") if end < len(said) else ""
            if thing is not None and (when or end == len(said)):
                return self._meant(POINTED[name][thing.split(":")[0]], things=(thing,), words={"when": when} if when else {})
        return self._which_shown() if name == "remove" and not rest else None

    def _removed(self) -> tuple[str, str] | None:
        """Return what is pointed at before the words that remove it: "the second one, delete it", "ok, cancel it"."""
        head = plain(fronted.before_gone(self._text.strip(" .!"), self._words))
        if head and fronted.names_nothing(head):
            head = "it"
        return ("remove", head) if head and self._thing(self._pointer(head.split()), POINTED["remove"]) else None

    def _lengthened(self) -> tuple[Meant, ...]:
        """Another length for a reminder that was set so long from now, or before something: "make it an hour", "eiku puolen tunnin"."""
        latest = self._focus.latest
        after = self._words.after_all("amend", self._said) or self._words.after_all("amend", self._whole)
        length = BEFORE_IT.sub("", self._words.before("instead", after or ""))
        if latest is None or latest.reply.steps[-1:] != ("remind",) or not self._has_just_changed() or not shifting.is_length(length):
            return ()
        before = times.read(latest.said, now=self._now, zone=self._zone)
        if before.resolved is not None and before.resolved.from_now and not before.resolved.rule:
            from_now = f"{length} päästä" if self._words.language == "fi" else f"in {length}"
            return (self._meant("snooze", things=self._focus.touched[:1], words={"when": from_now}),)
        again = shifting.instead(latest.said, length) if before.before is not None else None
        return (self._meant("undo"), self._meant("remind", text=again)) if again else ()

    def _amended(self) -> Meant | None:
        """A new time for what was just set or came due, or for "it": "make it 18 instead", "eiku ylihuomenna"."""
        after = self._words.after_all("amend", self._said) or self._words.after_all("amend", self._whole)
        thing = next((thing for thing in self._focus.touched if thing.startswith(MOVABLE)), None)
        if thing is None and after is not None and (lexicon.points(self._whole.removesuffix(after)) or CORRECTS.match(self._whole)):
            thing = self._focus.pointed({"reminder", "event"})
        trimmed = self._words.before("instead", after or self._said)
        bare = after is None and trimmed == self._said and not shifting.only(self._said)
        if thing is None or (bare and not self._is_bare_time_of_it()):
            return None
        when = self._time(BEFORE_IT.sub(EARLIER[self._words.language], trimmed)) or (self._before_why() if after is not None else "")
        return self._meant("snooze", things=(thing,), words={"when": when}) if when else None

    def _before_why(self) -> str:
        """Return the time that a correction names before it says why: "eiku maanantaina, lauantaina ne on kiinni"."""
        head, _, why = self._text.partition(",")
        after = self._words.after_all("amend", plain(head))
        return self._time(after) if after and forms.TELLS_WHY.search(plain(why)) and not clauses.OWN_ORDER.match(why.strip()) else ""

    def _is_bare_time_of_it(self) -> bool:
        """Tell whether a time alone can be that of what the last turn set or moved; "and" would be one more, and a question asks."""
        alone = self._whole.partition(" ")[0] not in {"and", "ja", "also", "myös"}
        return self._has_just_changed() and self._focus.asked is None and alone and not self._text.rstrip().endswith("?")

    def _meant_another(self) -> Meant | None:
        """Other words for what was just said: "no, I meant Anna K", "sorry, Rantatie 14", "the code is 8831, not 8830"."""
        latest = self._focus.latest
        if latest is None or not latest.reply.steps:
            return None
        thing = self._focus.touched[:1]
        if thing and thing[0].startswith("reminder:") and (others := self._other_words(latest)):
            return self._meant("remind", things=thing, words=others)
        if latest.reply.steps[-1] in SWAPPED:
            return None
        intent: Intent = latest.reply.steps[-1]  # type: ignore[assignment]
        other = self._words.after("that_is", self._whole)
        corrected = None if thing and thing[0].startswith("reminder:") else self._correction()
        if corrected is not None or other is None:
            return corrected
        words = self._own(other)
        if thing and thing[0].startswith("reminder:"):
            return self._meant("remind", things=thing, words={"text": words})
        return self._meant(intent, words={"query": words, "text": words}) if intent in ASKING else None

    def _other_words(self, latest: Earlier) -> dict[str, str]:
        """Return other words for what a reminder is of: some in place of others, or all."""
        whole = self._words.after("called", self._whole)
        if whole and lexicon.is_to_do(whole):
            return {"text": self._own(whole), "query": correcting.WHOLE}
        some = self._denied(latest) or self._marked()
        return {"text": some} if some else {}

    def _denied(self, latest: Earlier) -> str:
        """Words that put one value in place of another in what was just set: "oat, not soy"."""
        words = self._own(self._words.after("corrects", self._whole) or self._whole)
        fits = correcting.NOT.fullmatch(words) is not None and correcting.corrected(latest.said, words) is not None
        return words if fits and "?" not in self._text and not clauses.OWN_ORDER.match(words) else ""

    def _marked(self) -> str:
        """Words with a star before or behind them, as they are corrected in a chat."""
        said = self._text.strip()
        return said.strip("* ") if said.startswith("*") != said.endswith("*") else ""

    def _correction(self) -> Meant | None:
        """Words that correct those of a note: of the last turn, or, where they say what is not so, of one before."""
        other = self._words.after("corrects", self._whole)
        words = self._own(other) if other else self._marked() or self._text.strip(" .!")
        denies = correcting.NOT.fullmatch(words)
        if (other is None and denies is None and not self._marked()) or "?" in self._text or clauses.OWN_ORDER.match(words):
            return None
        for turn in self._focus.earlier[: POINTED_TURNS if denies else 1]:
            note, kept = self._focus.note_of(turn), QUOTED.search(turn.answered)
            if note and correcting.corrected(kept[1] if kept else turn.said, words) is not None:
                return self._meant("remember", things=(note,), words={"text": words})
        return None

    def _told_of_it(self) -> Meant | None:
        """What is told of a note that was kept, changed or shown: that its value is another now, or more of it; or the value of what was
        asked in vain."""
        note, change = self._note(), told.changed(self._text)
        if note and (more := told.more_of_it(self._text)):
            return self._meant("remember", things=(note,), words={"text": more, "query": told.MORE})
        if change and change.what:
            notes = {
                one: QUOTED.search(turn.answered) for turn in self._focus.earlier[:POINTED_TURNS] if (one := self._focus.note_of(turn))
            }
            note = next((one for one, kept in notes.items() if kept and correcting.renewed(kept[1], change)), None)
        if note and change:
            return self._meant("remember", things=(note,), words={"text": self._text.strip(" .!"), "query": told.CHANGED})
        return self._answered_oneself(change.value) if change and not change.what else None

    def _note(self) -> str | None:
        """Return the note that the newest turn was about that changed or found anything."""
        for turn in self._focus.earlier[:POINTED_TURNS]:
            if (note := self._focus.note_of(turn)) or turn.reply.effects or turn.reply.sources:
                return note
        return None

    def _answered_oneself(self, value: str) -> Meant | None:
        """Return the keeping of what was asked just now and not found, with the value that is told: "it's sunflower99"."""
        latest = self._focus.latest
        asked = told.asked_for(latest.said) if latest and not latest.reply.sources else ""
        return self._meant("remember", words={"text": f"{asked} {value}"}) if asked else None

    def _asked_of(self) -> Meant | None:
        """ "When was that again?", "is it still on Monday?" """
        still = STILL.fullmatch(self._whole)
        asks = self._words.is_one("when_was_it", self._whole) or (still is not None and self._time(still["when"]))
        thing = self._focus.pointed({"reminder", "event"}) if asks else None
        return self._meant("reminders", things=(thing,)) if thing else None

    def _more(self) -> Meant | None:
        """What else was found for the question before: "more"."""
        if not self._is("more"):
            return None
        before = next((turn for turn in self._focus.earlier if not self._words.is_one("more", plain(turn.said))), None)
        if (
            before is None
            or before.reply.steps[-1:] == ("event",)
            or before.reply.steps[-1:] not in {(intent,) for intent in (*ASKING, "chat")}
        ):
            return None
        return self._meant("recall", text=before.said, words={"more": "more"}) if before.reply.sources else None

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

    def _swapped(self) -> tuple[Meant, ...]:
        """The same act on another thing: "no wait, the library one". What was done is taken back."""
        latest, undoable = self._focus.latest, self._focus.undoable
        other = self._words.after("that_is", self._whole) or self._words.after("not_that", self._whole)
        if (
            other is None
            or latest is None
            or undoable is None
            or undoable.turn != latest.turn
            or latest.reply.steps[-1:] not in {("cancel",), ("snooze",)}
        ):
            return ()
        words = " ".join(word for word in other.split() if word not in self._words.phrases["which_one"])
        if not words or self._reads_time(words) or leaning.is_told(words):
            return ()
        intent: Intent = latest.reply.steps[-1]  # type: ignore[assignment]
        when = {"when": latest.said} if intent == "snooze" else {}
        return (self._meant("undo"), self._meant(intent, words={"query": words, **when}))

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
        if intent in SWAPPED:
            return self._same_act(rest, intent, latest)
        if intent == "remind" and self._focus.touched and not self._text.rstrip().endswith("?"):
            return self._at_another_time(rest, latest)
        if intent == "event" and (another := entries.read(self._own(rest))) is not None:
            return another
        span = self._next_span(rest, latest)
        if span and intent in SPANNED:
            return self._meant("event" if intent == "reminders" and not self._names_reminders(latest) else intent, span=span)
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
        when = self._time(self._words.before("instead", rest))
        if when:
            return self._meant("remind", things=self._focus.touched[:1], words={"when": when})
        reading = times.read(rest, now=self._now, zone=self._zone)
        to_do = lexicon.is_to_do(rest.removeprefix("to "))
        if reading.resolved is None or not reading.resolved.has_clock or (set(rest[: min(reading.spans)[0]].split()) - SMALL and not to_do):
            return None
        if leaning.is_a_sentence(rest) or openers.to_plan(rest):
            return None
        before = times.read(latest.said, now=self._now, zone=self._zone).resolved
        day = before.wall.date().isoformat() + " " if before and before.has_day and before.wall and not reading.resolved.has_day else ""
        opener = "muistuta" if self._words.language == "fi" else "remind me"
        return self._meant("remind", text=f"{opener} {day}{self._own(rest)}")

    def _next_span(self, rest: str, latest: Earlier) -> tuple[datetime, datetime] | None:
        week = WEEK_AFTER.fullmatch(rest) is not None
        step = 7 if week else 1 if DAY_AFTER.fullmatch(rest) else -1 if DAY_BEFORE.fullmatch(rest) else 0
        if not step:
            return times.day_span(rest, now=self._now, zone=self._zone, ahead=True)
        before = times.day_span(latest.said, now=self._now, zone=self._zone, ahead=True)
        return before and (_shifted(before[0], step, self._zone), _shifted(before[1], step, self._zone))


def _minutes(more: re.Match[str]) -> str:
    return f"{more['by'] or more['more']} minutes later"


def _shifted(at: datetime, days: int, zone: str) -> datetime:
    """Return the same wall time some days on."""
    local = at.astimezone(ZoneInfo(zone))
    return (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=ZoneInfo(zone))


def in_language(meant: Meant, chosen: str | None) -> Meant:
    """Return what is meant, to be answered in the language that the person has chosen, if they have."""
    return replace(meant, language=chosen) if chosen in lexicon.LANGUAGES else meant  # type: ignore[arg-type]
