"""Papers whose place the digital data of a registry take (834 annex 1; CON-1).

The row stays, so that the file says by name and SHA-256 what was there; the bytes
are deleted by a job once that is committed (jobs/documents.py).
"""

from sqlalchemy import select

import catalogue
from actions import outbox
from actions.history import add_event
from database import db, lock_row
from domain.registry_answers import replaces_paper
from domain.registry_facts import PERSONAL_FILE
from domain.roles import SITE
from models.cases import Case
from models.documents import Document, DocumentState
from models.registries import RegistryQuery

TOPIC = "delete_superseded"

_IN_THE_FILE = (DocumentState.CURRENT, DocumentState.REPLACED, DocumentState.REJECTED)


def supersede(query: RegistryQuery) -> None:
    """Let the answer to this question of a personal file take the place of the papers that stand in for it.

    Earlier versions of a paper go, too. The applicant reads nothing of one that an
    officer took in. Does nothing for an answer that replaces no paper, nor the second time.
    """
    if query.purpose != PERSONAL_FILE or query.case_id is None:
        return
    if not replaces_paper(query.kind, query.status):
        return
    case = lock_row(Case, query.case_id)
    subtype = catalogue.edition_of(case.service, case.edition).subtype(case.subtype)
    kinds = [document.code for document in subtype.documents if document.stands_for == query.kind]
    papers = db.session.scalars(
        select(Document)
        .where(Document.case_id == case.id, Document.kind.in_(kinds), Document.state.in_(_IN_THE_FILE))
        .order_by(Document.id)
    ).all()
    for paper in papers:
        paper.state = DocumentState.SUPERSEDED
        outbox.put(TOPIC, paper.id)
        code = "paper_superseded" if paper.officer_id is None else "taken_paper_superseded"
        add_event(case, code, SITE, data={"document": paper.title, "sha256": paper.sha256})
    db.session.flush()
