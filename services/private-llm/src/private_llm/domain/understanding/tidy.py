"""What was dictated or mistyped, made plain before it is masked: fillers go, and a slip in a word of command is mended.

Only words of command and of time are mended, and only into such words. What somebody wants kept stays as they wrote it: behind the words
that ask to remember, and in what is only told, nothing is mended or left out.
"""

import re
import tomllib
from functools import cache
from importlib import resources

from private_llm.domain.understanding import forms, lexicon, openers, tongue
from shared.vocabulary import load

LEADING = re.compile(
    r"^(?:(?:hey|hi there|right(?= so| um| erm| uh)|so|um+|uh+|er+m?|well|oh|ok(?:ay)? so|ok(?:ay)?(?=[, ]+(?:so|um+|uh+|can|could|please)\b)|okay|hmm+|like|yeah so|alright|hi|hello|good (?:morning|evening|afternoon)|hyvää (?:huomenta|päivää|iltaa)|huomenta|terve|moikka|hei|olly|hoi|alexa|siri|hey siri|(?:hey |ok )?google|sihteeri|assistant|ffs|omg|wtf|damn(?: it)?|dammit|shit|fuck|fucking hell|bloody hell|crap|jesus|oh (?:no|god|shit|man|crap)|argh|ugh|yo|bro|dude|mate|vittu|voi (?:vittu|ei|helvetti)|perkele|saatana|hitto|helvetti|hemmetti|oho|hups|no niin|niin|niinku|tota|tuota|öö+m?|ai niin|moi|eli|elikkä|(?:no|siis)(?= (?:muistuta|muista|mitä|mitäs|lisää|laita|peru|siirrä|voitko|voisitko|onko|onks|milloin|millon)\b)|joo(?: elikkä| eli| niin| no| siis))[,. ]+)+(?=\S+ \S)",
    re.IGNORECASE,
)
WONDERS = re.compile(
    r"^(?:i(?:'m| am|'ve been| was|'d been)? (?:just )?(?:wondering|wonder|curious)|mä (?:vaan )?mietin|mietin(?: vaan)?|mietin tässä),? (?:(?:if|whether) you (?:know|knew|could tell me),? |että |et )?(?=(?:when|what|where|who|which|how|why|milloin|koska|mitä|missä|kuka|paljonko|monelta)\b)",
    re.IGNORECASE,
)
"""How a question is led up to."""
TRAILING = re.compile(
    r"(?<!:)(?<!\bsaying)(?<!\bthat)(?<!\bettä)(?<!\bword)(?<!\bis)(?<!\bsay)(?<!\bsaid)(?<!\bsays)(?<!\bon)(?<!\bsana)(?<!\bsano)(?<!\bsanoa)(?<!\bsanoi)[,. ]+(?:thanks(?: a lot)?|thank you(?: very much| so much| dear| love| kindly)?|cheers|thx|please|pls|plz|kiitos(?: paljon)?|kiitti|jooko|ok\??)[.!]*$",
    re.IGNORECASE,
)
INNER = re.compile(
    r"(?<=\bat )like |(?<=\bon )like |(?<=\bin )like |(?<!\w)(?:um+|uh+|erm|niinku|niinkun|öö+),? |, you know,|(?<=minua )(?:vaikka|sit) |(?<=mua )(?:vaikka|sit) |(?<=lisää )(?:tota|tuota) ",
    re.IGNORECASE,
)
HESITATION = re.compile(r"(?<!\w)(?:um+|uh+|erm|öö+),? ", re.IGNORECASE)
APART = re.compile(r"^((?:please |can you |could you )*(?:bring|pull)) (.{1,80}?) (forwards?)\b(?= |$)", re.IGNORECASE)
"""A verb and its particle with the thing between them."""
LENGTH = (
    r"(?:by )?(?:an?|one|two|three|half an?|a couple of|\d{1,3}) (?:minute|min|hour|day|week|month)s?(?: earlier| later| back| forwards?)?"
)
THE_ONE = re.compile(
    rf"^((?:please |can you |could you )*(?:push|move|shift|put|make)) the (?!(?:first|second|third|last|next|other|same)\b)([^\W\d]+(?: [^\W\d]+)?) one (?={LENGTH}[.!]?$|\d[\w.:]*(?: ?[ap]m)?[.!]?$)",
    re.IGNORECASE,
)
"""A reminder by its words, in front of how far it is moved or to which hour: "push the tax one a week"."""
PUT = re.compile(
    r"^((?:please |can you |could you )*)put (?!.*\b(?:in|on|into|onto|away|out|off|up|down|over|under|back (?!$))\b)(.{1,60}? (?:an?|one|two|three|\d{1,3}) (?:minute|min|hour|day|week|month)s? (?:earlier|later|back|forwards?)[.!]?)$",
    re.IGNORECASE,
)
MAKE = re.compile(
    r"^((?:please |can you |could you )*)make (the .{1,60}? reminder) (?:for |at |to )?(?=\d[\w.:]*(?: ?[ap]m)?[.!]?$)", re.IGNORECASE
)
"""Other words for moving something."""
COULD = re.compile(
    r"^(?:hei )?(?:voi(?:si)?tko|voi(?:si)?t(?= sä)|pystytkö|saatko)(?: sä)? (?:laittaa|asettaa|pistää|tehdä|lisätä)(?: mulle| minulle)? (herätyksen|hälytyksen|muistutuksen|ajastimen)\b",
    re.IGNORECASE,
)
ALARMS = {"herätyksen": "herätys", "hälytyksen": "hälytys", "muistutuksen": "muistutus", "ajastimen": "ajastin"}
"""What is politely asked to be set in Finnish."""
FREE = re.compile(r"^(?:so |and )?i(?:'m| am) (free|busy) (.{1,60}?),? (?:right|yeah|yes|no|aren't i|am i)\?*$", re.IGNORECASE)
"""A question in the order of words of what is told."""
ALARM = re.compile(r"\b(?:herät\w+|hälyt\w+|muistutu[ks]\w*|ajasti\w+|kello soimaan)\b", re.IGNORECASE)
TWO = re.compile(r"(?<=(?:ng|gn|ht|me|am|pm|[\d@:. ]\d) )2 (?=[a-z])", re.IGNORECASE)
"""A "to" behind the morning, the night, an hour or oneself, as it is typed."""
THURSDAY = re.compile(r"(?<=[^\W\d] )to (?=(?:klo |kello )?\d{1,2}(?:[.:]\d\d)?(?!\w))")
"""A Finnish Thursday in short, before an hour: in English it would be a preposition."""
IN_FINNISH = re.compile(
    r"\b(?:laita|laitat|lisää|merkitse|merkkaa|muistuta|siirrä|varaa|pistä|pane|herätä|peru|mulle|minulle|kalenteri\w*|kello|klo)\b",
    re.IGNORECASE,
)
HOURS = re.compile(r"\b(in|for|timer) (\d{1,2}) ?h(?:r|rs|ours?)? ?(\d{1,2})(?! ?(?:m|h|[.:]\d|\d))(?=\W|$)", re.IGNORECASE)
"""Hours and minutes, as they are typed: "1h 15"."""
AND_AGAIN = re.compile(
    r"\bin (?:an?|one|two|\d{1,2}) (?P<unit>hour|minute|day|week)s?,? and (?:then |again |once more )*in (?:two|three|four|five|six|\d{1,2})(?= (?!hour|minute|min|day|week|month|year|second)|[.!]*$)",
    re.IGNORECASE,
)
"""A second time that is said without its unit: "in an hour and again in two"."""
ALWAYS = re.compile(r"\baina kuun\b", re.IGNORECASE)
OF_TIME = frozenset(
    "tomorrow tonight morning afternoon evening illalla aamulla iltapäivällä huomenna ylihuomenna calendar shopping kalenterissa ostoslistalle ostoslistalla".split()
)
"""Words that hardly any other is like, so that a slip in them is seen anywhere. Weekdays and months with a slip are known to whoever reads times."""
COMMANDS = (
    *"remind reminder reminders remember cancel delete snooze postpone reschedule summarise summarize".split(),
    *"muistuta muistutus muistutukset muista peruuta tiivistä luonnostele".split(),
    *OF_TIME,
)
WORD = re.compile(r"[^\W\d_]+|\d?[^\W\d_]+", re.UNICODE)
EVERYDAY = frozenset("shipping slopping mourning moaning evenings mornings remembers remembering canal".split())
ENDING = re.compile(
    rf"{TRAILING.pattern.replace('[,. ]+', '[,.!]+ *', 1)}|{TRAILING.pattern.partition('[,. ]+')[0]} (?:please|pls|plz)[.!]*$",
    re.IGNORECASE,
)
"""Thanks behind what is to be kept: only where they are set apart from it; and a please that is no value."""
ORDERED = ("remind", "remember", "lists", "cancel", "forget", "snooze", "mark_important")
OPENING_WORDS = 8
POLITE = frozenset("pls plz mua mulle".split())
"""What is a word of command at the beginning only; further on somebody may want to be reminded of it."""
MARK = "x0x"
FIRST_WORDS = 3
"""A slip in a word of command is looked for at the beginning; one in a word of time anywhere."""


