"""What the telephone asks and brings back: API №1 and №2 of eGov Mobile, as strange as it may be."""

import base64
import json

import pytest
from flask_babel import get_locale
from sqlalchemy import func, select

from actions import signing
from blueprints.callbacks import egov_mobile
from blueprints.callbacks.egov_mobile import MOST_BYTES
from devkit.egov_mobile.modes import Mode
from devkit.egov_mobile.reading import CannotSign
from domain.signing import RequestState
from models.signing import Signature
from tests.support import factories as make
from tests.support.citizens import send, words_of
from tests.support.eds import content_of, key_of_officer, sign_all
from tests.support.officers_at_work import case_path, rows, status_of
from tests.support.signers import HTMX, check, officers_phone, persons_phone, qr_of, request_at
from web.signing_words import REFUSALS


@pytest.fixture
def phone(app, commission):
    return officers_phone(app, commission.chair.id)


@pytest.fixture
def addresses(asked_at) -> tuple[str, str]:
    """Of API №1 and №2."""
    first = f"/egov-mobile/{request_at(asked_at).phone_handle}/"
    return first, f"{first}papers/"


@pytest.fixture
def bearer(asked_at) -> dict[str, str]:
    """The token that the first answer gives."""
    return {"Authorization": f"Bearer {signing.bearer(request_at(asked_at))}", "Accept-Language": "en"}


def signed(client, address: str, headers, key, asked_at: str) -> dict:
    """The answer of API №2 with the signatures in it."""
    body = client.get(address, headers=headers).json
    for document, cms in zip(body["documentsToSign"], sign_all(request_at(asked_at), key), strict=True):
        document["document"]["file"]["data"] = base64.b64encode(cms).decode()
    return body


def refused(answer, status: int = 403) -> str:
    assert (answer.status_code, answer.mimetype, set(answer.json)) == (
        status,
        "application/json",
        {"message"},
    )
    return answer.json["message"]


@pytest.mark.rule("ALL-11")
def test_the_telephone_signs_and_the_page_follows(desk, asked_at, phone, case_id):
    shown = phone.open(qr_of(desk, asked_at))
    assert shown.invitation.description == "Decision of the conscription commission"
    assert "Your telephone has opened the papers" in words_of(
        desk.get(f"{asked_at}?seen=waiting", headers=HTMX)
    )
    result = phone.sign(shown)
    assert result.accepted and result.message == "Signed. Go back to the site."
    assert len(result.papers) == 2 and result.papers[0].content.startswith(b"%PDF")
    assert desk.get(f"{asked_at}?seen=waiting", headers=HTMX).headers["HX-Redirect"] == asked_at
    check(asked_at)
    assert desk.get(asked_at).location == case_path(case_id)
    assert status_of(case_id) == "concluded"


def test_the_link_for_the_same_telephone_leads_to_the_same_papers(desk, asked_at, phone):
    link = (
        desk.get(asked_at)
        .text.split('href="https://m.egov.kz/mobileSign/')[1]
        .split('"')[0]
        .replace("&amp;", "&")
    )
    assert link.endswith("&isi=1476128386&ibi=kz.egov.mobile&apn=kz.mobile.mgov")
    assert phone.sign(phone.open(f"https://m.egov.kz/mobileSign/{link}")).accepted


def test_the_first_answer_names_nobody(client, addresses, asked_at):
    asked = request_at(asked_at)
    answer = client.get(addresses[0]).json
    assert answer["expiry_date"] == "2026-11-23T10:10:00.00+0500"
    assert answer["document"] == {
        "uri": f"http://qyzmet.test{addresses[1]}",
        "auth_type": "Token",
        "auth_token": signing.bearer(asked),
    }
    assert set(answer["organisation"]) == {"nameRu", "nameKz", "nameEn", "bin"}
    said = json.dumps(answer, ensure_ascii=False)
    for secret in (asked.iin, "Alatau", "Сейітқали", asked.handle):
        assert secret not in said


def test_the_papers_are_those_that_were_frozen(client, addresses, bearer, asked_at):
    body = client.get(addresses[1], headers=bearer).json
    papers = [paper for paper in request_at(asked_at).papers if paper.signed]
    assert (body["signMethod"], body["version"]) == ("CMS_SIGN_ONLY", 1)
    found = [(item["id"], item["document"]["file"], item["nameKz"]) for item in body["documentsToSign"]]
    assert found == [
        (
            paper.position + 1,
            {"mime": mime, "data": base64.b64encode(content_of(paper)).decode()},
            paper.title["kk"],
        )
        for paper, mime in zip(papers, ("@file/pdf", ""), strict=True)
    ]


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_without_the_right_token_nothing_is_given_or_taken(client, addresses, bearer, method):
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": bearer["Authorization"][7:]}):
        refused(client.open(addresses[1], method=method, headers=headers, json={}))
    refused(client.open("/egov-mobile/unknown/papers/", method=method, headers=bearer, json={}), 404)
    refused(client.get("/egov-mobile/unknown/"), 404)


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        (Mode.OTHER_PERSON, "wrong_person"),
        (Mode.EXPIRED, "not_in_force"),
        (Mode.AUTH_ONLY, "key_usage"),
        (Mode.TAMPERED, "message_digest"),
    ],
)
def test_a_wrong_signature_is_refused_in_words_here_and_there(desk, asked_at, phone, mode, code):
    result = phone.sign(phone.open(qr_of(desk, asked_at)), mode)
    assert (result.status, result.message) == (403, REFUSALS[code].happened)
    assert REFUSALS[code].happened in words_of(desk.get(asked_at))
    assert phone.sign(phone.open(qr_of(desk, asked_at))).accepted, "and may try again"


