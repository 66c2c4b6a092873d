"""Every setting, from the environment, in titled sections. `docs/deploy.md` has the table of variables.

Without any variable this is a local run: own PostgreSQL and Valkey under `var/`, letters as files, plain
http on localhost only. `PRODUCTION=1` turns the local conveniences off and asks for the secrets.
"""

from pathlib import Path
from typing import Any

import environ

from peersupport.lib import embedded

env = environ.Env()
ROOT = Path(__file__).resolve().parent.parent
VAR = Path(env("VAR_DIR", default=str(ROOT / "var"))).resolve()


# -- What kind of run this is

PRODUCTION = env.bool("PRODUCTION", default=False)
LOCAL = not PRODUCTION
DEBUG = False


def needed(name: str, local: str) -> str:
    """The value of an environment variable; in production its absence stops the start with one sentence."""
    value = str(env(name, default="" if PRODUCTION else local))
    if not value:
        raise SystemExit(f"{name} is not set. docs/deploy.md says what it is for.")
    return value


SECRET_KEY = needed("SECRET_KEY", local="local-run-only-not-a-secret-" + "0" * 24)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = needed("SITE_URL", local=f"http://localhost:{env('PORT', default='8000')}").rstrip("/")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise SystemExit("SITE_URL must begin with https:// in production.")
SITE_HOST = SITE_URL.split("://", 1)[1].split("/")[0].split(":")[0]
# A local run answers to this machine's own names only, so it cannot be put online by mistake.
ALLOWED_HOSTS = [SITE_HOST] if PRODUCTION else ["localhost", "127.0.0.1", "testserver"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]


# -- Apps: ours before Django's, because one of ours shares the name of one of Django's

INSTALLED_APPS = [
    "peersupport.home.apps.HomeConfig",
    "sessions.apps.SessionsConfig",
    "groups.apps.GroupsConfig",
    "members.apps.MembersConfig",
    "members.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    # First what every answer carries: pages, refusals, redirects, files, and what machines ask.
    "peersupport.lib.answers.OwnPagesOnly",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "peersupport.lib.answers.HealthFirst",
    "peersupport.lib.answers.PublicPages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "peersupport.lib.answers.PersonalPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "members.views.devices.InUse",
    "peersupport.lib.answers.BodyLimit",
    "peersupport.lib.acting.SayWho",
    "peersupport.lib.answers.Refusals",
]

# How long a process remembers what is the same on every page: helplines, the places to choose from.
SITE_FACTS_SECONDS = env.int("SITE_FACTS_SECONDS", default=30)
# How old a page that is the same for every stranger may be, where a process has just made it; 0 makes each anew.
PUBLIC_PAGES_SECONDS = env.int("PUBLIC_PAGES_SECONDS", default=5)

ROOT_URLCONF = "peersupport.urls"
WSGI_APPLICATION = "peersupport.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "peersupport.home.context.site",
            ],
            "builtins": ["peersupport.home.templatetags.words", "peersupport.home.templatetags.where_to_turn"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


# -- Database: an owner who shapes it, an app role that uses it

DATABASE_ROLE = env("DATABASE_ROLE", default="app")


def database(role: str) -> dict[str, Any]:
    """Where rows live, for one role: `DATABASE_URL` and `DATABASE_OWNER_URL`, else our own server."""
    url = env("DATABASE_URL", default="")
    if url:
        address = env("DATABASE_OWNER_URL", default=url) if role == "owner" else url
        found: dict[str, Any] = dict(environ.Env.db_url_config(address))
        found["ENGINE"] = "django.db.backends.postgresql"
    else:
        found = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "peersupport",
            "USER": f"peersupport_{role}",
            "HOST": str(embedded.postgres(VAR / "postgres")),
        }
    # What we prepare (`peersupport/lib/prepared.py`) is planned once, whatever the values.
    limits = "-c lock_timeout=3000 -c statement_timeout=60000 -c plan_cache_mode=force_generic_plan"
    options = {"options": limits} if role == "app" else {}
    return {**found, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": {**options, **found.get("OPTIONS", {})}}


DATABASES = {"default": database(DATABASE_ROLE)}
# Whom the owner grants the use of its tables to, after each migration.
DATABASE_OWNER_USER = database("owner")["USER"] if env("DATABASE_URL", default="") else "peersupport_owner"
DATABASE_APP_USER = DATABASES["default"]["USER"] if DATABASE_ROLE == "app" else database("app")["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Servers the program brings along, for want of others: for a local run, and not for people.
OWN_SERVERS = [name for name in ("DATABASE_URL", "REDIS_URL") if not env(name, default="")]
# Counters of tries are shared by all workers and survive the loss of the broker.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tries",
        # Its keys have addresses in them, so what is written is a digest that nobody can read without our key.
        "KEY_FUNCTION": "peersupport.lib.limits.digest_of",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # In each process: what strangers were just shown. Never what a login or a signed link opens.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
    # Of all processes together: posters, each made once for what it says. Only what hangs on walls.
    "sheets": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "sheets",
        "OPTIONS": {"MAX_ENTRIES": 400},
    },
}


# -- Backups: locked for whoever holds the secret half of a key, which the server never sees

BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENT", default=[])
BACKUPS = Path(env("BACKUPS_DIR", default=str(VAR / "backups")))
# Who must be forgotten again after a restore. The tick writes it; docs/deploy.md says where it belongs.
TOMBSTONES_FILE = Path(env("TOMBSTONES_FILE", default=str(BACKUPS / "tombstones")))


# -- The worker and its doorbell: rows are the truth, so no results are kept and losing the queue is harmless

