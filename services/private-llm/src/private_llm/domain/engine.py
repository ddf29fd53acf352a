"""The conversation engine: plans a request, runs its steps, and makes one answer of what the skills say."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from private_llm.domain import skills
from private_llm.domain.conversation import Answer, Manner, Request, Tools
from private_llm.domain.planner import OwnWords, Planner, Withheld
from private_llm.domain.ports import Archive, TookTooLong, Writer, WriterFailed
from private_llm.domain.saying.grounded import Unfounded, Unknown
from private_llm.domain.understanding import focus, told
from private_llm.domain.understanding.local import LocalPlanner
from private_llm.domain.understanding.meant import Meant
from private_llm.domain.understanding.own import FORWARDED, PASSED_ON
from private_llm.domain.understanding.understand import Understanding, Understood
from private_llm.domain.writing import Why, Writing, under_way
from shared.schemas.archive import Utterance
from shared.schemas.conversation import Asked, Effect, Reply
from shared.schemas.plan import Language

Tell = Callable[[str, str], None]
"""Receives (`step` or `token`, text) while an answer comes into being."""
BETWEEN = "\n\n"
"""What stands between the answers to several requests of one message."""
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
NOTHING_KEPT = (
    "Nothing is kept in this conversation, so I have not kept that. “Remember that …” keeps it all the same.",
    "Tässä keskustelussa ei säilytetä mitään, joten en tallentanut tuota. ”Muista, että …” tallentaa sen silti.",
)
PLAIN = Manner()
PIECES = re.compile(r"\s*(?:\S+\s*){1,4}")
"""A few words: each piece is a message on the bus."""


@dataclass(frozen=True, repr=False)
class Acted:
    """A message that was understood and acted upon; what is left is to say so."""

    answers: tuple[tuple[Answer, Request], ...]
    understood: Understood

    @property
    def is_long(self) -> bool:
        """Tell whether a model will write, which may take long; nothing else is done then."""
        return any(answer.pieces is not None for answer, _ in self.answers)

    @property
    def language(self) -> Language:
        """The language of the answer."""
        return self.answers[0][1].language

    def spoken(self, tell: Tell, writing: Writing) -> Reply:
        """Return the answer. Told piece by piece while it is made; what is returned is what counts."""
        spoken: list[Answer] = []
        with under_way(writing):
            for answer, request in self.answers:
                if spoken:
                    tell("token", BETWEEN)
                spoken.append(_spoken(answer, request, tell, writing))
            return replace(_joined(spoken, self.understood), language=self.language)


class Engine:
    """Answers one message at a time."""

    def __init__(self, planner: Planner, writer: Writer, *, default_zone: str) -> None:
        self._understanding = Understanding(planner, LocalPlanner(writer))
        self._writer = writer
        self._default_zone = default_zone

    def answer(self, turn: str, text: OwnWords, archive: Archive, *, tell: Tell, **known: Any) -> Reply:
        """Act upon a message, and return the answer."""
        return self.act(turn, text, archive, tell=tell, **known).spoken(tell, Writing())

    def act(
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
        keeps: bool = True,
    ) -> Acted:
        """Understand a message and do what it asks for. No model writes yet. Where a conversation keeps nothing, so does what is not asked
        to."""
        zone, seen = settings.get("zone", self._default_zone), focus.of(history)
        understood = self._understanding.of(text, archive, turn=turn, focus=seen, history=history, settings=settings, now=now, zone=zone)
        tools = Tools(archive, self._writer, lambda done: tell("step", done))
        answers: list[tuple[Answer, Request]] = []
        for number, meant in enumerate(understood.meant):
            tell("step", meant.intent)
            request = Request(_step_id(turn, number, meant, seen), meant, now, zone, history, settings, manner, seen)
            answers.append((skills.skill_for(meant.intent)(request, tools) if keeps else _unkept(request, tools), request))
            seen = _with(answers[-1][0], meant, turn, seen)
        if understood.withheld:
            answers.append((Answer(WITHHELD[understood.withheld, request.language]), request))
        if attached:
            answers.append((Answer(request.say(*NOT_KEPT)), request))
        return Acted(tuple(answers), understood)

    def passed_on(self, text: str, settings: Mapping[str, str]) -> Reply:
        """Answer words that the person passed on: they are somebody else's, so they ask for nothing, and go to nobody."""
        finnish = settings.get("language") == "fi"
        asked = Asked("yes", "remember", {"text": text})
        answers = ("Kyllä", "Ei") if finnish else ("Yes", "No")
        language: Language = "fi" if finnish else "en"
        return Reply(WAS_PASSED_ON[finnish], "rules", (FORWARDED,), follow_ups=answers, asked=asked, language=language)


def _unkept(request: Request, tools: Tools) -> Answer:
    """Do what a request asks for, and keep nothing that it does not: no fact that is only told, no summary and no draft."""
    if not request.meant.confirmed and request.meant.intent in {"remember", "contact"} and told.read(request.text) is not None:
        return Answer(request.say(*NOTHING_KEPT))
    return replace(skills.skill_for(request.meant.intent)(request, tools), keep=None)


