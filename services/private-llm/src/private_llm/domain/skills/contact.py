"""Keep and find people's details."""

import re

from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.redaction import names
from private_llm.domain.retrieval import question
from private_llm.domain.saying.wording import listed, quoted
from private_llm.domain.skills import recall
from private_llm.domain.sums import numbers
from private_llm.domain.understanding import told
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.interpretation import Kind

DETAILS = {Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.NUMBER, Kind.ID}
ASKS = re.compile(r"\W*(?:what|who|whose|which|do|does|have|is|mikä|mitä|kenen|kuka|onko|mistä|paljonko)\b", re.I)
POLITE = re.compile(r"\W*(?:(?:can|could|would|will) you|please|voitko|voisitko)\b", re.I)
DENIES = re.compile(r"\b(?:not|never|no longer|isn't|wasn't|aren't|don't|ei|älä|en)\b", re.I)
OF_THEM = re.compile(r"['’]s?$")
OF_FINNISH = re.compile(r"[^\W\d]{2,}[aeiouyäö]n")
CHANGED = re.compile(r"(?:[aeiouyäö][kptdv]|[lrmn][lrmnd]|ng|s)[aeiouyäö]n$", re.I)
"""Endings before which a name may be spelled otherwise: "Pekan" is Pekka, "Virtasen" is Virtanen."""
TOLD = re.compile(
    r"(?P<name>(?!(?:my|our|the|mun|minun)\b)[^\W\d]\S*(?: [^\W\d]\S*){0,2}?) (?:(?:new|old|home|work|uusi|vanha) )?(?:(?:phone|mobile|cell) )?(?:number|phone|mobile|(?:puhelin)?numero|puhelin|nro|puh)(?: on| is|:)? (?P<details>\+?\w.*)",
    re.IGNORECASE,
)
HAS = re.compile(r"(?P<name>[^\W\d]+?)ll[aä] on (?:uusi )?(?:puhelin)?numero:? (?P<details>\+?\w.*)", re.IGNORECASE)
NEW = re.compile(r"\b(?:new|now|changed|uusi|nyt|vaihtui)\b", re.I)
DIGIT = re.compile(r"\d")
AND = re.compile(r"^(?:(?:and|oh|so|also|ja|niin|sit|sitten)(?: |$))+", re.IGNORECASE)
WHOSE = frozenset("his her their its theirs hers that this it sen hänen niiden heidän tän tämän se".split())
OF_WHOM = re.compile(r"\b(?:his|her|their|hänen|sen|niiden)\b", re.IGNORECASE)
"""What says whose something is without a name."""
NAMES = {Kind.PERSON, Kind.WORD, Kind.TEXT}


def run(request: Request, tools: Tools) -> Answer:
    name, details = _as_told(request.text) or (OF_THEM.sub("", _words(request, NAMES)), _words(request, DETAILS))
    if details and name and DENIES.search(request.text):
        return Answer(request.say("All right. I have kept no number or address.", "Selvä. En tallentanut numeroa enkä osoitetta."))
    name = AND.sub("", name)
    kept = bool(details) and not _asks(request.text)
    if kept and (plain(name) in WHOSE or (not name and OF_WHOM.search(request.text))):
        whose = request.say(
            "Nothing is saved yet: whose is that? Please say it once more with the name.",
            "Mitään ei ole vielä tallennettu: kenen se on? Sano se vielä kerran nimen kanssa.",
        )
        return Answer(whose)
    if kept and name:
        return _saved(_nominative(name, request.text), in_digits(details), request, tools)
    return recall.run(request, tools) if question.read(request.text).without_kinds().about else _listed(request, tools)


def _saved(name: str, details: str, request: Request, tools: Tools) -> Answer:
    """Save a number or an address: in place of the old one of somebody who is there already, if it is a new one, else beside it."""
    there = [one for one in tools.archive.records("contact", limit=500) if str(one.fields["name"]).casefold() == name.casefold()]
    if len(there) != 1:
        contact, effect = (made := tools.archive.put("contact", request.id, {"name": name, "details": details})), added(made)
    else:
        old = str(there[0].fields["details"])
        details = details if not old or NEW.search(request.text) else ", ".join(dict.fromkeys([*old.split(", "), details]))
        contact = tools.archive.put("contact", there[0].id, {"details": details}, change=True)
        effect = changed(there[0], details=details)
    said = quoted(f"{name}, {details}")
    return Answer(
        request.say(f"Saved: {said}", f"Tallennettu: {said}"), (source(contact),), (request.say("Undo", "Kumoa"),), effects=(effect,)
    )


def in_digits(details: str) -> str:
    """Return what was told of a number, and behind it in digits what was said digit by digit."""
    digits = numbers.one_by_one(plain(details)) if told.is_spoken(details) and not DIGIT.search(details) else ""
    return f"{details} ({digits})" if digits else details


def _nominative(name: str, text: str) -> str:
    """Return what somebody is called whose number is told in Finnish: "Petrin numero", "Pekalla on". Where the letters change it is what
    is a name or a word; if none is, it is kept as it was said."""
    theirs = re.search(
        rf"\b{re.escape(name)}(?:ll[aä] on)? (?:uusi )?(?:puhelin|kännykkä)?(?:numero|nro|sähköposti|osoite|meili)\w*", text, re.I
    )
    stem = name if theirs and "ll" in theirs[0] else name[:-1] if theirs and OF_FINNISH.fullmatch(name) else ""
    if not stem:
        return name
    known = [one for one in names.strong(stem) if told.is_somebody(plain(one))]
    return known[0] if known else name if CHANGED.search(name) else stem


def _as_told(text: str) -> tuple[str, str] | None:
    """Return whose number it is and the number, in the words and the order in which they were told: "045 678", "nolla neljä viisi"."""
    match = HAS.fullmatch(text.strip(" .!")) or TOLD.fullmatch(text.strip(" .!"))
    number = match["details"].strip() if match else ""
    if match is None or not (number[-1:].isdigit() or told.is_spoken(number)):
        return None
    return _without_s(OF_THEM.sub("", match["name"])), number


def _without_s(name: str) -> str:
    """Return whose it is where no apostrophe says so: "annas number" is Anna's, "james number" is James's."""
    said = plain(name).rpartition(" ")[2]
    theirs = said.endswith("s") and not names.basic(said) and (names.basic(said[:-1]) == said[:-1] or told.is_somebody(said[:-1]))
    return name[:-1] if theirs else name


def _asks(text: str) -> bool:
    """Tell whether something is asked: a question keeps nothing, unless it is only polite."""
    return ASKS.match(text) is not None or (text.rstrip().endswith("?") and not POLITE.match(text))


def _listed(request: Request, tools: Tools) -> Answer:
    found = tools.archive.records("contact", limit=50)
    if not found:
        return Answer(request.say("You have no contacts yet.", "Sinulla ei ole vielä yhteystietoja."))
    lines = listed(f"{one.fields['name']}: {', '.join(filter(None, (one.fields['details'], *one.fields['handles'])))}" for one in found)
    return Answer(lines, tuple(source(one) for one in found))


def _words(request: Request, kinds: set[Kind]) -> str:
    return " ".join(masked.text for masked in request.meant.masked if masked.kind in kinds)
