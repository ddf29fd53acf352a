"""Where commands print: colour only on a terminal, words kept whole at its edge, and lists that fit it."""

import os
import sys
from collections.abc import Callable

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

NARROW = 60
"""Below so many columns an entry of a list takes two lines, if what it is about is wider than:"""
BESIDE = 12
MARKED = {"⟦": "bold", "⟧": ""}


class Screen(Console):
    """A console that is quiet when nobody reads on, and never colours what is no terminal."""

    def __init__(self) -> None:
        terminal = sys.stdout.isatty()
        coloured = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in (None, "", "dumb")
        super().__init__(
            color_system="auto" if coloured else None,
            force_terminal=terminal,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=True,
        )

    def on_broken_pipe(self) -> None:
        """Leave it to the program's end, which is the same for all that prints."""
        raise BrokenPipeError

    def say(self, text: str) -> None:
        """Print sentences; on a terminal no word is cut in two."""
        self.print(Text(text), soft_wrap=not self.is_terminal)

    def entry(self, about: str, text: str, more: str = "") -> None:
        """Print an entry of a list: what it is about and what it says. On a terminal it takes one line, or two in a narrow one."""
        body = [*_marked(" ".join(text.splitlines())), *([(f"  {more}", "dim")] if more else [])]
        if self._is_narrow_for(about):
            self._row(Text(about.rstrip(), style="cyan"))
            about = ""
        self._row(Text.assemble((about, "cyan"), "  ", *body))

    def whole(self, about: str, text: str) -> None:
        """Print all of a text beside what it is about, on as many lines as it takes."""
        if not self.is_terminal:
            self.print(Text.assemble(about, "  ", text))
            return
        narrow = self._is_narrow_for(about)
        indent = 2 if narrow else cell_len(about) + 2
        lines = [line for part in text.split("\n") for line in Text(part).wrap(self, max(self.width - indent, 8))]
        first = Text.assemble((about, "cyan"), "" if narrow else Text.assemble("  ", lines.pop(0)))
        for line in (first, *(Text.assemble(" " * indent, one) for one in lines)):
            line.rstrip()
            self.print(line)

    def _is_narrow_for(self, about: str) -> bool:
        return self.is_terminal and self.width < NARROW and cell_len(about) > BESIDE

    def aside(self, text: str) -> None:
        """Print what belongs to the text above it, in one line."""
        self._row(Text.assemble("  ", (" ".join(text.split()), "dim")))

    def heading(self, text: str) -> None:
        """Print what the lines below have in common."""
        self.print(Text(text, style="bold"))

    def note(self, text: str) -> None:
        """Tell a person beside what is printed; other programs don't read it."""
        print(text, file=sys.stderr)

    def _row(self, text: Text) -> None:
        if self.is_terminal:
            self.print(text, no_wrap=True, overflow="ellipsis", soft_wrap=False)
        else:
            self.print(text)


def _marked(text: str) -> list[tuple[str, str]]:
    """Return the parts of a text; what was found stands between ⟦ and ⟧ and is bold."""
    parts, style = [], ""
    for piece in text.replace("⟦", "\0⟦").replace("⟧", "\0⟧").split("\0"):
        style = MARKED.get(piece[:1], style)
        parts.append((piece.lstrip("⟦⟧"), style))
    return parts


class Flow:
    """An answer as it comes: words are kept whole at the terminal's edge."""

    def __init__(self, write: Callable[[str], object], width: int | None) -> None:
        self._write = write
        self._width = width
        self._column = 0
        self._word = self._gap = ""

    def add(self, text: str) -> None:
        """Print what can be printed of some more of it."""
        if self._width is None:
            self._write(text)
            return
        for character in text:
            if character.isspace():
                self._end_word()
                self._gap = "\n" if character == "\n" else self._gap + character
                if character == "\n":
                    self._write("\n")
                    self._gap, self._column = "", 0
            else:
                self._word += character

    def end(self) -> None:
        """Print what is left, and end the line."""
        self._end_word()
        self._write("\n")

    def _end_word(self) -> None:
        if not self._word:
            return
        size = cell_len(self._gap) + cell_len(self._word)
        if self._column and self._column + size > (self._width or size):
            self._gap, self._column, size = "\n", 0, cell_len(self._word)
        self._write(self._gap + self._word)
        self._column += size
        self._word = self._gap = ""
