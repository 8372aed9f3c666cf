"""How many jobs ended how, and what the outside answered; in Redis, for a job's process ends with it.

The counts are for whoever watches the site; nothing rests on them. They begin anew when Redis is emptied,
which Prometheus takes for what it is.
"""

from contextlib import suppress

from redis.exceptions import RedisError

from extensions import TALLY, RedisNotConfigured, redis_connection


def count_job(topic: str, outcome: str, seconds: float) -> None:
    """One job came to an end: done, put_back or given_up."""
    _count({f"jobs {topic} {outcome}": 1, f"job_seconds {topic}": seconds})


def count_answer(registry: str, outcome: str) -> None:
    """A registry answered (a status of the question) or failed (a kind of error)."""
    _count({f"answers {registry} {outcome}": 1})


def count_check(outcome: str) -> None:
    """The NCA's word on a signature's key came: valid or refused."""
    _count({f"checks {outcome}": 1})


def _count(fields: dict[str, float]) -> None:
    """While Redis is away nothing is counted."""
    with suppress(RedisError, RedisNotConfigured):
        pipeline = redis_connection().pipeline(transaction=False)
        for field, amount in fields.items():
            pipeline.hincrbyfloat(TALLY, field, amount)
        pipeline.execute()
