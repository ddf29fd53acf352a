"""Words of others that give an assistant orders: they are quoted as what somebody wrote, and no model that writes is shown them."""

import re

_OF_RULES = r"(?:rules?|instructions?|prompt|guidelines|sääntö\w*|säännöt|ohje\w*|pyyntö\w*|regler|instruktion\w*|regeln|anweisung\w*|reglas|instrucciones|instrucción)"
ORDERS = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass|unohda|ohita|sivuuta|glöm|ignorera|vergiss|ignorier\w*|olvida|ignora)\b.{{0,40}}\b{_OF_RULES}"
    rf"|\b(?:new|updated|uusi|ny|neue|nueva)\b.{{0,15}}\b{_OF_RULES}(?: (?:from|by) .{{1,20}})?\s*:|\b(?:SYSTEM|JÄRJESTELMÄ|SISTEMA)\b\s*[:>\]]|<\|?(?:im_start|system|/?inst)\b|\[/?INST\]"
    r"|(?:^|\W)(?:assistant|assistent|asistente|avustaja|ai|chatgpt|chatbot|language model|kielimalli)\s*[,:!]|\b(?:owner|omistaja)\w*'?s? (?:new |uusi )?(?:instruction|ohje)"
    rf"|\b(?:instead of|rather than)\b.{{0,40}}\b(?:summar\w+|request|answering|what was asked|that you)|\b(?:radera|lösche|borra|delete|poista) (?:allt|alles|todo|everything|kaikki)\b"
    r"|\{\s*\"?(?:steps|do|role|tool|function)\"?\s*:|\b(?:you are|olet) (?:now|nyt)\b|\b(?:as an|olet) (?:ai|tekoäly)\b",
    re.IGNORECASE,
)


def are_in(text: str) -> bool:
    """Tell whether a text gives an assistant orders, as far as its form shows."""
    return ORDERS.search(text) is not None
