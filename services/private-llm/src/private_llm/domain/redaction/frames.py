"""Frames: the published runs of words, found in a row of words: the longest that begins where the last one ended."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from shared.vocabulary import Vocabulary

Tree = dict[int, Any]
"""Frames by their words, one level a word. Under END stands whether the frame that ends there is a command."""
END = -1
NO_WORD = -2
"""Stands in a row of words for what is none."""


class Frame(NamedTuple):
    """A half-open span of a row of words."""

    start: int
    end: int
    command: bool


def found(words: Sequence[int], vocabulary: Vocabulary) -> list[Frame]:
    """Return the frames in a row of word ids."""
    root = _tree(vocabulary)
    frames: list[Frame] = []
    start, count = 0, len(words)
    while start < count:
        branch: Tree | None = root.get(words[start])
        position, end, command = start, 0, False
        while branch is not None:
            position += 1
            if END in branch:
                end, command = position, branch[END]
            branch = branch.get(words[position]) if position < count else None
        if end:
            frames.append(Frame(start, end, command))
        start = end or start + 1
    return frames


def without_islands(frames: list[Frame], solid: Sequence[bool], joins: Sequence[bool]) -> list[Frame]:
    """Leave out the frames of joining words alone that touch no command and nothing solid (a date, a number, a text): among masked
    words they help nobody to understand a request, but tell how what is masked is put together."""
    kept: list[Frame] = []
    for group in _groups(frames):
        start, end = group[0].start, group[-1].end
        beside = (start > 0 and solid[start - 1]) or (end < len(solid) and solid[end])
        if beside or not all(joins[start:end]) or any(frame.command for frame in group):
            kept += group
    return kept


def asks(frames: list[Frame]) -> bool:
    """Tell whether a command is among the frames. One of a single word counts only where nothing masked stands before it."""
    opening = _groups(frames)[0] if frames and frames[0].start == 0 else []
    return any(frame.command and (frame.end - frame.start > 1 or frame in opening) for frame in frames)


def _groups(frames: list[Frame]) -> list[list[Frame]]:
    """Return the frames in runs that nothing stands between."""
    groups = [frames[:1]] if frames else []
    for before, frame in pairwise(frames):
        if before.end == frame.start:
            groups[-1].append(frame)
        else:
            groups.append([frame])
    return groups


@cache
def _tree(vocabulary: Vocabulary) -> Tree:
    root: Tree = {}
    for frame, command in vocabulary.frames.items():
        branch = root
        for word in frame:
            branch = branch.setdefault(word, {})
        branch[END] = command
    return root
