"""What has an exact form and needs no planner. Settings change by these alone: a word in passing ("directions to Phoenix", "photos to
the cloud") changes nothing."""

import re

from private_llm.domain import times
from private_llm.domain.sums import reading
from private_llm.domain.understanding import (
    adding,
    asked,
    courtesies,
    deadlines,
    details,
    digests,
    fronted,
    howto,
    items,
    keeping,
    others,
    reach,
    renamed,
    timers,
)
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Language

POLITE = r"(?:(?:please|hey|can you|could you|would you|i want you to|i'd like you to|voitko|voisitko|ole hyvä ja) )*"
CLOUD_EN = r"(?:the |my )?(?:cloud(?: model| ai)?|openai|chatgpt)"
CLOUD_FI = r"(?:pilvi(?:malli)?|pilven|pilvimallin|openai(?:n)?)"
EXACT: tuple[tuple[str, Language, str], ...] = (
    ("cloud=off", "en", rf"(?:turn|switch) off {CLOUD_EN}|(?:turn|switch) {CLOUD_EN} off|disable {CLOUD_EN}|(?:don't|do not|never|stop) (?:use|ask|using|asking) {CLOUD_EN}"
     rf"|cloud(?: model)? off|{CLOUD_EN} off|no cloud|use only (?:the )?local(?: model)?|(?:stay|keep (?:everything|it|my requests)) (?:local|on this machine)|local only"),
    ("cloud=on", "en", rf"(?:turn|switch) on {CLOUD_EN}|(?:turn|switch) {CLOUD_EN} on|(?:enable|allow|use) {CLOUD_EN}|{CLOUD_EN} on|you may ask {CLOUD_EN}"),
    ("cloud=off", "fi", rf"{CLOUD_FI} pois(?: päältä)?|(?:ota|laita|kytke|käännä) {CLOUD_FI} pois(?: päältä)?|älä (?:käytä|kysy) (?:pilveä|pilvimallia|pilveltä|pilvimallilta|openai:?ta)"
     r"|estä pilvi(?:malli)?|kiellä pilvi(?:malli)?|vain paikalli(?:nen|sesti)|käytä vain paikallista(?: mallia)?"),
    ("cloud=on", "fi", rf"{CLOUD_FI} päälle|(?:laita|kytke|ota) {CLOUD_FI} (?:päälle|käyttöön)|salli {CLOUD_FI}|pilveltä saa kysyä|pilvimallilta saa kysyä"),
    ("language=en", "en", r"(?:speak|talk|answer|reply|write|respond)(?: to me| me)?(?: only| always)? in english|(?:speak|use|switch to) english|(?:change|set|switch) (?:the |my |your )?language to english|language english|english please|in english"),
    ("language=fi", "en", r"(?:speak|talk|answer|reply|write|respond)(?: to me| me)?(?: only| always)? in finnish|(?:speak|use|switch to) finnish|(?:change|set|switch) (?:the |my |your )?language to finnish|language finnish|finnish please"),
    ("language=fi", "fi", r"(?:puhu|vastaa|kirjoita|käytä)(?: minulle| mulle)?(?: aina| vain)? suom(?:ea|eksi)|(?:vaihda|aseta|muuta) (?:kieli|kieleksi|kieleksesi)(?: suomeksi| suomi)|kieli suomi|suomeksi(?: kiitos)?"),
    ("language=en", "fi", r"(?:puhu|vastaa|kirjoita|käytä)(?: minulle| mulle)?(?: aina| vain)? englan(?:tia|niksi)|(?:vaihda|aseta|muuta) (?:kieli|kieleksi|kieleksesi)(?: englanniksi| englanti)|kieli englanti|englanniksi(?: kiitos)?"),
)  # fmt: skip
ZONE_EN = r"(?:set |change )?(?:the |my )?time ?zone(?: to| is|:)? (?P<zone>[\w/+-]+(?: [\w/+-]+)?)"
ZONE_FI = r"(?:aseta |vaihda |muuta )?(?:minun )?aikavyöhyk(?:e|keeni|keeksi|keekseni)(?: on|:)? (?P<zone>[\w/+-]+(?: [\w/+-]+)?)"
SHOWN = re.compile(
    rf"is {CLOUD_EN} (?:on|off|enabled|allowed|in use)|onko {CLOUD_FI} (?:päällä|käytössä|pois(?: päältä)?|sallittu)|{POLITE}(?:(?:show|list|what are|see|open)(?: me)? )?(?:my |the |your )?settings|(?:näytä |mitkä ovat |avaa )?(?:minun )?asetukse(?:t|ni)",
    re.IGNORECASE,
)
_FORMS = [
    (value, language, re.compile(rf"{POLITE}(?:{form})(?: please| from now on| kiitos| tästä lähtien)?")) for value, language, form in EXACT
]
_ZONES: tuple[tuple[Language, re.Pattern[str]], ...] = (("en", re.compile(POLITE + ZONE_EN)), ("fi", re.compile(POLITE + ZONE_FI)))