CELERY_BROKER_URL = env("REDIS_URL", default="") or embedded.valkey(VAR / "valkey")
CELERY_TASK_DEFAULT_QUEUE = env("QUEUE", default="peersupport")
CELERY_TASK_IGNORE_RESULT = True
# Acknowledged when taken: what a lost worker had begun is found again in rows, and nothing is left to say to a broker
# that has gone away meanwhile, which would end the worker.
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 120, 100
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 15
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 1,
    "health_check_interval": 30,
    "max_retries": 1,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TIMEZONE = "UTC"
TICK_SECONDS = env.float("TICK_SECONDS", default=60.0)
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "home.tick",
        "schedule": TICK_SECONDS,
        "options": {"expires": max(TICK_SECONDS - 5, 1)},
    }
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")
# How far ahead the tick keeps each series' dates.
WEEKS_AHEAD = env.int("WEEKS_AHEAD", default=26)
# A freed place is offered to nobody so shortly before the evening.
TOO_LATE_TO_TRAVEL_MINUTES = env.int("TOO_LATE_TO_TRAVEL_MINUTES", default=120)
# How long a letter may be in a worker's hands before another worker may take it.
LEASE_SECONDS = env.float("LEASE_SECONDS", default=600.0)


# -- Letters

DEFAULT_FROM_EMAIL = needed("MAIL_FROM", local="evenings@localhost")
EMAIL_TIMEOUT = 10
MAILBOX = VAR / "mail"
# The mailbox page reads letters as files; real letters go by SMTP.
KEEPS_LETTERS_AS_FILES = LOCAL and not env("MAIL_URL", default="")
if KEEPS_LETTERS_AS_FILES:
    EMAIL_BACKEND = "peersupport.lib.mailing.FolderBackend"
else:
    vars().update(environ.Env.email_url_config(needed("MAIL_URL", local="smtp://localhost:25")))
    EMAIL_BACKEND = "peersupport.lib.post_office.SmtpBackend"


# -- Logging in: a code by e-mail, a second factor where contact details begin

AUTH_USER_MODEL = "members.User"
# The second is what logins of an older version say they came by; each of those ends after LOGIN_AT_MOST_DAYS.
AUTHENTICATION_BACKENDS = ["members.login.LoginBackend", "allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "members.login.LoginAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "members.forms.login.AskForCodeForm",
    "confirm_login_code": "members.forms.login.EnterCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # the adapter writes a row either way; unknown addresses are sent nothing
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# A hall of forty logs in behind one address. Whoever asks for somebody else's codes uses up their own half of the
# letters that address gets, not the holder's; whoever guesses a second factor has ten tries, and a hundred a day.
ACCOUNT_RATE_LIMITS = {
    "login": "200/m/ip",
    "login_failed": "60/m/ip,10/5m/key,100/d/key",
    "request_login_code": "200/m/ip,20/h/key",
    "request_login_code_from_here": "5/m/key,10/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_ADAPTER = "members.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A passkey asks for its holder's face, finger or PIN, always: so it is both factors, and may log in.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = {"webauthn_login": "200/m/ip"}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Evenings"
LOGIN_URL = "/accounts/login/code/"
SECOND_FACTOR_URL = "/accounts/second-factor/"
# What the second factor opened closes after half an hour without use of it, and after half a day at most.
SECOND_FACTOR_UNUSED_MINUTES, SECOND_FACTOR_HOURS = 30, 12
LOGIN_REDIRECT_URL = "/tonight/"
# A facilitator's phone stays logged in from one evening to the next, and the one after that.
SESSION_ENGINE = "members.models.device"
LOGIN_UNUSED_DAYS, LOGIN_AT_MOST_DAYS = 14, 30
SESSION_COOKIE_AGE = LOGIN_AT_MOST_DAYS * 24 * 3600  # the row decides; the cookie need only last as long


# -- What a browser may do with our pages

SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # asked by machines beside us, which speak plain http
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "peersupport.home.views.form_too_old"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A photo as a phone makes it; only views that take one are sent as much (`answers.takes_a_picture`). It is held in
# memory and never written down as it came.
LARGEST_PICTURE = 8 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_PICTURE + DATA_UPLOAD_MAX_MEMORY_SIZE
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# How many places, or reminders, one address may ask for in five minutes: a hall of forty and a few who try again.
FORMS_FROM_ONE_ADDRESS = env.int("FORMS_FROM_ONE_ADDRESS", default=120)
# How many posters we make for one address in five minutes; those that were made before are given without counting.
SHEETS_FOR_ONE_ADDRESS = env.int("SHEETS_FOR_ONE_ADDRESS", default=60)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
# Closed: whatever a browser knows by now and no page of ours asks for. Passkeys are left out of it, to come.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "clipboard-read", "compute-pressure",
        "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
        "identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts", "magnetometer", "microphone",
        "midi", "otp-credentials", "payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access",
        "sync-xhr", "usb", "web-share", "window-management", "xr-spatial-tracking",
    )
}  # fmt: skip


# -- Language and time

LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "Europe/London"
USE_TZ = True
FIRST_DAY_OF_WEEK = 1


# -- Files the browser asks for: ours, and those `make assets` builds from pinned packages

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [VAR / "assets"]
# The folder is there once `make assets` has run; commands before that need not be told.
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "peersupport.lib.assets.UsedAppFiles",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"


# -- What is written down while running: words and ids, never who

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"class": "peersupport.lib.log_lines.Lines", "format": "{levelname} {name}: {message}", "style": "{"}
    },
    "filters": {"without_links": {"()": "peersupport.lib.log_lines.WithoutLinks"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_links"]}},
    "root": {"handlers": ["out"], "level": env("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "peersupport": {"level": "INFO"},
        "django.security": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},  # what is not found is no trouble, and its path may hold a signed link
        "kombu.transport.virtual": {"level": "ERROR"},  # a worker that stops puts back what it was just given
    },
}
