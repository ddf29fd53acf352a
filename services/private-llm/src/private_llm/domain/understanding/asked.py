"""Whether an act is asked for: the request, without politeness, fillers and a time, begins with it. What is denied, told, wished or
only played with asks for nothing."""

import re
from datetime import UTC, datetime, timedelta

from private_llm.domain import times
from private_llm.domain.times import shifting
from private_llm.domain.understanding import lexicon, openers, past
from private_llm.domain.understanding.lexicon import Act, plain
from shared.schemas.plan import Intent

POLITELY = re.compile(
    r"(?:(?:(?:can|could|would|will) (?:you|u)(?: possibly| kindly| maybe| quickly| just| also| then)*(?: please)?|be (?:a dear|an angel|so kind(?: as)?|kind enough)(?: and| to)|(?:is it|would it be) possible (?:for you )?to|(?:i was|i'm|i am) (?:wondering|hoping)(?: if| that)? you (?:could|can|would)|(?:may|can|could) i(?= (?:have|get)\b)|help me(?: to)?(?= remember\b)|would you mind|do me a favou?r and|go ahead and|be sure to|"
    r"(?:i|we)(?: want| need|'d like|'d love| would like| would love)(?: you)? to|(?:i was wondering if )?you (?:could|can|should|must|need to|have to)|let's(?= (?:move|cancel|set|postpone|snooze|make|put|push)\b)|"
    r"please|kindly|hey|hi|hello|ok|okay|yes|yeah|yep|sure|right|so|and|also|then|well|um|uh|oh|ah|hmm|now|again|actually|just|sorry|wait|no(?= (?:remind|cancel|move|delete|set|remember)\b)|alright|sihteeri|assistant|"
    r"(?:voi(?:tko|sitko|tteko|sit|t)|viitsi(?:tkö|sitkö)|ehdi(?:tkö|sitkö)|saa(?:tko|isitko))(?: sä| sinä)?|ole (?:hyvä|kiltti|niin kiltti|ystävällinen) ja|halu(?:an|aisin)(?: että)?|mun pitää|minun pitää|mun täytyy|"
    r"hei|moi|no(?= (?:niin|peru|poista|siirrä|muista|laita|pistä|herätä|voi|aseta|tee)\w*)|niin|nyt|ja|myös|sitten|vielä|kans|siis|eli|joo|kyllä|oikeastaan|oikeestaan|pliis|kiitos),? +)+",
    re.IGNORECASE,
)
BEHIND = re.compile(
    r"(?:[?!.,;:–-]|\.{3}|…)+ *(?:(?:ha)+,? |well,? |actually,? |oh,? |no,? |eiku,? |ei,? )*(?:no|nope|nah|not|no way|never|not really|not now|don't|as if|(?:i'm |i am |only |just )*(?:kidding|joking)|jk|just a joke|as a joke|"
    r"ei|en|älä|ei ikinä|ei todellakaan|eipä|eiku ei|vitsi|vitsi vitsi|läppä|(?:minä |mä )?vitsailin|pila)\W*$|\b(?:just kidding|just joking|lol jk|jk)\W*$",
    re.IGNORECASE,
)
"""What is said behind a request to take it back."""
DENIES = re.compile(
    r"\b(?:not|never|no|none|nobody|cannot|without|forgot|forget|pretend|dreamt|dreamed|imagine|wish|hate|as if|if|instead of|stop|\w+n't|dont|doesnt|didnt|isnt|wont|"
    r"e[nti]|emme|ette|eivät|älä|älkää|unohdin|unohti|unohdit|turha|jos)\b",
    re.IGNORECASE,
)
TELLS = re.compile(
    rf"{DENIES.pattern}|\b(?:i|you|he|she|it|we|they|who|that|will|would|should|could|can|must|did|do|does|was|were|is|are|had|has|have|said|says|told|asked|asks|wants?|set|sets|made|makes|put|puts|went|rang|heard|"
    r"minä|mä|sinä|sä|hän|me|te|he|että|on|oli|olen|oon|sanoi|pyysi|laittoi|laitoin|asetti|asetin|soi)\b|'(?:ll|d|ve|re|m)\b",
    re.IGNORECASE,
)
"""Words that make a statement of what stands before the name of a reminder."""
WAS_TO = re.compile(
    r"\b(?:piti|pitikin|oli (?:tarkoitus|tarkotus|tarkoituksena|aikomus)|meinasi\w*|aioi\w*|(?:was|were) (?:going|gonna|supposed|meant|about)|had to)\b",
    re.IGNORECASE,
)
"""What was to be done once, and is told of."""
ITS_SUBJECT = re.compile(
    r"\b(?:to|i|you|he|she|we|they|will|would|should|must|did|does|can't|can|could|always|mä|minä|sä|sinä|hän|että)$", re.IGNORECASE
)
REMINDER = re.compile(r"\b(?:reminder|alarm|timer|wake-?up call|muistutus|herätys|hälytys|ajastin)\b", re.IGNORECASE)
OF_REMINDERS = re.compile(r"\b(?:remind|alarm|timer|wake|muistut|herät|hälyty|ajasti)", re.IGNORECASE)
HAPPENED = re.compile(
    r"(?: (?:at|for|klo|kello) \S+| \d\S*)* (?:was|is|were|went|goes|rang|didn't|did|woke|will|has|oli|on|soi|ei|herätti)\b", re.IGNORECASE
)
"""What is told of a reminder, behind its name."""
MAKES = re.compile(
    r"(?:set|create|make|add|put|schedule|start|give|get|have|program|fix|book|(?:a |an )?(?:new|quick|short)|need|want|laita|laittaa|laitatko|laittaisitko|aseta|asettaa|asetatko|asettaisitko|tee|tehdä|teetkö|tekisitkö|luo|luoda|"
    r"pistä|pistää|pistätkö|pane|panna|ota|lisää|lisätä|säädä|virittää|uusi|saisinko|saanko|haluan|haluaisin|tarvitsen|tarvitsisin|tarviin|tarvin|tarttisin)\b(?P<what>(?: [^ ]+){0,5})",
    re.IGNORECASE,
)
ORDERS_FI = frozenset(
    "peru perua peruuta peruuttaa perus poista poistaa kumoa kumota unohda unohtaa hävitä hävittää tuhoa tuhota lopeta lopettaa sammuta sammuttaa tyhjennä tyhjentää "
    "pyyhi pyyhkiä jätä jättää heitä heittää ota ottaa älä siirrä siirtää torkuta torkuttaa torkku torkkua torkkuun lykkää lykätä myöhennä myöhentää myöhemmäksi myöhempään muuta muuttaa "
    "vaihda vaihtaa muistuta muistuttaa aikaista aikaistaa merkitse merkitä merkkaa merkata korosta korostaa kiinnitä kiinnittää nosta nostaa tähditä tähdittää tähti "
    "tärkeä tärkeäksi muista muistaa herätä herättää hälytä hälyttää ilmoita ilmoittaa vinkkaa kirjaa kirjata tallenna tallentaa kirjoita pidä paina muistathan talteen muistiin".split()
)
"""The imperatives and infinitives of what is asked for; other forms of them tell what somebody does or did."""
POLITE_FI = re.compile(r"\w+(?:isitko|isitkö|isitsä|tko|tkö|tsä|etaan|etään|utaan|taan|tään)$")
CLITIC_FI = re.compile(r"(?:s|pas|päs|pa|pä|ppa|ppä|han|hän)$")
INFLECTED_EN = re.compile(r"(?!need|ping|bring)\w+(?:ed|ing|(?<!s)s)$")
JOINING = frozenset("at on in by the and or then klo kello ja entä entäs what how about no ok so for".split())
LONG_DAY = timedelta(hours=25)
NEVER = datetime(2000, 1, 3, tzinfo=UTC)
"""For telling that something is a time, any clock does."""
ACTS: dict[Intent, tuple[Act, ...]] = {"cancel": ("remove",), "forget": ("remove",), "snooze": ("move",), "mark_important": ("star",)}


