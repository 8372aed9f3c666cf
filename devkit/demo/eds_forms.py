"""The forms of the demo's pages about signing, and the words of the simulators' modes."""

from collections.abc import Mapping
from typing import Any, TypeVar

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from devkit.demo import holders
from devkit.gateway.people import CITIZENS
from devkit.nca.holders import Holder
from devkit.nca.pairs import Kind
from domain.text import N_
from web.forms import Form

_FLAWS = {
    "other_person": N_("With another person's key"),
    "expired": N_("With a key whose term is over"),
    "revoked": N_("With a revoked key"),
    "head": N_("With the key of an organisation's head"),
    "auth_only": N_("With an old RSA key that only signs in"),
    "tampered": N_("Signs other papers than those given"),
}

PURPOSES: dict[str, str] = {
    "sign_in": N_("Signing in to Qyzmet"),
    "application": N_("Application to the conscription commission"),
    "decision": N_("Decision of the conscription commission"),
}

PHONE_MODES: dict[str, str] = {
    "ok": N_("Signs"),
    "cancel": N_("Looks at the papers and goes away"),
    **_FLAWS,
    "slow": N_("Thinks for five seconds first"),
    "double_put": N_("Sends the signatures twice"),
    "late_put": N_("Signs when the time is over (moves the clock on)"),
    "wrong_token": N_("Asks for the papers with a wrong token"),
}

COMPUTER_MODES: dict[str, str] = {
    "ok": N_("Signs"),
    "cancel": N_("The person closes the window"),
    "error": N_("Fails"),
    **_FLAWS,
    "slow": N_("Does not answer until told otherwise"),
    "closed": N_("The program ends"),
}

SERVICE_MODES: dict[str, str] = {
    "ok": N_("Answers"),
    "down": N_("Closes the connection"),
    "slow": N_("Does not answer until told otherwise"),
    "try_later": N_("Asks to try later"),
    "unknown": N_("Does not know what is asked about"),
    "stale": N_("Answers as of yesterday"),
    "forged": N_("Answers with a bad signature"),
    "wrong_cert": N_("Answers about something else"),
}

SERVICES: dict[str, str] = {
    "ocsp": N_("State of a key (OCSP), first host"),
    "ocsp1": N_("State of a key (OCSP), second host"),
    "crl": N_("Lists of revoked keys (CRL)"),
    "tsp": N_("Time stamps (TSP)"),
}

_KINDS = {"gost": "GOST 34.10-2015", "rsa": "RSA"}

_NEEDED = (InputRequired(),)

F = TypeVar("F", bound=Form)


def read(form: type[F], given: Mapping[str, Any] | None) -> F:
    """The form with what was posted; what is left out, or all where nothing was, has its default."""
    read = form(formdata=None, meta={"csrf": False})
    if given is not None:
        read.process(MultiDict({**read.data, **given}))
    return read


def chosen_holder(form: "KeyForm") -> Holder | None:
    """Whose key was chosen; None for that of whoever is expected."""
    kind = Kind(form.kind.data)
    who, _, name = form.holder.data.partition(":")
    if who == "officer":
        return holders.officer(next(row for row in holders.officers() if row.login == name), kind=kind)
    return holders.citizen(name, kind=kind) if who else None


def _choices(labels: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(code, lazy_gettext(label)) for code, label in labels.items()]


def _people() -> list[SelectChoice]:
    """Nobody in particular, the demo's citizens, and whoever is an officer now."""
    return [
        SelectChoice("", gettext("Whoever is expected")),
        *(SelectChoice(f"citizen:{citizen.iin}", f"{citizen.name}, {citizen.iin}") for citizen in CITIZENS),
        *(SelectChoice(f"officer:{row.login}", f"{row.name}, {row.login}") for row in holders.officers()),
    ]


def _service(name: str) -> SelectField:
    label = lazy_gettext(SERVICES[name])
    return SelectField(label, choices=_choices(SERVICE_MODES), default="ok", validators=_NEEDED)


class KeyForm(Form):
    """Whose key is used, and of which kind."""

    holder = SelectField(lazy_gettext("Whose key"), choices=_people, default="")
    kind = SelectField(
        lazy_gettext("Kind of the key"),
        choices=[SelectChoice(*kind) for kind in _KINDS.items()],
        default="gost",
        validators=_NEEDED,
    )


class PhoneForm(KeyForm):
    """What the person with the telephone does with the papers."""

    mode = SelectField(
        lazy_gettext("What happens"), choices=_choices(PHONE_MODES), default="ok", validators=_NEEDED
    )


class ComputerForm(KeyForm):
    """How NCALayer behaves, and whose key is in the computer."""

    mode = SelectField(
        lazy_gettext("What happens"), choices=_choices(COMPUTER_MODES), default="ok", validators=_NEEDED
    )


class ServicesForm(Form):
    """How each service of the certification authority behaves."""

    ocsp = _service("ocsp")
    ocsp1 = _service("ocsp1")
    crl = _service("crl")
    tsp = _service("tsp")
