"""One wording for registries whose own is not publicly known.

Ours and unverified: the namespace, the element names and every service id of
the mappings that use it. An organisation that connects to such a registry gets
the real schema with its contract, and replaces the registry's mapping alone.
The reply names the person it is about, its own result, whether the list of
records is complete, and the records.
"""

from collections.abc import Callable
from datetime import datetime
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer, Fact, QueryStatus
from integrations.registries import reading
from integrations.registries.envelope import add, moment, text, typed_data
from integrations.registries.protocol import Question

NAMESPACE = "urn:qyzmet:registries:v1"

ReadRecord = Callable[[Element, datetime], tuple[Fact | None, tuple[str, ...]]]
"""From a record to its fact (None: unusable) and the names of what it lacks."""


def request(type_name: str, question: Question, *, sent_at: datetime) -> Element:
    """A query for all records of a person."""
    data = typed_data(NAMESPACE, type_name)
    add(data, "requestId", question.message_id)
    add(data, "requestDate", moment(sent_at))
    add(data, "iin", question.iin)
    return data


def read(data: Element, question: Question, answered_at: datetime, read_record: ReadRecord) -> Answer:
    """The facts of all records; none at all is ABSENT, an incomplete list PARTIAL.

    An incomplete list is PARTIAL also when it is empty: that the registry shows
    nothing then says nothing.
    """
    reading.same_person(text(data, "iin"), question)
    if not reading.found(text(data, "result/code")):
        return Answer(QueryStatus.ABSENT, answered_at)
    facts: list[Fact] = []
    missing: list[str] = [] if text(data, "complete") == "true" else ["records"]
    for record in data.findall("records/record"):
        fact, lacks = read_record(record, answered_at)
        missing.extend(name for name in lacks if name not in missing)
        if fact is not None:
            facts.append(fact)
    if missing:
        return Answer(QueryStatus.PARTIAL, answered_at, tuple(facts), tuple(missing))
    status = QueryStatus.ANSWERED if facts else QueryStatus.ABSENT
    return Answer(status, answered_at, tuple(facts))
