"""How things are printed on a terminal, and where there is none."""

import io
import sys

import pytest

from ui.screen import Flow, Screen


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def screen(monkeypatch: pytest.MonkeyPatch, columns: int, *, terminal: bool = True, **environment: str) -> tuple[Screen, io.StringIO]:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-256color", "COLUMNS": str(columns), **environment}.items():
        monkeypatch.setenv(name, value)
    out = Tty() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    return Screen(), out


@pytest.mark.parametrize(
    ("terminal", "environment", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),  # Empty is not set, as no-color.org says.
        (True, {"TERM": "dumb"}, False),
        (True, {"TERM": ""}, False),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (False, {}, False),
        (False, {"FORCE_COLOR": "1"}, False),
        (False, {"CLICOLOR_FORCE": "1", "TTY_COMPATIBLE": "1"}, False),
    ],
)
def test_colour_is_for_terminals_and_never_where_it_is_not_wanted(
    terminal: bool, environment: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, out = screen(monkeypatch, 80, terminal=terminal, **environment)

    shown.heading("Due")
    shown.entry("3fa2", "a ⟦tent⟧ here", "more")
    shown.whole("3fa2", "text")
    shown.aside("aside")

    assert ("\x1b[" in out.getvalue()) is coloured


@pytest.mark.parametrize("columns", [80, 60, 40, 20])
def test_an_entry_fits_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, out = screen(monkeypatch, columns, NO_COLOR="1")

    shown.entry("3fa2  Fri 20 Nov 2026 14:00", "word " * 50, "more")
    shown.entry("3fa2", "日本語" * 50)

    printed = out.getvalue().splitlines()
    assert len(printed) == (3 if columns < 60 else 2)
    assert all(len(line) <= columns for line in printed)
    assert printed[-1].endswith("…")


def test_where_there_is_no_terminal_nothing_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, out = screen(monkeypatch, 40, terminal=False)

    shown.entry("3fa2", "word " * 50)
    shown.whole("3fa2", "word " * 50)
    shown.say("word " * 50)

    assert len(out.getvalue().splitlines()) == 3


def test_brackets_of_others_are_no_style(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, out = screen(monkeypatch, 80, NO_COLOR="1")

    shown.say("[bold]a[/bold] :smile:")
    shown.entry("x", "[red]b[/]")
    shown.whole("x", "[link=file:///]c")

    assert out.getvalue() == "[bold]a[/bold] :smile:\nx  [red]b[/]\nx  [link=file:///]c\n"


def test_a_whole_text_hangs_beside_what_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, out = screen(monkeypatch, 30, NO_COLOR="1")

    shown.whole("Cloud", "is shown masked words only\nand that")
    shown.whole("Fri 20 Nov 2026", "below it")

    assert out.getvalue() == "Cloud  is shown masked words\n       only\n       and that\nFri 20 Nov 2026\n  below it\n"


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("one two three", 8, "one two\nthree\n"),
        ("one\n\n  two", 8, "one\n\n  two\n"),
        ("• one two three", 9, "• one two\nthree\n"),
        ("longerthanthewidth a", 6, "longerthanthewidth\na\n"),
        ("日本 日本 日本", 9, "日本 日本\n日本\n"),
        ("one two three", None, "one two three\n"),
        ("one  \ntwo ", 8, "one\ntwo\n"),
        ("", 8, "\n"),
    ],
)
def test_an_answer_flows_in_whole_words_however_it_comes(text: str, width: int | None, shown: str, size: int) -> None:
    written: list[str] = []
    flow = Flow(written.append, width)

    for start in range(0, len(text), size):
        flow.add(text[start : start + size])
    flow.end()

    assert "".join(written) == shown


def test_a_word_is_shown_as_soon_as_it_has_ended() -> None:
    written: list[str] = []
    flow = Flow(written.append, 40)

    flow.add("From your ")
    assert "".join(written) == "From your"