def _with(answer: Answer, meant: Meant, turn: str, seen: focus.Focus) -> focus.Focus:
    """Return what the next step of a message may point at: what was put down, or told with its time, by the one before too."""
    if meant.intent not in {"event", "remind", "lists", "remember"} or not (answer.effects or answer.asked):
        return seen
    reply = Reply(answer.text, "rules", (meant.intent,), answer.sources, effects=answer.effects, asked=answer.asked)
    before = focus.Earlier(turn, meant.text, answer.text, reply)
    return replace(seen, latest=before, earlier=(before, *seen.earlier))


def _step_id(turn: str, number: int, meant: Meant, seen: focus.Focus) -> str:
    """Return the id under which a step keeps what it makes. It tells for ever when that was somebody else's words."""
    somebody_elses = meant.confirmed and seen.latest is not None and FORWARDED in seen.latest.reply.steps
    return f"{turn}-{number}{PASSED_ON if somebody_elses else ''}"


def _spoken(answer: Answer, request: Request, tell: Tell, writing: Writing) -> Answer:
    """Tell an answer piece by piece, and keep what is to be kept of it. A model that fails is tried once more in silence; then its
    stand-in answers. Of one that the person stopped stands what was told."""
    text, engine, remark = answer.text, "rules", _without_model(request) if answer.model_missing else ""
    if answer.pieces is not None:
        told: list[str] = []
        for attempt in range(2):
            try:
                text, engine = (
                    _written(answer.pieces, told if attempt == 0 else [], tell if attempt == 0 else _silent, writing),
                    answer.engine,
                )
                break
            except Unfounded as unfounded:
                remark = "" if isinstance(unfounded, Unknown) else _unfounded(request)
                break
            except WriterFailed as failure:
                if writing.why == "stopped":
                    return _stopped(answer, request, "".join(told).strip(), tell)
                remark = _not_written(request, writing.why) if writing.why else _broken_off(request)
                if writing.why or isinstance(failure, TookTooLong):
                    break
    kept = (answer.keep(text),) if answer.keep is not None else ()
    if engine != "rules" and writing.left_out:
        remark = _left_out(request, writing.left_out)
        text = f"{text}\n\n{remark}"
        tell("token", f"\n\n{remark}")
    if engine == "rules":
        text = f"{text}\n\n{remark}" if remark else text
        for piece in PIECES.findall(text):
            tell("token", piece)
    effects = (*answer.effects, *(Effect("added", one.kind, one.id) for one in kept))
    return replace(answer, text=text, sources=(*answer.rests_on(engine), *kept), engine=engine, effects=effects)


def _stopped(answer: Answer, request: Request, told: str, tell: Tell) -> Answer:
    """Return what was told before the person stopped it, and that it is not all. It is kept as nothing else."""
    remark = request.say("(Stopped.)", "(Keskeytetty.)")
    said = f"\n\n{remark}" if told else remark
    tell("token", said)
    return replace(answer, text=told + said, engine=answer.engine if told else "rules", sources=answer.sources if told else ())


def _written(written: Callable[[], Iterator[str]], told: list[str], tell: Tell, writing: Writing) -> str:
    writing.check()
    for piece in written():
        writing.check()
        told.append(piece)
        tell("token", piece)
    text = "".join(told).strip()
    if not text:
        raise WriterFailed("the model said nothing")
    return text


def _silent(_kind: str, _text: str) -> None:
    return None


def _broken_off(request: Request) -> str:
    return request.say("(The language model stopped in mid-answer; this is without it.)", "(Kielimalli keskeytyi; tämä on ilman sitä.)")


def _not_written(request: Request, why: Why) -> str:
    if why == "crowded":
        return request.say(
            "(The language model has enough to write already; this is without it. Ask again when its answers have come.)",
            "(Kielimallilla on jo tarpeeksi kirjoitettavaa; tämä on ilman sitä. Kysy uudelleen, kun sen vastaukset ovat tulleet.)",
        )
    return request.say(
        "(Nobody waited for this any more, so the language model was stopped; this is without it.)",
        "(Tätä ei enää odottanut kukaan, joten kielimalli pysäytettiin; tämä on ilman sitä.)",
    )


def _left_out(request: Request, lines: int) -> str:
    return request.say(
        f"(Of what was found {lines} lines did not fit into what the language model can read at once, so they were left out.)",
        f"(Löydetystä jäi pois {lines} riviä, jotka eivät mahtuneet kielimallin kerralla lukemaan.)",
    )


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
        text=BETWEEN.join(answer.text for answer in answers),
        engine=engines[0] if engines else "rules",
        steps=tuple(meant.intent for meant in understood.meant),
        sources=tuple(source for answer in answers for source in answer.sources),
        follow_ups=tuple(dict.fromkeys(question for answer in answers for question in answer.follow_ups))[:3],
        egress=understood.egress,
        effects=tuple(effect for answer in answers for effect in answer.effects),
        asked=next((answer.asked for answer in reversed(answers) if answer.asked), None),
    )
