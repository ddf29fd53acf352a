"""Keep a note, in the person's own words; or, where they say how to write or what they are called, that."""

import re

from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.saying.wording import ENDINGS, quoted
from private_llm.domain.settling import called_off, things
from private_llm.domain.understanding import asked, correcting, lexicon, manner, openers, told
from shared.schemas.records import PROFILE

NAME = re.compile(
    r"(?:that |että )?(?:my name is|i am called|(?:minun )?nimeni on) (?!(?:on|in|at|not|the|an?|my|your|his|her)\b)(?P<name>[^\d,;:!?\n]{1,80})$",
    re.IGNORECASE,
)

FOUND = 10
ME = {"me", "us", "him", "her", "minut", "mut", "minua", "mua", "meidät"}
"""What is remembered of somebody is not said by these."""


def run(request: Request, tools: Tools) -> Answer:
    text = _all_of_it(request) or request.said("text") or request.own_words()
    if not text or lexicon.is_pointer(text) or text.lower() in ME:
        return things.asked_for("text", request, request.say("What shall I remember?", "Mitä haluat minun muistavan?"))
    if notes := request.things("note") or _of_the_same(text, request, tools):
        return _corrected(notes[0], text, request, tools)
    if not openers.to_remember(request.text) and (question := called_off.asked(request, tools)):
        return question
    if manner.is_told(text):
        return _rule(text, request, tools)
    called = NAME.match(text.strip(ENDINGS))
    if called:
        tools.archive.put("profile", PROFILE, {})
        tools.archive.put("profile", PROFILE, {"name": called["name"].strip()}, change=True)
    note = tools.archive.put("note", request.id, {"text": text})
    return Answer(
        request.say(f"I'll remember: {quoted(text)}", f"Muistan: {quoted(text)}"),
        (source(note),),
        (request.say("Undo", "Kumoa"),),
        effects=(added(note),),
    )


def _of_the_same(text: str, request: Request, tools: Tools) -> list[str]:
    """Return the one note of what is told to have another value now, if it is called just so."""
    change = told.changed(text) if request.said("query") == told.CHANGED else None
    found = tools.archive.search(change.what, kinds=("note",), limit=FOUND) if change else ()
    same = [hit.id for hit in found if change and correcting.renewed(hit.text, change, exactly=True)]
    return same if len(same) == 1 else []


def _other_words(before: str, words: str, request: Request) -> str | None:
    """Return a note with what is told now: more of it, another value, or other words for some of it."""
    if request.said("query") == told.MORE:
        return f"{before}, {words}"
    change = told.changed(words)
    return correcting.corrected(before, words) or (correcting.renewed(before, change) if change else None)


def _corrected(note: str, words: str, request: Request, tools: Tools) -> Answer:
    """Put other words in place of those that they correct."""
    before = tools.archive.record("note", note)
    text = _other_words(str(before.fields["text"]), words, request) if before else None
    if before is None or text is None:
        return Answer(
            request.say(
                "I can't tell which words that replaces. Please say the whole note again.",
                "En osaa sanoa, mitkä sanat se korvaa. Sano koko muistiinpano uudestaan.",
            )
        )
    changed_note = tools.archive.put("note", note, {"text": text}, change=True)
    old = "" if request.said("query") == told.MORE else str(before.fields["text"])
    was = request.say(f" (before: {quoted(old)})", f" (ennen: {quoted(old)})") if old else ""
    return Answer(
        request.say(f"I'll remember instead: {quoted(text)}{was}", f"Muistan sen sijaan: {quoted(text)}{was}"),
        (source(changed_note),),
        (request.say("Undo", "Kumoa"),),
        effects=(changed(before, text=text),),
    )


def _all_of_it(request: Request) -> str:
    """Return all that follows the words that ask to remember, so that nothing of it is lost; unless it was given otherwise."""
    given = request.said("text")
    if request.meant.by == "context" or request.meant.things:
        return ""
    if given and given not in request.text:
        return ""
    kept = openers.to_remember(request.text) or openers.to_remember(asked.politely(request.text)) or ""
    return kept.removeprefix("to ").strip(' "“”')


def _rule(text: str, request: Request, tools: Tools) -> Answer:
    rule = tools.archive.put("rule", request.id, {"text": text})
    kept = request.say(f"I'll keep to it when I write: {quoted(text)}", f"Noudatan sitä kirjoittaessani: {quoted(text)}")
    if tools.writer.name() is None:
        kept += request.say(
            " (Only a language model can; none is running here now.)", " (Siihen pystyy vain kielimalli; täällä ei ole nyt sellaista.)"
        )
    return Answer(kept, (source(rule),), effects=(added(rule),))
