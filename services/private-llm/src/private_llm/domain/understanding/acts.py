"""Which act a request names, and on which sort of thing."""

import re
from typing import Literal

from private_llm.domain.understanding import asked, lexicon
from private_llm.domain.understanding.lexicon import Act, plain
from private_llm.domain.understanding.meant import Meant

Object = Literal["reminder", "note", "rule", "calendar", "contact", "list", "message", ""]
CODE = re.compile(
    r"\b(?:(?:alarm|alert) (?=code|number|system|company|pin)|reminder (?=letter|fee))|\bhälytys(?=koodi|numero|järjestelmä|laite)",
    re.IGNORECASE,
)
"""What is named for an alarm and is none."""


def act_of(meant: Meant) -> Act | None:
    """Return the act that a word of the request names, if one does."""
    for words in _languages(meant):
        found = [(match.start(), act) for act, pattern in words.acts.items() if (match := pattern.search(meant.text))]
        if found:
            return min(found)[1]  # type: ignore[return-value]
    return None


def object_of(meant: Meant) -> Object:
    """Return what sort of thing the request names, if it does; the sort that is named first, but what is kept before what it is about."""
    text = CODE.sub("", meant.text)
    for words in _languages(meant):
        found = [(name == "calendar", match.start(), name) for name, pattern in words.objects.items() if (match := pattern.search(text))]
        if found:
            return min(found)[2]  # type: ignore[return-value]
    return ""


def _languages(meant: Meant) -> list[lexicon.Lexicon]:
    """Return the words of the language of a request, then those of the others, for requests of mixed languages."""
    return [lexicon.load(meant.language), *(lexicon.load(other) for other in lexicon.LANGUAGES if other != meant.language)]


def begins_with(meant: Meant, act: Act) -> bool:
    """Tell whether the request is an order that begins with the act."""
    words = lexicon.load(meant.language)
    said = words.without_fillers(asked.politely(words.without_fillers(plain(meant.text))))
    mixed = object_of(meant) in {"reminder", "note", "list"}
    return any(one.acts[act].match(said) for one in (_languages(meant) if mixed else [words]))
