"""The words of pages, in both languages."""

import re
from typing import Any

import pytest

from ui import words


def _shape(value: Any) -> Any:
    """Return names and places of a text, without its words."""
    if isinstance(value, dict):
        return {name: _shape(one) for name, one in value.items()}
    return [_shape(one) for one in value] if isinstance(value, tuple) else re.findall(r"\{[^}]*\}", value)


@pytest.mark.parametrize("page", ["SETTINGS", "OWNER"])
def test_a_page_says_the_same_in_both_languages(page: str) -> None:
    english, finnish = (vars(getattr(words, f"{page}_{language}")) for language in ("EN", "FI"))

    assert _shape(english) == _shape(finnish)
    assert [name for name, text in english.items() if text == finnish[name]] in ([], ["channels"])
