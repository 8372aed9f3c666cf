"""Reporting: figures by filters of the head's choice, a chart, and the same rows to take along (CON-17)."""

from typing import Any

from flask import Response, abort, make_response, request
from flask_babel import gettext, lazy_gettext
from wtforms import DateField, SelectField
from wtforms.validators import Optional, ValidationError

import clock
from actions import audit
from blueprints.ministry import ministry
from blueprints.ministry.giving import head_bodies
from catalogue import FOR_POSTS
from database import transaction
from domain.roles import Role
from domain.troops import BRANCHES
from queries.distribution import regions
from queries.reports import OUTCOMES, Filters, Outcome, Report, ReportRow, executors_of, report, steps
from web.access import actors_with, officer
from web.charts import bar_chart
from web.forms import Form
from web.htmx import render_page
from web.locale import current_language
from web.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, as_csv, as_xlsx


class ReportForm(Form):
    """The filters; they stand in the address, so that a report can be kept. The view sets the choices."""

    class Meta(Form.Meta):
        """It only asks."""

        csrf = False

    first = DateField(lazy_gettext("Sent from"), validators=[Optional()])
    last = DateField(lazy_gettext("Sent until"), validators=[Optional()])
    branch = SelectField(lazy_gettext("Branch of troops"))
    region = SelectField(lazy_gettext("Region"))
    kind = SelectField(lazy_gettext("Kind of post"))
    executor = SelectField(lazy_gettext("Executor"), coerce=lambda value: int(value or 0))
    status = SelectField(lazy_gettext("Status"))
    outcome = SelectField(lazy_gettext("Outcome"))

    def validate_last(self, field: DateField) -> None:
        """The days are in order."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(gettext("The last day lies before the first one."))

    def filters(self) -> Filters:
        """What was chosen."""
        chosen: dict[str, Any] = {field.name: field.data for field in self if field.data}
        return Filters(**chosen)


@ministry.get("/ministry/reports/")
@officer(Role.HEAD)
def reports() -> Response:
    """The figures of the applications that the filters pick."""
    form = _form()
    valid = form.validate()
    found = report(head_bodies(), form.filters(), clock.now()) if valid else None
    return render_page(
        "ministry/reports.html",
        block="report",
        status=200 if valid else 422,
        form=form,
        report=found,
        chart=_chart(found) if found else None,
        outcomes=OUTCOMES,
        asked={field.name: request.args[field.name] for field in form if request.args.get(field.name)},
    )


@ministry.get("/ministry/reports/applications.csv")
@officer(Role.HEAD)
def export_csv() -> Response:
    """The rows of the report as CSV."""
    found = _exported("csv")
    return _file(as_csv(_headings(), [_cells(row) for row in found.rows]), "applications.csv", CSV_TYPE)


@ministry.get("/ministry/reports/applications.xlsx")
@officer(Role.HEAD)
def export_xlsx() -> Response:
    """The rows of the report as XLSX."""
    found = _exported("xlsx")
    content = as_xlsx(gettext("Applications"), _headings(), [_cells(row) for row in found.rows])
    return _file(content, "applications.xlsx", XLSX_TYPE)


def _exported(ending: str) -> Report:
    """The report of the filters in the address, whose taking along is recorded; 404 for a wrong address."""
    form = _form()
    if not form.validate():
        abort(404)
    filters = form.filters()
    found = report(head_bodies(), filters, clock.now())
    with transaction():
        audit.record(
            "report_exported",
            actors_with(Role.HEAD)[0],
            format=ending,
            rows=len(found.rows),
            filters=filters.named(),
        )
    return found


def _form() -> ReportForm:
    form = ReportForm(request.args)
    everything = ("", gettext("All"))
    form.branch.choices = [everything, *((code, gettext(label)) for code, label in BRANCHES.items())]
    form.region.choices = [everything, *((region.code, _name(region)) for region in regions())]
    form.kind.choices = [everything, *((kind.code, gettext(kind.label)) for kind in FOR_POSTS.subtypes)]
    form.executor.choices = [(0, gettext("All")), *executors_of(head_bodies())]
    form.status.choices = [everything, *((step.code, gettext(step.title)) for step in steps())]
    form.outcome.choices = [everything, *((str(code), gettext(label)) for code, label in OUTCOMES.items())]
    for field in form:
        if isinstance(field, SelectField) and field.name not in request.args:
            field.data = 0 if field is form.executor else ""
    return form


def _chart(found: Report) -> Any:
    return bar_chart([(gettext(stage.title), stage.here) for stage in found.stages])


def _headings() -> list[str]:
    return [
        gettext("Case number"),
        gettext("Sent"),
        gettext("Kind of post"),
        gettext("Branch of troops"),
        gettext("Region"),
        gettext("Post"),
        gettext("Executor"),
        gettext("Status"),
        gettext("In this status since"),
        gettext("Due"),
        gettext("Overdue"),
        gettext("Outcome"),
        gettext("Decided"),
    ]


def _cells(row: ReportRow) -> list[Cell]:
    return [
        row.number,
        clock.local(row.filed_at).date(),
        gettext(row.kind),
        gettext(BRANCHES[row.vacancy.branch]),
        _name(row.region),
        str(getattr(row.vacancy, f"title_{current_language()}")),
        row.executor,
        gettext(row.step.title),
        clock.local(row.since).date(),
        clock.local(row.due_at).date(),
        gettext("Yes") if row.overdue else gettext("No"),
        gettext(OUTCOMES[Outcome(row.outcome)]),
        clock.local(row.decided_at).date() if row.decided_at else None,
    ]


def _name(place: Any) -> str:
    """The name of a place in the reader's language."""
    return str(getattr(place, f"name_{current_language()}"))


def _file(content: bytes, name: str, content_type: str) -> Response:
    response = make_response(content)
    response.mimetype = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
