"""The two lists that everybody has: a list that is called by any of their names is one of them, in either language."""

from typing import Literal

KEPT_AS = {
    "to-do": "todo", "to do": "todo", "todo": "todo", "to-dos": "todo", "todos": "todo", "tasks": "todo", "task": "todo", "tehtävä": "todo", "tehtävi": "todo",
    "shopping": "shopping", "grocery": "shopping", "groceries": "shopping", "ostos": "shopping", "kauppa": "shopping", "food": "shopping", "ruoka": "shopping", "osto": "shopping",
}  # fmt: skip
"""What they are called before the word “list”, and as which of the two each is kept."""
NAMES = {"shopping": {"en": "shopping list", "fi": "ostoslista"}, "todo": {"en": "to-do list", "fi": "tehtävälista"}}
ENDINGS = ("lista", "list")


def kept_as(name: str) -> str:
    """Return the name under which a list that is called so is kept: `Kauppalista` is `shopping`, and any other stays as it is."""
    plain = " ".join(name.split())
    folded = plain.casefold()
    before = next((folded.removesuffix(ending).rstrip(" -") for ending in ENDINGS if folded.endswith(ending)), folded)
    return KEPT_AS.get(before, plain)


def called(name: str, language: Literal["en", "fi"] | str) -> str:
    """Return what a list is called that is kept under a name."""
    return NAMES[name]["fi" if language == "fi" else "en"] if name in NAMES else name
