"""Another time, other words or another thing for what was just said: "make it 18 instead", "no, I meant Anna K"."""

import re

from private_llm.domain import times
from private_llm.domain.times import shifting
from private_llm.domain.understanding import asked, clauses, correcting, details, leaning, lexicon, openers, told
from private_llm.domain.understanding.focus import POINTED_TURNS, Earlier
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from private_llm.domain.understanding.pointing import QUOTED, Pointing
from shared.schemas.plan import Intent

MOVABLE = ("reminder:", "event:")
ASKING: frozenset[str] = frozenset({"recall", "find", "unclear", "contact", "event"})
SWAPPED: frozenset[str] = frozenset({"cancel", "snooze"})
BEFORE_IT = re.compile(r" (?:before|ennen)(?: (?:that|it|sitä))?$")
DAY_AFTER = re.compile(r"(?:on )?the (?:day after(?: that)?|next day|following day)|(?:sitä )?seuraavana päivänä|päivää myöhemmin")
A_DAY_LATER = {"en": "a day later", "fi": "päivää myöhemmin"}
EARLIER = {"en": " earlier", "fi": " aikaisemmin"}
"""What "a day before" is of a reminder that has been set."""
END = "end"
"""The query of how long a series goes on."""
DENIED = "denied"
"""The query of what is not so after all."""
DENIAL = re.compile(
    r"(?:(?:i|we|he|she|they|it)(?:'m| am|'re| are|'s| is)? not|(?:i|we) (?:won't|don't|can't|cannot|will not|do not|shan't|no longer)|(?:he|she|they|it) (?:won't|doesn't|don't|can't)|(?:i'm|im|we're) not|(?:mä |minä |me )?(?:en|emme)|(?:se|hän|ne|he) (?:ei|eivät)|ei)\b"
)
MORE_TIME = re.compile(
    r"(?:(?:please|and|can you|ja) )*(?:add|give (?:it|me)|lisää|anna) (?:another |vielä )?(?P<by>\S+(?: \S+)?)(?: lisää| to it| to that| to the timer| siihen)*"
)
"""So much more of the time until something comes."""
HALF = re.compile(r"(?:in the )?([ap])\.?m")
CLOCK = re.compile(r"\b(\d\d)[.:](\d\d)\b")
NOON = 12
IT_IS = re.compile(r"(?:it'?s|it is|se on|se onkin)(?: (?:at|klo))? (?=\d{1,2}(?:[.:]\d\d)?(?: ?[ap]m)?$)")
"""What tells at which hour something is."""
SOME_MORE = re.compile(
    r"(?:(?:please|and|ok|ja|no) )*(?:(?:another|vielä|viel) (?P<by>\S+(?: \S+)?)|(?P<by2>\S+) more (?P<unit>\S+)|(?P<by3>\S+(?: \S+)?) (?:more|longer|lisää|lisäaikaa|vielä))(?: please| kiitos)?"
)
"""So much more, of what has just come or was set as a timer."""
WORDS = "one two three four five six seven eight nine ten|yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen|yhtä kahta kolmea neljää viittä kuutta"
IN_DIGITS = {word: str(number) for words in WORDS.split("|") for number, word in enumerate(words.split(), 1)}
NUMBER = re.compile(rf"\d{{1,3}}|{'|'.join(IN_DIGITS)}")
COUNTED = re.compile(rf"(?<!\w)(?:\d+|{'|'.join(IN_DIGITS)})[ -]?(?P<unit>[^\W\d]+)", re.IGNORECASE)
TO_HOUR = re.compile(r"(?:move|push|shift|change the time|siirrä)\b")
"""What moves to an hour, however it was said when something is to come."""
NOT_THEN = re.compile(r"(?:(?:no|eiku|ei),? )?(?:not|ei) (?P<old>\S.*?)(?:,? (?:but|vaan)|,) (?P<new>\S.*)")
"""One time put in place of another."""
ENDS = re.compile(
    r"(?:(?:but|and|only|just|mutta|ja|vain|vaan|actually) )*(?:(?:until|till) (?P<until>\S.*)|for (?P<length>(?:the next )?\S+(?: \S+)? (?:days?|weeks?|months?|years?))|(?P<times>\S+ times)"
    r"|(?P<asti>\S.* (?:asti|saakka))|(?P<ajan>\S+(?: \S+)? (?:ajan|verran))|(?P<kertaa>\S+ kertaa))(?: only| vain)?"
)
"""What says of a series no more than how long it goes on."""
CORRECTS = re.compile(
    r"(?:no,? |eiku |siis )*(?:sorry|oops|i mean|my (?:bad|mistake)|sori|oho|hups|anteeksi|tarkoi?tin|meinasin)", re.IGNORECASE
)
"""What begins a correction of whatever was set last, though something else was said since."""


