"""A courtesy or a question beside a request in one message: neither hides the other."""

import re

from private_llm.domain.understanding import adding, clauses, courtesies, exact, forms, items, openers, told
from private_llm.domain.understanding.lexicon import plain

BREAK = re.compile(
    r"(?:[!?.]+(?:[^\w\s!?.]* )+| *[,;–-]+ +|\n+)(?:(?:and|but|now|so|then|ja|mutta|nyt|sitten),? )?| +(?:and|but|now|ja|mutta|nyt) +",
    re.IGNORECASE,
)
"""Where a courtesy may end."""
SET_APART = re.compile(r"[!?.\n]")
AND = re.compile(
    r"\. +(?=(?:oh,? |hey,? )?wait\b)|,? (?:oh |ai niin |hei )?(?:and|ja|sekä)(?: also| then| sitten| myös)? |[.!?;]+ +(?:(?:and|also|ja|myös) )?",
    re.IGNORECASE,
)
WAIT = re.compile(r"^(?:(?:oh|wait|hey|and|also|hei|ai|niin|ja),? )+", re.IGNORECASE)
LEAST = 3
"""With fewer words an order behind a question is part of it: "where is my key, remind me"."""


def heard(text: str) -> str:
    """Return a message without the courtesy that it begins with, if anything else follows that."""
    for match in BREAK.finditer(text):
        before, rest = text[: match.start()], text[match.end() :].strip()
        if courtesies.is_lead(plain(before)) and (_is_request(rest) or (SET_APART.search(match[0]) and _stands_alone(rest))):
            return heard(rest)
    return text


def split(text: str) -> list[str]:
    """Return a message that asks something and orders something as one part for each; one part when it does not."""
    if '"' in text or "“" in text or "”" in text:
        return [text]
    for match in AND.finditer(text):
        before, rest = text[: match.start()].strip(), text[match.end() :].strip()
        if _is_whole_order(before) and SET_APART.search(match[0]) and _asks(WAIT.sub("", rest)):
            return [before, WAIT.sub("", rest)]
        if _asks(before) and _orders(rest):
            return [before + ("?" if "?" in match[0] else ""), *split(rest)]
        if _tells(before) and (_orders(rest) or _asks_apart(rest, joined=SET_APART.search(match[0]) is None)):
            return [before, *split(rest)]
        if openers.asks_to_remind(before) and forms.QUESTION.match(rest) and _is_exact_question(rest):
            return [before, rest]
    return [text]


def _is_request(rest: str) -> bool:
    return bool(clauses.OWN_ORDER.match(rest)) or exact.read(rest, "en") is not None


def _stands_alone(rest: str) -> bool:
    return len(rest.split()) > 1 and courtesies.answer(plain(rest), "en") is None and courtesies.answer(plain(rest), "fi") is None


def _asks(before: str) -> bool:
    """Tell whether something said is a question or a courtesy, whole in itself."""
    said = plain(before)
    if courtesies.answer(said, "en") or courtesies.answer(said, "fi") or _is_exact_question(before):
        return True
    return forms.QUESTION.match(said) is not None and len(said.split()) >= LEAST


def _tells(before: str) -> bool:
    """Tell whether something said is told to be kept, whole in itself."""
    return told.read(before) is not None or (
        openers.to_remember(before) is not None and forms.is_statement(openers.to_remember(before) or "")
    )


def _is_whole_order(before: str) -> bool:
    """Tell whether something said orders something, whole in itself."""
    return adding.read(before) is not None or _orders(before)


def _asks_apart(rest: str, *, joined: bool) -> bool:
    """Tell whether something said is a question of its own; behind an "and" only with its mark."""
    return forms.QUESTION.match(plain(rest)) is not None and len(rest.split()) >= LEAST and (not joined or rest.rstrip().endswith("?"))


def _orders(rest: str) -> bool:
    """Tell whether something said plainly orders something, with something behind the order."""
    remind = openers.begins_to_remind(rest) and openers.asks_to_remind(rest)
    said = remind or openers.asks_to_remember(rest) or clauses.ORDERED.match(rest) or items.read(rest)
    return bool(said) and len(rest.split()) >= LEAST


def _is_exact_question(said: str) -> bool:
    return exact.clock(said) is not None or exact.counted(said, "en") is not None or exact.on_agenda(said) is not None
