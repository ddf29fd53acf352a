"""How the person writes to somebody: how they greet and sign, with which emoji, in which language; as read from what they wrote before."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from private_llm.domain.understanding.drafting import How
from shared.schemas.plan import Language
from shared.stopwords import often

GREETING = re.compile(
    r"^(?P<word>hi there|hi|hey|hello|hej|dear|good (?:morning|afternoon|evening)|hyvää (?:huomenta|päivää|iltaa)|huomenta|päivää|hei|heippa|hejssan|moi|moikka|moro|terve|tere|hyvä)"
    r"(?P<name>,? [^\W\d]\w+)?(?P<mark>[!,.]*)(?=\s|$)",
    re.IGNORECASE,
)
SIGNING = re.compile(
    r"(?P<word>best(?: regards| wishes)?|kind(?:est)? regards|warm regards|regards|br|cheers|love|all the best|yours|take care|see you|terveisin|terv\.?|t\.?:?|ystävällisin terveisin|yst\.? ?terv\.?|parhain terveisin|rakkain terveisin|halauksin)?"
    r"(?P<mark>,?)(?P<gap>\s+|$)(?P<name>[^\W\d]\w*)?\s*[.!]?\s*$",
    re.IGNORECASE,
)
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?|:\\)|:D|;\\)|<3|:-\\)")
FEW = 3
"""From so many messages on it is known what somebody does not do."""
OFTEN = 0.4
FINNISH_GREETINGS = frozenset("hei heippa moi moikka moro terve tere huomenta päivää hyvä".split())


@dataclass(frozen=True, repr=False)
class Style:
    """How a message begins and ends. `{name}` stands for whom it is to."""

    greeting: str
    closing: str
    emoji: str = ""
    casual: bool = False
    known: bool = False


def usual(language: Language, name: str) -> Style:
    """Return how a message to somebody is written of whom nothing is known."""
    greeting, closing = ("Hei {name},", "Terveisin") if language == "fi" else ("Hi {name},", "Best regards")
    return Style(greeting, f"{closing}\n{name}".rstrip())


def read(written: Sequence[str], language: Language, names: Sequence[str], signature: str) -> Style:
    """Return how messages were written, as far as they are in the language of the one to write."""
    texts = [text.strip() for text in written if text.strip() and _language(text) in (language, None)]
    if not texts:
        return usual(language, signature)
    signed = Counter(closing for text in texts if (closing := _closing(text, names)))
    emojis = Counter(mark for text in texts for mark in set(EMOJI.findall(text)))
    greeted = Counter(_greeting(match) for text in texts if (match := GREETING.match(text)) and _fits(match, language))
    greeting = greeted.most_common(1)[0][0] if greeted and sum(greeted.values()) >= OFTEN * len(texts) else ""
    closing = signed.most_common(1)[0][0] if signed and sum(signed.values()) >= OFTEN * len(texts) else ""
    if not greeting and len(texts) < FEW:
        greeting = usual(language, "").greeting
    emoji = emojis.most_common(1)[0][0] if emojis and sum(bool(EMOJI.search(text)) for text in texts) >= OFTEN * len(texts) else ""
    return Style(greeting, closing, emoji, casual=not closing, known=True)


def _fits(match: re.Match[str], language: Language) -> bool:
    return (match["word"].lower().split()[0] in FINNISH_GREETINGS or match["word"].lower().startswith("hyvää")) == (language == "fi")


def _greeting(match: re.Match[str]) -> str:
    name = match["name"] or ""
    is_name = bool(name) and name.strip(" ,")[:1].isupper()
    return (
        f"{match['word']}{',' if name.startswith(',') else ''}{' {name}' if is_name else ''}{match['mark'] if is_name or not name else ''}"
    )


def _closing(text: str, names: Sequence[str]) -> str:
    """Return how a message is signed: with a word for it, or by a name of the person's."""
    match = SIGNING.search(text)
    if match is None or match.start() == 0:
        return ""
    word, name = match["word"] or "", match["name"] or ""
    is_name = name.casefold() in {one.casefold() for one in names}
    if not (is_name or (word and not name)):
        return ""
    return f"{word}{match['mark']}{chr(10) if word else ''}{name}".strip()


def _language(text: str) -> Language | None:
    count = often(text)
    return None if count["en"] == count["fi"] else "fi" if count["fi"] > count["en"] else "en"


def toned(style: Style, hows: Sequence[How], language: Language, signature: str) -> Style:
    """Return a style as it is asked for, one wish after another."""
    for how in hows:
        if how == "casual":
            style = replace(style, greeting="Moi {name}!" if language == "fi" else "Hey {name}!", closing="", casual=True)
        elif how == "formal":
            greeting, closing = ("Hyvä {name},", "Ystävällisin terveisin") if language == "fi" else ("Dear {name},", "Kind regards")
            style = Style(greeting, f"{closing}\n{signature}".rstrip(), known=True)
        elif how == "shorter":
            style = replace(style, greeting="", closing="", casual=True)
        elif how == "friendlier":
            greeting, closing = ("Moi {name}!", "Kaikkea hyvää") if language == "fi" else ("Hi {name}!", "All the best")
            style = replace(style, greeting=greeting, closing=f"{closing}\n{signature}".rstrip() if style.closing else "")
    return style


def composed(style: Style, name: str, body: str) -> str:
    """Return a whole message."""
    greeting = re.sub(r"\s+(?=[,.!]|$)", "", style.greeting.format(name=name)).strip()
    body = f"{body} {style.emoji}".strip() if style.emoji and not EMOJI.search(body) else body
    if style.casual and not greeting.endswith(","):
        parted = "" if not greeting or greeting[-1] in ",!.:" else ","
        return f"{greeting}{parted} {body}".strip() + (f"\n\n{style.closing}" if style.closing else "")
    return "\n\n".join(part for part in (greeting, body, style.closing) if part)
