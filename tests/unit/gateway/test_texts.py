"""What is taken in, and how a long answer is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.texts import WHATSAPP_LIMIT, NotAText, checked, link_code, parts


@pytest.mark.parametrize("text", [None, 7, "", "  \n", "a\0b", "\ud800", "x" * 8001, ["x"]])
def test_what_cannot_be_stored_exactly_is_refused_without_being_quoted(text: object) -> None:
    with pytest.raises(NotAText) as refused:
        checked(text)

    assert "x" * 10 not in str(refused.value)


@given(st.text(min_size=1, max_size=6000))
def test_no_part_is_too_long_and_no_word_is_lost(text: str) -> None:
    cut = parts(text)

    assert all(len(part) <= WHATSAPP_LIMIT for part in cut)
    if len(cut) > 1:
        joined = "".join("".join(part.rsplit(" (", 1)[0].split()) for part in cut)
        assert joined == "".join(text.split())


def test_parts_are_cut_at_sentences_and_numbered() -> None:
    cut = parts("A sentence of some words. " * 150)

    assert len(cut) == 3
    assert all(part.split(" (")[0].endswith(".") for part in cut)
    assert cut[0].endswith("(1/3)")


@pytest.mark.parametrize(
    ("text", "code"), [("a" * 32, "a" * 32), (" LINK " + "A" * 32, "a" * 32), ("a" * 31, None), ("hello", None), ("x" * 32, None)]
)
def test_linking_codes(text: str, code: str | None) -> None:
    assert link_code(text) == code