class Amending(Pointing):
    """What a message makes otherwise."""

    def _lengthened(self) -> tuple[Meant, ...]:
        """Another length for a reminder that was set so long from now, or before something: "make it an hour", "eiku puolen tunnin"."""
        latest = self._focus.latest
        more, thing = MORE_TIME.fullmatch(self._whole.replace(" more", "")), self._focus.pointed({"reminder"})
        if more is None and (self._focus.come or self._is_a_timer()):
            more = SOME_MORE.fullmatch(self._whole)
        by = " ".join(one for one in more.groups() if one) if more else ""
        if thing and shifting.is_length(by):
            later = f"{by} {'myöhemmin' if self._words.language == 'fi' else 'later'}"
            return (self._meant("snooze", text=later, things=(thing,), words={"when": later}),)
        after = self._words.after_all("amend", self._said) or self._words.after_all("amend", self._whole)
        length = BEFORE_IT.sub("", self._words.before("instead", after or ""))
        if latest is None or latest.reply.steps[-1:] != ("remind",) or not self._has_just_changed():
            return ()
        length = self._in_its_unit(length, latest) or length
        if not shifting.is_length(length):
            return ()
        before = times.read(latest.said, now=self._now, zone=self._zone)
        if before.resolved is not None and before.resolved.from_now and not before.resolved.rule:
            from_now = f"{length} päästä" if self._words.language == "fi" else f"in {length}"
            return (self._meant("snooze", things=self._focus.touched[:1], words={"when": from_now}),)
        again = shifting.instead(latest.said, length) if before.before is not None else None
        return (self._meant("undo"), self._meant("remind", text=again)) if again else ()

    def _is_a_timer(self) -> bool:
        """Tell whether the last turn set or moved what comes so long from now."""
        turn = next((one for one in self._focus.earlier[:POINTED_TURNS] if one.reply.effects), None)
        at = times.read(turn.said, now=self._now, zone=self._zone).resolved if turn is not None else None
        return at is not None and at.from_now and not at.rule

    def _in_its_unit(self, number: str, latest: Earlier) -> str:
        """Return a bare number in the unit of the only length that was said before: "timer 10 minutes", "make it 15"."""
        reading = times.read(latest.said, now=self._now, zone=self._zone)
        said = COUNTED.search(latest.said[slice(*reading.spans[0])]) if len(reading.spans) == 1 else None
        from_now = reading.resolved is not None and reading.resolved.from_now
        of_length = (from_now or reading.before is not None) and not TO_HOUR.match(self._whole)
        fits = said and of_length and NUMBER.fullmatch(number)
        return f"{IN_DIGITS.get(number, number)} {said['unit'].lower()}" if said and fits else ""

    def _amended(self) -> Meant | None:
        """A new time for what was just set or came due, or for "it": "make it 18 instead", "eiku ylihuomenna"."""
        after = self._words.after_all("amend", self._said) or self._words.after_all("amend", self._whole)
        after = self._not_then() or after or (IT_IS.sub("", self._said) if IT_IS.match(self._said) else None)
        thing = next((thing for thing in self._focus.touched if thing.startswith(MOVABLE)), None)
        if thing is not None and (half := self._other_half()):
            return self._meant("snooze", things=(thing,), words={"when": half})
        if thing is None and after is not None and (lexicon.points(self._whole.removesuffix(after)) or CORRECTS.match(self._whole)):
            thing = self._focus.pointed({"reminder", "event"})
        trimmed = self._words.before("instead", after or self._said)
        bare = after is None and trimmed == self._said and not shifting.only(self._said)
        if thing is None or (bare and not self._is_bare_time_of_it()):
            return None
        trimmed = A_DAY_LATER[self._words.language] if after is not None and DAY_AFTER.fullmatch(trimmed) else trimmed
        when = self._time(BEFORE_IT.sub(EARLIER[self._words.language], trimmed)) or (self._before_why() if after is not None else "")
        return self._meant("snooze", things=(thing,), words={"when": when}) if when else None

    def _not_then(self) -> str | None:
        """Return the time that is put in place of another, or by how much a reminder is asked for earlier or later than was set:
        "not tomorrow, monday", "actually remind me an hour earlier"."""
        swapped = NOT_THEN.fullmatch(self._text.strip(" .!").lower())
        if swapped and asked.is_time(swapped["old"]) and asked.is_time(swapped["new"]):
            return plain(swapped["new"])
        said = self._words.after_all("amend", self._whole) or self._whole
        opened = openers.to_remind(said) if openers.begins_to_remind(said) and self._has_just_changed() else None
        return opened[1] if opened and shifting.only(opened[1]) else None

    def _ended(self) -> Meant | None:
        """How long a series goes on that was just set or changed: "until christmas", "only 5 times", "jouluun asti"."""
        thing = next(iter(self._focus.touched), "")
        ends = ENDS.fullmatch(self._said) if thing.startswith("reminder:") and self._has_just_changed() else None
        return self._meant("snooze", things=(thing,), words={"when": self._said, "query": END}) if ends else None

    def _other_half(self) -> str:
        """Return the hour of what the last turn set in the half of the day that is said: "i meant pm"."""
        half = HALF.fullmatch(self._words.after_all("amend", self._said) or self._said)
        clock = CLOCK.search(self._focus.latest.answered) if self._focus.latest is not None and self._has_just_changed() else None
        if half is None or clock is None:
            return ""
        hour = int(clock[1]) % NOON + (NOON if half[1] == "p" else 0)
        return f"at {hour:02}:{clock[2]}" if hour != int(clock[1]) else ""

    def _is_bare_time_of_it(self) -> bool:
        """Tell whether a time alone can be that of what the last turn set or moved; "and" would be one more, and a question asks."""
        alone = self._whole.partition(" ")[0] not in {"and", "ja", "also", "myös"}
        lately = self._has_just_changed() or bool(self._focus.come)
        return lately and self._focus.asked is None and alone and not self._text.rstrip().endswith("?")

    def _denied_of_it(self) -> Meant | None:
        """That what was just set, put down or kept is not so after all: "actually i'm not bringing dessert", "eiku en tuokaan jälkkäriä"."""
        latest = self._focus.latest
        answered = latest.answered if latest is not None and self._has_just_changed() else ""
        told = self._words.after_all("corrects", self._whole) or self._said
        made = self._focus.touched[:1] and self._focus.touched[0] in self._focus.made
        at = times.read(told, now=self._now, zone=self._zone).resolved
        of_a_list = latest is None or latest.reply.steps[-1:] == ("lists",)  # There a denial takes one thing off.
        if not made or of_a_list or "?" in self._text or not DENIAL.match(told) or (at is not None and (at.has_day or at.has_clock)):
            return None
        return self._meant("stop", words={"query": DENIED}) if lexicon.stems(told) & lexicon.stems(answered) else None

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

    def _more_of_it(self) -> Meant | None:
        """What is said more of what the last turn set or put down: "with Jaana", "at Cafe Ursula"."""
        latest, thing = self._focus.latest, self._focus.touched[:1]
        more = details.read(self._text) if thing and latest is not None and self._has_just_changed() else None
        if more is None or latest is None or latest.reply.steps[-1:] == ("cancel",) or self._focus.asked is not None:
            return None
        if thing[0].startswith("event:"):
            return self._meant("event", things=thing, words={"text": more.words, "place": more.place, "query": details.DETAIL})
        called = QUOTED.search(latest.answered)
        if thing[0].startswith("reminder:") and called and more.is_whom:
            return self._meant("remind", things=thing, words={"text": f"{called[1]} {more.words}", "query": correcting.WHOLE})
        return None

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

    def _swapped(self) -> tuple[Meant, ...]:
        """The same act on another thing: "no wait, the library one". What was done is taken back."""
        latest, undoable = self._focus.latest, self._focus.undoable
        other = self._words.after("that_is", self._whole) or self._words.after("not_that", self._whole)
        if (
            other is None
            or latest is None
            or undoable is None
            or undoable.turn != latest.turn
            or SWAPPED.isdisjoint(latest.reply.steps[-1:])
        ):
            return ()
        words = " ".join(word for word in other.split() if word not in self._words.phrases["which_one"])
        if not words or self._reads_time(words) or leaning.is_told(words):
            return ()
        intent: Intent = latest.reply.steps[-1]  # type: ignore[assignment]
        when = {"when": latest.said} if intent == "snooze" else {}
        return (self._meant("undo"), self._meant(intent, words={"query": words, **when}))
