"""Move a reminder: the one that is pointed at, that is named, or that has just come. Of a series only the next one moves."""

import contextlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.saying.wording import moment, quoted
from private_llm.domain.settling import diary, dues, ending, eve, moments, moved_to, rescheduling, series, things
from private_llm.domain.settling.dues import due
from private_llm.domain.settling.reminding import told_back
from private_llm.domain.skills.remind import once_more
from private_llm.domain.skills.reminders import each
from private_llm.domain.times import shifting
from private_llm.domain.understanding import amending, lexicon
from shared.schemas.archive import RecordView

HALF = 12
NEAR = 2.5
"""So many hours from what it was, an hour of the night may be meant."""
WEEK = timedelta(days=7)
EVERYTHING = re.compile(
    r"\b(?:everything|all|both|kaikki|kaikkia|molemmat|molempia)\b(?! (?:day|the way|along|right|night|week)\b)", re.IGNORECASE
)
DAY_OF_MONTH = re.compile(
    r"(?:(?:no|actually|make it|make that|on|eiku) )*(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)|(\d{1,2})\. ?päivä\w*", re.IGNORECASE
)
AGAIN = re.compile(
    r"^.*?\b(?:remind me (?:(?:about|of) (?:it|that|this) )?again(?: (?:about|of) (?:it|that|this))?|muistuta (?:minua |mua )?(?:siitä )?(?:uudestaan|uudelleen))\b",
    re.IGNORECASE,
)
POINTING = frozenset(
    "wake me up herätä mut minut it that this one to the my a an reminder alarm again later uudestaan uudelleen myöhemmin muistuta muistutus muistutusta hälytys se sitä".split()
)


def run(request: Request, tools: Tools) -> Answer:
    found = [entry for entry in tools.archive.records("reminder", limit=200) if entry.fields["state"] != "cancelled"]
    entries = diary.meant(found, request, tools)
    if entries:
        candidates = diary.candidates(entries, found, request, tools)
        if len(candidates) > 1:
            return diary.which(candidates, entries, request)
        return _to_its_time(rescheduling.as_reminder(entries[0]), rescheduling.once(entries[0], request), tools)
    if not found:
        return Answer(
            request.say(
                "There is nothing to move. What shall I remind you of, and when?",
                "Siirrettävää ei ole. Mistä muistutan, ja milloin?",
            )
        )
    if (every := _every(found, request, tools)) is not None:
        return every
    chosen = _chosen(found, request)
    if len(chosen) != 1:
        candidates = chosen or [one for one in found if one.fields["state"] == "pending"] or found
        return things.which(candidates, request, each, when=_to_be_kept(request))
    return _to_its_time(chosen[0], request, tools)


def _to_its_time(entry: RecordView, request: Request, tools: Tools) -> Answer:
    """Move what is meant to when was said, or by how much."""
    if AGAIN.search(request.text) and entry.kind == "reminder" and not moved_to.has_come(entry, request):
        when = AGAIN.sub("", request.text).strip(" ,.!")
        if when:  # What is still to come comes all the same.
            return once_more(entry.id, replace(request, meant=replace(request.meant, words={"when": when})), tools)
    if request.said("query") == amending.END:
        return _ended(entry, request, tools)
    at_its_hour = eve.SAME.search(request.said("when") or request.text) is not None
    request = _at_its_hour(request)
    moving = shifting.by(moved_to.asked(request), name=str(entry.fields["text"]))
    if moving is not None and not (moving.plain and _names_time(moving.rest, entry, request)):
        return _shifted(entry, moving, request, tools)
    resolved = moved_to.nearest_day(moved_to.when(request, entry), request, entry)
    if isinstance(resolved, Answer) or resolved is None:
        return _ask_when(entry, request, resolved.text if resolved else "")
    if resolved.rule and entry.kind == "event":
        return _ask_when(entry, request, request.say("It can't be made a series.", "Siitä ei voi tehdä sarjaa."))
    if resolved.rule:
        return _made_a_series(entry, series.put_off(entry, resolved), request, tools)
    if at_its_hour and (resolved.date_only or resolved.from_now):
        was = due(entry).astimezone(ZoneInfo(request.zone))
        resolved = replace(resolved, at=resolved.at.astimezone(was.tzinfo).replace(hour=was.hour, minute=was.minute))
    return _again(entry, resolved, request, tools) if moved_to.has_come(entry, request) else _moved(entry, resolved, request, tools)


