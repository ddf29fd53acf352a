"""What must hold of the evidence. Each detector names its claim and returns what speaks against it; nothing means that it holds."""

import base64
import json
import math
import multiprocessing
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from interpreter.domain import prompt
from shared.schemas.interpretation import ITEM_LIMIT, Kind
from tests.prove.evidence import Arrived, Evidence, Out, parsed
from tests.prove.published import (
    COMMANDS,
    FIELDS,
    FRAMES,
    HEADERS,
    KINDS,
    LONGEST_FRAME,
    OPENAI_BODY,
    OPENAI_HEADERS,
    PLACEHOLDER,
    PRIVATE_FILES,
    PRIVATE_VARIABLES,
    PROPERTIES,
    SEALED_ENTROPY_BITS,
    VOCABULARY,
    published_permissions,
)
from tests.standins.canaries import found_in


@dataclass(frozen=True)
class Detector:
    """A claim and how to look for what contradicts it."""

    claim: str
    look: Callable[[Evidence], Iterator[str]]


def no_canary_leaves(evidence: Evidence) -> Iterator[str]:
    for out in evidence.openai:
        whole = "\n".join((out.path, *(f"{name}: {value}" for name, value in out.headers.items()))).encode("latin-1", "replace") + out.body
        yield from (f"{word!r} went to OpenAI" for word in found_in(whole, evidence.canaries.words()))
        yield from (f"a phrase went to OpenAI: {phrase!r}" for phrase in _phrases(_text(out.body), evidence))


def nothing_pushed_can_be_read(evidence: Evidence) -> Iterator[str]:
    words = [*evidence.canaries.words(), *evidence.canaries.phrases]
    for out in evidence.pushed:
        whole = "\n".join((out.path, *(f"{name}: {value}" for name, value in out.headers.items()))).encode("latin-1", "replace") + out.body
        yield from (f"{word!r} went to a push service" for word in found_in(whole, words))
        if _entropy(out.body) < SEALED_ENTROPY_BITS:
            yield "a notification is not encrypted"


def no_canary_reaches_the_interpreter(evidence: Evidence) -> Iterator[str]:
    for arrived in evidence.arrived:
        around = json.dumps([arrived.passed.headers, arrived.passed.properties, arrived.passed.routing_key], default=str).encode()
        for where, data in (("body", arrived.opened or b""), ("header", around)):
            yield from (f"{word!r} reached the interpreter in a {where}" for word in found_in(data, evidence.canaries.words()))
        yield from (f"a phrase reached the interpreter: {phrase!r}" for phrase in _phrases(rendered(arrived), evidence))


def no_canary_lies_about(evidence: Evidence) -> Iterator[str]:
    words = [*evidence.canaries.words(), *evidence.canaries.phrases]
    for what, data in evidence.blobs.items():
        yield from (f"{word!r} lies in {what}" for word in _searched(what, data, words))


def _read(data: bytes) -> dict[str, Any] | None:
    """Return a JSON object in UTF-8, or None for anything else: what else is sent is a finding, not a reason to stop looking."""
    try:
        found = json.loads(data.decode("utf-8"))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def only_numbers_reach_the_interpreter(evidence: Evidence) -> Iterator[str]:
    for arrived in evidence.arrived:
        topic = str(arrived.passed.headers.get("topic"))
        if arrived.opened is None or topic not in FIELDS:
            yield f"something that is none of its messages reached the interpreter ({topic})"
            continue
        values = _read(arrived.opened)
        if values is None:
            yield f"{topic} is no JSON in UTF-8"
            continue
        if set(values) != FIELDS[topic]:
            yield f"{topic} has the fields {sorted(values)}"
        if "items" in values:
            yield from _odd_items(topic, values["items"])
        if not isinstance(values.get("sha256", 0), int):
            yield f"{topic} has a field of another type"
        if values.get("cloud"):
            yield from _odd_items(topic, values["cloud"])
        if values.get("vocabulary", VOCABULARY.version) != VOCABULARY.version:
            yield f"{topic} names another word list"


def _odd_items(topic: str, items: list[list[int]]) -> Iterator[str]:
    if not 0 < len(items) <= ITEM_LIMIT:
        yield f"{topic} has {len(items)} items"
    seen: Counter[int] = Counter()
    for item in items:
        if not all(type(number) is int for number in item) or len(item) not in {1, 2}:
            yield f"{topic} has an item that is no number"
        elif len(item) == 1 and not 0 <= item[0] < len(VOCABULARY.words):
            yield f"{topic} has a word that is not on the list"
        elif len(item) == 2:
            seen[item[0]] += 1
            if item[0] not in KINDS or item[1] != seen[item[0]]:
                yield f"{topic} has a placeholder out of order"


