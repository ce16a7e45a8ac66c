"""Settings of the server. Closed by default; what an installation may choose comes from the environment, once, here.

TEGATA_HOME the folder, DATABASE_URL sqlite or postgresql, TEGATA_HOSTS the names it answers to, TEGATA_READERS `sandbox` (cards
lie in the home folder) or `pcsc`, TEGATA_NUMBERS `synthetic` (Individual Numbers start with 99) or `whole`, TEGATA_CARD_OFFICES
(see CARD_OFFICES), TEGATA_STATUS_CALLERS and TEGATA_URL (see STATUS_CALLERS), TEGATA_SANDBOX 1 (test people, their cards and
everybody's passwords stand on the first page) or 0.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from tegata.server import menu
from tegata.server.home import default_root
from tegata.server.secret_key import secret_key

HOME = default_root()
DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'offices.sqlite3'}"

SECRET_KEY = secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TEGATA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

DATABASES: dict[str, Any] = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

else:
    DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=5)

SANDBOX = os.environ.get("TEGATA_SANDBOX", "1") == "1"

ROOMS: list[str] = [
    "residents",
    "numbering",
    "applications",
    "cards",
    "certificates",
    "production",
    "validation",
    "verifiers",
    "counter",
    "hotline",
    "statistics",
]
"""Upstream first. Each is an application of its own: tegata.services.<room>."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "tegata.ground",
    *(f"tegata.services.{room}" for room in ROOMS),
    *(["tegata.server.sandbox"] if SANDBOX else []),
]

MIDDLEWARE = [
    "tegata.ground.pages.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tegata.ground.pages.middleware.ClosedByDefault",
]

ROOT_URLCONF = "tegata.server.urls"
WSGI_APPLICATION = "tegata.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "tegata.ground.pages.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tegata.ground.templatetags.ground",
            ],
        },
    }
]

FORM_RENDERER = "tegata.ground.pages.forms.Renderer"
CSRF_FAILURE_VIEW = "tegata.ground.pages.errors.stale_form"
STYLE_PAGE = os.environ.get("TEGATA_READERS", "sandbox") == "sandbox"

MENU = menu.MENU

RESIDENT_LINKS: tuple[Any, ...] = (
    ("numbering:number", _("Individual Number"), "numbering:number:read"),
    ("counter:book", _("Book an appointment"), "counter:appointment:book"),
    ("counter:gone", _("Report a card lost or destroyed"), "counter:card:take-back"),
    ("counter:order_back", _("Order a card back"), "counter:card:order-back"),
    ("applications:enter", _("Take an application"), "applications:application:enter"),
    ("applications:form", _("Print a form"), "applications:form:print"),
)
"""From a resident's record to other rooms: a route that takes the resident's id, its label, the permission it needs."""

AUTH_USER_MODEL = "ground.Staff"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/staff/sign-in"
CARD_OFFICES = frozenset(filter(None, os.environ.get("TEGATA_CARD_OFFICES", "").split(",")))
"""Offices (words of ground.offices) whose staff show their own card after the password; whoever has none cannot sign in."""
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Strict"
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 << 20

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "/static/"
STATIC_ROOT = None  # served from the packages: nothing to collect, no build step
WHITENOISE_USE_FINDERS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATUS_CALLERS = os.environ.get("TEGATA_STATUS_CALLERS", "open" if SANDBOX else "registered")
"""`open`: anybody may ask for the status of a certificate; `registered`: callers whom the authority admitted."""
PUBLIC_URL = os.environ.get("TEGATA_URL", "")
"""The installation's address as its callers write it; empty: as each request says it."""

CONSENT_BASE = os.environ.get("TEGATA_CONSENT_BASE", "reflected")
"""From the day after what a consent counts: `reflected` (the centre has it) or `received` (the service provider had it)."""

NUMBERS = os.environ.get("TEGATA_NUMBERS", "synthetic")
"""`synthetic`: Individual Numbers that start with 99; `whole`: all others."""

PLUGS: dict[str, Any] = {
    "apart": "tegata.server.duties.APART",
    "duties": "tegata.server.duties.POSTS",
    "last-card": "tegata.server.plugs_cards.last_card",
    "status-journal": "tegata.server.plugs_status.journal",
    "centre-seal": "tegata.server.plugs_seal.seal",
    "clock": "tegata.server.plugs.clock",
    "authorities": "tegata.server.plugs_authorities.authorities",
    "documents": "tegata.server.plugs_authorities.authorities",
    "feed-key": "tegata.server.plugs_feed.feed_key",
    "lists": "tegata.server.plugs_lists.lists",
    "desk": "tegata.server.desks.desk",
    "readers": "tegata.server.desks.readers",
    "issuer": "tegata.server.plugs_plastic.issuer",
    "plastic": "tegata.server.plugs_plastic.plastic",
    "pool-key": "tegata.server.plugs_plastic.pool_key",
    "numbering-key": "tegata.server.plugs_numbering.numbering_key",
}
"""What rooms ask of the world, by word: see tegata.ground.ports."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

BASE = Path(__file__).parent
