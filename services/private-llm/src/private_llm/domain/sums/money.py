"""Sums of money in another currency: rates change, and none are known here."""

import re

CURRENCY = (
    r"(?:usd|eur|gbp|sek|nok|dkk|jpy|chf|us dollars?|dollars?|bucks?|euros?|pounds?(?: sterling)?|quid|yen|francs?|kronor|krona|kroner|krone|roubles?|rupees?|"
    r"dollari\w*|euro\w*|punta\w*|kruunu\w*|jeni\w*|frangi\w*|rupla\w*|taala\w*|[$€£])"
)
ASKED = re.compile(
    rf"(?:(?:what(?:'s| is| are)|how much (?:is|are)|convert|paljonko(?: on)?|paljon(?: on)?|mitä on|muunna) )?(?:[$€£] ?)?\d[\d., ]*(?: ?{CURRENCY})? (?:(?:in|to|into|as) )?{CURRENCY}(?: on)?"
    rf"|how many {CURRENCY} (?:is|are|in|for) \d[\d.,]* ?{CURRENCY}|(?:montako|kuinka monta) {CURRENCY} (?:on|saa) \d[\d.,]* ?\w*",
    re.IGNORECASE,
)
NAMED = re.compile(rf"(?<!\w){CURRENCY}(?!\w)", re.IGNORECASE)


def is_exchange(said: str) -> bool:
    """Tell whether an amount of one currency is asked for in another."""
    return ASKED.fullmatch(said) is not None and len({name.lower() for name in NAMED.findall(said)}) > 1
