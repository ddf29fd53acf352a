"""Whether a text is a sum, a conversion of units, or a question of how long it is until a day; and its parts."""

import re
from fractions import Fraction
from typing import NamedTuple

from private_llm.domain import sums
from private_llm.domain.sums import money

OPENER = re.compile(
    r"^(?:(?:please|hey|hei|oh|so|ok|okay|well|and|no|niin|ja|hmm)[, ]+)*(?:(?:can|could|would) you (?:also |please )*(?:tell me|say|work out)[, ]+"
    r"|(?:tell me|do you know|kerro|kertoisitko|osaatko sanoa|tiedätkö)[, ]+)?(?:please[, ]+|and[, ]+)?",
    re.IGNORECASE,
)
"""What may stand before a question."""
UNTIL = re.compile(
    r"(?:how (?:many|much) (?P<en>days?|weeks?|months?|nights?|sleeps?|long|time|hours?|minutes?|mins?)(?: (?:is|are)(?: it| there)?| (?:are )?left| do i have| to go)?(?: left)? (?:until|till|til|to|before|from now to) (?P<day>.+)"
    r"|how long (?:is it )?(?:until|till|til|to|before) (?P<day2>.+)|(?:days|weeks) (?:until|till|to) (?P<day3>.+)"
    r"|(?:montako|kuinka monta|monta) (?P<fi>päivää|viikkoa|yötä|aamua|tuntia|minuuttia)(?: on)?(?: vielä)?(?: jäljellä)? (?P<day4>.+)|(?:kuinka (?:kauan|pitkä aika|pitkään)|kauanko|kauanks)(?: on)?(?: vielä)? (?P<day5>.+))",
    re.IGNORECASE,
)
UNITS = re.compile(
    r"(?:convert |muunna |muuta )?(?:how (?:many|much) (?P<to>[^\d]+?) (?:is|are|in|makes?|do) (?:there (?:are )?in )?(?P<from>(?:-?\d|an? |one |half ).+)"
    r"|(?:what(?:'s| is| are) |how much (?:is|are) |paljonko(?: on)? |paljon on |mitä on |kuinka paljon on )?(?P<from2>-?\d.*?) (?:in|to|into|as|on) (?P<to2>[^\d]+?)"
    r"|(?:montako|monta|moniko|kuinka monta|paljonko) (?P<to3>[^\d]+?) (?:on|tekee) (?P<from3>-?\d.+)"
    r"|kuinka paljon (?:on )?(?P<from6>-?\d\S* \S+) (?P<to6>\S+(?:ksi|inä|ina|ssa|ssä))"
    r"|(?:montako|monta|moniko|kuinka monta) (?P<to4>\S+) (?P<from4>-?\d.+) on"
    r"|(?:muunna |muuta |paljonko on |paljonko |paljon on |mitä on )?(?P<from5>-?\d\S* \S+(?: (?:ja )?\d\S* \S+)?) (?P<to5>\S+(?:ksi|inä|eina|eina|ina|issa|issä|eissa|eissä|ssa|ssä))(?: on)?)",
    re.IGNORECASE,
)
SUM = re.compile(
    r"^(?:what(?:'s| is| are| does)|whats|how much is|calculate|compute|paljonko on|paljon on|mitä on|laske|mikä on|kuinka paljon on)\s+(?P<sum>.+?)(?: on| make| equal| equals)?$",
    re.IGNORECASE,
)


EACH = re.compile(
    r"(?P<rate>\d+(?:[.,]\d+)?) ?(?:euros?|€|e|dollars?|pounds?|euroa)? ?(?:an?|per|each|/) ?(?:hour|month|week|day|head|person|piece|year|night|h|kk|tunti|kuukausi|viikko|päivä|henkilö|kpl) (?:for|times|x|over|in) (?P<many>\d+(?:[.,]\d+)?) ?(?:hours?|months?|weeks?|days?|people|persons|heads?|pieces|years?|nights?|h|of (?:us|them))?"
    r"|(?P<rate2>\d+(?:[.,]\d+)?) ?(?:euroa|€|e)? ?(?:tunnissa|kuussa|kuukaudessa|viikossa|päivässä|yöltä|tunnilta|hengeltä|henki|kappale|kappaleelta|tunti) (?:kun |jos )?(?:on |tekee )?(?P<many2>\d+(?:[.,]\d+)?) ?(?:tunti[ae]|tuntia|kuukautta|viikkoa|päivää|yötä|henkeä|hengelle|kappaletta|tunnilta|kuukaudelta|päivältä|yöltä|ihmiseltä)",
    re.IGNORECASE,
)
"""So much for each of so many: "13.20 an hour for 18 hours"."""


SINCE = re.compile(
    r"how (?:many|much) (?:days?|weeks?|time)(?: (?:is it|has it been|have passed))? since (?P<day>.+)|how long (?:is it|has it been|ago was it)? ?since (?P<day2>.+)"
    r"|(?:montako|kuinka monta) (?:päivää|viikkoa)(?: on)?(?: kulunut)? (?P<day3>\S+sta|\S+stä)(?: lähtien)?",
    re.IGNORECASE,
)


class Since(NamedTuple):
    """How long it has been since a day, in the person's words for it."""

    day: str


class Until(NamedTuple):
    """How long it is until a day, in the person's words for it."""

    day: str


class Value(NamedTuple):
    """The value of a sum."""

    value: Fraction


class Converted(NamedTuple):
    """An amount of one unit, and what it is of another."""

    amount: Fraction
    unit: sums.Unit
    result: Fraction
    wanted: sums.Unit


class Exchanged(NamedTuple):
    """An amount of money in another currency."""


NEW_YEAR = re.compile(r"^(?:the )?new ?year$|^(?:uusi vuosi|uuteen vuoteen|uudenvuoden|uuden vuoden)$", re.IGNORECASE)
"""What is a day only where days are counted to it: else it is a wish."""
JUHANNUS = re.compile(r"^juhannu(?:s|kseen)$", re.IGNORECASE)
"""What is a day where days are counted to it, and else may be its eve."""


def read(text: str) -> Until | Since | Value | Converted | Exchanged | None:
    """Return what is to be counted; None when a text is none of these."""
    said = OPENER.sub("", text.strip().rstrip("?!. ="))
    if len(said) > 200:
        return None
    if money.is_exchange(said):
        return Exchanged()
    units = UNITS.fullmatch(said)
    converted = sums.convert(_first(units, "from"), _first(units, "to")) if units else None
    until = UNTIL.fullmatch(said) if converted is None else None
    if until:
        return Until(JUHANNUS.sub("juhannuspäivään", NEW_YEAR.sub("1.1.", _first(until, "day"))))
    since = SINCE.fullmatch(said)
    if since:
        return Since(_first(since, "day"))
    match = SUM.match(said)
    each = EACH.fullmatch(match["sum"] if match else said)
    if each:
        said, match = f"{each['rate'] or each['rate2']} * {each['many'] or each['many2']}", None
    value = sums.arithmetic(match["sum"] if match else said)
    if value is not None:
        return Value(value)
    return Converted(*converted) if converted else None


def _first(match: re.Match[str], name: str) -> str:
    groups = match.groupdict()
    return next(groups[f"{name}{n}"] for n in ("", "2", "3", "4", "5", "6") if groups.get(f"{name}{n}"))
