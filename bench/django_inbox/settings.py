"""What Django needs to be told; the database is the one of DATABASE_URL."""

import os
from urllib.parse import parse_qs, urlsplit

_url = urlsplit(os.environ["DATABASE_URL"])
_sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": _url.path[1:]}
_postgres = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": _url.path[1:],
    "USER": _url.username or "",
    "HOST": parse_qs(_url.query).get("host", [""])[0],
    "CONN_MAX_AGE": None,
}
DATABASES = {"default": _sqlite if _url.scheme == "sqlite" else _postgres}
SECRET_KEY = os.environ["QYZMET_SECRET_KEY"]
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bench.django_inbox.inbox"
INSTALLED_APPS: list[str] = []
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [os.path.join(os.path.dirname(__file__), "templates")],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
USE_I18N = True
LANGUAGE_CODE = "kk"
USE_TZ = True
TIME_ZONE = "Asia/Almaty"
