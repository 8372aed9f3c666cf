"""The day from which the demo's ages are counted: kept, so that people age as the clock moves on."""

from datetime import date, timedelta
from pathlib import Path

FILE = "gateway-anchor"
STALE_AFTER = timedelta(days=330)


def anchor_date(data_dir: Path, today: date) -> date:
    """The day the demo was laid, read from the data folder; today the first time.

    It is laid anew when the clock has gone back before it, or so far beyond it
    that nobody would be of the meant age.
    """
    file = data_dir / FILE
    try:
        kept = date.fromisoformat(file.read_text(encoding="utf-8").strip())
    except (FileNotFoundError, ValueError):
        kept = None
    if kept is not None and kept <= today <= kept + STALE_AFTER:
        return kept
    data_dir.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{today.isoformat()}\n", encoding="utf-8")
    return today


def forget_anchor(data_dir: Path) -> None:
    """Count from the day on which somebody next asks: the demo is being laid anew."""
    (data_dir / FILE).unlink(missing_ok=True)