def tidy(text: str) -> str:
    """Return a message without fillers and slips in its words of command and time."""
    if len(text) > 400 or "\n" in text or '"' in text or "“" in text:
        return text
    begun = WONDERS.sub("", LEADING.sub("", text, count=1), count=1)
    if kept := _opened(begun):
        return kept
    if _is_told(_mended(begun)):
        return begun
    text = ALWAYS.sub("joka kuun", begun)
    text = (
        THURSDAY.sub("torstaina ", text)
        if IN_FINNISH.search(text) and not (tongue.ENGLISH - {"to"}) & set(lexicon.plain(text).split())
        else text
    )
    text = HOURS.sub(r"\1 \2 h \3 min", text)
    text = TWO.sub(lambda match: "to " if lexicon.is_to_do(lexicon.plain(text[match.end() :])) else match[0], text)
    text = AND_AGAIN.sub(r"\g<0> \g<unit>s", text)
    text = FREE.sub(r"am i \1 \2?", text)
    text = COULD.sub(lambda match: f"laita {ALARMS[match[1].lower()]}", text)
    text = _to_the_hour().sub(_clock, text) if ALARM.search(text) else text
    plain = APART.sub(r"\1 \3 \2", INNER.sub("", TRAILING.sub("", text)))
    plain = MAKE.sub(r"\1move \2 to ", PUT.sub(r"\1move \2", THE_ONE.sub(r"\1 the \2 reminder ", plain)))
    return _mended(plain) if plain.strip() else text


