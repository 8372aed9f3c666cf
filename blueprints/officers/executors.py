"""To whom the head may give one application: names with their load, and whom the site proposes (CON-4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from domain.distribution import Candidate, Proposal, Waiting, propose
from queries.casework import CaseFile
from queries.distribution import executors
from web.executor_words import executor_names, reason_words


@dataclass(frozen=True)
class ExecutorChoice:
    """Who can be chosen (id, name as shown), who is proposed, and why, as a sentence."""

    executors: tuple[tuple[int, str], ...]
    proposed: int | None
    why: str


def executor_choice(file: CaseFile) -> ExecutorChoice:
    """The executors of the case's unit but the present one."""
    case = file.case
    known = executors([case.body_id], file.snapshot.now)
    others = [one for one in known if one.serves and one.id != case.executor_id]
    names = executor_names(others)
    proposal = _proposal(file, [one.candidate for one in others])
    return ExecutorChoice(tuple(names.items()), proposal.executor_id, _why(proposal, names))


def _proposal(file: CaseFile, candidates: Iterable[Candidate]) -> Proposal:
    post = file.candidate.post if file.candidate else None
    vacancy = post.vacancy if post else None
    waiting = Waiting(file.case.id, vacancy.branch if vacancy else "", vacancy.region_code if vacancy else "")
    return propose([waiting], candidates)[0]


def _why(proposal: Proposal, names: dict[int, str]) -> str:
    reasons = "; ".join(reason_words(reason) for reason in proposal.reasons)
    if proposal.executor_id is None:
        return gettext("Nobody is proposed: %(reasons)s.", reasons=reasons)
    return gettext("Proposed: %(name)s: %(reasons)s.", name=names[proposal.executor_id], reasons=reasons)
