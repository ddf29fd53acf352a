"""When: what a request says of time, beside and among its words, and the questions that come of it. A time that was seen and not
understood is asked about; it never becomes another."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request
from private_llm.domain.saying.wording import moment, quoted
from private_llm.domain.settling import ending, things
from private_llm.domain.settling.dues import JOINING
from private_llm.domain.understanding import asked as asked_for
from private_llm.domain.understanding import lexicon, openers
from private_llm.domain.understanding.lexicon import plain

JOINS = re.compile(
    r"(?:^|,|\b(?:and|or|no|actually|wait|sorry|mean|ja|tai|sekä|eiku|eikun|siis|vaan))[\s,]*(?:(?:then|also|again|at|on|by|klo|kello)\s+)*$",
    re.IGNORECASE,
)
"""What joins another time on."""
JOINED_NUMBER = re.compile(r"(?:and|or|ja|tai|sekä) (?:klo |at )?\d{1,2}(?:[.:]\d\d)?(?:\s|$)", re.IGNORECASE)
BARE = re.compile(r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?")
MIDNIGHT = 24
LEADING_WORDS = 5
WAKING = re.compile(r"\b(?:alarm|wake)|\bherä|\bhälyty|\bkello soi", re.IGNORECASE)
FOR_HOUR = re.compile(r"^for (?=(?:[01]?\d|2[0-4])(?:$|[ ,]+(?:today|tonight|tomorrow|on|in the|every|each|this)\b))", re.IGNORECASE)
"""An alarm for a bare number is one at that hour."""
JOINED = frozenset("to till until and or through ja tai sekä am pm".split())
"""What follows a number that does not stand alone."""
HALF = re.compile(r"\bhalf (\w+)$", re.IGNORECASE)
HALF_AT = re.compile(r"(?:^|\s)(?:at |for |by )?half \w+", re.IGNORECASE)
"""What some say of half an hour to it, others of half past it."""
GOES_ON = re.compile(r",? (?:and|ja|sekä) (?:to )?\w", re.IGNORECASE)
"""What follows a time that was one request's, when there is another."""
BEFORE = re.compile(r"(?:before|after|ennen)\b", re.IGNORECASE)
BETWEEN = re.compile(r"\bbetween\b|\bväli(?:llä|ssä)\b", re.IGNORECASE)
SET = re.compile(
    r"^(?:please )?(?:set|start|create|make|begin|put|aseta|laita|käynnistä|pistä|tee)(?: up| on| me| mulle| minulle| an?| the)*$",
    re.IGNORECASE,
)
"""What only asks for a timer or an alarm, and names nothing."""
NAMELESS = ("the alarm you asked for", "pyytämäsi hälytys")
BELLS = re.compile(
    r"(?:(?:set|start|create|make|new|i need|i want)(?: me)? )?(?:an? |the )?(?:alarm|timer)(?: for me)?|(?:(?:aseta|laita|pistä|tee|käynnistä)(?: mulle| minulle)? )?(?:herätys|hälytys|ajastin)",
    re.IGNORECASE,
)
"""What asks for an alarm, and says neither when nor what of."""
BELL = re.compile(r"kello (?:soimaan|soittaa|herättämään)", re.IGNORECASE)
TIMER = re.compile(r"\b(?:timer|ajasti)", re.IGNORECASE)
"""What goes off so long from now."""
MEALS = {"lunch", "dinner", "breakfast", "brunch", "supper", "lounas", "illallinen", "päivällinen", "aamiainen"}
"""What is a time of day, and what is done then: beside a clock it is the latter."""
MEAL = re.compile(rf"\b(?:{'|'.join(sorted(MEALS))})\b", re.IGNORECASE)
AT_MEAL = re.compile(r"\b(?:at|after|before|over|during) (?:the )?$", re.IGNORECASE)
LEADING = re.compile(
    r"^(?:(?:(?:later|again)(?= (?:to|about|that)\b)|myöhemmin(?= )|uudestaan(?= )|että|et|that|to|about|for|of|siitä|please|kiitos|re:?|abt\.?|or so|or thereabouts|give or take|tai sinnepäin)[\s,]+)+",
    re.IGNORECASE,
)
TRAILING = re.compile(r"(?:^|[\s,]+)(?:then|tho|though|instead|anyway|sit|sitten|sitte|kuitenkin|sittenkin)$", re.IGNORECASE)
"""What is said behind a request, and is no part of what is to be done."""
REMINDER = re.compile(r"\b(?:reminders?|alarms?|timers?|wake-?up call|(?:muistutu|hälyty|heräty|ajasti)\w*)\b", re.IGNORECASE)
QUOTED = re.compile(r"[\"“”«»]")
PREPOSITION = re.compile(r"\s+(?:on|at|in|by|the|klo|kello|from|starting|for)\s*$", re.IGNORECASE)


