"""The app is put together here. Wiring only: what the parts do, they know themselves."""

from flask import Blueprint, Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import catalogue
import commands
import database
import extensions
from blueprints.admin import admin
from blueprints.apply import apply
from blueprints.auth import auth
from blueprints.cabinet import cabinet
from blueprints.callbacks import callbacks
from blueprints.commission import commission
from blueprints.contact_centre import contact_centre
from blueprints.ministry import ministry
from blueprints.officers import officers
from blueprints.oversight import oversight
from blueprints.public import public_pages
from blueprints.signing import signing
from config import ConfigurationError, Settings
from domain.uploads import MAX_TOTAL_BYTES
from integrations import storage
from integrations.eds import is_development, read_trust
from jobs.schedule import PERIODIC
from queries import readiness
from web import (
    access,
    assets,
    citations,
    components,
    compression,
    errors,
    filters,
    htmx,
    locale,
    logs,
    navigation,
    plain_input,
    query_count,
    request_id,
    row_ids,
    security,
    static_files,
    traffic,
)
from web.security import cookie_name, is_https, standing_headers
from web.sessions import keep_own_language, own_language
from web.viewer import current_viewer

BLUEPRINTS: tuple[Blueprint, ...] = (
    public_pages,
    auth,
    apply,
    cabinet,
    officers,
    commission,
    ministry,
    oversight,
    contact_centre,
    admin,
    signing,
    callbacks,
)

_FORM_BYTES = 1024 * 1024  # what the fields of a form may take beside its files


def create_app(settings: Settings | None = None) -> Flask:
    """The app with these settings, or those of the environment.

    Raises ConfigurationError, with every problem in it, when they are missing or unsafe.
    """
    settings = settings or Settings.load()
    _check_trust(settings)
    _check_names(settings)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask(__name__, instance_path=str(settings.data_dir))
    _configure(app, settings)
    database.init_app(app, settings.database_url)
    traffic.init_app(app)  # before whatever may refuse a request
    compression.init_app(app)  # and after whatever may change an answer
    plain_input.init_app(app)
    extensions.csrf.init_app(app)
    extensions.htmx.init_app(app)
    extensions.init_limits_and_redis(app, settings.redis_url)
    storage.init_app(app, settings)
    readiness.init_app(app, {job.name: job.every for job in PERIODIC})
    _wire_web(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    commands.init_app(app)
    if settings.mode == "demo":
        from devkit.demo import app as demo  # never loaded in production

        demo.init_app(app)
    _stand_behind(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        TESTING=settings.mode == "test",
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=cookie_name("qyzmet", settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https(settings),
        MAX_CONTENT_LENGTH=MAX_TOTAL_BYTES + _FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=_FORM_BYTES,
        # A form left open over lunch must not fail: the token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_TRANSLATION_DIRECTORIES="translations",
        BABEL_DOMAIN="messages",
    )
    if settings.mode == "test":
        app.jinja_env.undefined = StrictUndefined
    else:
        logs.configure()


def _check_trust(settings: Settings) -> None:
    """In production the trust folder holds certificates, and none of a development CA."""
    if settings.mode != "production" or settings.eds_trust_dir is None:
        return
    trusted = read_trust(settings.eds_trust_dir)
    if not trusted:
        raise ConfigurationError([f"EDS_TRUST_DIR ({settings.eds_trust_dir}) holds no certificate"])
    if any(is_development(certificate) for certificate in trusted):
        raise ConfigurationError(["EDS_TRUST_DIR holds the development CA, whose keys anybody can make"])


def _check_names(settings: Settings) -> None:
    """The pilots and registries that are named exist: a slip of the pen would leave one shut, or asked,
    without a word."""
    named = (
        ("QYZMET_PILOTS_OPEN", settings.pilots_open, catalogue.PILOTS),
        ("REGISTRIES_NOT_CONNECTED", settings.registries_not_connected, catalogue.PERSONAL_FILES),
    )
    problems = [
        f"{env} names {name!r}, which is none of {', '.join(sorted(known))}"
        for env, names, known in named
        for name in sorted(names - known)
    ]
    if problems:
        raise ConfigurationError(problems)


def _wire_web(app: Flask) -> None:
    request_id.init_app(app)
    row_ids.init_app(app)
    query_count.init_app(app)
    htmx.init_app(app)
    security.init_app(app, is_public=access.is_public_page)
    errors.init_app(app)
    locale.init_app(app, read=own_language, write=keep_own_language)
    components.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    citations.init_app(app)
    navigation.init_app(app, viewer=current_viewer)
    access.init_app(app)


def _stand_behind(app: Flask, settings: Settings) -> None:
    """What stands between the server and the app."""
    if settings.mode != "test" and not app.debug:
        static_files.init_app(app, settings.data_dir / "static", standing_headers(settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
