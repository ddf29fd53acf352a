"""What leans on the request before: more for a list, another day to count to, another sum with the result."""

import re

from private_llm.domain import sums
from private_llm.domain.sums import reading
from private_llm.domain.understanding import clauses, items
from private_llm.domain.understanding.lexicon import plain

OF_LIST = r"(?:it|that|this|them|everything|(?:the |that |this )?(?:whole |entire )?list)"
ON_A_LIST: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("clear", rf"(?:clear|empty|wipe)(?: {OF_LIST})?(?: (?:all|out|now|please))*"),
        ("clear", r"(?:i |we )?(?:(?:have )?(?:got|bought)|picked up) (?:everything|it all|them all|'?em all|the lot|all|both|both of (?:them|'?em)|all of (?:it|them|'?em))|(?:everything|all|both)(?: is|'s)? (?:bought|done)"),
        ("show", r"(?:and )?(?:what(?:'s| is| else is) (?:on|in) (?:it|there|the list)|show (?:it|me the list|the list)|read it(?: to me)?)(?: now)?"),
        ("tick", r"(?:and )?(?:remove|delete|take|cross|tick|scratch|drop|strike|scrap|nix|ditch|lose|kill|skip)(?: off| out)? (?:the )?(?P<text>.+?)(?: off| out| away)?(?: again)?"),
        ("tick", r"(?:i )?(?:got|bought) (?:the )?(?P<text>.+)"),
        ("change", r"(?:(?:make|change|turn) (?:that|it|this|those|them|the \S+)(?: (?:to|into))?|(?:it|that) should be) (?P<text>(?!(?:on|off|up|down|over|around)\b).+)"),
        ("change", r"(?:swap|replace|change|switch) (?:the )?(?P<old>.+?) (?:for|with|to|into) (?P<text>.+)"),
        ("change", r"(?:(?:no|make (?:it|that)|get|rather) )?(?P<text>.+?) instead of (?:the )?(?P<old>.+)"),
        ("change", r"not (?P<old>[^,]+?)(?:,| but|, but| -) (?P<text>.+)"),
        ("tick", r"(?:actually )?(?:i|we) (?:don't|do not|won't|no longer) (?:need|want)(?: to (?:buy|get))?(?: the| any)? (?P<text>.+?)(?: after all| any ?more| now)?"),
        ("tick", r"(?:no|not|without|never mind|skip|minus|actually no|actually not)(?: the| any)? (?P<text>.+?)(?: after all| then| actually)?"),
        ("add", r"(?:and |also |oh )*(?:add|put|include) (?P<text>.+?)(?: (?:too|also|as well|there|(?:on|to) it))?"),
        ("add", r"(?:and also|and|also|plus|oh and) (?:some )?(?P<text>.+?)(?: (?:too|also|as well|please))?"),
    ),
    "fi": (
        ("clear", r"tyhjennä(?: (?:se|tämä|koko lista|lista|kaikki))?(?: kiitos)?"),
        ("clear", r"(?:ostin |sain |hain )?(?:ne )?(?:jo )?(?:kaikki|molemmat|kummatkin)(?: on)?(?: ostettu| haettu| tehty| hoidettu)?"),
        ("show", r"(?:ja )?(?:mitä (?:siinä|siellä|sillä)(?: nyt| vielä| viel)* on|näytä (?:se|lista))(?: nyt)?"),
        ("tick", r"(?:ja )?(?:poista|ota pois|ota|ruksaa|yliviivaa|pyyhi)(?: pois)? (?P<text>.+?)(?: pois)?"),
        ("change", r"(?:tee|muuta|vaihda|laita) (?:se|siitä|siit|niistä|ne)(?: mieluummin)? (?P<text>.+)"),
        ("change", r"(?:eiku )?(?P<text>.+?) (?P<old>[^ ]+) (?:sijaan|sijasta|tilalle)"),
        ("change", r"ei (?:siis )?(?P<old>.+?),? vaan (?P<text>.+)"),
        ("tick", r"(?:eiku )?(?:mä |me )?(?:en|ei|emme)(?: me| mä| sittenkään| enää)* (?:tarvi\w*|tartte\w*|osteta|osta) (?P<text>.+?)(?: sittenkään| enää)?"),
        ("tick", r"(?:ei(?: sittenkään| kuitenkaan)?|ilman) (?P<text>.+?)(?: sittenkään| kuitenkaan| tarvii| tarvita)?"),
        ("add", r"(?:ja )?(?:lisää|laita|pistä)(?: vielä| myös| sinne| siihen)* (?P<text>.+?)(?: (?:vielä|myös|kans|kanssa|sinne|siihen))*"),
        ("add", r"(?:(?:ja|no|niin|sit|sitten) )*(?:vielä|viel|myös|kans|ja|sekä) (?:(?:vielä|viel|myös) )?(?P<text>.+?)(?: (?:vielä|myös|kans|kanssa))?"),
    ),
}  # fmt: skip
MOST_WORDS = 8
WHEN = re.compile(
    r"(?:and )?(?:so )?(when(?:'s| is| are)|when do i have|what time is|milloin(?: mun| minun)?(?: on)?|koska(?: on)?)\b", re.IGNORECASE
)
MORE = re.compile(
    r"(?:and |ja )?(?P<sum>(?:divided by|times|multiplied by|plus|minus|jaettuna|kertaa|miinus|[-+*/x×÷]) ?-?\d.*)", re.IGNORECASE
)
SHARED = re.compile(
    r"(?:and |ja |entä |what if )*(?:(?:split|divide|share)(?: (?:it|that|this))?(?: (?:by|between|among))?|jaa(?: se)?|jaettuna|jos jakaa(?: sen)?) (?P<by>\d+|[a-zäö]+)(?: people| ways| of us| hengelle| ihmiselle| kesken)*",
    re.IGNORECASE,
)
"""What shares the last result out: "split it by 3", "jaa se neljälle"."""
PARTS = {
    word: str(number)
    for number, words in enumerate(
        (("two", "kahdelle", "kahdella", "kahteen"), ("three", "kolmelle", "kolmella", "kolmeen"), ("four", "neljälle", "neljällä", "neljään"),
         ("five", "viidelle", "viidellä", "viiteen"), ("six", "kuudelle", "kuudella", "kuuteen"), ("seven", "seitsemälle", "seitsemällä"),
         ("eight", "kahdeksalle", "kahdeksalla"), ("nine", "yhdeksälle", "yhdeksällä"), ("ten", "kymmenelle", "kymmenellä")), 2)
    for word in words
}  # fmt: skip
OTHER_UNIT = re.compile(r"(?:and |ja |entä |entäs |how about |what about )*(?:in |as |to )?(?P<unit>[^\W\d]+)")
"""Another unit for what was converted: "and in metres", "entä tuumissa"."""
PERCENT = re.compile(r"\d+(?:[.,]\d+)? ?(?:%|per ?cent\b|prosent\w+)")
OF_BASE = re.compile(
    r"(?:%|percent|per cent) of (?P<amount>\d+(?:[.,]\d+)?)|(?:%|prosenttia) (?P<fi>\d+(?:[.,]\d+)?)(?=:?st[aä]\b|\b)", re.IGNORECASE
)
OF_AMOUNT = re.compile(r"(?:and )?of (?P<amount>\d+(?:[.,]\d+)?)|(?P<fi>\d+(?:[.,]\d+)?):?st[aä]", re.IGNORECASE)
"""Of what so many hundredths are asked."""
AMOUNT = re.compile(r"(-?\d+(?:[.,]\d+)?)")
QUANTITY = re.compile(r"(?P<amount>-?\d+(?:[.,]\d+)?) ?(?P<unit>[^\W\d]+)")
"""Another amount, with its unit."""
ANSWERED = re.compile(r"-?[\d,.\u00a0]+ (?P<given>\S+) = -?[\d,.\u00a0]+ (?P<wanted>\S+)")
FIRST_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
RESULT = re.compile(r"-?[\d,.\u00a0]+")


