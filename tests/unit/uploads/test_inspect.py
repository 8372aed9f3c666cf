"""What is taken in as a paper is known by its content, counted, and cleaned in a bounded process."""

from io import BytesIO

import pikepdf
import pytest

from domain import uploads
from domain.uploads import MEGABYTE, REFUSALS, UploadRefused
from integrations.uploads import inspect as inspection
from integrations.uploads.inspect import inspect, sniff
from tests.support import crafted_files as crafted


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<html><script>alert(1)</script></html>", id="html"),
        pytest.param(b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", id="svg"),
        pytest.param(b"my certificate of study", id="text"),
        pytest.param(b"GIF89a" + b"\0" * 40, id="gif"),
        pytest.param(b"PK\x03\x04" + b"\0" * 40, id="docx"),
        pytest.param(b"\0\0\0\x18ftypheic" + b"\0" * 40, id="heic"),
        pytest.param(b"<html>%PDF-1.7", id="html that mentions a pdf"),
    ],
)
def test_what_is_no_photograph_and_no_pdf_is_refused_whatever_its_name(content: bytes) -> None:
    assert sniff(content) is None
    with pytest.raises(UploadRefused) as refused:
        inspect([content])
    assert (refused.value.code, refused.value.position) == ("wrong_type", 0)


def test_nothing_and_an_empty_file_are_refused() -> None:
    with pytest.raises(UploadRefused) as nothing:
        inspect([])
    assert (nothing.value.code, nothing.value.position) == ("empty", None)
    with pytest.raises(UploadRefused) as empty:
        inspect([crafted.pdf_file(), b""])
    assert (empty.value.code, empty.value.position) == ("empty", 1)


def test_a_file_of_eleven_megabytes_is_refused_without_reading_all_of_it() -> None:
    file = BytesIO(b"\xff\xd8\xff" + b"\0" * 11 * MEGABYTE)
    with pytest.raises(UploadRefused) as refused:
        inspect([file])
    assert refused.value.code == "too_large"
    assert file.tell() == 10 * MEGABYTE + 1


def test_files_are_counted_and_weighed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UploadRefused) as many:
        inspect([b"\xff\xd8\xff"] * 21)
    assert many.value.code == "too_many_files"
    monkeypatch.setattr(inspection, "MAX_TOTAL_BYTES", 1000)
    with pytest.raises(UploadRefused) as heavy:
        inspect([b"\xff\xd8\xff" + b"\0" * 600] * 2)
    assert heavy.value.code == "too_large_together"


def test_one_photograph_stays_a_photograph() -> None:
    paper = inspect([BytesIO(crafted.photograph())])
    assert (paper.content_type, paper.pages) == ("image/jpeg", 1)
    assert sniff(paper.content) == "image/jpeg"


def test_several_photographs_and_pdfs_become_one_pdf_in_their_order() -> None:
    lying = crafted.image_file(crafted.picture(size=(80, 40)))
    upright = crafted.image_file(crafted.picture("L", (40, 80)), "PNG")
    paper = inspect([lying, crafted.pdf_file(pages=2), upright])
    assert (paper.content_type, paper.pages) == ("application/pdf", 4)
    with pikepdf.open(BytesIO(paper.content)) as pdf:
        shapes = [[round(float(side)) for side in page.mediabox[2:]] for page in pdf.pages]
    assert shapes == [[842, 595], [612, 792], [612, 792], [595, 842]]


def test_pages_are_counted_together() -> None:
    with pytest.raises(UploadRefused) as refused:
        inspect([crafted.pdf_file(pages=31), crafted.pdf_file(pages=30)])
    assert (refused.value.code, refused.value.position) == ("too_many_pages", None)


def test_the_refused_file_is_named_by_its_position() -> None:
    with pytest.raises(UploadRefused) as refused:
        inspect([crafted.photograph(), crafted.pdf_file(crafted.script)])
    assert (refused.value.code, refused.value.position) == ("active_content", 1)


def test_a_parser_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "SECONDS", 0.001)
    with pytest.raises(UploadRefused) as refused:
        inspect([crafted.pdf_file()])
    assert refused.value.code == "bomb"


def test_a_parser_that_dies_is_a_refusal_and_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection.sys, "executable", "/bin/false")
    with pytest.raises(UploadRefused) as refused:
        inspect([crafted.pdf_file()])
    assert refused.value.code == "damaged"


def test_every_refusal_has_its_sentence() -> None:
    with pytest.raises(ValueError, match="no sentence"):
        UploadRefused("unheard_of")
    assert all(sentence.endswith(".") for sentence in REFUSALS.values())
    assert f"{uploads.MAX_FILE_BYTES // MEGABYTE} MB" in REFUSALS["too_large"]
    assert f"{uploads.MAX_TOTAL_BYTES // MEGABYTE} MB" in REFUSALS["too_large_together"]
    assert f"{uploads.MAX_FILES} files" in REFUSALS["too_many_files"]
    assert f"{uploads.MAX_PAGES} pages" in REFUSALS["too_many_pages"]
    assert f"{uploads.MAX_PAPERS} papers" in REFUSALS["too_many_papers"]
