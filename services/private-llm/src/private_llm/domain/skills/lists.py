"""Lists for shopping and things to do: add, tick off, show. Clearing a list asks first."""

import re
from collections.abc import Sequence
from dataclasses import replace

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.saying.wording import listed, quoted
from private_llm.domain.settling import deadlines, on_lists, things
from private_llm.domain.skills import event, recall, unclear
from private_llm.domain.understanding import correcting, groceries, items, lexicon, run_out
from private_llm.domain.understanding.lexicon import plain
from shared.lists import KEPT_AS, NAMES
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Asked

AND = re.compile(r"\s*(?:,|;|\band\b|\bn\b|\bja\b|\bsekä\b|&)\s*", re.IGNORECASE)
COMMA = re.compile(r"\s*[,;]\s*(?:and |ja )?", re.IGNORECASE)
JOINT = re.compile(r" (?:and|ja|sekä) ", re.IGNORECASE)
MANY_FI = re.compile(r"\w+(?:i[aä]|j[aä]|it[aä]|n)\b", re.IGNORECASE)
"""A Finnish word that tells no one to do anything."""
NOT_THESE = re.compile(r",? (?:(?:and|but|ja|mutta) (?:not|no|ei)|not|eikä|ei) .*$", re.IGNORECASE)
LIMIT = 500
SEVERAL = 3
"""So many words may be several things."""
QUOTES = " '\"“”‘’"
NTH = re.compile(r"#(\d+)")


def run(request: Request, tools: Tools) -> Answer:
    request = _of_what_ran_out(request)
    act, _, name = request.said("query").partition(" ")
    if act in deadlines.ACTS:
        return _of_what_is_due(act, request, tools)
    elsewhere = on_lists.answer(request, tools) or _named_behind(act, name, request, tools)
    if elsewhere is not None:
        return elsewhere
    if act == "show" and name == "*":
        return _all_shown(request, tools)
    named = any(lexicon.load(one).objects["list"].search(request.text) for one in lexicon.LANGUAGES)
    if act == "show" and not name and not named and not request.meant.things and not tools.archive.records("item", limit=1):
        return event.what_is_on(replace(request, meant=replace(request.meant, text="")), tools)
    if act == "offer" and not request.focus.last_of("lists"):
        return _offered(name, request)
    name = name or _of(request, tools) or _lately(request, tools) or _holding(act, request, tools) or _only(request, tools)
    there = open_items(tools, name)
    match act:
        case "add" | "offer" if request.said("text"):
            return _added(name, request, tools)
        case "make" if there:
            return _shown(there, name, request)
        case "add" | "make":
            request = replace(request, meant=replace(request.meant, words={"query": f"add {name}"}))
            return things.asked_for("text", request, request.say("What shall I add?", "Mitä lisään?"))
        case "tick":
            return _ticked(there, name, request, tools)
        case "change":
            return _otherwise(there, name, request, tools)
        case "clear":
            return _cleared(there, name, request, tools)
        case "show":
            return _shown(there, name, request)
    return (
        recall.if_of_no_list(request, tools)
        or recall.if_told(request, tools)
        or Answer(
            request.say(
                "I keep lists: “add milk to my shopping list”, “take milk off my shopping list”, “show my shopping list”. Nothing has changed.",
                "Pidän listoja: ”lisää maito ostoslistalle”, ”poista maito ostoslistalta”, ”näytä ostoslista”. Mitään ei muutettu.",
            )
        )
    )


def _of_what_ran_out(request: Request) -> Request:
    """Return a request for the thing that is told to be at an end: "we're out of milk, add it to the list"."""
    gone = run_out.read(request.said("text"))
    return replace(request, meant=replace(request.meant, words={**request.meant.words, "text": gone})) if gone else request


