"""Content: what a person wants kept, said or looked for is theirs, whatever words it is made of.

Everything after an opener such as "remind me to", "remember that", "tell X that", all that is quoted, and all that follows a
colon or a line break becomes TEXT. At the end of a reminder the date and time stay visible as what they are.
"""

import re

from private_llm.domain.redaction.masks import MASKED, Masks
from shared.schemas.interpretation import Kind

M = rf"{MASKED}++"
"""A run of masked characters; possessive, so that no pattern tries the run piece by piece."""
WHEN = rf"(?:(?:(?:on|at|in|this|by|for|every|each|klo|kello) )?{M},? )*"
POLITE = r"(?:(?:please|hey|hi|ok|okay|so|and|can you|could you|would you|will you|i want you to|i need you to|i would like you to|i'd like you to|hei|moi|voitko|voisitko|ole hyvä ja),? )*"
POLITER = (
    r"(?:(?:please|plz|kindly|also|just|now|well|then|hey there|hey|hi|hello|ok|okay|so|and|yes|no|oh|sihteeri|can you|could you|would you|will you|would you mind|"
    r"can i|could i|i want to|i need to|i should|i have to|i would like to|i'd like to|let me|"
    r"i want you to|i need you to|i would like you to|i'd like you to|hei|moi|no|ja|sitten|myös|okei|kiitos|voitko|voisitko|viitsitkö|ole hyvä ja),? )*"
)
WHO = rf"(?:(?:my |to )?(?!(?:me|us)\b)(?:{M}|[^\s,:]+))"
ABOUT = r"(?:to|about|of|that|for|regarding|concerning|saying|called|named|titled|with|so that|so i|if|when)"

