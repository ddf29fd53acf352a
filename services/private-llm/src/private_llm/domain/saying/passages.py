"""How passages are quoted: who wrote it, when, in which chat, in the language of the question."""

from collections.abc import Mapping, Sequence

from private_llm.domain.conversation import Request
from private_llm.domain.retrieval import otherwise, quoting
from private_llm.domain.saying.wording import day, listed, quoted
from shared.schemas.archive import Hit

MORE = ("Show more", "Näytä lisää")


def plainly(hits: Sequence[Hit], request: Request, *, sure: bool, whole: bool = False) -> str:
    """Return what was found, without a model: what the person told, and what others wrote. The best of it is quoted whole."""
    best = hits[0]
    near = not sure and best.kind != "contact"
    quote = quoting.best(words(best, request), whole=whole)
    cut = quoting.rest([best.text], request, quoting.MOST if whole else quoting.WHOLE)
    if len(hits) == 1:
        nearest = request.say("I don't know that for sure. The nearest that I found. ", "En tiedä sitä varmasti. Lähin löytämäni. ")
        return (nearest if near else "") + said(best, quote, request) + cut
    quotes = [quote, *(quoted(words(hit, request), quoting.BESIDE) for hit in hits[1:])]
    lines = listed(said(hit, one, request) for hit, one in zip(hits, quotes, strict=True))
    if near:
        head = request.say("I don't know that for sure. The nearest that I found:\n", "En tiedä sitä varmasti. Lähimmät löytämäni:\n")
    elif any(hit.kind in ("message", "contact") for hit in hits):
        head = request.say("This is what I found:\n", "Tämän löysin:\n")
    else:
        head = request.say("This is what you have told me:\n", "Tämän olet kertonut:\n")
        lines = listed(f"{one} ({day(hit.at, request.zone, request.language)})" for hit, one in zip(hits, quotes, strict=True))
    return head + lines + (cut or quoting.rest([hit.text for hit in hits[1:]], request, quoting.BESIDE))


def said(hit: Hit, quote: str, request: Request) -> str:
    """Return a quotation with who said it, where and when."""
    when = day(hit.at, request.zone, request.language)
    if hit.kind == "contact":
        return request.say(f"In your contacts: {quote}", f"Yhteystiedoissasi: {quote}")
    if hit.kind == "event":
        return request.say(f"In your calendar: {quote}", f"Kalenterissasi: {quote}")
    if hit.kind == "reminder":
        return request.say(f"You have a reminder: {quote}", f"Sinulla on muistutus: {quote}")
    if hit.kind != "message":
        return request.say(f"You told me on {when}: {quote}", f"Kerroit {when}: {quote}")
    who, where = hit.sender or "–", quoted(hit.chat_name)
    return request.say(f"{who} wrote in {where} on {when}: {quote}", f"{who} kirjoitti keskustelussa {where} {when}: {quote}")


def words(hit: Hit, request: Request) -> str:
    """Return what there is to quote: of what has no words what was attached."""
    return hit.text.strip() or hit.media or request.say("(attached, not kept)", "(liite, ei tallella)")


def elsewhere(where: str, request: Request) -> str:
    """Say that nothing was found where it was to be, and that what follows is from elsewhere."""
    if not where:
        return ""
    return request.say(f"I found nothing about that there ({where}). Elsewhere:\n", f"Siellä ei ollut siitä mitään ({where}). Muualla:\n")


def respelt(instead: Mapping[str, str], request: Request, *, names: bool) -> str:
    """Say what was looked for in place of words that are in nothing."""
    if not instead:
        return ""
    written, near = (", ".join(map(quoted, words)) for words in (instead, instead.values()))
    doubt = request.say(", which may be somebody else", ", joka voi olla joku muu") if names else ""
    return request.say(f"Nothing says {written}; for {near}{doubt}:\n", f"Missään ei lue {written}; haulla {near}{doubt}:\n")


def older(best: Sequence[Hit], hits: Sequence[Hit], request: Request) -> str:
    """Say that something older says otherwise."""
    before = [hit for hit in otherwise.contradicting(best[0], hits) if hit.at <= best[0].at]
    if not before:
        return ""
    last = max(before, key=lambda hit: hit.at)
    return "\n" + request.say("An older one says otherwise: ", "Vanhempi sanoo toisin: ") + said(last, quoted(last.text), request)


def since(changing: Hit | None, request: Request) -> str:
    """Say what was written later that changes it."""
    if changing is None:
        return ""
    return "\n" + request.say("Later: ", "Myöhemmin: ") + said(changing, quoted(words(changing, request), quoting.BESIDE), request)


def more(left: int, request: Request) -> str:
    """Say how to see what else was found."""
    if left <= 0:
        return ""
    return "\n" + request.say(f"({left} more like this: say “more”.)", f"(Samantapaisia vielä {left}: sano “lisää”.)")
