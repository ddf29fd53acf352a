"""Lists for shopping and things to do: added to, ticked off, shown. Their forms are few and exact."""

import re

from private_llm.domain.understanding import itemised, lexicon, openers
from private_llm.domain.understanding.meant import Meant
from shared.lists import KEPT_AS
from shared.schemas.plan import Language

LIST_EN = r"(?:(?:all of )?(?:my|the|our|a|an) )?(?:new )?(?:(?:whole|entire|full) )?(?P<list>(?:[\w-]+ ){0,2}?|[\w-]+?)(?:list(?:a(?:lle|lta|lla|an)?)?)"
LIST_FI = r"(?P<list>(?:(?:shopping|grocery|todo|to-do|to do) ?)?[\w-]*?)lista(?:lle|lta|lla|an|ni|lleni|ltani|llani)?"
NAMED_EN = r"(?P<list>shopping|grocery|groceries|to-?do|todo|packing|wish)"
THINGS_EN = r"(?P<text>(?!(?:go|back|return|over|link|next|switch|jump|take|move|put|add|is|are|was|what|which|who|how|when|where|why|anything|something|everything|nothing|it|that|this|them|did|do|does|have|has|i|we|you|can|could|would|should|please|and|also|not|no|don't|remind\w*|show|read|open|see|check|look|items?|things?|cancel|delete|remove|clear|tick|cross|note|remember)\b)[\w'-]+(?:(?:,| and| &)? [\w'-]+){0,9})"
THINGS_FI = r"(?P<text>(?!(?:mitä|mikä|onko|oliko|se|sen|sitä|tämä|tuo|ne|en|ei|älä|mene|siirry|palaa|katso|näytä|lue|poista|ota|lisää|laita|pistä|kirjoita|merkkaa|osta|muista|muistuta|voitko|voisitko|mä|minä|ja|myös|takaisin|joku|jotain|kaikki)\b)[\w-]+(?:(?:,| ja)? [\w-]+){0,9})"
"""Things that are only named, before the list that they are to be on."""
FORMS: tuple[tuple[str, Language, str], ...] = (
    ("add", "en", rf"(?:add|put|write|stick|include) (?P<text>.+?) (?:to|on|onto|in|into) {LIST_EN}"),
    ("add", "en", r"(?:add|put) (?P<text>.+?) (?:to|on) (?:my |the )?(?P<list>groceries|shopping)"),
    ("add", "en", r"(?:(?:add|create|make|new)(?: an?)?(?: new)? (?P<list>tasks?|to-?do)(?: item)?s?(?: (?:to|of|about)\b)?|(?P<list2>to-?do|tasks?) ?:) ?:? ?(?P<text>(?!to (?:my|the)\b|list\b).+)"),
    ("add", "fi", r"(?:(?:lisää|luo|tee|uusi)(?: uusi)? (?P<list>tehtävä)(?:ksi)?:?|(?P<list2>tehtävä):) (?P<text>.+)"),
    ("make", "en", r"(?:(?:make|create|start|begin|open|add|i want|i need|new)(?: me)?(?: an?)?(?: new)?|new) list (?:called|named|for|titled|:) ?(?:the |my )?(?P<list>[\w-]+(?: [\w-]+)?)|(?:make|create|start|begin)(?: me)? an?(?: new)? (?P<list2>(?!new\b|to-?do|todo|shopping|grocery)[\w-]+) list"),
    ("make", "fi", r"(?:tee|luo|aloita|uusi)(?: mulle| minulle)?(?: uusi)? lista (?:nimeltä |nimellä |:)? ?(?P<list>[\w-]+(?: [\w-]+)?)"),
    ("show *", "en", r"(?:show|what are|list|see|open|which|what)(?: me)?(?: all)?(?: (?:of )?(?:my|the))? lists(?: (?:do i have|are there|have i got|i have))?"),
    ("show *", "fi", r"(?:näytä|mitkä|mitä|listaa|avaa)(?: on)?(?: kaikki)?(?: mun| minun)? list(?:at|ani|oja|ojani)(?: mulla| minulla)?(?: on)?"),
    ("clear", "en", rf"(?:tick|cross|check|mark|take|strike) (?:off )?(?:everything|all(?: of (?:it|them))?|the (?:whole )?lot) (?:off|from|on) (?:of )?{LIST_EN}"),
    ("clear", "en", r"(?:(?:tick|cross|strike|check) off|tick|(?:check|mark|cross|strike)(?= .* (?:off|done|bought)$)) (?:everything|all)(?: (?:of )?(?:my|the|our))?(?: (?:(?P<list>to-?dos?|todos|tasks|groceries|shopping)|items))?(?: list)?(?: off| as done| as bought| done)?"),
    ("clear", "fi", rf"(?:kuittaa|ruksaa|yliviivaa|merkitse|poista|ota) (?:pois )?kaikki (?:(?P<list2>tehtävä|osto)(?:kse)?\w*|(?:pois )?{LIST_FI})(?: tehdyi?ksi| ostetui?ksi| pois)?"),
    ("tick", "en", rf"(?:remove|delete|take|cross|tick|check|strike|clear|drop|get rid of) (?:off )?(?P<text>.+?) (?:from|off|on) (?:of )?{LIST_EN}"),
    ("clear", "en", rf"(?:clear|empty|wipe|erase|delete) {LIST_EN}|(?:remove|delete|clear) everything (?:from|on) {LIST_EN.replace('?P<list>', '?P<list2>')}"),
    ("show", "en", rf"(?:what(?:'s| is| are| do i have)|whats|show(?: me)?|read(?: me)?|list|tell me|open|see|give me|check)(?: what's| what is| everything| all| the items)?(?: on| in)? {LIST_EN}"),
    ("show", "en", rf"(?:is there |are there |do i have |have i got )?(?:anything|something|any items)(?: else| left| still| more)*(?: to (?:buy|do|get))? (?:on|in) {LIST_EN}"),
    ("show", "fi", rf"(?:onko|onks|onkse|olikse)(?:ko)? (?:mitään|jotain|jotakin)(?: muuta| vielä)* {LIST_FI}"),
    ("show", "en", r"(?:show|what(?:'s| is| are)) (?:me )?my (?P<list>to-?dos|todos|to do|groceries|tasks)"),
    ("show", "en", rf"{NAMED_EN} list"),
    ("add", "en", rf"{NAMED_EN}(?: list ?[:,-]| ?:) ?(?P<text>.+)|(?P<list2>to-?do) (?P<text2>(?!list\b|is\b)[a-z].+)"),
    ("add", "fi", r"(?P<list>ostos|kauppa|tehtävä)lista(?:lle)? ?[:,-] ?(?P<text>.+)|(?P<list2>ostos|kauppa)listalle (?P<text2>.+)"),
    ("show", "fi", rf"mitä(?:s)?(?: mulla| minulla)?(?: on| oli| olikaan)* {LIST_FI}"),
    ("tick", "en", r"(?:mark|tick|check|cross) (?:off )?(?P<text>.+?) (?:as )?(?:done|bought|off|complete|completed|finished)"),
    ("add", "fi", rf"(?:lisää|laita|kirjoita|pistä|merkkaa|osta) (?P<text>.+?) {LIST_FI}"),
    ("add", "fi", rf"(?:lisää|laita|kirjoita|pistä|merkkaa) {LIST_FI}(?: et(?:tä)?)? (?P<text>.+)"),
    ("add", "fi", r"(?:lisää|laita|pistä) (?P<list>todo|to-do|to do|tehtävi)(?:on|oon|lle|hin|in|lista\w*) (?P<text>.+)|(?:lisää|laita|pistä) (?P<text2>.+) (?P<list2>todo|to-do|tehtävi)(?:on|oon|lle|hin|in)"),
    ("show", "en", r"what(?:'s| is| are)(?: still| left)*(?: to do)? on (?:my|the|our) (?P<list>to-?dos?|todos?|to do|shopping|groceries)"),
    ("tick", "fi", rf"(?:poista|ota|ruksaa|yliviivaa|pyyhi|kuittaa) (?:pois )?(?P<text>.+?) (?:pois )?{LIST_FI}"),
    ("tick", "fi", rf"(?:poista|ota|ruksaa|yliviivaa|pyyhi|kuittaa) {LIST_FI} (?P<text>.+)"),
    ("clear", "fi", rf"(?:tyhjennä|poista) (?:koko )?{LIST_FI}"),
    ("show", "fi", rf"(?:näytä|lue|kerro|mitä(?: minulla| mulla)?(?: on)?|mikä on|avaa|listaa)(?: minun| mun)? {LIST_FI}"),
    ("show", "fi", rf"(?:mitä|mitäs)(?: kaikkea)?(?: minun| mun)? {LIST_FI}(?: on| onkaan)?"),
    ("show", "fi", r"(?P<list>ostos|kauppa|tehtävä|pakkaus)lista"),
    ("show", "en", r"(?:(?:the|my) )?(?:list|(?P<list>to-?dos?|todos?|groceries)(?: list)?)\??"),
    ("show", "fi", r"(?:se |mun )?lista\??"),
    ("add", "en", rf"{THINGS_EN} (?:to|on|onto|in) (?:the |my |our )?(?P<list>shopping|grocery|groceries|to-?do|todo|packing|wish)(?: list)?"),
    ("add", "fi", rf"{THINGS_FI} (?P<list>ostos|kauppa|tehtävä|pakkaus)?list(?:alle|aan)"),
)  # fmt: skip
POLITE = r"(?:(?:please|can you|could you|would you|hey|voitko|voisitko|hei) )*"
END = r"(?: please| kiitos| thanks)?[.!?]*"
COMPILED = [(act, language, re.compile(rf"\s*{POLITE}(?:{form}){END}\s*", re.IGNORECASE)) for act, language, form in FORMS]
OTHERS = ("mailing", "contact", "price", "play", "guest", "wait", "soitto", "posti", "hinta", "reminder", "note", "email")
"""What is called a list and is none of these."""

