"""A statement that ends in the wish to have it kept: "the locker code is 4411, remember that", "koodi on 4411 pistä muistiin"."""

import re

from private_llm.domain import times
from private_llm.domain.understanding import asked, forms, lexicon
from private_llm.domain.understanding.lexicon import Lexicon, plain
from private_llm.domain.understanding.meant import Meant

LONGEST = 2000
MARKS = " ,.;:!–—-"
LEAST = 6
REMINDS = {"en": "remind me", "fi": "muistuta"}
ORDER = re.compile(r"(?:can|could|would|will|please|do|don't|remember|remind|voitko|voisitko|muista|muistuta|älä)\b", re.IGNORECASE)
OPEN_END = re.compile(
    r"\b(?:to|can|can't|cannot|could|couldn't|will|won't|would|should|must|might|may|do|does|did|don't|didn't|doesn't|not|never|always|still|hardly|barely|"
    r"i|you|he|she|we|they|who|people|everybody|everyone|nobody|help|helps|me|let|en|et|ei|emme|ette|eivät|älä|voi|voin|voit|pitää|täytyy|pitäisi|kuka|jos|että|ja|and|or|if|joka)$",
    re.IGNORECASE,
)
"""What leaves the words of keeping to be part of what is told."""


def read(text: str) -> Meant | None:
    """Return what a statement that ends in words of keeping wants kept, without them."""
    if len(text) > LONGEST or "?" in text:
        return None
    return next((found for language in lexicon.LANGUAGES if (found := _kept(text.strip(" .!"), lexicon.load(language)))), None)


def _kept(text: str, words: Lexicon) -> Meant | None:
    ending = text.replace("’", "'").lower()
    for phrase in sorted(filter(ending.endswith, words.phrases["keep_it"]), key=len, reverse=True):
        match = re.search(
            rf"(?P<mark>[,.;:!–—-]?)\s+(?:(?:so|and|please|niin|ja|hei)\s+)*{re.escape(phrase)}$", text.replace("’", "'"), re.IGNORECASE
        )
        if match is None:
            continue
        what = text[: match.start()].strip(MARKS)
        if lexicon.is_to_do(plain(what)) and times.resolve(what, now=asked.NEVER, zone="UTC") is not None:
            return Meant("remind", f"{REMINDS[words.language]} {what}", words.language)  # type: ignore[arg-type]
        apart = bool(match["mark"])
        return Meant("remember", text, words.language, {"text": what}) if _can_be_kept(what, apart=apart) else None  # type: ignore[arg-type]
    return None


def _can_be_kept(what: str, *, apart: bool) -> bool:
    """Tell whether some words are told as a whole; where no mark sets them apart, only what states something or holds a number."""
    if len(what) < LEAST or ORDER.match(what) or lexicon.says_nothing(what):
        return False
    return apart or (
        not OPEN_END.search(plain(what)) and forms.is_neither(what) and (forms.is_statement(what) or any(map(str.isdigit, what)))
    )
