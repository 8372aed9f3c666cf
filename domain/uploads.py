"""What may be handed in as a paper, and what is said when it may not.

Limits are the house's own (no act sets any): a photograph from a phone is 2 to 8 MB,
a certificate has a handful of pages.
"""

from types import MappingProxyType

from domain.errors import QyzmetError
from domain.text import N_

MEGABYTE = 1024 * 1024

MAX_FILE_BYTES = 10 * MEGABYTE
"""Largest single file, in bytes."""

MAX_FILES = 20
"""Most files that together make one paper."""

MAX_TOTAL_BYTES = 60 * MEGABYTE
"""Largest sum of the files of one paper, in bytes; also the bound of a request."""

PART_BYTES = 256 * 1024
"""Length of a piece of a file that comes in pieces: some seconds on a bad network."""

MAX_WAITING_BYTES = 4 * MAX_TOTAL_BYTES
"""Largest sum of one person's files that have come in pieces and are not yet forgotten."""

MAX_PAGES = 60
"""Most pages of one paper."""

MAX_PAPERS = 40
"""Most papers of one draft or case."""

ACCEPT = "application/pdf,image/jpeg,image/png,image/webp"
"""Value of a file chooser's `accept`; without HEIC in it iPhones convert to JPEG."""

REFUSALS = MappingProxyType(
    {
        "empty": N_("The file is empty. Choose it again, or take the photograph again."),
        "too_large": N_(
            "The file is larger than 10 MB. Take the photograph at a lower quality, "
            "or save the PDF with a smaller size."
        ),
        "too_large_together": N_(
            "The files are larger than 60 MB together. Take the photographs at a lower quality."
        ),
        "too_many_files": N_("There are more than 20 files. Put the pages into one PDF."),
        "too_many_pages": N_(
            "The document has more than 60 pages. Attach only the pages that are asked for."
        ),
        "too_many_papers": N_("There are 40 papers already. Put several pages into one PDF."),
        "wrong_type": N_(
            "The file is neither a photograph (JPEG, PNG, WebP) nor a PDF. "
            "Photograph the paper, or save it as a PDF."
        ),
        "damaged": N_("The file is damaged and cannot be opened. Save it again, or photograph the paper."),
        "encrypted": N_(
            "The PDF is protected with a password. Save it without protection, or photograph the paper."
        ),
        "active_content": N_(
            "The PDF holds a program, a form or an attached file. "
            "Print it to a new PDF, or photograph the paper."
        ),
        "bomb": N_(
            "The picture or the document is too large to open. "
            "Take the photograph at a lower quality, or save the PDF again."
        ),
    }
)
"""Code of a refusal -> the sentence that says what is wrong and how to mend it."""


class UploadRefused(QyzmetError):
    """A file cannot be taken in as a paper.

    `code` is a key of `REFUSALS`; `position` is the place of the refused file among
    those that were handed in, from 0, or None when it is about all of them.
    """

    def __init__(self, code: str, position: int | None = None) -> None:
        if code not in REFUSALS:
            raise ValueError(f"no sentence for the refusal {code!r}")
        super().__init__(code)
        self.code = code
        self.position = position
