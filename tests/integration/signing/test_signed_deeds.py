"""From a frozen paper to the deed: real signatures, a real (development) authority, both databases."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select

import clock as our_clock
from actions import signed_deeds, signing
from actions.signed_deeds import MissingKey, WantedDeed
from actions.steps import take_action
from database import db, transaction
from devkit.nca.modes import Mode, Service
from domain.errors import AlreadyDone, InvalidData, SignatureNeeded
from domain.signing import RequestState, SignatureState
from integrations.eds import SignatureRejected
from integrations.eds.errors import NotAnswered
from jobs import signatures as job
from models.cases import Case, Opinion
from models.documents import ResultDocument
from models.drafts import Draft
from models.messaging import OutboxEntry
from models.people import Officer
from models.signing import Signature, SigningRequest
from queries.signatures import signatures_of_case
from tests.support import factories as make
from tests.support.asking import again, application_request, ask, rows, sign_in_request, signed_by, status
from tests.support.eds import authority, content_of, key_of_officer, sent, sign_all

pytestmark = pytest.mark.usefixtures("session", "nca")


@pytest.mark.rule("ALL-11")
def test_a_conclusion_is_issued_when_the_chairs_signature_is_known_to_count(commission, nca):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    assert [(paper.content_type, paper.signed) for paper in request.papers] == [
        ("application/pdf", True),
        ("application/json", False),
        ("text/xml", True),
    ]
    sent(request.id, signed_by(request, commission.chair))
    assert (again(request).state, status(case_id)) == (RequestState.RECEIVED, "examined")
    assert {row.state for row in rows(request)} == {SignatureState.TO_CHECK}

    job.check_signatures(request.id)
    assert (again(request).state, status(case_id)) == (RequestState.DONE, "concluded")
    document = db.session.scalars(select(ResultDocument)).one()
    paper = request.papers[0]
    assert (document.storage_key, document.sha256, document.status) == (
        paper.storage_key,
        paper.sha256,
        "genuine",
    )
    first, second = rows(request)
    assert (first.state, first.checked_by, first.case_id) == ("valid", "ocsp", case_id)
    assert first.event_id is not None and first.event_id == second.event_id
    [shown] = [one for one in signatures_of_case(case_id) if one.event_id == first.event_id]
    assert (shown.organisation, shown.stamped) == ("A body", False)


@pytest.mark.rule("ALL-11")
def test_what_is_signed_names_the_application_that_it_decides(commission):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    facts = json.loads(content_of(request.papers[1]))
    case = db.session.get_one(Case, case_id)
    assert facts["application_sha256"] == case.application_sha256
    assert (facts["purpose"], facts["case"], facts["action"]) == ("decision", case.number, "conclude")
    assert facts["values"]["until_date"] == "2027-06-30"
    assert facts["result"]["code"] and len(facts["nonce"]) == 32
    manifest = content_of(request.papers[2]).decode()
    for paper in request.papers[:2]:
        assert paper.name in manifest


@pytest.mark.rule("ALL-11")
@pytest.mark.parametrize("code", ["agree", "disagree"])
def test_an_opinion_is_signed_on_a_page_in_words(commission, code):
    case_id = make.make_case(commission, at="under_examination")
    member = commission.members[0]
    request = ask(case_id, code, member, **(make.GROUNDS if code == "disagree" else {}))
    sent(request.id, signed_by(request, member))
    job.check_signatures(request.id)
    opinion = db.session.scalars(select(Opinion)).one()
    assert opinion.agrees is (code == "agree")
    assert again(request).papers[0].name.endswith(f"-{code}.pdf")


@pytest.mark.rule("ALL-11")
@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("under_examination", "agree"),
        ("examined", "conclude"),
        ("heard", "refuse"),
        ("concluded", "annul_result"),
    ],
)
def test_no_decision_is_taken_without_a_signature(commission, at, code):
    case_id = make.make_case(commission, at=at)
    actor = commission.members[0] if code == "agree" else commission.chair
    data = {"conclude": make.CONCLUSION, "refuse": make.GROUNDS, "annul_result": {"reason": "A slip"}}
    with pytest.raises(SignatureNeeded), transaction():
        take_action(case_id, code, actor, data.get(code, {}) | {"reason_against": "Сот шешімі"})
    assert status(case_id) == at


def test_what_cannot_be_done_now_is_told_before_anybody_signs(commission):
    case_id = make.make_case(commission, at="examined")
    with pytest.raises(InvalidData) as refused:
        ask(case_id, "conclude", commission.chair, conclusion_reason="Мұғалім")
    assert refused.value.problems == {"until_date": "missing", "until_reason": "missing"}
    with pytest.raises(AlreadyDone):
        ask(case_id, "agree", commission.members[0])


def test_an_officer_without_a_key_on_file_is_told_so(commission):
    case_id = make.make_case(commission, at="examined")
    with transaction():
        db.session.get_one(Officer, commission.chair.id).bin = None
    with pytest.raises(MissingKey):
        ask(case_id, "conclude", commission.chair, **make.CONCLUSION)


def test_gost_and_rsa_keys_sign_alike(commission):
    case_id = make.make_case(commission, at="under_examination")
    for member, kind in zip(commission.members, ("gost", "rsa", "gost"), strict=True):
        request = ask(case_id, "agree", member)
        sent(request.id, signed_by(request, member, kind=kind))
        job.check_signatures(request.id)
    assert status(case_id) == "examined"
    algorithms = set(db.session.scalars(select(Signature.algorithm)))
    assert algorithms == {"GOST34.10-2015-512", "RSA-SHA256"}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"iin": "071301500014"}, "wrong_person"),
        ({"bin": "001340000025"}, "wrong_organisation"),
        ({"state": "expired"}, "not_in_force"),
    ],
)
def test_threat_somebody_elses_key_signs_a_decision(commission, other, reason):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    with pytest.raises(SignatureRejected) as rejected:
        sent(request.id, signed_by(request, commission.chair, **other))
    assert rejected.value.code == reason
    assert (again(request).state, rows(request), status(case_id)) == (RequestState.WAITING, [], "examined")


def test_threat_a_private_key_signs_for_an_office(commission):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    chair = db.session.get_one(Officer, commission.chair.id)
    own = authority().key(chair.iin or "", "СЫНАҚОВ СЫНАҚ", kind="rsa")
    with pytest.raises(SignatureRejected, match="wrong_kind_of_key"):
        sent(request.id, sign_all(again(request), own))


def test_threat_a_signature_over_other_bytes(commission):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    key = key_of_officer(commission.chair.id or 0)
    tampered = [
        key.sign(content_of(paper) + b" ", at=our_clock.now()) for paper in request.papers if paper.signed
    ]
    with pytest.raises(SignatureRejected, match="message_digest"):
        sent(request.id, tampered)
    swapped = sign_all(again(request), key)[::-1]
    with pytest.raises(SignatureRejected, match="message_digest"):
        sent(request.id, swapped)
    with pytest.raises(SignatureRejected, match="wrong_number"):
        sent(request.id, sign_all(again(request), key)[:1])


def test_threat_two_keys_in_one_request(commission):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    one = signed_by(request, commission.chair)
    other = signed_by(request, commission.chair, role="head")
    with pytest.raises(SignatureRejected, match="mixed_keys"):
        sent(request.id, [one[0], other[1]])


def test_the_same_signatures_once_more_change_nothing(commission):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    contents = signed_by(request, commission.chair)
    sent(request.id, contents)
    sent(request.id, contents)
    job.check_signatures(request.id)
    job.check_signatures(request.id)
    sent(request.id, contents)
    assert len(rows(request)) == 2
    assert db.session.scalar(select(func.count()).select_from(ResultDocument)) == 1


def test_a_second_signature_for_a_request_that_is_over_is_refused(commission, clock):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    contents = signed_by(request, commission.chair)
    clock.advance(minutes=11)
    with pytest.raises(AlreadyDone):
        sent(request.id, contents)
    job.expire_requests()
    assert again(request).state == RequestState.EXPIRED
    with pytest.raises(AlreadyDone):
        sent(request.id, contents)


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        ({Service.OCSP: Mode.DOWN}, "ok"),
        ({Service.OCSP: Mode.FORGED}, "ok"),
        ({Service.OCSP: Mode.WRONG_CERT, Service.OCSP1: Mode.STALE}, "waits"),
        ({Service.OCSP: Mode.DOWN, Service.OCSP1: Mode.TRY_LATER}, "waits"),
    ],
)
def test_a_key_about_which_nobody_answers_is_neither_valid_nor_invalid(commission, nca, modes, expected):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    sent(request.id, signed_by(request, commission.chair))
    for service, mode in modes.items():
        nca.behaviour.put(mode, service=service)
    if expected == "waits":
        with pytest.raises(NotAnswered):
            job.check_signatures(request.id)
        assert (again(request).state, status(case_id)) == (RequestState.RECEIVED, "examined")
        nca.behaviour.reset()
    job.check_signatures(request.id)
    assert (again(request).state, status(case_id)) == (RequestState.DONE, "concluded")


def test_ocsp_is_silent_and_a_fresh_list_says_it(app, commission, nca):
    settings = replace(app.config["SETTINGS"], eds_crl_urls=nca.crl_urls)
    app.config["SETTINGS"] = settings
    nca.behaviour.put(Mode.DOWN, service=Service.OCSP)
    nca.behaviour.put(Mode.DOWN, service=Service.OCSP1)
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    sent(request.id, signed_by(request, commission.chair))
    job.check_signatures(request.id)
    assert {row.checked_by for row in rows(request)} == {"crl"}
    assert status(case_id) == "concluded"


def test_a_revoked_key_decides_nothing(commission):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    sent(request.id, signed_by(request, commission.chair, state="revoked"))
    job.check_signatures(request.id)
    request = again(request)
    assert (request.state, request.reason) == (RequestState.REFUSED, "revoked")
    assert {row.state for row in rows(request)} == {SignatureState.REFUSED}
    assert status(case_id) == "examined"


def test_the_case_moved_on_while_the_key_was_checked(commission):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    sent(request.id, signed_by(request, commission.chair))
    make.act(case_id, "withdraw", make.citizen(db.session.get_one(Case, case_id).person_id))
    job.check_signatures(request.id)
    request = again(request)
    assert (request.state, request.reason) == (RequestState.REFUSED, "already_done")
    assert status(case_id) == "withdrawn"
    assert {row.state for row in rows(request)} == {SignatureState.VALID}


def test_several_papers_are_signed_at_once_and_each_is_decided_for_itself(commission):
    cases = [make.make_case(commission, at="examined", iin=iin) for iin in make.IINS[:3]]
    prepared = signed_deeds.prepare_decisions(
        commission.chair.id or 0,
        [WantedDeed(case_id, "conclude", commission.chair, make.CONCLUSION) for case_id in cases],
        language="kk",
        back="/commission/sitting/",
    )
    db.session.rollback()
    with transaction():
        request = signing.ask_for(prepared)
    sent(request.id, signed_by(request, commission.chair))
    make.act(cases[1], "withdraw", make.citizen(db.session.get_one(Case, cases[1]).person_id))
    job.check_signatures(request.id)
    request = again(request)
    assert [status(case_id) for case_id in cases] == ["concluded", "withdrawn", "concluded"]
    assert request.state == RequestState.DONE
    assert [deed.state for deed in again(request).deeds] == ["done", "refused", "done"]


def test_a_time_stamp_is_kept_and_a_silent_authority_is_asked_again(commission, nca):
    case_id = make.make_case(commission, at="examined")
    request = ask(case_id, "conclude", commission.chair, **make.CONCLUSION)
    sent(request.id, signed_by(request, commission.chair))
    waiting = db.session.scalars(
        select(OutboxEntry.subject_id).where(OutboxEntry.topic == "stamp_signature")
    ).all()
    assert sorted(waiting) == [row.id for row in rows(request)]
    nca.behaviour.put(Mode.DOWN, service=Service.TSP)
    with pytest.raises(NotAnswered):
        job.stamp_signature(waiting[0])
    nca.behaviour.reset()
    job.stamp_signature(waiting[0])
    job.stamp_signature(waiting[0])
    stamped = db.session.get_one(Signature, waiting[0], populate_existing=True)
    assert stamped.stamped_at == our_clock.now().replace(microsecond=0)
    assert nca.asked[Service.TSP] == 2


@pytest.mark.rule("ALL-1")
def test_an_application_is_sent_when_its_signature_comes(commission, clock, nca):
    person_id = make.make_person()
    draft_id, request = application_request(person_id)
    key = authority().key(make.IINS[0], "СЕЙІТҚАЛИ ЕРЛАН БЕКҰЛЫ")
    clock.set("2026-12-30T23:55")
    with transaction():
        waiting = db.session.get_one(SigningRequest, request.id)
        waiting.expires_at = our_clock.now() + signing.LIFETIME
    for service in (Service.OCSP, Service.OCSP1):
        nca.behaviour.put(Mode.DOWN, service=service)
    sent(request.id, sign_all(again(request), key))
    with pytest.raises(NotAnswered):
        job.check_signatures(request.id)
    clock.set("2027-01-05T09:00")  # the season is over, but it was not when the signature came
    nca.behaviour.reset()
    job.check_signatures(request.id)
    case = db.session.scalars(select(Case).where(Case.draft_id == draft_id)).one()
    assert (case.certified_by, our_clock.local(case.filed_at).strftime("%Y-%m-%d %H:%M")) == (
        "eds",
        "2026-12-30 23:55",
    )
    assert case.application_sha256 == next(
        paper.sha256 for paper in again(request).papers if paper.name == "application.json"
    )
    assert signatures_of_case(case.id)[0].signer == "СЕЙІТҚАЛИ ЕРЛАН"


@pytest.mark.rule("ALL-1")
def test_threat_an_employers_key_signs_a_personal_application(commission):
    _draft, request = application_request(make.make_person())
    head = authority().key(
        make.IINS[0],
        "СЕЙІТҚАЛИ ЕРЛАН БЕКҰЛЫ",
        bin="001340000017",
        organisation="A body",
        role="head",
        kind="rsa",
    )
    with pytest.raises(SignatureRejected, match="wrong_kind_of_key"):
        sent(request.id, sign_all(again(request), head))


def test_threat_a_sign_in_is_turned_into_an_application(commission):
    _draft, application = application_request(make.make_person())
    sign_in = sign_in_request(None)
    key = authority().key(make.IINS[0], "СЕЙІТҚАЛИ ЕРЛАН БЕКҰЛЫ", kind="rsa")
    [challenge] = sign_all(again(sign_in), key)
    with pytest.raises(SignatureRejected, match="message_digest"):
        sent(application.id, [challenge, challenge])
    letter = sign_all(again(application), key)
    with pytest.raises(SignatureRejected, match="message_digest"):
        sent(sign_in.id, letter[:1])


def test_a_draft_that_changed_after_it_was_signed_is_not_sent(commission):
    draft_id, request = application_request(make.make_person())
    key = authority().key(make.IINS[0], "СЕЙІТҚАЛИ ЕРЛАН БЕКҰЛЫ", kind="rsa")
    sent(request.id, sign_all(again(request), key))
    make.attach(draft_id, "additional")
    job.check_signatures(request.id)
    request = again(request)
    assert (request.state, request.reason) == (RequestState.REFUSED, "changed")
    assert db.session.get_one(Draft, draft_id).status == "open"