TIMES_OF = (
    rf"remind (?:me |us )?(?:again )?{WHEN}(?:{ABOUT} )?"
    rf"|(?:set|create|make|add|new)? ?(?:a |an |me a )?(?:new )?(?:reminder|alarm|timer) {WHEN}(?:for me )?(?:{ABOUT} )?"
    rf"|(?:don't|do not) (?:let me )?forget (?:to|about|that)? ?"
    rf"|(?:alert|notify|ping|wake) me {WHEN}(?:up )?{WHEN}(?:to|about|that|for)? ?"
    rf"|(?:add|create|schedule|book|put|new|set up) (?:an? )?(?:event|appointment|meeting|calendar entry) ?{WHEN}(?:called|named|about|with|for|to)? ?"
    rf"|schedule {WHEN}"
    rf"|i have (?:an? )(?:event|appointment|meeting) {WHEN}(?:about|with|for)? ?"
    rf"|muistuta(?:tko|isitko|ttaisitko)? (?:minua|mua|minulle)? ?{WHEN}(?:että)? ?"
    rf"|(?:tee|aseta|lisää|laita|uusi) (?:muistutus|tapahtuma|hälytys|kokous|tapaaminen) ?{WHEN}(?:että)? ?"
    rf"|muistutus {WHEN}"
    rf"|(?:lisää|laita|merkitse|kirjaa) kalenteriin {WHEN}"
)
TIMED = re.compile(rf"^{POLITE}(?:{TIMES_OF})", re.IGNORECASE)
REMINDER_OF = re.compile(
    rf"\b(?:remind(?: me| us)?(?: again)?|reminders?|alarms?|timers?) {WHEN}(?:i (?:have|set|made) )?{ABOUT} "
    rf"|\b(?:peru|poista|näytä|siirrä) (?:muistutus|muistutukset|hälytys) {WHEN}",
    re.IGNORECASE,
)
"""Wherever it stands: "cancel my reminder to …", "i need a reminder for …"."""
PLAIN_KINDS = (
    r"new|another|daily|weekly|monthly|yearly|annual|recurring|repeating|repeat|quick|short|one|first|last|next|latest|old|upcoming|pending|active|"
    r"current|previous|all|every|any|each|my|the|a|an|this|that|these|those|me|of|existing|other|important|urgent|same|and|or"
)
KIND_OF_REMINDER = re.compile(
    rf"\b((?!(?:{PLAIN_KINDS})\b)[\w'{MASKED}-]+(?: (?!(?:{PLAIN_KINDS})\b)[\w'{MASKED}-]+){{0,3}}) (?:reminders?|alarms?)\b", re.I
)
"""What stands between an article and "reminder": "set a … reminder"."""
ARTICLE = re.compile(r"\b(?:a|an|the|my|me|new|daily|weekly|monthly|recurring|all) $", re.IGNORECASE)
WRITING = re.compile(
    r"\b(?:notes?|memos?|records?|messages?|mails?|emails?|texts?|chats?|conversations?|muistiinpanot?|viestit?|viestejä) "
    r"(?:about|regarding|concerning|that says?|which says?|saying|called|named|titled|joissa|jossa) ",
    re.IGNORECASE,
)
OPENED = (
    r"remember (?:that |this:? |to )?|note(?: down)?:? (?:that )?|(?:take|make|add|save|new|keep) (?:a |an )?(?:note|memo|record)(?: that| of| to self| about| to| for)?:? ?"
    r"|(?:write|jot) (?:this |that |it )?down:? (?:that )?|(?:save|store) the following:? |keep in mind (?:that )?"
    r"|(?:don't|do not|never) forget (?:that|to) |record that |for the record,? |memo:? |put (?:this )?in my notes:? |add (?=.* to (?:my|the) (?:list|notes|to-?do))"
    rf"|(?:tell|text|message|email|ask|let|write|inform|send|reply|respond|answer)(?: to)? {WHO}(?: {WHO})? (?:(?:know|a message|a text|an email|a note|back) ?)?(?:that|to|saying|about|if|whether|:) "
    r"|(?:reply|respond|answer|say|write|text|send) (?:that|saying) "
    r"|(?:search|look|hunt)(?: my \w+)?(?: for| up) |search (?!for|my|the|all)|look up |google "
    rf"|(?:draft|write|compose|prepare)[^{MASKED}]{{0,40}}? (?:saying|that|about|telling) "
    r"|translate |define |how do you spell |what (?:is|are) the (?:meaning|definition) of "
    r"|muista(?:than)? (?!tko)(?:että |tämä:? )?|(?:pane|laita|kirjoita|kirjaa|merkitse|merkkaa|ota|lisää)(?:tko)? (?:muistiin|ylös):? (?:että )?|tallenna(?:tko)? (?:tämä:? |että )?"
    r"|(?:tee|lisää|uusi) muistiinpano:? (?:että )?|muistiinpano:? |pidä mielessä (?:että )?|älä unohda (?:että )?|unohda että "
    rf"|(?:kerro|sano|ilmoita|viesti|viestitä|kirjoita|lähetä|laita|vastaa) {WHO}(?: {WHO})? ?,? että |(?:etsi|hae)(?:tkö)? (?:viesteistä|muistiinpanoista|muistiinpanoistani) "
    r"|haku:? |käännä "
)
OPENERS = re.compile(rf"^{POLITE}(?:{OPENED})", re.IGNORECASE)
SAID = (
    r"(?:add|put|write)(?: this| it| that)? (?:to|on|in|onto) (?:my|the|our) (?:[\w-]+ ){0,3}?list:? "
    r"|(?:lisää|laita|kirjaa|kirjoita|merkitse|pane|pistä)(?: (?:mun|minun))? (?:\w*lista(?:lle|an)(?:ni)?|listalle(?:ni)?):? |"
    rf"remembering (?:that |to )?|(?:tell|telling|inform) {WHO},? (?:(?:that|to|about|if|whether) )?"
    rf"|(?:let|have) {WHO} know |send {WHO} (?:a message|a text|an email|word),? "
    rf"|(?:message|text|email|ask) {WHO} (?=i |i'm |we |it |he |she |they |you |my |the |about |if |when |what |where |how )"
    r"|(?:reply|respond|answer|say) (?:yes|no|maybe|ok|okay|sure),? |(?:forget|summari[sz]e) (?:what|everything|all) (?:i|we|was|you) (?:said|told you|wrote) (?:about )?"
    r"|(?:muista(?:than|isitko|tko)?|muistaa) (?!(?:mitä|missä|milloin|kuka|miten|minusta)\b)(?:myös )?(?:että |tämä:? )?"
    rf"|(?:kertoa|sanoa|ilmoittaa|viestittää|kirjoittaa|lähettää|laittaa|vastata) {WHO}(?: {WHO})? ?,? että "
    r"|(?:kerro|sano|ilmoita|viestitä) [^\s,:]+(?:lle|lla|llä),? |mitä (?:minä )?(?:sanoin|kerroin|kirjoitin) (?=\S+st[aä]\b)"
)
STRICT = re.compile(rf"^{POLITER}(?:{SAID}|{OPENED})", re.IGNORECASE)
STRICTLY_TIMED = re.compile(rf"^{POLITER}(?:{TIMES_OF})", re.IGNORECASE)
"""The same where a cloud model may read it: words of saying need no "that"."""
TAIL = re.compile(rf"(?:[ ,]*+(?:\b(?:on|at|by|in|for|from|every|each|this|the|klo|kello|ja|and|please)\b|{M}))+[\s.!?]*$", re.IGNORECASE)
QUOTED = re.compile(r'"([^"]{1,2000})"|(?<!\w)\'([^\']{2,2000})\'(?!\w)')
BREAK = re.compile(r"\n|:\s|;\s")
REMINDER_WORDS = frozenset("remind reminder reminders alarm alarms timer timers muistutus muistutukset hälytys".split())
ABOUT_WORDS = frozenset("about regarding concerning says saying called named titled joissa jossa".split())
ALL, TIMES = frozenset(Kind), frozenset({Kind.DATE, Kind.TIME})


