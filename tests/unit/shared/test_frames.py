"""The published frames: what they are made of, and how a list of them is read."""

from importlib import resources

import pytest

from shared.vocabulary import LANGUAGES, load, read_frames

VOCABULARY = load()


def lines(language: str) -> list[str]:
    return resources.files("shared.vocabulary").joinpath(f"frames_{language}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_frame_is_made_of_listed_words(language: str) -> None:
    frames = [line for line in lines(language) if not line.startswith("[")]

    assert len(frames) > 1000
    assert all(word in VOCABULARY.ids[language] for frame in frames for word in frame.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_frame_speaks_of_people_or_of_what_is_private(language: str) -> None:
    private = set(
        "he she they him her his them we us our mother friend doctor money rent pay leave leaving love sick hurt home alone "
        "hän hänen hänelle he heidän olen olin en ei äiti lapsi lääkäri rahaa erota löi lyö yksin sairas".split()
    )

    assert not private & {word for frame in lines(language) for word in frame.split()}


def test_a_command_asks_whatever_else_it_is() -> None:
    ids = {"show": 0, "my": 1, "list": 2}

    sections = read_frames(["[commands]", "show my list", "list", "[things]", "list", "unlisted"], ids)

    assert sections == {"[commands]": {(0, 1, 2), (2,)}, "[things]": {(2,)}}
    assert VOCABULARY.frames[(VOCABULARY.ids["en"]["list"],)] is True
    assert VOCABULARY.ids["en"]["list"] in VOCABULARY.things
