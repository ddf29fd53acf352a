"""The conversation engine: plans a request, runs its steps, and makes one answer of what the skills say."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from private_llm.domain import skills
from private_llm.domain.conversation import Answer, Manner, Request, Tools
from private_llm.domain.planner import OwnWords, Planner, Withheld
from private_llm.domain.ports import Archive, Writer, WriterFailed
from private_llm.domain.saying.grounded import Unfounded
from private_llm.domain.understanding import focus
from private_llm.domain.understanding.local import LocalPlanner
from private_llm.domain.understanding.meant import Meant
from private_llm.domain.understanding.own import FORWARDED, PASSED_ON
from private_llm.domain.understanding.understand import Understanding, Understood
from shared.schemas.archive import Utterance
from shared.schemas.conversation import Asked, Effect, Reply
from shared.schemas.plan import Language

Tell = Callable[[str, str], None]
"""Receives (`step` or `token`, text) while an answer comes into being."""
WITHHELD: dict[tuple[Withheld, Language], str] = {
    ("spent", "en"): "(Today's budget for the cloud model is spent, so this was interpreted here alone.)",
    ("spent", "fi"): "(Pilvimallin tämän päivän osuus on käytetty, joten tämä tulkittiin vain täällä.)",
    ("unrecorded", "en"): "(The cloud model was not asked: what would have left could not be put on record, so nothing left.)",
    ("unrecorded", "fi"): "(Pilvimallilta ei kysytty: lähtevää ei saatu kirjattua, joten mitään ei lähtenyt.)",
    ("altered", "en"): "(The cloud model was not asked: what would have left was not what was allowed to, so nothing left.)",
    ("altered", "fi"): "(Pilvimallilta ei kysytty: lähtevä ei ollut se, mikä sai lähteä, joten mitään ei lähtenyt.)",
}
NOT_KEPT = ("(What came with it I can't keep; only your words are here.)", "(Mukana tullutta en voi säilyttää; vain sanasi ovat tallella.)")
WAS_PASSED_ON = (
    "That was passed on, or is a file's name, so I did nothing with it. Shall I keep the words as a note?",
    "Tuo oli välitetty viesti tai tiedoston nimi, joten en tehnyt sillä mitään. Tallennanko sanat muistiinpanoksi?",
)
PLAIN = Manner()
PIECES = re.compile(r"\S+\s*")


class Engine:
    """Answers one message at a time."""

    def __init__(self, planner: Planner, writer: Writer, *, default_zone: str) -> None:
        self._understanding = Understanding(planner, LocalPlanner(writer))
        self._writer = writer
        self._default_zone = default_zone

    def answer(
        self,
        turn: str,
        text: OwnWords,
        archive: Archive,
        *,
        history: Sequence[Utterance],
        settings: Mapping[str, str],
        now: datetime,
        tell: Tell,
        manner: Manner = PLAIN,
        attached: int = 0,
    ) -> Reply:
        """Return the answer to a message. Told piece by piece while it is made; what is returned is what counts."""
        zone, seen = settings.get("zone", self._default_zone), focus.of(history)
        understood = self._understanding.of(text, archive, turn=turn, focus=seen, history=history, settings=settings, now=now, zone=zone)
        tools = Tools(archive, self._writer, lambda done: tell("step", done))
        answers: list[Answer] = []
        for number, meant in enumerate(understood.meant):
            tell("step", meant.intent)
            request = Request(_step_id(turn, number, meant, seen), meant, now, zone, history, settings, manner, seen)
            answers.append(_spoken(skills.skill_for(meant.intent)(request, tools), request, tell))
        if understood.withheld:
            answers.append(_spoken(Answer(WITHHELD[understood.withheld, request.language]), request, tell))
        if attached:
            answers.append(_spoken(Answer(request.say(*NOT_KEPT)), request, tell))
        return _joined(answers, understood)

    def passed_on(self, text: str, settings: Mapping[str, str]) -> Reply:
        """Answer words that the person passed on: they are somebody else's, so they ask for nothing, and go to nobody."""
        finnish = settings.get("language") == "fi"
        asked = Asked("yes", "remember", {"text": text})
        return Reply(WAS_PASSED_ON[finnish], "rules", (FORWARDED,), follow_ups=(("Kyllä", "Ei") if finnish else ("Yes", "No")), asked=asked)


def _step_id(turn: str, number: int, meant: Meant, seen: focus.Focus) -> str:
    """Return the id under which a step keeps what it makes. It tells for ever when that was somebody else's words."""
    somebody_elses = meant.confirmed and seen.latest is not None and FORWARDED in seen.latest.reply.steps
    return f"{turn}-{number}{PASSED_ON if somebody_elses else ''}"


def _spoken(answer: Answer, request: Request, tell: Tell) -> Answer:
    """Tell an answer piece by piece, and keep what is to be kept of it. A model that fails is tried once more in silence; then its
    stand-in answers."""
    text, engine, remark = answer.text, "rules", _without_model(request) if answer.model_missing else ""
    if answer.pieces is not None:
        for attempt in range(2):
            try:
                text, engine = _written(answer.pieces, tell if attempt == 0 else _silent), answer.engine
                break
            except Unfounded:
                remark = _unfounded(request)
                break
            except WriterFailed:
                remark = _broken_off(request)
    kept = (answer.keep(text),) if answer.keep is not None else ()
    if engine == "rules":
        text = f"{text}\n\n{remark}" if remark else text
        for piece in PIECES.findall(text):
            tell("token", piece)
    effects = (*answer.effects, *(Effect("added", one.kind, one.id) for one in kept))
    sources = answer.cited() if answer.cited and engine != "rules" else answer.sources
    return replace(answer, text=text, sources=(*sources, *kept), engine=engine, effects=effects)


def _written(written: Callable[[], Iterator[str]], tell: Tell) -> str:
    pieces: list[str] = []
    for piece in written():
        pieces.append(piece)
        tell("token", piece)
    text = "".join(pieces).strip()
    if not text:
        raise WriterFailed("the model said nothing")
    return text


def _silent(_kind: str, _text: str) -> None:
    return None


def _broken_off(request: Request) -> str:
    return request.say("(The language model stopped in mid-answer; this is without it.)", "(Kielimalli keskeytyi; tämä on ilman sitä.)")


def _unfounded(request: Request) -> str:
    return request.say(
        "(The language model said something that I did not find; this is what I found.)",
        "(Kielimalli sanoi jotain, mitä en löytänyt; tämän löysin.)",
    )


def _without_model(request: Request) -> str:
    return request.say(
        "(Answered without a language model: none is running here.)", "(Vastattu ilman kielimallia: täällä ei ole sellaista käynnissä.)"
    )


def _joined(answers: Sequence[Answer], understood: Understood) -> Reply:
    engines = [answer.engine for answer in answers if answer.engine != "rules"]
    return Reply(
        text="\n\n".join(answer.text for answer in answers),
        engine=engines[0] if engines else "rules",
        steps=tuple(meant.intent for meant in understood.meant),
        sources=tuple(source for answer in answers for source in answer.sources),
        follow_ups=tuple(dict.fromkeys(question for answer in answers for question in answer.follow_ups))[:3],
        egress=understood.egress,
        effects=tuple(effect for answer in answers for effect in answer.effects),
        asked=next((answer.asked for answer in reversed(answers) if answer.asked), None),
    )
