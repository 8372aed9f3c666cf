"""Between asking and doing: roles that end, keys that change, other versions, two at once."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

import clock as our_clock
from actions import appointments, cases, drafts, officers, signatures, signing, signing_requests
from actions.signed_requests import COME_IN_WITHIN, come_in
from database import db, transaction
from devkit.nca.modes import Mode, Service
from devkit.nca.server import NcaSimulator
from domain.errors import AlreadyDone, FilingRefused, QyzmetError
from domain.roles import SITE
from domain.signing import Channel, DeedState, RequestState
from integrations.eds import SignatureRejected
from jobs import retention
from jobs import signatures as job
from jobs.runner import perform
from models.cases import Case
from models.documents import Document, ResultDocument
from models.drafts import Draft
from models.messaging import Message, OutboxEntry
from models.people import Officer, Substitution
from models.signing import SigningPaper, SigningRequest
from queries.signatures import signed_application
from queries.signing import in_signing, lately
from queries.verification import lookup
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.asking import (
    again,
    application_again,
    application_request,
    ask,
    rows,
    sign_in_request,
    signed_by,
    status,
)
from tests.support.eds import authority, key_of_officer, sent, sign_all

pytestmark = pytest.mark.usefixtures("session", "nca")

OTHER_BIN = "001340000017"


def own_key():
    return authority().key(make.IINS[0], "СЕЙІТҚАЛИ ЕРЛАН БЕКҰЛЫ", kind="rsa")


def take_office(commission: make.Commission, how: str) -> None:
    """The chair loses what the request was opened with."""
    officer_id = commission.chair.id or 0
    match how:
        case "leaves":
            officers.deactivate(SITE, officer_id)
        case "another key":
            officers.keep_key(SITE, officer_id, iin=make.IINS[3], bin=OTHER_BIN)
        case "password reset":
            officers.reset_password(SITE, officer_id)
        case "role ends":
            held = db.session.get_one(Officer, officer_id).appointments[0]
            appointments.end_appointment(SITE, held.id, our_clock.today() - timedelta(days=1))


class TestOffice:
    @pytest.mark.parametrize("how", ["leaves", "another key", "password reset", "role ends"])
    def test_threat_a_signature_comes_after_the_office_was_lost(self, commission, how):
        case_id = make.make_case(commission, at="examined")
        request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
        contents = signed_by(request, commission.chair)
        with transaction():
            take_office(commission, how)
        with pytest.raises((AlreadyDone, SignatureRejected)):
            sent(request.id, contents)
        assert (status(case_id), rows(request)) == ("examined", [])

    @pytest.mark.parametrize("how", ["leaves", "another key"])
    def test_threat_the_office_is_lost_while_the_key_is_asked_about(self, commission, how):
        case_id = make.make_case(commission, at="examined")
        request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
        sent(request.id, signed_by(request, commission.chair))
        with transaction():
            take_office(commission, how)
        job.check_signatures(request.id)
        assert (again(request).state, again(request).reason) == (RequestState.REFUSED, "not_entitled")
        assert status(case_id) == "examined"

    def test_a_role_that_ends_the_day_after_the_signature_does_not_undo_it(self, commission, clock):
        case_id = make.make_case(commission, at="examined")
        request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
        sent(request.id, signed_by(request, commission.chair))
        with transaction():
            held = db.session.get_one(Officer, commission.chair.id).appointments[0]
            appointments.end_appointment(SITE, held.id, our_clock.today())
        clock.advance(days=1)
        job.check_signatures(request.id)
        assert status(case_id) == "concluded"

    def test_threat_a_substitute_signs_after_the_absence_was_taken_back(self, commission):
        substitute = make.make_substitute("standin", commission.chair)
        case_id = make.make_case(commission, at="examined")
        request = ask(case_id, "conclude", substitute, **make.CONCLUSION)
        contents = signed_by(request, substitute)
        with transaction():
            absence = db.session.scalars(select(Substitution.id)).one()
            appointments.end_substitution(SITE, absence, our_clock.today() - timedelta(days=1))
        with pytest.raises(SignatureRejected, match="not_entitled"):
            sent(request.id, contents)
        assert status(case_id) == "examined"


class TestSignIn:
    def signed(self, officer_id: int | None) -> SigningRequest:
        request = sign_in_request(officer_id)
        key = key_of_officer(officer_id) if officer_id else own_key()
        sent(request.id, sign_all(again(request), key))
        job.check_signatures(request.id)
        assert again(request).state == RequestState.DONE
        return request

    @pytest.mark.parametrize("how", ["leaves", "another key", "password reset"])
    def test_threat_an_officer_who_was_shut_out_comes_in_with_an_old_signature(self, commission, how):
        request = self.signed(commission.chair.id)
        with transaction():
            take_office(commission, how)
        with pytest.raises(AlreadyDone), transaction():
            come_in(request.id)

    def test_threat_somebody_else_sits_there_when_the_answer_comes(self, commission, clock):
        officer, citizen = self.signed(commission.chair.id), self.signed(None)
        clock.advance(seconds=COME_IN_WITHIN.total_seconds() + 1)
        for request in (officer, citizen):
            with pytest.raises(AlreadyDone), transaction():
                come_in(request.id)

    def test_one_signature_lets_in_once(self, commission):
        request = self.signed(commission.chair.id)
        with transaction():
            assert come_in(request.id).id == commission.chair.id
        with pytest.raises(AlreadyDone), transaction():
            come_in(request.id)


class TestVersions:
    def edit(self, draft_id: str) -> None:
        with transaction():
            draft = db.session.get_one(Draft, draft_id)
            drafts.save_answers(draft, draft.answers, "Басқа сөз")

    @pytest.mark.rule("ALL-1")
    def test_threat_a_text_that_was_never_sent_passes_for_the_application(self, commission):
        draft_id, request = application_request(make.make_person())
        sent(request.id, sign_all(again(request), own_key()))
        self.edit(draft_id)
        with transaction():
            signing_requests.freeze_for_signing(draft_id)
            frozen = db.session.get_one(Draft, draft_id).frozen_sha256
            case_id = cases.submit_application(draft_id, sha256=frozen or "", certified_by="otp").id
        job.check_signatures(request.id)
        assert (again(request).state, again(request).reason) == (RequestState.REFUSED, "changed")
        assert signed_application(case_id) is None

    def test_the_same_text_signed_twice_is_one_application(self, commission, clock):
        draft_id, first = application_request(make.make_person())
        second = application_again(draft_id)
        for request in (first, second):
            clock.advance(seconds=1)
            sent(request.id, sign_all(again(request), own_key()))
            job.check_signatures(request.id)
            assert again(request).state == RequestState.DONE
        assert len(db.session.scalars(select(Case)).all()) == 1

    def test_a_sent_application_is_not_sent_anew_with_another_text(self, commission):
        case_id = make.make_case(commission)
        draft_id = db.session.get_one(Case, case_id).draft_id
        db.session.rollback()
        with pytest.raises(FilingRefused, match="changed"), transaction():
            cases.submit_application(draft_id, sha256="0" * 64, certified_by="otp")

    @pytest.mark.rule("ALL-11")
    def test_threat_a_paper_is_exchanged_under_a_decision_that_is_being_signed(self, commission):
        case_id = make.make_case(commission, at="examined")
        request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
        sent(request.id, signed_by(request, commission.chair))
        with transaction():
            paper = db.session.scalars(select(Document).where(Document.case_id == case_id)).first()
            assert paper is not None
            paper.sha256 = "0" * 64
        job.check_signatures(request.id)
        assert (again(request).state, again(request).reason) == (RequestState.REFUSED, "papers_changed")
        assert status(case_id) == "examined"


class TestAfterwards:
    def refused_late(self, nca: NcaSimulator, clock: TestClock) -> SigningRequest:
        """An application whose key turns out revoked when nobody looks at the page any more."""
        _draft_id, request = application_request(make.make_person())
        key = authority().key(make.IINS[0], "СЕЙІТҚАЛИ ЕРЛАН БЕКҰЛЫ", kind="rsa", state="revoked")
        sent(request.id, sign_all(again(request), key))
        clock.advance(minutes=5)
        job.check_signatures(request.id)
        return request

    def test_whoever_closed_the_page_hears_that_the_application_was_not_taken(self, commission, nca, clock):
        request = self.refused_late(nca, clock)
        assert (again(request).state, again(request).reason) == (RequestState.REFUSED, "revoked")
        [told] = db.session.scalars(select(Message)).all()
        assert told.template == "application_not_taken"

    def test_an_officer_sees_that_what_they_signed_was_not_done(self, commission, clock):
        case_id = make.make_case(commission, at="examined")
        request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
        key = key_of_officer(commission.chair.id or 0, state="revoked")
        sent(request.id, sign_all(again(request), key))
        job.check_signatures(request.id)
        case = db.session.get_one(Case, case_id)
        [shown] = in_signing(commission.chair.id or 0, case, our_clock.now())
        assert (shown.state, shown.reason) == (RequestState.REFUSED, "revoked")
        clock.advance(days=2)
        assert in_signing(commission.chair.id or 0, case, our_clock.now()) == ()

    def test_what_was_entered_for_the_refused_part_of_a_sitting_is_kept(self, commission):
        ids = [make.make_case(commission, at="examined", iin=iin) for iin in make.IINS[:2]]
        request = ask(ids[0], "conclude", commission.chair, **make.CONCLUSION)
        with transaction():
            deed = db.session.get_one(SigningRequest, request.id).deeds[0]
            deed.state = DeedState.REFUSED
            db.session.get_one(SigningRequest, request.id).state = RequestState.DONE
        assert lately(commission.chair.id or 0, ids, our_clock.now()).typed[ids[0], "conclude"]

    def test_a_silent_authority_is_asked_for_ever(self, commission, nca):
        case_id = make.make_case(commission, at="examined")
        request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
        sent(request.id, signed_by(request, commission.chair))
        for service in (Service.OCSP, Service.OCSP1):
            nca.behaviour.put(Mode.DOWN, service=service)
        entry = select(OutboxEntry).where(OutboxEntry.topic == "check_signatures")
        with transaction():
            db.session.scalars(entry).one().failures = 500
        perform(db.session.scalars(entry).one().id)
        db.session.rollback()
        assert db.session.scalars(entry).one().given_up_at is None

    def test_the_verification_page_names_the_day_that_the_paper_names(self, commission, clock):
        case_id = make.make_case(commission, at="examined")
        clock.set(our_clock.local(our_clock.now()).strftime("%Y-%m-%dT23:57"))
        request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
        clock.advance(minutes=6)
        sent(request.id, signed_by(request, commission.chair))
        job.check_signatures(request.id)
        document = db.session.scalars(select(ResultDocument)).one()
        shown = lookup(document.verify_code)
        assert shown is not None and shown.document is not None
        assert shown.document.issued_on.isoformat() == document.facts["issued_on"]

    def test_papers_that_nobody_signed_are_forgotten(self, commission, clock):
        _draft_id, unsigned = application_request(make.make_person())
        _other, signed = application_request(make.make_person(iin=make.IINS[1]))
        key = authority().key(make.IINS[1], "СЫНАҚОВ СЫНАҚ", kind="rsa")
        sent(signed.id, sign_all(again(signed), key))
        clock.advance(minutes=20)
        job.expire_requests()
        job.check_signatures(signed.id)
        clock.advance(days=8)
        retention.forget()
        left = set(db.session.scalars(select(SigningPaper.request_id)))
        assert left == {signed.id}
        assert again(unsigned).state == RequestState.EXPIRED


def test_threat_two_complete_signatures_at_once(app: Flask, commission: make.Commission) -> None:
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    keys = [key_of_officer(commission.chair.id or 0, role=role) for role in ("employee", "head")]
    sets = [sign_all(again(request), key) for key in keys]
    request_id, both, came = request.id, threading.Barrier(2, timeout=30), []
    db.session.rollback()

    def hand_in(contents: list[bytes]) -> None:
        with app.app_context():
            accepted = signatures.accept(db.session.get_one(SigningRequest, request_id), contents)
            db.session.rollback()
            both.wait()
            try:
                with transaction():
                    signatures.keep(request_id, accepted, Channel.NCALAYER)
                came.append("kept")
            except QyzmetError as late:
                came.append(type(late).__name__)

    threads = [threading.Thread(target=hand_in, args=(contents,)) for contents in sets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(came) == ["AlreadyDone", "kept"]
    assert len(rows(again(request))) == 2


def test_threat_a_signature_comes_after_it_was_withdrawn(commission: make.Commission) -> None:
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    contents = signed_by(request, commission.chair)
    with transaction():
        signing.withdraw(request.id)
    with pytest.raises(AlreadyDone):
        sent(request.id, contents)
    assert status(case_id) == "examined"
