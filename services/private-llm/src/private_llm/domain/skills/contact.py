"""Keep and find people's details."""

from private_llm.domain.conversation import Answer, Request, Tools, added, source
from private_llm.domain.saying.wording import listed, quoted
from shared.schemas.interpretation import Kind

DETAILS = {Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.NUMBER, Kind.ID}
NAMES = {Kind.PERSON, Kind.WORD, Kind.TEXT}


def run(request: Request, tools: Tools) -> Answer:
    details, name = _words(request, DETAILS), _words(request, NAMES)
    if details and name:
        contact = tools.archive.put("contact", request.id, {"name": name, "details": details})
        return Answer(
            request.say(f"Saved: {quoted(f'{name}, {details}')}", f"Tallennettu: {quoted(f'{name}, {details}')}"),
            (source(contact),),
            effects=(added(contact),),
        )
    if name:
        hits = tools.archive.search(name, kinds=("contact", "note"), match="any", limit=5)
        if not hits:
            return Answer(request.say(f"I have no details of {quoted(name)}.", f"Minulla ei ole tietoja: {quoted(name)}."))
        return Answer(listed(quoted(hit.text, 160) for hit in hits), tuple(source(hit) for hit in hits))
    found = tools.archive.records("contact", limit=50)
    if not found:
        return Answer(request.say("You have no contacts yet.", "Sinulla ei ole vielä yhteystietoja."))
    return Answer(listed(f"{entry.fields['name']}: {entry.fields['details']}" for entry in found), tuple(source(entry) for entry in found))


def _words(request: Request, kinds: set[Kind]) -> str:
    return " ".join(masked.text for masked in request.meant.masked if masked.kind in kinds)
