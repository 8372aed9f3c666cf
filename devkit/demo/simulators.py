"""The demo's pages that say how NCALayer and the certification authority behave."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext

from devkit.demo import holders
from devkit.demo.eds_forms import ComputerForm, ServicesForm, chosen_holder, read
from devkit.demo.posted import as_json, posted
from devkit.demo.standing import file_of
from devkit.gateway.people import CITIZENS
from devkit.nca.holders import Holder
from devkit.nca.modes import ANY, Mode, Service, read_wishes, write_wishes
from devkit.nca.modes import FILE as SERVICES
from devkit.ncalayer.modes import FILE as COMPUTER
from extensions import csrf
from web.access import public
from web.forms import Form
from web.htmx import done, render_page
from web.plain_input import takes_json

simulators = Blueprint("demo_simulators", __name__, url_prefix="/demo")


@simulators.get("/ncalayer/")
@public
def ncalayer() -> Response:
    """How NCALayer behaves now, and whose key is in the computer."""
    wishes = read_wishes(file_of(COMPUTER))
    return _ncalayer(read(ComputerForm, {**wishes, "holder": _choice_of(wishes)}), 200)


@simulators.post("/ncalayer/")
@takes_json
@csrf.exempt
@public
def set_ncalayer() -> Response:
    """Let NCALayer behave so from now on (`mode`), with this person's key (`holder`, `kind`)."""
    form = read(ComputerForm, posted())
    if not form.validate():
        return _refused(form) or _ncalayer(form, 422)
    holder = chosen_holder(form)
    wishes = {"mode": form.mode.data, "kind": form.kind.data, **(_wish_for(holder) if holder else {})}
    return _keep(COMPUTER, wishes, url_for(".ncalayer"))


@simulators.get("/nca/")
@public
def nca() -> Response:
    """How the services of the certification authority behave now."""
    wishes = read_wishes(file_of(SERVICES))
    return _nca(
        read(ServicesForm, {name: wishes.get(name, wishes.get(ANY, Mode.OK)) for name in Service}), 200
    )


@simulators.post("/nca/")
@takes_json
@csrf.exempt
@public
def set_nca() -> Response:
    """Let the services behave so from now on (`ocsp`, `ocsp1`, `crl`, `tsp`); one that is left out, well."""
    form = read(ServicesForm, posted())
    if not form.validate():
        return _refused(form) or _nca(form, 422)
    return _keep(SERVICES, {name: form[name].data for name in Service}, url_for(".nca"))


def _ncalayer(form: ComputerForm, status: int) -> Response:
    return render_page("demo/ncalayer.html", status=status, form=form, whoever_comes_first=CITIZENS[0].name)


def _nca(form: ServicesForm, status: int) -> Response:
    return render_page("demo/nca.html", status=status, form=form)


def _keep(name: str, wishes: dict[str, Any], page: str) -> Response:
    write_wishes(file_of(name), wishes)
    if request.is_json:
        return as_json(200, **wishes)
    flash(gettext("From now on it behaves so."), "success")
    return done(page)


def _refused(form: Form) -> Response | None:
    """The answer to JSON that makes no sense."""
    return as_json(422, errors=form.errors) if request.is_json else None


def _wish_for(holder: Holder) -> dict[str, Any]:
    return {
        "iin": holder.iin,
        "bin": holder.bin,
        "name": holder.name.full,
        "organisation": holder.name.organisation,
        "role": holder.role,
    }


def _choice_of(wishes: dict[str, Any]) -> str:
    """Which of the form's people the file means."""
    iin, bin = wishes.get("iin"), wishes.get("bin")
    if iin and bin:
        return next(
            (f"officer:{row.login}" for row in holders.officers() if (row.iin, row.bin) == (iin, bin)), ""
        )
    return f"citizen:{iin}" if iin else ""
