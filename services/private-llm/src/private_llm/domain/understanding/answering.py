"""Answers to the question that the assistant's last answer ended with: a yes, a number, a name, a time, or the words that were wanted."""

import re
from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.times import shifting
from private_llm.domain.understanding import (
    clauses,
    correcting,
    courtesies,
    details,
    exact,
    forms,
    leaning,
    lexicon,
    openers,
    past,
    scope,
    timers,
)
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from private_llm.domain.understanding.spoken import Spoken, nth
from shared.schemas.conversation import Asked

NOTHING: Mapping[str, str] = {}
HALVES = frozenset("am pm a.m p.m".split())
"""What says no more than which half of the day."""
EITHER = {
    **dict.fromkeys(("the first one", "the first", "first", "the earlier one", "the earlier", "earlier", "the former"), 0),
    **dict.fromkeys(("the second one", "the second", "second", "the later one", "the later", "later", "the latter"), 1),
}
"""Which of two hours is meant."""
NUMBERED = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
SAME = re.compile(r" (?:at )?(?:the )?same (?:time|hour)\b| samaan (?:kellon)?aikaan\b")
"""The hour that was said before, beside another day."""
TO_REMEMBER = re.compile(
    r"(?:i|we) (?:(?:really|also|still) )*(?:need to|have to|must|should|gotta|want to|ought to)(?: remember to)? (?!have\b|say\b|admit\b|tell you\b)|(?:mun|minun|meidän) (?:pitää|täytyy|pitäisi|pitäis)(?: muistaa)? (?!olla\b|sanoa\b|myöntää\b)",
    re.IGNORECASE,
)
"""What tells of something to be done, which may be reminded of."""
JUST = re.compile(r"^(?:just|only|vain|pelkkä|pelkästään|ainoastaan) | (?:only|vain)$")
"""What says that one is meant and no other."""
NEXT = {
    **dict.fromkeys(
        (
            "next",
            "the next",
            "the next one",
            "next one",
            "the soonest",
            "the earlier one",
            "seuraava",
            "seuraavaa",
            "lähin",
            "lähintä",
            "aikaisempi",
        ),
        1,
    ),
    **dict.fromkeys(("the later one", "the later", "later one", "myöhempi", "myöhempää", "myöhäisempi"), -1),
}
"""Which of several things that are listed by their time."""
APART = re.compile(r",? (?:and|ja|&) |, ?")
SPARED = re.compile(
    r"(?:(?:yes|yeah|joo|kyllä),? )?(?:(?:all|everything|both|kaikki|kaikki muut)(?: of them)? )?(?:except|apart from|but not|paitsi|muttei|mutta ei)(?: for)? (?P<what>.+)"
)
"""All of several but what is named."""
NO_ANSWER = re.compile(
    r"(?:sorry|oops|wrong|sori|oho|hups|anteeksi|ok|okay|okei|joo|kyllä|yes|hmm+|lol|haha|kiitos|thanks)\b"
    r"|(?:i|we|he|she|they|it|mä|minä|me|hän|se)\b.*\b(?:was|were|did|had|went|already|been|oli|olin|oltiin|kävin|tein|jo)\b"
)
"""What answers no question of what to remind of."""
SHOWS = re.compile(
    r"(?:(?:please|can you|could you|voitko|just) )*(?:show|list|display|open|read|näytä|listaa|avaa|lue)\b.*\b(?:notes?|reminders?|lists?|calendar|drafts?|contacts?|settings|chats?|(?:muistiinpano|muistutu|lista|kalent|luonno|yhteystie|asetu|keskustelu)\w*)$"
)
"""What asks to be shown something that is kept."""
OWN: frozenset[str] = frozenset(("settings", "time", "event", "find", "reminders", "egress", "summarise", "export", "recall"))
"""What is a request of its own, and nothing to be reminded of."""
TO = re.compile(r"^(?:to|about|that|että|et) ", re.IGNORECASE)
HEDGED = re.compile(
    r"^(?:(?:idk|dunno|not sure|emt|en tiiä|en tiedä|umm+|hmm+|ok(?:ay)?|then|just|well|maybe|perhaps|probably|i (?:think|guess|suppose)|say|like|u+h+|u+m+|h+m+|ö+h*|e+h+|ehkä|joskus|vaikka|varmaan|kai|sometime|no)(?:,? |$))+"
    r"|-?(?<=day)-?ish\b| (?:i (?:think|guess|suppose)|maybe|perhaps|probably|or so|or something|ehkä|varmaan|kai|vaikka)$"
)
"""What is said around a time by somebody who is not sure of it."""
IT_IS = re.compile(r"^(?:it'?s|it is|se on|se onkin|on)(?: (?:at|klo|actually|now))? (?=\S)")
MOST_WORDS = 6
LONG_DAY = timedelta(hours=25)
TIMED = frozenset(("remind", "event", "snooze"))
"""What is set or moved to a time."""
REMINDS = {"en": "remind me to", "fi": "muistuta"}
NO_NAME = frozenset(
    "the one ones that a an my on at for of about to with in se sen ne reminder note muistutus muistutuksen juttu jutun".split()
)


