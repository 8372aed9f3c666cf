"""Jobs about papers: rendering result documents, sweeping bytes that no row names."""

import logging
import time
from datetime import UTC, datetime, timedelta

from flask import current_app

import catalogue
import clock
from actions import documents, results
from database import db, transaction
from domain.schema import ResultKind
from integrations.pdf import render_result as render_pdf
from integrations.storage import documents_storage
from models.cases import Case
from models.documents import ResultDocument, ResultStatus
from queries.documents import claimed_keys

log = logging.getLogger(__name__)

KEPT_UNCLAIMED = timedelta(days=1)
"""How long bytes may wait for their row, and rows of unsent papers for their end."""

MOST_SWEPT = 200
"""More unclaimed files than this, and than half of the store, are a mistake, not litter."""


def render_result(result_id: int) -> None:
    """Make the PDF of a result document and store it; done once, however often it is called."""
    document = db.session.get(ResultDocument, result_id)
    if document is None or document.status != ResultStatus.BEING_PREPARED:
        return
    case = db.session.get_one(Case, document.case_id)
    form = catalogue.edition_of(case.service, case.edition).result(ResultKind(document.kind))
    content = render_pdf(
        form.template,
        document.facts,
        code=document.verify_code,
        until_date=document.until_date,
        public_url=current_app.config["SETTINGS"].public_url,
        signed=False,
    )
    stored = documents_storage().put(content)
    with transaction():
        results.mark_rendered(result_id, stored)


def sweep_unclaimed() -> int:
    """Forget papers that were never sent, then delete bytes that no row names; how many.

    A file's age goes by the machine's own clock, because a file has no other: the
    site's clock may have been moved past an upload that is just being attached.
    """
    with transaction():
        documents.forget_unsent(clock.now() - KEPT_UNCLAIMED)
    storage = documents_storage()
    stored_before = datetime.fromtimestamp(time.time(), UTC) - KEPT_UNCLAIMED
    keys = list(storage.keys(stored_before=stored_before))
    unclaimed = sorted(set(keys) - claimed_keys(keys))
    if len(unclaimed) > max(MOST_SWEPT, len(keys) // 2):
        log.error("too many unclaimed files: is this the right database?", extra={"count": len(unclaimed)})
        return 0
    for key in unclaimed:
        storage.delete(key)
    return len(unclaimed)