def no_sentence_only_frames(evidence: Evidence) -> Iterator[str]:
    """Look at what may go to OpenAI on its way to the interpreter, and at what went."""
    for arrived in evidence.arrived:
        values = _read(arrived.opened or b"") or {}
        told = values.get("items" if "sha256" in values else "cloud")
        if told:
            yield from _no_frames(str(arrived.passed.headers.get("topic")), _words_of(told))
    for out in evidence.openai:
        yield from _no_frames("the input to OpenAI", str((_read(out.body) or {}).get("input")))


def _words_of(items: list[list[int]]) -> str:
    """Return items as OpenAI would read them."""
    listed = dict(enumerate(VOCABULARY.words))
    kinds = {int(kind): kind.name for kind in Kind}
    return " ".join(listed.get(item[0], "?") if len(item) == 1 else f"<{kinds.get(item[0], '?')}_{item[1]}>" for item in items)


def _no_frames(where: str, text: str) -> Iterator[str]:
    runs = [run.split() for run in re.split(PLACEHOLDER, text)]
    if not all(_is_framed(run) for run in runs):
        yield f"{where} has a run of words that is not made of frames"
    if not any(_asks(run, opens=number == 0) for number, run in enumerate(runs)):
        yield f"{where} has no command"


def _is_framed(run: list[str]) -> bool:
    """Tell whether a run falls into frames from its end."""
    whole = [True] + [False] * len(run)
    for end in range(1, len(run) + 1):
        whole[end] = any(whole[start] and " ".join(run[start:end]) in FRAMES for start in range(max(0, end - LONGEST_FRAME), end))
    return whole[-1]


def _asks(run: list[str], *, opens: bool) -> bool:
    """Tell whether a command is in a run; one of a single word counts only before the first placeholder."""
    shortest = 1 if opens else 2
    return any(" ".join(run[start:end]) in COMMANDS for start in range(len(run)) for end in range(start + shortest, len(run) + 1))


def all_of_one_size(evidence: Evidence) -> Iterator[str]:
    sizes = {len(arrived.passed.body) for arrived in evidence.arrived if arrived.passed.headers.get("topic") != "interpreter.status"}
    if len(sizes) > 1:
        yield f"what reaches the interpreter has {len(sizes)} sizes"


def headers_say_nothing(evidence: Evidence) -> Iterator[str]:
    for arrived in evidence.arrived:
        for known, found in ((HEADERS, arrived.passed.headers), (PROPERTIES, arrived.passed.properties)):
            for name, value in found.items():
                if name not in known or not re.fullmatch(known[name], str(value)):
                    yield f"the header {name} of a message to the interpreter is not one of ours"


def bodies_are_sealed(evidence: Evidence) -> Iterator[str]:
    for topic in evidence.interpreter_opens:
        yield f"the interpreter's key opens a private message ({topic})"
    for passed in [*evidence.private, *(arrived.passed for arrived in evidence.arrived)]:
        if len(passed.body) > 600 and _entropy(passed.body) < SEALED_ENTROPY_BITS:
            yield f"a body on the bus is not sealed ({passed.headers.get('topic')})"


def openai_gets_listed_words_only(evidence: Evidence) -> Iterator[str]:
    for out in evidence.openai:
        if (out.method, out.path) != ("POST", "/v1/responses"):
            yield f"a request to {out.path}"
            continue
        body = _read(out.body)
        if body is None:
            yield "a body that is no JSON in UTF-8"
            continue
        if set(body) != OPENAI_BODY or body["store"] is not False or body["instructions"] != prompt.INSTRUCTIONS:
            yield f"the body has other fields than are published: {sorted(set(body) ^ OPENAI_BODY)}"
        if body.get("text") != prompt.request("", "")["text"]:
            yield "another schema was sent"
        yield from _odd_input(str(body.get("input")))
        for name in {name.lower() for name in out.headers} - OPENAI_HEADERS:
            yield f"an unknown header {name}"


def _odd_input(text: str) -> Iterator[str]:
    if len(text) % prompt.BUCKET_CHARACTERS:
        yield "the input is not of a size class"
    listed = set(VOCABULARY.words)
    for word in text.split():
        if word not in listed and not PLACEHOLDER.fullmatch(word):
            yield "the input has a word that is not on the list, or a placeholder that OpenAI is not told"


