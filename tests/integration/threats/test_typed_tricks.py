"""What somebody could type, name or send so that it means something else to others: one test a threat."""

import gzip
import json
import logging
import re
import tracemalloc
import zlib
from io import BytesIO
from urllib.parse import urlencode
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from blueprints.public.words import DAMAGES
from database import db
from integrations.eds import asic
from models.documents import Document
from models.drafts import Draft
from tests.support import crafted_files as crafted
from tests.support.fuzz_junk import BIDI, DEEP, ZERO_WIDTH
from tests.support.peopled import PeopledSite
from web.logs import JsonFormatter

pytestmark = pytest.mark.xdist_group("threats")


def send(site: PeopledSite, actor: str, path: str, **fields: object) -> TestResponse:
    """A form with its token."""
    return site.browsers[actor].post(path, data={"csrf_token": site.tokens[actor], **fields})


def papers(site: PeopledSite) -> str:
    """Where the owner of a case adds a paper to it."""
    return f"/cabinet/cases/{site.here.cases['deferral'].number}/papers/"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"Анықтама {BIDI}", "Анықтама gnp.exe"),
        (ZERO_WIDTH, "Alma"),
        ("Е\u0301лена", "Е\u0301лена"),
        ("И\u0306ван", "Йван"),
        ("a\x1b[31m\x07b", "a[31mb"),
    ],
)
def test_threat_a_name_hides_what_it_is_from_who_reads_it(site: PeopledSite, typed: str, kept: str) -> None:
    files = (BytesIO(crafted.photograph()), "photo.jpg")
    answer = send(site, "owner", papers(site), title=typed, files=files)
    assert answer.status_code == 303
    with site.app.app_context():
        assert db.session.scalars(select(Document.title).order_by(Document.id.desc()).limit(1)).one() == kept
        db.session.remove()


@pytest.mark.parametrize("login", ["аdmin", "admin\u200b2", "ad\u202emin", "ａｄｍｉｎ"])
def test_threat_a_login_looks_like_somebody_elses(site: PeopledSite, login: str) -> None:
    before = site.rows()["officers"]
    fields = {"login": login, "name": "A", "iin": "751321708044", "bin": "001340000017"}
    answer = send(site, "admin", "/admin/people/new/", **fields)
    assert answer.status_code == 422 and site.rows()["officers"] == before


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "photo.jpg"),
        (b"<!doctype html><script>alert(1)</script>", "paper.pdf"),
        (b"GIF89a<script>alert(1)</script>", "photo.png"),
        (crafted.flate_bomb_pdf(), "bomb.pdf"),
        (crafted.bomb_png(), "bomb.png"),
        (crafted.pdf_file(crafted.script), "script.pdf"),
    ],
    ids=["svg", "html", "gif", "pdf-bomb", "picture-bomb", "script"],
)
def test_threat_an_upload_is_a_program_or_a_bomb(site: PeopledSite, content: bytes, name: str) -> None:
    before = site.rows()
    answer = send(site, "owner", papers(site), title="Paper", files=(BytesIO(content), name))
    assert answer.status_code == 422
    assert site.rows() == before


def test_threat_a_compressed_request_unpacks_without_end(site: PeopledSite) -> None:
    """Bodies are taken as they are sent: even a right form is not unpacked, so that no bomb is."""
    form = urlencode({"csrf_token": site.tokens["owner"], "language": "ru"})
    kind = "application/x-www-form-urlencoded"
    for packed, encoding in (
        (gzip.compress(form.encode()), "gzip"),
        (zlib.compress(form.encode()), "deflate"),
    ):
        answer = site.browsers["owner"].post(
            "/cabinet/profile/language/",
            data=packed,
            content_type=kind,
            headers={"Content-Encoding": encoding},
        )
        assert answer.status_code == 400
    assert not site.has_written()
    assert send(site, "owner", "/cabinet/profile/language/", language="ru").status_code == 303