def read(text: str, language: Language) -> Meant | None:
    """Return what a message means that has an exact form, or None."""
    return (
        setting(text)
        or howto.read(text)
        or clock(text)
        or timers.read(text)
        or others.read(text)
        or keeping.read(text)
        or counted(text, language)
        or deadlines.read(text)
        or items.read(text)
        or named(text)
        or details.placed(text)
        or renamed.read(text)
        or taken_along(text)
        or skipped(text)
        or own_time(text)
        or on_agenda(text)
        or of_a_kind(text)
        or recalled(text)
        or digests.read(text)
        or fronted.read(text)
        or adding.to_buy(text)
        or reach.read(text)
    )


def setting(text: str) -> Meant | None:
    """Return the setting that a message consists of, as `name=value` in its query, or None."""
    said = plain(text)
    if len(said) > 100:
        return None
    for value, language, form in _FORMS:
        if form.fullmatch(said):
            return Meant("settings", text, language, {"query": value})
    for language, form in _ZONES:
        match = form.fullmatch(said)
        if match:
            return Meant("settings", text, language, {"query": f"zone={match['zone']}"})
    if SHOWN.fullmatch(said):
        return Meant("settings", text, "fi" if "asetu" in said or said.startswith("onko") else "en", {"query": "show"})
    return None


TIME = re.compile(
    r"(?:(?:what(?:'s| is)|tell me|do you know) )?(?:the )?(?:time(?: is it)?(?: now| right now)?|(?:what )?time is it(?: now| right now)?|current time|date(?: today| is it(?: today)?)?|day is it(?: today)?|today's date|day today)"
    r"|what (?:time|day|date) is it(?: now| right now| today)?|what's today|what is today|mikä päivä(?: tänään)?(?: on)?|mikä päivä(?: on)?(?: tänään)?|paljonko (?:kello|klo)(?: on)?(?: nyt)?|mitä (?:kello|klo) on(?: nyt)?|mikä on päivämäärä|kellonaika|päivämäärä"
)


def clock(text: str) -> Meant | None:
    """Return the question of what time or day it is, when a message is nothing else."""
    said = plain(reading.OPENER.sub("", text.strip()))
    there = HERE.fullmatch(said)
    if there:
        return Meant("time", text, "en", {"query": f"{there['at']} @ {there['place']}"})
    between = BETWEEN.fullmatch(said)
    if between:
        found = {name.rstrip("12345"): part for name, part in between.groupdict().items() if part}
        return Meant(
            "time", text, "fi" if between["at3"] else "en", {"query": f"{found['at']} @ {found.get('place', '')} > {found['wanted']}"}
        )
    elsewhere = ELSEWHERE.fullmatch(said)
    if elsewhere:
        return Meant("time", text, "en" if elsewhere["en"] else "fi", {"query": elsewhere["en"] or elsewhere["fi"]})
    week = WEEK.fullmatch(said)
    if week:
        return Meant("time", text, "en" if week["en"] else "fi", {"query": "week"})
    which = WEEKDAY.fullmatch(said) or DATE_IN.fullmatch(said)
    if which:
        return Meant("time", text, "en" if which["en"] else "fi", {"when": which["en"] or which["fi"]})
    if not TIME.fullmatch(said):
        return None
    return Meant("time", text, "fi" if re.match(r"mi[kt]ä|paljonko|kello|päivä", said) else "en")


CLOCK = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d")


def counted(text: str, language: Language) -> Meant | None:
    """Return the sum, conversion or count of days that a message is."""
    if CLOCK.fullmatch(text.strip(" .!")) or reading.read(text) is None:
        return None
    return Meant("convert", text, "fi" if FINNISH.search(text) else language)


