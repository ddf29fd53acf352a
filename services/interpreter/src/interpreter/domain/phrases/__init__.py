"""Example phrases of our own, by language and intent: what the classifier is trained from."""

import re
from importlib import resources

from shared.schemas.plan import INTENTS
from shared.vocabulary import Run, Vocabulary

AT_HOME = re.compile(r"<(?:PERSON|PLACE|ORG)>")
"""Kinds that the interpreter is never told of."""


def load(language: str, vocabulary: Vocabulary) -> list[tuple[list[str], str]]:
    """Return (tokens, intent) pairs. A word that is in no frame is masked, as it would arrive."""
    found: list[tuple[list[str], str]] = []
    intent = ""
    for line in resources.files(__name__).joinpath(f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            intent = line[1:-1]
            if intent not in INTENTS:
                raise ValueError(f"{language}.txt names an unknown intent")
        elif line and not line.startswith("#"):
            found.append((_masked(AT_HOME.sub("<WORD>", line).split(), vocabulary.ids[language], vocabulary.frames), intent))
    return found


def _masked(words: list[str], ids: dict[str, int], frames: dict[Run, bool]) -> list[str]:
    masked: list[str] = []
    while words:
        count = 1 if words[0].startswith("<") else _framed(tuple(ids.get(word, -1) for word in words), frames)
        taken, words = words[: count or 1], words[count or 1 :]
        if count:
            masked += taken if taken != ["<WORD>"] or masked[-1:] != taken else []
        elif masked[-1:] != ["<WORD>"]:
            masked.append("<WORD>")
    return masked


def _framed(run: Run, frames: dict[Run, bool]) -> int:
    """Return how many words the longest frame that a run begins with has; 0 when it begins with none."""
    return next((end for end in range(len(run), 0, -1) if run[:end] in frames), 0)
