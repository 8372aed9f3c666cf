"""Pictures of papers for the demo: plainly marked as samples."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from config import ROOT

_FONT: Path = ROOT / "static" / "fonts" / "GolosText_400Regular.ttf"


def sample_paper(title: str, name: str) -> bytes:
    """A photographed sheet with this title and the person's name, as JPEG."""
    sheet = Image.new("RGB", (1240, 1754), "#fdfcf8")
    pen = ImageDraw.Draw(sheet)
    large, small = ImageFont.truetype(str(_FONT), 44), ImageFont.truetype(str(_FONT), 30)
    pen.rectangle((70, 70, 1170, 1684), outline="#8a8577", width=3)
    pen.text((120, 150), "ҮЛГІ · ОБРАЗЕЦ · SPECIMEN", font=large, fill="#b3442e")
    for number, line in enumerate(_wrapped(title, 40)):
        pen.text((120, 300 + 60 * number), line, font=large, fill="#222222")
    pen.text((120, 620), name, font=small, fill="#222222")
    for number in range(9):
        pen.line((120, 760 + 70 * number, 1120, 760 + 70 * number), fill="#c9c4b6", width=3)
    file = BytesIO()
    sheet.save(file, "JPEG", quality=80)
    return file.getvalue()


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:5]