def is_asked_for(intent: Intent, text: str) -> bool:
    """Tell whether a request asks for an act that changes, removes, keeps or sets something; true of everything else."""
    if intent not in {*ACTS, "remind", "remember"}:
        return True
    if BEHIND.search(text):
        return False
    if intent == "remind":
        return _to_remind(text)
    if intent == "snooze" and openers.begins_to_remind(text) and (moving := shifting.by(text)) and not moving.plain:
        return True
    if intent == "remember":
        return _to_keep(text)
    return any(_orders(said, act) for act in ACTS[intent] for said in openings(text)) or _is_over(text)


def refuses(text: str) -> bool:
    """Tell whether a request is taken back behind it, or asks for something not to be done."""
    said = plain(text)
    return BEHIND.search(text) is not None or any(
        words.refusals.match(one) for words in map(lexicon.load, lexicon.LANGUAGES) for one in (said, words.without_fillers(politely(said)))
    )


def is_no_plan(text: str) -> bool:
    """Tell whether what is told of is denied, over, or only thought of, so that it stands in no calendar."""
    return WAS_TO.search(text) is not None or DENIES.search(text) is not None


def words_it(intent: Intent, text: str) -> bool:
    """Tell whether a request holds a word of an intent, in any language."""
    return any(words.makes[intent].search(text) for words in map(lexicon.load, lexicon.LANGUAGES))


def openings(text: str) -> list[str]:
    """Return what is left of a request without what it may begin with: politeness, and a time."""
    said = politely(plain(text))
    words = said.split()
    found = [
        said,
        plain(text),
        *(
            politely(" ".join(words[end:]))
            for end in range(min(len(words), 12) if times.may_begin(said) else 0, 0, -1)
            if is_time(" ".join(words[:end]))
        ),
    ]
    return [one for one in found if one]


