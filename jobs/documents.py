"""Jobs about papers: deleting bytes that are given up, sweeping those that no row names."""

import logging
from datetime import timedelta

import clock
from integrations.storage import documents_storage
from queries.documents import claimed_keys, superseded_key

log = logging.getLogger(__name__)

KEPT_UNCLAIMED = timedelta(days=1)
"""How long bytes may wait for their row."""

MOST_SWEPT = 200
"""More unclaimed files than this, and than half of the store, are a mistake, not litter."""


def delete_superseded(document_id: int) -> None:
    """Delete the bytes of a paper whose place digital data took (834 annex 1; CON-1).

    What is gone already, and what another row names too, is left as it is.
    """
    key = superseded_key(document_id)
    if key is not None and not claimed_keys([key]):
        documents_storage().delete(key)


def sweep_unclaimed() -> int:
    """Delete bytes that no row names; how many. Rows are forgotten by jobs/retention.py.

    A file's age goes by the machine's own clock, because a file has no other: the
    site's clock may have been moved past an upload that is just being attached.
    """
    storage = documents_storage()
    stored_before = clock.of_the_computer() - KEPT_UNCLAIMED
    keys = list(storage.keys(stored_before=stored_before))
    unclaimed = sorted(set(keys) - claimed_keys(keys))
    if len(unclaimed) > max(MOST_SWEPT, len(keys) // 2):
        log.error("too many unclaimed files: is this the right database?", extra={"count": len(unclaimed)})
        return 0
    for key in unclaimed:
        storage.delete(key)
    return len(unclaimed)
