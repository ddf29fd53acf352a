"""What the interpreter wants to send is not taken on trust: it must be the published question about what it was given, to the byte, for
the model and to the address that are set on this side too."""

import json
from typing import NamedTuple

from shared.schemas import question
from shared.schemas.interpretation import Proposal


class Cloud(NamedTuple):
    """The cloud model that is set: its name and where it is asked."""

    model: str
    url: str


def is_published(proposal: Proposal, asked: str, cloud: Cloud | None) -> bool:
    """Tell whether a proposal is the published question about some words, in the one way that JSON is written here, and nothing else."""
    try:
        found = json.loads(proposal.body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict):
        return False
    model, url = cloud or Cloud(str(found.get("model")), proposal.url)
    return (
        proposal.url == url
        and _sorted(found) == _sorted(question.request(model, asked))
        and json.dumps(found, ensure_ascii=False, separators=(",", ":")) == proposal.body
    )


def _sorted(values: object) -> str:
    return json.dumps(values, sort_keys=True)
