"""Requests made up at random around something secret: mails, telephone numbers, cards, account numbers, codes."""

import random
import string

from tests.bench.visible import SEED


def generated(count: int) -> list[tuple[str, str]]:
    """Return (text, secret) pairs: mails, phones, cards, IBANs and plain digits in all sorts of requests."""
    made = random.Random(SEED)
    openers = ("what is", "find", "who has", "remind me to call", "is it", "mikä on", "etsi", "muistuta minua", "send this to", "text")
    closers = ("", "please", "tomorrow", "at noon", "kiitos", "again", "in my notes", "or not")
    return [(f"{made.choice(openers)} {secret} {made.choice(closers)}".strip(), secret) for secret in (_secret(made) for _ in range(count))]


def _secret(made: random.Random) -> str:
    digits = "".join(made.choices(string.digits, k=made.randint(1, 19)))
    name = "".join(made.choices(string.ascii_lowercase, k=made.randint(2, 9)))
    groups = made.choice(("", " ", "-", ".")).join(digits[start : start + 4] for start in range(0, len(digits), 4))
    card = digits.ljust(15, "4")[:15]
    return made.choice(
        (
            digits,
            groups,
            f"+358 40 {digits[:7]}",
            f"0{made.randint(40, 50)}-{digits[:7]}",
            f"{name}@{name[::-1]}.{made.choice(('com', 'fi', 'org', 'co.uk'))}",
            f"{name}.{digits[:2]}@example.org",
            f"{card}{_check_digit(card)}",
            f"FI{digits[:2]:0>2} {digits:0<14}"[:22],
            f"{name.upper()}{digits[:4]}",
            f"{digits[:2]}{made.choice('½²③Ⅳ')}{digits}",
            digits.translate({48 + value: 0x660 + value for value in range(10)}),
        )
    )


def _check_digit(digits: str) -> int:
    doubled = [int(digit) for digit in digits[::-1]]
    return -sum([*doubled[1::2], *(sum(divmod(2 * digit, 10)) for digit in doubled[::2])]) % 10
