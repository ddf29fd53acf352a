"""What is told of as called off or moved by others: "the party is cancelled", "treenit on siirretty huomiseen". It is not done, and what
was put down of it stays until a question is answered."""

import re
from typing import NamedTuple

from private_llm.domain.understanding import asked, lexicon
from private_llm.domain.understanding.lexicon import plain

IS = r"(?:'s| is| are| was| were| got| gets| has been| have been| has| on| ovat| oli| sit| siis)?(?: (?:been|now|already|nyt|jo|sit|sitten|kans))*"
OFF = r"cancel+ed|called off|off|peruttu|peruttii?n|perutaan|peruutettu|peruutettiin|peruun?tu(?:i|nut|nu)?"
MOVED = (
    r"(?:postponed|moved|rescheduled|pushed(?: back)?|delayed|siirretty|siirrettii?n|siirret(?:ää|aa)n|siirty(?:i|y|nyt|ny)|lykätty|lykättii?n|lykkäänty(?:i|nyt|ny))"
    r"(?: (?:to |till |until )?(?P<when>.+))?"
)
FORM = re.compile(rf"(?:(?:ja|and|oh|oho|ai|btw|hei|no|hmm|damn|also) )*(?P<what>.+?){IS} (?:(?P<off>{OFF})|{MOVED})")
NOW = re.compile(
    r"(?:(?:and|oh|btw|hei|no|ja) )*(?P<what>.+?) (?:(?:is|are|starts|begins) (?:at|on) (?P<when>\S.*?) (?:now|instead)|(?:is|are) now (?:at|on) (?P<when2>\S.*)|(?:onkin|alkaakin|alkaa nyt|on nyt|alkaa vasta|on vasta) (?P<when3>\S.*))"
)
"""What tells of something at another time than it was."""
SOMEBODY = re.compile(
    r"(?:i|we|you|they|he|she|mä|minä|me|sä|he|hän|ne|i've|i'm|who|what|when|why|is|are|was|has|if|jos|mikä|mitä|milloin|onko|oliko)\b"
)
"""Who did it, or what asks: then something else is told."""
MOST_WORDS = 10
CANT = re.compile(
    r"(?:(?:oh|sorry|damn|ugh|hmm|actually|and|no|hei|voi ei|ai|sori|harmi) )*(?:(?:i|we)(?:'m| am| are|'re)? ?(?:can't|cant|can not|cannot|won't|wont|not able to|not going to|not gonna)(?: be able to)? (?:make(?: it)?|come|attend|go|get)(?: to)?"
    r"|(?:can't|cant|won't|wont) (?:make(?: it)?|come|attend)(?: to)?|(?:mä |minä |me )?(?:en|emme|ei) (?:pääse|pääsekään|pääs|ehdi|ehdikään|päästä|tuu|tulekaan|mene|menekään|päästäkään)) (?P<what>.+)"
)
"""That one will not be where something is on."""
POINTED = re.compile(
    rf"(?:(?:oh|so|and|sorry|damn|ok|no|ai|sori|oho) )*(?:(?:it|that|this|se|toi|tuo){IS} (?:{OFF})|(?:i |we )?(?:can't|cant|won't|wont) (?:make it|come|go)|they (?:cancelled|canceled) (?:it|that)|peruun?tui|peruttiin|peruutettiin"
    r"|(?:mä |minä |me )?(?:en|emme|ei) (?:pääsekään|pääse|pääs|päästä|ehdi|ehdikään)(?: sinne| siihen)?|ne perui sen)(?: after all| then| sorry| sittenkään)*"
)
"""That what was spoken of is off, or will be without one."""
CASE = re.compile(r"(?:seen|hin|lle|(?<=[aeiouyäö])(?:an|en|in|on|un|yn|än|ön))$")
BEHIND = re.compile(r" (?:after all|then|sorry|sittenkään|valitettavasti|today|tänään)$")


class CalledOff(NamedTuple):
    """What is told of, and to when it was moved, if it was, in the person's words."""

    what: str
    moved: bool
    when: str


def read(text: str) -> CalledOff | None:
    """Return what a message tells of as called off or moved; None when it tells no such thing."""
    said = plain(text)
    if text.rstrip().endswith("?") or len(said.split()) > MOST_WORDS:
        return None
    if POINTED.fullmatch(said):
        return CalledOff("", moved=False, when="")
    missed = CANT.fullmatch(said)
    if missed and not lexicon.is_pointer(missed["what"]):
        return CalledOff(CASE.sub("", BEHIND.sub("", missed["what"])).removeprefix("the ").removeprefix("my "), moved=False, when="")
    now = NOW.fullmatch(said)
    when = next(filter(None, (now["when"], now["when2"], now["when3"])), "") if now else ""
    if (
        now
        and (when.isdigit() or asked.is_time(when))
        and not SOMEBODY.match(now["what"])
        and not lexicon.is_pointer(now["what"])
        and lexicon.stems(now["what"])
    ):
        return CalledOff(now["what"].removeprefix("the ").removeprefix("my "), moved=True, when=f"at {when}" if when.isdigit() else when)
    match = FORM.fullmatch(said) if lexicon.stems(said) else None
    if match is None or SOMEBODY.match(match["what"]) or lexicon.is_pointer(match["what"]):
        return None
    return CalledOff(match["what"].removeprefix("the ").removeprefix("my "), match["off"] is None, match["when"] or "")
