"""Counts drawn as bars, on this side and by nobody else: columns as SVG, rows as HTML. Whoever can't see them reads the numbers."""

from collections.abc import Sequence
from html import escape

from ui import words
from ui.words import grouped

W = words.of("CHATS")
HEIGHT, WIDTH, GAP = 100, 10, 2
LABELS, LONG = 8, 4
"""At most so many stand below columns; half of them where they are longer than so many characters."""


def columns(heading: str, counts: Sequence[tuple[str, int]]) -> str:
    """Return columns, with the names of some of them below; nothing of one alone, which compares nothing."""
    most = max((count for _, count in counts), default=0)
    if not most or len(counts) == 1:
        return ""
    top = next(name for name, count in counts if count == most)
    bars = "".join(_column(place, name, count, most) for place, (name, count) in enumerate(counts))
    return (
        f'<figure style="max-width: max(16rem, {4 * len(counts)}rem)"><figcaption>{escape(heading)}</figcaption><svg class="columns" viewBox="0 0 {len(counts) * WIDTH} {HEIGHT}" preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(W.most.format(heading, top, grouped(most)))}">{bars}</svg>{_axis([name for name, _ in counts])}</figure>'
    )


def _column(place: int, name: str, count: int, most: int) -> str:
    height = HEIGHT * count / most
    return (
        f'<rect x="{place * WIDTH + GAP / 2:g}" y="{HEIGHT - height:.2f}" width="{WIDTH - GAP}" height="{height:.2f}">'
        f"<title>{escape(W.bar.format(name, grouped(count)))}</title></rect>"
    )


def _axis(names: list[str]) -> str:
    every = -(-len(names) // (LABELS if max(map(len, names)) <= LONG else LABELS // 2))
    shown = "".join(
        f'<span style="left:{100 * place / len(names):.2f}%">{escape(name)}</span>'
        for place, name in enumerate(names)
        if place % every == 0
    )
    return f'<div class="axis" aria-hidden="true">{shown}</div>'


def rows(heading: str, counts: Sequence[tuple[str, int, str]], shown: int = 12) -> str:
    """Return bars beside their names, each of which may have an address."""
    most = max((count for _, count, _ in counts), default=0)
    if not most:
        return ""
    lines = "".join(_line(*one, most) for one in counts[:shown])
    more = f'<p class="soft">{W.more.format(grouped(len(counts) - shown))}</p>' if len(counts) > shown else ""
    return f'<figure><figcaption>{escape(heading)}</figcaption><ul class="bars">{lines}</ul>{more}</figure>'


def _line(name: str, count: int, address: str, most: int) -> str:
    shown = f'<a href="{escape(address)}">{escape(name)}</a>' if address else f"<span>{escape(name)}</span>"
    return (
        f'<li>{shown}<span class="bar" style="--share:{100 * count / most:.2f}%"></span><span class="number">{grouped(count)}</span></li>'
    )
