"""Ask back; but a question about something that was told is answered all the same, and what is told of as done is ticked off."""

import re
from collections.abc import Sequence
from dataclasses import replace

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, changed, source
from private_llm.domain.retrieval import question
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import called_off, dues, moments, things
from private_llm.domain.settling import done as what_is_done
from private_llm.domain.skills import find, recall
from private_llm.domain.understanding import asked as denied
from private_llm.domain.understanding import done as telling_done
from private_llm.domain.understanding import entries, forms, leaning, lexicon, numbered, past, run_out
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Asked
from shared.schemas.plan import Intent
from shared.stopwords import telling

TO_BE_DONE = re.compile(
    r"^(?:(?:and|also|then|oh|please|i|we|need to|have to|got to|gotta|must|should|ja|sit|sitten|mun|minun|meidän|pitää|pitäis|pitäisi|täytyy) +)+(?=\S)",
    re.IGNORECASE,
)
"""What only says that something is to be done."""


def run(request: Request, tools: Tools) -> Answer:
    return (
        rung(request, tools)
        or done(request, tools)
        or called_off.asked(request, tools)
        or told(request, tools)
        or offered(request)
        or only_when(request)
        or asked(request)
    )


def told(request: Request, tools: Tools) -> Answer | None:
    """Answer a question about something that was told."""
    read = question.read(request.text)
    if read.whole and question.SHOW.match(request.text):  # As every shortened quote says, in whatever mixture of languages.
        return find.run(request, tools)
    return recall.if_told(request, tools)


def offered(request: Request) -> Answer | None:
    """Offer to keep what is told, where nothing is asked."""
    if (first := _to_buy(request) or (timed(request) if forms.is_neither(request.text) else None)) is not None:
        return first
    if not forms.is_statement(request.text):
        return None
    put = request.say(f"Shall I remember that: {quoted(request.text)}?", f"Muistanko tämän: {quoted(request.text)}?")
    return Answer(
        put,
        follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")),
        asked=Asked("yes", "remember", {"text": request.text}),
    )


def _to_buy(request: Request) -> Answer | None:
    """Offer to put what is at an end on the shopping list."""
    what = run_out.read(request.text)
    if not what:
        return None
    put = request.say(f"Shall I put it on the shopping list: {quoted(what)}?", f"Laitanko sen ostoslistalle: {quoted(what)}?")
    yes_or_no = (request.say("Yes", "Kyllä"), request.say("No", "Ei"))
    return Answer(put, follow_ups=yes_or_no, asked=Asked("yes", "lists", {"query": "add shopping", "text": what}))


def timed(request: Request) -> Answer | None:
    """Offer a reminder of what is named with a time to come, and neither told nor asked: "book club every other Wednesday at 7pm"."""
    request = replace(request, meant=replace(request.meant, text=entries.in_full(request.text, request.language)))
    at = times.resolve(request.text, now=request.now, zone=request.zone)
    what = TO_BE_DONE.sub("", moments.what(request))
    if (
        at is None
        or not (at.has_clock or (at.at > request.now and (TO_BE_DONE.match(request.text) or lexicon.is_to_do(plain(what)))))
        or not telling(what)
        or leaning.is_told(what)
        or past.is_told(plain(what))
        or denied.is_no_plan(request.text)
    ):
        return None
    put = request.say(f"Shall I remind you of that: {quoted(request.text)}?", f"Muistutanko siitä: {quoted(request.text)}?")
    asked = Asked("yes", "remind", {"text": what, "when": request.text})
    return Answer(put, follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=asked)


def only_when(request: Request) -> Answer | None:
    """Ask what of, where an hour is said, or how long from now, and nothing else."""
    at = times.resolve(request.text, now=request.now, zone=request.zone) if denied.is_time(plain(request.text)) else None
    if at is None or at.rule or not (at.has_clock or at.from_now) or request.text.rstrip().endswith("?"):
        return None
    question = request.say("What shall I remind you of then? Nothing is set yet.", "Mistä muistutan silloin? Mitään ei ole vielä asetettu.")
    return things.asked_for("text", request.meaning("remind"), question, when=request.text)


