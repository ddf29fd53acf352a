"""So long before something that was just told, listed or found: "remind me an hour before", "the evening before"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Request, Tools
from private_llm.domain.settling import agenda
from private_llm.domain.settling.agenda import Entry
from private_llm.domain.settling.dues import due
from private_llm.domain.understanding.asked import NEVER
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.conversation import Source

EVES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(form, re.IGNORECASE), said)
    for form, said in (
        (r"\b(?:on )?the (?:evening|night) before\b(?! last)", "at 19:00 a day before"),
        (r"\b(?:in )?the (?:previous|preceding) (?:evening|night)\b", "at 19:00 a day before"),
        (r"\b(?:in )?the morning before\b", "at 9:00 a day before"),
        (r"\bon the (?:previous|preceding) day\b", "a day before"),
        (r"\b(?:sitä )?edellis(?:enä|en) (?:päivän )?(?:iltana|illalla)\b", "klo 19:00 päivää ennen"),
        (r"\b(?:sitä )?edellisenä aamuna\b", "klo 9:00 päivää ennen"),
        (r"\b(?:sitä )?edellisenä päivänä\b", "päivää ennen"),
        (r"\bvarttia ennen\b", "15 min ennen"),
    )
)
OF_DAY = re.compile(
    r"\b(?:on |in )?the (?:same )?(?P<part>day|morning|afternoon|evening) of (?:my |the |our )?(?P<what>.+?)(?=,| at \d| to [a-z]|$)"
    r"|(?P<fi>\w{3,}n) (?P<fi_part>päivänä|aamuna|iltana)\b",
    re.IGNORECASE,
)
"""The day of something, by what is on."""
PARTS = {
    "morning": " in the morning",
    "afternoon": " in the afternoon",
    "evening": " in the evening",
    "aamuna": " aamulla",
    "iltana": " illalla",
}
DEADLINE = re.compile(
    r"(?<!day )(?<!week )(?<!hour )(?<!month )(?<!days )(?<!weeks )(?<!hours )(?<!minutes )(?<!mins )(?<!min )(?<!h )(?<!evening )(?<!night )(?<!morning )\b(?P<near>(?:right|just) )?before (?=(?P<when>.+))"
    r"|(?<!päivää )(?<!viikkoa )(?<!tuntia )(?<!minuuttia )(?<!min )(?<!päivä )(?<!tunti )(?<!kuukautta )\b(?P<fi>ennen (?=(?P<milloin>.+)))",
    re.IGNORECASE,
)
"""Before a day or an hour that is named: too late at it."""
SAME = re.compile(r"\b(?:at )?(?:the )?same (?:time|hour)\b(?! as\b)|\bsamaan (?:kellon)?aikaan\b", re.IGNORECASE)
THAT_DAY = re.compile(
    r"\b(?:on |in )?(?:that|the same) (?P<part>day|morning|afternoon|evening|night)\b(?! (?:we|i|you|when|that)\b)"
    r"|\b(?:samana|sinä) (?P<fi_part>päivänä|aamuna|iltana|yönä)\b|\bsill(?:oi|o)n\b(?!,? kun\b)",
    re.IGNORECASE,
)
"""The day of what the last turns were about."""
POINTING = frozenset(
    "it that this them those the event appointment meeting about of for me as well too also siitä niistä sitä niitä sen niiden se siihen minua mua".split()
)
EACH = re.compile(r"\b(?:every|each|joka|aina|yearly|vuosittain|always)\b", re.IGNORECASE)
TURNS = 2
"""So many turns back what is meant may have been told."""


def before(request: Request, tools: Tools) -> Request:
    """Return a request with "the evening before" as a day before, at seven, and "at the same time" as that time."""
    text = said(as_before(_that_day(_on_the_day(request, tools), request, tools), request, tools))
    text = DEADLINE.sub(lambda match: _in_time(match, request), text)
    return request if text == request.text else replace(request, meant=replace(request.meant, text=text, words={}))


def said(text: str) -> str:
    """Return some words with "the evening before" as a day before, at seven."""
    for form, meant in EVES:
        text = form.sub(meant, text)
    return text


def _in_time(match: re.Match[str], request: Request) -> str:
    """Return how long before a day or an hour that stands behind it something is to come: the day before, or an hour."""
    words, finnish = match["when"] or match["milloin"], match["fi"] is not None
    reading = times.read(words, now=request.now, zone=request.zone)
    if min(reading.spans, default=(1, 1))[0] > 0:
        return match[0]
    if times.day_span(words, now=request.now, zone=request.zone, ahead=True):
        return "päivää ennen " if finnish else "a day before "
    clock = reading.resolved is not None and reading.resolved.has_clock
    return f"{'10 minutes' if match['near'] else 'an hour'} before " if clock and not finnish else match[0]


def day_of(text: str) -> str:
    """Return by what is on a request names a day: "on the day of the exam", "that day"; nothing where it names none so, or another."""
    named, pointed = OF_DAY.search(text), THAT_DAY.search(text)
    if named or not pointed:
        return (named["what"] or "") if named else ""
    return "" if times.day_span(THAT_DAY.sub("", text), now=NEVER, zone="UTC", ahead=True) else pointed[0]


def _that_day(text: str, request: Request, tools: Tools) -> str:
    """Return a request with the date of what the last turns were about in the place of "that day"."""
    named = THAT_DAY.search(text)
    if not named or times.day_span(THAT_DAY.sub("", text), now=request.now, zone=request.zone, ahead=True):
        return text
    found = told(request, tools)
    if not found:
        return text
    date = found[0].at.astimezone(ZoneInfo(request.zone)).date().isoformat()
    return f"{text[: named.start()]}{date}{PARTS.get((named['part'] or named['fi_part'] or '').lower(), '')}{text[named.end() :]}"


def _on_the_day(request: Request, tools: Tools) -> str:
    """Return a request with the date of what is on in the place of "the day of" it, and what that is, where nothing else is to be done."""
    named = OF_DAY.search(request.text)
    words = (named["what"] or named["fi"]) if named else ""
    if not named or not agenda.about(words, request):
        return request.text
    found = next((one for one in agenda.coming(request, tools, words=words) if one.source.kind == "event"), None)
    if found is None:
        return request.text
    date = found.at.astimezone(ZoneInfo(request.zone)).date().isoformat()
    text = OF_DAY.sub(f"{date}{PARTS.get((named['part'] or named['fi_part']).lower(), '')}", request.text, count=1)
    return text if times.without(text, now=request.now, zone=request.zone) else f"{text} {request.say('of', '')} {found.text}"


def as_before(said: str, request: Request, tools: Tools) -> str:
    """Return some words with "at the same time" as the hour of what the last turns were about, where there is one."""
    found = told(request, tools) if SAME.search(said) else []
    at = found[0].at.astimezone(ZoneInfo(request.zone)) if found else None
    return SAME.sub(request.say(f"at {at:%H:%M}", f"klo {at:%H:%M}"), said) if at else said


def is_pointed(words: str) -> bool:
    """Tell whether some words name nothing of their own."""
    return set(plain(words).split()) <= POINTING


def told(request: Request, tools: Tools) -> list[Entry]:
    """Return what the last turns were about that has a time ahead: the newest turn that had to do with any."""
    if EACH.search(request.text):
        return []
    for turn in request.focus.earlier[:TURNS]:
        ids = [(one.kind, one.id) for one in turn.reply.sources] + [(one.kind, one.id) for one in turn.reply.effects]
        found = [entry for kind, one in dict.fromkeys(ids) if (entry := _entry(kind, one, request, tools))]
        if not found and not turn.reply.effects:
            asked = turn.reply.asked  # What was offered is called so.
            called = asked.words.get("text", "") if asked is not None and asked.intent == "event" else ""
            found = [replace(one, text=called or one.text) for one in _of(turn.said, Source("note", "", turn.said, request.now), request)]
        if found:
            return found
    return []


def _entry(kind: str, one: str, request: Request, tools: Tools) -> Entry | None:
    if kind == "event":
        coming = tools.archive.events(request.now, request.now + agenda.FAR, only=(one,), limit=1)
        return agenda.entry(coming[0]) if coming else None
    if kind not in {"note", "reminder"}:
        return None
    record = tools.archive.record(kind, one)  # type: ignore[arg-type]
    if record is None:
        return None
    source = Source(kind, one, str(record.fields["text"]), record.created_at)
    if kind == "reminder":
        return Entry(due(record), due(record), source.text, source) if due(record) > request.now else None
    return next(_of(source.text, source, request), None)


def _of(text: str, source: Source, request: Request) -> Iterator[Entry]:
    """Yield the one moment ahead that a text names."""
    at: datetime | None = None
    resolved = times.resolve(text, now=request.now, zone=request.zone)
    if resolved is not None and not resolved.rule and not text.rstrip().endswith("?"):
        at = resolved.at
    if at is not None and at > request.now:
        yield Entry(at, at, text.strip(" ."), source)
