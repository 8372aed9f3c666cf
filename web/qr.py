"""QR codes on pages."""

import segno


def qr_picture(text: str) -> str:
    """A QR code of the text as the address of a picture (SVG in a data: URI), dark on white in any theme."""
    picture: str = segno.make(text, error="m", micro=False).svg_data_uri(border=4, light="#fff", scale=4)
    return picture