def test_the_head_of_the_same_organisation_may_sign_with_that_key(desk, asked_at, phone):
    assert phone.sign(phone.open(qr_of(desk, asked_at)), Mode.HEAD).accepted


def test_a_wrong_token_and_a_change_of_mind_change_nothing(desk, asked_at, phone):
    shown = phone.open(qr_of(desk, asked_at))
    with pytest.raises(CannotSign):
        phone.sign(shown, Mode.WRONG_TOKEN)
    assert phone.sign(shown, Mode.CANCEL).status is None
    assert request_at(asked_at).state == RequestState.WAITING


def test_the_same_answer_twice_counts_once(desk, asked_at, phone):
    result = phone.sign(phone.open(qr_of(desk, asked_at)), Mode.DOUBLE_PUT)
    assert [answer.status for answer in result.answers] == [200, 200]
    asked = request_at(asked_at).id
    assert rows(select(func.count(Signature.id)).where(Signature.request_id == asked)) == [2]


def test_other_signatures_after_the_first_are_refused(client, addresses, bearer, commission, asked_at, clock):
    key = key_of_officer(commission.chair.id)
    first = signed(client, addresses[1], bearer, key, asked_at)
    clock.advance(seconds=5)
    second = signed(client, addresses[1], bearer, key, asked_at)
    assert client.put(addresses[1], json=first, headers=bearer).status_code == 200
    assert "another signature" in refused(client.put(addresses[1], json=second, headers=bearer))
    assert client.put(addresses[1], json=first, headers=bearer).status_code == 200
    assert "already signed" in refused(client.get(addresses[0], headers=bearer))
    check(asked_at)
    assert client.put(addresses[1], json=first, headers=bearer).status_code == 200


def test_after_its_time_nothing_is_shown_or_taken(desk, asked_at, app, commission, clock):
    late = officers_phone(app, commission.chair.id, pause=lambda: clock.advance(minutes=11))
    result = late.sign(late.open(qr_of(desk, asked_at)), Mode.LATE_PUT)
    assert (result.status, "time to sign this is over" in result.message) == (403, True)
    with pytest.raises(CannotSign, match="time to sign this is over"):
        late.open(f"mobileSign:http://qyzmet.test/egov-mobile/{request_at(asked_at).phone_handle}/")


def test_what_was_withdrawn_is_not_signed(desk, client, asked_at, addresses, bearer, commission):
    body = signed(client, addresses[1], bearer, key_of_officer(commission.chair.id), asked_at)
    send(desk, asked_at, to=f"{asked_at}withdraw/")
    for answer in (
        client.get(addresses[0], headers=bearer),
        client.get(addresses[1], headers=bearer),
        client.put(addresses[1], json=body, headers=bearer),
    ):
        assert "withdrawn" in refused(answer)


def test_only_the_papers_that_were_asked_for_are_taken(client, addresses, bearer, commission, asked_at):
    good = signed(client, addresses[1], bearer, key_of_officer(commission.chair.id), asked_at)
    first, second = good["documentsToSign"]
    renamed = {**second, "id": 99}
    unreadable = {**second, "document": {"file": {"data": None}}}
    wrong_lists = (
        [],
        [first],
        [first, first],
        [first, second, second],
        [first, renamed],
        [first, unreadable],
    )
    for documents in wrong_lists:
        refused(client.put(addresses[1], json={"documentsToSign": documents}, headers=bearer), 400)
    turned = {"documentsToSign": [{**second, "nameRu": "changed"}, first], "signMethod": "XML", "more": 1}
    assert client.put(addresses[1], json=turned, headers=bearer).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[]", b"7", b'"text"', b'{"documentsToSign": {}}', b"[" * 200_000],
    ids=lambda body: repr(body[:10]),
)
def test_what_is_no_answer_of_the_app_is_no_fault_of_ours(client, addresses, bearer, asked_at, body):
    refused(client.put(addresses[1], data=body, headers=bearer), 400)
    assert request_at(asked_at).state == RequestState.WAITING


def test_a_flood_is_not_read(client, addresses, bearer):
    assert "larger" in refused(client.put(addresses[1], data=b" " * (MOST_BYTES + 1), headers=bearer), 413)


@pytest.mark.parametrize(
    ("accepted", "language"), [("kk", "kk"), ("ru-RU,ru;q=0.9", "ru"), ("en", "en"), ("de", "en"), ("", "en")]
)
def test_the_telephone_is_answered_in_its_language(
    client, addresses, bearer, accepted, language, monkeypatch
):
    """A language that the site does not speak: the one in which the person reads the site."""
    monkeypatch.setattr(egov_mobile, "gettext", lambda _words: str(get_locale()))
    headers = {**bearer, "Accept-Language": accepted}
    assert client.get(addresses[0], headers=headers).json["description"] == language
    assert refused(client.put(addresses[1], json={}, headers=headers), 400) == language


def test_a_citizen_signs_in_with_the_telephone(app, client, commission, nca):
    begun = send(client, "/sign-in/", to="/sign-in/eds/")
    own = persons_phone(app, make.IINS[2])
    shown = own.open(qr_of(client, begun.location))
    assert shown.invitation.description == "Signing in to Qyzmet: only if you began it yourself just now"
    assert own.sign(shown).accepted
    check(begun.location)
    assert client.get(begun.location).location == "/cabinet/"
    assert client.get("/cabinet/").status_code == 200
