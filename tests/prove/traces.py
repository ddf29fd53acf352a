"""Leaks to plant as traces: what a leak would leave behind, put into the evidence of a run without one."""

import base64
import codecs
import copy
import json
from collections.abc import Callable, Iterator

from shared.schemas.interpretation import Kind
from shared.vocabulary import load
from tests.prove.evidence import Arrived, Evidence, Out
from tests.prove.tap import Passed


def traces(evidence: Evidence) -> Iterator[tuple[str, Evidence]]:
    """Yield (name, evidence with the trace of a leak in it): every place, and every encoding."""
    word, phrase = evidence.canaries.names[0], evidence.canaries.phrases[0]
    for encoding, encode in ENCODINGS.items():
        for place, put in PLACES.items():
            yield f"{encoding} in {place}", _changed(evidence, lambda copy, put=put, encode=encode: put(copy, encode(word)))  # type: ignore[misc]
    for place in ("an OpenAI input", "what reaches the interpreter"):
        yield f"a phrase of listed words in {place}", _changed(evidence, lambda copy, place=place: PLACES[place](copy, phrase.encode()))  # type: ignore[misc]
    for sentence in SENTENCES:
        yield f"{sentence!r} in an OpenAI input", _changed(evidence, lambda copy, sentence=sentence: _asked(copy, sentence))  # type: ignore[misc]
        yield f"{sentence!r} on its way there", _changed(evidence, lambda copy, sentence=sentence: _told(copy, sentence))  # type: ignore[misc]
    for user, operation, resource in PERMISSIONS:
        yield f"{user} may {operation} {resource}", _changed(evidence, lambda copy, one=(user, operation, resource): copy.allowed.add(one))  # type: ignore[misc]
    yield "a permission is missing", _changed(evidence, lambda copy: copy.allowed.discard(("interpreter", "publish", "rpc.reply")))
    yield "the chain is broken", _changed(evidence, lambda copy: setattr(copy, "chain_whole", False))
    yield "a record is missing", _changed(evidence, lambda copy: copy.records.pop())
    yield "a notification is not on record", _changed(evidence, lambda copy: _pushed(copy, bytes(range(256)) * 4, on_record=False))
    yield (
        "a notification in clear",
        _changed(evidence, lambda copy: _pushed(copy, b'{"body": "call the dentist"}'.ljust(3000), on_record=True)),
    )
    yield (
        "the store's library in the interpreter",
        _changed(evidence, lambda copy: copy.interpreter_files.append("/x/sqlcipher3/_sqlite3.so")),
    )
    yield (
        "the private bus file in the interpreter",
        _changed(evidence, lambda copy: copy.interpreter_files.append("/x/bus/private.sqlite3")),
    )


SENTENCES = (
    "tell her i am leaving him",
    "she left me",
    "hän löi minua",
    "remind me <PERSON_1>",
    "<WORD_1> meeting",
    "remind me leaving <WORD_1>",
)
"""Of listed words and placeholders alone: each is no frame, no command, or tells what kind a name is."""


def _pushed(evidence: Evidence, body: bytes, *, on_record: bool) -> None:
    evidence.pushed.append(Out("POST", "/send/1", {}, body, 1.0))
    if on_record:
        told = base64.urlsafe_b64encode(body).decode().rstrip("=")
        evidence.records.append({"party": "push service", "body": told, "at": "1970-01-01T00:00:00+00:00"})


def _asked(evidence: Evidence, sentence: str) -> None:
    out = evidence.openai[0]
    body = {**json.loads(out.body), "input": sentence.ljust(256)}
    evidence.openai[0] = Out(out.method, out.path, out.headers, json.dumps(body).encode(), out.at)
    evidence.records.append({**evidence.records[0], "body": json.dumps(body)})


def _told(evidence: Evidence, sentence: str) -> None:
    place = next(number for number, one in enumerate(evidence.arrived) if one.passed.headers.get("topic") == "interpreter.interpret")
    vocabulary = load()
    ids = {word: number for number, word in enumerate(vocabulary.words)}
    items = [[ids[word]] if word in ids else [int(Kind[word[1:-3]]), 1] for word in sentence.split()]
    opened = json.dumps({**json.loads(evidence.arrived[place].opened or b""), "cloud": items})
    evidence.arrived[place] = Arrived(evidence.arrived[place].passed, opened.encode())


