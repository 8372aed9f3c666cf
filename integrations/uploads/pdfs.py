"""PDFs: parsed within bounds, refused when they do something, written anew.

Used only inside the child process of `child.py`: the bounds of the parser are
process-wide.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image

from domain.uploads import MAX_PAGES, UploadRefused
from integrations.uploads.images import MAX_JPEG_PIXELS
from integrations.uploads.inspect import sniff

MAX_OBJECTS = 30_000
"""Most objects of a PDF; sixty tagged pages of text have about half as many."""

MAX_STREAM_BYTES = 160 * 1024 * 1024
"""Largest stream once unpacked: an A4 page scanned in colour at 600 dots per inch is 104 MB."""

MAX_UNPACKED_BYTES = 640 * 1024 * 1024
"""Largest sum of all streams once unpacked."""

A4 = (595.28, 841.89)
"""Width and height of an upright A4 page, in points."""

ACTIVE_KEYS = {
    "/JS",
    "/JavaScript",
    "/XFA",
    "/EF",
    "/EmbeddedFiles",
    "/EmbeddedFile",
    "/RichMediaContent",
    "/RichMediaSettings",
}
ACTIVE_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
    "/GoTo3DView",
}
ACTIVE_SUBTYPES = {"/RichMedia", "/Movie", "/Screen", "/Sound", "/FileAttachment", "/3D"}

KEPT_ROOT_KEYS = {"/Type", "/Pages", "/Lang", "/MarkInfo", "/StructTreeRoot", "/OCProperties"}
"""What a clean document keeps beside its pages: how it is read aloud, and its layers."""

DROPPED_PAGE_KEYS = {"/Metadata", "/PieceInfo", "/LastModified", "/Thumb"}

PACKED = {"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCIIHexDecode", "/ASCII85Decode"}
"""Filters that unpack to bytes; the others are codecs of pictures."""

pikepdf.settings.set_qpdf_limits(
    doc_max_warnings=500,
    parser_max_nesting=100,
    max_stream_filters=4,
    flate_max_memory=MAX_STREAM_BYTES,
    png_max_memory=MAX_STREAM_BYTES,
    tiff_max_memory=MAX_STREAM_BYTES,
    run_length_max_memory=MAX_STREAM_BYTES,
)


def clean_pdf(content: bytes) -> tuple[bytes, int]:
    """The same pages without metadata, forms and links, written anew; and their number.

    Raises UploadRefused: encrypted, active_content, too_many_pages, bomb, damaged.
    """
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            _check(pdf)
            _strip(pdf)
            clean = _save(pdf)
        # What a repaired file became is opened once more, as its readers will.
        with pikepdf.open(BytesIO(clean)) as pdf:
            return clean, len(pdf.pages)
    except pikepdf.PasswordError as protected:
        raise UploadRefused("encrypted") from protected
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError) as broken:
        raise UploadRefused("bomb" if "memory limit" in str(broken) else "damaged") from broken


def join(parts: Iterable[bytes]) -> bytes:
    """One PDF of clean parts (PDFs and JPEGs) in their order."""
    with Pdf.new() as whole:
        for part in parts:
            if sniff(part) == "image/jpeg":
                _add_photograph(whole, part)
            else:
                with pikepdf.open(BytesIO(part)) as pdf:
                    whole.pages.extend(pdf.pages)
        return _save(whole)


def _check(pdf: Pdf) -> None:
    """Refuse what is locked, too large or does anything by itself."""
    if pdf.is_encrypted:
        raise UploadRefused("encrypted")
    if len(pdf.objects) > MAX_OBJECTS:
        raise UploadRefused("bomb")
    if len(pdf.pages) > MAX_PAGES:
        raise UploadRefused("too_many_pages")
    if not len(pdf.pages):
        raise UploadRefused("damaged")
    opening = pdf.Root.get("/OpenAction")
    # Word processors write an opening place (an array); only an action does something.
    if isinstance(opening, Dictionary) and opening.get("/S") != Name.GoTo:
        raise UploadRefused("active_content")
    unpacked = 0
    for thing in pdf.objects:
        for part in _dictionaries(thing):
            if _is_active(part):
                raise UploadRefused("active_content")
        if isinstance(thing, Stream):
            unpacked += _unpacked_size(thing)
            if unpacked > MAX_UNPACKED_BYTES:
                raise UploadRefused("bomb")


def _dictionaries(thing: Object) -> Iterator[Object]:
    """The dictionaries written inside one object; what it refers to comes by itself."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Dictionary | Stream):
            yield part
            waiting.extend(value for value in dict(part).values() if _is_inside(value))
        elif isinstance(part, Array):
            waiting.extend(value for value in part if _is_inside(value))


def _is_inside(value: object) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _is_active(part: Object) -> bool:
    keys = set(part.keys())
    if keys & ACTIVE_KEYS or part.get("/Type") == Name.EmbeddedFile:
        return True
    if str(part.get("/S", "")) in ACTIVE_ACTIONS or str(part.get("/Subtype", "")) in ACTIVE_SUBTYPES:
        return True
    # /AA may also name a font; as "additional actions" it holds actions.
    additional = part.get("/AA")
    if isinstance(additional, Dictionary) and any(
        isinstance(action, Dictionary) and "/S" in action for action in dict(additional).values()
    ):
        return True
    # A stream whose data lie in another file.
    return isinstance(part, Stream) and "/F" in part


def _unpacked_size(stream: Stream) -> int:
    """Bytes of the stream once unpacked, never more than the limit; refuses a bomb."""
    filters = [str(name) for name in _as_list(stream.get("/Filter"))]
    if filters == ["/DCTDecode"]:
        with Image.open(BytesIO(stream.read_raw_bytes()), formats=("JPEG",)) as picture:
            if picture.width * picture.height > MAX_JPEG_PIXELS:
                raise UploadRefused("bomb")
        return 0
    if not filters or not set(filters) <= PACKED:
        return 0
    size = len(stream.read_bytes())
    if size > MAX_STREAM_BYTES:
        raise UploadRefused("bomb")
    return size


def _as_list(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _strip(pdf: Pdf) -> None:
    """Make forms and remarks part of the page; drop everything but the pages' looks."""
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")
    for key in set(pdf.Root.keys()) - KEPT_ROOT_KEYS:
        del pdf.Root[key]
    for page in pdf.pages:
        for key in DROPPED_PAGE_KEYS & set(page.obj.keys()):
            del page[key]
        if "/Annots" in page:
            del page.Annots
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _save(pdf: Pdf) -> bytes:
    out = BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _add_photograph(pdf: Pdf, jpeg: bytes) -> None:
    """An A4 page, upright or lying as the picture is, that the picture fills."""
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as picture:
        width, height = picture.size
        colours = Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB
    page_width, page_height = A4 if width <= height else A4[::-1]
    scale = min(page_width / width, page_height / height)
    left, bottom = (page_width - width * scale) / 2, (page_height - height * scale) / 2
    photograph = pdf.make_stream(
        jpeg,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=colours,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    page = pdf.add_blank_page(page_size=(page_width, page_height))
    page.Resources = Dictionary(XObject=Dictionary(Photograph=photograph))
    page.Contents = pdf.make_stream(
        f"q {width * scale:.2f} 0 0 {height * scale:.2f} {left:.2f} {bottom:.2f} cm /Photograph Do Q".encode()
    )
