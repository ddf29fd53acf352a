"""What form a request has: a question, an order, or something that is told."""

import re

from private_llm.domain.understanding.lexicon import plain

QUESTION = re.compile(
    r"(?:(?:until|till|since|by|from|at|in|on|with|to|for) (?=when|what|which|who|whom|where)|mihin (?=mennessä|asti|saakka))?"
    r"(?:what(?! an? )|when|where|who|whom|whose|which|why|how|is|are|was|were|do|does|did|have|has|am|mitäs?|mikäs?|mitkä|mille|millä|miltä|mistä|minne|minkä|kenelle|keneltä|kenellä|ketä|ketkä|milloin|koska|missäs?|kukas?|mihis|kenen|miksi|miten|kuinka|montako|paljonko|paljon(?= on\b)|kauanko|onko|oliko|olenko|ehdinkö|ehtisinkö|pääsenkö|monelta|moneltako|mihin|mikset|mikseti|miksei)\b",
    re.IGNORECASE,
)
STATES = re.compile(
    r"\b(?:is|are|was|were|has|have|costs?|expires?|lives?|works?|likes?|starts?|ends?|loves?|hates?|prefers?|means?|goes|gave|lent|got|takes?|runs|doesn't|isn't|moved|weighs?|needs?|owes?|owed|on|ovat|oli|asuu|maksaa|alkaa|päättyy|vanhenee|muutti|tykkää|rakastaa|inhoaa|pitää|antoi|lainasi)\b"
)
ORDERS = re.compile(
    rf"{QUESTION.pattern}|(?:please|show|tell|give|make|put|set|turn|play|open|close|call|send|write|find|move|delete|cancel|remove|stop|start|star|mark|can|could|would|should|let|näytä|kerro|anna(?!['’]| (?:is|has|was|will|said|wants|needs|likes|lives)\b)|laita|soita|avaa|sulje|poista|peru|siirrä|kirjoita|voitko)\b",
    re.IGNORECASE,
)

TELLS = re.compile(r"\b(?:i|you|he|she|it|we|they|not|\w+n't|en|et|ei|mä|sä|hän|se|no|yes|ok|okay|joo|kyllä)\b")
"""What is in no mere name of something."""

TELLS_WHY = re.compile(
    r"(?:ne|se|mä|minä|en|ei|hän|sillon|they|they're|theyre|i|i'm|im|it|it's|its|she|he|we) .+|.+ (?:on|oon|en|ei|is|are|isn't|can't|not) .+"
)
"""What is said behind a request to say why."""

HELP = re.compile(
    r"(?:so |ok |and )?what (?:else )?can you (?:actually |even )?do(?: for me| then)?|what are you (?:able to do|good for)|what do you do|help(?: me)?"
    r"|(?:no )?mitä (?:sä |sinä )?(?:sit |sitten |oikein |kaikkea )*(?:osaat|pystyt tekemään|voit tehdä)(?: tehdä)?"
)
"""What asks what can be asked for, in plain words."""
TO_WRITE = re.compile(
    r"(?:please |can you |could you |voitko |voisitko )*(?:tell|write|give|translate|explain|sing|compose|compare|suggest|describe|rephrase|rewrite|list|name|play|say|talk|chat|let's"
    r"|kerro|kertoa|kirjoita|käännä|selitä|keksi|ehdota|laula|vertaa|kuvaile|sano|juttele|jutellaan|puhutaan)",
    re.IGNORECASE,
)
"""What asks for words that somebody has to make up."""
TO_FIND = re.compile(
    r"(?:(?:please|can you|could you|would you|hey|voitko|voisitko) )*(?:find|search(?: for)?|look (?:for|up)|etsi|etsiä|hae|hakea|etsitkö|löydätkö) \S",
    re.IGNORECASE,
)
TO_TELL = re.compile(
    r"(?:(?:please|can you|could you|would you|hey|voitko|voisitko) )*(?:(?:tell|give|show|remind) me (?:(?:about |all about |more about )?(?:my|our|the|his|her|their)|what|where|when|who|how)\b|"
    r"(?:kerro|sano|kertoa|sanoa)(?: mulle| minulle)? (?:mun|minun|meidän|mikä|mitä|missä|milloin|koska|kuka|paljonko|montako)\b)",
    re.IGNORECASE,
)
"""What asks for something by an order."""


def is_question(text: str) -> bool:
    """Tell whether something is asked."""
    return text.rstrip().endswith("?") or any(form.match(plain(text)) for form in (QUESTION, TO_TELL))


def is_neither(text: str) -> bool:
    """Tell whether nothing is asked and nothing ordered."""
    return not text.rstrip().endswith("?") and ORDERS.match(plain(text)) is None


def is_named(text: str) -> bool:
    """Tell whether something is only named: neither asked nor ordered nor told."""
    return is_neither(text) and STATES.search(plain(text)) is None and TELLS.search(plain(text)) is None


def is_statement(text: str) -> bool:
    """Tell whether something is told: neither asked nor ordered, in a few words with a verb of being or having."""
    said = plain(text)
    return is_neither(text) and 3 <= len(said.split()) <= 60 and STATES.search(said) is not None