def on_a_list(text: str, language: str, *, plainly: bool = False, to_do: bool = False) -> tuple[str, str] | None:
    """Return the act on the list that was spoken of, and what of; None when a message asks for none, or stands on its own. Only
    what names an act counts where it must be said `plainly`; for a list of things `to_do` an order may be one of them."""
    said = text.strip(" .!?")
    for act, form in ON_A_LIST[language]:
        match = re.fullmatch(form, said, re.IGNORECASE)
        if match is None or (plainly and form in LOOSE):
            continue
        what, old = match.groupdict().get("text") or "", match.groupdict().get("old")
        orders = clauses.ORDERED if to_do and act == "add" else clauses.OWN_ORDER
        own = (
            orders.match(what)
            or items.read(text)
            or ELSEWHERE.search(what)
            or (form in LOOSE and (is_told(what) or (act == "tick" and PLACED.search(what))))
        )
        asks = act == "add" and text.rstrip().endswith("?")
        return None if own or len(what.split()) > MOST_WORDS or asks else (act, f"{what}, not {old}" if old else what)
    return None


ADDED = re.compile(
    r"(?:(?:and|please|also|ja|voitko) )*(?:add|put|lisää|laita|pistä) (?:sinne |siihen )?(?P<text>.+?)(?: (?:(?:to|on|onto|in) (?:the |my |it\b)?.*|\S*listalle|siihen|sinne))?",
    re.IGNORECASE,
)


def added(text: str) -> str:
    """Return what is to be put on a list that was asked about, without the words that ask for it."""
    match = ADDED.fullmatch(text.strip(" .!"))
    return match["text"] if match else text


ELSEWHERE = re.compile(
    r"\b(?:calendar|reminder|alarm|note|notes|remind|everything|all|what|who|how)\b|kalent|muistut|muistiin|kaikki|mitä\b", re.IGNORECASE
)