def asked(request: Request) -> tuple[times.Reading, str]:
    """Return when, and what of. A time is looked for beside the words to be reminded of, and among them only if there is none."""
    text, when = request.said("text"), request.said("when")
    if when and when not in request.text:  # The answer to a question, or carried on from an earlier request.
        before = request.focus.said_before
        rings = (text in NAMELESS or (not text and WAKING.search(before))) and not TIMER.search(before)
        return times.read(f"wake me {when}" if rings else when, now=request.now, zone=request.zone), text
    opened = (
        (request.meant.intent == "event" and openers.to_plan(request.text)) or openers.to_remind(request.text) or _time_first(request.text)
    )
    if opened is not None and not QUOTED.search(opened[1]):
        opened = (BELL.sub("herätys", opened[0]), opened[1])
        reading, what = _at_the_ends(_with_clock(opened[1], request, opener=opened[0]), request, opener=opened[0])
        return _from_now(reading, opened, request) if TIMER.search(opened[0]) else reading, _plainly(what)
    beside = times.read(request.text.replace(text, "…", 1) if text else request.text, now=request.now, zone=request.zone)
    if text and (beside.spans or beside.unread):
        return beside, _plainly(text + _rest(request.text, text, beside))
    reading, what = _at_the_ends(text, request) if text else (beside, "")
    named = REMINDER.sub("", times.without(request.text, now=request.now, zone=request.zone))
    return reading, _plainly(SET.sub("", what.strip())) or _plainly(SET.sub("", named))


def what(request: Request) -> str:
    """Return what a message names without its time; a meal beside a clock is not that."""
    reading = times.read(request.text, now=request.now, zone=request.zone).resolved
    if reading is None or not reading.has_clock:
        return times.without(request.text, now=request.now, zone=request.zone)
    hidden = MEAL.sub(lambda meal: meal[0] if AT_MEAL.search(request.text[: meal.start()]) else f"\ufffc{meal[0]}\ufffc", request.text)
    kept = times.without(hidden, now=request.now, zone=request.zone)
    return kept.replace("\ufffc", "")


def _from_now(reading: times.Reading, opened: tuple[str, str], request: Request) -> times.Reading:
    """Return a length that a timer is set for as a time so long from now: "set a timer for pasta, 8 min"."""
    lengths = times.read(opened[1], now=request.now, zone=request.zone)
    if reading.resolved is not None or reading.unread or len(lengths.spans) != 1 or lengths.unread:
        return reading
    begin, end = lengths.spans[0]
    return times.read(f"in {opened[1][begin:end]}", now=request.now, zone=request.zone)


def _time_first(text: str) -> tuple[str, str] | None:
    """Return the words that ask for a reminder behind a time, and what follows them with that time."""
    words = text.split()
    for end in range(min(len(words) - 1, LEADING_WORDS), 0, -1):
        lead, rest = " ".join(words[:end]), " ".join(words[end:])
        opened = openers.to_remind(rest) if openers.begins_to_remind(rest) and asked_for.is_time(plain(lead)) else None
        if opened:
            return opened[0], f"{opened[1]} {lead}"
    return None


def _with_clock(text: str, request: Request, *, opener: str) -> str:
    """Return what is to be done with a bare number before it told as a time of day, where it counts nothing: "tomorrow 9 call Petri"."""
    text = FOR_HOUR.sub("at ", text) if WAKING.search(opener) else text
    words = text.split()
    at = next((at for at, word in enumerate(words[:LEADING_WORDS]) if BARE.fullmatch(word) and _leads(words[:at], request)), None)
    after = plain(" ".join(words[at + 1 :])) if at is not None else ""
    alone = not after and WAKING.search(opener) is not None
    if at is None or not (alone or (after and words[at] not in {"0", "1"} and not _is_counted(after))):
        return text
    told = " ".join([*words[:at], "at", *words[at:]])
    reading = times.read(told, now=request.now, zone=request.zone).resolved
    return told if reading is not None and reading.has_clock else text


def _leads(words: Sequence[str], request: Request) -> bool:
    """Tell whether nothing but one day stands before a number."""
    said = " ".join(words)
    return not said or (plain(words[-1]) not in JOINING and asked_for.is_time(plain(said)) and bool(_one_day(said, request)))


