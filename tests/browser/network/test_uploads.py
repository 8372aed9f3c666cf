"""Papers on a bad network: made smaller and looked at on the device, sent in pieces, continued later."""

import random
from io import BytesIO

import pytest
from PIL import Image, ImageEnhance, ImageFilter
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, Route, expect
from sqlalchemy import select

from database import db
from devkit.demo.papers import sample_paper
from integrations.storage import documents_storage
from models.documents import Document
from models.uploads import Upload, UploadPart
from tests.browser.network.test_lost_answers import lost_answer, lost_request
from tests.support import factories as make
from tests.support.crafted_files import pdf_file, photograph

SHARP = sample_paper("Certificate of study", "Erlan")


def saved(picture: Image.Image, **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=92, **options)
    return file.getvalue()


def sheet() -> Image.Image:
    return Image.open(BytesIO(SHARP))


def large() -> bytes:
    """A telephone's photograph of 3000 × 4000 grainy pixels, with a place in it."""
    grain = random.Random(7).randbytes(750 * 1000)
    noise = Image.frombytes("L", (750, 1000), grain).resize((3000, 4000)).convert("RGB")
    picture = Image.blend(sheet().resize((3000, 4000)), noise, 0.12)
    exif = Image.Exif()
    exif[0x010F] = "Phonemaker"
    return saved(picture, exif=exif)


def with_one_line() -> Image.Image:
    """A white sheet with a title."""
    empty = Image.new("RGB", (1240, 1754), "white")
    empty.paste(sheet().crop((100, 280, 1140, 400)), (100, 280))
    return empty


def file(content: bytes, name: str = "IMG_1.jpg", kind: str = "image/jpeg") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


@pytest.fixture
def papers_page(phone_page: Page, person_id: int) -> Page:
    """The step of a draft where papers are attached; none is yet."""
    phone_page.goto(f"/apply/deferral/{make.make_draft(person_id, papers=False)}/documents/")
    return phone_page


def card(page: Page) -> Locator:
    """The form for the paper that the ground asks for."""
    return page.locator('form[action$="/documents/add/employment/"]')


def attach(page: Page, *files: FilePayload) -> None:
    card(page).locator("[type=file]").set_input_files(list(files))
    card(page).locator("button").last.click()


def attached(page: Page) -> Document:
    """The one paper, when it stands on the page."""
    expect(page.locator("#papers .files li")).to_have_count(1)
    db.session.rollback()
    return db.session.scalars(select(Document).where(Document.state == "current")).one()


def content(document: Document) -> bytes:
    with documents_storage().open(document.storage_key) as stored:
        return stored.read()


def test_a_photograph_is_made_smaller_and_loses_what_the_camera_wrote(papers_page: Page) -> None:
    original = large()
    attach(papers_page, file(original))
    picture = Image.open(BytesIO(content(attached(papers_page))))
    assert max(picture.size) == 2000
    upload = db.session.scalars(select(Upload)).one()
    assert upload.received == upload.size < len(original) / 2
    parts = [
        documents_storage().open(key).read() for key in db.session.scalars(select(UploadPart.storage_key))
    ]
    assert b"Phonemaker" in original and b"Phonemaker" not in b"".join(parts)
    expect(papers_page.locator("#flash")).to_contain_text("The paper is attached")


def test_a_pdf_is_sent_as_it_is(papers_page: Page) -> None:
    pdf = pdf_file(pages=2)
    attach(papers_page, file(pdf, "scan.pdf", "application/pdf"))
    assert (attached(papers_page).pages, db.session.scalars(select(Upload)).one().size) == (2, len(pdf))


def test_several_photographs_become_one_paper_in_their_order(papers_page: Page) -> None:
    attach(papers_page, file(SHARP), file(saved(sheet().rotate(90, expand=True)), "IMG_2.jpg"))
    assert attached(papers_page).pages == 2


def test_a_browser_that_never_finds_time_to_encode_sends_all_the_same(papers_page: Page) -> None:
    """Chromium encodes a picture when it is idle, and a slow telephone may not be so for many seconds."""
    papers_page.evaluate("HTMLCanvasElement.prototype.toBlob = () => {}")
    attach(papers_page, file(large()))
    assert max(Image.open(BytesIO(content(attached(papers_page)))).size) == 2000


def test_progress_is_shown_and_told(papers_page: Page) -> None:
    card(papers_page).locator("[type=file]").set_input_files([file(large())])
    papers_page.route(
        "**/cabinet/uploads/*/", lambda route: papers_page.wait_for_timeout(50) or route.fallback()
    )
    papers_page.evaluate(
        """() => { window.told = []; new MutationObserver(() => {
            const bar = document.querySelector("progress"), words = document.querySelector(".upload-words");
            const below = document.querySelector("#paper-additional")?.getBoundingClientRect().top;
            if (bar) told.push([below, bar.getAttribute("aria-label"), words?.textContent,
                words?.getAttribute("role")]);
            }).observe(document.body, {childList: true, subtree: true}); }"""
    )
    card(papers_page).locator("button").last.click()
    attached(papers_page)
    told = papers_page.evaluate("told")
    assert ["Sending:", "Sending: 0 %", "status"] in [one[1:] for one in told]
    assert "Sent. The site is checking the file…" in [one[2] for one in told]
    assert len({below for below, *_words in told}) == 1, "what stands below must not jump"


