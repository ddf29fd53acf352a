"""What somebody else is to be told, or reminded of."""

import re

from private_llm.domain.understanding import asked, lexicon
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Language

TO_OTHERS: tuple[tuple[Language, re.Pattern[str]], ...] = (
    (
        "en",
        re.compile(
            r"(?:(?:please|can you|could you|and|then) )*(?:tell (?!me\b|us\b|you\b|them\b|him\b|her\b|jokes?\b|stor\w+|tales?\b|people\b|everyone\b|lies\b)(?:my |our )?[^\W\d]\S* (?:that |(?:i|we|i'm|i'll|i've|we're|we'll|it's) ?\b)|remind (?!me\b|us\b|myself\b|pls\b|plz\b|please\b|later\b|now\b|anytime\b|again\b|also\b|yourself\b)(?:(?:my|our|the) )?[^\W\d]{3}\S* to ).+",
            re.IGNORECASE,
        ),
    ),
    (
        "fi",
        re.compile(
            r"(?:(?:voitko|voisitko|ja|sit) )*(?:kerro|sano|ilmoita) (?!mulle|minulle|meille|sille|niille)[^\W\d]+lle,? (?:että|et) .+",
            re.IGNORECASE,
        ),
    ),
)


def read(text: str) -> Meant | None:
    """Return what somebody else is to be told or reminded of, which only the person can do."""
    language = next((language for language, form in TO_OTHERS if form.fullmatch(text.strip())), None)
    if language is None:
        return None
    reminded = plain(text).partition("remind ")[2]
    own = reminded and (lexicon.is_to_do(reminded) or asked.names_time(reminded))
    return None if own else Meant("send", text, language)