BEHIND = re.compile(
    r"(?:(?:please|can you|could you|hey) )*add (?P<text>(?!it\b|that\b|this\b)(?:(?! to ).)+) (?:to|onto) (?:my |the |our )?(?P<list>(?!(?:it|that|this|them|there|top|list|calendars?|diary|schedule|agenda|notes?|"
    r"reminders?|alarms?|contacts?|phone|favou?rites|memory|board|rules?|settings?|me|us|you|him|her|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today)\b)[^\W\d][^\W\d]+)(?: please)?",
    re.IGNORECASE,
)
"""A list that is named behind what to add, without that word."""
NO_ITEM = re.compile(r"\b(?:reminder|alarm|timer|note)\b|muistutu|hälyty", re.IGNORECASE)


def read(text: str) -> Meant | None:
    """Return what is to be done with a list: the act and the list's name in the query, as `add shopping`; or None."""
    if len(text) > 400:
        return None
    original, text = text, itemised.latest(itemised.plainly(text))
    other = itemised.read(text)
    if other is not None and not other[1].startswith(OTHERS):
        act, name, what, language = other
        words = {"query": f"{act} {KEPT_AS.get(name, name)}".strip()} | ({"text": what} if what else {})
        return Meant("lists", original, language, words)
    for act, language, form in COMPILED:
        match = form.fullmatch(text)
        if match:
            groups = match.groupdict()
            name = (groups.get("list") or groups.get("list2") or "").strip().lower()
            if name.startswith(OTHERS) or (not name and NO_ITEM.search(text)):
                return None
            words = {"query": f"{act} {KEPT_AS.get(name, name) if name else ''}".strip()}
            told = groups.get("text") or groups.get("text2") or ""
            if act == "add" and openers.NOTHING.match(told.strip()):
                return None
            return Meant("lists", original, language, words | ({"text": told} if told and not lexicon.is_pointer(told) else {}))
    behind = BEHIND.fullmatch(text.strip(" .!"))
    if behind and not NO_ITEM.search(text) and not openers.NOTHING.match(behind["text"]):
        return Meant("lists", text, "en", {"query": "add", "text": behind["text"]})
    return None
