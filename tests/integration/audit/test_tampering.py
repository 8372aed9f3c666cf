"""Somebody who owns the database changes what happened, and puts the triggers back. Each test is a threat."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from database import db
from devkit.nca.modes import Mode, Service
from devkit.nca.server import NcaSimulator
from domain.audit_chain import Anchor, canonical, link
from integrations.eds.errors import NotAnswered
from jobs import audit as job
from jobs.audit import seal
from jobs.runner import perform
from models.audit import SEALED, AuditAnchor, AuditSeal
from models.messaging import OutboxEntry
from tests.conftest import TestClock
from tests.integration.audit.conftest import Verdict, attack, look
from tests.support.eds import asking_the_nca
from tests.support.factories import Commission

pytestmark = pytest.mark.usefixtures("session", "case_id")

Verify = Callable[..., Verdict]

FIRST = "(SELECT min(id) FROM audit_log WHERE case_id IS NOT NULL)"
PUT_IN = (
    "INSERT INTO audit_log (at, code, role, officer_id, case_id, data)"
    " SELECT at, 'case_seen', 'chair', 1, case_id, '{}' FROM audit_log WHERE id = " + FIRST
)


def only_fault(verdict: Verdict) -> str:
    """The one thing that is broken; the replay finds nothing."""
    assert verdict.code == 1
    assert (verdict.figures["broken"], verdict.figures["unexplained"]) == (1, 0), verdict
    return verdict.faults[0]


def recompute(starting: int) -> None:
    """Make the chain anew from this seal on, as somebody who has read docs/audit.md would."""
    db.session.rollback()
    seals = db.session.scalars(select(AuditSeal).order_by(AuditSeal.sequence)).all()
    changed = {}
    previous = seals[starting - 2].hash if starting > 1 else "0" * 64
    for one in seals[starting - 1 :]:
        table = SEALED[one.source]
        row = db.session.execute(select(table).where(table.c.id == one.row_id)).one()
        previous = changed[one.sequence] = link(previous, canonical(one.source, row._mapping, one.sealed_at))
    for sequence, hash_ in changed.items():
        attack(
            "UPDATE audit_seals SET hash = :hash WHERE sequence = :sequence", hash=hash_, sequence=sequence
        )


def test_an_entry_is_changed(verify: Verify) -> None:
    attack(f"UPDATE audit_log SET officer_id = 99 WHERE id = {FIRST}")
    assert "is not what was sealed" in only_fault(verify())


def test_what_an_entry_carries_is_changed(verify: Verify) -> None:
    attack(f"UPDATE audit_log SET data = '{{}}' WHERE id = {FIRST}")
    assert "is not what was sealed" in only_fault(verify())


def test_an_entry_is_deleted(verify: Verify) -> None:
    attack("DELETE FROM audit_log WHERE id = (SELECT min(id) FROM audit_log WHERE code = 'case_seen')")
    assert "of audit_log (seal no." in (fault := only_fault(verify())) and fault.endswith("is gone.")


def test_an_entry_is_put_in_between(verify: Verify, clock: TestClock) -> None:
    attack(PUT_IN)
    assert "has no seal" in only_fault(verify())


def test_an_entry_is_put_in_between_and_sealed_by_the_site_itself(verify: Verify) -> None:
    attack(PUT_IN)
    seal()
    assert "was put in afterwards" in only_fault(verify())


def test_the_chain_is_made_anew_from_a_changed_row_on(verify: Verify) -> None:
    """Nothing inside the database tells; the anchor in the file does."""
    attack(f"UPDATE audit_log SET officer_id = 99 WHERE id = {FIRST}")
    recompute(1)
    head = db.session.get_one(AuditSeal, db.session.scalars(select(AuditAnchor.sequence)).one()).hash
    attack("UPDATE audit_anchors SET hash = :hash", hash=head)
    verdict = verify()
    assert verdict.figures["broken"] == 2
    assert "The chain is not the one that the anchor of 2026-11-23 in the file saw" in verdict.faults[0]
    assert "is another one in the file" in verdict.faults[1]


def test_the_file_is_made_to_fit_but_a_copy_is_kept_elsewhere(
    verify: Verify, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_text(file.read_text())
    attack(f"UPDATE audit_log SET officer_id = 99 WHERE id = {FIRST}")
    recompute(1)
    row = db.session.scalars(select(AuditAnchor)).one()
    head = db.session.get_one(AuditSeal, row.sequence).hash
    anchor = Anchor(row.day, row.sequence, head, row.at)
    attack("UPDATE audit_anchors SET hash = :hash", hash=head)
    file.write_text(anchor.line + "\n")
    assert verify().code == 0
    assert verify("--anchors", str(copy)).figures["broken"] == 2


def test_a_seal_is_deleted(verify: Verify) -> None:
    attack("DELETE FROM audit_seals WHERE sequence = 3")
    verdict = verify()
    assert verdict.code == 1 and verdict.figures["broken"] == 2
    assert "1 seal(s) before no. 4 are gone" in verdict.faults[0] and "has no seal" in verdict.faults[1]


def test_the_end_of_the_chain_is_cut_off_with_its_rows(verify: Verify) -> None:
    attack(
        "DELETE FROM audit_log WHERE id IN (SELECT row_id FROM audit_seals WHERE source = 'audit_log'"
        " AND sequence >= (SELECT sequence FROM audit_anchors) - 1)",
        "DELETE FROM audit_seals WHERE sequence >= (SELECT sequence FROM audit_anchors) - 1",
    )
    assert any("which is not there" in fault for fault in verify().faults)


def test_a_seal_is_changed(verify: Verify) -> None:
    attack("UPDATE audit_seals SET hash = 'no hash at all' WHERE sequence = 3")
    verdict = verify()
    assert verdict.figures["broken"] == 2
    assert "(seal no. 3)" in verdict.faults[0] and "(seal no. 4)" in verdict.faults[1]


def test_an_anchor_is_changed(verify: Verify) -> None:
    attack("UPDATE audit_anchors SET hash = 'ab'")
    verdict = verify()
    assert verdict.figures["broken"] == 2
    assert "the anchor was changed" in verdict.faults[0] and "another one in the file" in verdict.faults[1]


def test_an_anchor_is_deleted(verify: Verify) -> None:
    attack("DELETE FROM audit_anchors")
    assert "no longer in the database" in only_fault(verify())


def test_a_line_of_the_file_is_deleted(verify: Verify, file: Path) -> None:
    file.write_text("")
    seal()
    assert "is not in the file" in only_fault(verify())


def test_a_line_of_the_file_is_changed(verify: Verify, file: Path) -> None:
    file.write_text(file.read_text().replace('"sequence":', '"sequence": '))
    verdict = verify()
    assert verdict.figures["broken"] == 2 and "is no anchor" in verdict.faults[0]


def test_a_line_that_a_crash_cut_off_is_no_fault(verify: Verify, file: Path) -> None:
    whole = file.read_text()
    file.write_text(whole[:30] + "\n" + whole)
    assert verify().code == 0


def test_the_triggers_are_left_away(verify: Verify) -> None:
    if db.engine.dialect.name == "postgresql":
        change, mend = "ALTER TABLE audit_log {} TRIGGER USER", ("DISABLE", "ENABLE")
    else:
        change, mend = "DROP TRIGGER audit_log_append_only_{}", ("delete", "")
    with db.engine.begin() as connection:
        connection.execute(text(change.format(mend[0])))
    assert "audit_log be changed or deleted" in only_fault(verify())
    if mend[1]:
        with db.engine.begin() as connection:
            connection.execute(text(change.format(mend[1])))


def test_an_event_is_deleted_from_the_middle_of_a_history(verify: Verify, case_id: int) -> None:
    attack("DELETE FROM events WHERE code = 'objected'")
    verdict = verify()
    assert (verdict.figures["broken"], verdict.figures["unexplained"]) == (1, 1)
    assert "of events (seal no." in verdict.faults[0]
    assert "is missing from the history" in verdict.faults[1]
    assert "names an action whose event is not in the history" in verdict.faults[1]


def test_an_event_is_changed(verify: Verify) -> None:
    attack("UPDATE events SET officer_id = NULL WHERE code = 'forwarded'")
    assert "of events" in only_fault(verify())


def test_rows_in_another_zone_or_order_are_the_same(verify: Verify, commission: Commission) -> None:
    """What only the form of storage differs in is no change."""
    data = db.session.scalars(text("SELECT data FROM events WHERE code = 'filed'")).one()
    known = json.loads(data) if isinstance(data, str) else data
    db.session.rollback()
    attack("UPDATE events SET data = :data WHERE code = 'filed'", data=json.dumps(known, indent=3))
    assert verify().code == 0


class TestTimeStamps:
    """An authority outside of the site says when an anchor was there."""

    @pytest.fixture
    def nca(self, app: Flask, case_id: int) -> Iterator[NcaSimulator]:
        with asking_the_nca(app) as simulator:
            yield simulator

    def end_day(self, commission: Commission, clock: TestClock) -> int:
        look(commission, 1)
        seal()
        clock.set("2026-11-25T09:00")
        seal()
        return db.session.scalars(select(OutboxEntry.id).where(OutboxEntry.topic == "stamp_anchor")).one()

    def token(self) -> bytes | None:
        db.session.rollback()
        return db.session.scalars(select(AuditAnchor.token).order_by(AuditAnchor.day.desc())).first()

    def test_an_anchor_is_stamped_once(self, nca, commission, clock, verify: Verify) -> None:
        entry = self.end_day(commission, clock)
        perform(entry)
        token = self.token()
        assert token and verify().code == 0
        newest = db.session.scalars(select(AuditAnchor.id).order_by(AuditAnchor.day.desc())).first()
        job.stamp_anchor(newest or 0)
        assert self.token() == token

    def test_a_silent_authority_is_asked_again_and_the_anchor_stands_meanwhile(
        self, nca, commission, clock, verify: Verify
    ) -> None:
        nca.behaviour.put(Mode.DOWN, service=Service.TSP)
        entry = self.end_day(commission, clock)
        newest = db.session.scalars(select(AuditAnchor.id).order_by(AuditAnchor.day.desc())).first()
        with pytest.raises(NotAnswered):
            job.stamp_anchor(newest or 0)
        perform(entry)
        assert self.token() is None and verify().code == 0
        nca.behaviour.reset()
        perform(entry)
        assert self.token() is not None and verify().code == 0

    def test_anchor_and_file_are_changed_together(
        self, nca, commission, clock, verify: Verify, file: Path
    ) -> None:
        """Also who can write the file cannot have another time stamp of that day."""
        perform(self.end_day(commission, clock))
        attack(f"UPDATE audit_log SET officer_id = 99 WHERE id = {FIRST}")
        recompute(1)
        lines = []
        for row in db.session.scalars(select(AuditAnchor).order_by(AuditAnchor.day)).all():
            head = db.session.get_one(AuditSeal, row.sequence).hash
            lines.append(Anchor(row.day, row.sequence, head, row.at).line + "\n")
            attack("UPDATE audit_anchors SET hash = :hash WHERE id = :id", hash=head, id=row.id)
        file.write_text("".join(lines))
        assert "The time stamp over the anchor of 2026-11-24 does not stand: imprint" in only_fault(verify())

    def test_a_site_that_trusts_nobody_believes_no_time_stamp(
        self, app: Flask, nca, commission, clock, verify: Verify
    ) -> None:
        perform(self.end_day(commission, clock))
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], eds_trust_dir=None)
        assert "does not stand" in only_fault(verify())


def test_a_backup_of_last_week_is_put_back(verify: Verify, file: Path) -> None:
    """The file knows of days that this database has not seen."""
    newer = Anchor.read(file.read_text().splitlines()[0])
    later = replace(newer, day=newer.day.replace(day=24), sequence=newer.sequence + 500)
    file.write_text(f"{newer.line}\n{later.line}\n")
    faults = verify().faults
    assert "names seal no." in faults[0] and "no longer in the database" in faults[1]


def test_what_an_operator_removed_in_time_is_no_fault(verify: Verify) -> None:
    """Retention: entries go, their seals stay. Only those that an anchor covers, and only if said."""
    attack(
        "DELETE FROM audit_log WHERE id IN (SELECT row_id FROM audit_seals WHERE source = 'audit_log'"
        " AND sequence <= (SELECT max(sequence) FROM audit_anchors))"
    )
    assert verify("--kept-from", "2026-11-24").code == 0
    assert verify().code == verify("--kept-from", "2026-11-23").code == 1
    attack("DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log WHERE code = 'case_seen')")
    assert verify("--kept-from", "2026-11-24").code == 1


def test_what_is_not_sealed_for_an_hour_is_told(
    verify: Verify, commission: Commission, clock: TestClock
) -> None:
    look(commission, 1)
    clock.advance(minutes=59)
    assert verify().code == 0
    clock.advance(minutes=2)
    assert "the sealing does not run" in only_fault(verify())


def test_a_site_that_stood_still_for_hours_is_no_fault(
    verify: Verify, commission: Commission, clock: TestClock
) -> None:
    """Web servers went on while the relay was down: what they wrote is sealed late, in its order."""
    for _ in range(3):
        look(commission, 1)
        clock.advance(hours=2)
    seal()
    assert verify().code == 0


def test_a_clock_that_was_set_back_is_no_fault(
    verify: Verify, commission: Commission, clock: TestClock
) -> None:
    clock.advance(days=-10)
    look(commission, 1)
    seal()
    assert verify().code == 0
