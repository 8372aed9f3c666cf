"""Papers that go out, as PDFs that can be archived (PDF/A-2a) and read aloud (PDF/UA-1)."""

from integrations.pdf.papers import render, render_application, render_result
from integrations.pdf.text import printable

__all__ = ["printable", "render", "render_application", "render_result"]
