"""What was said in a chat, in a few lines: what was decided, what is asked of the person, what has a date, then the main sentences.

All of it is quoted, or told by whom it was said, with its day; each line rests on one message.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Request
from private_llm.domain.retrieval import later
from private_llm.domain.saying import lexrank, orders, reported
from private_llm.domain.saying.wording import MONTHS, WEEKDAYS, listed, quoted
from private_llm.domain.understanding import lexicon
from shared.schemas.archive import Hit
from shared.stopwords import WORD, often, telling

DECIDED = re.compile(
    r"\b(?:decided|agreed|elected|chosen|voted|settled|confirmed|postponed|cancell?ed|booked|approved|we(?:'ll| will) go with|"
    r"(?:is|are|was|were|been|got|have|has) (?:now )?(?:moved|changed)|(?:is|was) fixed|moves?(?: from .{1,30})? to|moved (?:the|to)|starts? from|"
    r"goes up|goes down|it's a deal|päätet\w+|päätimme|päätin|sovi(?:ttiin|ttu|taan|imme)|valit(?:tiin|tu)|siirty[yi]\w*|siirret\w+|vaihdettiin|"
    r"muutettiin|perut(?:tu|tiin)|varat(?:tu|tiin)|hyväksyttiin|ostetaan|nousee|laskee|(?:have|had|need) to cancel|let's (?:decide|go with|take|say)|"
    r"change of plans?|(?:ok|okay|alright|right),? .{1,40} then|muutos|lähdetään(?:kin)?|(?:otetaan|mennään|tavataan)kin|siis \w+(?:aan|ään)|\w{4,}(?:taan|tään)kin)\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\?(?:\s|$)|^\W*(?:(?:\w+,? )?(?:could|can|would|will) (?:you|somebody|someone|anybody|anyone)|please (?:let me know|tell|send|confirm|answer|reply)|"
    r"voi(?:t|si)(?:t)?ko|voisko|kuka|ilmoita|vastatkaa|kertokaa)\b",
    re.IGNORECASE,
)
TO_SOMEBODY = re.compile(
    r"\b(?:could|can|would|will) (?:somebody|someone|anybody|anyone|one of you)|^\W*(?:who|kuka|ketkä)\b.*\?|\b(?:anyone|anybody|somebody|someone) (?:who )?can\b|"
    r"\b(?:voisiko|voiko|voisko|pystyykö) (?:joku|kukaan)\b",
    re.IGNORECASE,
)
YOU = re.compile(r"\b(?:you|your|sä|sinä|sun|sinun|te|teille|\w+(?:tko|tkö|isitko|isitkö|ksä))\b", re.IGNORECASE)
ANYONE = re.compile(r"\b(?:anyone|anybody|kukaan|kellään)\b", re.IGNORECASE)
ENDING = r"(?:[nt]|lle|lla|lta|ä|a|ssa|sta|ksi|kin)?"
"""Of Finnish names."""
FIGURE = re.compile(r"\d")
CLOSING = re.compile(
    r"^\W*(?:good ?night|good morning|thanks?|thank you|hyvää (?:yötä|huomenta)|huomenta|öitä|kiitos|moi|hei|hello|hi)\b.{0,20}$",
    re.IGNORECASE,
)
SILENCE = timedelta(hours=3)
"""After so long a new conversation begins."""
ANSWERING, SOON = 3, timedelta(hours=6)
"""A question is answered by one of so many messages behind it; in a group, so soon."""
MOST = {"decided": 5, "asked": 5, "dated": 6, "else": 4}
PART = 150
"""So many sentences are weighed against each other at once."""
QUOTED = 220
BARE = 3
"""A message of no more telling words names nothing that was decided."""


@dataclass(frozen=True, repr=False)
class Point:
    """One line: the message that it rests on, and its words."""

    hit: Hit
    text: str
    kind: str
    mine: bool = False


@dataclass(frozen=True, repr=False)
class Conversation:
    """Messages of one chat, oldest first, and the names under which the person writes there."""

    written: Sequence[Hit]
    mine: Collection[str]

    @cached_property
    def others(self) -> list[str]:
        """Return who else wrote, whoever began first."""
        return [one for one in dict.fromkeys(hit.sender for hit in self.written) if one and one not in self.mine]

    @property
    def is_between_two(self) -> bool:
        return len(self.others) <= 1

    def points(self) -> list[Point]:
        """Return what is worth saying, each kind in the order in which it was written."""
        kinds = self._kinds
        few = len(kinds["decided"]) + len(kinds["dated"]) + len(kinds["asked"]) < MOST["else"]
        main = self._main([point.hit for point in kinds["else"]], few=few)
        told = [*_weightiest(kinds["decided"]), *kinds["asked"][-MOST["asked"] :], *_weightiest(kinds["dated"]), *main]
        return list({point.hit.id: point for point in map(self._as_it_is, told)}.values())

    def everything(self) -> list[Point]:
        """Return all that was said, but for greetings and what says nothing."""
        return [point for points in self._kinds.values() for point in points if len(telling(point.hit.text)) >= lexrank.FEW]

    @cached_property
    def _kinds(self) -> dict[str, list[Point]]:
        asked = [Point(hit, hit.text, "asked") for hit in self.open_questions()]
        taken = {point.hit.id for point in asked}
        rest = [hit for hit in self.written if hit.id not in taken and hit.sender and not CLOSING.match(hit.text)]
        decided = [
            Point(hit, hit.text, "decided", hit.sender in self.mine)
            for hit in rest
            if DECIDED.search(hit.text) and not hit.text.rstrip().endswith("?") and not _only_agrees(hit.text)
        ]
        taken |= {point.hit.id for point in decided}
        dated = [Point(hit, hit.text, "dated", hit.sender in self.mine) for hit in rest if hit.id not in taken and _has_a_date(hit.text)]
        taken |= {point.hit.id for point in dated}
        left = [Point(hit, hit.text, "else", hit.sender in self.mine) for hit in rest if hit.id not in taken]
        return {"decided": decided, "asked": asked, "dated": dated, "else": left}

    def _as_it_is(self, point: Point) -> Point:
        """Return a point, or what took it back."""
        if point.kind in ("decided", "asked"):
            return point
        place = next(number for number, hit in enumerate(self.written) if hit.id == point.hit.id)
        changed = later.taken_back(point.hit, self.written[place + 1 :])
        return Point(changed, changed.text, point.kind, changed.sender in self.mine) if changed else point

    def open_questions(self) -> list[Hit]:
        """Return what others ask of the person, and nobody has answered."""
        return [hit for number, hit in enumerate(self.written) if self._is_to_me(hit) and not self._is_answered(number)]

    def _is_to_me(self, hit: Hit) -> bool:
        if not hit.sender or hit.sender in self.mine or not ASKS.search(hit.text.strip()):
            return False
        if self.is_between_two:
            return len(telling(hit.text)) > 0
        if self._is_named(hit.text) or any(_calls(one, hit.text) for one in self.others):
            return self._is_named(hit.text)
        return TO_SOMEBODY.search(hit.text) is not None or (YOU.search(hit.text) is not None and not ANYONE.search(hit.text))

    def _is_named(self, text: str) -> bool:
        firsts = [name.split()[0] for name in self.mine if name.split()]
        return any(re.search(rf"\b{re.escape(one)}{ENDING}\b", text, re.IGNORECASE) for one in firsts)

    def _is_answered(self, number: int) -> bool:
        asked, behind = self.written[number], self.written[number + 1 :]
        if any(hit.sender in self.mine for hit in behind[:ANSWERING]):
            return True
        if self.is_between_two or self._is_named(asked.text):
            return False
        about = lexicon.stems(" ".join(telling(asked.text)))
        return any(
            hit.sender != asked.sender
            and (hit.at - asked.at <= SOON or not (about.isdisjoint(lexicon.stems(hit.text)) or hit.text.rstrip().endswith("?")))
            for hit in behind[:ANSWERING]
        )

    def _main(self, left: Sequence[Hit], *, few: bool) -> list[Point]:
        """Return the main sentences of what is neither decided nor dated."""
        said = [
            one
            for number, hit in enumerate(left)
            for one in lexrank.sentences(number, hit.sender, hit.text, opens=self._opens(left, number))
        ]
        best = [one for start in range(0, len(said), PART) for one in lexrank.best(said[start : start + PART])]
        found = [
            Point(left[one.message], self._told(one), "else", one.who in self.mine) for one in best if len(telling(one.text)) >= lexrank.FEW
        ]
        most = MOST["else"] if few else 2
        return _weightiest(found, most) if len(found) > most else found

    def _opens(self, written: Sequence[Hit], number: int) -> bool:
        return number == 0 or written[number].at - written[number - 1].at > SILENCE

    def _told(self, sentence: lexrank.Sentence) -> str:
        """Return a sentence as it is told, where only two talk in English; else as it was said."""
        language = often(sentence.text)
        if not self.is_between_two or not self.others or not self.mine or language["en"] <= language["fi"] or orders.are_in(sentence.text):
            return sentence.text
        mine = sentence.who in self.mine
        return "=" + reported.told("you" if mine else sentence.who, self.others[0] if mine else "you", sentence.text)


def _only_agrees(text: str) -> bool:
    """Tell whether a text agrees to something that it does not name."""
    return len(telling(text)) <= BARE and not _has_a_date(text)


def _calls(name: str, text: str) -> bool:
    """Tell whether a text begins with somebody's first name."""
    return re.match(rf"\W*(?:\w+ )?{re.escape(name.split()[0])}\b", text, re.IGNORECASE) is not None


