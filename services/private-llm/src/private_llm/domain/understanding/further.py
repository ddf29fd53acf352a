"""Questions that lean on the one before: "and where is it?", "since when?", "who said that?", "and Bo?" after what Anna wrote."""

import re
from collections.abc import Sequence

from private_llm.domain.understanding.focus import Earlier
from private_llm.domain.understanding.lexicon import plain
from shared.stopwords import telling

BEGINS = r"(?:(?:and|so|but|ok|okay|no|ja|entä|mutta|mut|joo) )*"
ASKS = re.compile(
    rf"{BEGINS}(?:(?:by|since|until|at|from|to|for|with|in|on) )?(?:(?:who|what|when|where)(?:'s)?|whom|whose|which|why|how"
    r"|kuka|kene\w+|ketä|mikä|mitä|mille|millä|miltä|minkä|missä|mistä|mihin|minne|miksi|milloin|koska|monelta|montako|paljonko|kauanko|kuinka|miten)\b"
)
POINTS = re.compile(
    r"\b(?:it|its|that|those|there|he|she|him|her|his|they|them|se|sen|sitä|siitä|siinä|siihen|siellä|sinne|sieltä|sillä|sille|ne|niitä|niistä"
    r"|hän|hänen|hänellä|hänestä)\b"
)
ELSE = re.compile(
    r"\b(?:you|your|u|sä|sinä|sun|sinun|sulla|sulle|sinulla|voit|osaat)\b|\bit going\b|\b(?:what|which) (?:time|day|date|month|year|week) (?:is|was) it\b"
    r"|\bwhat(?:'s| is) the (?:time|date|day)\b|\bkello\b(?! (?:se|ne|hän))|\b(?:mikä|mones\w*) päivä(?! (?:se|ne))"
)
"""What asks the assistant about itself, or the clock."""
LIGHT = frozenset(
    "time day date pay paid cost costs start starts end ends begin begins leave leaves arrive arrives happen happens happening held place tell say said ask write "
    "wrote aikaan päivänä kello maksaa maksetaan alkaa loppuu päättyy pidetään lähtee tulee saapuu kestää kerron ilmoitan sanoi kirjoitti niin lähtien alkaen asti saakka mennessä".split()
)
"""What is asked of a thing, and says nothing of which."""
TOLD = re.compile(r"\b(?:tell|say|said|write|wrote|kerron|ilmoitan|sanoi|kirjoitti)\b ?", re.IGNORECASE)
"""What says that somebody told something, on a day that is named beside it: here what is asked about names days."""
MOST = 2
"""So many telling words may stand beside what only points."""
LISTS = frozenset({"event", "reminders", "lists"})
NAME = r"[A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ][\w-]+)*"
NAMED = re.compile(rf"(?<=\S )(?<![.?!] ){NAME}")


def whole(text: str, earlier: Sequence[Earlier]) -> str | None:
    """Return a question with what it leaves out: what the questions before were about, newest first; None where it stands on its own."""
    if not earlier or not leans(text) or not _answered(earlier[0]):
        return None
    asked = next((turn.said for turn in earlier if not leans(turn.said)), "")
    about = [word for word in telling(asked) if word.casefold() not in LIGHT]
    return f"{TOLD.sub('', text).rstrip(' ?!.')} {' '.join(about)}?" if about else None


def leans(text: str) -> bool:
    """Tell whether a question says itself not what it is about."""
    said = plain(text)
    if not ASKS.match(said) or ELSE.search(said):
        return False
    left = [word for word in telling(text) if word.casefold() not in LIGHT]
    points = POINTS.search(said) is not None and len(left) <= MOST and not any(word[0].isupper() for word in left)
    return not left or points


def of_another(rest: str, before: Earlier) -> str | None:
    """Return the question before with another name in place of the one in it; None where there is none to put it."""
    named = NAMED.findall(before.said)
    if len(named) != 1 or not re.fullmatch(NAME, rest) or not _answered(before, in_vain=True):
        return None
    return NAMED.sub(rest, before.said)


def _answered(turn: Earlier, *, in_vain: bool = False) -> bool:
    """Tell whether a turn answered a question, and changed nothing."""
    found = turn.reply.sources
    asks = turn.said.rstrip().endswith("?") or ASKS.match(plain(turn.said)) is not None
    listed = len(found) > 1 and turn.reply.steps[-1:] != () and turn.reply.steps[-1] in LISTS and found[0].kind in {"event", "reminder"}
    return asks and not turn.reply.effects and turn.reply.asked is None and (bool(found) or in_vain) and not listed
