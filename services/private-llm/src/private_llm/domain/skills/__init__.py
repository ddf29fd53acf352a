"""One skill a file, named for its intent, each with a `run(request, tools)`; found by listing this folder."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from private_llm.domain.conversation import Skill


@cache
def every() -> dict[str, Skill]:
    """Return the skills by intent."""
    return {module.name: cast(Skill, import_module(f"{__name__}.{module.name}").run) for module in iter_modules(__path__)}


def skill_for(intent: str) -> Skill:
    """Return the skill of an intent; what nobody knows is unclear."""
    return every().get(intent) or every()["unclear"]
