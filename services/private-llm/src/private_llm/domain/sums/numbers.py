"""Numbers in words, up to ninety-nine, as digits."""

import re

ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
FINNISH = "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen".split()
TENS = {word: 10 * tens for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
UNITS = {word: number for words in (ENGLISH, FINNISH) for number, word in enumerate(words)}
UNITS |= {f"{word}toista": 10 + number for number, word in enumerate(FINNISH[1:10], 1)}
TENS |= {f"{word}kymmentä": 10 * number for number, word in enumerate(FINNISH[2:10], 2)}
NUMBER = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(TENS)})(?:[ -]?(?P<rest>{'|'.join(ENGLISH[1:10] + FINNISH[1:10])}))?|(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))}))\b"
)


def in_digits(said: str) -> str:
    """Return a lower-case text with its numbers as digits."""
    return NUMBER.sub(
        lambda match: str(UNITS[match["unit"]] if match["unit"] else TENS[match["tens"]] + UNITS.get(match["rest"] or "", 0)), said
    )


SPOKEN = {
    "oh": "zero",
    "o": "zero",
    "yks": "yksi",
    "kaks": "kaksi",
    "viis": "viisi",
    "kuus": "kuusi",
    "seittemän": "seitsemän",
    "kaheksan": "kahdeksan",
    "yheksän": "yhdeksän",
}
"""How some numbers are said when they are dictated."""
APART = re.compile(r"kymmentä [^\W\d]")
"""A ten and what may belong to it or follow it: 45, or 40 and 5."""
TWICE = re.compile(r"\b(?:double|tupla) ?(\d)")


def one_by_one(said: str) -> str:
    """Return in digits a number that is said one digit, or two, after the other; nothing where it is said otherwise."""
    if APART.search(said):
        return ""
    digits = in_digits(" ".join(SPOKEN.get(word, word) for word in said.split()))
    digits = TWICE.sub(r"\1\1", digits.replace("plus ", "+")).replace(" ", "")
    return digits if digits.removeprefix("+").isdigit() else ""
