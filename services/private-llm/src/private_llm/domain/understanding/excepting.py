"""Days on which a series is not to come: "not on weekends", "and skip Monday", "ens kuussa ei tarvii"."""

import re

from private_llm.domain.understanding.lexicon import Lexicon

TAKE = re.compile(r"(?:ota|laita|jätä|pistä|take|leave) (?P<days>.+) (?:pois|väliin|off|out)")
"""Days that are taken out: "ota viikonloput pois"."""
EXCEPT = "except"
"""The query of a request to leave out some days of a series."""


def days(said: str, words: Lexicon) -> tuple[str, bool] | None:
    """Return the words of the days that something said, in `plain` form, leaves out, and whether these must be days that come again
    ("no" may begin a correction); None when it leaves out none. No words at all stand for the next time."""
    whole = words.without_fillers(said)
    said = words.before("behind_days", whole)
    if words.is_one("skip_once", whole) or words.is_one("skip_once", said):
        return "", False
    for kind, only_series in (("not_then", False), ("no_such", True)):
        rest = words.after(kind, said)
        if rest is not None:
            return words.before("behind_days", rest), only_series
    if taken := TAKE.fullmatch(whole):
        return taken["days"], False
    behind = words.before("then_not", said)
    return (behind, False) if behind != said else None
