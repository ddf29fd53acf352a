"""An act that changes or removes something must be earned: by a word of the act and its object in the request, and by a plan that is
sure. What is not earned becomes what only reads, or a question."""

import re
from dataclasses import replace
from typing import NamedTuple

from private_llm.domain import times
from private_llm.domain.times import shifting
from private_llm.domain.understanding import asked, called_off, done, forms, lexicon, openers, run_out
from private_llm.domain.understanding.acts import CODE, Object, act_of, begins_with, object_of
from private_llm.domain.understanding.lexicon import Act, plain
from private_llm.domain.understanding.meant import Meant
from private_llm.domain.understanding.worded import is_worded
from shared.schemas.plan import Intent
from shared.stopwords import telling

SURE = 0.9
NEEDS: dict[Intent, Act] = {"cancel": "remove", "forget": "remove", "snooze": "move", "mark_important": "star"}
WORDED_ONLY: frozenset[Intent] = frozenset({"undo", "stop"})
"""What a plan may not find without a word of it: it would take back, or leave undone, what was asked."""
ADDS: frozenset[Intent] = frozenset({"remember", "remind", "contact"})
POLITELY = re.compile(r"(?:can|could|would|will|may|please|voi\w*|viitsi\w*|muistathan)\b", re.IGNORECASE)
TOLD = re.compile(
    r"\b(?!you\b)\w+ (?:will|'ll|should|can|must|did|didn't|always|never|would) remind\b|'ll remind\b|\b(?:asked|told|tells|asks|wants?|begged) (?:\w+ ){1,2}to remind\b|\b(?:reminded|reminds)\b"
    r"|^(?!voi)(?:\w+ )?(?!voi)\w+ muistuttaa\b|\b(?:pyysi|käski|halusi)\w* .*muistuttamaan|\bmuistutti\w*|\b(?:hälytys|herätys) (?:soi|herätti|ei)\b|\balarm (?:went|rang|didn't|did not|woke)\b",
    re.IGNORECASE,
)
"""How somebody tells of a reminder instead of asking for one."""
ADDING = re.compile(
    r"(?:(?:please|can you|could you|would you|i want to|i need to|voitko|voisitko) )*(?:schedule|add|put|book(?! (?:club|circle|fair|launch|signing)\b)|create|make|set|arrange|plan|enter|mark|block|organi[sz]e|invite|new|lisää|laita|varaa|merkitse|merkkaa|kirjaa|pistä|pane|tee|luo|sovi)\b"
)
IS = re.compile(r"\b(?:is|are|was|were|oli)\b", re.IGNORECASE)
ASKED = re.compile(
    r"\b(?:what|which|who|whose|where|when|why|how|whether|find|know|need|want|(?:mikä|mitä|minkä|mitkä|kuka|kenen|missä|mistä|mihin|milloin|koska|miten|paljonko|montako|onko)s?|mihis|kenes|tiedä\w*)\b"
)
"""What asks within what has the form of something told."""
DETAILS = re.compile(r"\d(?:[ -]?\d){5}|@|(?:zero|oh|nolla)\b")
"""A telephone number or an address, to be kept with its name."""
AWRY: frozenset[Intent] = frozenset({"send", "draft_reply"})
"""What no question asks for."""
LEAST_SURE = 0.6  # With less, what names a time and asks for nothing is told, and sets nothing.
OWN_TASKS = re.compile(
    r"(?:i|we)(?: still| also)? (?:need to|have to|must|should|gotta|ought to)\b.*(?:,| and ).*|(?:mun|minun|meidän) (?:pitää|täytyy|pitäis\w*)\b.*(?:,| ja ).*"
)
"""Several things that somebody has to do, of which one may be to write to others."""
REMEMBER_WHEN = re.compile(r"(?:do you )?remember (?:when|how|where|who|what|the time|that time)\b", re.IGNORECASE)
OF_REMINDERS = re.compile(r"\b(?:muistutu\w*|reminders?|alarms?|hälytys|herätys)\b", re.IGNORECASE)
MOVED = re.compile(
    r"\bto\b.*(?:\d|noon|morning|evening|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|next week|o'clock|thirty|quarter|half)|\d|huomenna|huomise|(?:maanan|tiis|keskivii|tors|perjan|lauan|sunnun)\w*(?:lle|ksi|na)",
    re.IGNORECASE,
)
OWN = re.compile(r"\b(?:my|mun|minun|do i|mulla|minulla)\b", re.IGNORECASE)
TO_BE_REMINDED = re.compile(r"\bremind(?:ed)? (?:me|of)\b|muistuttamaan", re.IGNORECASE)
WHEN = re.compile(r"when|what time|milloin|koska|monelta|mihin aikaan", re.IGNORECASE)
ABOUT_SETTINGS = re.compile(
    r"\b(?:settings?|language|time ?zone|cloud model|openai)\b|\b(?:asetu|kiel[ie]|aikavyöhyk|pilvimal)", re.IGNORECASE
)
TO_DO = re.compile(r"to [a-z]", re.IGNORECASE)
TO_DO_LATER = re.compile(
    r"^(?:\w+ ){0,3}?remind me (?:again|later)\b.*? (?:to (?!\d|noon|midnight|tomorrow|\w+day\b)|about (?!it\b|that\b|this\b|them\b))[a-z]|^(?:\w+ ){0,3}?muistuta (?:minua |mua )?(?:myöhemmin|uudestaan|uudelleen) (?:että |\w+(?:maan|mään)\b)"
)
"""What is to be reminded of later, or again, by name."""
TIMELY = re.compile(
    r"\b(?:at|on|in|by|tomorrow|today|tonight|every|next)\b.{0,12}?(?:\d|day|week|month|morning|noon|evening|night|hour|minute|$)",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(r"#?\d{1,4}")
"""A number alone is no sum."""
FORGETS = re.compile(r"\W*(?:(?:so|ok|okay|and|now|just|please|nyt|no) )*(?:forget|unohda)\b", re.IGNORECASE)


def earned(meant: Meant) -> Meant:
    """Return what may be done of what was understood. The first rule that has a say decides."""
    if meant.by == "context":
        return meant
    named = meant.names_a_time or lexicon.names_reminder(meant.text)
    if meant.intent == "stop" and named and act_of(meant) == "remove":  # "Stop the Thursdays" is no silence.
        return earned(replace(meant, intent="cancel"))
    if meant.intent in WORDED_ONLY and not (asked.words_it(meant.intent, meant.text) or asked.refuses(meant.text)):
        meant = replace(meant, intent="snooze" if act_of(meant) == "move" else "unclear")
    if meant.intent == "reminders" and CODE.search(meant.text) and not lexicon.names_reminder(CODE.sub("", meant.text)):
        meant = replace(meant, intent="recall")
    if meant.intent == "repeat" and len(telling(meant.text)) > 1:
        meant = replace(meant, intent="recall")
    if meant.intent == "convert" and BARE_NUMBER.fullmatch(meant.text.strip(" .!")):
        meant = replace(meant, intent="unclear")
    if meant.intent == "lists" and done.read(meant.text):
        return replace(meant, intent="chat")
    if meant.intent not in {"remember", "event"} and (called_off.read(meant.text) or run_out.read(meant.text)):
        return replace(meant, intent="unclear")
    if forms.HELP.fullmatch(plain(meant.text)):
        return replace(meant, intent="help")
    said = _Said(meant, act_of(meant), object_of(meant))
    rules = (
        _told_only,
        _refused,
        _of_reminders_only,
        _asked_about,
        _opened,
        _told_of,
        _done_with,
        _removal,
        _order,
        _to_do,
        _question,
        _setting,
        _new,
        _change,
    )
    decided = next((decided for rule in rules if (decided := rule(said)) is not None), meant)
    if decided.intent == "remind" and decided.confidence < LEAST_SURE and asked.may_only_tell(meant.text):
        return replace(decided, intent="unclear")
    if asked.is_asked_for(decided.intent, meant.text):
        return decided
    return replace(decided, intent="stop" if asked.refuses(meant.text) else "unclear")


class _Said(NamedTuple):
    meant: Meant
    act: Act | None
    thing: Object

    def as_(self, intent: Intent) -> Meant:
        return replace(self.meant, intent=intent)


def _told_only(said: _Said) -> Meant | None:
    """What is only told asks for no sum and no search."""
    text = plain(said.meant.text)
    if said.meant.intent == "send" and OWN_TASKS.fullmatch(text):
        return said.as_("unclear")
    told = said.meant.intent in {"recall", "convert", "contact"} and forms.is_statement(said.meant.text) and not ASKED.search(text)
    return said.as_("unclear") if told and not DETAILS.search(text) else None


def _refused(said: _Said) -> Meant | None:
    """What is asked not to be done is not done."""
    adding = ADDING.match(plain(said.meant.text))
    if adding and openers.NOTHING.match(plain(said.meant.text)[adding.end() :].strip()):
        return said.as_("stop")
    for words in map(lexicon.load, lexicon.LANGUAGES):
        if words.leave.match(words.without_fillers(plain(said.meant.text))):
            return replace(said.meant, intent="stop", language=words.language)  # type: ignore[arg-type]
    return None


def _asked_about(said: _Said) -> Meant | None:
    """What ends in a question mark keeps nothing, unless it politely asks to."""
    asks = said.meant.intent == "remember" and said.meant.text.rstrip().endswith("?") and not POLITELY.match(plain(said.meant.text))
    return said.as_("recall") if asks else None


def _told_of(said: _Said) -> Meant | None:
    """That somebody reminds or reminded somebody is told, not asked for; and so is that something is on, which may be put on record."""
    if said.meant.intent == "remind" and TOLD.search(plain(said.meant.text)) and not openers.asks_to_remind(said.meant.text):
        return said.as_("unclear")
    if (
        said.meant.intent == "event"
        and "text" in said.meant.words
        and not (said.act in {"remove", "move"} and begins_with(said.meant, said.act))
        and not openers.to_plan(said.meant.text)
        and not forms.QUESTION.match(plain(said.meant.text))
    ):
        orders = ADDING.match(plain(said.meant.text)) is not None and IS.search(said.meant.text) is None
        if not orders and asked.is_no_plan(said.meant.text):
            return said.as_("unclear")
        return None if orders else replace(said.meant, words={"text": said.meant.text, "query": "offer"})
    return None


def _done_with(said: _Said) -> Meant | None:
    """A reminder that is not needed any more, or is done, goes."""
    if forms.QUESTION.match(plain(said.meant.text)):
        return None
    for words in map(lexicon.load, lexicon.LANGUAGES):
        if words.needless.search(said.meant.text) and words.objects["reminder"].search(said.meant.text):
            return replace(said.meant, intent="cancel", language=words.language)  # type: ignore[arg-type]
    return None


def _opened(said: _Said) -> Meant | None:
    """What begins as a request for a reminder, or puts something into the calendar, is that; but who wants to be reminded
    what or where something is wants to be told it."""
    opened = openers.to_remind(said.meant.text)
    begins = opened is not None and said.meant.text.lower().startswith(opened[0].lower())
    if opened and begins and shifting.only(opened[1]) and (way := shifting.by(opened[1])) and way.way is not None and not way.plain:
        return said.as_("snooze")
    if opened and begins and forms.QUESTION.match(opened[1]) and not said.meant.names_a_time:
        return said.as_("recall")
    if said.meant.intent != "remind" and openers.asks_to_remind(said.meant.text):
        return said.as_("remind")
    if said.meant.intent != "remember" and openers.asks_to_remember(said.meant.text):
        return said.as_("remember")
    if said.meant.intent in {"event", "chat", "lists", "unclear"} and openers.to_remember(said.meant.text):
        kept = said._replace(meant=said.as_("remember"))
        return _to_do(kept) or kept.meant
    planned = openers.to_plan(said.meant.text)
    return replace(said.meant, intent="event", words={**said.meant.words, "text": planned[1]}) if planned else None


def _of_reminders_only(said: _Said) -> Meant | None:
    """Snoozing and skipping are said of nothing else, in whichever language."""
    for words in map(lexicon.load, lexicon.LANGUAGES):
        if words.skip.search(said.meant.text) and words.objects["reminder"].search(said.meant.text):
            return replace(said.meant, intent="cancel", language=words.language)  # type: ignore[arg-type]
        if words.alone.match(words.without_fillers(plain(said.meant.text))) and not TO_DO_LATER.search(plain(said.meant.text)):
            return replace(said.meant, intent="snooze", language=words.language)  # type: ignore[arg-type]
    return None


def _removal(said: _Said) -> Meant | None:
    """A request that begins with a word of removal removes, or asks; it never adds."""
    if said.act != "remove" or not begins_with(said.meant, "remove"):
        return None
    match said.thing:
        case "reminder":
            return said.as_("cancel")
        case "note" | "rule":
            return said.as_("forget")
        case "list":
            return said.as_("lists")
        case "" if FORGETS.match(openers.without_politeness(said.meant.text)):
            return said.as_("forget")
        case "calendar" | "":
            return said.meant if said.meant.intent in {"cancel", "forget", "settings", "stop"} else said.as_("cancel")
    return said.as_("unclear")


def _order(said: _Said) -> Meant | None:
    """An order that begins with its act and names its object needs nobody to be sure."""
    if (
        said.act == "move"
        and begins_with(said.meant, "move")
        and (said.thing in {"reminder", "calendar"} or (said.thing == "" and _says_where(said.meant.text)))
    ):
        return said.as_("snooze")
    if said.meant.intent in {"chat", "unclear"} and forms.TO_FIND.match(plain(said.meant.text)):
        return said.as_("find")
    return said.as_("mark_important") if said.act == "star" and said.thing == "note" and begins_with(said.meant, "star") else None


def _says_where(text: str) -> bool:
    """Tell whether a request says to when something is moved, or by how much."""
    moving = shifting.by(text)
    return MOVED.search(text) is not None or (moving is not None and not moving.plain)


def _to_do(said: _Said) -> Meant | None:
    """ "Remember to …", "muista ostaa …" with a time is a reminder."""
    left = openers.to_remember(said.meant.text) if said.meant.intent == "remember" else None
    to_do = openers.may_be_to_do(said.meant.text)
    if not left or not (TO_DO.match(left) or (to_do and any(TO_DO.match(one) or lexicon.is_to_do(one) for one in asked.openings(left)))):
        return None
    at = times.resolve(left, now=asked.NEVER, zone="UTC")
    return said.as_("remind") if at is not None or TIMELY.search(left) else None


def _setting(said: _Said) -> Meant | None:
    return said.as_("unclear") if said.meant.intent == "settings" and not ABOUT_SETTINGS.search(said.meant.text) else None


def _question(said: _Said) -> Meant | None:
    """A question adds nothing."""
    if REMEMBER_WHEN.match(plain(said.meant.text)) and said.meant.text.rstrip().endswith("?"):
        return said.as_("recall")
    if said.meant.intent == "remind" and openers.begins_to_remind(said.meant.text) and openers.asks_to_remind(said.meant.text):
        return None
    if said.meant.intent == "remind" and said.meant.text.rstrip().endswith("?") and forms.is_named(said.meant.text.rstrip(" ?")):
        asks = not (said.meant.names_a_time or openers.begins_to_remind(said.meant.text))
        return said.as_("recall") if asks and not lexicon.names_reminder(CODE.sub("", said.meant.text)) else None
    if not forms.QUESTION.match(lexicon.load(said.meant.language).without_fillers(plain(said.meant.text))):
        return None
    if said.meant.intent in ADDS or (said.meant.intent == "recall" and OF_REMINDERS.search(CODE.sub("", said.meant.text))):
        return said.as_("reminders" if said.thing == "reminder" else "recall")
    if said.meant.intent == "chat" and OWN.search(said.meant.text):
        return said.as_("recall")
    if TO_BE_REMINDED.search(said.meant.text) and said.meant.intent == "recall":
        return said.as_("reminders")
    own_time = said.meant.intent in {"unclear", "settings"} and WHEN.match(plain(said.meant.text)) and OWN.search(said.meant.text)
    if own_time or said.meant.intent in AWRY or (said.meant.intent == "egress" and WHEN.match(plain(said.meant.text))):
        return said.as_("recall")
    if said.meant.intent == "event":
        return replace(said.meant, words={name: words for name, words in said.meant.words.items() if name != "text"})
    return None


def _new(said: _Said) -> Meant | None:
    asks = said.meant.intent == "event" and "text" not in said.meant.words
    return None if asks or is_worded(said.meant.intent, said.meant.text) else said.as_("unclear")


def _change(said: _Said) -> Meant | None:
    """What changes something needs a word of the act, and to be sure or to begin with it."""
    needed = NEEDS.get(said.meant.intent)
    if needed is None:
        return None
    if said.act != needed:
        return said.as_("reminders" if said.thing == "reminder" and said.act is None else "unclear")
    if said.meant.confidence < SURE and not begins_with(said.meant, needed):
        return said.as_("unclear")
    return said.as_("unclear") if said.meant.intent == "snooze" and said.thing not in {"reminder", "calendar", ""} else None
