"""Which entries of the calendar a request means, and how they are taken out of it: one with an undo, of a series its next time or all of
it, as was said; several are asked about."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, changed
from private_llm.domain.saying.wording import moment, quoted
from private_llm.domain.settling import agenda, dues, series, things
from private_llm.domain.settling.agenda import Entry
from private_llm.domain.settling.dues import due
from private_llm.domain.understanding import lexicon, scope
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Asked, Effect, Source

NEAR = timedelta(days=2)
"""So long before something a reminder may be of it."""
MOST = 1000
DAY = timedelta(days=1)
CLEAR = re.compile(r"\b(?:clear|empty|wipe|tyhjennä)\b", re.IGNORECASE)
"""What takes out whatever is on."""
EVERYTHING = re.compile(r"\b(?:everything|all of it|kaikki)\b", re.IGNORECASE)
BY_HOUR = re.compile(r"\b(?:my|the) (\d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.?m\.?)?)(?: o'?clock)?(?=\W|$)", re.IGNORECASE)
OF_EVENTS = ("event:", *things.OF_SERIES)


def meant(
    reminders: Sequence[RecordView],
    request: Request,
    tools: Tools,
    *,
    span: tuple[datetime, datetime] | None = None,
    all_then: bool = False,
) -> list[Entry]:
    """Return the entries that are pointed at, or named by more words than any reminder, or all of a span, each by its next time (within a
    span of days, if one is given); none where a reminder is meant."""
    picked = [one.partition(":")[2] for one in request.meant.things if one.startswith(OF_EVENTS)]
    if request.meant.things and not picked:
        return []
    if not picked and lexicon.names_reminder(request.text):
        return []
    since, until = span or (request.now, request.now + agenda.FAR)
    found = tools.archive.events(max(since, request.now), until, only=picked, limit=MOST)
    entries = list({one.event: agenda.entry(one) for one in reversed(found)}.values())[::-1]
    return entries if picked or all_then else _named(entries, reminders, request, spanned=span is not None)


def _named(entries: Sequence[Entry], reminders: Sequence[RecordView], request: Request, *, spanned: bool) -> list[Entry]:
    def held(text: str) -> int:
        return things.held(request.text, text)

    best = max((held(one.words) for one in entries), default=0)
    of_reminders = max((held(str(one.fields["text"])) for one in reminders), default=0)
    if best == 0 and spanned and lexicon.names_calendar(request.text):
        return list(entries)
    if best == 0 and of_reminders == 0:
        return _at_hour(entries, reminders, request)
    found = [one for one in entries if held(one.words) == best] if best >= max(1, of_reminders) else []
    return (_at_hour(found, (), request) or found) if len(found) > 1 else found


def _at_hour(entries: Sequence[Entry], reminders: Sequence[RecordView], request: Request) -> list[Entry]:
    """Return what is called by its hour, the next that is: "my 3pm", "the 10 o'clock meeting"; none where a reminder comes then."""
    match = BY_HOUR.search(request.text)
    at = times.resolve(f"at {match[1]}", now=request.now, zone=request.zone) if match else None
    if at is None or not at.has_clock or any(due(one) == at.at for one in reminders):
        return []
    return next(
        ([one for one in entries if one.at == at.at + day] for day in (timedelta(), DAY) if any(one.at == at.at + day for one in entries)),
        [],
    )


def candidates(entries: Sequence[Entry], reminders: Sequence[RecordView], request: Request, tools: Tools) -> list[RecordView]:
    """Return what may be meant, entries and the reminders that are named as well as they are."""
    kept = [one for entry in entries if (one := tools.archive.record("event", entry.source.id))]
    if request.meant.things or lexicon.names_calendar(request.text):
        return kept
    best = max((things.held(request.text, entry.words) for entry in entries), default=0)
    alike = [one for one in reminders if things.held(request.text, str(one.fields["text"])) == best]
    return [*kept, *(one for one in alike if not any(is_of(one, entry) for entry in entries))]


def is_of(reminder: RecordView, entry: Entry) -> bool:
    """Tell whether a reminder comes before an entry and is called like it."""
    before = timedelta() <= entry.at - due(reminder) <= NEAR
    return before and not reminder.fields["rule"] and things.held(entry.text, str(reminder.fields["text"])) > 0


def which(found: Sequence[RecordView], entries: Sequence[Entry], request: Request) -> Answer:
    """Ask which one is meant."""
    said = {entry.source.id: entry.said(request) for entry in entries}

    def lines(some: Sequence[RecordView], _: Request) -> list[str]:
        return [said.get(one.id) or f"{quoted(str(one.fields['text']), 160)} – {dues.said(one, request)}" for one in some]

    return things.which(found, request, lines, when=request.said("when") or request.text)


def cancelled(reminders: Sequence[RecordView], request: Request, tools: Tools) -> Answer | None:
    """Take entries out of the calendar; None when none is meant."""
    span = times.day_span(request.said("when") or request.text, now=request.now, zone=request.zone, ahead=True)
    asked_for = request.said("query") or request.text
    clears = CLEAR.search(asked_for) is not None and lexicon.names_calendar(asked_for)
    if clears and span is None:
        question = request.say("Which days shall I clear? Nothing has changed.", "Mitkä päivät tyhjennän? Mitään ei muutettu.")
        return things.asked_for("when", request, question, query=request.text)
    clears = clears or _is_everything(reminders, span, request)
    entries = meant(reminders, request, tools, span=span, all_then=clears)
    if not entries and clears and lexicon.names_calendar(asked_for):
        return Answer(request.say("There is nothing in your calendar then.", "Silloin kalenterissasi ei ole mitään."))
    if not entries:
        return None
    found = candidates(entries, reminders, request, tools)
    every = clears or things.asks_for_all(request) or (len(request.meant.things) > 1 and request.meant.confirmed)
    if len(found) > 1 and not every:
        return which(found, entries, request)
    if len(entries) > 1 and not request.meant.confirmed:
        return _sure(entries, found, request)
    done = [_taken_out(entry, request, tools, span is not None) for entry in entries]
    asked = next((one for one in done if isinstance(one, Answer)), None)
    if asked is not None:
        return asked
    wholly = {one.id for one in done if isinstance(one, Effect) and "state" in one.before}
    whole = request.say(", and all the others of it", ", ja kaikki muutkin kerrat")
    lines = "\n".join(f"• {one.said(request)}{whole if one.rule and one.source.id in wholly else ''}" for one in entries)
    answer = Answer(
        request.say(f"Taken out of your calendar:\n{lines}", f"Poistettu kalenterista:\n{lines}"),
        follow_ups=(request.say("Undo", "Kumoa"),),
        effects=tuple(one for one in done if isinstance(one, Effect)),
    )
    return and_reminder(answer, entries[0], request, tools, "cancel") if len(entries) == 1 else answer


def _is_everything(reminders: Sequence[RecordView], span: tuple[datetime, datetime] | None, request: Request) -> bool:
    """Tell whether all of some days is meant, on which no reminder comes."""
    if span is None or not EVERYTHING.search(request.text) or lexicon.names_reminder(request.text):
        return False
    return not any(span[0] <= due(one) < span[1] for one in reminders)


def _sure(entries: Sequence[Entry], found: Sequence[RecordView], request: Request) -> Answer:
    question = request.say(f"Take these {len(entries)} out of your calendar?", f"Poistetaanko nämä {len(entries)} kalenterista?")
    said = {entry.source.id: entry.said(request) for entry in entries}
    kept = replace(request, meant=replace(request.meant, words={**request.meant.words, "when": request.text}))
    return things.sure(found[: len(entries)], kept, question, lambda some, _: [said[one.id] for one in some])


def _taken_out(entry: Entry, request: Request, tools: Tools, dated: bool) -> Effect | Answer:
    kept = tools.archive.record("event", entry.source.id)
    if kept is None:
        return Effect("undone", "event", entry.source.id)
    which_ones = of_series(kept, request, dated=dated)
    if not which_ones:
        return series.asked(kept, request, request.text, intent="cancel")
    fields = {"state": "cancelled"} if which_ones == "all" else {"rule": without(kept, entry)}
    tools.archive.put("event", kept.id, fields, change=True)
    return changed(kept, **fields)


def of_series(kept: RecordView, request: Request, *, dated: bool) -> str:
    """Return `one` when only one time of a series is meant, `all` for all of it or what is none, nothing when it is not known."""
    if not kept.fields["rule"]:
        return "all"
    if f"next:{kept.id}" in request.meant.things or f"series:{kept.id}" in request.meant.things:
        return "one" if f"next:{kept.id}" in request.meant.things else "all"
    return scope.named(request.text) or ("one" if dated else "")


def without(kept: RecordView, entry: Entry) -> str:
    """Return the rule of a series without one of its times."""
    at = entry.at.astimezone(UTC)
    wall = f"{entry.at.astimezone(ZoneInfo(str(kept.fields['zone']))):%Y%m%d}" if kept.fields["all_day"] else f"{at:%Y%m%dT%H%M%SZ}"
    return f"{kept.fields['rule']}\nEXDATE:{wall}"


def entry_of(kept: RecordView, request: Request) -> Entry:
    """Return what is kept as it is first on."""
    begun, over = (datetime.fromisoformat(str(kept.fields[name])) for name in ("start_at", "end_at"))
    if kept.fields["all_day"]:
        begun, over = (at.astimezone(UTC).replace(tzinfo=ZoneInfo(request.zone)) for at in (begun, over))
    text = str(kept.fields["text"])
    named = Source("event", kept.id, text, kept.created_at)
    return Entry(begun, over, text, named, bool(kept.fields["all_day"]), str(kept.fields["place"]), tuple(kept.fields["guests"]))


def beside(entry: Entry, request: Request, tools: Tools) -> str:
    """Say what else is on at the same time."""
    if entry.all_day:
        return ""
    found = [agenda.entry(one) for one in tools.archive.events(entry.at, entry.until, limit=9)]
    others = [one for one in found if one.source.id != entry.source.id and one.overlaps(entry.at, entry.until)]
    lines = "".join(f"\n• {one.said(request)}" for one in others)
    return request.say(f"\nAt the same time there is:{lines}", f"\nSamaan aikaan on:{lines}") if others else ""


def and_reminder(answer: Answer, entry: Entry, request: Request, tools: Tools, act: str, *, by: timedelta = timedelta()) -> Answer:
    """Say that a reminder of what has moved or gone is as it was, and ask whether it follows."""
    found = [one for one in tools.archive.records("reminder", limit=200) if one.fields["state"] == "pending" and is_of(one, entry)]
    if not found or (act == "snooze" and not by):
        return answer
    at = ", ".join(dict.fromkeys(moment(due(one), request.zone, request.language) for one in found))
    text = ", ".join(dict.fromkeys(quoted(str(one.fields["text"]), 160) for one in found))
    things_of_it = tuple(f"reminder:{one.id}" for one in found)
    if act == "cancel":
        said = request.say(
            f"\nA reminder of it is still set on {at}: {text}. Cancel it too?", f"\nSiitä on yhä muistutus {at}: {text}. Perunko senkin?"
        )
        asked = Asked("yes", "cancel", {}, things_of_it)
    else:
        said = request.say(
            f"\nYour reminder of it is still on {at}: {text}. Shall I move it along?",
            f"\nMuistutus siitä on yhä {at}: {text}. Siirränkö senkin?",
        )
        to = f"to {moment(due(found[0]) + by, request.zone, 'en').replace(' at ', ' ')}"
        asked = Asked("yes", "snooze", {"when": to if len(found) == 1 else _by(by)}, things_of_it)
    return replace(answer, text=answer.text + said, follow_ups=(request.say("Yes", "Kyllä"), *answer.follow_ups), asked=asked)


def _by(length: timedelta) -> str:
    """Return how much later something is, in the words of a request."""
    minutes = abs(length) // timedelta(minutes=1)
    said = " and ".join(
        f"{count} {unit}"
        for count, unit in zip((minutes // 1440, minutes // 60 % 24, minutes % 60), ("days", "hours", "minutes"), strict=True)
        if count
    )
    return f"{said} {'later' if length > timedelta() else 'earlier'}"