def test_threat_a_zip_bomb_is_handed_to_the_check_of_files(site: PeopledSite) -> None:
    """A thousand times larger than it came; nothing of it is unpacked."""
    bomb = BytesIO()
    with ZipFile(bomb, "w") as packed:
        packed.writestr("mimetype", asic.CONTENT_TYPE)
        packed.writestr("META-INF/large", bytes(90_000_000), ZIP_DEFLATED)
    assert len(bomb.getvalue()) < 100_000
    tracemalloc.start()
    try:
        answer = send(site, "owner", "/verify/file/", file=(BytesIO(bomb.getvalue()), "a.asice"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert DAMAGES["bomb"] in answer.text
    assert peak < 30_000_000


def test_threat_header_injection_through_the_name_of_a_download(site: PeopledSite) -> None:
    title = 'a"; filename="evil.html\r\nSet-Cookie: a=b'
    file = (BytesIO(crafted.photograph()), 'x"; filename="b.jpg')
    assert send(site, "owner", papers(site), title=title, files=file).status_code == 303
    with site.app.app_context():
        paper = db.session.scalars(select(Document.public_id).order_by(Document.id.desc()).limit(1)).one()
        db.session.remove()
    number = site.here.cases["deferral"].number
    for actor, path in (
        ("owner", f"/cabinet/cases/{number}/documents/{paper}/"),
        ("chair", f"/staff/cases/{number}/documents/{paper}/"),
    ):
        answer = site.browsers[actor].get(path)
        assert answer.status_code == 200
        assert re.fullmatch(r"inline; filename=[\w.-]+", answer.headers["Content-Disposition"])
        assert "a=b" not in str(answer.headers)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py",
        "/static/%2e%2e/config.py",
        "/static/..%2f..%2fetc/passwd",
        "/static//etc/passwd",
        "/staff/cases/{number}/documents/..%2f..%2f..%2fconfig.py/",
        "/staff/cases/{number}/documents/....//config.py/",
        "/staff/cases/{number}/drawn-up/..%5c..%5cconfig.py/",
        "/verify/..%2f..%2fconfig.py/",
    ],
)
def test_threat_path_traversal(site: PeopledSite, path: str) -> None:
    answer = site.browsers["chair"].get(path.format(number=site.here.cases["deferral"].number))
    assert answer.status_code in (400, 403, 404, 308)
    assert "Settings" not in answer.text and "root:" not in answer.text


def test_threat_mass_assignment_fields_that_no_form_has(site: PeopledSite) -> None:
    more = {
        "person_id": "1",
        "iin": "1",
        "phone": "+77770000000",
        "role": "admin",
        "status": "concluded",
        "id": "1",
    }
    columns = "SELECT iin, phone, district_code, language FROM people ORDER BY id"
    before = site.ask(columns)
    send(site, "owner", "/cabinet/profile/language/", language="ru", **more)
    after = site.ask(columns)
    assert [row[:3] for row in after] == [row[:3] for row in before]
    assert [row[3] for row in after].count("ru") == 1
    statuses = site.ask("SELECT id, status, person_id FROM cases ORDER BY id")
    case = f"/cabinet/cases/{site.here.cases['exemption'].number}"
    answer = send(site, "owner", f"{case}/complaint/", about="decision", text="Неге?", **more)
    assert answer.status_code == 303
    assert site.ask("SELECT id, status, person_id FROM cases ORDER BY id") == statuses


