"""What stands before any case: the calendar, districts, bodies, officers, posts."""

from datetime import date, timedelta

from actions.appointments import appoint
from actions.bodies import save_body, save_district
from actions.calendar import load_year
from actions.officers import create_officer
from actions.passwords import hash_password
from database import transaction
from devkit.demo.officer import DemoOfficer
from devkit.demo.officers import OFFICERS, PASSWORD
from devkit.demo.recruiting import lay_posts, lay_profiles, lay_recruiting_bodies
from devkit.gateway.places import PLACES, Place
from domain.roles import SITE, BodyKind, Role
from integrations.calendar.published import published_days, source


def lay_ground(today: date) -> None:
    """Everything that somebody in the administration would have entered by this day."""
    with transaction():
        for year in range(today.year - 1, today.year + 3):
            load_year(SITE, year, published_days(year), source())
        for place in PLACES:
            save_district(SITE, place.code, _names(place.name_kk, place.name_ru, place.name_en))
    bodies = {place.code: _lay_bodies(place) for place in PLACES}
    common, recruiting = _lay_common_bodies(), lay_recruiting_bodies()
    password_hash = hash_password(PASSWORD)  # once for all: hashing is slow on purpose
    for officer in OFFICERS:
        own = bodies.get(officer.place.code) if officer.place else None
        _lay_officer(officer, own, common, recruiting, today, password_hash)
    lay_profiles()
    lay_posts(recruiting)


def _lay_bodies(place: Place) -> dict[BodyKind, int]:
    commission = _names(
        f"{place.name_kk} бойынша әскерге шақыру комиссиясы",
        f"Призывная комиссия: {place.name_ru}",
        f"Conscription commission: {place.name_en}",
    )
    military = _names(place.military_body_kk, place.military_body_ru, place.military_body_en)
    with transaction():
        return {
            kind: save_body(SITE, kind, names, district_code=place.code, phone="+7 700 000 00 00").id
            for kind, names in ((BodyKind.COMMISSION, commission), (BodyKind.MILITARY_BODY, military))
        }


def _lay_common_bodies() -> dict[Role, int]:
    with transaction():
        centre = _names("1414 бірыңғай байланыс орталығы", "Единый контакт-центр 1414", "Contact centre 1414")
        site = _names("Сайт әкімшілігі", "Администрация сайта", "Administration of the site")
        return {
            Role.CONTACT_CENTRE: save_body(SITE, BodyKind.CONTACT_CENTRE, centre).id,
            Role.ADMIN: save_body(SITE, BodyKind.ADMINISTRATION, site).id,
        }


def _lay_officer(
    demo: DemoOfficer,
    bodies: dict[BodyKind, int] | None,
    common: dict[Role, int],
    recruiting: dict[str, int],
    today: date,
    password_hash: str,
) -> None:
    with transaction():
        officer, _temporary = create_officer(
            SITE,
            login=demo.login,
            name=demo.name,
            iin=demo.iin,
            bin=demo.organisation.bin,
            language=demo.language,
        )
        officer.password_hash, officer.must_change_password = password_hash, False
        if demo.role is None:
            return
        kind = BodyKind.MILITARY_BODY if demo.role is Role.MILITARY_BODY else BodyKind.COMMISSION
        if demo.body is not None:
            body_id = recruiting[demo.body]
        else:
            body_id = bodies[kind] if bodies else common[demo.role]
        starts_on = today - timedelta(days=400)
        appoint(SITE, officer.id, role=demo.role, body_id=body_id, starts_on=starts_on, seat=demo.seat)


def _names(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}
