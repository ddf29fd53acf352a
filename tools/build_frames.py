"""Build the list of command frames of a language: the runs of words that may leave around what is private.

    python tools/build_frames.py en FOLDER > shared/src/shared/vocabulary/frames_en.txt
    python tools/build_frames.py fi FOLDER > shared/src/shared/vocabulary/frames_fi.txt

A frame comes from three sources: the example phrases that the classifier learns from, with their placeholders; templates of our own
(`frames_en.txt`, `frames_fi.txt` beside this file, `(a|b)` being alternatives and `[a]` what may be missing); and, for English, runs of
listed words that stand outside slots in at least LEAST distinct requests of the corpora that `build_vocabulary.py` reads. FOLDER is
the same as there. What `rules_frames_en.txt` and
`rules_frames_fi.txt` deny is left out whatever its source: words and runs that say something of a person, and lone words that are not
named there. Frames that ask for something are commands; the others only stand around.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
VOCABULARY = HERE.parent / "shared" / "src" / "shared" / "vocabulary"
PHRASES = HERE.parent / "services" / "interpreter" / "src" / "interpreter" / "domain" / "phrases"
SLOT = re.compile(r"\[([^:\]]+):([^\]]*)\]")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\w+|[^\w\s']")
LONGEST = 8
LEAST = 5
"""In how many distinct requests a run must stand."""
TASK_SLOTS = {
    "device_type", "house_place", "media_type", "weather_descriptor", "player_setting", "joke_type", "podcast_descriptor", "change_amount",
    "order_type", "meal_type", "transport_type", "alarm_type", "transport_descriptor", "coffee_type", "cooking_type", "business_type",
    "email_folder", "music_descriptor", "personal_info", "object_type", "music_item", "restaurant_type", "spatial_relation", "rating_unit",
    "object_select", "movie_type", "sort", "condition_temperature", "condition_description", "object_location_type",
    "object_part_of_series_type", "news_topic", "color_type", "general_frequency", "rating_value", "best_rating", "current_location", "definition_word",
}  # fmt: skip
"""Slots that say what kind of thing is wanted, not whose or which: their listed words count as words of the task."""
TALK = {"[chat]", "[unclear]"}
"""Intents whose phrases ask for nothing."""
Frame = tuple[str, ...]


def lines(path: Path) -> list[str]:
    """Return the lines of a file that say something."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]


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
    for phrase in lines(PHRASES / f"{language}.txt"):
        if phrase.startswith("["):
            section = phrase
        else:
            text = re.sub(r"<\w+>", " < ", phrase)
            yield from ((run, section not in TALK and text.lower().startswith(" ".join(run))) for run in runs(text, listed))
    for template in lines(HERE / f"frames_{language}.txt"):
        if template in {"[commands]", "[around]"}:
            section = template
            continue
        for phrase in expanded(template):
            for run in runs(re.sub(r"<\w*>", " < ", phrase), listed):
                yield run, section == "[commands]" and phrase.startswith(" ".join(run))


def requests(folder: Path) -> Iterator[str]:
    """Yield the distinct requests of the corpora, slots replaced by a mark."""
    for name in ("hwu64", "snips"):
        rows = (folder / name / "train.tsv").read_text(encoding="utf-8").splitlines()[1:]
        for text in dict.fromkeys(row.split("\t")[2] for row in rows if row.count("\t") >= 2):
            yield SLOT.sub(lambda slot: f" {slot[2]} " if slot[1].strip().lower() in TASK_SLOTS else " < ", text)
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
    """What no frame may say, and what makes one a command."""

    def __init__(self, language: str) -> None:
        sections: dict[str, list[str]] = {}
        for line in lines(HERE / f"rules_frames_{language}.txt"):
            if line.startswith("["):
                sections[line.strip("[]")] = found = []
            else:
                found.append(line)
        self._words = {word for line in sections["words"] for word in line.split()}
        self._runs = re.compile(rf"(?<!\S)(?:{'|'.join(sections['runs'])})(?!\S)")
        self._alone = {word for line in sections["alone"] for word in line.split()}
        self._not_alone = {word for line in sections["not alone"] for word in line.split()}
        self._heads = re.compile(rf"(?:{'|'.join(sections['heads'])})(?!\S)")
        self._allowed = {tuple(line.split()) for line in sections["allowed"]}

        self._only = not self._not_alone

    def denies(self, frame: Frame) -> bool:
        if frame in self._allowed:
            return False
        if len(frame) == 1 and frame[0] not in self._alone and (self._only or frame[0] in self._not_alone) and not self.is_command(frame):
            return True
        return not self._words.isdisjoint(frame) or self._runs.search(" ".join(frame)) is not None

    def is_command(self, frame: Frame) -> bool:
        return self._heads.match(" ".join(frame)) is not None


def without_sums(frames: dict[Frame, bool]) -> dict[Frame, bool]:
    """Leave out the frames that shorter ones say, read one after the other, the longest first."""
    needed: dict[Frame, bool] = {}
    for frame in sorted(frames, key=lambda frame: (len(frame), frame)):
        parts, start = [], 0
        while start < len(frame):
            end = next((end for end in range(len(frame), start, -1) if frame[start:end] in needed), 0)
            if not end:
                break
            parts.append(needed[frame[start:end]] and end - start > 1)
            start = end
        else:
            if any(parts) or not frames[frame]:
                continue
        needed[frame] = frames[frame]
    return needed


def main(language: str, folder: str) -> None:
    """Print the list: commands first."""
    listed = set(lines(VOCABULARY / f"{language}.txt"))
    rules = Rules(language)
    found: dict[Frame, bool] = {}
    for frame, begins in own(language, listed):
        found[frame] = found.get(frame, False) or (begins and (len(frame) > 1 or rules.is_command(frame)))
    if language == "en":
        counts = common(requests(Path(folder)), listed)
        for frame, count in counts.items():
            if count >= LEAST:
                found[frame] = found.get(frame, False) or rules.is_command(frame)
    kept = {frame: command for frame, command in found.items() if len(frame) <= LONGEST and not rules.denies(frame)}
    needed = without_sums(kept)
    for title, wanted in (("[commands]", True), ("[around]", False)):
        print(title, *sorted(" ".join(frame) for frame, command in needed.items() if command is wanted), sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
