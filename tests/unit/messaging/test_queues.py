"""Nothing is put that nobody does, and nothing waits where nobody works."""

from datetime import timedelta

from actions import outbox
from actions.delivery import LOOK_UP_AFTER
from jobs.queues import QUEUES, TOPICS, function_at, job_of
from jobs.schedule import PERIODIC


def test_each_topic_of_the_outbox_has_a_job_and_each_job_a_topic() -> None:
    assert set(TOPICS) == outbox.TOPICS
    for name in TOPICS:
        assert callable(job_of(name))


def test_each_topic_waits_in_a_queue_that_has_workers() -> None:
    assert {topic.queue for topic in TOPICS.values()} == set(QUEUES)


def test_each_periodic_job_exists_under_a_name_of_its_own() -> None:
    assert len({job.name for job in PERIODIC}) == len(PERIODIC)
    for job in PERIODIC:
        assert callable(function_at(job.path))
        assert job.every > timedelta()


def test_a_message_is_looked_up_only_when_no_job_can_still_be_sending_it() -> None:
    assert timedelta(seconds=TOPICS["send_message"].seconds) < LOOK_UP_AFTER


def test_no_job_may_take_so_long_that_it_is_handed_over_again_beside_itself() -> None:
    assert max(topic.seconds for topic in TOPICS.values()) < outbox.STALE_AFTER.total_seconds()