def asked(request: Request) -> Answer:
    """Ask what is wanted."""
    return Answer(
        request.say(
            "I'm not sure what you would like. Shall I remember it, find it, or remind you of it?",
            "En ole varma mitä haluaisit. Muistanko sen, etsinkö sen vai muistutanko siitä?",
        ),
        follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
    )


def rung(request: Request, tools: Tools) -> Answer | None:
    """Take as done what has come and was answered by its number; where several have, ask which."""
    if not request.meant.words.get(numbered.IS_DONE):
        return None
    there = [one for thing in request.meant.things if (one := tools.archive.record("reminder", thing.partition(":")[2]))]
    found = [one for one in there if one.fields["rang_at"]]
    if there and not found:
        return Answer(request.say("That was answered already. Nothing was changed.", "Siihen on jo vastattu. Mitään ei muutettu."))
    if len(found) > 1:
        return things.which(found, request, _each)
    return _taken_as_done(found[0], request, tools) if found else None


def _taken_as_done(entry: RecordView, request: Request, tools: Tools) -> Answer:
    """What has come is done; a series goes on."""
    if not entry.fields["rule"]:
        return _all_ticked([entry], request, tools)
    tools.archive.put("reminder", entry.id, {"rang_at": None}, change=True)
    when = dues.said(entry, request)
    return Answer(request.say(f"Good. It goes on: {_said(entry)}: {when}", f"Hyvä. Se jatkuu: {_said(entry)}: {when}"), (source(entry),))


def done(request: Request, tools: Tools) -> Answer | None:
    """Tick off what is told of as done, if it is surely that; else ask. A series goes on, and nothing else is touched. None when
    nothing that was to do is meant."""
    said = telling_done.read(request.text)
    if said is None:
        return None
    if several := what_is_done.each(said, request, tools):
        return (
            _all_ticked(several, request, tools) if all(what_is_done.is_sure(said, one) for one in several) else _may_tick(several, request)
        )
    if several := what_is_done.clauses(request.text, request, tools):
        return _may_tick(several, request)
    found = what_is_done.meant(said, request, tools)
    if not found:
        come = what_is_done.just_come(said, request, tools)
        return _taken_as_done(come, request, tools) if come else None
    if len(found) > 1:
        kinds = {one.kind for one in found}
        return (
            things.which(found, request.meaning("cancel" if kinds == {"reminder"} else "lists"), _each, query="tick")
            if len(kinds) == 1
            else None
        )
    (entry,) = found
    if entry.fields.get("rule"):
        return _taken_as_done(entry, request, tools)
    return _all_ticked([entry], request, tools) if what_is_done.is_sure(said, entry) else _may_tick([entry], request)


def _all_ticked(entries: Sequence[RecordView], request: Request, tools: Tools) -> Answer:
    effects = []
    for entry in entries:
        fields = {"done": True} if entry.kind == "item" else {"state": "cancelled"}
        tools.archive.put(entry.kind, entry.id, fields, change=True)
        effects.append(changed(entry, **dict.fromkeys(fields, "")))
    what = ", ".join(map(_said, entries))
    said = request.say(f"Done, and ticked off: {what}", f"Tehty ja kuitattu: {what}")
    return Answer(said, follow_ups=(request.say("Undo", "Kumoa"),), effects=tuple(effects))


def _may_tick(entries: Sequence[RecordView], request: Request) -> Answer | None:
    """Ask whether what is told of is to be ticked off; None when it is of several kinds."""
    kinds = {entry.kind for entry in entries}
    if len(kinds) > 1:
        return None
    intent: Intent = "lists" if kinds == {"item"} else "cancel"
    words = {"query": "tick"} if kinds == {"item"} else {}
    what = ", ".join(map(_said, entries))
    question = request.say(f"Shall I tick that off: {what}?", f"Kuittaanko sen tehdyksi: {what}?")
    asked = Asked("yes", intent, words, tuple(f"{entry.kind}:{entry.id}" for entry in entries))
    return Answer(question, tuple(map(source, entries)), (request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=asked)


def _each(found: Sequence[RecordView], _request: Request) -> list[str]:
    return list(map(_said, found))


def _said(entry: RecordView) -> str:
    return quoted(str(entry.fields["text"]), 160)
