"""What is told of one's own life and kept unasked: that something has a number, a name, a value or a place. What is guessed, heard,
felt, denied or passes by is none of it, nor is what somebody does; what has a day or an hour is for the calendar."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from private_llm.domain import times
from private_llm.domain.redaction import kinds
from private_llm.domain.understanding import asked, forms, openers
from private_llm.domain.understanding.leaning import is_told
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.interpretation import Kind
from shared.schemas.plan import LANGUAGES, Language

CHANGED, MORE = "changed", "more"
"""What the plan asks for when a value is another now, and when more is told of the same thing."""
LONGEST, MOST_SUBJECT, MOST_VALUE, LEAST = 200, 8, 10, 2
THEIRS = re.compile(r"['’]s? |\b[^\W\d]{3,}n ")
"""Whose something is."""
NO_NAME = re.compile(r"(?:my|our|the|mun|minun|meidän)\b", re.IGNORECASE)
LEAST_DIGITS = 5
"""Of a telephone number."""
LINKS: dict[Language, str] = {
    "en": r" (?:is|are|should be)(?: now| actually)? |(?<=\w)['’]s (?=\S*\d\S*$)|: (?=\S*\d)",
    "fi": r" (?:on|ovat)(?: nyt)? ",
}
CLAUSE = re.compile(r",? (?:and|ja|sekä) (?:also |myös )?(?=.* (?:is|are|on|costs|expires) )|[,;] +(?=.* (?:is|are|on) )")
"""Where another fact of the same thing begins."""
DIGIT = re.compile(r"\d")
ENGLISH = re.compile(r"\b(?:the|my|our|an|is|are|at|to|and|of|i|we|with)\b", re.IGNORECASE)
END = re.compile(r"(?<!\d)[ .!]+$|[ !]+$")
FILLED = re.compile(r"(?<= is) like(?= )|(?<!\w)(?:um+|uh+|erm|öö+),? ", re.IGNORECASE)
NAME = re.compile(r"(?:an? |dr\.? )?[A-ZÅÄÖ]")
OF_IT = re.compile(r"(?:(?:and|oh|so|also|ja|niin|ai) )*(?P<told>(?:its|his|her|their|sen|hänen|niiden) \S.*)", re.IGNORECASE)
NOW = re.compile(r" (?:now|instead|nyt|nykyään)$", re.IGNORECASE)
CASE = re.compile(r"(?<=\d):?(?:ksi|een|iin|aan|ään|oon|seen)$")


class Fact(NamedTuple):
    """That something has a value."""

    what: str
    link: str
    value: str
    language: Language


class Changed(NamedTuple):
    """That something has another value now; `what` is empty where it is only pointed at."""

    what: str
    value: str
    language: Language


def read(text: str) -> Meant | None:
    """Return the keeping of what is told, if it is a fact that is kept unasked."""
    said = FILLED.sub("", END.sub("", text.strip()))
    if len(said) > LONGEST or "\n" in said or not forms.is_neither(said) or asked.BEHIND.search(text) or _form("not_kept").search(said):
        return None
    if openers.to_remember(said) or openers.to_remind(said) or openers.to_plan(said):
        return None
    other = changed(said)
    if other and other.what and is_value(other.value) and not _form("nobody").match(plain(other.what)):
        return Meant("remember", text, other.language, {"text": said, "query": CHANGED})
    first = fact(facts(said)[0]) or _bare_fact(said)
    if first and len(facts(said)) == 1 and _is_a_telephone(first):
        return Meant("contact", text, first.language)
    language = first.language if first and _is_kept(first) else _lasting(said)
    return Meant("remember", text, language, {"text": said}) if language else None


def _is_a_telephone(one: Fact) -> bool:
    """Tell whether somebody's telephone number is told, by their name."""
    known = _form("telephone").search(one.what) is not None and not NO_NAME.match(one.what)
    return known and (sum(map(str.isdigit, one.value)) >= LEAST_DIGITS or is_spoken(one.value))


def _lasting(said: str) -> Language | None:
    """Return the language in which something is told that lasts, in words of its own, of a thing or of oneself."""
    if any(is_somebody(word) for word in plain(said).split()[: 2 * LEAST]):
        return None
    return next((one for one in LANGUAGES if any(re.fullmatch(form, plain(said)) for form in _words()[f"lasting_{one}"])), None)


def fact(clause: str) -> Fact | None:
    """Return what a clause says that something is."""
    for language in LANGUAGES:
        match = re.search(LINKS[language], clause)
        if match and match.start() and not (language == "fi" and ENGLISH.search(clause)) and ":" not in clause[: match.start()]:
            return Fact(clause[: match.start()], match[0], clause[match.end() :].strip(), language)
    return None


def facts(text: str) -> list[str]:
    """Return the clauses of a text that say one thing each."""
    return CLAUSE.split(text)