def politely(said: str) -> str:
    """Return what follows the politeness at the beginning."""
    match = POLITELY.match(said)
    return said[match.end() :] if match else said


def is_a_day(said: str) -> bool:
    """Tell whether something said names one day, and no week or month."""
    span = times.day_span(said, now=NEVER, zone="UTC", ahead=True)
    return span is not None and span[1] - span[0] <= LONG_DAY


def is_time(said: str) -> bool:
    """Tell whether something said is nothing but a time."""
    return bool(times.read(said, now=NEVER, zone="UTC").spans) and not set(plain(times.without(said, now=NEVER, zone="UTC")).split()) - {
        "at", "on", "in", "the", "klo", "kello", "of", "every",
    }  # fmt: skip


def names_time(said: str) -> bool:
    """Tell whether something said names a time, whatever else it says."""
    reading = times.read(said, now=NEVER, zone="UTC")
    return bool(reading.spans or reading.unread)


def _orders(said: str, act: Act) -> bool:
    """Tell whether something said begins with an act, in a form that orders it."""
    return any(words.acts[act].match(said) for words in map(lexicon.load, lexicon.LANGUAGES)) and _is_order(said)


def _is_order(said: str) -> bool:
    first = said.split()[0]
    finnish = any(
        pattern.match(said) for kinds in (lexicon.load("fi").acts, lexicon.load("fi").makes) for pattern in kinds.values()
    ) and not any(pattern.match(said) for pattern in lexicon.load("en").acts.values())
    if finnish:
        return (
            first in ORDERS_FI
            or CLITIC_FI.sub("", first) in ORDERS_FI
            or POLITE_FI.match(first) is not None
            or REMINDER.match(first) is not None
        )
    return INFLECTED_EN.match(first) is None and openers.NOTHING.match(said.partition(" ")[2]) is None


def _is_over(text: str) -> bool:
    """Tell whether a reminder is said to be needed no more, or is to be left out, and nobody denies that."""
    for words in map(lexicon.load, lexicon.LANGUAGES):
        for pattern in (words.needless, words.skip):
            match = pattern.search(text)
            if (
                match
                and not DENIES.search(text[: match.start()])
                and not ITS_SUBJECT.search(text[: match.start()].strip().removesuffix("I").removesuffix("i").strip())
            ):
                return True
    return any(
        _orders(said, act)
        for said in openings(text.rpartition(",")[2])
        for act in ("remove", "move")
        if "," in text and not TELLS.search(text.rpartition(",")[0])
    )


def _to_remind(text: str) -> bool:
    """Tell whether a reminder is asked for: at the beginning, behind what is to be done, or by its name alone."""
    named = REMINDER.search(text)
    if named and HAPPENED.match(text, named.end()) and plain(text[: named.start()]) in {"", "the", "my", "your", "an", "a"}:
        return False
    if any(map(_orders_a_reminder, openings(text))):
        return True
    if end := openers.TRAILING.search(text):
        before = plain(text[: end.start()])
        return not ITS_SUBJECT.search(before) and not DENIES.search(" ".join(before.split()[-4:])) if before else True
    if named is None and (any(map(past.is_told, openings(text))) or WAS_TO.search(text) or not _names_anything(text)):
        return False
    return TELLS.search(text[: named.start()] if named else text) is None and (named is not None or not OF_REMINDERS.search(text))


def _orders_a_reminder(said: str) -> bool:
    if openers.begins_to_remind(said) or openers.to_remember(said):
        return True
    if any(words.makes["remind"].match(said) for words in map(lexicon.load, lexicon.LANGUAGES)) and _is_order(said):
        return True
    making = MAKES.match(said)
    return bool(
        making and OF_REMINDERS.search(making["what"]) and not openers.NOTHING.match(making["what"].strip()) and not DENIES.search(said)
    )


def may_only_tell(text: str) -> bool:
    """Tell whether what names a time may only tell what comes then: nothing in it asks for a reminder, or says what is to be done."""
    if REMINDER.search(text) or openers.TRAILING.search(text):
        return False
    return not any(_orders_a_reminder(said) or lexicon.is_to_do(said) for said in openings(text))


def _names_anything(text: str) -> bool:
    """Tell whether something is said beside a time: what it is about is asked for, or known from the question that it answers."""
    return bool(set(plain(times.without(text, now=NEVER, zone="UTC")).split()) - JOINING)


def _to_keep(text: str) -> bool:
    """Tell whether something is asked to be kept, at the beginning."""
    makes = [words.makes["remember"] for words in map(lexicon.load, lexicon.LANGUAGES)]
    return any(openers.to_remember(said) or (any(one.match(said) for one in makes) and _is_order(said)) for said in openings(text))
