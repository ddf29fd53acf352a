"""Prompts that fit into what a model can read at once: what is too long is cut here, where it can be said, and not by the model's host in
silence."""

from collections.abc import Sequence

CHARACTERS_A_TOKEN = 2.5
"""Fewer than in English, where it is four: other languages have fewer."""
Said = Sequence[tuple[str, str]]


def fitted(system: str, messages: Said, tokens: int) -> tuple[Said, int]:
    """Return messages that fit beside the system's words into so many tokens, and how many lines were left out. Older messages go first,
    then lines of the last one from below, but not its last paragraph: that asks."""
    room = int(tokens * CHARACTERS_A_TOKEN) - len(system)
    kept, left_out = list(messages), 0
    while len(kept) > 1 and sum(len(text) for _, text in kept) > room:
        left_out += len(kept.pop(0)[1].splitlines())
    role, text = kept[-1]
    if len(text) <= room:
        return kept, left_out
    above, gap, asking = text.rpartition("\n\n")
    cut, lines = _cut(above, room - len(asking) - len(gap))
    return [*kept[:-1], (role, f"{cut}{gap}{asking}"[: max(room, 1)])], left_out + lines


def _cut(text: str, room: int) -> tuple[str, int]:
    """Return as many whole lines as there is room for, and how many there are more."""
    lines, kept = text.split("\n"), 0
    while kept < len(lines) and sum(len(line) + 1 for line in lines[: kept + 1]) <= room:
        kept += 1
    return "\n".join(lines[:kept]), sum(1 for line in lines[kept:] if line.strip()) or 1
