"""Wishes how the assistant is to write."""

import pytest

from private_llm.domain.understanding import manner


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Always answer briefly.", "en"),
        ("from now on call me Elina", "en"),
        ("Vastaa aina lyhyesti", "fi"),
        ("jatkossa kirjoita rennommin", "fi"),
    ],
)
def test_what_is_to_be_done_always_is_kept_as_a_rule(text: str, language: str) -> None:
    meant = manner.read(text)
    assert meant is not None and (meant.intent, meant.language) == ("remember", language)


@pytest.mark.parametrize(
    "text", ["always call me before 9", "answer Omar", "do you always answer briefly?", "vastaa Omarille", "he always replies late"]
)
def test_no_other_request_is_taken_for_one(text: str) -> None:
    assert manner.read(text) is None