FINNISH = re.compile(
    r"\b(?:paljonko|montako|kuinka|mitä|laske)\b|\b[^\W\d]+(?:ksina|sina|reina|illeina|oina)\b|\b(?:kertaa|jaettuna|miinus|prosenttia)\b",
    re.IGNORECASE,
)
TALK = re.compile(r"\s*(?:translate|käännä|spell|write (?:me )?a (?:poem|song|story|joke)|kirjoita (?:runo|tarina|laulu))\b", re.IGNORECASE)


def talk(text: str, language: Language) -> Meant | None:
    """Return what only a model can do with the words that follow, whatever they are; small talk too."""
    if TALK.match(text) or any(courtesies.answer(plain(text), one) for one in (language, "en", "fi")):
        return Meant("chat", text, language)
    return None


ELSEWHERE = re.compile(
    r"(?:what time is it|what's the time|time)(?: now| right now)? in (?P<en>[\w' -]{2,40})|(?:paljonko|mitä) (?:kello|klo) on (?:nyt )?(?P<fi>(?:\w+ )?[\w-]{2,40}ss[aä])"
)
HERE = re.compile(
    r"(?:if|when) it(?:'s| is) (?P<at>[\d:.]+ ?(?:[ap]\.?m\.?|o'clock)?|noon|midnight) in (?P<place>[\w' -]{2,40}?),? (?:then )?(?:what(?:'s| is)?(?: the)?(?: time)?(?: is)?(?: it)?) here"
)
AT = r"[\d:.]+ ?(?:[ap]\.?m\.?|o'clock)?|noon|midnight"
BETWEEN = re.compile(
    rf"(?:what time is it|what(?:'s| is) the time|what time|what is it) in (?P<wanted1>[\w' -]{{2,40}}?),? (?:when|if) it(?:'s| is) (?P<at1>{AT})(?: (?:in (?P<place1>[\w' -]{{2,40}})|here))?"
    rf"|(?:when|if) it(?:'s| is) (?P<at2>{AT})(?: (?:in (?P<place2>[\w' -]{{2,40}}?)|here))?,? what(?:'s| is)?(?: the)?(?: time)?(?: is)?(?: it)? in (?P<wanted2>(?!here\b)[\w' -]{{2,40}})"
    r"|(?:paljonko|mitä) (?:kello|klo) on (?P<wanted3>[\w-]{2,40}ss[aä]),? (?:kun|jos) (?:se |kello |klo )*(?:on )?(?:(?P<place3>[\w-]{2,40}ss[aä]) |täällä )?(?:on |kello |klo )*(?P<at3>\d[\d:.]*)(?: (?:täällä|(?P<place4>[\w-]{2,40}ss[aä])))?"
)
WEEKDAY = re.compile(
    r"(?:what|which) (?:(?:week)?day|date) (?:of the week )?(?:is|was|will|does) (?P<en>(?!it\b|today\b).{3,40}?|it (?:in|on) .{3,30}|it (?!now\b|right now\b|today\b|in [a-z]+$|again\b|please\b).{5,40})(?: be| fall on)?|(?:mikä|minä) (?:viikon)?päiv(?:ä|änä) (?:on|oli) (?P<fi>(?!tänään\b).{3,40})"
)
WEEK = re.compile(
    r"(?P<en>(?:what|which) week(?: number)? (?:is it|is this|are we (?:on|in)|is (?:it )?now|now)(?: now| today| right now)?|(?:what(?:'s| is) )?(?:the |this )?(?:current )?week(?: number|'s number)(?: is it| now| today)?)"
    r"|(?:mikä|monesko|mones) viikko(?: nyt)?(?: on)?(?: nyt| menossa| meneillään)*|viikkonumero(?: nyt)?|(?:mikä on )?(?:tämän viikon numero|viikon numero)"
)
DATE_IN = re.compile(
    r"(?:what(?:'s| is| will be) the (?:date|day) (?:of )?|which date is )(?P<en>(?:in|on|a week|two weeks|next|\d).{3,30})|(?P<fi>(?!.))"
)
NAMED = re.compile(
    r"(?:(?:hi|hello|hey|moi|hei),? )?(?:my name is|(?:i am|i'm|im) called|call me|you can call me|(?:minun |mun )?nimeni on|mun nimi on|kutsu (?:minua|mua)(?: nimellä)?) (?P<name>[^\d,;:!?\n]{1,60}?)[.!]*",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"(?:on|in|at|not|the|an?|my|your|his|her|when|later|back|tomorrow|today|if|maybe|so|very|too|really|nothing|huomenna|myöhemmin|kun|jos|vaikka|miksi|mitä|aina|joskus|myös|ihan|tosi|sitten|vain|vaan|ei)\b",
    re.IGNORECASE,
)
SAID_OF_IT = re.compile(
    r"\b(?:to|but|because|and i|i|if|when|for|like|is|are|was|it|you|with|mutta|koska|niin|kuin|jos|kun|ja mä|mä|se)\b|^(?:hard|easy|long|short|common|rare|old|crazy|weird|finnish|english|vaikea|helppo|pitkä|lyhyt|yleinen|harvinainen|outo)$",
    re.IGNORECASE,
)
"""What is said of a name, or of calling, and is no name."""
AGENDA: tuple[tuple[Language, str], ...] = (
    ("en", r"what(?:'?s| is) (?:next|up next|coming up|on next|(?:my |the )?next (?:thing|up|on)(?: i have| on)?)(?: (?:on|in) my (?:calendar|schedule))?"),
    ("en", r"(?:what|anything|is there anything|is anything)\b.* (?:on|in) my (?:calendar|schedule|agenda|diary)\b.*|(?:show|check|open)(?: me)? my (?:calendar|schedule|agenda)\b.*"),
    ("en", r"(?:what do i have|what have i got|do i have|have i got)(?: (?:going on|on|planned|scheduled|coming up))* (?:today|tomorrow|tonight|this|next|on|in|for|at)\b.*"),
    ("en", r"(?:do i have|have i got)(?: an?| any| my| the)? (?:anything|something|plans?|class(?:es)?|lectures?|meetings?|appointments?|exams?|lessons?|shifts?|events?)\b.*"),
    ("en", r"(?:what|how)(?: does| is|'s) (?:my |the )?(?:day|week|weekend|month|schedule|calendar|today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b.*(?:look|looking)(?: like)?.*"),
    ("en", r"what(?:'s| is) (?:on|happening|going on|planned|coming up|up)(?: for)? (?:today|tomorrow|tonight|this|next|on)\b.*|what(?:'s| is) the first thing\b.*"),
    ("fi", r"onko (?:mulla|minulla) (?:\S+ ){1,2}(?:tänään|huomenna|ylihuomenna|(?:ensi|tällä) \w+lla|\w+(?:taina|tiina|kona|toina|aina))\b.*"),
    ("en", r"(?:what(?:'s| is)|show(?: me)?|tell me|give me|read(?: me)?)? ?(?:my )(?:timetable|schedule|agenda|programme|program|day plan)(?: (?:like|look like))?(?: (?:for|on|this|next|today|tomorrow)\b.*)?"),
    ("en", r"(?:when|what time) (?:am|are|will|would|do) (?:i|we) (?:be |have )?(?:next )?(?:free|available|time)\b.*"),
    ("en", r"(?:when|what time|where)(?:'s| is| are| does| do) (?:my |the )?(?:next|first|last) (?!reminder|alarm|timer|bus|train|tram|payday|holiday|full moon).*"),
    ("en", r"what(?:'s| is| do i have| have i got| comes| happens)(?: (?:on|planned|right|next|there|up|scheduled))* (?:after|before|between) (?:my |the )?(?!it\b|that\b|this\b)\w.*"),
    ("fi", r"mitä (?:(?:mulla|minulla|on|tulee|heti) )*(?:ennen \w+|\w[^?]* (?:jälkeen|ennen|välissä))(?: (?:on|tulee|mulla|minulla))*"),
    ("en", r"which (?:lectures?|class(?:es)?|meetings?|appointments?|exams?|events?) (?:do i have|have i got|are there|are)\b.*"),
    ("fi", r"(?:mikä(?: on)?|näytä|kerro|mitä on)(?: mulla| minulla| mun| minun)? (?:lukujärjestys|lukkari|ohjelma|aikataulu)\w*\b.*"),
    ("fi", r"(?:mun |minun )?(?:lukujärjestys|lukkari|aikataulu)\w*(?: (?:tänään|huomenna|ylihuomenna|ensi \w+|\w+(?:na|nä)|\w+lle|\w+ksi))?"),
    ("fi", r"(?:koska|milloin|millon|mihin aikaan) (?:mä |minä |olen |oon )*(?:vapaa|mulla on aikaa|minulla on aikaa)\b.*|(?:koska|milloin|millon|mihin aikaan) (?:mulla|minulla) (?:on|olisi|ois) (?:aikaa|vapaata)\b.*"),
    ("fi", r"(?:milloin|millon|koska|missä)(?: on| mulla on| minulla on| mun| minun)* (?:seuraava|ensimmäinen|eka|viimeinen) (?!muistutus|hälytys|herätys|bussi|juna)\w+.*"),
    ("en", r"(?:is there |do i have |have i got )?(?:anything|what) else(?: is| do i have| have i got)?(?: on| planned| happening| going on| scheduled)*(?: for)? (?:today|tonight|tomorrow|on|this|next)\b.*"),
    ("fi", r"(?:mitä(?:s)?|onko) (?:(?:mulla|minulla|on|vielä) )*(?:muuta|muita menoja)(?: (?:mulla|minulla|on|olikaan|vielä))* (?:tänään|huomenna|ylihuomenna|(?:ensi|tällä) \w+lla|\w+(?:taina|tiina|kona|toina|aina))\b.*"),
    ("en", r"am i (?:free|busy|available|booked|doing anything)\b.*"),
    ("fi", r"mitä seuraavaksi(?: on)?|mikä on seuraavaksi|mikä on (?:mun |minun )?seuraava(?: (?:juttu|asia|meno)(?:ni)?)?|mitä on seuraavana|mitä (?:mulla|minulla) on (?:seuraavaksi|edessä)"),
    ("fi", r"(?:onko|onks) (?:mulla |minulla )?(?:tänään|tänä iltana|huomenna|ylihuomenna|viikonloppuna|(?:ensi|tällä|ens) \w+lla|\w+(?:taina|tiina|kona|toina|aina)) (?:jotain|jotakin|mitään|menoa|menoja|ohjelmaa|muuta)(?: (?:menoa|menoja|ohjelmaa|muuta|erityistä))?"),
    ("fi", r"(?:mitä|onko)(?: mitään| jotain)? (?:mulla|minulla)(?: on| olisi| ois)?(?: jotain| mitään| menoa| menoja| ohjelmaa)* (?!.*(?:muistutu|muistiin|list|viest|hälyty))(?:kalenteri\w*|tänään|huomenna|ylihuomenna|ensi|tällä|\w+(?:na|nä))\b.*"),
    ("fi", r"(?:mitä|onko|näytä|mikä)\b.* kalenteri(?:ssa|ssani|a|in|n)?\b.*|(?:näytä|avaa) kalenteri(?:ni)?"),
    ("fi", r"(?:olenko|oonko|onko mulla)(?: mä| minä)? (?:vapaa|varattu|kiireinen|vapaata|kiire|aikaa)\b.*"),
    ("fi", r"(?:ehdinkö|ehtisinkö|pääsenkö) .*(?:klo|kello|\d|\w+(?:lta|ltä)\b).*"),
    ("fi", r"(?:what|millon|milloin)\b.* kalenteri(?:ssa|ssani)\b.*"),
)  # fmt: skip
DAY_EN = r"today|tonight|tomorrow|(?:this |next |the )?week(?:end)?|(?:on |this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DAY_FI = r"tänään|tänä (?:iltana|viikonloppuna)|huomenna|huominen|ylihuomenna|(?:tällä|ensi) viikolla|viikonloppuna|(?:ensi )?(?:maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai)(?:na)?"
DAY_ALONE: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("en", re.compile(rf"(?:(?:so|and|what|what about|how about) )?(?:{DAY_EN})\?+|what(?:'s)? (?:{DAY_EN})")),
    (
        "fi",
        re.compile(
            rf"(?:(?:entä|entäs|no|mitä|mitäs|mites) )?(?:{DAY_FI})\?+|mitäs? (?:{DAY_FI})|mitäs? (?:{DAY_FI}) (?:on|olis|olisi|tapahtuu|ois)"
        ),
    ),
)
"""A day that is asked about with no other word: what is on."""
TAKEN_ALONG: tuple[tuple[Language, str], ...] = (
    ("en", r"(?:i (?:want|need|would like|'d like) to )?(?:export|download|share|subscribe to|sync|publish) (?:my |the )?(?:whole |entire )?calendar\b.*"),
    ("en", r"(?:make|create|give|get|show|set up|send|revoke|delete|remove|cancel|disable|stop)(?: me)? (?:(?:an?|the|my|new|secret|private) )*(?:calendar (?:address|link|url|feed|subscription|file)|(?:address|link|url|feed|file|subscription) (?:of|for|to) (?:my |the )?calendar)\b.*"),
    ("en", r"(?:how (?:do|can|could) i|can i|is there a way to) (?:\S+ ){0,5}(?:my |the )?calendar (?:on|in|with|to|from) (?:my |the |an? )?(?:phone|iphone|android|google|outlook|computer|laptop|other)\b.*"),
    ("fi", r"(?:vie|lataa|jaa|synkkaa|synkronoi|julkaise|tilaa) (?:mun |minun )?kalenteri(?:ni|n)?\b.*"),
    ("fi", r"(?:tee|luo|anna|näytä|lähetä|peru|poista|lopeta) (?:mulle |minulle |mun |minun |uusi )*kalenteri(?:n|ni)? ?(?:osoite|osoitteen|linkki|linkin|tilaus|tilauksen|tiedosto)\b.*"),
    ("fi", r"(?:miten|voinko|kuinka|voiko) (?:\S+ ){0,4}kalenteri\w* (?:puhelime|kännykkä|googl|outlook)\w*.*"),
)  # fmt: skip
SKIPPED = re.compile(
    r"(?:skip|miss out) (?!(?:it|that|this|them|once|one)\b|(?:the )?(?:next|first)(?: one| time)?$)\S.*|jätä (?!(?:se|tämä|ne|seuraava|kerran)\b)\S.* väliin(?: .*)?",
    re.IGNORECASE,
)
"""What leaves a time of something out, unless it is a reminder."""
NO_ENTRY = re.compile(
    r"\b(?:reminders?|alarms?|timers?|song|track|intro|question|note|email|message)\b|muistutu|hälyty|herätys", re.IGNORECASE
)
ALONG = [(language, re.compile(form)) for language, form in TAKEN_ALONG]
ON = [(language, re.compile(form)) for language, form in AGENDA]


