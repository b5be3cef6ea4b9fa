"""Settings that every process shares."""

from pathlib import Path

from django.db.models import FETCH_PEERS
from django.db.models.fetch_modes import FetchMode
from django.utils.csp import CSP

from gemensam.config import environment

ENVIRONMENT = environment.read()

GEMENSAM_HOME = ENVIRONMENT.home
GEMENSAM_DEMO = ENVIRONMENT.is_demo
GEMENSAM_FETCH_MODE: FetchMode = FETCH_PEERS
GEMENSAM_CLAMD = ENVIRONMENT.clamd
GEMENSAM_SSBTEK = ENVIRONMENT.ssbtek
GEMENSAM_ISSUERS = ENVIRONMENT.issuers
GEMENSAM_CARDS = ENVIRONMENT.cards
GEMENSAM_LIVE_PORT = ENVIRONMENT.live_port

SECRET_KEY = ENVIRONMENT.secrets.key_for("django")
# What a grant's statement is signed with; its public half is published.
GEMENSAM_STATEMENT_KEY = ENVIRONMENT.secrets.key_for("programme-statement")
# What webhooks' secrets are worked out from.
GEMENSAM_WEBHOOK_KEY = ENVIRONMENT.secrets.key_for("webhooks")
DEBUG = False
ALLOWED_HOSTS = [*ENVIRONMENT.allowed_hosts, "127.0.0.1", "localhost", "[::1]"]

# Lowest layer first, as in ARCHITECTURE.md.
BELOW_ALARMS = [
    "django.contrib.postgres",
    "gemensam.ui",
    "gemensam.tenancy",
    "gemensam.audit",
    "gemensam.outbox",
    "gemensam.files",
    "gemensam.delivery",
    "gemensam.organisations",
    "gemensam.identity",
    "gemensam.people",
    "gemensam.consents",
    "gemensam.alarms",
]
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.messages",
    "django_htmx",
    *BELOW_ALARMS,
    "gemensam.employees",
    "gemensam.performers",
    "gemensam.questionnaires",
    "gemensam.webhooks",
    "gemensam.surveys",
    "gemensam.cases",
    "gemensam.assistance",
    "gemensam.eservices",
    "gemensam.homecare",
    "gemensam.records",
    "gemensam.programme",
    "gemensam.portal",
]

MIDDLEWARE = [
    "gemensam.identity.cards.door.without_cards",
    "gemensam.identity.machines.problems.problems_under_api",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gemensam.identity.middleware.TransactionMiddleware",
]

ROOT_URLCONF = "gemensam.config.urls"
WSGI_APPLICATION = "gemensam.config.wsgi.application"

FORM_RENDERER = "gemensam.ui.controls.Controls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "gemensam.config.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "gemensam.ui.templatetags.ui"],
        },
    }
]

DATABASES = {
    "default": ENVIRONMENT.database(ENVIRONMENT.database_role),
    "audit": ENVIRONMENT.database("audit"),
    "logreader": ENVIRONMENT.database("logreader"),
    "statistics": ENVIRONMENT.database("statistics"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "gemensam_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

STATIC_URL = "/static/"
STATIC_ROOT = GEMENSAM_HOME / "static"
# The phone app lies beside the Python packages; its addresses begin with offline/.
STATICFILES_DIRS = [("offline", Path(__file__).parents[3] / "offline")]

# Cookies, not sessions: our sessions hold who acts and nothing else.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
GEMENSAM_SESSION_COOKIE = "__Host-gemensam"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "gemensam_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "gemensam.config.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

LOGGING_CONFIG = None