def _has_a_date(text: str) -> bool:
    return FIGURE.search(text) is not None or (_names_a_time(text) and bool(times.find(text)))


def _names_a_time(text: str) -> bool:
    """Tell whether a text has a word that dates and times are made of: most have none, and need not be read for one."""
    return not times.triggers().isdisjoint(WORD.findall(text.casefold()))


def _weightiest(points: Sequence[Point], most: int = 0) -> list[Point]:
    """Return the most telling of some points, as they were written: what names figures and names, and says much, before what does not."""
    if not points:
        return []
    most = most or MOST[points[0].kind]
    best = sorted(points, key=lambda point: -_weight(point.hit.text))[:most]
    return [point for point in points if point in best]


def _weight(text: str) -> float:
    words = telling(text)
    names = sum(word[0].isupper() for word in words[1:])
    return min(len(words), 14) / 4 + min(names, 3) + 1.5 * _names_a_time(text) + bool(FIGURE.search(text))


HEADS = {
    "decided": ("Decided or changed:", "Päätettyä ja muuttunutta:"),
    "asked": ("Waiting for your answer:", "Odottaa vastaustasi:"),
    "dated": ("Dates, times and figures:", "Päiviä, aikoja ja lukuja:"),
    "else": ("Also:", "Lisäksi:"),
}