LOOSE = frozenset(
    form
    for forms in ON_A_LIST.values()
    for act, form in forms
    if form.startswith(("(?:i )?(?:got", "(?:and also", "(?:(?:ja|no|niin", "(?:no|not", "(?:ei("))
)
"""The forms that name no act, or one that is told of other things too."""
PLACED = re.compile(r"\b(?:in|at|from|under)\b", re.IGNORECASE)
TOLD = re.compile(
    r"\b(?:i|you|he|she|it|we|they|me|him|us|them|who|what|why|how|that|there|is|are|am|was|were|be|been|has|have|had|does|did|will|would|can|could|should|must|may|might|let's|said|says|think|thought|know|want|went|go|goes|going|came|"
    r"mä|minä|sä|sinä|hän|se|me|te|he|mua|minua|sua|mulla|minulla|sulla|on(?! (?:the|an?|my|mon|tues|wednes|thurs|fri|satur|sun)\w*)|oli|ovat|oot|olet|oon|olen|olin|en|et|ei|eikö|meen|menen|menin|tuun|tulen|kuka|mikä|mitä|missä|miksi|nyt|että|kun|koska|pitää|täytyy|haluan|voi|voin)\b|'(?:s|m|re|ll|ve|d) |n't\b",
    re.IGNORECASE,
)
"""Pronouns, finite verbs and questions: no thing to buy or to be reminded of has them."""


def is_told(said: str) -> bool:
    """Tell whether something said is a sentence of its own, no thing and nothing to do."""
    return TOLD.search(said) is not None


def is_a_sentence(said: str) -> bool:
    """Tell whether something said has a subject, and so is told and not to be done: "at 5pm I was at work"."""
    return re.search(r"\b(?:i|you|he|she|we|they|it|mä|minä|sä|sinä|hän|se)\b(?: \w+| ?')", said, re.IGNORECASE) is not None


def list_of(said: str) -> str:
    """Return the name of the list that a message was about."""
    meant = items.read(said)
    return meant.words["query"].partition(" ")[2].strip("*") if meant else ""


def counted(said: str, rest: str, before: str, answered: str) -> str:
    """Return the whole sum or count that a message means which goes on from one: "divided by 4", "and New Year's Eve?"."""
    more = MORE.fullmatch(said)
    if more and RESULT.fullmatch(answered.strip()):
        whole = f"{_number(answered)} {more['sum']}"
        return whole if isinstance(reading.read(whole), reading.Value) else ""
    shared = SHARED.fullmatch(said)
    if shared and RESULT.fullmatch(answered.strip()):
        by = PARTS.get(shared["by"], shared["by"])
        return f"{_number(answered)} / {by}" if by.isdigit() and int(by) else ""
    until = reading.read(before)
    if isinstance(until, reading.Converted) and (unit := OTHER_UNIT.fullmatch(said)) and (given := ANSWERED.fullmatch(answered.strip())):
        whole = f"{sums.short(until.amount, 'en')} {given['given']} in {unit['unit']}"
        return whole if isinstance(reading.read(whole), reading.Converted) else ""
    if isinstance(until, reading.Value) and PERCENT.fullmatch(rest) and len(PERCENT.findall(before)) == 1:
        return PERCENT.sub(rest, before)
    if isinstance(until, reading.Value) and (of := OF_AMOUNT.fullmatch(rest or said)) and len(OF_BASE.findall(before)) == 1:
        whole = OF_BASE.sub(lambda base: base[0].replace(base["amount"] or base["fi"], of["amount"] or of["fi"]), before)
        return whole if isinstance(reading.read(whole), reading.Value) else ""
    units = ANSWERED.fullmatch(answered.strip())
    if units and (amount := AMOUNT.fullmatch(said) or AMOUNT.fullmatch(rest)):
        whole = FIRST_NUMBER.sub(amount[1], before, count=1) if isinstance(until, reading.Converted) else ""
        whole = whole or f"{amount[1]} {units['given']} in {units['wanted']}"
        return whole if isinstance(reading.read(whole), reading.Converted) else ""
    if units and (other := QUANTITY.fullmatch(rest or said)):
        whole = f"{other['amount']} {other['unit']} in {units['wanted']}"
        converted = reading.read(whole)
        return whole if isinstance(converted, reading.Converted) and converted.unit.sign == units["given"] else ""
    if isinstance(until, reading.Until) and rest and sums.arithmetic(rest) is None:
        return before.replace(until.day, rest)
    return ""


def _number(answered: str) -> str:
    plainly = answered.strip().replace("\u00a0", "")
    return plainly.replace(",", "") if "," in plainly and re.search(r",\d{3}(?:\D|$)", plainly) else plainly


def asks_when(said: str) -> str:
    """Return the words with which a question of when began."""
    match = WHEN.match(plain(said))
    return match[1] if match else ""