def mask(text: str, masks: Masks) -> None:
    """Mask what is quoted, pasted, or follows an opener. A lone typed value keeps its kind."""
    _mask(text, masks, TIMED, OPENERS, ALL)


def mask_strictly(text: str, masks: Masks) -> None:
    """The same for a cloud model: after more openers, and the kind of a lone value stays at home, unless it is a date or time."""
    _mask(text, masks, STRICTLY_TIMED, STRICT, TIMES)


def _mask(text: str, masks: Masks, timed: re.Pattern[str], openers: re.Pattern[str], lone: frozenset[Kind]) -> None:
    if '"' in text or "'" in text:
        for match in QUOTED.finditer(text):
            masks.swallow(Kind.TEXT, *match.span())
    _after_break(text, masks, lone)
    reminding = not masks.words.isdisjoint(REMINDER_WORDS)
    opened = timed.match(masks.shadow) or (REMINDER_OF.search(masks.shadow) if reminding else None)
    if opened and opened.end() > 0:
        _swallow(text, masks, opened.end(), _before_tail(masks, opened.end()), lone)
    else:
        opened = openers.match(masks.shadow) or (None if masks.words.isdisjoint(ABOUT_WORDS) else WRITING.search(masks.shadow))
        if opened and opened.end() > 0:
            _swallow(text, masks, opened.end(), len(text), lone)
    if reminding:
        _kind_of_reminder(masks)


def _after_break(text: str, masks: Masks, lone: frozenset[Kind]) -> None:
    """What follows a line break, or a colon and a space, is pasted or dictated."""
    match = BREAK.search(text)
    if match and text[match.end() :].strip():
        _swallow(text, masks, match.end(), len(text), lone)


def _kind_of_reminder(masks: Masks) -> None:
    for match in KIND_OF_REMINDER.finditer(masks.shadow):
        start = match.start(1)
        if ARTICLE.search(masks.shadow[:start]) and MASKED not in match[1]:
            masks.add(Kind.TEXT, start, match.end(1))


def _before_tail(masks: Masks, start: int) -> int:
    """Return where the dates and times at the end begin; the whole length when there are none."""
    tail = TAIL.search(masks.shadow, start)
    if tail is None:
        return len(masks.shadow)
    others = [mask.end for mask in masks.in_order() if mask.start >= tail.start() and mask.kind not in TIMES]
    return _before_tail(masks, max(others)) if others else tail.start()


def _swallow(text: str, masks: Masks, start: int, end: int, lone: frozenset[Kind]) -> None:
    """Mask a span without the white space and end marks around it; a lone value of some kinds keeps its kind."""
    while start < end and text[start] in " \n,.:;!?":
        start += 1
    while end > start and text[end - 1] in " \n,.;:!?":
        end -= 1
    if start < end and not any(mask[1:] == (start, end) and mask.kind in lone for mask in masks.in_order()):
        masks.swallow(Kind.TEXT, start, end)
