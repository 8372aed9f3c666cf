"""`flask docs`: the pages of docs/ that are made from the catalogue."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

import catalogue
from domain.roles import ROLE_TITLES, Role
from domain.schema import Action, Matter, PublicService, Source, Step, Subtype, Term, Workflow
from queries.services import DocumentRow, document_rows, season_days
from web.citations import cite

_ANY_YEAR = 2026

docs = AppGroup("docs", help="Pages of docs/ that are made from the code.")


@docs.command("services")
def services() -> None:
    """Write docs/services/<code>.md for every public service."""
    folder = Path(current_app.root_path) / "docs" / "services"
    folder.mkdir(parents=True, exist_ok=True)
    for service in catalogue.CURRENT.values():
        (folder / f"{service.code}.md").write_text(service_page(service), encoding="utf-8")
        click.echo(f"docs/services/{service.code}.md")


def service_page(service: PublicService) -> str:
    """What the catalogue holds of a service, for people who work on the site: English Markdown."""
    kk, ru = (_in(language, service.title) for language in ("kk", "ru"))
    with force_locale("en"):
        parts = (
            [f"# {service.title}", ""],
            ["Made from `catalogue/` by `make docs`. Do not edit by hand.", ""],
            [f"kk: {kk}  ", f"ru: {ru}", "", service.sentence, ""],
            _in_short(service),
            _grounds(service),
            _list("What the registries tell", ((item.label, item.source) for item in service.registries)),
            _list("The questionnaire", ((item.title, item.source) for item in service.questionnaire)),
            _list("The personal file", ((item.label, item.source) for item in service.personal_file)),
            _steps("The case", service.workflow),
            _steps("A complaint", service.complaint),
            *(_matter(matter) for matter in service.matters),
            _list(
                "Grounds for refusal", ((ground.label, ground.source) for ground in service.refusal_grounds)
            ),
            _list("Result documents", ((result.label, result.source) for result in service.results)),
            _list("Seats of the commission", ((seat.label, seat.source) for seat in service.seats)),
        )
        return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _in(language: str, words: str) -> str:
    with force_locale(language):
        return gettext(words)


def _place(source: Source) -> str:
    return ", ".join(cite(source))


def _term(term: Term) -> str:
    unit = term.unit.replace("_", " ")
    return f"{term.amount} {unit[:-1] if term.amount == 1 else unit}"


def _in_short(service: PublicService) -> Iterator[str]:
    hours = service.hours
    seasons = ", ".join(f"{first:%-d %B} to {last:%-d %B}" for first, last in season_days(service, _ANY_YEAR))
    rows = (
        ("Code, edition", f"`{service.code}`, {service.edition}", service.source),
        (
            "In force",
            f"from {service.in_force_from}, until {service.in_force_until or 'further notice'}",
            service.in_force_until_source,
        ),
        ("Provided by", service.provider, service.source),
        ("Term", _term(service.term), service.term.source),
        ("Price", service.price, service.price_source),
        ("Applications are taken", seasons or "all the year", service.seasons_source),
        (
            "Office hours",
            f"Monday to Friday {hours.opens:%H:%M}-{hours.closes:%H:%M}, "
            f"break {hours.lunch_from:%H:%M}-{hours.lunch_to:%H:%M}",
            service.hours_source,
        ),
        *_hearing(service),
        ("Own review of a complaint", _term(service.own_review), service.own_review.source),
    )
    yield from ("| | | |", "| --- | --- | --- |")
    for term, value, source in rows:
        yield f"| {term} | {value} | {_place(source) if source else ''} |"
    yield ""


def _hearing(service: PublicService) -> Iterator[tuple[str, str, Source]]:
    """The terms of the hearing, where the act has one."""
    if service.hearing_notice_before is None or service.hearing_within is None:
        return
    notice, within = service.hearing_notice_before, service.hearing_within
    yield "Hearing notice", f"{_term(notice)} before the end", notice.source
    yield "Hearing", f"within {_term(within)} of the notice", within.source


def _grounds(service: PublicService) -> Iterator[str]:
    yield from (
        "## Grounds",
        "",
        "| code | rule | ground | papers | source |",
        "| --- | --- | --- | --- | --- |",
    )
    for subtype in service.subtypes:
        papers = "<br>".join(_papers(subtype)) or "none"
        yield f"| {subtype.code} | {subtype.rule} | {subtype.label} | {papers} | {_place(subtype.source)} |"
    yield ""


def _papers(subtype: Subtype) -> Iterator[str]:
    for row in document_rows(subtype):
        yield f"{row.document.label}{_condition(row)}"


def _condition(row: DocumentRow) -> str:
    if row.document.stands_for:
        return f" (while the site is not connected to the registry `{row.document.stands_for}`)"
    return f" ({row.question.label} {'; '.join(row.answers)})" if row.question else ""


def _steps(title: str, workflow: Workflow) -> Iterator[str]:
    yield from (f"## {title}", "", "| status | what | owner | term | actions | source |")
    yield "| --- | --- | --- | --- | --- | --- |"
    for step in workflow.steps.values():
        owner = ROLE_TITLES[step.owner] if step.owner else ""
        actions = "<br>".join(_action(action, step) for action in step.actions)
        cells = (f"`{step.code}`", step.title, owner, _within(step), actions, _place(step.source))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _matter(matter: Matter) -> Iterator[str]:
    """What can come up beside a case: how it is told, then its steps."""
    yield from _steps(f"Beside a case: {matter.begin.label}", matter.workflow)
    begins = f"The applicant begins it with `{matter.begin.code}` while the case is open."
    yield from (f"{begins} Its term ends with `{matter.before}` where that comes first.", "")


def _within(step: Step) -> str:
    if step.until_case_due:
        return "until the case is due"
    return _term(step.term) if step.term else ""


def _action(action: Action, step: Step) -> str:
    roles = " or ".join(sorted(ROLE_TITLES[Role(role)] for role in action.roles))
    to = action.to or (step.when_complete if action.completes else None)
    return f"`{action.code}`: {action.label} ({roles}){f' → `{to}`' if to else ''}"


def _list(title: str, items: Iterable[tuple[str, Source]]) -> Iterator[str]:
    """A section of its own; what a service does not have is left out."""
    lines = [f"- {label} ({_place(source)})" for label, source in items]
    if lines:
        yield from (f"## {title}", "", *lines, "")