def everything_that_left_is_on_record(evidence: Evidence) -> Iterator[str]:
    pushed = [Out(out.method, out.path, out.headers, base64.urlsafe_b64encode(out.body).rstrip(b"="), out.at) for out in evidence.pushed]
    for party, outs in (("openai", evidence.openai), ("twilio", evidence.twilio), ("push service", pushed)):
        left = Counter(out.body for out in outs)
        kept = Counter(entry["body"].encode() for entry in evidence.records if entry["party"] == party)
        for body, count in left.items():
            if kept[body] < count:
                yield f"{count} requests of the same bytes went to {party}, {kept[body]} are on record"
        for out in outs:
            times = [parsed(entry["at"]) for entry in evidence.records if entry["party"] == party and entry["body"].encode() == out.body]
            if times and min(times) > out.at + 0.001:
                yield f"a record for {party} is younger than what it records"
    if not evidence.chain_whole:
        yield "the record's chain is broken"


def the_interpreter_holds_nothing_private(evidence: Evidence) -> Iterator[str]:
    yield from (f"the interpreter has {name} open" for name in evidence.interpreter_files if PRIVATE_FILES.search(name))
    for name in evidence.interpreter_environment:
        if PRIVATE_VARIABLES.search(name) and evidence.interpreter_environment[name] not in {"", "off"}:
            yield f"the interpreter's environment has {name}"


def the_broker_allows_what_is_published(evidence: Evidence) -> Iterator[str]:
    expected = published_permissions()
    yield from (f"{user} may {operation} {resource}" for user, operation, resource in sorted(evidence.allowed - expected))
    yield from (f"{user} may not {operation} {resource}" for user, operation, resource in sorted(expected - evidence.allowed))


DETECTORS = (
    Detector("no canary goes to OpenAI, in any encoding", no_canary_leaves),
    Detector("what goes to a browser's push service can be read by nobody on the way", nothing_pushed_can_be_read),
    Detector("no canary reaches the interpreter", no_canary_reaches_the_interpreter),
    Detector(
        "no canary lies in a log, metric, environment, file, on the broker's wire or in the interpreter's memory", no_canary_lies_about
    ),
    Detector("only numbers of the published form reach the interpreter", only_numbers_reach_the_interpreter),
    Detector("OpenAI gets no sentence, only published frames around placeholders", no_sentence_only_frames),
    Detector("everything that reaches the interpreter is of one size", all_of_one_size),
    Detector("headers and properties of it say nothing", headers_say_nothing),
    Detector("every body on the bus is sealed, and the interpreter's key opens its own alone", bodies_are_sealed),
    Detector("OpenAI gets listed words, placeholders and the published frame only", openai_gets_listed_words_only),
    Detector("everything that left is on record, byte for byte and beforehand, in a whole chain", everything_that_left_is_on_record),
    Detector("the interpreter's process holds no private key, file, library or variable", the_interpreter_holds_nothing_private),
    Detector("the broker allows each service what is published and nothing else", the_broker_allows_what_is_published),
)


def findings_apart(evidence: Evidence) -> dict[str, list[str]]:
    """The same, in a process of its own: searching holds this one's threads up, and the tap is among them."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sending.send(findings(evidence)))
    child.start()
    sending.close()
    found: dict[str, list[str]] = receiving.recv()
    child.join()
    return found


def findings(evidence: Evidence) -> dict[str, list[str]]:
    """Return what speaks against each claim that does not hold."""
    found = {detector.claim: list(dict.fromkeys(detector.look(evidence))) for detector in DETECTORS}
    return {claim: against for claim, against in found.items() if against}


def rendered(arrived: Arrived) -> str:
    """Return an arrived request in words, as a reader with the list would see it."""
    try:
        values = json.loads(arrived.opened or b"{}")
        items = [*values.get("items", []), *values.get("cloud", [])]
        return " ".join(VOCABULARY.words[item[0]] if len(item) == 1 else "_" for item in items)
    except (ValueError, IndexError, TypeError, AttributeError):
        return (arrived.opened or b"").decode(errors="replace").lower()


def _phrases(text: str, evidence: Evidence) -> Iterator[str]:
    words = " ".join(re.findall(r"[\w']+", text.lower()))
    for phrase in evidence.canaries.phrases:
        parts = phrase.split()
        if any(" ".join(parts[start : start + 5]) in words for start in range(len(parts) - 4)):
            yield phrase


def _text(body: bytes) -> str:
    try:
        return str(json.loads(body)["input"])
    except (ValueError, KeyError, TypeError):
        return body.decode(errors="replace")


def _searched(what: str, data: bytes, words: list[str]) -> set[str]:
    if what.startswith("memory"):  # Strings as Python holds them; other encodings would have been sent or written.
        forms = {word: {word.encode(), word.encode("utf-16-le"), word.encode("utf-32-le"), word.lower().encode()} for word in words}
        return {word for word, shapes in forms.items() if any(shape in data for shape in shapes)}
    return found_in(data, words)


def _entropy(data: bytes) -> float:
    counts = Counter(data)
    return -sum(count / len(data) * math.log2(count / len(data)) for count in counts.values())