@pytest.mark.parametrize("cut", [lost_request, lost_answer])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_it_goes_on_where_it_broke_off(papers_page: Page, cut: object, at: int) -> None:
    """The first request begins the file, the others bring its pieces."""
    met: list[str] = []

    def once(route: Route) -> None:
        met.append(route.request.headers.get("upload-offset", "begin"))
        cut(route) if len(met) == at + 1 else route.fallback()  # type: ignore[operator]

    papers_page.route("**/cabinet/uploads/**", once)
    attach(papers_page, file(large()))
    attached(papers_page)
    upload = db.session.scalars(select(Upload)).one()
    pieces = len(db.session.scalars(select(UploadPart)).all())
    assert pieces == -(-upload.size // 262144) > 1
    assert len(met) == pieces + 2


def test_without_a_connection_it_says_so_and_waits(telephone: BrowserContext, papers_page: Page) -> None:
    card(papers_page).locator("[type=file]").set_input_files([file(SHARP)])
    expect(card(papers_page).locator(".upload-words")).to_have_text("")
    telephone.set_offline(True)
    card(papers_page).locator("button").last.click()
    expect(card(papers_page).locator(".upload-words")).to_contain_text("The connection is gone")
    telephone.set_offline(False)
    attached(papers_page)


def test_the_same_file_chosen_again_after_the_page_was_closed_goes_on(papers_page: Page) -> None:
    met: list[str] = []

    def stop_after_one(route: Route) -> None:
        met.append(route.request.headers.get("upload-offset", "begin"))
        route.abort() if len(met) > 2 else route.fallback()

    papers_page.route("**/cabinet/uploads/**", stop_after_one)
    attach(papers_page, file(large()))
    expect(card(papers_page).locator(".upload-words")).to_contain_text("The connection is gone")
    papers_page.unroute("**/cabinet/uploads/**")
    papers_page.reload()
    attach(papers_page, file(large()))
    attached(papers_page)
    upload = db.session.scalars(select(Upload)).one()
    assert len(db.session.scalars(select(UploadPart)).all()) == -(-upload.size // 262144)


@pytest.mark.parametrize("cut", [lost_request, lost_answer])
def test_the_last_answer_may_be_lost_too(papers_page: Page, cut: object) -> None:
    met: list[str] = []

    def once(route: Route) -> None:
        met.append(route.request.url)
        cut(route) if len(met) == 1 else route.fallback()  # type: ignore[operator]

    papers_page.route("**/documents/add/**", once)
    attach(papers_page, file(SHARP))
    expect(papers_page.locator("#errors")).to_contain_text("There was no answer")
    card(papers_page).locator("button").last.click()
    attached(papers_page)


@pytest.mark.parametrize(
    ("name", "picture", "words"),
    [
        ("blurred", lambda: sheet().filter(ImageFilter.GaussianBlur(9)), "Photograph 1 looks blurred."),
        ("dark", lambda: ImageEnhance.Brightness(sheet()).enhance(0.15), "Photograph 1 is dark."),
    ],
)
def test_a_bad_photograph_is_pointed_out_and_can_be_sent_anyway(
    papers_page: Page, name: str, picture: object, words: str
) -> None:
    card(papers_page).locator("[type=file]").set_input_files(file(saved(picture())))  # type: ignore[operator]
    expect(card(papers_page).locator(".upload-faults")).to_contain_text(words)
    card(papers_page).locator("button").last.click()
    attached(papers_page)


PICTURES = {
    "a sheet": (lambda: sheet(), None),
    "a sheet in weak light": (lambda: ImageEnhance.Brightness(sheet()).enhance(0.45), None),
    "a sheet lightly out of focus": (lambda: sheet().filter(ImageFilter.GaussianBlur(1.5)), None),
    "a sheet with one line": (lambda: with_one_line(), None),
    "out of focus": (lambda: sheet().filter(ImageFilter.GaussianBlur(7)), "blurred"),
    "far out of focus": (lambda: sheet().filter(ImageFilter.GaussianBlur(15)), "blurred"),
    "night": (lambda: ImageEnhance.Brightness(sheet()).enhance(0.12), "dark"),
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_what_counts_as_blurred_or_dark(papers_page: Page, name: str) -> None:
    picture, fault = PICTURES[name]
    found = papers_page.evaluate(
        """(bytes) => photo.prepare(new File([new Uint8Array(bytes)], "1.jpg", {type: "image/jpeg"}))
            .then(({fault, light, sharp}) => ({fault, light, sharp}))""",
        list(saved(picture())),
    )
    assert found["fault"] == fault, found


def test_a_file_that_is_no_paper_is_refused_by_the_same_checks(papers_page: Page) -> None:
    attach(papers_page, file(b"I am a photograph, believe me."))
    expect(card(papers_page).locator(".wrong-words").first).to_contain_text("neither a photograph")
    attach(papers_page, file(photograph()))
    attached(papers_page)
