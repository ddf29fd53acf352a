"""Build the English word list from corpora that people used to talk to assistants.

    python tools/build_vocabulary.py HWU64.tsv SNIPS.tsv CLINC150.json > shared/src/shared/vocabulary/en.txt

HWU64 and Snips mark their slots as `[name : words]`. A word's carrier ratio is how often it stands outside slots, of all
the times it stands. Words that mostly stand inside are people's own words and stay off the list, however common; so do
words that are also names, and words of health, faith, politics, sex, union, origin, crime and money (`tools/denied.txt`).
CLINC150 has no slots: it only supports words whose ratio the others give.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

LEAST_RATIO = 0.7
LEAST_COUNT = 3
SLOT = re.compile(r"\[([^:\]]+):([^\]]*)\]")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
HERE = Path(__file__).parent


def words(text: str) -> list[str]:
    """Return the lower-case words of a text, with straight apostrophes."""
    return WORD.findall(text.lower().replace("’", "'"))


def annotated(path: Path) -> list[str]:
    """Return the third column of a tab-separated file."""
    return [line.split("\t")[2] for line in path.read_text(encoding="utf-8").splitlines()[1:] if line.count("\t") >= 2]


def main(hwu64: str, snips: str, clinc150: str) -> None:
    """Print the list."""
    carrier: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for text in (*annotated(Path(hwu64)), *annotated(Path(snips))):
        for _, value in SLOT.findall(text):
            inside.update(words(value))
        carrier.update(words(SLOT.sub(" ", text)))
    support: Counter[str] = Counter()
    for text, _intent in json.loads(Path(clinc150).read_text(encoding="utf-8"))["train"]:
        support.update(set(words(text)))
    denied = set(words((HERE / "denied.txt").read_text(encoding="utf-8")))
    added = set(words((HERE / "added.txt").read_text(encoding="utf-8")))
    found = {
        word
        for word, count in carrier.items()
        if count + min(support[word], count * 3) >= LEAST_COUNT and count / (count + inside[word]) >= LEAST_RATIO and len(word) > 1
    }
    for word in sorted((found | added | {"i", "a"}) - denied):
        print(word)


if __name__ == "__main__":
    main(*sys.argv[1:4])
