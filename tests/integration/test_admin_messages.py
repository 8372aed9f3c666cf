"""Texts of the messages on the administrator's pages."""

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select

from actions.messages import text_of
from catalogue.messages import TEMPLATES
from database import db, transaction
from models.audit import AuditEntry
from models.messaging import MessageTemplateText
from tests.conftest import TestClock
from tests.support.administration import AdminDesk
from tests.support.html import check_page

CODE = "case_registered"
PATH = f"/admin/messages/{CODE}/"
OWN = TEMPLATES[CODE].texts
OTP = TEMPLATES["otp_sign_in"].texts


@pytest.fixture
def desk(app: Flask, clock: TestClock) -> AdminDesk:
    return AdminDesk(app)


def sent(language: str, code: str = CODE) -> str:
    return text_of(TEMPLATES[code], language)


class TestChanging:
    def test_a_text_is_kept_and_sent_from_now_on(self, desk: AdminDesk) -> None:
        page = desk.send(PATH, **{**OWN, "kk": " {number} тіркелді,\r\nжауабы {due}. "})
        check_page(page)
        assert "The texts are kept." in page and "Site.Admin" in page and OWN["kk"] in page
        assert sent("kk") == "{number} тіркелді,\nжауабы {due}." and sent("ru") == OWN["ru"]
        changed = db.session.scalars(
            select(AuditEntry).where(AuditEntry.code == "message_text_changed")
        ).all()
        assert [entry.data["language"] for entry in changed] == ["kk"]
        assert "changed" in desk.page("/admin/messages/")

    def test_the_length_with_the_longest_values_is_shown(self, desk: AdminDesk) -> None:
        page = desk.page(PATH)
        assert "60 signs, 1 message" in page and "71 signs, 1 message" in page
        assert "case number: 26-004821-7" in page and "date: 01.12.2026" in page
        page = desk.page("/admin/messages/hearing_place/")
        assert "111 signs, 2 messages" in page and "The text may take 2 messages." in page

    @pytest.mark.parametrize(
        ("code", "changed", "sentence"),
        [
            (CODE, {"kk": "{number} {due} " + "ә" * 60}, "It is too long with the longest values"),
            (CODE, {"ru": "{nomer} {due}"}, "It holds a variable that this message does not have."),
            (CODE, {"ru": "{number}"}, "A variable is missing."),
            (CODE, {"en": "{number} {due} {"}, "A curly bracket is open"),
            (CODE, {"en": "{number} {due} https://x.kz"}, "It holds a link."),
            (CODE, {"en": "  "}, "Fill this in."),
            (CODE, {"en": "{number} {due}" + "a" * 300}, "Too long: write at most 300 characters."),
            ("otp_sign_in", {"en": "Qyzmet: {code}, for 5 minutes"}, "It holds other digits than the code."),
            ("otp_sign_in", {"en": "Your code is {code}"}, "It does not name Qyzmet."),
            ("otp_sign_in", {"en": "Qyzmet, not eGov: {code}"}, "It names another service."),
        ],
    )
    def test_what_is_wrong_is_a_sentence_and_nothing_is_kept(
        self, desk: AdminDesk, code: str, changed: dict[str, str], sentence: str
    ) -> None:
        texts = dict(TEMPLATES[code].texts)
        typed = {**texts, "kk": texts["kk"] + " ", **changed}
        if "kk" not in changed:
            typed["kk"] = texts["kk"].replace("Қ", "К") + "!"
        page = desk.send(f"/admin/messages/{code}/", status=422, **typed)
        check_page(page)
        assert sentence in page
        for text in changed.values():
            assert str(escape(text.strip())) in page
        assert db.session.scalars(select(MessageTemplateText)).all() == []

    def test_the_length_of_what_was_refused_is_shown(self, desk: AdminDesk) -> None:
        page = desk.send(PATH, status=422, **{**OWN, "kk": "{number} {due} " + "ә" * 60, "ru": "{x}"})
        assert "83 signs, 2 messages" in page and "too long" in page
        assert "cannot be measured: look at the variables" in page


class TestMeasuring:
    def test_while_somebody_types_only_the_lengths_are_asked_for(self, desk: AdminDesk) -> None:
        answer = desk.client.get(
            PATH, query_string={**OWN, "en": "{number} {due}"}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 200
        check_page(answer.text)
        assert "22 signs, 1 message" in answer.text and "<textarea" not in answer.text
        assert sent("en") == OWN["en"]

    def test_without_htmx_the_address_is_the_whole_page(self, desk: AdminDesk) -> None:
        page = desk.client.get(PATH, query_string={"en": "{number}, {due}"}).text
        check_page(page)
        assert "{number}, {due}</textarea>" in page


class TestRestoring:
    def test_the_sites_own_text_comes_back(self, desk: AdminDesk) -> None:
        desk.send(PATH, **{**OWN, "kk": "{number} {due}", "ru": "{number}, {due}"})
        page = desk.send(PATH, to=f"{PATH}restore/", language="kk")
        assert "own text is back." in page
        assert (sent("kk"), sent("ru")) == (OWN["kk"], "{number}, {due}")

    def test_it_knows_the_languages_of_the_site(self, desk: AdminDesk) -> None:
        desk.send(PATH, to=f"{PATH}restore/", status=404, language="de")

    def test_a_text_that_no_longer_fits_is_pointed_at_and_replaced(
        self, desk: AdminDesk, clock: TestClock
    ) -> None:
        with transaction():
            row = MessageTemplateText(
                template=CODE, language="kk", text="{number} {gone}", changed_at=clock()
            )
            db.session.add(row)
        assert "no longer fits this message" in desk.page(PATH)
        page = desk.send(PATH, **OWN)
        assert "no longer fits this message" not in page
        assert db.session.scalars(select(MessageTemplateText)).all() == []


def test_the_list_shows_every_message_with_one_query(desk: AdminDesk) -> None:
    few = len(desk.statements("/admin/messages/"))
    desk.send(PATH, **dict.fromkeys(OWN, "{number} {due}"))
    assert len(desk.statements("/admin/messages/")) == few
    page = desk.page("/admin/messages/")
    for code, template in TEMPLATES.items():
        assert f'href="/admin/messages/{code}/"' in page
        assert code == CODE or str(escape(template.texts["en"])) in page
