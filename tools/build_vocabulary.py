"""Build the English word list from corpora of what people say to assistants.

    apt-get install wamerican-small
    pip install -c constraints.txt faker lemminflect
    python tools/build_vocabulary.py FOLDER > shared/src/shared/vocabulary/en.txt

FOLDER holds `hwu64/train.tsv`, `snips/train.tsv` (slots inline, `[name : words]`) and `clinc150/train_val.json` with
`domains.json`. A word's carrier ratio is how often it stands outside slots, of all the times it stands. Words that mostly stand
inside are people's own words and stay off the list, however common; so does a word that alone fills a slot that names a person,
a place, a business or a title. CLINC150 has no slots: only its requests about the assistant itself, small talk and everyday
tools count, and they count as carriers. `added.txt` adds function words and the assistant's own terms. The list is then closed
under inflection (remind, reminds, reminded, reminding), as far as the forms are English and the corpora do not contradict
them. Names (Faker's English, Finnish and Swedish lists) and `denied.txt` are taken out last, whatever put a word there.
"""

import importlib
import json
import re
import sys
from collections import Counter
from pathlib import Path

import lemminflect

LEAST_RATIO = 0.7
LEAST_COUNT = 5
LONE_SHARE = 0.02
DOMAINS = ("meta", "small_talk", "utility", "home", "work")
NAMING = {
    "person", "place_name", "business_name", "email_address", "relation", "artist", "artist_name", "city", "country", "state", "poi",
    "geographic_poi", "restaurant_name", "service", "app_name", "transport_agency", "event_name", "list_name", "food_type", "cuisine",
}  # fmt: skip
TASK_SLOTS = {
    "date", "time", "timeofday", "general_frequency", "device_type", "house_place", "color_type", "media_type", "weather_descriptor",
    "player_setting", "joke_type", "podcast_descriptor", "change_amount", "order_type", "meal_type", "transport_type", "alarm_type",
    "transport_descriptor", "coffee_type", "cooking_type", "business_type", "email_folder", "music_descriptor", "personal_info",
    "object_type", "music_item", "restaurant_type", "spatial_relation", "rating_unit", "object_select", "movie_type", "sort",
    "condition_temperature", "condition_description", "facility", "object_location_type", "object_part_of_series_type", "news_topic",
    "current_location", "music_genre", "genre", "timerange", "rating_value", "best_rating", "app_name", "game_type", "video",
}  # fmt: skip
"""Slots that say what kind of thing is wanted, not whose or which: their words count as words of the task."""
SLOT = re.compile(r"\[([^:\]]+):([^\]]*)\]")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
HERE = Path(__file__).parent
COMMON = Path("/usr/share/dict/american-english-small")
KEPT_NAMES = {
    "bright", "case", "day", "edit", "else", "english", "field", "fields", "finnish", "good", "little", "my", "per", "read", "said", "short",
    "long", "best", "small", "weeks",
}  # fmt: skip
"""Everyday words that are somebody's name somewhere, and whose loss would cost more than it hides."""


def words(text: str) -> list[str]:
    """Return the lower-case words of a text, with straight apostrophes."""
    return WORD.findall(text.lower().replace("’", "'"))


def listed(name: str) -> set[str]:
    """Return the words of a file beside this one, without its comments."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in words(line)}


def annotated(path: Path) -> list[str]:
    """Return the distinct annotated texts: the third column of a tab-separated file."""
    rows = path.read_text(encoding="utf-8").splitlines()[1:]
    return list(dict.fromkeys(row.split("\t")[2] for row in rows if row.count("\t") >= 2))


def names() -> set[str]:
    """Return given and family names."""
    found: set[str] = set()
    for locale in ("en_US", "en_GB", "fi_FI", "sv_SE"):
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in vars(provider):
            value = getattr(provider, attribute)
            if "name" in attribute and not attribute.startswith("language") and isinstance(value, dict | tuple | list):
                found.update(name.lower() for name in value if isinstance(name, str) and "{" not in name)
    return found


def inflections(word: str, attested: set[str], common: set[str]) -> set[str]:
    """Return the forms of a base form: plurals that the corpora have, and all forms of what they use as a verb."""
    forms = {tag: {form.lower() for form in found} for tag, found in lemminflect.getAllInflections(word).items()}
    plurals = forms.get("NNS", set()) & attested
    verbal = set().union(*(forms.get(tag, set()) for tag in ("VBG", "VBD", "VBN", "VBZ")))
    is_verb = word in forms.get("VB", set()) and (forms.get("VBG", set()) | forms.get("VBD", set())) & attested - {word}
    return plurals | (verbal & (common | attested) if is_verb else set())


def main(folder: str) -> None:
    """Print the list."""
    corpora = Path(folder)
    carrier: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for text in (*annotated(corpora / "hwu64" / "train.tsv"), *annotated(corpora / "snips" / "train.tsv")):
        for name, value in SLOT.findall(text):
            (carrier if name.strip().lower() in TASK_SLOTS else inside).update(words(value))
            if name.strip() in NAMING and len(words(value)) == 1:
                alone.update(words(value))
        carrier.update(words(SLOT.sub(" ", text)))
    domains = json.loads((corpora / "clinc150" / "domains.json").read_text(encoding="utf-8"))
    plain = {intent for domain in DOMAINS for intent in domains[domain]}
    attested = set(carrier)
    for text, intent in json.loads((corpora / "clinc150" / "train_val.json").read_text(encoding="utf-8"))["train"]:
        attested.update(words(text))
        if intent in plain:
            carrier.update(set(words(text)))
    denied = listed("denied.txt") | (names() - KEPT_NAMES)
    found = {
        word
        for word, count in carrier.items()
        if count >= LEAST_COUNT
        and count / (count + inside[word]) >= LEAST_RATIO
        and alone[word] <= count * LONE_SHARE
        and word not in denied
    }
    found |= listed("added.txt")
    contradicted = {word for word, count in inside.items() if carrier[word] / (carrier[word] + count) < LEAST_RATIO}
    common = set(COMMON.read_text(encoding="utf-8").split())
    found |= set().union(*(inflections(word, attested, common) for word in found)) - contradicted
    for word in sorted(found - denied):
        print(word)


if __name__ == "__main__":
    main(sys.argv[1])