def _of_what_is_due(act: str, request: Request, tools: Tools) -> Answer:
    """Answer what is told or asked of what is due, or what else is known of it."""
    answer = deadlines.run(act, request, tools)
    if act == "did" and answer.asked is not None and answer.asked.intent == "remember":  # Nothing by those words alone.
        return unclear.done(request, tools) or answer
    if act == "when" and not answer.sources:
        return recall.run(replace(request, meant=replace(request.meant, intent="recall", words={"query": request.said("text")})), tools)
    told = recall.if_told(request, tools, surely=True) if act == "due" and not answer.sources else None
    if told and told.pieces is None and times.day_span(request.text, now=request.now, zone=request.zone, ahead=True):
        return replace(told, text=f"{answer.text} {told.text}")  # Of some other days, perhaps.
    return told or answer


def _named_behind(act: str, name: str, request: Request, tools: Tools) -> Answer | None:
    """Add to a list that is named behind what to add, when there is one of that name; else ask whether to make it: "add sunscreen to packing"."""
    match = items.BEHIND.fullmatch(request.text.strip(" .!")) if not name and not request.meant.things else None
    if match is None:
        return None
    called = KEPT_AS.get(match["list"].lower(), match["list"].lower())
    if called in NAMES or any(str(item.fields["list"]) == called for item in tools.archive.records("item", limit=LIMIT)):
        return _added(called, replace(request, meant=replace(request.meant, words={"text": match["text"]})), tools)
    question = request.say(
        f"You have no list called {quoted(called)}. Shall I make it, with {quoted(match['text'])} on it?",
        f"Sinulla ei ole listaa nimeltä {quoted(called)}. Teenkö sen ja lisään sille: {quoted(match['text'])}?",
    )
    asked = Asked("yes", "lists", {"query": f"add {called}", "text": match["text"]})
    return Answer(question, follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=asked)


def _of(request: Request, tools: Tools) -> str:
    """Return the list of an item that was pointed at."""
    pointed = [tools.archive.record("item", one) for one in request.things("item")]
    return next((str(one.fields["list"]) for one in pointed if one is not None), "")


def _lately(request: Request, tools: Tools) -> str:
    """Return the list that was spoken of last, where a place on it is meant."""
    if not NTH.fullmatch(request.said("text")) and request.said("text"):
        return ""
    things = (*request.focus.listed, *request.focus.touched)
    records = [tools.archive.record("item", one.partition(":")[2]) for one in things if one.startswith("item:")]
    return next((str(one.fields["list"]) for one in records if one is not None), "")


def _holding(act: str, request: Request, tools: Tools) -> str:
    """Return the one list that has what is ticked off."""
    items = [item for item in tools.archive.records("item", limit=LIMIT) if not item.fields["done"]]
    names = {str(item.fields["list"]) for item in things.matching(items, request.said("text"))} if act == "tick" else set()
    return names.pop() if len(names) == 1 else ""


def _only(request: Request, tools: Tools) -> str:
    """Return which list "the list" is: the only one with something on it, else that of things to do, or to buy when that is known."""
    names = {str(item.fields["list"]) for item in tools.archive.records("item", limit=LIMIT) if not item.fields["done"]}
    if len(names) == 1:
        return names.pop()
    return "shopping" if all(map(groceries.is_known, _apart(request.said("text") or "…"))) else "todo"


def open_items(tools: Tools, name: str) -> list[RecordView]:
    """Return what is on a list and not done yet, oldest first."""
    items = [item for item in tools.archive.records("item", limit=LIMIT) if item.fields["list"] == name and not item.fields["done"]]
    return items[::-1]


def each(found: Sequence[RecordView], request: Request) -> list[str]:
    """Return items as a line each."""
    return [str(item.fields["text"]) for item in found]


def _called(name: str, request: Request) -> str:
    return NAMES[name][request.language] if name in NAMES else request.say(f"{name} list", f"{name}lista")


