"""How executors are offered for choice, and why one of them is proposed."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext, ngettext

from domain.distribution import Reason, Why
from queries.distribution import Executor


def executor_names(executors: Iterable[Executor]) -> dict[int, str]:
    """How each is offered for choice: name, load, and absence."""
    return {executor.id: _offered(executor) for executor in executors}


def _offered(executor: Executor) -> str:
    load = gettext(
        "%(name)s (%(load)s of %(capacity)s)",
        name=executor.name,
        load=executor.load,
        capacity=executor.capacity,
    )
    return gettext("%(executor)s, absent", executor=load) if executor.absence else load


def reason_words(reason: Reason) -> str:
    """A reason of a proposal in the reader's language."""
    count = reason.values.get("count", 0)
    counted = {
        Why.ABSENT: ngettext("%(num)s is absent", "%(num)s are absent", count),
        Why.OTHER_BRANCH: ngettext("%(num)s has other branches", "%(num)s have other branches", count),
        Why.OTHER_REGION: ngettext("%(num)s has other regions", "%(num)s have other regions", count),
        Why.FULL: ngettext("%(num)s has no room left", "%(num)s have no room left", count),
    }
    return counted.get(reason.code) or _plain(reason.code, reason.values)


def _plain(code: Why, values: Mapping[str, int]) -> str:
    return {
        Why.LOAD: gettext("has %(load)s of %(capacity)s", **{"load": 0, "capacity": 0, **values}),
        Why.OWN_BRANCH: gettext("this branch of troops is theirs"),
        Why.OWN_REGION: gettext("this region is theirs"),
        Why.STOOD_IN: gettext("absent, a substitute acts"),
        Why.ONLY_ONE: gettext("nobody else fits"),
        Why.NO_EXECUTORS: gettext("the unit has no executors today"),
    }[code]
