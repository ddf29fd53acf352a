"""That some words are Finnish, where none of them is on a list: by their endings, and by the absence of English small words."""

import re

ENGLISH = frozenset(
    "the a an is are was were i you he she it we they of to in my your his her our me him at and or for be been has have had do does did not "
    "this that with from by what when where who how why will would can could should please remind".split()
)
FINNISH = re.compile(
    r"\b[^\W\d]{2,}n [^\W\d]{3,} (?:on|oli|ovat|olivat)\b|\b[^\W\d]*[äö][^\W\d]* (?:on|oli|ovat|ei)\b|\b(?:on|oli|ei) [^\W\d]*[äö]\w*"
    r"|\b[^\W\d]{3,}(?:ssa|ssä|lla|llä|lle|sta|stä|lta|ltä|kin|nsa|nsä)\b.*\b[^\W\d]{3,}(?:ssa|ssä|lla|llä|lle|sta|stä|lta|ltä|kin|nsa|nsä|an|än)\b",
    re.IGNORECASE,
)


def is_finnish(text: str) -> bool:
    """Tell whether a text is surely Finnish."""
    return not ENGLISH & set(re.findall(r"[^\W\d]+", text.lower())) and FINNISH.search(text) is not None
