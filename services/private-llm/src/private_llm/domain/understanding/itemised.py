"""Other ways of speaking of lists: several things behind a colon or with numbers, things that are done, and what is left."""

import re

from shared.schemas.plan import Language

SYMBOLS = re.compile(r"^[^\w\"'“(#+-]+|(?:[\s,]*(?:pls|plz|please|kiitos|thanks|thx))?[^\w.!?)%\"'”]*$", re.IGNORECASE)
LIST = r"(?:(?:my|the|our|a|an|mun|minun) )?(?:new )?(?P<list>shopping|grocery|groceries|to-?dos?|to do|todo|todos|packing|wish|gift|tehtävä|ostos|kauppa|pakkaus|(?!an?\b|the\b)\w+)"
LISTED = rf"{LIST}(?: ?-?list(?:a(?:lle|an|ni|lleni)?)?)"
NUMBERED = re.compile(r"(?:^|\s|\n)\(?\d{1,2}[.)]\s+")
ORDINALS = {
    word: number
    for number, words in enumerate(("first eka ensimmäinen ekan", "second toka toinen tokan", "third kolmas kolmannen", "fourth neljäs", "fifth viides"), 1)
    for word in words.split()
}  # fmt: skip
NTH = rf"(?:(?:the )?(?P<nth>{'|'.join(ORDINALS)}|(?:number |no\.? |numero |#)?\d{{1,2}})(?: one)?)"
MANY: tuple[tuple[Language, str], ...] = (
    ("en", rf"(?:create|make|start|add to|add these to|put on|put these on|add on|write on|new)(?: me)? {LISTED}(?: with| of)? ?[:\n-]\s*(?P<text>.+)"),
    ("en", rf"(?P<text>\(?1[.)] .+?)[\s—–,:-]*(?:please )?(?:add|put|write|save) (?:these|them|those|all that|all of (?:these|them)) (?:to|on|onto) {LISTED}"),
    ("en", rf"(?:(?:oh|i|we|'ve|have|just|also|still|'re|are|need|forgot|out of|some|the) )*(?P<text>(?:(?!remind|to ).){{2,40}}?)[,;:. –—-]+(?:so |and |please |can you )*(?:add|put) (?:it|that|them) (?:to|on|onto) (?:{LISTED}|(?:my |the |our )?list)"),
    ("fi", rf"(?:(?:ai|mä|me|unohdin|unohtui|tarvitaan|tarviin|pitää ostaa|meiltä|loppu|loppui|on) )*(?P<text>(?:(?!muistut).){{2,40}}?)[,;:. –—-]+(?:ja |niin |joten )*(?:lisää|laita|pistä) (?:se|ne|sitä) (?:{LISTED}|listalle|listaan)"),
    ("en", r"(?:add|put) (?:to|on) (?:the |my |our )?(?P<list>)list ?[:\n-]\s*(?P<text>.+)"),
    ("en", rf"(?:add|put) (?:these|the following) (?:to|on) {LISTED} ?[:\n]\s*(?P<text>.+)"),
    ("fi", rf"(?:lisää|laita|kirjoita|pistä|tee|luo)(?: mulle| minulle)? {LISTED} ?[:\n]\s*(?P<text>.+)"),
    ("fi", rf"(?P<text>\(?1[.)] .+?)[\s—–,:-]*(?:lisää|laita|pistä) (?:nämä|nää|ne)(?: kaikki)? {LISTED}"),
)  # fmt: skip
ONE: tuple[tuple[str, str, Language, str], ...] = (
    ("add", "", "en", r"(?:add|put) (?P<text>(?!.*(?: (?:to|on) (?:my |the )?(?:shopping|grocer\w*|packing|to-?dos?|todos?)\b.* (?:to|on) |\b(?:remind|note|calendar)\b)).+?) (?:to|on) (?:my |the )?(?P<list>to-?dos?|todos?)"),
    ("show", "shopping", "en", r"what (?:do|did) (?:i|we) (?:still )?(?:need|have|want)(?: to (?:buy|get))?(?: from| at) the (?:shop|shops|store|supermarket|grocery store)|what (?:do|did) (?:i|we) (?:still )?(?:need|have) to (?:buy|get)(?: from the (?:shop|store))?|what(?:'s| is| are) (?:on|in) (?:the |my )?(?:shopping|groceries)"),
    ("show", "shopping", "fi", r"mitä (?:mun |minun |meidän |sieltä )?(?:kaupas(?:t|ta|ta piti)|kaupassa|ruokakaupasta|marketista) ?(?:mun |minun |meidän )?(?:piti|pitää|pitäis|pitäisi|täytyy)?(?: vielä)? ?(?:hakee|hakea|ostaa|tuoda)?|mitä (?:mun |minun |meidän )?(?:piti|pitää|pitäis|pitäisi|täytyy)(?: vielä)? (?:ostaa|hakea|hakee)(?: kaupas(?:t|ta))?"),
    ("show", "", "en", r"(?:so )?what(?:'s| is) (?:still )?(?:left|missing|remaining)(?: on (?:it|the list|my list))?(?: then| now)?|what else is (?:left|on (?:it|the list))"),
    ("show", "todo", "en", r"what(?:'s| is) (?:next|left) on my (?:to-?dos?|todos?|to-?do list|task list|tasks)|what(?:'s| is) my next (?:to-?do|task)"),
    ("show", "todo", "en", r"what (?:do|did) (?:i|we) (?:still )?(?:have|need)(?: left)? to do(?: still)?|what(?:'s| is) (?:still )?(?:left )?to do|what(?:'s| is) on my plate"),
    ("show", "todo", "fi", r"mitä (?:mun |minun )?(?:vielä )?(?:pitää|pitäisi|pitäis|täytyy|piti)(?: vielä)? (?:tehdä|tehä)|mitä (?:on |mulla on |minulla on )?(?:vielä )?tekemättä"),
    ("offer", "shopping", "en", r"(?:oh |and |also )*(?:i|we)?(?:'ve| have)? ?(?:still |also )?(?:need|gotta|got|have)(?: to)?(?: also)? (?:buy|pick up) (?:some |more )?(?P<text>(?:(?! (?:for|from|to|so|because|when|if|at) ).)+)"),
    ("offer", "shopping", "fi", r"(?:mun |minun |meidän |pitäs? )?(?:pitää|pitäis|pitäisi|täytyy|tarvii)(?: vielä| viel| myös)? ostaa(?: vielä| viel| myös)? (?P<text>(?:(?! (?:että|koska|kun|jos) ).)+)"),
    ("show", "", "fi", r"mitä(?:s)? (?:vielä )?(?:jäi|on jäljellä|jäljellä|puuttuu)(?: jäljelle| vielä)?"),
    ("tick", "", "en", rf"(?:tick|check|cross|mark|strike)(?: off)? {NTH}(?: off)?(?: as done| done)?|{NTH.replace('nth', 'nth2')} (?:is |one is )?(?:done|bought|ready)"),
    ("tick", "", "fi", rf"{NTH} (?:on )?(?:jo )?(?:tehty|ostettu|hoidettu|valmis)|(?:ruksaa|kuittaa|yliviivaa) {NTH.replace('nth', 'nth2')}(?: pois| tehdyksi)?"),
    ("tick", "", "en", r"(?:the )?(?P<text>(?!it\b|that\b|this\b|everything\b|all\b)\w+(?: \w+){0,2}?) (?:is|are|has been|have been) (?:already |now )*(?:bought|ticked off|crossed off)(?: already)?"),
    ("tick", "", "fi", r"(?P<text>(?!se\b|tämä\b|kaikki\b)\w+(?: \w+){0,2}?) (?:on|ovat) (?:jo |nyt )*(?:ostettu|haettu)(?: jo)?"),
)  # fmt: skip
TAKEN_BACK = re.compile(
    r"[\s,.;…–—-]+(?:(?:no|oh|sorry|wait)[\s,]+)*(?:no wait|wait no|wait|no no|no sorry|sorry|i meant?|actually(?: no)?|scratch that|or rather|eiku|eikun|ei kun|ei vaan|siis|tarkoitin|anteeksi)[\s,]+"
    r"(?:(?:i meant?|make it|make that|not that|no|actually|tarkoitin|siis)[\s,]+)*(?!remind|what|who|when|how|muistut)(?=\w)",
    re.IGNORECASE,
)
"""What takes back the thing before it for the thing behind it."""
TO_LIST = re.compile(r"[ ,]+(?:(?:to|on|onto|in) (?:my |the |our )?[\w-]+(?: list)?|\S*listalle|\S*listaan)[.! ]*$", re.IGNORECASE)
BEGINS = re.compile(
    r"(?:\b(?:and|ja|sekä|plus)\b|^(?:\w+ ){0,3}?(?:add|put|lisää|laita|pistä)(?: \S*lista(?:lle|an))?\b|,)\s*", re.IGNORECASE
)
ADDS = re.compile(r"(?:(?:please|can you|could you|and|hey|voitko|hei|ja) )*(?:add|put|lisää|laita|pistä)\b", re.IGNORECASE)
MOST_WORDS = 6
_MANY = [(language, re.compile(form + r"\s*", re.IGNORECASE | re.DOTALL)) for language, form in MANY]
_ONE = [(act, name, language, re.compile(f"(?:{form})[.!?]*", re.IGNORECASE)) for act, name, language, form in ONE]