def _ended(entry: RecordView, request: Request, tools: Tools) -> Answer:
    """Let a series end when some words say; ask where it has none, or where that can't be told."""
    if not entry.fields["rule"]:
        return _comes_once(entry, request)
    fields = series.ended(entry, request.said("when"), request)
    return _otherwise(entry, fields, request, tools) if fields else ending.asked(request.said("when"), request)


def _comes_once(entry: RecordView, request: Request) -> Answer:
    """Say that what has no series has no end of one either."""
    text, when = quoted(str(entry.fields["text"]), 160), dues.said(entry, request)
    question = request.say(
        f"{text} comes once, on {when}; nothing has changed. How often shall it come, for example “every day”? Or to when shall I move it?",
        f"{text} tulee kerran, {when}; mitään ei muutettu. Kuinka usein sen pitäisi tulla, esimerkiksi ”joka päivä”? Vai mihin aikaan siirrän sen?",
    )
    pointing = replace(request, meant=replace(request.meant, things=(f"reminder:{entry.id}",), words={}))
    return things.asked_for("when", pointing, question)


def _at_its_hour(request: Request) -> Request:
    """Return a request without "at the same time": that is its own hour, which it keeps."""
    words = {name: eve.SAME.sub("", said) for name, said in request.meant.words.items()}
    return replace(request, meant=replace(request.meant, text=eve.SAME.sub("", request.text), words=words))


def _every(found: list[RecordView], request: Request, tools: Tools) -> Answer | None:
    """Move all that come once, as far as they come when some words say, after a yes to their list; None when not all are meant."""
    if request.meant.confirmed and len(request.meant.things) > 1:
        one_by_one = [replace(request, meant=replace(request.meant, things=(thing,))) for thing in request.meant.things]
        moved = [run(one, tools) for one in one_by_one]
        sources, effects = (tuple(one for answer in moved for one in getattr(answer, kind)) for kind in ("sources", "effects"))
        return Answer("\n".join(one.text for one in moved), sources, (request.say("Undo", "Kumoa"),), effects=effects)
    asks, moving = EVERYTHING.search(request.text), shifting.by(request.text)
    if asks is None or moved_to.EACH.search(request.text) or any(EVERYTHING.search(str(one.fields["text"])) for one in found):
        return None
    once = [one for one in found if one.fields["state"] == "pending" and not one.fields["rule"]]
    meant = [one for one in once if moving is None or dues.fits(one, moving.rest.replace("’", "'").replace("'s ", " "), request)]
    named = things.matching(meant, EVERYTHING.sub("", request.text))
    meant = named or meant
    if len(meant) < 2:
        return None
    question = request.say(f"Move these {len(meant)} reminders?", f"Siirretäänkö nämä {len(meant)} muistutusta?")
    return things.sure(meant, replace(request, meant=replace(request.meant, words={"when": request.text})), question, each)


def _to_be_kept(request: Request) -> str:
    """Return the words of a request that are needed once it is known what is meant."""
    return moved_to.asked(request) if shifting.by(moved_to.asked(request)) else request.said("when") or request.text


def _ask_when(entry: RecordView, request: Request, why: str = "", **words: str) -> Answer:
    text = quoted(str(entry.fields["text"]), 160)
    question = request.say(f"To when shall I move {text}?", f"Mihin aikaan siirrän: {text}?")
    pointing = replace(request, meant=replace(request.meant, things=(f"{entry.kind}:{entry.id}",), words={}))
    return things.asked_for("when", pointing, f"{why} {question}".strip(), **words)


def _names_time(said: str, entry: RecordView, request: Request) -> bool:
    """Tell whether some words say a time, beside those of the reminder itself."""
    reading = times.read(moved_to.nameless(said, entry), now=request.now, zone=request.zone)
    return bool(reading.spans or reading.unread)


