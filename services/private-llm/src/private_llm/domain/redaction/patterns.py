"""Typed patterns: what can be told by its shape, wherever it stands. No digit is left unmasked."""

import re
import unicodedata
from collections.abc import Callable, Iterator

import phonenumbers

from private_llm.domain import times
from private_llm.domain.redaction.masks import MASKED, Masks
from shared.schemas.interpretation import Kind

Span = tuple[Kind, int, int]
Finder = Callable[[str], Iterator[Span]]

EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)*")
URL = re.compile(
    r"\b(?:https?://|www\.)\S+|(?<![\w.-])[\w-]++(?:\.[\w-]+)*\.(?:com|org|net|fi|io|eu|info|dev|app|me|co|uk|de|se|edu|gov)\b(?:/\S*)?",
    re.I,
)
ANGLED = re.compile(r"<[^<>\n]{0,80}>")
"""A placeholder that the person wrote is theirs, not ours."""
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", re.I)
CARD = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")
HETU = re.compile(r"\b(\d{6})[-+A-FU-Y](\d{3})([0-9A-FHJ-NPR-Y])\b", re.I)
HANDLE = re.compile(r"(?<!\w)[@#]\w+")
CODE = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d])[\w-]{3,}\b")
NUMBER = re.compile(r"\d+(?:[.,:/ -]?\d+)*%?")
DIGIT = re.compile(r"\d")
ANY_DIGITS = re.compile(r"\w*\d\w*")
SYMBOLS = re.compile(r"[^\x00-\x7f\w\s]+")

AT, DOT = r"(?:at|ät|miukumauku|\(at\)|\[at\])", r"(?:dot|piste|\(dot\)|\[dot\])"
SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.-])[\w.-]++(?: (?:dot|piste|underscore|dash|alaviiva|viiva) [\w-]+)* {AT} [\w-]+(?: {DOT} [\w-]+)+", re.I
)
SPOKEN_DOMAIN = re.compile(rf"(?<![\w@-])(?:[\w-]++@)?[\w-]++(?: {DOT} [\w-]+)+", re.I)
SPELLED = re.compile(r"\b[^\W\d_](?:[ .-][^\W\d_]\b){2,}", re.I)
"""Three letters or more, one by one."""

SINGLE_LETTERS = frozenset("bcdefghjklmnopqrstuvwxyzåäö")

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fourty fifty sixty seventy eighty ninety hundred thousand million billion dozen "
    "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen yksitoista kaksitoista kolmetoista sata tuhat miljoona "
    "fourths sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth twentieth thirtieth fiftieth"
).split()
SPOKEN = "|".join(sorted(ONES, key=len, reverse=True))
SPOKEN_NUMBER = re.compile(
    rf"\b(?:plus |minus |double |triple )?(?:{SPOKEN})s?(?:(?:[ ,-]+(?:and |point |oh |o |double |triple |a )?)(?:{SPOKEN})s?)*\b", re.I
)
LONE = {"one", "ones", "yksi"}
"""Number words that mostly count nothing; a number only beside another."""
NUMBER_WORDS = frozenset({*ONES, *(f"{word}s" for word in ONES)})
PHONE_REGION = "FI"
HETU_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def mask(text: str, masks: Masks) -> None:
    """Mask addresses, numbers, dates and times; every digit of the text is under a mask afterwards."""
    digits = DIGIT.search(text) is not None
    for is_needed, find in FINDERS:
        if is_needed(text, masks.words, digits):
            for kind, start, end in find(text):
                masks.add(kind, start, end)
    if digits:
        for match in ANY_DIGITS.finditer(masks.shadow):
            masks.add(Kind.NUMBER, *match.span())


def mask_emoji(text: str, masks: Masks) -> None:
    """Mask runs of symbols with a picture among them."""
    for match in SYMBOLS.finditer("" if text.isascii() else masks.shadow):
        if any(unicodedata.category(character) == "So" and character != MASKED for character in match.group()):
            masks.add(Kind.WORD, *match.span())


def _matches(pattern: re.Pattern[str], kind: Kind) -> Finder:
    return lambda text: ((kind, *match.span()) for match in pattern.finditer(text))


def _phones(text: str) -> Iterator[Span]:
    if sum(character.isdigit() for character in text) < 6:
        return
    for match in phonenumbers.PhoneNumberMatcher(text, PHONE_REGION, leniency=phonenumbers.Leniency.POSSIBLE):
        if len(str(match.number.national_number)) >= 6:
            yield Kind.PHONE, match.start, match.end


def _cards(text: str) -> Iterator[Span]:
    for match in CARD.finditer(text):
        if luhn(match.group()):
            yield Kind.ID, *match.span()


def _dates(text: str) -> Iterator[Span]:
    for found in times.find(text):
        yield Kind[found.kind], found.start, found.end


def _spoken(text: str) -> Iterator[Span]:
    for match in SPOKEN_NUMBER.finditer(text):
        if match.group().lower() not in LONE:
            yield Kind.NUMBER, *match.span()


def luhn(text: str) -> bool:
    """Tell whether the digits of a text have a valid check digit (ISO/IEC 7812-1)."""
    digits = [int(character) for character in text if character.isdigit()][::-1]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def is_hetu(text: str) -> bool:
    """Tell whether a text is a Finnish personal identity code with a valid check character."""
    match = HETU.fullmatch(text)
    return bool(match) and HETU_CHECK[int(match[1] + match[2]) % 31] == match[3].upper()  # type: ignore[index]


Needed = Callable[[str, frozenset[str], bool], bool]
"""Tells from a text, its lower-case words and whether it has a digit if a finder can find anything: most need not look."""
FINDERS: tuple[tuple[Needed, Finder], ...] = (
    (lambda text, _words, _digits: "<" in text, _matches(ANGLED, Kind.ID)),
    (lambda text, _words, _digits: "@" in text, _matches(EMAIL, Kind.EMAIL)),
    (lambda _text, words, _digits: not words.isdisjoint({"dot", "piste"}), _matches(SPOKEN_EMAIL, Kind.EMAIL)),
    (lambda _text, words, _digits: not words.isdisjoint({"dot", "piste"}), _matches(SPOKEN_DOMAIN, Kind.URL)),
    (lambda text, _words, _digits: "." in text or "://" in text, _matches(URL, Kind.URL)),
    (lambda _text, _words, digits: digits, _matches(HETU, Kind.ID)),
    (lambda _text, _words, digits: digits, _matches(IBAN, Kind.ID)),
    (lambda _text, _words, digits: digits, _cards),
    (lambda _text, words, digits: digits or not words.isdisjoint(times.triggers()), _dates),
    (lambda _text, _words, digits: digits, _phones),
    (lambda _text, words, _digits: not words.isdisjoint(NUMBER_WORDS), _spoken),
    (lambda _text, words, _digits: not words.isdisjoint(SINGLE_LETTERS), _matches(SPELLED, Kind.ID)),
    (lambda text, _words, _digits: "@" in text or "#" in text, _matches(HANDLE, Kind.ID)),
    (lambda _text, _words, digits: digits, _matches(CODE, Kind.ID)),
    (lambda _text, _words, digits: digits, _matches(NUMBER, Kind.NUMBER)),
)