def plainly(text: str) -> str:
    """Return a text without emoji and courtesies around it."""
    return SYMBOLS.sub("", text).strip() or text


def latest(text: str) -> str:
    """Return an order to add things with what it takes back left out: "add tomatoes to the list, no wait, cucumbers"."""
    match = TAKEN_BACK.search(text)
    before, after = (text[: match.start()], text[match.end() :]) if match else (text, "")
    tail = TO_LIST.search(before)
    core = before[: tail.start()] if tail else before
    begins = list(BEGINS.finditer(core))
    if not after or not begins or not ADDS.match(before) or len(after.split()) > MOST_WORDS:
        return text
    return f"{core[: begins[-1].end()]}{after}{tail[0] if tail and not TO_LIST.search(after) else ''}"


def read(text: str) -> tuple[str, str, str, Language] | None:
    """Return the act, the list as it was called, the things (each behind a semicolon), and the language; or None."""
    for language, form in _MANY:
        match = form.fullmatch(text)
        if match:
            return "add", (match["list"] or "").lower(), ";".join(_split(match["text"])), language
    for act, name, language, form in _ONE:
        match = form.fullmatch(text)
        if match:
            groups = match.groupdict()
            nth = (groups.get("nth") or groups.get("nth2") or "").lower()
            which = f"#{ORDINALS.get(nth) or re.sub(r'[^0-9]', '', nth)}" if nth else groups.get("text") or ""
            return act, (groups.get("list") or name).lower(), which, language
    return None


def _split(text: str) -> list[str]:
    apart = NUMBERED if NUMBERED.search(text) else re.compile(r"\s*[,;\n]\s*(?:and |ja )?(?:[-*•]\s*)?")
    return [part for one in apart.split(text) if (part := one.strip(" ,.;-*•\n"))]