def named(text: str) -> Meant | None:
    """Return what to call the person, when they say that and nothing else."""
    match = NAMED.fullmatch(text.strip())
    if match is None or NO_NAME.match(match["name"]) or SAID_OF_IT.search(match["name"]):
        return None
    finnish = re.search(r"nim|kutsu", match[0], re.IGNORECASE) is not None
    name = match["name"].strip()
    return Meant("remember", text, "fi" if finnish else "en", {"text": f"nimeni on {name}" if finnish else f"my name is {name}"})


def taken_along(text: str) -> Meant | None:
    """Return the wish to have the calendar elsewhere: as a file, or at an address."""
    said = re.sub(POLITE, "", plain(text), count=1)
    return next((Meant("export", text, language, {"query": "calendar"}) for language, form in ALONG if form.fullmatch(said)), None)


def skipped(text: str) -> Meant | None:
    """Return what is left out once: of the calendar, or of the reminders that come again."""
    said = re.sub(POLITE, "", plain(text), count=1)
    if not SKIPPED.fullmatch(said) or NO_ENTRY.search(said) or asked.is_time(said.partition(" ")[2].removesuffix(" väliin")):
        return None
    return Meant("cancel", text, "fi" if said.startswith("jätä") else "en")


BUSY: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("en", re.compile(r"(?:i(?:'m| am|'ll be| will be)|we(?:'re| are|'ll be)) (?:(?:all|completely) )?(?:busy|away|out of town|travel+ing|on holiday|on vacation|booked) .*", re.IGNORECASE)),
    ("fi", re.compile(r"(?:mä |minä |me )?(?:oon|olen|ollaan|olemme) (?:kiireinen|varattu\w*|poissa|matkoilla|reissussa|lomalla) .*", re.IGNORECASE)),
)  # fmt: skip
TIME_FOR = re.compile(r"varaa (?P<when>\S.*?) aikaa (?P<what>\S.*)|varaa aikaa (?P<what2>\S+) (?P<when2>\S.*)", re.IGNORECASE)
"""Time that is set apart for something, in Finnish."""
LONGEST = 200


