"""Applications for posts, one in each kind of place where panels and reports look."""

from typing import Any

from tests.support import factories as make
from tests.support import recruiting
from tests.support.recruiting import Bodies
from tests.support.signing import quick_papers


def filed(bodies: Bodies, count: int, **post_of: Any) -> list[int]:
    """So many applications for one post; returns the cases."""
    vacancy_id = recruiting.make_vacancy(bodies, places=9, **post_of)
    return [recruiting.apply_for(vacancy_id, iin=iin) for iin in make.IINS[:count]]


def applications_everywhere(bodies: Bodies, clock: Any) -> dict[str, int]:
    """A case waiting, one at the security department, one to sign, one ended well, one declined."""
    names = ("sent", "special_check", "with_head", "arrived", "declining")
    with quick_papers():
        cases = dict(zip(names, filed(bodies, 5), strict=True))
        for name in ("arrived", "with_head", "special_check"):
            recruiting.drive(cases[name], bodies, name, clock)
        recruiting.drive(cases["declining"], bodies, "accepted", clock)
        make.act(cases["declining"], "decline", bodies.executor, grounds=["parameter"], facts="Есепте тұр")
    return cases