def _shifted(entry: RecordView, moving: shifting.Moving, request: Request, tools: Tools) -> Answer:
    """Move a reminder by a length from when it is due, or from now when it has come."""
    come = moved_to.has_come(entry, request)
    if moving.length is None or (_names_time(moving.rest, entry, request) and not dues.fits(entry, moving.rest, request)):
        return _ask_when(entry, request, request.say("I did not understand by how much.", "En ymmärtänyt, paljonko siirretään."))
    if moving.way is None:
        question = request.say("Earlier or later? Nothing has changed yet.", "Aikaisemmaksi vai myöhemmäksi? Mitään ei ole vielä muutettu.")
        return _ask_when(entry, request, question, when=moved_to.asked(request))
    at = moving.of(request.now if come else due(entry), request.zone)
    if at is None or at <= request.now:
        return _refused(entry, at, request)
    if come:
        return _again(entry, times.Resolved(at, request.zone), request, tools)
    days = at.astimezone(ZoneInfo(request.zone)).date() != due(entry).astimezone(ZoneInfo(request.zone)).date()
    return _settled(entry, times.Resolved(at, request.zone, has_day=days), at.astimezone(ZoneInfo(request.zone)), request, tools)


def _chosen(found: list[RecordView], request: Request) -> list[RecordView]:
    named = times.without(request.said("query") or request.said("text"), now=request.now, zone=request.zone)
    words = " ".join(word for word in named.split() if word.lower() not in POINTING and any(map(str.isalpha, word)))
    chosen = things.choose(found, request, words=words, span=None, at=due)
    if chosen.narrowed:
        return chosen.things
    if lexicon.names_calendar(request.text):
        return []  # What is called a meeting is none of the reminders, as nothing of it was found among them.
    came = [one for one in found if moved_to.has_come(one, request)] or [
        one for one in found if f"reminder:{one.id}" in request.focus.touched
    ]
    if came:
        return [max(came, key=due)]
    return found if len(found) == 1 else []


def _refused(entry: RecordView, at: datetime | None, request: Request) -> Answer:
    """Nothing is moved to where it could not come any more."""
    said = moment(at, request.zone, request.language) if at else request.say("That", "Se")
    return _ask_when(entry, request, request.say(f"{said} has passed; nothing has changed.", f"{said} on jo mennyt; mitään ei muutettu."))


def _again(entry: RecordView, resolved: times.Resolved, request: Request, tools: Tools) -> Answer:
    """What has come comes once more; a series goes on beside it as it was."""
    if not entry.fields["rule"]:
        return _put_off(entry, resolved.at, request, tools)
    fields = {"text": entry.fields["text"], "language": request.language, "due_at": resolved.at.isoformat(), "zone": request.zone}
    once = tools.archive.put("reminder", request.id, fields)
    tools.archive.put("reminder", entry.id, {"rang_at": None}, change=True)
    return Answer(told_back(once, request), (source(once),), (request.say("Undo", "Kumoa"),), effects=(added(once),))


def _moved(entry: RecordView, resolved: times.Resolved, request: Request, tools: Tools) -> Answer:
    """What is still to come keeps what was not named of its day and its time."""
    was, local = (at.astimezone(ZoneInfo(request.zone)) for at in (due(entry), resolved.at))
    if resolved.has_clock and not resolved.has_day and not resolved.from_now:
        kept = _nearest(local, was, entry, request).replace(year=was.year, month=was.month, day=was.day)
        local = kept if kept > request.now else local
    elif resolved.assumed and not (resolved.has_day or resolved.from_now or resolved.rule):  # A part of its day.
        there = local.replace(year=was.year, month=was.month, day=was.day)
        local = there if there > request.now else local
    elif resolved.has_day and resolved.date_only:
        local = _in_its_month(local, was, request).replace(hour=was.hour, minute=was.minute)
    elif resolved.weekly and local.date() == request.now.astimezone(local.tzinfo).date():
        nearest = _nearest(local, was, entry, request)  # "Friday at 9", on a Friday at noon: the evening only of what was in the evening.
        local = nearest if nearest > request.now else nearest + WEEK
    return _settled(entry, resolved, local, request, tools) if local > request.now else _refused(entry, local, request)


def _in_its_month(at: datetime, was: datetime, request: Request) -> datetime:
    """Return a day that is said by its number alone in the month in which the reminder was to come: "the 15th"."""
    said = DAY_OF_MONTH.fullmatch((request.said("when") or request.text).strip(" .!,"))
    with contextlib.suppress(ValueError):  # There is no such day in that month.
        there = was.replace(day=int(said[1] or said[2])) if said else at
        return there if there > request.now else at
    return at