def _changed(evidence: Evidence, change: Callable[[Evidence], object]) -> Evidence:
    copied = copy.copy(evidence)
    for name in ("arrived", "openai", "twilio", "pushed", "records", "interpreter_files"):
        setattr(copied, name, list(getattr(evidence, name)))
    copied.blobs, copied.allowed = {}, set(evidence.allowed)  # The search of large blobs is not done again for each.
    change(copied)
    return copied


def _in_openai(part: str) -> Callable[[Evidence, bytes], None]:
    def put(evidence: Evidence, data: bytes) -> None:
        out = evidence.openai[0]
        headers, path, body = dict(out.headers), out.path, json.loads(out.body)
        text = data.decode("latin-1")
        if part == "header":
            agent = next(name for name in headers if name.lower() == "user-agent")
            headers[agent] += text
        elif part == "path":
            path += f"?x={text}"
        else:
            body["input"] += f" {text}"
        evidence.openai[0] = Out(out.method, path, headers, json.dumps(body, ensure_ascii=False).encode("latin-1"), out.at)

    return put


def _in_arrived(part: str) -> Callable[[Evidence, bytes], None]:
    def put(evidence: Evidence, data: bytes) -> None:
        place = next(number for number, one in enumerate(evidence.arrived) if one.passed.headers.get("topic") == "interpreter.interpret")
        arrived = evidence.arrived[place]
        headers, properties, opened = dict(arrived.passed.headers), dict(arrived.passed.properties), arrived.opened or b""
        if part == "header":
            headers["request"] = data.decode("latin-1")
        elif part == "property":
            properties["message_id"] = data.decode("latin-1")
        else:
            opened = json.dumps({**json.loads(opened), "note": data.decode("latin-1")}, ensure_ascii=False).encode("latin-1")
        passed = Passed(**{**vars(arrived.passed), "headers": headers, "properties": properties})
        evidence.arrived[place] = Arrived(passed, opened)

    return put


def _in_blob(name: str) -> Callable[[Evidence, bytes], None]:
    return lambda evidence, data: evidence.blobs.update({name: b"\0\1 harmless " + data + b" harmless \2"})


PLACES: dict[str, Callable[[Evidence, bytes], None]] = {
    "an OpenAI input": _in_openai("input"),
    "an OpenAI header": _in_openai("header"),
    "an OpenAI address": _in_openai("path"),
    "what reaches the interpreter": _in_arrived("body"),
    "a bus header": _in_arrived("header"),
    "a message id": _in_arrived("property"),
    "a log": _in_blob("log of interpreter"),
    "a metric": _in_blob("metrics of gateway"),
    "a file": _in_blob("disk: tmp/x"),
    "the broker's wire": _in_blob("traffic of store"),
}


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda word: word.encode(),
    "upper case": lambda word: word.upper().encode(),
    "base64": lambda word: base64.b64encode(f"xy{word}zz".encode()),
    "hex": lambda word: word.encode().hex().encode(),
    "UTF-16": lambda word: word.encode("utf-16-le"),
    "reversed": lambda word: word[::-1].encode(),
    "rot13": lambda word: codecs.encode(word, "rot13").encode(),
}
PERMISSIONS = (
    ("interpreter", "consume", "private-llm.turn.0"), ("interpreter", "get", "store.requests"), ("interpreter", "publish", "store"),
    ("interpreter", "publish", "private-llm"), ("interpreter", "publish", ""), ("interpreter", "declare", "stray"), ("interpreter", "bind", "store.requests"),
    ("gateway", "publish", "interpreter"), ("gateway", "consume", "store.requests"), ("gateway", "get", "interpreter.requests"),
    ("store", "publish", "interpreter"), ("store", "consume", "private-llm.turn.1"), ("store", "publish", "gateway"),
    ("private-llm", "consume", "interpreter.requests"), ("private-llm", "get", "private-llm.turn.dead"), ("private-llm", "declare", "stray"),
)  # fmt: skip