def _apart(wanted: str) -> list[str]:
    """Return the things that some words name, at commas and "and"; said one after another, only known ones are told apart."""
    parts = [text for text in AND.split(wanted) if text]
    return [one for part in parts for one in groceries.apart(part, beside_others=len(parts) > 1)]


def _to_do(wanted: str) -> list[str]:
    """Return the things to do that some words name: at commas, and at an "and" with another thing to do behind it."""
    said = [text for text in COMMA.split(wanted) if text]
    return [one for part in said for one in _done_apart(part)]


def _done_apart(part: str) -> list[str]:
    for joint in JOINT.finditer(part):
        before, after = part[: joint.start()], part[joint.end() :]
        english = lexicon.is_to_do(plain(after)) and lexicon.is_to_do(plain(before))
        finnish = joint[0].strip() != "and" and min(len(before.split()), len(after.split())) > 1 and not MANY_FI.match(after)
        if english or finnish:
            return [before, *_done_apart(after)]
    return [part]


def _otherwise(there: list[RecordView], name: str, request: Request, tools: Tools) -> Answer:
    """Change how many of a thing there are to be, or which: of the one that was just added, or that is named."""
    pointed = [item for item in there if f"item:{item.id}" in request.meant.things]
    words = request.said("text")
    fits = _others(pointed, words) or _others(there, words) or _others(pointed, words, alone=len(pointed) == 1)
    if len(fits) != 1:
        asks = pointed and not correcting.NOT.fullmatch(words)
        return things.which(pointed, request, each) if asks else _not_there(name, request)
    (before, text), old = fits[0], quoted(str(fits[0][0].fields["text"]), 160)
    after = tools.archive.put("item", before.id, {"text": text}, change=True)
    said = request.say(
        f"On the {_called(name, request)}: {quoted(text)} instead of {old}",
        f"Listalla ({_called(name, request)}): {quoted(text)}, ei {old}",
    )
    return Answer(said, (source(after),), (request.say("Undo", "Kumoa"),), effects=(changed(before, text=text),))


def _others(some: Sequence[RecordView], words: str, *, alone: bool = False) -> list[tuple[RecordView, str]]:
    """Return the things that some words change, each with what it becomes."""
    return [(item, new) for item in some if (new := correcting.otherwise(str(item.fields["text"]), words, alone=alone))]


def _offered(name: str, request: Request) -> Answer:
    """Offer to put on a list what was only said to be needed."""
    text = request.said("text").strip(" .!")
    question = request.say(
        f"Shall I put it on the {_called(name, request)}: {quoted(text)}?", f"Lisäänkö listalle ({_called(name, request)}): {quoted(text)}?"
    )
    return Answer(
        question,
        follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")),
        asked=Asked("yes", "lists", {"query": f"add {name}", "text": text}),
    )


def _all_shown(request: Request, tools: Tools) -> Answer:
    """Show which lists there are, with what is on them."""
    items = [item for item in tools.archive.records("item", limit=LIMIT) if not item.fields["done"]]
    names = list(dict.fromkeys(str(item.fields["list"]) for item in items[::-1]))
    if not names:
        return Answer(
            request.say(
                "You have nothing on any list. “Add milk to my shopping list” begins one.",
                "Millään listalla ei ole mitään. ”Lisää maito ostoslistalle” aloittaa listan.",
            )
        )
    lines = listed(f"{_called(name, request)}: {', '.join(each(open_items(tools, name), request))}" for name in names)
    return Answer(request.say(f"Your lists:\n{lines}", f"Listasi:\n{lines}"))