def _settled(entry: RecordView, resolved: times.Resolved, local: datetime, request: Request, tools: Tools) -> Answer:
    """Move what comes once; of a series all, or only the next, as was said."""
    if entry.kind == "event":
        return rescheduling.moved(entry, local, resolved, request, tools)
    if not entry.fields["rule"]:
        return _put_off(entry, local, request, tools)
    which = series.meant(entry, request)
    if not which:
        return series.asked(entry, request, _to_be_kept(request))
    if which == "one":
        return _one_moved(entry, local, request, tools)
    fields = series.on(entry, resolved, local, request)
    if fields is None:
        return Answer(
            request.say(
                "I can't move that series so; nothing has changed. Cancel it, and say the new one as a whole.",
                "En osaa siirtää sitä sarjaa niin; mitään ei muutettu. Peru se, ja sano uusi kokonaan.",
            )
        )
    return _otherwise(entry, fields, request, tools)


def _otherwise(entry: RecordView, fields: dict[str, str], request: Request, tools: Tools) -> Answer:
    """Let a whole series come otherwise from now on."""
    moved = tools.archive.put("reminder", entry.id, fields, change=True)
    effects = (changed(entry, rule="", wall="", due_at="", state=""),)
    return Answer(series.whole(request) + told_back(moved, request), (source(moved),), (request.say("Undo", "Kumoa"),), effects=effects)


def _one_moved(entry: RecordView, at: datetime, request: Request, tools: Tools) -> Answer:
    """Move the next time of a series. It comes once, and the series goes on with the one after it, so that none comes twice or is lost."""
    following = series.following(entry, due(entry))
    if following is None:
        return _put_off(entry, at, request, tools)
    fields = {"text": entry.fields["text"], "language": request.language, "due_at": at.isoformat(), "zone": request.zone}
    once = tools.archive.put("reminder", request.id, fields)
    tools.archive.put("reminder", entry.id, {"due_at": following.isoformat(), "state": "pending"}, change=True)
    effects = (changed(entry, due_at="", state=""), added(once))
    said = series.only(request) + told_back(once, request)
    return Answer(said, (source(once), source(entry)), (request.say("Undo", "Kumoa"),), effects=effects)


def _made_a_series(entry: RecordView, series: times.Resolved, request: Request, tools: Tools) -> Answer:
    """Let a reminder come by a rule from now on; at the time of day that it had when none is named."""
    if series.date_only and series.wall:
        was = due(entry).astimezone(ZoneInfo(request.zone))
        at = series.at.astimezone(was.tzinfo).replace(hour=was.hour, minute=was.minute)
        series = replace(series, at=at.astimezone(UTC), wall=at.replace(tzinfo=None))
    any_day = "BY" not in series.rule and times.day_span(request.text, now=request.now, zone=request.zone, ahead=True) is None
    if any_day and series.wall and due(entry) > request.now:  # It begins when it would have come.
        was = due(entry).astimezone(ZoneInfo(request.zone))
        at = datetime.combine(was.date(), series.wall.time(), was.tzinfo)
        series = replace(series, at=at.astimezone(UTC), wall=at.replace(tzinfo=None)) if at > request.now else series
    fields = {**dues.fields(series), "state": "pending"}
    moved = tools.archive.put("reminder", entry.id, fields, change=True)
    effects = (changed(entry, **dict.fromkeys(fields, "")),)
    return Answer(told_back(moved, request), (source(moved),), (request.say("Undo", "Kumoa"),), effects=effects)


def _nearest(at: datetime, was: datetime, entry: RecordView, request: Request) -> datetime:
    """Return the hour that was said without saying which half of the day: of the two the one that is nearer to what it was; one of the
    night only of what wakes, was at night, or is close by."""
    said = request.said("when") or request.text
    if dues.KLO.search(request.text) or dues.SURE_HALF.search(said):
        return at
    before = was.hour + was.minute / 60
    hours = sorted((at.hour % HALF, at.hour % HALF + HALF), key=lambda hour: abs(hour - before))
    if not (moments.WAKING.search(str(entry.fields["text"])) or not times.is_awake(was) or abs(hours[0] - before) <= NEAR):
        hours.sort(key=lambda hour: not times.is_awake(at.replace(hour=hour)))
    return at.replace(hour=hours[0])


def _put_off(entry: RecordView, at: datetime, request: Request, tools: Tools) -> Answer:
    moved = tools.archive.put("reminder", entry.id, {"due_at": at.isoformat(), "state": "pending"}, change=True)
    effects = (changed(entry, due_at="", state=""),)
    return Answer(told_back(moved, request), (source(moved),), (request.say("Undo", "Kumoa"),), effects=effects)
