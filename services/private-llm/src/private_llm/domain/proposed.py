"""What the interpreter wants to send is not taken on trust: it must be the published question about what it was given, to the byte."""

import json
import re

from shared.schemas import question

MODEL = re.compile(r"[\w.:/-]{1,64}")


def is_published(body: str, asked: str) -> bool:
    """Tell whether a body is the published question about some words, in the one way that JSON is written here, and nothing else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return False
    model = found.get("model") if isinstance(found, dict) else None
    if not isinstance(model, str) or not MODEL.fullmatch(model):
        return False
    return (
        _sorted(found) == _sorted(question.request(model, asked)) and json.dumps(found, ensure_ascii=False, separators=(",", ":")) == body
    )


def _sorted(values: object) -> str:
    return json.dumps(values, sort_keys=True)
