"""`flask officers`: the first account, which no page can make."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

import clock
from actions.appointments import appoint
from actions.bodies import save_body
from actions.officers import create_officer
from database import db, transaction
from domain.errors import InvalidData
from domain.roles import SITE, BodyKind, Role
from models.bodies import Body

officers = AppGroup("officers", help="Accounts of officers.")

_PROBLEMS = {
    "login_format": "A login has 3 to 40 small Latin letters, digits or dots and begins with a letter.",
    "login_taken": "There is an officer with this login.",
    "required": "The name is empty.",
    "iin_format": "This is not an IIN.",
    "bin_format": "A BIN has twelve digits.",
}

_NAMES = {"kk": "Сайт әкімшілігі", "ru": "Администрация сайта", "en": "Administration of the site"}


@officers.command("create-admin")
@click.argument("login")
@click.argument("name")
@click.option("--iin", required=True, help="The IIN in the key with which they sign.")
@click.option("--bin", "bin_", required=True, help="The BIN of the organisation in that key.")
def create_admin(login: str, name: str, iin: str, bin_: str) -> None:
    """Make an administrator's account and print its temporary password, once."""
    try:
        with transaction():
            officer, password = create_officer(SITE, login=login, name=name, iin=iin, bin=bin_)
            body = _administration()
            appoint(SITE, officer.id, role=Role.ADMIN, body_id=body.id, starts_on=clock.today())
            kept_login = officer.login
    except InvalidData as error:
        raise click.ClickException(" ".join(_PROBLEMS[code] for code in error.problems.values())) from error
    click.echo(f"login: {kept_login}\ntemporary password: {password}")
    click.echo("It has to be changed at the first sign-in, at /staff/sign-in/.")


def _administration() -> Body:
    """The site's administration; made here when there is none yet."""
    body = db.session.scalar(
        select(Body).where(Body.kind == BodyKind.ADMINISTRATION, Body.active).order_by(Body.id).limit(1)
    )
    return body or save_body(SITE, BodyKind.ADMINISTRATION, _NAMES)
