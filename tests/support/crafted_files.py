"""Files as people and attackers hand them in, made on the spot."""

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F
ROTATED = 6  # the camera was held upright: the right edge of the pixels is the top


def picture(mode: str = "RGB", size: tuple[int, int] = (60, 40), colour: Any = None) -> Image.Image:
    """A picture of one colour, black where none is given."""
    return Image.new(mode, size, colour if colour is not None else 0)


def image_file(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photograph(size: tuple[int, int] = (64, 48)) -> bytes:
    """A phone's JPEG, held upright: left half of the pixels red, right half blue, with place and maker."""
    image = picture(size=size, colour="red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[ORIENTATION] = ROTATED
    exif[MAKE] = "Phonemaker"
    exif.get_ifd(GPS).update({1: "N", 2: (43.0, 14.0, 16.0), 3: "E", 4: (76.0, 53.0, 42.0)})
    return image_file(image, exif=exif, quality=95, comment=b"my comment")


def bomb_png(side: int = 15_000) -> bytes:
    """Few kilobytes that unpack to 225 million pixels."""
    return image_file(picture("1", (side, side)), "PNG")


def pdf_file(change: Callable[[Pdf], None] = lambda _pdf: None, *, pages: int = 1, **options: Any) -> bytes:
    """A PDF of blank pages after `change` had its way with it."""
    with Pdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        change(pdf)
        out = BytesIO()
        pdf.save(out, **options)
    return out.getvalue()


def encrypted_pdf(password: str = "") -> bytes:
    """A PDF that only its owner may change, and that needs the password to be read."""
    return pdf_file(encryption=pikepdf.Encryption(owner="owner", user=password))


def flate_bomb_pdf(unpacked_bytes: int = 200 * 1024 * 1024, *, times: int = 1) -> bytes:
    """A PDF whose page unpacks to this many bytes, packed once or several times over."""

    def change(pdf: Pdf) -> None:
        content = b"\0" * unpacked_bytes
        for _ in range(times):
            content = zlib.compress(content, 1)
        pdf.pages[0].Contents = pdf.make_stream(content, Filter=Array([Name.FlateDecode] * times))

    return pdf_file(change, compress_streams=False)


def script(pdf: Pdf) -> None:
    """JavaScript in the document's list of named scripts."""
    action = Dictionary(S=Name.JavaScript, JS="app.alert('hello')")
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["start", action])))


def opening_script(pdf: Pdf) -> None:
    """JavaScript that runs when the document is opened."""
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert('hello')")


def opening_unknown_action(pdf: Pdf) -> None:
    """An action at opening that no standard knows."""
    pdf.Root.OpenAction = Dictionary(S=Name.Surprise)


def opening_place(pdf: Pdf) -> None:
    """What word processors write: begin at the first page, fit to the window."""
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])


def page_action(pdf: Pdf) -> None:
    """An additional action of a page."""
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.Named, N=Name.Print))


def font_called_aa(pdf: Pdf) -> None:
    """A font that happens to be called as additional actions are."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].Resources = Dictionary(Font=Dictionary(AA=font))


def launch(pdf: Pdf) -> None:
    """A link that starts a program."""
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.Launch, F="calc.exe")
    )
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


def web_link(pdf: Pdf) -> None:
    """An ordinary link to a web page."""
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=[0, 0, 9, 9],
        A=Dictionary(S=Name.URI, URI="https://example.kz/"),
    )
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


def attachment(pdf: Pdf) -> None:
    """A file inside the file."""
    pdf.attachments["program.exe"] = b"MZ"


def rich_media(pdf: Pdf) -> None:
    """A moving picture with a program."""
    note = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def xfa_form(pdf: Pdf) -> None:
    """A form in Adobe's XML, which may hold scripts."""
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp:xdp/>"))


def foreign_stream(pdf: Pdf) -> None:
    """A stream whose bytes lie in another file of the reader's computer."""
    pdf.pages[0].Contents = pdf.make_stream(b"", F="/etc/passwd")


def filled_form(pdf: Pdf) -> None:
    """A form with one field that somebody filled in."""
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T="name",
            V="Filled value",
            DA="/Helv 12 Tf 0 g",
            Rect=[20, 100, 200, 130],
        )
    )
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]),
        NeedAppearances=True,
        DA="/Helv 12 Tf 0 g",
        DR=Dictionary(Font=Dictionary(Helv=font)),
    )


def many_objects(pdf: Pdf) -> None:
    """More objects than any paper needs."""
    pdf.Root.Pile = Array([pdf.make_indirect(Dictionary(Number=number)) for number in range(31_000)])


def personal_data(pdf: Pdf) -> None:
    """Who wrote the document, with what, and an XML packet that repeats it."""
    pdf.docinfo["/Author"] = "Somebody"
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["Somebody"]
    pdf.Root.Lang = "kk"


def cross_reference_bomb() -> bytes:
    """A PDF whose table of objects unpacks to 200 MB."""
    table = zlib.compress(b"\0" * (200 * 1024 * 1024), 1)
    head = f"/Type/XRef/Size 200000000/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length {len(table)}"
    return (
        f"%PDF-1.5\n1 0 obj\n<<{head}>>\nstream\n".encode()
        + table
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"
    )


def nested_arrays(depth: int = 1_000_000) -> bytes:
    """Brackets within brackets, to exhaust a parser's stack."""
    return b"%PDF-1.5\n1 0 obj\n" + b"[" * depth + b"]" * depth + b"\nendobj\ntrailer<</Root 1 0 R>>"
