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


def without_islands(frames: list[Frame], solid: Sequence[bool], things: Sequence[bool]) -> list[Frame]:
    """Leave out the frames that stand by no command, touch nothing solid (a date, a number, a text) and name no thing that is asked
    for: among masked words they help nobody to understand a request, but tell how what is masked is put together."""
    return [
        frame
        for group in _groups(frames)
        for frame in group
        if _asks(group)
        or any(things[frame.start : frame.end])
        or any(solid[at] for at in (frame.start - 1, frame.end) if 0 <= at < len(solid))
    ]


def asks(frames: list[Frame]) -> bool:
    """Tell whether a command is among the frames."""
    return any(map(_asks, _groups(frames)))


def _asks(group: list[Frame]) -> bool:
    """Tell whether a command is in a run of frames. One of a single word counts only where nothing masked stands before it."""
    return any(frame.command and (frame.end - frame.start > 1 or group[0].start == 0) for frame in group)


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