def own_time(text: str) -> Meant | None:
    """Return what one's time is taken by, told with when that is: it is offered to the calendar; ordered, it is put there."""
    said = text.strip(" .!")
    if "?" in text or len(said) > LONGEST:
        return None
    apart = TIME_FOR.fullmatch(said)
    when, what = ((apart["when"] or apart["when2"]), (apart["what"] or apart["what2"])) if apart else ("", "")
    if apart:
        at = times.read(when, now=asked.NEVER, zone="UTC").resolved
        whole = at is not None and (at.has_clock or asked.is_a_day(when))
        return Meant("event", f"lisää kalenteriin {what} {when}", "fi", {"text": what}) if whole else None
    language = next((language for language, form in BUSY if form.fullmatch(said)), None)
    at = times.read(said, now=asked.NEVER, zone="UTC").resolved if language else None
    whole = at is not None and (at.has_clock or asked.is_a_day(said))  # Of a week not only its first day.
    return Meant("event", text, language, {"text": text, "query": "offer"}) if language and whole else None


def on_agenda(text: str) -> Meant | None:
    """Return the question of what is on, or comes next."""
    head, _, rest = text.partition(":") if ":" in text else text.partition(",")
    fronted_day = f"{rest} {head}" if rest and asked.is_time(plain(head)) else text
    said = plain(fronted_day).removeprefix("so ").removeprefix("and ")
    return next((Meant("event", text, language) for language, form in ON if form.fullmatch(said)), None)


