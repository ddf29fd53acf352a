"""What is to be done by a day: told or ordered ("essay due on Friday"), asked about ("what is due this week?"), or done ("I've paid the
rent already"). The act stands in the query, as `owe`, `owes`, `due`, `when` or `did`."""

import re

from private_llm.domain import times
from private_llm.domain.understanding import asked, openers
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Language

DAYS_EN = r"(?:(?:by|on|at|in|this|next|before|the) .+|today|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day.*|\d.*)"
BY_DAY = r"(?:the end of .+|end of .+|(?:this|next) .+|today|tomorrow|tonight|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|the \d+\S*.*|\d+\S*(?: (?:of )?[^\W\d]+)?|[^\W\d]{3,9} \d+\S*)"
"""A day, by which something is to be done."""
TO_HAND_IN = r"(?:return|submit|hand in|turn in|finish|pay|file|deliver|complete|send in|renew|write up)"
DAYS_FI = r"(?:tänään|huomenna|ylihuomenna|(?:ensi|tällä|tämän|ensi) \S+|(?:klo|\d)\S*.*|(?:maanan|tiis|kes(?:ki)?v(?:ii|i)k|tors|perjan|lauan|sunnun)\S*|\S+kuun \S+)(?: mennessä| asti| klo \S+)*"
DONE_EN = r"paid|handed in|submitted|returned|finished|done|sent in|turned in|completed|delivered|filed|renewed|written|bought|cleaned|booked|sent|posted|mailed|picked up|dropped off|signed|emailed|called|fixed|ordered"
DONE_FI = r"maksoin|palautin|lähetin|hoidin|tein|kirjoitin|ostin|siivosin|varasin|uusin|allekirjoitin|tilasin|vein|postitin|hain|soitin"
PARTICIPLE_FI = r"maksanut|palauttanut|lähettänyt|hoitanut|tehnyt|kirjoittanut|ostanut|siivonnut|varannut|uusinut|allekirjoittanut|tilannut|vienyt|postittanut|hakenut|soittanut"
POLITE = r"(?:(?:please|hey|ok|okay|hi|so|and|by the way|btw|hei|ja|no|joo) )*"
ADD_EN = r"(?:add|put|note|create|new|make)(?: (?:a|an|the|my|new))* (?:task|to-?do|deadline|assignment)s?:?(?: (?:to|for))?"
ADD_FI = r"(?:lisää|laita|merkkaa|kirjaa|uusi|tee)(?: uusi)? (?:tehtävä|deadline|määräaika|palautus)\w*:?"
FORMS: tuple[tuple[str, Language, str], ...] = (
    ("due", "en", r"(?:what|which|anything|is anything|is there anything|do i have anything|have i got anything|what have i got|what do i have|show me what|tell me what|show|list)\b(?!.*\bwhen\b).*\b(?:due|overdue)\b.*"),
    ("due", "en", r"(?:what are|what're|show|show me|list|tell me|do i have|what|which|any|have i got|are there)(?: any| all)?(?: of)?(?: my| the)?(?: next| upcoming| coming| open)? ?(?:deadlines|due dates|assignments)\b.*"),
    ("due", "en", rf"what (?:do i|must i|should i|have i got to|all do i)(?: still| have to| need to)* {TO_HAND_IN}\b(?! for\b).*"),
    ("due", "en", r"(?:what are|show|show me|list) (?:my )?(?:open )?tasks (?:for|this|next|due|today|tomorrow)\b.*"),
    ("due", "fi", r"(?:mitä|mitkä) (?:kaikkea )?(?:(?:mun|minun|mulla|minulla|pitäisi|pitää|täytyy|on|olis|vielä|kaikkea|tulee) )*(?:palauttaa|palautettava\w*|maksaa|maksettava\w*|tehtävä\w*|tehdä|hoitaa|hoidettava\w*|erääntyy)\b.*"),
    ("due", "fi", r"(?:mitkä|mitä|onko|näytä|listaa|kerro)(?: \S+){0,3} (?:deadline|dedis|määräai|määräaj|palautu)\S*.*|(?:mikä|mitä) on myöhässä|(?:näytä |mitkä on |mun |minun )?(?:deadlinet|dediksen?t?|määräajat|palautukset)(?: .*)?"),
    ("due", "en", rf"(?:do i (?:have|need) to|must i|should i|is there anything (?:i have |i need )?to) {TO_HAND_IN} (?:anything|something)\b.*|is there anything to {TO_HAND_IN}\b.*"),
    ("when", "en", r"(?:when|by when|what day|which day)(?:'s| is| are) (?P<text>(?!it\b|that\b|this\b).+?) due(?: again)?"),
    ("when", "fi", r"(?:milloin|millon|koska|mihin mennessä|mihin päivään mennessä) (?P<text>(?!se\b|ne\b)(?:\S+ ){1,4})(?:pitää|täytyy|pitäisi|on) (?:palauttaa|palautettava|maksaa|maksettava|jättää)|(?:milloin|millon|koska) (?:on )?(?P<text2>(?:\S+ ){1,3})(?:palautus|dedis|deadline|dl|määräpäivä)"),
    ("owe", "en", rf"{ADD_EN} (?P<text>.+)"),
    ("owe", "fi", rf"{ADD_FI} (?P<text>.+)"),
    ("owe", "en", rf"(?P<text>(?!(?:what|when|which|is|are|how|why|do|does|if|it|that|this|there)\b)(?:(?!\b(?:is|was|are|were)\b).)+? due {DAYS_EN})"),
    ("owe", "fi", rf"(?P<text>(?!(?:mitä|milloin|onko|mikä|muistuta|minua|mun|minun|siirrä|peru)\b)(?:\S+ ){{1,4}}(?:deadline|palautus|määräaika|dedis|dl) {DAYS_FI})|(?P<text2>(?:deadline|palautus|dedis|dl):? \S.*)"),
    ("owe", "fi", rf"(?P<text>(?!(?:mitä|milloin|onko|mikä|muistuta|minua|mun|minun|siirrä|peru|muista|laita|lisää|ole|olen|tulen)\b)(?:\S+ ){{1,3}}{DAYS_FI} mennessä)"),
    ("owes", "en", rf"(?P<text>(?!(?:what|when|which|how|why|do|does|if|it|that|this|there)\b).+? (?:is|are) due {DAYS_EN})"),
    ("owes", "en", rf"(?:the )?deadline (?:for|of) (?P<text>.+? is {DAYS_EN})"),
    ("owes", "en", rf"(?:i|we) (?:have to|need to|must|should|gotta|have got to|'ve got to) (?P<text>{TO_HAND_IN} .+? (?:by|before) .+)"),
    ("owes", "en", rf"(?:(?:need|have|got|gotta|remember) (?:to )?)?(?P<text>{TO_HAND_IN} (?!(?:it|that|this|them)\b).+? (?:by|before) {BY_DAY})"),
    ("owes", "fi", rf"(?P<text>(?!(?:mitä|milloin|onko|mikä|miksi|jos)\b)(?:\S+ ){{1,4}}(?:pitää|täytyy|on|pitäisi) (?:palauttaa|palautettava|maksaa|maksettava|jättää|lähettää) {DAYS_FI})"),
    ("owes", "fi", rf"(?:mun |minun )?(?:pitää|täytyy|pitäisi) (?P<text>(?:palauttaa|maksaa|jättää) .+ {DAYS_FI})"),
    ("did", "en", rf"(?:i|we)(?:'ve| have|ve)?(?: already| just| now| finally)* (?:{DONE_EN}) (?P<text>.+?)(?: already| now| today| just now| finally)*"),
    ("did", "en", rf"(?P<text>(?:the |my )?(?:\S+ ){{1,4}}?)(?:is|are|has been|have been|'s)(?: already| now| finally)* (?:{DONE_EN})(?: already| now| today)*"),
    ("did", "fi", rf"(?:(?:minä|mä|me|nyt|no) )*(?:jo )?(?:{DONE_FI}) (?:jo )?(?P<text>.+?)(?: jo| nyt| tänään)*"),
    ("did", "fi", rf"(?:(?:minä|mä|me) )?(?:olen|oon|ollaan)(?: jo)? (?:{PARTICIPLE_FI}) (?:jo )?(?P<text>.+?)(?: jo| nyt)*|(?P<text2>(?:\S+ ){{1,3}})(?:on (?:jo )?(?:maksettu|palautettu|lähetetty|hoidettu|tehty))(?: jo)?"),
)  # fmt: skip
COMPILED = [(act, language, re.compile(f"{POLITE}(?:{form})", re.IGNORECASE)) for act, language, form in FORMS]
NOT_MINE = re.compile(r"\b(?:you|he|she|they|who|anna|someone|everyone)\b|\bremind|muistuta|\b(?:was|were) due\b", re.IGNORECASE)
NOTHING = re.compile(
    r"(?:it|that|this|them|everything|nothing|my best|well|better|sen|ne|kaiken|kaikki|molemmat|kummatkin|both|mitään)\b", re.IGNORECASE
)
TASK = re.compile(
    rf"{POLITE}(?:add|put|note|create|new|make|lisää|laita|merkkaa|kirjaa|uusi|tee)(?: (?:a|an|the|my|new|uusi))* (?:task|to-?do|tehtävä)",
    re.IGNORECASE,
)
END = re.compile(r"(?<!\d)[ .!]+$|[ !]+$")
"""What stands behind what is said; a full stop behind a number is a date's."""
LONGEST = 140
ASKS = frozenset({"due", "when"})


def read(text: str) -> Meant | None:
    """Return what is told or asked of what is to be done, or None."""
    said = END.sub("", " ".join((openers.to_remember(text) or text).split()))
    asks = said.endswith("?")
    said = said.rstrip(" ?")
    if len(said) > LONGEST or "\n" in text.strip() or NOT_MINE.search(said):
        return None
    for act, language, form in COMPILED:
        match = form.fullmatch(said if act not in ASKS else plain(said))
        if match is None or (asks and act not in ASKS):
            continue
        groups = match.groupdict()
        words = (groups.get("text") or groups.get("text2") or "").strip(" ,:")
        if act == "did" and openers.to_remember(text):
            return None  # What is done may be kept.
        if act != "due" and (not words or NOTHING.match(words)):
            return None
        if TASK.match(said) and not times.read(words, now=asked.NEVER, zone="UTC").spans:
            return None  # A thing to do that is due on no day is one of the list.
        return Meant("lists", text, language, {"query": f"{act} todo"} | ({"text": words} if words else {}))
    return None
