"""Figures as tables of Markdown, which is what docs/benchmarks.md keeps."""

from collections.abc import Iterable, Sequence


def print_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table under its title; the first column is text, the others are figures."""
    print(f"\n{title}\n")
    print("| " + " | ".join(heads) + " |")
    print("| --- |" + " ---: |" * (len(heads) - 1))
    for row in rows:
        print("| " + " | ".join(figure(cell) for cell in row) + " |", flush=True)


def figure(value: object) -> str:
    """A number with three digits that matter, anything else as it is."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def judged(ratio: float, target: float, at_most: bool = False) -> str:
    """A ratio, and whether it is what it has to be."""
    good = ratio <= target if at_most else ratio >= target
    word = "at most" if at_most else "at least"
    return f"{ratio:.2f} ({word} {target:g}: {'reached' if good else 'MISSED'})"
