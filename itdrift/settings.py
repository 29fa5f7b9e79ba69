"""All settings, from the environment; what is missing stops the start with a sentence that says what to do."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / ".var"  # what the embedded parts keep: never in the repository

env = environ.Env()


def required(name, what):
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}: {what}")
    return value


SECRET_KEY = required("SECRET_KEY", "a random string of at least 50 characters that is kept secret.")
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=not DEBUG)
DEMO = env.bool("DEMO", default=False)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "csp",
    "django_celery_beat",
    "itdrift",
    "registry",
    "onboarding",
    "fees",
    "reporting",
    "itdrift.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "itdrift.sessions.never_in_a_cache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "itdrift.kept.keep_when_logged_out",
    "registry.people.middleware.ActingMandate",
]

ROOT_URLCONF = "itdrift.site.urls"
WSGI_APPLICATION = "itdrift.wsgi.application"
FORM_RENDERER = "itdrift.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "itdrift.context.frame",
            ],
            "builtins": ["itdrift.templatetags.swedish"],
        },
    }
]

DATABASES = {"default": {**env.db_url_config(required("DATABASE_URL", "postgres://user:password@host:5432/database"))}}
# The owner changes the tables and makes the rules (manage.py migrate); the program's own role owns nothing.
DATABASE_OWNER = env.db_url_config(env.str("DATABASE_OWNER_URL", default=env.str("DATABASE_URL")))
DATABASE_PROGRAM = DATABASES["default"]["USER"]
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "registry.rights.ActBackend",
]
# guardian's grants are read by visible_to() alone: its backend would give a superuser every case and every act.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
ANONYMOUS_USER_NAME = None  # guardian: nobody who is not logged in is given rights to a case
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "start"
SESSION_ENGINE = "itdrift.sessions"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = (
    True  # the browser keeps the cookie of a session that ran out: what was written comes back
)
SESSION_COOKIE_NAME = "itdrift_session"

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
FORMAT_MODULE_PATH = ["itdrift.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(VAR / "static"))
STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if DEMO:  # compressing takes seconds at every start
    STATIC_STORAGE = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}

vars().update(env.email_url("EMAIL_URL", default="filemail://"))
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", default=str(VAR / "mail"))  # after the address, which leaves it empty
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Samordnad it-drift <ingen-svar@itdrift.example>")

# Files that the parties add. Without ClamAV they are handed out with the words that they are not scanned.
ATTACHMENT_MAX_MB = env.int("ATTACHMENT_MAX_MB", default=25)
FILE_UPLOAD_HANDLERS = [
    "itdrift.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CLAMAV_URL = env.str("CLAMAV_URL", default="")  # tcp://host:3310 or unix:///path/to/socket
CHECK_TEXTS = "registry.classified.check_texts"  # what may not be stored is not kept in a session either

# Celery: at-least-once. What must not be lost stands in the outbox (itdrift.models.Job), swept by beat.
CELERY_BROKER_URL = required("CELERY_BROKER_URL", "redis://host:6379/0, or amqp:// for RabbitMQ.")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 1_000_000  # kB: a long report leaves memory behind
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "outbox: sweep what was not done": {"task": "outbox.sweep", "schedule": 30.0},
    "11 §: hold the calendar to 31 March": {
        "task": "year.hold_calendar",
        "schedule": crontab(hour=6, minute=0),
    },
    "notices: the day's e-mail to those who want one": {
        "task": "notices.send_digests",
        "schedule": crontab(hour=7, minute=0),
    },
    "notices: letters sent long ago leave the outbox": {
        "task": "notices.forget_letters",
        "schedule": crontab(hour=3, minute=0),
    },
    "attachments: scan what waits": {"task": "letters.scan_what_waits", "schedule": crontab(minute=20)},
}

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "itdrift.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"nameless": {"()": "itdrift.logs.Nameless"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["nameless"]}},
    "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
