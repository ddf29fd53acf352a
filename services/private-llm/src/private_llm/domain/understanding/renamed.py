"""Other words for what is kept: "rename the rent reminder to pay the landlord", "change the wifi note to wifi is cat". A time behind it
moves a thing, and is no name."""

import re

from private_llm.domain.understanding import asked, lexicon
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Language

RENAME = "rename"
"""What the plan asks for: what is named in `text` is to be called otherwise."""
POLITE = r"(?:(?:please|can you|could you|voitko|voisitko) )*"
NAMED: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("en", re.compile(rf"{POLITE}(?:rename|retitle|reword) (?:(?:the|my) )?(?P<what>\S.*?) (?:to|into|as) (?P<to>\S.*)", re.IGNORECASE)),
    ("en", re.compile(rf"{POLITE}(?:change|edit|update|correct) (?:(?:the|my) )?(?P<what>\S.*? (?:reminder|alarm|note|event)|(?:reminder|note|event) (?:about|of|for) \S.*?)(?: text| name| title)? (?:to|into|to say|so it says) (?P<to>\S.*)", re.IGNORECASE)),
    ("fi", re.compile(rf"{POLITE}(?:nimeä|uudelleennimeä) (?P<what>\S.*?) (?:uudelleen |uudestaan )?(?:nimellä|nimeksi|:) ?(?P<to>\S.*)", re.IGNORECASE)),
    ("fi", re.compile(rf"{POLITE}(?:muuta|vaihda|muokkaa|korjaa) (?P<what>\S*(?:muistutu|muistiinpano|hälyty)\S*(?: \S+(?:sta|stä))?|\S+(?:-| )?(?:muistutu|muistiinpano)\S*) (?:tekstiksi|nimeksi|muotoon|:) ?(?P<to>\S.*)", re.IGNORECASE)),
)  # fmt: skip
RETITLES = re.compile(rf"{POLITE}(?:rename|retitle|reword|nimeä|uudelleennimeä)\b", re.IGNORECASE)
KINDS = re.compile(r"\b(?:reminder|alarm|note|event|about|of|for)\b|-?(?:muistutu|muistiinpano|hälyty)\w*", re.IGNORECASE)
"""What says of which kind something is, and names nothing."""
TIMELY = re.compile(
    r"\b(?:later|earlier|daily|weekly|monthly|yearly|every|each|weekdays?|weekends?|instead|repeat|be|aiemmin|aikaisemmin|myöhemmin|joka|päivittäin|viikoittain)\b|^(?:an? |the )?(?:note|reminder|event|alarm)$",
    re.IGNORECASE,
)
"""What says when, or makes another thing of it, and is no name."""
OTHERS = re.compile(
    r"\b(?:contact|person|chat|conversation|group|list|file|folder|band)\b|\b(?:keskustelu|ryhmä|yhteystie|lista)\w*", re.IGNORECASE
)
"""What is called otherwise by hand, if at all."""
ARTICLE = re.compile(r"^(?:the|my|a|an)$|^(?:the|my|a|an) ", re.IGNORECASE)
LONGEST = 300


def read(text: str) -> Meant | None:
    """Return what is to be called otherwise, and how."""
    said = text.strip(" .!")
    if "?" in text or "\n" in text or len(said) > LONGEST:
        return None
    for language, form in NAMED:
        match = form.fullmatch(said)
        names = (
            match is None
            or (RETITLES.match(said) is not None and not OTHERS.search(match["what"]))
            or not (asked.names_time(match["to"]) or TIMELY.search(match["to"]))
        )
        if match and names and not lexicon.is_pointer(match["what"]):
            what = ARTICLE.sub("", KINDS.sub(" ", match["what"]).strip())
            to = match["to"].strip(" \"'“”")
            return Meant("remind", text, language, {"query": RENAME, "text": to, "when": what}) if what and to else None
    return None