OF_A_KIND: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("en", re.compile(r"(?:what|which) (?P<of>notes|drafts|summaries|rules) (?:do i have|have i got|have i)|what are (?:all )?(?P<my>my (?:notes|drafts|summaries|rules))")),
    ("fi", re.compile(r"(?:mitä|mitkä|millaisia) (?P<of>(?:muistiinpano|luonno|yhteenve|tiivistelm|sään(?=tö|nöt))\w+) (?:mulla|minulla) (?:on|onkaan)"
     r"|(?:mitä|onko) (?:mulla|minulla) (?:on )?(?P<my>(?:muistiinpano|luonno|yhteenve|tiivistelm|sään(?=tö|nöt))\w+)")),
)  # fmt: skip


def of_a_day(text: str) -> Meant | None:
    """Return the question of what is on, of a day and no other word; for where no more has been talked of."""
    said = " ".join(text.lower().strip(" .!").split())
    return next((Meant("event", text, language) for language, form in DAY_ALONE if form.fullmatch(said)), None)


def of_a_kind(text: str) -> Meant | None:
    """Return the question which notes, drafts, summaries or rules there are."""
    found = ((language, form.fullmatch(plain(text))) for language, form in OF_A_KIND)
    return next((Meant("find", match["of"] or match["my"], language) for language, match in found if match), None)


