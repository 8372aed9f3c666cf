"""The answer to an officer who came second: who did what when, and what they typed given back."""

from flask import Response, url_for

from domain.needs import Kind
from domain.schema import Action
from queries.casework import CaseFile
from queries.complaints import ComplaintFile
from queries.deeds import LastDeed
from queries.inbox import NextTask
from queries.matters import MatterFile
from web.forms.actions import ActionForm
from web.htmx import render_page


def somebody_was_first(
    file: CaseFile | ComplaintFile | MatterFile,
    action: Action,
    last: LastDeed | None,
    form: ActionForm,
    coming: NextTask | None,
) -> Response:
    """409: the action is not open (any more). `coming` is the officer's next task elsewhere."""
    response = render_page(
        "officers/closed.html",
        block="act",
        status=409,
        file=file,
        action=action,
        early=isinstance(file, CaseFile) and bool(file.awaited & set(action.guards)),
        last=last,
        typed=_typed(form),
        next_task=coming,
        where=_where(file),
    )
    response.headers["HX-Retarget"] = "#act"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _where(file: CaseFile | ComplaintFile | MatterFile) -> str:
    """The page to look at instead: who answers a matter need not reach the case."""
    if isinstance(file, MatterFile):
        return url_for("officers.show_matter", matter_id=file.row.matter.id)
    return url_for("officers.show_case", number=file.case.number)


def last_read(file: CaseFile) -> LastDeed:
    """The last that a body reads of a case, for one that does not learn what others do with it."""
    entry = file.history[-1]
    return LastDeed(entry.label, entry.at, entry.officer)


def _typed(form: ActionForm) -> list[tuple[str, str]]:
    """Label and text of what was typed into the form; choices can be made again in a moment."""
    if not form.is_submitted():
        return []
    kinds = (Kind.TEXT, Kind.LONG_TEXT, Kind.DATE, Kind.MOMENT)
    fields = [form[name] for name, field in form.declared.items() if field.kind in kinds]
    return [(field.label.text, field._value()) for field in fields if field.raw_data and any(field.raw_data)]
