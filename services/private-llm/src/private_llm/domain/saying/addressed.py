"""What somebody is to be told, in words to them: "that I can, if he takes Saturday" is "I can, if you take Saturday"."""

import re

from private_llm.domain.saying.wording import MONTHS, WEEKDAYS
from shared.schemas.plan import Language
from shared.stopwords import load

PERSONS = re.compile(
    r"\b(?:mum|mom|mother|dad|father|brother|sister|son|daughter|boss|teacher|professor|doctor|wife|husband|girlfriend|boyfriend|friend|neighbour|neighbor|"
    r"landlord|colleague|cousin|aunt|uncle|grandma|grandpa|somebody|someone|everyone|nobody|äiti|isä|veli|sisko|poika|tytär|pomo|opettaja|lääkäri|vaimo|mies|ystävä|naapuri|joku)\w*",
    re.IGNORECASE,
)
"""Whom else a "he" may mean."""
NO_NAMES = frozenset((*WEEKDAYS["en"], *MONTHS, "I", "I'm", "I'll", "I've", "I'd", "OK", "PDF"))
WITH_VERB = re.compile(
    r"(?<!\w)(?:he|she)(?P<verb>'s been|'s got|'s| (?:is|was|has|does|doesn't|isn't|wasn't|hasn't)| (?!\w*ss\b)[a-z]+s)?(?!\w)",
    re.IGNORECASE,
)
VERBS = {"'s been": "'ve been", "'s got": "'ve got", "'s": "'re", "is": "are", "was": "were", "has": "have", "does": "do", "doesn't": "don't", "isn't": "aren't", "wasn't": "weren't", "hasn't": "haven't"}  # fmt: skip
NO_VERB = frozenset("always sometimes this yes as thus perhaps besides unless across afterwards".split())
HER = re.compile(
    r"(?<!\w)her(?= (?:to|at|on|in|for|from|with|about|and|or|that|if|when|a|an|the|know|by|some|my|me|i|as|before|after|later|soon|tomorrow|today|tonight|back|up|out|so|but|there|here)\b|\W*$|[.,!?;])",
    re.IGNORECASE,
)
ASKS = re.compile(r"(?:ask|asking|to ask|and ask|jossa kysyn|missä kysyn|ja kysy)\b", re.IGNORECASE)
WHETHER = re.compile(
    r"(?:if|whether) (?P<who>you|i|we|they|there|it|[^\W\d]\w*) (?P<aux>can|could|would|will|may|might|should|are|is|was|were|have(?= \w+(?:ed|en|t)\b)|had)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
DOES = re.compile(r"(?:if|whether) (?P<who>you|i|we|they) (?P<rest>.+)", re.IGNORECASE | re.DOTALL)
WH = re.compile(
    r"(?P<wh>when|where|what|how|why|which \w+|how (?:much|many|long)|what time|who) (?P<who>you|i|we|they) (?P<verb>\w+)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
TOLD = re.compile(
    r"(?:which|what|when|where|who|whether|if|how|why) (?!is\b|are\b|was\b|were\b|do\b|does\b|did\b|can\b|could\b|will\b|would\b)\w+ ",
    re.IGNORECASE,
)
"""A question in other words than those of one: "which bus it is"."""
AUX = frozenset("can could would will may might should are is was were have had must do did".split())
CONDITION = re.compile(r",? (?:but|if|unless|as long as|provided|on condition)\b", re.IGNORECASE)
BEGUN: tuple[tuple[str, str], ...] = (
    (r"yes to (?P<x>.+)", "Yes, {x} works for me"), (r"no to (?P<x>.+)", "No, {x} doesn't work for me, sorry"), (r"(?P<x>thanks? .+|thank you .+)", "{x}"),
    (r"(?P<x>sorry .+)", "{x}"), (r"(?P<x>yes)", "Yes, that works for me"), (r"(?P<x>no)", "No, sorry, that doesn't work for me"),
)  # fmt: skip
LINKED: tuple[tuple[str, str], ...] = (
    (r"thanking", "Thank you for {x}"), (r"congratulating", "Congratulations on {x}"), (r"apologi[sz]ing", "I'm sorry about {x}"), (r"inviting", "I'd like to invite you to {x}"),
    (r"signing up", "I'd like to sign up for {x}"), (r"accepting|agreeing|saying yes", "Yes, {x} works for me"), (r"declining|turning down|saying no", "I have to say no to {x}, sorry"),
    (r"confirming", "I can confirm {x}"), (r"cancel", "I have to cancel {x}, sorry"), (r"offering", "I can offer {x}"), (r"requesting", "I'd like to ask for {x}"), (r"wishing", "I wish you {x}"),
    (r"reminding", "A reminder: {x}"), (r"for$|on$", "{x}"), (r"about|regarding", "I'm writing about {x}"), (r"aiheesta", "Asiani: {x}"), (r"ja kiitä|jossa kiitän", "Kiitos: {x}"),
)  # fmt: skip
FINNISH = {
    "on": "olet", "ei": "et", "saa": "saat", "voi": "voit", "tulee": "tulet", "pääsee": "pääset", "haluaa": "haluat", "ehtii": "ehdit", "ottaa": "otat", "tekee": "teet", "menee": "menet",
    "tuo": "tuot", "hakee": "haet", "lähtee": "lähdet", "käy": "käyt", "vaihtaa": "vaihdat", "tietää": "tiedät", "pystyy": "pystyt", "jaksaa": "jaksat", "antaa": "annat", "ostaa": "ostat",
    "soittaa": "soitat", "maksaa": "maksat", "lähettää": "lähetät", "pitää": "pidät", "muistaa": "muistat", "vie": "viet", "saapuu": "saavut", "odottaa": "odotat", "hoitaa": "hoidat", "tarvitsee": "tarvitset",
}  # fmt: skip
"""How verbs said of somebody go on when they are said to them. What is not here keeps its "hän"."""
WOMAN = re.compile(r"\b(?:mum|mom|mother|sister|daughter|wife|girlfriend|aunt|grandma|grandmother|granny|mrs|ms)\b", re.IGNORECASE)
MAN = re.compile(r"\b(?:dad|father|brother|son|husband|boyfriend|uncle|grandpa|grandfather|mr)\b", re.IGNORECASE)
HAN = re.compile(r"(?<!\w)hän (?P<verb>\w+)", re.IGNORECASE)
KO_HAN = re.compile(r"(?<!\w)(?P<verb>\w+?)(?P<ko>k[oö]) hän(?!\w)", re.IGNORECASE)
HANEN = {
    "hänen": "sinun",
    "hänelle": "sinulle",
    "hänellä": "sinulla",
    "hänet": "sinut",
    "häntä": "sinua",
    "häneltä": "sinulta",
    "hänestä": "sinusta",
}


def to(person: str, what: str, link: str, language: Language) -> str:
    """Return what a message says, as a sentence."""
    said = re.sub(r"^(?:that|että) ", "", what.strip(), flags=re.IGNORECASE)
    said = re.sub(r"(?<!\w)(and|ja|sekä|but|mutta) (?:that(?= (?:the|my|our|we|i|he|she|they|it|there|[A-ZÅÄÖ]))|että) ", r"\1 ", said)
    said = _to_them(said, person) if language == "en" else _sinulle(said)
    asks = ASKS.match(link) is not None
    made = _asked(said, link) if asks else _stated(said, link)
    made = re.sub(r"(?<!\w)i(?='|\b)", "I", made) if language == "en" else made
    end = "" if made[-1:] in ".!?…" else "?" if asks else "."
    return made[:1].upper() + made[1:] + end


OF_KIND = {"apology": "apologizing", "thank": "thanking", "invitation": "inviting", "congratulations": "congratulating"}


def link(said: str, tone: str) -> str:
    """Return how what is said hangs on the request: "a thank-you note … for the cake" thanks for it."""
    kind = next((link for kind, link in OF_KIND.items() if kind in tone.lower()), "")
    return kind if kind and said.lower() in ("for", "on", "to") else said


def _stated(said: str, link: str) -> str:
    for form, made in LINKED:
        if re.match(form, link, re.IGNORECASE):
            what, condition = _parted(said)
            return made.format(x=what) + condition
    said, condition = _parted(said) if re.match(r"(?:yes|no) to ", said, re.IGNORECASE) else (said, "")
    return _begun(said, link) + condition


def _parted(said: str) -> tuple[str, str]:
    """Return what is said, and on which condition: "the leaflet", ", but only if Tom helps"."""
    match = CONDITION.search(said)
    return (said[: match.start()], said[match.start() :]) if match else (said, "")


def _begun(said: str, link: str) -> str:
    for form, made in BEGUN:
        if match := re.fullmatch(form, said.rstrip(".!"), re.IGNORECASE | re.DOTALL):
            return made.format(x=match["x"])
    if re.match(r"(?:to|him to|her to) [a-z]", said) and re.match(
        r"(?:telling|to tell|and tell|and say|saying|to say)", link, re.IGNORECASE
    ):
        return f"Please {re.sub(r'^(?:him |her )?to ', '', said)}"
    return said


def _asked(said: str, link: str) -> str:
    if said.lower().startswith(("about ", "for ")):
        return f"I'd like to ask {said}"
    if match := re.match(r"(?:you )?(not )?to (.+)", said, re.IGNORECASE | re.DOTALL):
        return f"could you please {match[1] or ''}{match[2]}"
    said = re.sub(r"^((?:if|whether) (?:you|we|they))'re ", r"\1 are ", said, flags=re.IGNORECASE)
    if match := WHETHER.fullmatch(said):
        return f"{match['aux']} {match['who']}{match['rest']}"
    if match := DOES.fullmatch(said):
        return f"do {match['who']} {match['rest']}"
    if match := WH.fullmatch(said):
        verb, who = match["verb"], match["who"]
        return f"{match['wh']} {verb} {who}{match['rest']}" if verb.lower() in AUX else f"{match['wh']} do {who} {verb}{match['rest']}"
    return f"could you tell me {said}" if TOLD.match(said) else said


def _to_them(said: str, person: str) -> str:
    """Return words in which "he" or "she" is whom they are for, as far as nobody else can be meant."""
    at = 0
    if _is_of_another(said, person):
        return said
    for match in re.finditer(r"(?<!\w)(?:he|she|him|her|hers|his|himself|herself)(?!\w)", said, re.IGNORECASE):
        if _means_another(said[: match.start()], person):
            break
        at = match.end()
    out = WITH_VERB.sub(_you, said[: _end_of_clause(said, at)]) if at else ""
    rest = said[_end_of_clause(said, at) :] if at else said
    out = HER.sub("you", out)
    for form, made in ((r"himself|herself", "yourself"), (r"him", "you"), (r"his(?=\s+\w)|her", "your"), (r"his|hers", "yours")):
        out = re.sub(rf"(?<!\w)(?:{form})(?!\w)", made, out, flags=re.IGNORECASE)
    return out + rest


def _is_of_another(said: str, person: str) -> bool:
    """Tell whether "he" or "she" can't be whom it is for, or can't be told apart."""
    he, she = (
        re.search(rf"(?<!\w)(?:{form})(?!\w)", said, re.IGNORECASE) is not None for form in ("he|him|his|himself", "she|her|hers|herself")
    )
    return (he and she) or (he and WOMAN.search(person) is not None) or (she and MAN.search(person) is not None)


def _end_of_clause(said: str, at: int) -> int:
    """Return where the word behind a place ends: a verb may follow it."""
    match = re.compile(r"(?:'\w+(?: been| got)?)?(?: [\w']+)?").match(said, at)
    return match.end() if match else at


def _means_another(before: str, person: str) -> bool:
    """Tell whether somebody else was named before."""
    own = {word.casefold() for word in person.split()}
    names = [word.strip(",.!?'s") for word in re.findall(r"[^\W\d_][\w']*", before) if word[0].isupper() and word not in NO_NAMES]
    others = PERSONS.findall(before)
    return any(name and name.casefold() not in own | load() for name in names) or any(one.casefold() not in own for one in others)


def _you(match: re.Match[str]) -> str:
    verb = (match["verb"] or "").strip()
    if verb in VERBS:
        return f"you{VERBS[verb]}" if verb.startswith("'") else f"you {VERBS[verb]}"
    if not verb or verb.lower() in NO_VERB:
        return f"you{match['verb'] or ''}"
    return f"you {_bare(verb)}"


def _bare(verb: str) -> str:
    if verb.endswith("ies") and len(verb) > 4:
        return f"{verb[:-3]}y"
    return verb[:-2] if re.search(r"(?:ch|sh|ss|x|zz|o)es$", verb) else verb[:-1]


def _sinulle(said: str) -> str:
    if PERSONS.search(said):
        return said
    said = KO_HAN.sub(lambda match: f"{_finnish(match['verb'])}{match['ko']}" if _finnish(match["verb"]) else match[0], said)
    said = HAN.sub(lambda match: _finnish(match["verb"]) or match[0], said)
    return re.sub(r"(?<!\w)(?:" + "|".join(HANEN) + r")(?!\w)", lambda match: HANEN[match[0].lower()], said, flags=re.IGNORECASE)


def _finnish(verb: str) -> str:
    spoken = verb.lower()
    return FINNISH.get(spoken) or (f"{spoken}t" if re.search(r"[^aeiouyäö]isi$|[aeoäö]isi$", spoken) else "")
