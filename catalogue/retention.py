"""How long the site keeps what is no part of a case, and from when that is counted.

No act that this site follows sets these times: they are ours, as short as the work allows
(a purpose that has been reached is no reason to go on, law 94-V on personal data, art. 12).
What was sent is not here: a case, its papers, messages and looks stay until the archive's
own term, which nothing in the site shortens. docs/personal-data.md tells both.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Kept:
    """One kind of thing: what it is, how long it is kept, and since when (English, for docs and logs)."""

    code: str
    what: str
    span: timedelta
    since: str


RETENTION: tuple[Kept, ...] = (
    Kept(
        "unsent_papers",
        "Papers that were removed from an application before it was sent, or belong to a discarded one",
        timedelta(days=1),
        "they were added",
    ),
    Kept(
        "uploads",
        "Files that came in pieces, handed in or not",
        timedelta(days=1),
        "their last piece",
    ),
    Kept(
        "unsigned_papers",
        "Papers that somebody was asked to sign and did not",
        timedelta(days=7),
        "the request ended",
    ),
    Kept(
        "unsigned_requests",
        "Requests to sign that nobody signed, with what was entered for them",
        timedelta(days=30),
        "the request ended",
    ),
    Kept(
        "discarded_drafts",
        "Discarded applications, with what the registries answered for them",
        timedelta(days=1),
        "they were discarded",
    ),
    Kept(
        "idle_drafts",
        "Applications that were begun and never sent, with their papers and what the registries answered",
        timedelta(days=180),
        "their last change",
    ),
    Kept("codes", "One-time passwords that certified nothing", timedelta(days=7), "they were asked for"),
    Kept("sessions", "Sessions of signed-in browsers", timedelta(days=30), "they ended"),
    Kept(
        "messages",
        "Messages of no case, as those with one-time passwords, with their telephone number",
        timedelta(days=90),
        "they ended",
    ),
    Kept(
        "registry_answers",
        "What registries answered at a sign-in or about a telephone number",
        timedelta(days=30),
        "they were asked",
    ),
    Kept(
        "people",
        "People who have signed in, never begun an application, and not come back",
        timedelta(days=365),
        "their last sign-in",
    ),
)
"""In the order in which they are forgotten: what hangs on a thing goes before it."""


def kept_for(code: str) -> timedelta:
    """How long this kind of thing is kept. Raises StopIteration for another code."""
    return next(kept.span for kept in RETENTION if kept.code == code)
