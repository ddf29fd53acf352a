"""A measurement, and how measurements are shown: a table, the methods below it, and a JSON file."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Figure:
    """One measurement."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    goal: str
    met: bool
    method: str


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def timed(count: int, act: Callable[[], object]) -> list[float]:
    """Return milliseconds per call, after a warm-up of a tenth."""
    for _ in range(count // 10):
        act()
    found: list[float] = []
    for _ in range(count):
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
    return found


def report(figures: list[Figure], console: Console, file: str) -> None:
    """Print a table with the methods below it, and write `file` into the data folder."""
    table = Table("measure", "value", "baseline", "ratio", "goal", "", box=None, header_style="bold")
    for figure in figures:
        table.add_row(
            figure.name,
            f"{figure.value:.2f} {figure.unit}",
            f"{figure.baseline:.2f}" if figure.baseline is not None else "",
            f"{figure.ratio:.2f}" if figure.ratio is not None else "",
            figure.goal,
            "met" if figure.met and figure.goal else "" if not figure.goal else "NOT MET",
        )
    console.print(table)
    for number, method in enumerate(dict.fromkeys(figure.method for figure in figures), 1):
        console.print(f"{number}. {method}.", style="dim")
    target = Path(os.environ.get("SIHTEERI_HOME") or ROOT / "var") / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps([asdict(figure) for figure in figures], indent=1, ensure_ascii=False))
    console.print(f"Written to {target}.")