def said(points: Sequence[Point], request: Request, *, chats: bool = False) -> str:
    """Return points as lines under a head for each kind."""
    kinds = [kind for kind in HEADS if any(point.kind == kind for point in points)]
    return "\n".join(
        f"{request.say(*HEADS[kind])}\n{listed(line(point, request, chat=chats) for point in points if point.kind == kind)}"
        for kind in kinds
    )


def line(point: Point, request: Request, *, chat: bool = False) -> str:
    """Return one point: who, when, what."""
    when = short_day(point.hit, request)
    where = f", {point.hit.chat_name}" if chat else ""
    if point.text.startswith("="):
        return f"{point.text[1:]} ({when}{where})"
    who = request.say("You", "Sinä") if point.mine else point.hit.sender
    return f"{who}, {when}{where}: {quoted(' '.join(point.text.split()), QUOTED)}"


def short_day(hit: Hit, request: Request) -> str:
    """Return `Tue 24 Nov`, `ti 24.11.`."""
    local = hit.at.astimezone(ZoneInfo(request.zone))
    weekday = WEEKDAYS[request.language][local.weekday()]
    return request.say(f"{weekday[:3]} {local.day} {MONTHS[local.month - 1][:3]}", f"{weekday[:2]} {local.day}.{local.month}.")


def about_decisions(points: Sequence[Point]) -> list[Point]:
    """Return only what was decided or changed."""
    return [point for point in points if point.kind == "decided"]