def test_threat_mass_assignment_in_an_application_for_a_post(site: PeopledSite) -> None:
    """The questionnaire keeps its own fields; whose draft it is, and for which post, stays."""
    draft = site.here.drafts["contract draft"].id
    more = {"id": "planted", "person_id": "1", "vacancy": "2", "vacancy_id": "2", "status": "submitted"}
    more |= {"consented_at": "2020-01-01", "frozen_sha256": "0" * 64, "questionnaire": "{}"}
    columns = f"SELECT person_id, vacancy_id, status, consented_at, service FROM drafts WHERE id = '{draft}'"
    before = site.ask(columns)
    relative = {"kinship": "father", "name": "Сейітқали Асқар", "born": "1978"}
    answer = send(site, "applicant", f"/apply/contract/{draft}/questionnaire/relatives/", **relative, **more)
    assert answer.status_code == 303
    with site.app.app_context():
        rows = db.session.get_one(Draft, draft).questionnaire["relatives"]
        db.session.remove()
    assert [row["name"] for row in rows][-1] == "Сейітқали Асқар"
    assert set(rows[-1]) == {"id", *relative} and rows[-1]["id"] != "planted"
    assert site.ask(columns) == before


def test_threat_mass_assignment_in_a_post(site: PeopledSite) -> None:
    """A head publishes for their own unit; how many places are taken nobody types."""
    regions = site.ask("SELECT region_code, unit_id, body_id FROM vacancies ORDER BY id")
    region, unit, own = regions[0]
    texts = {
        f"{name}_{language}": "Shooter"
        for name in ("title", "requirements")
        for language in ("kk", "ru", "en")
    }
    more = {"body": str(regions[-1][2]), "body_id": str(regions[-1][2]), "taken": "-5", "state": "filled"}
    chosen = {"kind": "private", "branch": "land", "region": region, "unit": str(unit), "places": "1"}
    answer = send(site, "head", "/ministry/vacancies/new/", **texts, **chosen, **more)
    assert answer.status_code == 303
    newest = "SELECT body_id, taken, state FROM vacancies ORDER BY id DESC LIMIT 1"
    assert site.ask(newest) == [(own, 0, "open")]


def test_threat_log_injection_a_line_that_nobody_wrote() -> None:
    said = 'x\r\n{"level": "info", "message": "all is well"}\u2028\x1b[2K'
    record = logging.LogRecord("probe", logging.WARNING, __file__, 1, "refused %s", (said,), None)
    line = JsonFormatter().format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert json.loads(line)["message"] == f"refused {said}"


def test_threat_a_request_names_itself_in_the_log(site: PeopledSite) -> None:
    forged = '7KQM-3XHD", "level": "info'
    answer = site.browsers["stranger"].get("/healthz", headers={"X-Request-ID": forged})
    assert re.fullmatch("[A-Z2-9]{4}-[A-Z2-9]{4}", answer.headers["X-Request-ID"])


def test_threat_a_form_that_no_browser_sends_makes_a_fault_of_ours(site: PeopledSite) -> None:
    """Found by tests/integration/fuzz: JSON without end, a list for a form, a part without a name."""
    browser, headers = site.browsers["owner"], {"X-CSRFToken": site.tokens["owner"]}
    for body in (DEEP, "[1]", "{}"):
        kind = "application/json"
        answer = browser.post("/cabinet/profile/language/", data=body, content_type=kind, headers=headers)
        assert answer.status_code == 415
    body = b"--x\r\nContent-Disposition: form-data; name=\r\n\r\na\r\n--x--\r\n"
    for path in ("/verify/file/", "/cabinet/profile/language/"):
        answer = browser.post(path, data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == 400


def test_threat_a_nul_or_an_endless_number_makes_a_fault_of_ours(site: PeopledSite) -> None:
    """PostgreSQL takes neither."""
    for path in ("/find/?q=%00", "/find/?%00=a", "/verify/%00/", "/vacancies/?region=%00"):
        assert site.browsers["stranger"].get(path).status_code == 400
    for number in (2**31, 2**63, 10**30):
        assert site.browsers["admin"].get(f"/admin/people/{number}/").status_code in (404, 405)
        assert site.browsers["stranger"].get(f"/vacancies/{number}/").status_code == 404
    assert send(site, "stranger", "/staff/sign-in/", login="a\0", password="b").status_code == 400
