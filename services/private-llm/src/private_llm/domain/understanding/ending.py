"""Reminders that are not wanted any more, said as a denial: "no need for the rent reminder", "you don't have to remind me about it"."""

import re

from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Language

NOT_EN = r"(?:don'?t|do not|never|stop|quit|no need to|needn'?t|no longer|(?:you|u) (?:really )?(?:don'?t|do not|needn'?t|no longer)(?: have to| need to)?|you can stop|no point in)"
LACK_EN = r"(?:(?:i|we|i'm|im)(?: really)? (?:don'?t|do not|no longer|won'?t|will not|not going to|am not going to) (?:really )?(?:need|want|be needing|be wanting)|(?:there'?s |there is )?no need for|no more|enough of)"
LATER_EN = r"(?: any ?more| again| any longer| ever again| after all| now| please)*"
NOT_FI = r"(?:älä|sun ei|sinun ei|ei sun|ei sinun|ei)(?: tarvi\w*| tartte)?"
LACK_FI = r"(?:en|emme|me ei|mä en)(?: enää)? (?:tarvi\w*|tartte|halua|kaipaa)(?: enää)?"
WHAT_EN = r"(?:(?:the|my|that|this|those|any|a|an) )?"
FORMS: tuple[tuple[Language, str], ...] = (
    ("en", rf"{NOT_EN}(?: ever)? remind(?:ing)? (?:me|us)(?: any ?more| again)?(?: (?:about|of|to|for))?(?P<what>(?: .+?)??){LATER_EN}"),
    ("en", rf"{LACK_EN} {WHAT_EN}(?P<what>.+?) (?:reminder|alarm)s?{LATER_EN}"),
    ("en", rf"{LACK_EN} {WHAT_EN}(?:reminder|alarm)s? (?:about|of|to|for) (?P<what>.+?){LATER_EN}"),
    ("en", rf"{LACK_EN} to be reminded (?:about|of|to) (?P<what>.+?){LATER_EN}"),
    ("en", r"(?:the |my )?(?P<what>.+?) (?:reminder|alarm) (?:is|isn'?t|is not|is no longer) (?:needed|necessary|unnecessary)(?: any ?more| any longer)?"),
    ("fi", rf"{NOT_FI}(?: enää)? (?:muistuta|muistuttaa|muistuttele)(?: enää)?(?: minua| mua)?(?P<what>(?: .+?)??)(?: enää| kiitos)*"),
    ("fi", rf"{LACK_FI} (?P<what>\S.*?)[ -]?(?:muistutu(?:s|sta|ksia|ksen)|hälytystä)(?: enää)?"),
    ("fi", rf"{LACK_FI} muistutusta (?P<what>\S.*?)(?: enää)?"),
    ("fi", r"(?P<what>\S+?)[ -]?(?:muistutusta|hälytystä) ei (?:enää )?(?:tarvi\w*|tartte)(?: enää)?"),
    ("fi", r"(?P<what>\S+?)[ -]?muistutus on (?:turha|tarpeeton)(?: nyt)?"),
)  # fmt: skip
POLITE = re.compile(r"(?:(?:please|hey|ok|okay|so|oh|actually|well|and|hei|no(?! (?:need|more|longer|point)\b)|niin|ja|kiitos) )*")
ENDS = [(language, re.compile(form)) for language, form in FORMS]
BEHIND = re.compile(r"(?:, | - | – | because\b| since\b| as i\b| i'?ll\b| koska\b| mä muistan\b).*")
LATER = re.compile(r"\b(?:until|till|before|yet|ennen|vasta|vielä)\b")
TIME_ONLY = re.compile(r"(?:tomorrow|today|tonight|on|at|in|next|this|every|huomenna|tänään|klo|ensi|joka)\b")
NAMED = re.compile(r"\b(?:reminder|alarm)|muistutu|hälytys|hälytystä")
OTHERS = re.compile(r"\b(?:you|me|to|että|et|peru\w*|poist\w*|siir\w*)\b")
"""What is in no name of a reminder: somebody denies wanting something done."""
NOBODY = "…"
"""What no reminder is called."""


def read(text: str) -> Meant | None:
    """Return the cancelling that a denial asks for, or None; what is denied for a time only, or at a time alone, is left to others."""
    if len(text) > 200 or text.rstrip().endswith("?"):
        return None
    said = plain(BEHIND.sub("", text.strip().lower().replace("’", "'")))
    said = said[POLITE.match(said).end() :]  # type: ignore[union-attr]
    for language, form in ENDS:
        match = form.fullmatch(said)
        if match is None:
            continue
        what = match["what"].strip()
        if TIME_ONLY.match(what) or (NAMED.search(said) and OTHERS.search(what)):
            return None
        if LATER.search(what):
            return Meant("unclear", text, language)
        return Meant("cancel", text, language, {"query": what or NOBODY})
    return None
