"""What an act is done to is named first, or between the words of the act: "the dentist reminder, cancel it", "ota vuokramuistutus pois",
"the rent reminder, make it 11"."""

import re

from private_llm.domain.understanding import asked, clauses, forms, leaning, lexicon, openers
from private_llm.domain.understanding.lexicon import Lexicon, plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Intent, Language

MOST_WORDS = 12
MARKS = " ,;:–—-"
MOVED = re.compile(
    r"(?P<what>.*\b(?:reminder|alarm|timer|muistutus|hälytys|herätys))(?:\s*[,:;–—-]+)? (?:please )?"
    r"(?:make|move|change|push|set|postpone|reschedule|siirrä|muuta|vaihda|lykkää)(?: it| se| sitä)? (?:to |for |until )?(?P<when>.*\S)",
    re.IGNORECASE,
)
CHANGED = re.compile(
    r"(?:make|change|turn) (?P<what>(?:the|my) .*\b(?:reminder|alarm))(?: (?:to|into|go off|ring))? (?P<when>(?:every|each|daily|weekly|monthly)\b.*)",
    re.IGNORECASE,
)
TOLD_THEN = re.compile(
    r"(?P<what>.+?)(?:[,;:–—-]+|\.) (?:so |then |please |can you |could you |joten |voitko |voisitko )*(?:move|push|shift|postpone|reschedule|siirrä|siirtää|lykkää)(?: it| that| the reminder| se| sen| sitä| muistutus)?(?:(?: to| till| until| on)? (?P<when>\S.*))?",
    re.IGNORECASE,
)
"""Why, and then to when something is moved: "can't make it to the gym today, move to tomorrow"."""
BETWEEN = ("fillers", "yes", "no", "corrects", "amend", "not_that", "too", "instead", "never_mind", "undo")
"""What is said before an act and names nothing."""
ENGLISH = re.compile(r"\b(?:it|to|make|move|change|push|set|turn|postpone|reschedule)\b", re.IGNORECASE)
CLOCK = re.compile(r"\d{1,2}(?:[.:]\d\d)?")
ONE = re.compile(r"the (?:\S+ ){1,4}one", re.IGNORECASE)
KEPT: tuple[tuple[str, Intent], ...] = (("reminder", "cancel"), ("note", "forget"), ("rule", "forget"), ("calendar", "cancel"))


def read(text: str) -> Meant | None:
    """Return what is to be removed or moved when it is named first, or between; None when nothing is."""
    said = text.strip(" .!")
    if "?" in text or not 1 < len(said.split()) <= MOST_WORDS:
        return None
    languages = [lexicon.load(language) for language in lexicon.LANGUAGES]
    return next((found for words in languages if (found := _gone(said, words) or _around(said, words))), None) or _moved(said)


def before_gone(said: str, words: Lexicon) -> str:
    """Return what stands before words of removal, with the mark that sets it apart; nothing when they do not end what was said."""
    spoken = said.split()
    for cut in range(1, len(spoken)):
        tail = words.before("instead", words.without_fillers(plain(" ".join(spoken[cut:]).strip(MARKS))))
        if words.is_one("gone", tail):
            return " ".join(spoken[:cut]) + ("," if spoken[cut] in MARKS else "")
    return ""


def _gone(said: str, words: Lexicon) -> Meant | None:
    head = before_gone(said, words)
    return _removal(said, head.strip(MARKS), words, apart=head[-1] in MARKS) if head else None


def _around(said: str, words: Lexicon) -> Meant | None:
    for before, after in (phrase.split(" … ") for phrase in words.phrases["around"]):
        match = re.fullmatch(rf"{before} (.+) {after}", words.before("instead", words.without_fillers(said)), re.IGNORECASE)
        if match:
            return _removal(said, match[1], words, apart=False)
    return None


def _removal(said: str, what: str, words: Lexicon, *, apart: bool) -> Meant | None:
    """Return the removal of a thing that is named as one of its kind, or set apart from the act."""
    if not _is_a_thing(what):
        return None
    languages = [lexicon.load(language) for language in lexicon.LANGUAGES]
    intent = next((intent for kind, intent in KEPT if any(one.objects[kind].search(what) for one in languages)), None)
    if intent is None and not ((apart or ONE.fullmatch(what)) and not any(one.objects["list"].search(what) for one in languages)):
        return None
    return Meant(intent or "cancel", said, words.language, {"query": what})  # type: ignore[arg-type]


def names_nothing(said: str) -> bool:
    """Tell whether some words, in `plain` form, are only said before an act: "ok", "no sorry", "eiku"."""
    left = asked.politely(f"{said} ").strip()
    return not left or any(left in lexicon.load(language).phrases[kind] for language in lexicon.LANGUAGES for kind in BETWEEN)


def _is_a_thing(what: str) -> bool:
    """Tell whether some words only name something: no order, no question, nothing told or denied, no pointing at what was shown."""
    said = asked.politely(f"{plain(what)} ").strip()
    ordinals = any(said.removeprefix("the ").removesuffix(" one") in lexicon.load(one).ordinals for one in lexicon.LANGUAGES)
    asks = openers.begins_to_remind(said) and asked.REMINDER.match(said) is None
    orders = asks or any(form.match(said) for form in (clauses.OWN_ORDER, asked.MAKES, forms.ORDERS, asked.POLITELY))
    told = leaning.is_told(said) or asked.TELLS.search(said) is not None
    return not (names_nothing(said) or ordinals or orders or told or lexicon.is_pointer(said) or openers.to_remember(what))


def _moved(said: str) -> Meant | None:
    told = TOLD_THEN.fullmatch(said)
    if told and leaning.is_told(told["what"]) and lexicon.stems(told["what"]) and (not told["when"] or asked.is_time(plain(told["when"]))):
        language: Language = "en" if ENGLISH.search(said) else "fi"
        return Meant("snooze", said, language, {"query": told["what"], "when": told["when"] or told["what"]})
    match = MOVED.fullmatch(said) or CHANGED.fullmatch(said)
    if match is None or not _is_a_thing(match["what"]):
        return None
    when = re.sub(r" (?:instead|please)$", "", match["when"])
    language = "en" if ENGLISH.search(said) else "fi"
    return Meant("snooze", said, language, {"query": match["what"], "when": f"at {when}" if CLOCK.fullmatch(when) else when})
