"""By which words an intent that adds something is asked for: without one of them it is not."""

import re

from shared.schemas.plan import Intent

WORDED: dict[Intent, re.Pattern[str]] = {
    "remember": re.compile(
        r"\b(?:notes?|noted|sav|stor|keep|kept|jot|memo|record|writ|add|put|fyi|future|(?:you|please|to|must) remember|remember (?:that|this|it|my|the)|"
        r"(?:don't|do not|never|not) (?:let me )?(?:forget|lose))|^\W*(?:(?:please|hey|ok|okay|so|and|also|then|can you|could you) )*remember\b|"
        r"(?<!\ben )(?<!\bet )(?<!\bei )\bmuista(?:t|tko|than|pa|isitko)?\b|\bvoi(?:si)?tko(?: sä)? muistaa\b|muistii|muistiinp|talle|kirjaa|ylös|mielee|mieless|unohda",
        re.I,
    ),
    "draft_reply": re.compile(
        r"\b(?:draft|writ|compos|repl|respon|messag|text|e-?mail|letter|answer|say|tell)|luonnost|kirjoit|vasta|viesti|sähköpost", re.I
    ),
    "summarise": re.compile(
        r"\b(?:summar|sum up|recap|overview|gist|main points|digest|catch me up|miss|happen|discuss|talk|new in|up to speed)|tiivist|yhteenve|pääkoh|kooste|puhu|keskustel|tapahtu|vuoro",
        re.I,
    ),
    "important": re.compile(r"\b(?:important|starred|flagged|marked|urgent|priorit)|tärke|tähd|merkit|kiire", re.I),
    "egress": re.compile(
        r"\b(?:left|leave|leaves|leaving|leak|sent|send|share|went|gone|cloud|out|openai|egress|private|privacy)|läht|vuot|lähet|pilv", re.I
    ),
    "export": re.compile(r"\b(?:export|download|take out|copy|backup|archive|all my data|everything)|vie|lataa|varmuus|kopio|kaikki", re.I),
    "event": re.compile(
        r"\b(?:schedul|book|calend|meeting|appointment|event|add|creat|put|plan|set|invit|arrang|i have|i've got)|kalent|tapaam|tapahtum|kokou|vara|lisä|merkit|laita|sovi",
        re.I,
    ),
    "contact": re.compile(
        r"\b(?:contact|phone|number|address|e-?mail|card|save|add)|yhteys|numero|osoite|tallen|lisä|puhelin|kuka|who", re.I
    ),
}


def is_worded(intent: Intent, text: str) -> bool:
    """Tell whether a request holds a word of an intent, where that needs one."""
    return intent not in WORDED or WORDED[intent].search(text) is not None
