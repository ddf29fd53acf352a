"""Requests of our own, in `phrases/` here, and how they are widened.

A line under `[intent]`, or `[intents that are right, the best first]`, is a request; `{a|b}` in it is each of its parts, and `<KIND>` each time another of the things that a line
`= KIND: a | b` names. `= word: a | b` lets a word be put in other ways, `= ^word: …` one that a request begins with; `= ^: …` and
`= $: …` are set before and behind. Each request is also said with one such change. Nothing is left to chance: where there are more
fillings than are wanted, the request's own digest chooses.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

FOLDER = Path(__file__).parent / "phrases"
MOST_OF_A_LINE = 60
"""So many requests are made of a line at most."""
CHANGES = 3
"""So many other ways of putting it are taken of each request."""
BRACES = re.compile(r"\{([^{}]*)\}")
PLACEHOLDER = re.compile(r"<([A-Z]+)>")


@dataclass
class Source:
    """What a file holds: lists by their key, and (intents, line) pairs."""

    lists: dict[str, list[str]] = field(default_factory=dict)
    lines: list[tuple[str, str]] = field(default_factory=list)


def read(path: Path) -> Source:
    """Read a file."""
    source, intent = Source(), ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            key, _, parts = line[2:].partition(":")
            source.lists[key] = [part.strip() for part in parts.split("|")]
        elif line.startswith("["):
            intent = line.strip("[]")
        elif line and not line.startswith("#"):
            source.lines.append((intent, line))
    return source


def requests(language: str) -> Iterator[tuple[str, str, str]]:
    """Yield (line, intents, request) of a language: each line's requests as people would type them, and each put in other ways."""
    source = read(FOLDER / f"{language}.txt")
    for intents, line in source.lines:
        for request in some(list(dict.fromkeys(expanded(line))), MOST_OF_A_LINE, line):
            for one in (request, *some(list(changed(request, source)), CHANGES, request)):
                yield line, intents, filled(one, source)


def expanded(line: str) -> Iterator[str]:
    """Yield a line with each brace replaced by each of its parts."""
    pieces = [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(BRACES.split(line))]
    return (" ".join("".join(parts).split()) for parts in product(*pieces))


def changed(request: str, source: Source) -> Iterator[str]:
    """Yield a request put in other ways, one change each."""
    words = request.split()
    for index, word in enumerate(words):
        for other in (*source.lists.get(word, ()), *(source.lists.get(f"^{word}", ()) if index == 0 else ())):
            yield " ".join((*words[:index], other, *words[index + 1 :]))
    yield from (f"{before} {request}" for before in source.lists.get("^", ()))
    yield from (f"{request} {behind}" for behind in source.lists.get("$", ()))


def filled(request: str, source: Source) -> str:
    """Return a request with something in the place of its placeholders."""
    counted = iter(range(len(request)))

    def filling(match: re.Match[str]) -> str:
        return some(source.lists[match[1]], 1, f"{next(counted)} {request}")[0]

    return PLACEHOLDER.sub(filling, request)


def some(among: list[str], most: int, seed: str) -> list[str]:
    """Return at most so many, always the same for a seed."""
    return among if len(among) <= most else sorted(among, key=lambda one: hashlib.sha256(f"{seed}\0{one}".encode()).digest())[:most]
