"""What must hold for every edition; checked when the catalogue is imported."""

from collections.abc import Iterator, Mapping

from domain.conditions import AnswerIs
from domain.needs import fields_of
from domain.roles import OFFICER_ROLES, Role
from domain.schema import Effect, Group, Guard, PublicService, ResultKind, Step, Workflow


class CatalogueError(ValueError):
    """The catalogue contradicts itself; the site does not start with it."""


ISSUES: dict[Effect, ResultKind] = {
    Effect.ISSUE_CONCLUSION: ResultKind.CONCLUSION,
    Effect.ISSUE_REFUSAL: ResultKind.REFUSAL,
    Effect.ISSUE_AGREEMENT: ResultKind.AGREEMENT,
    Effect.ISSUE_INSTRUCTION: ResultKind.INSTRUCTION,
}
"""The result document that each of these effects issues."""

NOBODY_ELSE: Mapping[Role, str] = {
    Role.CHAIR: "leads the commission: only a substitute decides in the chair's place (605 p.10)",
    Role.HEAD: "leads the ministry's unit: only a substitute signs in the head's place (834 annex 2)",
    Role.MILITARY_BODY: "enters a decision that counts already into its minutes (605 p.13), and alone can say"
    " what holds of a summons of its own",
    Role.COMPLAINTS: "is the last on the site; the applicant may turn to the higher body or a court (ALL-9)",
}
"""Owners of steps whom nobody on the site can replace when they are silent, and why."""


def validate(services: tuple[PublicService, ...]) -> None:
    """Raise CatalogueError naming every mistake found."""
    problems = [problem for service in services for problem in problems_of(service)]
    keys = [(service.code, service.edition) for service in services]
    if len(keys) != len(set(keys)):
        problems.append("two editions share code and edition")
    if problems:
        raise CatalogueError("; ".join(problems))


def problems_of(service: PublicService) -> Iterator[str]:
    """Everything wrong with one edition, each as a sentence."""
    name = f"{service.code} {service.edition}"
    beside = ((matter.workflow, matter.code) for matter in service.matters)
    for workflow, title in ((service.workflow, "case"), (service.complaint, "complaint"), *beside):
        for problem in _workflow_problems(workflow):
            yield f"{name}, {title}: {problem}"
    for problem in _matter_problems(service):
        yield f"{name}: {problem}"
    for problem in _subtype_problems(service):
        yield f"{name}: {problem}"
    if not service.refusal_grounds:
        yield f"{name}: no ground for refusal"
    issued = {
        ISSUES[effect]
        for action in service.workflow.actions().values()
        for effect in action.effects
        if effect in ISSUES
    }
    if {result.kind for result in service.results} != issued:
        yield f"{name}: its result documents are not those that its actions issue"
    for text in (service.title, service.short_title, service.sentence, service.provider, service.price):
        if not text:
            yield f"{name}: an empty label"


def _workflow_problems(workflow: Workflow) -> Iterator[str]:
    targets: dict[str, set[str]] = {}
    steps = workflow.steps
    for code, step in workflow.steps.items():
        if code != step.code:
            yield f"step {code} is filed under another code"
        targets[code] = {action.to for action in step.actions if action.to}
        targets[code] |= {step.when_complete} if step.when_complete else set()
        for unknown in targets[code] - workflow.steps.keys():
            yield f"step {code} leads to {unknown}, which does not exist"
        if not (step.title and step.sentence):
            yield f"step {code} has no words"
        if step.group is Group.FINAL:
            leads_back = {t for t in targets[code] & steps.keys() if steps[t].group is not Group.FINAL}
            if step.owner or leads_back:
                yield f"final step {code} has an owner or leads back"
            continue
        if step.owner is None:
            yield f"step {code} has no owner"
        if not targets[code]:
            yield f"step {code} is a dead end"
        if step.term_from is not None and step.term_from not in steps:
            yield f"the term of step {code} runs from {step.term_from}, which does not exist"
        if step.history is not None and not step.history <= steps.keys():
            yield f"step {code} keeps statuses that do not exist"
        if step.term is None and not step.until_case_due and step.owner is not Role.SITE:
            yield f"step {code} has no term"
        if not any(step.owner in action.roles for action in step.actions):
            yield f"the owner of step {code} can do nothing"
        if any(action.completes for action in step.actions) and step.when_complete is None:
            yield f"step {code} is completed but leads nowhere"
        if step.owner and not _goes_on_without_owner(step, step.owner):
            yield f"step {code} stops for good when its owner is silent"
        for action in step.actions:
            if not (action.label and action.event_label):
                yield f"action {action.code} has no words"
            if not action.roles <= OFFICER_ROLES | {Role.CITIZEN, Role.SITE}:
                yield f"action {action.code} has an unknown role"
        seen = [(action.code, role) for action in step.actions for role in action.roles]
        if len(seen) != len(set(seen)):
            yield f"step {code} has two actions of one code for a role"
    reached, frontier = {workflow.first}, [workflow.first]
    while frontier:
        for target in targets.get(frontier.pop(), set()) - reached:
            reached.add(target)
            frontier.append(target)
    for lonely in workflow.steps.keys() - reached:
        yield f"step {lonely} is never reached"


def _matter_problems(service: PublicService) -> Iterator[str]:
    """What is wrong with what can come up beside a case: it ends with the case, and its codes are its own."""
    taken = set(service.workflow.steps)
    for matter in service.matters:
        steps = matter.workflow.steps
        yield from (f"{matter.code}: step {code} is another's too" for code in taken & steps.keys())
        taken |= steps.keys()
        if matter.begin.to != matter.workflow.first or matter.begin.roles != {Role.CITIZEN}:
            yield f"{matter.code} is not begun by the applicant with its first step"
        if matter.before not in {field.name for field in fields_of(matter.begin.needs)}:
            yield f"{matter.code} has no {matter.before}"
        for step in steps.values():
            ends = {
                action.code
                for action in step.actions
                if Role.SITE in action.roles and action.to and steps[action.to].group is Group.FINAL
            }
            if step.group is not Group.FINAL and not {matter.ends_with_case, matter.lapses} <= ends:
                yield f"{matter.code}: step {step.code} does not end with the case, or once it is late"


def _goes_on_without_owner(step: Step, owner: Role) -> bool:
    """Whether another officer has a way on, at the latest once the step is overdue, or gives the task to
    somebody else of the owner's role."""
    if owner in (Role.CITIZEN, Role.SITE) or owner in NOBODY_ELSE:
        return True
    return any(
        set(action.guards) <= {Guard.STEP_OVERDUE}
        and action.roles - {owner, Role.CITIZEN}
        and (action.to or action.completes or (step.assigned and Effect.REASSIGN in action.effects))
        for action in step.actions
    )


def _subtype_problems(service: PublicService) -> Iterator[str]:
    codes = [subtype.code for subtype in service.subtypes]
    if len(codes) != len(set(codes)):
        yield "two subtypes share a code"
    for subtype in service.subtypes:
        choices = {
            question.code: {choice.code for choice in question.choices} for question in subtype.questions
        }
        documents = [document.code for document in subtype.documents]
        if len(documents) != len(set(documents)):
            yield f"{subtype.code}: two documents share a code"
        for document in subtype.documents:
            if isinstance(document.when, AnswerIs) and not document.when.choices <= choices.get(
                document.when.question, set()
            ):
                yield f"{subtype.code}: {document.code} depends on an answer that nobody is asked for"
