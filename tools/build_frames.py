"""Build the list of command frames of a language: the runs of words that a cloud model may see around what is private.

    python tools/build_frames.py en FOLDER > shared/src/shared/vocabulary/frames_en.txt
    python tools/build_frames.py fi FOLDER > shared/src/shared/vocabulary/frames_fi.txt

A frame comes from three sources: the example phrases that the classifier learns from, without what stands in their slots; templates of
our own (`frames_en.txt`, `frames_fi.txt` beside this file); and, for English, runs of words that stand outside slots in at least LEAST
distinct requests of the corpora that `build_vocabulary.py` reads. FOLDER is the same as there. Whatever its source, a frame has only
the words that `rules_frames_en.txt` and `rules_frames_fi.txt` name and that are on the word list. Frames that ask for something are
commands; the others only stand around.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
VOCABULARY = HERE.parent / "shared" / "src" / "shared" / "vocabulary"
PHRASES = HERE / "phrases"
"""The folder of the classifier's phrases."""
SLOT = re.compile(r"\[([^:\]]+):([^\]]*)\]")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\w+|[^\w\s']")
BRACES = str.maketrans("{}", "()")
LONGEST = 8
LEAST = 5
"""In how many distinct requests a run must stand."""
TALK = {"[chat]", "[unclear]"}
"""Intents whose phrases ask for nothing."""
Frame = tuple[str, ...]


def lines(path: Path) -> list[str]:
    """Return the lines of a file that say something."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]


def templates(path: Path) -> Iterator[str]:
    """Yield the lines of a file of templates, `@name` replaced by what a line `@name = a|b` says."""
    named: dict[str, str] = {}
    for line in lines(path):
        name, _, words = line.partition(" = ")
        if line.startswith("@"):
            named[name] = re.sub(r"@\w+", lambda found: named[found[0]], words)
        else:
            yield re.sub(r"@\w+", lambda found: named[found[0]], line)


def expanded(template: str) -> Iterator[str]:
    """Yield what a template stands for: `(a|b) [c]` is "a", "a c", "b" and "b c"."""
    found = re.search(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]", template)
    if found is None:
        yield " ".join(template.split())
        return
    for choice in found[1].split("|") if found[1] is not None else (*found[2].split("|"), ""):
        yield from expanded(template[: found.start()] + choice + template[found.end() :])


def runs(text: str, listed: set[str]) -> list[Frame]:
    """Return the runs of listed words of a text, which anything else ends; a placeholder or slot is a `<`."""
    found: list[list[str]] = [[]]
    for token in WORD.findall(text.lower().replace("’", "'")):
        if token in listed:
            found[-1].append(token)
        elif token not in {",", ".", "?", "!"}:
            found.append([])
    return [tuple(run) for run in found if run]


def own(language: str, listed: set[str]) -> Iterator[tuple[Frame, bool]]:
    """Yield the runs of our phrases and templates, and whether each is what the phrase begins with."""
    section = ""
    phrases = (re.sub(r"<\w+>", " < ", line) for line in lines(PHRASES / f"{language}.txt") if not line.startswith("="))
    for line in (*phrases, *templates(HERE / f"frames_{language}.txt")):
        if re.fullmatch(r"\[\w+\]", line):
            section = line
            continue
        for phrase in expanded(line.translate(BRACES)):
            asks = section not in TALK and section != "[around]"
            yield from ((run, asks and phrase.lower().startswith(" ".join(run))) for run in runs(phrase, listed))


def requests(folder: Path) -> Iterator[str]:
    """Yield the distinct requests of the corpora, slots replaced by a mark."""
    for name in ("hwu64", "snips"):
        rows = (folder / name / "train.tsv").read_text(encoding="utf-8").splitlines()[1:]
        for text in dict.fromkeys(row.split("\t")[2] for row in rows if row.count("\t") >= 2):
            yield SLOT.sub(" < ", text)
    found = json.loads((folder / "clinc150" / "train_val.json").read_text(encoding="utf-8"))
    yield from dict.fromkeys(text for text, _ in found["train"])


def common(texts: Iterable[str], listed: set[str]) -> Counter[Frame]:
    """Count in how many texts each short run of listed words stands."""
    counts: Counter[Frame] = Counter()
    for text in texts:
        counts.update({
            run[start:end]
            for run in runs(text, listed)
            for start in range(len(run))
            for end in range(start + 1, min(len(run), start + LONGEST) + 1)
        })  # fmt: skip
    return counts


class Rules:
    """What a frame may say, and what makes one a command."""

    def __init__(self, language: str) -> None:
        sections: dict[str, list[str]] = {}
        for line in lines(HERE / f"rules_frames_{language}.txt"):
            if re.fullmatch(r"\[[a-z ]+\]", line):
                sections[line.strip("[]")] = found = []
            else:
                found.append(line)
        named = [word for line in sections["words"] for word in line.split()]
        self._words = re.compile("|".join(rf"{re.escape(word.removesuffix('*'))}{'.*' if word.endswith('*') else ''}" for word in named))
        self._runs = re.compile(rf"(?<!\S)(?:{'|'.join(sections['runs'])})(?!\S)")
        self._alone = {word for line in sections["alone"] for word in line.split()}
        self.things = {word for line in sections["things"] for word in line.split()}
        self._no_end = {word for line in sections["no end"] for word in line.split()}
        self._heads = re.compile(rf"(?:{'|'.join(sections['heads'])})(?!\S)")
        self._allowed = {tuple(line.split()) for line in sections["allowed"]}

    def has(self, word: str) -> bool:
        """Tell whether a frame may have a word."""
        return self._words.fullmatch(word) is not None

    def is_open(self, word: str) -> bool:
        """Tell whether a word belongs to what follows, so that no frame ends in it."""
        return word in self._no_end

    def is_frame(self, frame: Frame) -> bool:
        if frame in self._allowed:
            return True
        if self.is_open(frame[-1]) or not all(map(self.has, frame)) or self._runs.search(" ".join(frame)):
            return False
        return len(frame) > 1 or frame[0] in self._alone | self.things or self.is_command(frame)

    def is_command(self, frame: Frame) -> bool:
        return self._heads.match(" ".join(frame)) is not None


def parts(frame: Frame, rules: Rules) -> Iterator[Frame]:
    """Yield the runs of words that frames may have, of a longer run; each also without what no frame ends in."""
    run: list[str] = []
    for word in (*frame, ""):
        if word and rules.has(word):
            run.append(word)
            continue
        while run and rules.is_open(run[-1]):
            run.pop()
        if run:
            yield tuple(run)
        run = []


def without_sums(frames: dict[Frame, bool], things: set[str]) -> dict[Frame, bool]:
    """Leave out the frames that shorter ones say, read one after the other, the longest first; but not those that name a thing, of
    which a part does not: that part would not be shown alone."""
    needed: dict[Frame, bool] = {}
    for frame in sorted(frames, key=lambda frame: (len(frame), frame)):
        parts, start, named = [], 0, True
        while start < len(frame):
            end = next((end for end in range(len(frame), start, -1) if frame[start:end] in needed), 0)
            if not end:
                break
            parts.append(needed[frame[start:end]] and end - start > 1)
            named = named and not things.isdisjoint(frame[start:end])
            start = end
        else:
            if any(parts) or (not frames[frame] and (named or things.isdisjoint(frame))):
                continue
        needed[frame] = frames[frame]
    return needed


def main(language: str, folder: str) -> None:
    """Print the list: commands, what stands around, and lone words that name what is asked for."""
    listed = set(lines(VOCABULARY / f"{language}.txt"))
    rules = Rules(language)
    found: dict[Frame, bool] = {}
    for run, begins in own(language, listed):
        for number, frame in enumerate((run, *parts(run, rules))):
            opens = begins and (number == 0 or run[: len(frame)] == frame)
            found[frame] = found.get(frame, False) or (opens and rules.is_command(frame))
    if language == "en":
        counts = common(requests(Path(folder)), listed)
        for frame, count in counts.items():
            if count >= LEAST:
                found[frame] = found.get(frame, False) or rules.is_command(frame)
    kept = {frame: command for frame, command in found.items() if len(frame) <= LONGEST and rules.is_frame(frame)}
    needed = without_sums(kept, rules.things)
    things = {(word,) for word in rules.things & listed}
    needed |= dict.fromkeys(things - needed.keys(), False)
    commands = {frame for frame, command in needed.items() if command}
    for title, wanted in (("[commands]", commands), ("[around]", needed.keys() - commands - things), ("[things]", things)):
        print(title, *sorted(" ".join(frame) for frame in wanted), sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
