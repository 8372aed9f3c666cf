"""`flask audit`: whether the audit log and the cases' histories are what was written."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

import clock
from actions import signatures
from commands.common import shown, site_settings
from database import db
from domain.audit_chain import LATE, Anchor, Chain
from integrations import anchor_file
from integrations.eds import SignatureRejected, verify_time_stamp
from queries import audit_cases, audit_chain

audit = AppGroup("audit", help="The audit log and the histories of cases.")

Day = click.DateTime(formats=["%Y-%m-%d"])


@audit.command("verify")
@click.option(
    "--anchors",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A copy of the file of anchors that is kept elsewhere; without it the one in the data folder.",
)
@click.option(
    "--kept-from",
    type=Day,
    help="Entries that were sealed before the end of the day before this one (YYYY-MM-DD) may be gone,"
    " because an operator removed them when their time was over.",
)
def verify(file: Path | None, kept_from: datetime | None) -> None:
    """Recompute the chain, compare it with its anchors, and replay every case.

    Says each fault in a sentence. The last line sums up; ends with 1 when anything
    is broken or unexplained. Writes nothing; reads one moment of the database.
    """
    audit_chain.read_consistently()
    try:
        anchors = file or site_settings().data_dir / anchor_file.NAME
        summary = _Verification(anchors, kept_from).run(click.echo)
    finally:
        db.session.rollback()
    click.echo(summary.line)
    if summary.broken or summary.unexplained:
        raise click.exceptions.Exit(1)


class _Verification:
    """One run: what it has counted so far."""

    def __init__(self, file: Path, kept_from: datetime | None) -> None:
        self._file = file
        self._kept_from = kept_from.date() if kept_from else None
        self._now = clock.now()
        self.entries = self.sealed = self.cases = self.broken = self.unexplained = 0

    def run(self, say: Callable[[str], None]) -> "_Verification":
        """Check everything, and say each fault as it is found."""
        self.entries = audit_chain.counted()
        for fault in self._faults():
            self.broken += 1
            say(fault)
        for case in audit_cases.replayed_cases(entries_from=self._kept_from):
            self.cases += 1
            if case.problems:
                self.unexplained += 1
                say(f"Case {case.number}: {'; '.join(case.problems)}.")
        return self

    @property
    def line(self) -> str:
        """The last line."""
        return (
            f"audit: entries={self.entries} sealed={self.sealed} cases={self.cases}"
            f" broken={self.broken} unexplained={self.unexplained}"
        )

    def _faults(self) -> Iterator[str]:
        for table in audit_chain.unprotected():
            yield f"The database would let rows of {table} be changed or deleted: its triggers are missing."
        filed, faults = _read_file(self._file)
        yield from faults
        anchors = _by_sequence(filed, audit_chain.anchors())
        yield from self._chain(anchors)
        yield from self._anchors(filed)
        for row in audit_chain.unsealed(self._now - LATE):
            yield (
                f"The row {row.row_id} of {row.source} is of {shown(row.at)} and has no seal: somebody put"
                " it in, somebody took its seal away, or the sealing does not run."
            )

    def _chain(self, anchors: dict[int, list[tuple[str, Anchor]]]) -> Iterator[str]:
        chain = Chain()
        gone_until = self._gone_until(anchors)
        for seal, row in audit_chain.seals():
            self.sealed += row is not None
            may_be_gone = seal.sequence <= gone_until and seal.source == "audit_log"
            yield from chain.follow(seal, row, may_be_gone=may_be_gone)
            for where, anchor in anchors.pop(seal.sequence, []):
                chain.anchored(anchor.at)
                if anchor.hash != seal.hash:
                    yield (
                        f"The chain is not the one that the anchor of {anchor.day} {where} saw at no."
                        f" {anchor.sequence}: it was made anew from some row on, or the anchor was changed."
                    )
        for where, anchor in (one for several in anchors.values() for one in several):
            yield f"The anchor of {anchor.day} {where} names seal no. {anchor.sequence}, which is not there."

    def _gone_until(self, anchors: dict[int, list[tuple[str, Anchor]]]) -> int:
        """The last seal whose entry may have been removed."""
        if self._kept_from is None:
            return 0
        every = (anchor for several in anchors.values() for _where, anchor in several)
        return max((anchor.sequence for anchor in every if anchor.day < self._kept_from), default=0)

    def _anchors(self, filed: dict[date, Anchor]) -> Iterator[str]:
        trust = _trust()
        left = dict(filed)
        for anchor, filed_at, token in audit_chain.anchors():
            outside = left.pop(anchor.day, None)
            if outside is None and (filed_at is not None or anchor.at < self._now - LATE):
                yield f"The anchor of {anchor.day} is not in the file {self._file.name}."
            elif outside is not None and outside != anchor:
                yield f"The anchor of {anchor.day} is another one in the file {self._file.name}."
            if token is not None and (reason := self._refused(token, anchor, trust)):
                yield f"The time stamp over the anchor of {anchor.day} does not stand: {reason}."
        for day in left:
            yield f"The anchor of {day} is in the file {self._file.name} and no longer in the database."

    def _refused(self, token: bytes, anchor: Anchor, trust: tuple[bytes, ...]) -> str | None:
        try:
            verify_time_stamp(
                token,
                anchor.line.encode(),
                at=self._now,
                trust=trust,
                gost_256=site_settings().eds_gost_256,
            )
        except SignatureRejected as refusal:
            return str(refusal)
        return None


def _read_file(path: Path) -> tuple[dict[date, Anchor], list[str]]:
    """The anchors of the file by day, and what is wrong with it."""
    anchors: dict[date, Anchor] = {}
    faults = []
    lines = anchor_file.read(path)
    for number, line in enumerate(lines):
        try:
            anchor = Anchor.read(line)
        except ValueError:
            if not any(line and after.startswith(line) for after in lines[number + 1 : number + 2]):
                faults.append(f"Line {number + 1} of {path.name} is no anchor: {line[:200]}")
            continue
        if anchors.setdefault(anchor.day, anchor) != anchor:
            faults.append(f"The file {path.name} has two different anchors of {anchor.day}.")
    return anchors, faults


def _by_sequence(
    filed: dict[date, Anchor], kept: Iterator[tuple[Anchor, datetime | None, bytes | None]]
) -> dict[int, list[tuple[str, Anchor]]]:
    """All anchors that the chain is compared with; an anchor that is the same in both places once."""
    found: defaultdict[int, list[tuple[str, Anchor]]] = defaultdict(list)
    for anchor in filed.values():
        found[anchor.sequence].append(("in the file", anchor))
    for anchor, _filed_at, _token in kept:
        if filed.get(anchor.day) != anchor:
            found[anchor.sequence].append(("in the database", anchor))
    return found


def _trust() -> tuple[bytes, ...]:
    """The certificates that time stamps lead to; none where the site has no folder of them."""
    return tuple(signatures.trusted()) if site_settings().eds_trust_dir else ()
