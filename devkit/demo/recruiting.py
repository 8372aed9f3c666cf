"""Laying what contract service needs before any candidate: regions, bodies, executors' profiles, posts."""

from sqlalchemy import select

from actions.bodies import save_body, save_district
from actions.executors import save_profile
from actions.posts import publish
from database import db, transaction
from devkit.demo.posts import POSTS, PROFILES, DemoPost
from devkit.demo.recruiters import BODIES, COAST, LANGUAGES, REGIONS, Names
from domain.roles import SITE, Actor, Role
from models.people import Appointment, Officer
from models.vacancies import Vacancy


def lay_recruiting_bodies() -> dict[str, int]:
    """The regions and the bodies; returns the bodies' ids by key."""
    with transaction():
        for region in (*REGIONS, COAST):
            save_district(SITE, region.code, _by_language(region.names))
        return {
            body.key: save_body(
                SITE,
                body.kind,
                _by_language(body.names),
                district_code=body.region,
                address=body.address,
                phone="+7 700 000 00 00",
            ).id
            for body in BODIES
        }


def lay_profiles() -> None:
    """What the head goes by when applications are given out."""
    with transaction():
        for profile in PROFILES:
            save_profile(
                _head(),
                db.session.scalars(select(Officer.id).where(Officer.login == profile.login)).one(),
                capacity=profile.capacity,
                branches=profile.branches,
                regions=[region.code for region in profile.regions],
            )


def lay_posts(bodies: dict[str, int]) -> None:
    """What the ministry offers."""
    with transaction():
        for post in POSTS:
            publish(
                _head(),
                kind=post.kind,
                branch=post.branch,
                region_code=post.region.code,
                unit_id=bodies[post.unit],
                titles=_by_language(post.titles),
                requirements=_by_language(post.requirements),
                places=post.places,
            )


def vacancy_of(key: str) -> Vacancy:
    """The row of this post."""
    post: DemoPost = next(post for post in POSTS if post.key == key)
    return db.session.scalars(select(Vacancy).where(Vacancy.title_kk == post.titles[0])).one()


def _head() -> Actor:
    held = select(Appointment).where(Appointment.role == Role.HEAD)
    appointment = db.session.scalars(held).one()
    return Actor(Role.HEAD, appointment.officer_id, appointment.body_id)


def _by_language(names: Names) -> dict[str, str]:
    return dict(zip(LANGUAGES, names, strict=True))
