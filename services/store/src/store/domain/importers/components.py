"""The parts of a calendar file (RFC 5545), one after another."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from store.domain.importers.contentlines import Line, content_lines, unescaped
from store.domain.importers.source import Source

LINES = 5_000
CALENDAR = "VCALENDAR"


@dataclass(repr=False)
class Component:
    """A part: what it is, the line at which it begins, its properties by name, and the parts inside of it."""

    kind: str
    number: int
    lines: dict[str, list[Line]] = field(default_factory=dict)
    inner: list["Component"] = field(default_factory=list)
    ended: bool = False
    held: int = 0

    def every(self, name: str) -> list[Line]:
        return self.lines.get(name, [])

    def first(self, name: str) -> Line | None:
        """Return a property that has a value, or None."""
        return next((line for line in self.every(name) if line.value.strip()), None)

    def text(self, name: str) -> str:
        """Return a property as plain text in one line, or nothing."""
        line = self.first(name)
        return " ".join(unescaped(line.value).split()) if line else ""

    def add(self, line: Line) -> None:
        self.held += 1
        if self.held <= LINES:
            self.lines.setdefault(line.name, []).append(line)


def components(source: Source) -> Iterator[Component]:
    """Yield what a calendar holds, and properties of the calendar itself as a part of that name for each. What is not ended where it
    should be is yielded as far as it goes, not `ended`."""
    open_ones: list[Component] = []
    for line in content_lines(source):
        kind = line.value.strip().upper()
        if line.name == "BEGIN" and kind != CALENDAR:
            if open_ones and open_ones[0].kind == kind:  # None of these is inside of another of its kind.
                yield open_ones[0]
                open_ones = []
            open_ones.append(Component(kind, line.number))
        elif line.name == "END" and kind == CALENDAR:
            yield from open_ones[:1]
            open_ones = []
        elif line.name == "END":
            yield from _closed(open_ones, kind)
        elif open_ones:
            open_ones[-1].add(line)
        elif line.name != "BEGIN":
            yield Component(CALENDAR, line.number, {line.name: [line]}, ended=True)
    yield from open_ones[:1]


def _closed(open_ones: list[Component], kind: str) -> Iterator[Component]:
    """End the innermost part of a kind, and what is inside of it and was not ended."""
    if kind not in [one.kind for one in open_ones]:
        return
    while open_ones:
        one = open_ones.pop()
        one.ended = True
        if open_ones:
            open_ones[-1].inner.append(one)
        else:
            yield one
        if one.kind == kind:
            return
