"""Lighthouse with the computer's own Chromium: mobile, simulated slow 4G, without a word to the outside."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from config import ROOT
from tests.support.chromium import FLAGS

PROGRAM = ROOT / ".phone" / "node_modules" / "lighthouse" / "cli" / "index.js"
"""Where `make phone` puts it."""
MISSING = (
    "Lighthouse is not there: install Node.js 20 or newer with npm (`apt-get install nodejs npm`) "
    "and run `make phone` once with the network."
)

PERFORMANCE, SEO = "performance", "seo"
EVERYWHERE = (PERFORMANCE, "accessibility", "best-practices")
_A_RUN = 180  # seconds
_TIMES = {
    "first-contentful-paint": "FCP",
    "largest-contentful-paint": "LCP",
    "total-blocking-time": "TBT",
    "speed-index": "SI",
}
_SHIFT = "cumulative-layout-shift"


class NoScore(RuntimeError):
    """Lighthouse could not judge the page; the message says why."""


@dataclass(frozen=True)
class Run:
    """One look at a page: scores of 100, milliseconds, layout shift, and how fast the computer was."""

    scores: Mapping[str, int]
    times: Mapping[str, float]
    shift: float
    benchmark: float
    faults: Sequence[str]

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> "Run":
        """Read Lighthouse's own report. Raises NoScore where it has none."""
        scores = {name: category["score"] for name, category in report["categories"].items()}
        if error := report.get("runtimeError"):
            raise NoScore(error.get("message", error["code"]))
        if lacking := [name for name, score in scores.items() if score is None]:
            raise NoScore(f"no score for {', '.join(lacking)}")
        audits = report["audits"]
        counted = {
            part["id"]
            for category in report["categories"].values()
            for part in category["auditRefs"]
            if part["weight"]
        }
        return cls(
            {name: round(score * 100) for name, score in scores.items()},
            {short: audits[name]["numericValue"] for name, short in _TIMES.items() if name in audits},
            audits[_SHIFT]["numericValue"] if _SHIFT in audits else 0,
            report["environment"]["benchmarkIndex"],
            sorted(name for name in counted if (audits[name]["score"] or 0) < 1 and _counts(audits[name])),
        )


@dataclass(frozen=True)
class Judged:
    """A page over several runs."""

    page: str
    runs: Sequence[Run]

    def score(self, category: str) -> float:
        """The middle one."""
        return median(run.scores[category] for run in self.runs)

    def spread(self, category: str) -> tuple[int, int]:
        """The lowest and the highest."""
        scores = [run.scores[category] for run in self.runs]
        return min(scores), max(scores)

    def time(self, name: str) -> float:
        """The middle one, in milliseconds."""
        return median(run.times[name] for run in self.runs)

    @property
    def shift(self) -> float:
        """The worst one."""
        return max(run.shift for run in self.runs)

    @property
    def benchmark(self) -> float:
        """Lighthouse's measure of the computer, the middle one; an office computer has 1500 to 3000."""
        return median(run.benchmark for run in self.runs)

    @property
    def faults(self) -> list[str]:
        """What cost points in any of the runs."""
        return sorted({fault for run in self.runs for fault in run.faults})


def is_there() -> bool:
    """Whether it can be run."""
    return PROGRAM.exists() and shutil.which("node") is not None


def judge(page: str, url: str, chromium: str, *, cookie: str, seo: bool, times: int) -> Judged:
    """Look at a page as somebody with this cookie. Raises NoScore."""
    categories = (*EVERYWHERE, SEO) if seo else EVERYWHERE
    return Judged(page, [_run(url, chromium, cookie, categories) for _ in range(times)])


def _run(url: str, chromium: str, cookie: str, categories: Sequence[str]) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        headers, report = Path(folder, "headers.json"), Path(folder, "report.json")
        headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}), encoding="utf-8")
        done = _ended(
            [
                "node", str(PROGRAM), url,
                f"--only-categories={','.join(categories)}", f"--extra-headers={headers}",
                "--output=json", f"--output-path={report}", "--quiet", "--no-enable-error-reporting",
                f"--chrome-flags={' '.join((*FLAGS, '--headless=new'))}",
            ],
            chromium,
        )  # fmt: skip
        if not report.exists():
            raise NoScore(done.stderr.strip() or f"it ended with {done.returncode}")
        return Run.of(json.loads(report.read_text(encoding="utf-8")))


def _ended(command: Sequence[str], chromium: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CHROME_PATH": chromium}
    try:
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=_A_RUN
        )
    except subprocess.TimeoutExpired as error:
        raise NoScore(f"nothing for {_A_RUN} s") from error


def _counts(audit: Mapping[str, Any]) -> bool:
    return audit["scoreDisplayMode"] not in ("notApplicable", "informative", "manual")
