"""What is to be removed and is of another kind than the act: "forget the gym", "poista jauheliha"."""

from dataclasses import replace

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import things
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import RecordView
from shared.schemas.plan import Intent
from shared.schemas.records import RecordKind
from shared.stopwords import telling

LIMIT = 500


def whole(kind: RecordKind, request: Request, tools: Tools) -> RecordView | None:
    """Return the one thing of a kind that has every word that is named and is still to be done."""
    words = _named(request)
    wanted = {word.lower() for word in telling(words) or plain(words).split() if len(word) > 2}
    records = [
        one
        for one in tools.archive.records(kind, limit=LIMIT)
        if not one.fields.get("done") and one.fields.get("state") in {None, "pending"}
    ]
    found = [one for one in things.matching(records, words) if things.held(words, str(one.fields["text"])) >= len(wanted)] if wanted else []
    return found[0] if len(found) == 1 else None


def is_all_named(entry: RecordView, request: Request) -> bool:
    """Tell whether a thing says no more than what is named: "the gym" is not "call Anna about the gym"."""
    text = str(entry.fields["text"])
    return things.held(text, _named(request)) >= len({word.lower() for word in telling(text) if len(word) > 2 and word.isalpha()})


def _named(request: Request) -> str:
    return request.said("query") or request.said("text")


def offered(kind: RecordKind, intent: Intent, request: Request, tools: Tools) -> Answer | None:
    """Offer to remove the thing of another kind that is named; None when there is none."""
    entry = whole(kind, request, tools)
    if entry is None:
        return None
    question = request.say("Do you mean this? Nothing has been removed.", "Tarkoitatko tätä? Mitään ei poistettu.")
    removing = request.meaning(intent, entry)
    removing = replace(removing, meant=replace(removing.meant, words={"query": "tick"} if kind == "item" else {}))
    return things.sure([entry], removing, question, lambda some, _: [quoted(str(one.fields["text"]), 160) for one in some])
