"""Typed patterns: what can be told by its shape, wherever it stands."""

import re
from collections.abc import Callable, Iterator

import phonenumbers

from private_llm.domain import dates
from private_llm.domain.redaction.masks import Masks
from shared.schemas.interpretation import Kind

Span = tuple[Kind, int, int]
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
URL = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|fi|io|eu|info|dev|app|me|co|uk|de|se|edu|gov)\b(?:/\S*)?", re.I
)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", re.I)
CARD = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")
HETU = re.compile(r"\b(\d{6})[-+A-FU-Y](\d{3})([0-9A-FHJ-NPR-Y])\b", re.I)
HANDLE = re.compile(r"(?<!\w)[@#]\w+")
CODE = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d])[\w-]{3,}\b")
NUMBER = re.compile(r"[\d¼-¾²³¹]+(?:[.,:/ -]?\d+)*%?")
SPOKEN = r"zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|nolla|yksi|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän"
SPOKEN_NUMBER = re.compile(rf"\b(?:{SPOKEN})(?:[ ,-]+(?:{SPOKEN}))+\b", re.I)
SPOKEN_EMAIL = re.compile(
    r"\b[\w.-]+(?: (?:dot|piste|underscore|dash) [\w-]+)* (?:at|ät|miukumauku) [\w-]+(?: (?:dot|piste) [\w-]+)+\b", re.I
)
PHONE_REGION = "FI"
HETU_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def mask(text: str, masks: Masks) -> None:
    """Mask addresses, numbers, dates and times; every digit of the text is under a mask afterwards."""
    for find in FINDERS:
        for kind, start, end in find(text):
            masks.add(kind, start, end)
    for match in re.finditer(r"\w*\d\w*", masks.shadow(text)):
        masks.add(Kind.NUMBER, *match.span())


def _matches(pattern: re.Pattern[str], kind: Kind) -> Callable[[str], Iterator[Span]]:
    return lambda text: ((kind, *match.span()) for match in pattern.finditer(text))


def _phones(text: str) -> Iterator[Span]:
    if sum(character.isdigit() for character in text) < 5:
        return
    for match in phonenumbers.PhoneNumberMatcher(text, PHONE_REGION, leniency=phonenumbers.Leniency.POSSIBLE):
        if len(str(match.number.national_number)) >= 6:
            yield Kind.PHONE, match.start, match.end


def _cards(text: str) -> Iterator[Span]:
    for match in CARD.finditer(text):
        if luhn(match.group()):
            yield Kind.ID, *match.span()


def _dates(text: str) -> Iterator[Span]:
    for found in dates.find(text):
        yield Kind[found.kind], found.start, found.end


def luhn(text: str) -> bool:
    """Tell whether the digits of a text have a valid check digit (ISO/IEC 7812-1)."""
    digits = [int(character) for character in text if character.isdigit()][::-1]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def is_hetu(text: str) -> bool:
    """Tell whether a text is a Finnish personal identity code with a valid check character."""
    match = HETU.fullmatch(text)
    return bool(match) and HETU_CHECK[int(match[1] + match[2]) % 31] == match[3].upper()  # type: ignore[index]


FINDERS: tuple[Callable[[str], Iterator[Span]], ...] = (
    _matches(EMAIL, Kind.EMAIL),
    _matches(SPOKEN_EMAIL, Kind.EMAIL),
    _matches(URL, Kind.URL),
    _matches(HETU, Kind.ID),
    _matches(IBAN, Kind.ID),
    _cards,
    _dates,
    _phones,
    _matches(SPOKEN_NUMBER, Kind.NUMBER),
    _matches(HANDLE, Kind.ID),
    _matches(CODE, Kind.ID),
    _matches(NUMBER, Kind.NUMBER),
)