def _added(name: str, request: Request, tools: Tools) -> Answer:
    wanted = NOT_THESE.sub("", request.said("text")) or request.said("text")
    texts = _to_do(wanted) if name == "todo" else _apart(wanted)
    there = {str(item.fields["text"]).lower() for item in open_items(tools, name)}
    new = [text for text in dict.fromkeys(text.strip(QUOTES) for text in texts) if text.lower() not in there]
    made = [tools.archive.put("item", f"{request.id}.{number}", {"list": name, "text": text}) for number, text in enumerate(new)]
    if not made:
        return Answer(request.say(f"That is on the {_called(name, request)} already.", f"Se on jo listalla: {_called(name, request)}."))
    said = ", ".join(quoted(text, 160) for text in new)
    if name == "shopping" and any(len(text.split()) >= SEVERAL and not groceries.is_known(text) for text in new):
        said += request.say(" (one thing; with commas between it would be several)", " (yhtenä asiana; pilkuilla erotettuina useampana)")
    return Answer(
        request.say(f"Added to the {_called(name, request)}: {said}", f"Lisätty ({_called(name, request)}): {said}"),
        tuple(map(source, made)),
        (request.say("Undo", "Kumoa"),),
        effects=tuple(map(added, made)),
    )


def _ticked(there: list[RecordView], name: str, request: Request, tools: Tools) -> Answer:
    pointed = [item for item in there if f"item:{item.id}" in request.meant.things]
    if pointed and not request.said("text"):
        return _done(pointed, name, request, tools)
    nth = NTH.fullmatch(request.said("text"))
    if nth and 0 < int(nth[1]) <= len(there):
        return _done([there[int(nth[1]) - 1]], name, request, tools)
    fitting = things.matching(there, request.said("text")) if nth is None else []
    found = [item for item in fitting if item in pointed] or fitting
    same = [item for item in found if str(item.fields["text"]).lower() == request.said("text").lower()] or found
    if not same:
        return _not_there(name, request)
    if len(same) > 1:
        several = _each_named(there, request.said("text"))
        return _done(several, name, request, tools) if several else things.which(same, request, each)
    return _done(same, name, request, tools)


def _each_named(there: list[RecordView], words: str) -> list[RecordView]:
    """Return the items that are named one beside the other, if each name is of just one: "the milk and the eggs"."""
    parts = [part for part in AND.split(words) if part.strip()]
    found = [things.matching(there, part) for part in parts] if len(parts) > 1 else []
    return [one for (one, *_) in found] if all(len(items) == 1 for items in found) else []


def _not_there(name: str, request: Request) -> Answer:
    return Answer(
        request.say(
            f"That is not on the {_called(name, request)}; nothing has changed.",
            f"Sitä ei ole listalla ({_called(name, request)}); mitään ei muutettu.",
        )
    )


def _cleared(there: list[RecordView], name: str, request: Request, tools: Tools) -> Answer:
    if not there:
        return _shown(there, name, request)
    if request.meant.confirmed and request.meant.things:
        there = [item for item in there if f"item:{item.id}" in request.meant.things] or there
    if len(there) > 1 and not request.meant.confirmed:
        return things.sure(there, request, request.say(f"Tick off all {len(there)}?", f"Kuitataanko kaikki {len(there)}?"), each)
    return _done(there, name, request, tools)


def _done(items: list[RecordView], name: str, request: Request, tools: Tools) -> Answer:
    for item in items:
        tools.archive.put("item", item.id, {"done": True}, change=True)
    said = ", ".join(quoted(str(item.fields["text"]), 160) for item in items)
    return Answer(
        request.say(f"Off the {_called(name, request)}: {said}", f"Pois listalta ({_called(name, request)}): {said}"),
        follow_ups=(request.say("Undo", "Kumoa"),),
        effects=tuple(changed(item, done=True) for item in items),
    )


def _shown(there: Sequence[RecordView], name: str, request: Request) -> Answer:
    if not there:
        return Answer(request.say(f"Your {_called(name, request)} is empty.", f"{_called(name, request).capitalize()} on tyhjä."))
    lines = listed(deadlines.said(item, request) for item in there)
    return Answer(
        request.say(f"On your {_called(name, request)}:\n{lines}", f"{_called(name, request).capitalize()}:\n{lines}"),
        tuple(map(source, there)),
    )