def changed(text: str) -> Changed | None:
    """Return what is said to have another value now."""
    said = re.sub(r" *, *", " ", text.strip(" .!").replace("’", "'"))
    if len(said) > LONGEST or not forms.is_neither(said):
        return None
    pointed = _form("it_is").fullmatch(said)
    if pointed and is_value(pointed["value"]):
        language: Language = "fi" if _form("it_is_fi").search(said) else "en"
        return Changed("", _bare(pointed["value"]), language)
    moved = _form("moved").fullmatch(said)
    if moved:
        return Changed("address", moved["value"], "en" if " to " in said else "fi")
    for language in LANGUAGES:
        for form in _words()[f"changed_{language}"]:
            match = re.fullmatch(form, said, re.IGNORECASE)
            if match and _may_change((match["what"] or "").strip(), match["value"]):
                return Changed((match["what"] or "").strip(), _bare(match["value"]), language)
    return None


def _may_change(what: str, value: str) -> bool:
    """Tell whether something said to be another now can be a value, of something and nobody."""
    return len(value.split()) <= MOST_VALUE and not _form("nobody").match(what) and not _form("not_kept").search(value)


def _bare(value: str) -> str:
    """Return a value without the ending of what something becomes: "9023:ksi"."""
    return CASE.sub("", NOW.sub("", value.strip()))


def more_of_it(text: str) -> str:
    """Return what is told of the thing that was spoken of: "its code is 8830", without what it began with; nothing where nothing is."""
    match = OF_IT.match(text.strip(" .!"))
    told = match and fact(match["told"])
    return match["told"] if match and told and is_value(told.value) and forms.is_neither(text) else ""


def asked_for(text: str) -> str:
    """Return what a question asks the value of, with the word that says it has one: "the wifi code is"; nothing where it asks none."""
    said = plain(text)
    for language, link in (("en", "is"), ("fi", "on")):
        match = re.fullmatch(_words()[f"asked_{language}"], said)
        if match:
            return f"{match['what']} {link}"
    return ""


def is_value(said: str) -> bool:
    """Tell whether something said can be the value of something: it holds a number or a name, or is a place."""
    return bool(DIGIT.search(said) or "@" in said or NAME.match(said) or is_place(said)) and not _form("not_kept").search(said)


def is_spoken(said: str) -> bool:
    """Tell whether something said is a number, digit by digit."""
    return all(word in _words()["spoken"].split() or word.isdigit() for word in plain(said).split())


def sorts(value: str) -> list[str]:
    """Return of what sorts a value is: of two values of no common sort one is not put in place of the other."""
    if asked.is_time(value):
        return ["time"]
    found = {"address": "@" in value, "number": DIGIT.search(value) is not None, "place": is_place(value)}
    return [sort for sort, fits in found.items() if fits] or ["words"]


def is_place(said: str) -> bool:
    """Tell whether something said is where something is."""
    return any(_form(f"place_{language}").match(said) for language in LANGUAGES)


def is_somebody(what: str) -> bool:
    """Tell whether some plain words name a person, or a pet."""
    return _form("people").search(what) is not None or kinds.of(what) is Kind.PERSON


def _bare_fact(said: str) -> Fact | None:
    """Return the code of something that is told without a verb: "locker code 4471"."""
    what, _, value = said.rpartition(" ")
    fits = _form("secrets").search(what) is not None and DIGIT.search(value) is not None and not is_told(said)
    return Fact(what, " ", value, "fi" if "koodi" in what or "sana" in what or "tunnus" in what else "en") if fits else None


def _is_kept(one: Fact) -> bool:
    what = plain(one.what)
    if len(what.split()) > MOST_SUBJECT or len(one.value.split()) > MOST_VALUE or _form("nobody").match(what):
        return False
    own = _form("own").match(what) is not None
    known = _form("kinds").search(what) is not None or (_form("weak").search(what) is not None and (own or THEIRS.search(what) is not None))
    if times.read(one.value, now=asked.NEVER, zone="UTC").resolved is not None:
        return _form("dated").search(what) is not None
    if known:
        return is_value(one.value) or is_spoken(one.value)
    if NAME.match(one.value) and not is_place(one.value):
        return own
    if is_somebody(what):
        return False
    told_at_length = one.language == "fi" and len(what.split()) + len(one.value.split()) > LEAST
    definite = own or told_at_length or _form("definite").match(what) is not None
    holds = DIGIT.search(one.value) is not None and (own or (one.language == "fi" and _form("kinds").search(one.value) is not None))
    return holds or (definite and is_place(one.value))


@cache
def _form(name: str) -> re.Pattern[str]:
    return re.compile(_words()[name].replace("\n", ""), re.IGNORECASE)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words/told.toml").read_text(encoding="utf-8"))