@cache
def _to_the_hour() -> re.Pattern[str]:
    """Return the hours to which an alarm is set in Finnish: "herätys puol kasiks huomenna"."""
    behind = r"(?=[.!?]*$| (?:tänään|huomen\w*|ylihuomen\w*|aamu\w*|illa\w*|joka|arki\w*|(?:maanan|tiis|tors|perjan|lauan|sunnun)tai\w*|keskiviik\w+)\b)"
    return re.compile(rf"\b(?P<half>puoli? )?(?P<hour>{'|'.join(map(re.escape, lexicon.load('fi').hours))}){behind}", re.IGNORECASE)


def _clock(match: re.Match[str]) -> str:
    hour = int(lexicon.load("fi").hours[match["hour"].lower()])
    return f"klo {hour - 1 or 12}.30" if match["half"] else f"klo {hour}"


def _opened(text: str) -> str:
    """Return a request to remember with nothing but the words that ask for it mended; nothing when it is none."""
    made = ""
    for match in list(WORD.finditer(text))[:OPENING_WORDS]:
        opener = _mended(text[: match.end()])
        if (left := openers.to_remember(f"{opener} {MARK}")) and left.removeprefix("to ") == MARK:
            made = opener + HESITATION.sub("", ENDING.sub("", text[match.end() :]))
    return made if made and openers.to_remember(made) else ""


def _is_told(text: str) -> bool:
    """Tell whether something is told and nothing ordered: neither to be kept, nor with a word of an act."""
    return forms.is_statement(text) and not any(lexicon.names(intent, text) for intent in ORDERED)


def _mended(text: str) -> str:
    counted = iter(range(10_000))
    return WORD.sub(lambda match: _word(match[0], next(counted)), text)


def _word(word: str, number: int) -> str:
    lower = word.lower()
    spoken = (_spoken("anywhere").get(lower) if number < FIRST_WORDS or lower not in POLITE else None) or (
        _spoken("begin").get(lower) if number < FIRST_WORDS else None
    )
    if spoken:
        return spoken
    if len(lower) < 5 or lower in EVERYDAY or load().languages_of(lower) or (word[0].isupper() and number > 0):
        return word
    meant = _nearest(lower)
    if meant is None or (meant not in OF_TIME and number >= FIRST_WORDS):
        return word
    return meant


@cache
def _spoken(where: str) -> dict[str, str]:
    read: dict[str, dict[str, str]] = tomllib.loads(resources.files(__package__).joinpath("words/spoken.toml").read_text(encoding="utf-8"))
    return read[where]


@cache
def _nearest(word: str) -> str | None:
    """Return the one word of command that is one slip away, or two in a long one with the same beginning and end."""
    if word in COMMANDS:
        return None
    one = [known for known in COMMANDS if abs(len(known) - len(word)) <= 1 and distance(word, known) == 1 and word[0] == known[0]]
    if len(one) == 1:
        return one[0]
    two = [
        known
        for known in COMMANDS
        if len(word) >= 7
        and abs(len(known) - len(word)) <= 2
        and word[0] == known[0]
        and word[-1] == known[-1]
        and distance(word, known) == 2
    ]
    return two[0] if len(two) == 1 and not one else None


def distance(one: str, other: str) -> int:
    """Return how many letters were added, dropped, changed or swapped (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, rows[i - 2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
