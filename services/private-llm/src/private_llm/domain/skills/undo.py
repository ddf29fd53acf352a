"""Take back what the last turn did: what was added goes, what was changed is as it was."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import listed, quoted
from private_llm.domain.skills import forget, settings
from private_llm.domain.understanding import courtesies, focus
from private_llm.domain.understanding.lexicon import LANGUAGES, plain
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Asked, Effect
from shared.schemas.records import RecordKind

SETTINGS = {"cloud": ("the cloud setting", "pilviasetus"), "language": ("the language", "kieli"), "zone": ("the time zone", "aikavyöhyke")}
TALK = frozenset({"chat", "time", "convert", "repeat", "stop"})
"""Over these "undo that" reaches without a question."""


def run(request: Request, tools: Tools) -> Answer:
    turn = request.focus.undoable
    if request.focus.latest is not None and any(gone in request.focus.latest.answered for gone in forget.GONE):
        return Answer(
            request.say(
                "What is forgotten is gone for good, so I can't bring it back. Nothing else has changed.",
                "Unohdettua ei voi palauttaa: se on poissa lopullisesti. Mitään muuta ei muutettu.",
            )
        )
    if turn is None and request.focus.asked is not None:
        return Answer(
            request.say("Nothing had been done yet, so I leave it at that.", "Mitään ei ollut vielä tehty, joten jätän sen siihen.")
        )
    if turn is None:
        return Answer(request.say("There is nothing to undo.", "Ei ole mitään kumottavaa."))
    if not request.meant.confirmed and _is_older(turn, request):
        return _sure(turn, request, tools)
    lines = [line for effect in focus.changes(turn) if (line := _taken_back(effect, request, tools))]
    done = (Effect("undone", "turn", turn.turn),)
    if not lines:
        return Answer(request.say("That is gone already; nothing was undone.", "Se on jo poissa; mitään ei kumottu."), effects=done)
    return Answer(request.say(f"Undone:\n{listed(lines)}", f"Kumottu:\n{listed(lines)}"), effects=done)


def _is_older(turn: focus.Earlier, request: Request) -> bool:
    """Tell whether something else was asked for since, which changed nothing."""
    since = request.focus.earlier[: [one.turn for one in request.focus.earlier].index(turn.turn)]
    return any(not one.reply.effects and not _is_talk(one) for one in since)


def _is_talk(turn: focus.Earlier) -> bool:
    """Tell whether a turn was small talk, a sum or the like, and nothing that asked for something in vain."""
    chatted = "chat" not in turn.reply.steps or any(courtesies.answer(plain(turn.said), one) for one in LANGUAGES)
    return TALK.issuperset(turn.reply.steps) and chatted


def _sure(turn: focus.Earlier, request: Request, tools: Tools) -> Answer:
    """Say what would be taken back, and ask first."""
    changes = focus.changes(turn)
    kept = (tools.archive.record(effect.kind, effect.id) for effect in changes if effect.kind != settings.SETTING)  # type: ignore[arg-type]
    named = [quoted(_text(entry), 160) for entry in kept if entry is not None]
    what = listed([*named, *(_setting(effect, request) for effect in changes if effect.kind == settings.SETTING)])
    question = request.say(
        f"What you said last changed nothing. Shall I take back the change before that?\n{what}",
        f"Viimeksi sanomasi ei muuttanut mitään. Perunko sitä edeltävän muutoksen?\n{what}",
    )
    return Answer(question, follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=Asked("yes", "undo"))


def _setting(effect: Effect, request: Request) -> str:
    """Return what a changed setting is called."""
    return request.say(*SETTINGS[effect.id])


def _taken_back(effect: Effect, request: Request, tools: Tools) -> str:
    if effect.kind == settings.SETTING:
        tools.archive.set_setting(effect.id, effect.before["value"])  # type: ignore[arg-type]
        cloud = request.say(*(settings.OFF if effect.before["value"] == "off" else settings.ON)) if effect.id == "cloud" else ""
        return request.say(
            f"{_setting(effect, request)} is as it was. {cloud}", f"{_setting(effect, request)} on ennallaan. {cloud}"
        ).strip(" .") + ("." if cloud else "")
    kind: RecordKind = effect.kind  # type: ignore[assignment]
    entry = tools.archive.record(kind, effect.id)
    if entry is None:
        return ""
    text = quoted(_text(entry), 160)
    if effect.act == "added":
        tools.archive.drop(kind, effect.id)
        return request.say(f"{text} is taken out again", f"{text} on otettu pois")
    before = tools.archive.put(kind, effect.id, effect.before, change=True)
    return request.say(f"{quoted(_text(before), 160)} is as it was", f"{quoted(_text(before), 160)} on ennallaan")


def _text(entry: RecordView) -> str:
    return str(entry.fields.get("text") or entry.fields.get("name") or "")