RECALLED = re.compile(
    r"(?:can you )?(?:remind me (?:of )?(?P<en>(?:what|where|who|whose|which|how much|how many)\b.*)|muistuta (?:minua|mua)? ?(?P<fi>(?:mikä|mitä|missä|kuka|kenen|paljonko)\b.*))",
    re.IGNORECASE,
)


ALL_TOLD = re.compile(
    r"(?:so )?what (?:all )?(?:do you (?:know|remember)|have i told you)(?: (?:about|of) me)?(?: so far| by now)?|(?:show|list|tell me) (?:everything|all)(?: that)? (?:i(?:'ve| have)? told you|you know(?: about me)?)"
    r"|(?P<fi>mitä(?: kaikkea)? (?:sä |sinä )?(?:tiedät|muistat|tiedätkään)(?: (?:musta|minusta|must))?|mitä(?: kaikkea)? (?:mä |minä )?(?:olen|oon) (?:kertonut|sanonut)(?: sulle| sinulle)?)"
)


SECRET = re.compile(
    r"(?:(?:so|and|hey|ok) )?(?:what(?:'?s| is| was)|tell me|do you (?:know|remember)) (?:the|my|our) (?:[\w'-]+ ){1,4}(?:code|pin|password|passcode|passphrase|combination)(?: again)?"
)
"""What nobody but the person can have told."""


def recalled(text: str) -> Meant | None:
    """Return the question that is asked with "remind me what …", of a code or the like, or of all that was told."""
    if SECRET.fullmatch(plain(text)):
        return Meant("recall", text, "en", {"query": text})
    if whole := ALL_TOLD.fullmatch(plain(text)):
        return Meant("recall", text, "fi" if whole["fi"] else "en", {"query": text})
    match = RECALLED.fullmatch(text.strip())
    if match is None:
        return None
    wanted = match["en"] or match["fi"]
    return Meant("recall", wanted, "en" if match["en"] else "fi", {"query": wanted})
