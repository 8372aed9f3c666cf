"""`flask terms`: the dates of an application sent at a moment, to be read by people and tests."""

import json
from datetime import date, datetime

import click

import catalogue
import clock
from actions.cases import is_open
from domain.deadlines import local_day, season_open
from domain.errors import CalendarNotLoaded
from domain.schema import PublicService
from domain.workflow import case_terms
from models.working_days import working_calendar


@click.command("terms")
@click.argument("service", type=click.Choice(sorted(catalogue.CURRENT)))
@click.argument("sent")
def terms(service: str, sent: str) -> None:
    """Print as JSON when an application of SERVICE, SENT at this ISO 8601 moment, is registered and due.

    A moment without an offset is Almaty's. `refused` is a code where it cannot be
    filed then (closed, out_of_season), otherwise null.
    """
    public_service = catalogue.CURRENT[service]
    try:
        moment = datetime.fromisoformat(sent)
    except ValueError as error:
        raise click.BadParameter(f"{sent} is no ISO 8601 moment") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=clock.ALMATY)
    try:
        dates = case_terms(public_service, moment, working_calendar())
    except CalendarNotLoaded as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        json.dumps(
            {
                "registered": local_day(dates.register_at).isoformat(),
                "due": local_day(dates.due_at).isoformat(),
                "hearing_notice_by": local_day(dates.hearing_notice_by).isoformat()
                if dates.hearing_notice_by
                else None,
                "refused": _refused(public_service, local_day(moment)),
            }
        )
    )


def _refused(service: PublicService, day: date) -> str | None:
    """Why nothing can be filed on this day: the act's pilot is over and not open here, or the season."""
    if not is_open(service, day):
        return "closed"
    return None if season_open(service.seasons, day) else "out_of_season"
