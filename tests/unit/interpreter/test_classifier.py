"""The classifier: what its weights consist of, how sure it may be, and what it makes of our own requests."""

import hashlib
import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interpreter.domain.classifier import FOLDER, NEVER_SEEN, STEM, Classifier, Scale, chosen, features
from interpreter.handlers import SURE
from shared.schemas.interpretation import Kind
from shared.schemas.plan import INTENTS
from shared.vocabulary import LANGUAGES, load
from tools import corpora, phrasing
from tools.build_classifier import LEAST, Judged, calibration_error, fitted, learnt, packed

VOCABULARY = load()
WEIGHTS = resources.files("interpreter.domain") / FOLDER
MANIFEST: dict[str, Any] = json.loads((WEIGHTS / "manifest.json").read_text(encoding="utf-8"))
LOCAL = {language: Classifier.load(language) for language in LANGUAGES}
HELD_BACK = corpora.listed(Path(__file__).with_name("finnish.txt"), "held back")
PLACEHOLDERS = {f"<{kind.name}>" for kind in Kind}


def judged(examples: list[corpora.Example]) -> list[Judged]:
    return [Judged(one, *LOCAL[one.language].classify(one.tokens)) for one in examples]


def share(of: list[bool]) -> float:
    return sum(of) / len(of)


@cache
def own(language: str) -> list[corpora.Example]:
    """Our own requests, tens of thousands, masked once for all tests."""
    return corpora.own((language,))


def tiny() -> list[corpora.Example]:
    """The requests of three intents, widened as all are."""
    return [one for one in own("en") if one.accepted[0] in {"undo", "time", "stop"} and one.language == "en"]


def test_the_weights_are_those_that_the_manifest_names_and_fit_the_word_list() -> None:
    found = {language: hashlib.sha256((WEIGHTS / f"{language}.weights").read_bytes()).hexdigest() for language in LANGUAGES}

    assert found == {language: told["sha256"] for language, told in MANIFEST["languages"].items()}
    assert MANIFEST["vocabulary"] == VOCABULARY.version


def test_what_ships_is_small() -> None:
    assert sum(len((WEIGHTS / f"{language}.weights").read_bytes()) for language in LANGUAGES) < 1_000_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_feature_is_made_of_listed_words_and_placeholders_alone(language: str) -> None:
    known = {*VOCABULARY.words, *PLACEHOLDERS, "^", "$", *(f"{word[:STEM]}~" for word in VOCABULARY.words)}

    strange = {part for feature in LOCAL[language].features for part in feature.split() if part not in known}

    assert strange == set()
    assert max(len(feature.split()) for feature in LOCAL[language].features) <= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_is_known_and_has_thirty_requests_of_our_own(language: str) -> None:
    counts = dict.fromkeys(INTENTS, 0)
    for _, intents, _ in phrasing.requests(language):
        counts[intents.split()[0]] += 1  # type: ignore[index]

    assert min(counts.values()) >= 30
    assert set(LOCAL[language].labels) == set(INTENTS)


def test_our_own_finnish_is_wide() -> None:
    assert len({one.tokens for one in own("fi") if one.language == "fi"}) >= 4000


def test_nothing_is_learnt_from_what_is_held_back() -> None:
    learnt_from = {text.lower().strip("?!. ") for _, _, text in phrasing.requests("fi")}

    assert len(HELD_BACK) >= 280
    assert [one.text for one in HELD_BACK if one.text.lower().strip("?!. ") in learnt_from] == []


def test_finnish_that_was_not_learnt_from_is_planned_rightly_in_nine_of_ten() -> None:
    found = judged(HELD_BACK)

    assert share([one.right for one in found]) >= 0.9
    assert share([one.intent in LEAST and not one.right for one in found]) <= 0.01


@pytest.mark.parametrize(("language", "least"), [("en", 0.93), ("fi", 0.9)])
def test_our_own_requests_are_planned_rightly(language: str, least: float) -> None:
    examples = own(language)[::7]

    assert share([one.right for one in judged(examples)]) >= least


def test_the_same_requests_give_the_same_bytes() -> None:
    assert fitted(tiny()) == fitted(tiny()[::-1])


def test_what_is_said_of_how_sure_it_is_comes_from_what_was_not_learnt() -> None:
    weights, found = learnt(tiny())

    assert Classifier.read(weights).labels == ("stop", "time", "undo")
    assert len(found) == len(tiny())
    assert calibration_error(found) <= 0.1


def test_what_it_has_never_seen_is_unclear() -> None:
    assert LOCAL["en"].classify(["xyzzy"]) == NEVER_SEEN


def test_confidence_rises_with_probability_between_nought_and_one() -> None:
    steps = [LOCAL["en"].calibrated(hundredth / 100) for hundredth in range(101)]

    assert steps == sorted(steps)
    assert 0 <= steps[0] < SURE < steps[-1] <= 1


@pytest.mark.parametrize(
    ("probabilities", "intent"),
    [
        ((0.45, 0.40, 0.15), "reminders"),  # Ahead, but not probable enough to remove something.
        ((0.60, 0.30, 0.10), "cancel"),
        ((0.20, 0.30, 0.50), "time"),
    ],
)
def test_an_intent_that_acts_must_be_more_than_ahead(probabilities: tuple[float, ...], intent: str) -> None:
    scale = Scale(("cancel", "reminders", "time"), (1.0,) * 3, (0.0,) * 3, {"cancel": 0.5}, (0.0, 1.0), (0.0, 1.0))

    assert chosen(probabilities, scale)[0] == intent


def test_packed_weights_are_read_back() -> None:
    scores = [[2.0, -2.0], [-1.0, 1.0], [0.0, 0.0]]

    read = Classifier.read(packed(["time", "undo"], ["back", "clock", "so"], np.array(scores), [0.0, 0.0], ((0.0, 1.0), (0.0, 1.0))))

    assert read.features == ("back", "clock")
    assert read.classify(["back"])[0] == "time"
    assert read.classify(["clock"])[0] == "undo"


def test_features_are_runs_and_beginnings() -> None:
    assert features(["remind", "<TEXT>"]) == sorted(
        [
            "remind",
            "<TEXT>",
            "remin~",
            "^ remind",
            "remind <TEXT>",
            "<TEXT> $",
            "^ remind <TEXT>",
            "remind <TEXT> $",
            "^ remin~",
            "remin~ <TEXT>",
        ]
    )


def test_a_line_is_each_of_its_parts() -> None:
    assert list(phrasing.expanded("{undo|revert} {that|}")) == ["undo that", "undo", "revert that", "revert"]


def test_a_request_is_put_in_other_ways_one_change_at_a_time() -> None:
    source = phrasing.Source({"^add": ["put"], "milk": ["oat milk"], "^": ["hey"], "$": ["please"]})

    assert list(phrasing.changed("add milk", source)) == ["put milk", "add oat milk", "hey add milk", "add milk please"]


def test_each_corpus_intent_is_mapped_to_intents_that_exist() -> None:
    mapping = corpora.Mapping.read()

    assert all(set(ours) <= set(INTENTS) for *_, ours in mapping.rows)
    assert mapping.of("hwu64", "calendar_set", "set a reminder for my meeting")[0] == "remind"
    assert mapping.of("hwu64", "weather_query", "is it raining")[0] == "chat"
    assert mapping.of("clinc150", "balance", "what is my balance")[0] == "recall"