def _one_day(said: str, request: Request) -> str:
    """Return the day to come that some words say (ISO 8601); nothing when they say none, or more than one."""
    span = times.day_span(said, now=request.now, zone=request.zone, ahead=True)
    if span is None or span[1] - span[0] > timedelta(hours=25) or span[1] <= request.now:
        return ""
    return span[0].astimezone(ZoneInfo(request.zone)).date().isoformat()


def _is_counted(after: str) -> bool:
    """Tell whether what follows a number may be counted by it, or goes on with it."""
    first = after.partition(" ")[0]
    return first in JOINED or (first.endswith(("s", "a", "ä")) and not lexicon.is_to_do(after))


def _plainly(what: str) -> str:
    """Return what is to be done without the words that only join it to the rest."""
    said = TRAILING.sub("", LEADING.sub("", what).strip(" ,.;:!?-–\"'“”"))
    return "" if set(plain(said).split()) <= JOINING else said


def _rest(whole: str, text: str, reading: times.Reading) -> str:
    """Return what follows the words to be reminded of when the time was said before them: it is theirs, a day in it too."""
    if not text or any(start > whole.find(text) for start, _ in reading.spans):
        return ""
    return whole[whole.find(text) + len(text) :].rstrip(" .!?\"'”")


def _at_the_ends(text: str, request: Request, *, opener: str = "") -> tuple[times.Reading, str]:
    """Read the times that some words begin or end with; those in the middle belong to what is to be done, unless there is no other."""
    whole = times.read(text, now=request.now, zone=request.zone)
    opened = times.read(f"{opener} {text}", now=request.now, zone=request.zone) if opener else whole
    begin, end = 0, len(text)
    clock = whole.resolved is not None and any(
        any(map(str.isdigit, text[start:stop])) or "noon" in text[start:stop].lower() for start, stop in whole.spans
    )
    spans = sorted(span for span in whole.spans if not (text[slice(*span)].lower() in MEALS and (clock or _is_a_meal(text[: span[0]]))))
    for start, stop in spans:
        begin = stop if set(plain(text[begin:start]).split()) <= JOINING else begin
    first = times.read(text[:begin], now=request.now, zone=request.zone).resolved
    # "Friday 3pm to submit hours every week", "every day at 8 to stretch, not on weekends".
    repeats = first is not None and whole.resolved is not None and whole.resolved.rule not in {"", first.rule}
    if first is None or repeats or not (first.has_day and first.has_clock) or ending.is_of_series(text[begin:], first.rule):
        # What was said before is not whole: the rest may follow, and the end of a series.
        for start, stop in reversed(spans):
            end = start if start >= begin and set(plain(text[stop:end]).split()) <= JOINING else end
    if whole.unread or (begin, end) == (0, len(text)):
        return opened, times.without(text, now=request.now, zone=request.zone) if whole.spans else text
    what = PREPOSITION.sub("", text[begin:end]) if end < len(text) else text[begin:]
    said = f"{opener} {text[:begin]} … {text[begin + len(what) :]}"
    reading = times.read(said, now=request.now, zone=request.zone)
    if reading.unread or (reading.resolved is None and reading.before is None):
        return opened, times.without(text, now=request.now, zone=request.zone)
    return reading, what.strip(" ,.;:-–")


def _is_a_meal(before: str) -> bool:
    """Tell whether what stands before the word for a meal makes it what is to be done, and no time of day: "buy lunch"."""
    return not (AT_MEAL.search(before) or set(plain(before).split()) <= JOINING or asked_for.is_time(plain(before)))


def unknown(what: str, request: Request) -> str:
    """Return the question back when it is not known when something is."""
    return request.say(
        f"I don't know when {quoted(what, 80)} is, so nothing is set yet. Which day, and what time?",
        f"En tiedä, milloin {quoted(what, 80)} on, joten mitään ei ole vielä asetettu. Mikä päivä ja mihin aikaan?",
    )


