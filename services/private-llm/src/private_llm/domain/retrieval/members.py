"""Who is in a chat, as far as those who wrote show it."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.retrieval import places
from private_llm.domain.retrieval.vocabulary import is_one, words
from private_llm.domain.saying.wording import listed, quoted

SHOWN = 30


def answer(request: Request, tools: Tools) -> Answer | None:
    """Return who wrote in the chat that a question asks about, or a question back; None where it asks for something else."""
    opener = next((match for form in words()["members"] if (match := form.match(request.text.strip()))), None)
    if opener is None:
        return None
    chats = places.chats(tools)
    named = places.chat_in(request.text, chats, tools, asked=True)
    if named is not None:
        return _in(named.name, chats[named.name], request, tools)
    rest = [one.word for one in places.spoken(request.text.strip()[opener.end() :])]
    if not chats or not rest or not all(is_one(word, "chat") or is_one(word, "small") or is_one(word, "filling") for word in rest):
        return None
    if len(chats) == 1:
        return _in(*next(iter(chats.items())), request, tools)
    which = listed(quoted(name) for name in list(chats.values())[:SHOWN])
    return Answer(request.say(f"Which chat do you mean?\n{which}", f"Mitä keskustelua tarkoitat?\n{which}"))


def _in(chat: str, name: str, request: Request, tools: Tools) -> Answer:
    wrote = list(tools.archive.senders(chat))
    if not wrote:
        return Answer(
            request.say(f"Nobody has written in {quoted(name)} yet.", f"Keskustelussa {quoted(name)} ei ole vielä kirjoittanut kukaan.")
        )
    more = request.say(f" and {len(wrote) - SHOWN} others", f" ja {len(wrote) - SHOWN} muuta") if len(wrote) > SHOWN else ""
    who = ", ".join(wrote[:SHOWN]) + more
    return Answer(request.say(f"In {quoted(name)} these have written: {who}.", f"Keskustelussa {quoted(name)} ovat kirjoittaneet: {who}."))