class Answering(Spoken):
    """What a message answers."""

    def _answer(self) -> Meant | None:
        """An answer to the question that is open."""
        waiting = self._focus.waiting
        asked = waiting.reply.asked if waiting is not None else None
        if waiting is None or asked is None or (asked.wants == "when" and asked.words.get("text") and timers.read(self._text)):
            return None  # A timer is one of its own.
        if self._focus.asked is None:  # Something else was said in between: only what can be nothing but the answer is one.
            return self._later(asked, waiting.answered)
        if any(map(self._is, ("never_mind", "no", "stop", "keep", "dont_know"))) or self._takes_back(asked):
            return self._meant("stop")
        match asked.wants:
            case "yes":
                return self._agreed(asked, waiting.answered)
            case "choice":
                return self._chosen(asked) or self._named(asked, waiting.answered)
            case "when":
                when = self._when_of(asked)
                if not when and (before := self._so_long_before_it(asked)):
                    return before
                if when or self._is("yes"):  # A yes alone says no time, and is asked once more.
                    return self._go_on(asked, asked.things, words={"when": when} if when else {})
            case "text" if asked.intent == "remind" and "when" in asked.words and (when := self._when_of(asked)):
                return self._go_on(asked, asked.things, words={"when": when})
            case "text" if asked.intent == "remind" and (both := self._with_its_hour(asked)):
                return self._go_on(asked, asked.things, words=both)
            case "text" if asked.intent == "remind" and "when" not in asked.words and self._is_short_answer():
                return self._meant(
                    "remind",
                    text=f"{REMINDS[self._words.language]} {TO.sub('', self._text)}",
                )
            case _ if self._is_short_answer():
                said = leaning.added(self._text) if asked.intent == "lists" else self._text
                said = TO.sub("", said) if asked.intent == "remind" else said
                return self._go_on(asked, asked.things, words={asked.wants: said.strip(" .")})
        return None

    def _agreed(self, asked: Asked, answered: str) -> Meant | None:
        """A yes, or what makes one of the question: another time, more of it, one alone of several."""
        when = self._shifted(asked) or self._when_of(asked) if asked.intent in TIMED and "when" in asked.words else ""
        if when:
            return self._go_on(asked, asked.things, confirmed=asked.intent == "event", words={"when": when})
        if asked.intent == "event" and (more := details.read(self._text)):
            words = {"place": more.place} if more.place else {"text": f"{asked.words['text']} {more.words}"}
            return self._go_on(asked, asked.things, confirmed=True, words=words)
        if self._is("yes") or (asked.things and self._is("all")):
            return self._go_on(asked, asked.things, confirmed=True)
        if asked.intent == "remember" and (to_do := TO_REMEMBER.match(asked.words.get("text", ""))) and (when := self._time(self._said)):
            return self._meant("remind", text=f"{REMINDS[self._words.language]} {asked.words['text'][to_do.end() :]} {when}")
        if asked.intent == "remember" and (corrected := self._corrected(asked.words.get("text", ""))):
            return self._go_on(asked, (), confirmed=True, words={"text": corrected})
        return self._one_of(asked, answered)

    def _corrected(self, offered: str) -> str:
        """Return what was offered to be kept with the value that corrects it: "eiku 215"."""
        other = self._words.after("corrects", self._whole)
        return correcting.corrected(offered, self._own(other)) or "" if other and "?" not in self._text else ""

    def _shifted(self, asked: Asked) -> str:
        """Return when what was offered would be, so much earlier or later than offered: "move it an hour later"."""
        act = self._act()
        said = act[1].removeprefix("it ").removeprefix("se ").removeprefix("sitä ") if act and act[0] == "move" else self._said
        at, moving = times.read(asked.words["when"], now=self._now, zone=self._zone).resolved, shifting.by(said)
        if (
            asked.intent == "snooze"
            or not shifting.only(said)
            or at is None
            or at.rule
            or not at.has_clock
            or moving is None
            or moving.way is None
        ):
            return ""
        begin = moving.of(at.at, self._zone)
        if begin is None:
            return ""
        begin, length = begin.astimezone(ZoneInfo(self._zone)), at.end - at.at if at.end else None
        return f"{begin:%Y-%m-%d} {begin:%H:%M}" + (f"-{begin + length:%H:%M}" if length else "")

    def _takes_back(self, asked: Asked) -> bool:
        """Tell whether a word of removal alone takes the question back: it is no yes, unless that is what was asked."""
        return self._act() == ("remove", "") and (asked.intent, asked.wants) != ("cancel", "yes")

    def _later(self, asked: Asked, answered: str) -> Meant | None:
        """An answer to the question before the last turn, if it can be nothing else."""
        if "?" in self._text:
            return None
        if self._is("yes"):  # To what, is no longer sure: a time is asked for once more, and nothing is done.
            return self._go_on(asked, asked.things) if asked.wants == "when" else None
        if asked.wants == "choice":
            return self._named(asked, answered)
        if self._focus.latest is not None and self._reads_time(plain(self._focus.latest.said)):  # Another time was named since.
            return None
        when = (
            self._time(HEDGED.sub("", self._said)) if asked.wants == "when" and asked.intent == "remind" and asked.words.get("text") else ""
        )
        return self._go_on(asked, asked.things, words={"when": when}) if when else None

    def _when_of(self, asked: Asked) -> str:
        """Return the words of a time that answer when, with the day and the number that were said before: "make it 10", "am"."""
        said = self._without_order(asked) or self._before_why() or IT_IS.sub("", self._said)
        said = SAME.sub("", said) or said
        said = times.latest(
            HEDGED.sub("", self._words.before("instead", self._words.after_all("amend", said) or said)), now=self._now, zone=self._zone
        )
        if (halves := asked.words.get("halves", "").split()) and said in EITHER:
            said = halves[EITHER[said]]
        if asked.words.get("clock") and said in HALVES:
            said = f"{asked.words['clock']} {said}"
        when = self._time(said, moves=asked.intent == "snooze") or self._way(asked)
        return self._with_the_rest(when, asked) if when and asked.intent in TIMED else when

    def _so_long_before_it(self, asked: Asked) -> Meant | None:
        """So long before what is to be reminded of, where that may stand in the calendar: "an hour before"."""
        reading = times.read(self._text, now=self._now, zone=self._zone)
        alone = (
            reading.before is not None
            and not reading.unread
            and set(plain(times.without(self._text, now=self._now, zone=self._zone)).split()) <= {"it", "sitä"}
        )
        what = asked.words.get("text", "")
        fits = alone and asked.intent == "remind" and what and not asked.words.get("before")
        return self._meant("remind", text=f"{REMINDS[self._words.language].removesuffix(' to')} {self._said} {what}") if fits else None

    def _with_its_hour(self, asked: Asked) -> dict[str, str]:
        """Return what is to be done and its hour, told in one, with the day that was said before: "5pm, call Mikko"."""
        reading, day = times.read(self._text, now=self._now, zone=self._zone), self._day(asked.words.get("when", ""))
        at, what = reading.resolved, times.without(self._text, now=self._now, zone=self._zone).strip(" ,.;:-–")
        if (
            at is None
            or not day
            or len(reading.spans) != 1
            or at.has_day
            or at.from_now
            or at.rule
            or not what
            or not self._is_short_answer()
        ):
            return {}
        return {"text": TO.sub("", what), "when": f"{day} {self._text[slice(*reading.spans[0])]}"}

    def _without_order(self, asked: Asked) -> str:
        """Return what is said behind the words that ask to be reminded, once more: "ok, just remind me at 7 then"."""
        opened = openers.to_remind(self._text) if asked.intent == "remind" and openers.begins_to_remind(self._text) else None
        return self._words.without_fillers(plain(opened[1])) if opened else ""

    def _before_why(self) -> str:
        """Return the time that a correction names before it says why: "eiku maanantaina, lauantaina ne on kiinni"."""
        head, _, why = self._text.partition(",")
        after = self._words.after_all("amend", plain(head))
        return self._time(after) if after and forms.TELLS_WHY.search(plain(why)) and not clauses.OWN_ORDER.match(why.strip()) else ""

    def _with_the_rest(self, when: str, asked: Asked) -> str:
        """Return a time with the day, or the hour, that was said before and is not said anew."""
        at = times.read(when, now=self._now, zone=self._zone).resolved
        if at is None or at.from_now or at.rule or (at.has_day and at.has_clock):
            return when
        before = times.read(asked.words.get("when", ""), now=self._now, zone=self._zone).resolved
        if before is not None and before.rule and at.has_clock:
            return self._at_another_hour(asked.words["when"], when)
        told = before if before is not None and not before.rule else None
        if at.has_clock:
            known = (
                told.wall.date().isoformat() if told and told.has_day else self._day(asked.words.get("when", "")) if before is None else ""
            )
            day = asked.words.get("day") or known
            return f"{day} {when}".strip()
        return (
            f"{when} {'klo' if self._words.language == 'fi' else 'at'} {told.wall:%H:%M}"
            if told and told.has_clock and not told.from_now
            else when
        )

    def _at_another_hour(self, series: str, clock: str) -> str:
        """Return the words of a series with another hour in the place of its own; nothing when they say none."""
        for begin, end in times.read(series, now=self._now, zone=self._zone).spans:
            at = times.read(series[begin:end], now=self._now, zone=self._zone).resolved
            if at is not None and at.has_clock and not (at.has_day or at.rule):
                return f"{series[:begin]}{clock}{series[end:]}"
        return ""

    def _day(self, said: str) -> str:
        """Return the one day to come that some words say (ISO 8601), whatever else of time they say; nothing when they say none."""
        span = times.day_span(said, now=self._now, zone=self._zone, ahead=True)
        one = span is not None and span[1] - span[0] <= LONG_DAY and span[1] > self._now
        return span[0].astimezone(ZoneInfo(self._zone)).date().isoformat() if span and one else ""

    def _way(self, asked: Asked) -> str:
        """Return by how much something is to be moved, with the way that was asked for."""
        by = asked.words.get("when", "") if asked.intent == "snooze" else ""
        return f"{by} {self._said}" if by and shifting.is_way(self._said) else ""

    def _go_on(self, asked: Asked, things: tuple[str, ...], *, confirmed: bool = False, words: Mapping[str, str] = NOTHING) -> Meant:
        text = words["when"] if words.get("when") and self._without_order(asked) else self._text
        return self._meant(asked.intent, text=text, words={**asked.words, **words}, things=things, confirmed=confirmed)

    def _chosen(self, asked: Asked) -> Meant | None:
        """A number, "the second one", or all of them, which then wants a yes of its own."""
        of_series = len(asked.things) == 2 and asked.things[1].startswith("series:") and len(self._whole.split()) <= MOST_WORDS
        if of_series and clauses.OWN_ORDER.match(self._text) is None and (which := scope.named(self._whole)):
            return self._go_on(asked, (asked.things[which == "all"],))
        if self._is("all"):
            return self._go_on(asked, asked.things)
        position = self._words.ordinals.get(self._bare_ordinal(self._said))
        position = NEXT.get(self._said, position)
        if position is None and self._is("yes") and len(asked.things) == 1:
            position = 1
        return self._go_on(asked, (picked,)) if position and (picked := nth(asked.things, position)) else None

    def _one_of(self, asked: Asked, answered: str) -> Meant | None:
        """One alone of the things that a yes was asked about, where they were numbered: "2", "only the laundry"."""
        if len(asked.things) < 2 or len(NUMBERED.findall(answered)) != len(asked.things):
            return None
        said = JUST.sub("", self._whole)
        positions = [self._words.ordinals.get(self._bare_ordinal(one)) for one in APART.split(said)]
        picked = tuple(thing for one in positions if one and (thing := nth(asked.things, one)))
        if len(picked) == len(positions):
            return self._go_on(asked, tuple(dict.fromkeys(picked)), confirmed=True)
        spared = SPARED.fullmatch(said)
        lines = [plain(line.partition(" – ")[0]) for line in NUMBERED.findall(answered)]
        named = [word for word in (spared["what"] if spared else said).split() if word not in NO_NAME]
        if not named or len(named) > MOST_WORDS or "?" in self._text or (spared is None and self._act()):
            return None
        fits = [thing for thing, line in zip(asked.things, lines, strict=True) if all(_holds(line, word) for word in named)]
        left = tuple(thing for thing in asked.things if thing not in fits) if spared else tuple(fits)
        return self._go_on(asked, left, confirmed=True) if len(fits) == 1 and left else None

    def _named(self, asked: Asked, answered: str) -> Meant | None:
        """One of the things by its name or day, as its line says it: "the horses", "the monday one"."""
        said = [word for word in JUST.sub("", self._said).split() if word not in NO_NAME]
        lines = [plain(line) for line in NUMBERED.findall(answered)]
        if not said or len(said) > MOST_WORDS or "?" in self._text or len(lines) != len(asked.things):
            return None
        fits = [number for number, line in enumerate(lines) if all(_holds(line, word) for word in said)]
        return self._go_on(asked, (asked.things[fits[0]],)) if len(fits) == 1 else None

    def _is_short_answer(self) -> bool:
        """Tell whether this is words for what was asked, and neither a request of its own nor something told that is over."""
        if asked_of_reminder := self._focus.asked is not None and self._focus.asked.intent == "remind":
            polite = any(courtesies.answer(self._whole, language) for language in lexicon.LANGUAGES)
            if polite or lexicon.says_nothing(self._text) or NO_ANSWER.match(self._whole):
                return False
        words = any(map(str.isalpha, self._text))
        own = exact.read(self._text, self._words.language) if asked_of_reminder else None  # type: ignore[arg-type]
        if (own is not None and own.intent in OWN) or SHOWS.match(self._whole):
            return False
        return words and not past.is_told(self._whole) and not forms.is_question(self._text) and self._act() is None


def _holds(line: str, word: str) -> bool:
    """Tell whether a line has a word, in some form."""
    return any(one == word or (len(word) > 2 and one[: lexicon.STEM] == word[: lexicon.STEM]) for one in line.split())