def unsure(request: Request, reading: times.Reading, text: str) -> Answer | None:
    """Return the question back when there is no moment to come that can be kept as it was meant; nothing is set then."""
    half = HALF.search(" ".join(reading.unread)) if reading.unread else None
    if half and (hour := times.resolve(f"at {half[1]}", now=request.now, zone=request.zone)):
        before, after = (f"{(hour.wall.hour + less) % 12 or 12}:30" for less in (-1, 0))
        question = request.say(
            f"Is {quoted(half[0])} {before} or {after}? Nothing is set yet.",
            f"Onko {quoted(half[0])} {before} vai {after}? Mitään ei ole vielä asetettu.",
        )
        known = {"halves": f"{before} {after}", **_known(request, reading)}
        asking = things.asked_for("when", request, question, text=_plainly(HALF_AT.sub("", text).strip()), **known)
        return replace(asking, follow_ups=(before, after))
    if reading.unread:
        words = ", ".join(quoted(word, 80) for word in reading.unread)
        text = _without_these(text, reading.unread)
        question = request.say(
            f"I did not understand when: {words}. Nothing is set yet. Which day, and what time?",
            f"En ymmärtänyt ajankohtaa: {words}. Mitään ei ole vielä asetettu. Mikä päivä ja mihin aikaan?",
        )
    elif reading.before is not None:
        question = request.say(
            "I don't know when that is, so nothing is set yet. Which day, and what time?",
            "En tiedä, milloin se on, joten mitään ei ole vielä asetettu. Mikä päivä ja mihin aikaan?",
        )
    elif reading.resolved is None and not text:
        if BELLS.fullmatch(openers.without_politeness(request.text).strip(" .!")):
            question = request.say("When shall it go off?", "Milloin sen pitää soida?")
            return things.asked_for("when", request, question, text=request.say(*NAMELESS))
        question = request.say("What shall I remind you of, and when?", "Mistä muistutan, ja milloin?")
        return things.asked_for("text", request, question)
    elif reading.resolved is None:
        question = request.say("When shall I remind you? For example “tomorrow at 9”.", "Milloin muistutan? Esimerkiksi ”huomenna klo 9”.")
    elif reading.resolved.at <= request.now and not reading.resolved.rule:
        said = moment(reading.resolved.at, request.zone, request.language)
        question = request.say(f"{said} has passed already. When shall I remind you?", f"{said} on jo mennyt. Milloin muistutan?")
    else:
        return None
    return things.asked_for("when", request, question, text=text, **_known(request, reading))


def _without_these(text: str, words: Sequence[str]) -> str:
    """Return what is to be done without the hours and dates that were asked about; a bare number may count something."""
    numbered = [one for one in words if any(map(str.isdigit, one))]
    for word in (one for one in numbered if not BARE.fullmatch(one) or int(re.split(r"[.:]", one)[0]) > MIDNIGHT):
        text = re.sub(rf"(?:\b(?:at|on|in|by|klo|kello) )?(?<!\w){re.escape(word)}(?!\w)", "", text, count=1)
    return _plainly(" ".join(text.split())) or text


def _known(request: Request, reading: times.Reading) -> dict[str, str]:
    """Return what of a time was said all the same, and need not be said again: the day, and a number that may be an hour."""
    day_of = _one_day(request.text, request)
    known = {"day": day_of} if day_of else {}
    number = next((word for word in reading.unread if BARE.fullmatch(word)), "")
    return known | ({"clock": number} if number else {})


def another_time(request: Request, reading: times.Reading, text: str) -> Answer | None:
    """Ask when what is to be done begins with another time, or joins one on: either may be meant. One that is part of a name is not."""
    at = reading.resolved
    if at is not None and at.rule and (endless := ending.unknown(text)):
        return ending.asked(endless, request)
    words = _left_over(text, request)
    apart = times.read(text, now=request.now, zone=request.zone)
    if at is not None and not at.rule and apart.before is not None:  # "3 days before, it's on the 15th": neither is surely meant.
        words += [text[begin:end] for begin, end in apart.spans]
    between = at is not None and at.end is not None and BETWEEN.search(request.text)
    if at is None or not (words or between or (BEFORE.match(text) and not at.has_clock)):
        return None
    named = BETWEEN.search(request.text) and " ".join(request.text[begin:end] for begin, end in reading.spans)
    said = ", ".join(quoted(word, 80) for word in words) or quoted(named or text, 160)
    question = request.say(
        f"I am not sure which time you mean: {said}. Nothing is set yet. Which day, and what time?",
        f"En ole varma, mitä aikaa tarkoitat: {said}. Mitään ei ole vielä asetettu. Mikä päivä ja mihin aikaan?",
    )
    return things.asked_for("when", request, question, text=text)


def _left_over(text: str, request: Request) -> list[str]:
    if JOINED_NUMBER.match(text):
        return [text.split()[1]]
    left = times.read(text, now=request.now, zone=request.zone)
    timed = [span for span in left.spans if text[slice(*span)].lower() not in MEALS]
    spans = sorted({*timed, *((at, at + len(word)) for word in left.unread if (at := text.find(word)) >= 0)})
    return [text[begin:end] for begin, end in spans if JOINS.search(text[:begin]) or GOES_ON.match(text[end:])]
