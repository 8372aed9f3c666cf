"""A PDF is refused when it does something, and written anew when it only shows something."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

import pikepdf
import pytest

from domain.uploads import UploadRefused
from integrations.uploads.inspect import inspect
from tests.support import crafted_files as crafted


def refusal(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        inspect([content])
    return refused.value.code


def cleaned(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(inspect([content]).content))


@pytest.mark.parametrize(
    "change",
    [
        crafted.script,
        crafted.opening_script,
        crafted.opening_unknown_action,
        crafted.page_action,
        crafted.launch,
        crafted.attachment,
        crafted.rich_media,
        crafted.xfa_form,
        crafted.foreign_stream,
    ],
)
def test_what_does_something_by_itself_is_refused(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert refusal(crafted.pdf_file(change)) == "active_content"


def test_a_script_whose_name_is_written_in_hexadecimal_is_found() -> None:
    plain = crafted.pdf_file(crafted.opening_script, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    disguised = plain.replace(b"/JavaScript", b"/#4aavaScript").replace(b"/JS", b"/J#53")
    assert refusal(disguised) == "active_content"


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_protected_document_is_refused_whether_or_not_it_opens(password: str) -> None:
    assert refusal(crafted.encrypted_pdf(password)) == "encrypted"


def test_more_than_sixty_pages_are_refused() -> None:
    assert inspect([crafted.pdf_file(pages=60)]).pages == 60
    assert refusal(crafted.pdf_file(pages=61)) == "too_many_pages"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(crafted.flate_bomb_pdf, id="one layer"),
        pytest.param(partial(crafted.flate_bomb_pdf, times=2), id="two layers"),
        pytest.param(partial(crafted.pdf_file, crafted.many_objects), id="objects"),
    ],
)
def test_what_unpacks_to_too_much_is_refused(make: Callable[[], bytes]) -> None:
    assert refusal(make()) == "bomb"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: b"%PDF-1.7\n" + b"\x9a\x03\xf1" * 900, id="junk"),
        pytest.param(lambda: crafted.pdf_file(pages=5)[:300], id="cut off"),
        pytest.param(crafted.cross_reference_bomb, id="table of objects"),
        pytest.param(crafted.nested_arrays, id="nested"),
    ],
)
def test_what_cannot_be_read_is_refused(make: Callable[[], bytes]) -> None:
    assert refusal(make()) == "damaged"


@pytest.mark.parametrize("change", [crafted.opening_place, crafted.font_called_aa])
def test_what_only_looks_active_is_taken_in(change: Callable[[pikepdf.Pdf], None]) -> None:
    with cleaned(crafted.pdf_file(change)) as pdf:
        assert "/OpenAction" not in pdf.Root


def test_author_and_links_are_gone_and_the_language_stays() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        crafted.personal_data(pdf)
        crafted.web_link(pdf)

    content = crafted.pdf_file(change)
    assert b"Somebody" in content
    with cleaned(content) as pdf:
        assert "/Info" not in pdf.trailer
        assert "/Metadata" not in pdf.Root
        assert "/Annots" not in pdf.pages[0]
        assert str(pdf.Root.Lang) == "kk"


def test_a_filled_form_becomes_part_of_the_page() -> None:
    with cleaned(crafted.pdf_file(crafted.filled_form)) as pdf:
        assert "/AcroForm" not in pdf.Root
        drawn = [form.read_bytes() for form in pdf.pages[0].form_xobjects.values()]
    assert any(b"Filled value" in content for content in drawn)


def test_a_clean_document_is_written_the_same_way_twice() -> None:
    content = crafted.pdf_file(crafted.personal_data, pages=3)
    assert inspect([content]) == inspect([content])
