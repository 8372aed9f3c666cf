"""Forgetting what is past its time, a batch in each transaction (catalogue/retention.py)."""

import logging

import clock
from actions.retention import FORGET
from catalogue.retention import RETENTION
from database import transaction

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Rows in one transaction, so that nobody waits long for it."""

BATCHES = 20
"""In one run, of each kind; what is left over is for the next one."""


def forget() -> int:
    """Forget what is past its time; how many things. One kind that fails does not hold up the others."""
    forgotten = 0
    for kept in RETENTION:
        before, count = clock.now() - kept.span, 0
        try:
            for _batch in range(BATCHES):
                with transaction():
                    done = FORGET[kept.code](before, AT_ONCE)
                count += done
                if done < AT_ONCE:
                    break
        except Exception:
            log.exception("what is past its time is not forgotten: %s", kept.code)
        if count:
            log.info("forgotten, being past their time: %s", kept.code, extra={"count": count})
        forgotten += count
    return forgotten
