"""All settings, from the environment; all that is missing or wrong stops the start, each with what to do about it."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from kombu import Queue

from .environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / ".var"  # what the embedded parts keep: never in the repository

environment = Environment()

DEBUG = environment.yes("DEBUG")
HTTPS = environment.yes("HTTPS", default=not DEBUG)
DEMO = environment.yes("DEMO")
SECRET_KEY = environment.secret("SECRET_KEY")
SITE_URL = environment.site("SITE_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", required=not DEBUG)
CSRF_TRUSTED_ORIGINS = environment.sites("CSRF_TRUSTED_ORIGINS")

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
    "itdrift.request_log.numbered",
    "itdrift.errors.once_more",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "itdrift.sessions.never_in_a_cache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "itdrift.texts.TidyTexts",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "itdrift.unsent.keep_when_logged_out",
    "registry.people.middleware.ActingMandate",
    "itdrift.unsent.KeepWithoutRoom",
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

DATABASES = {"default": environment.database("DATABASE_URL")}
# The owner changes the tables and makes the rules (manage.py migrate); the program's own role owns nothing.
DATABASE_OWNER = {**DATABASES["default"]}
if environment.text("DATABASE_OWNER_URL"):
    DATABASE_OWNER = environment.database("DATABASE_OWNER_URL")
DATABASE_PROGRAM = DATABASES["default"].get("USER", "")
DATABASES["default"]["CONN_MAX_AGE"] = environment.number("CONN_MAX_AGE", default=60)
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
STATIC_ROOT = environment.text("STATIC_ROOT", default=str(VAR / "static"))
STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if DEMO or DEBUG:  # files are served from where they stand: nothing has to be collected first
    STATIC_ROOT = None
    STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}

vars().update(environment.email("EMAIL_URL", default="filemail://"))
EMAIL_FILE_PATH = environment.text(
    "EMAIL_FILE_PATH", default=str(VAR / "mail")
)  # after the address, which leaves it empty
EMAIL_TIMEOUT = 20  # seconds for each answer of the mail server
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", default="Samordnad it-drift <ingen-svar@itdrift.example>")

# Files that the parties add. Without ClamAV they are handed out with the words that they are not scanned.
ATTACHMENT_MAX_MB = environment.number("ATTACHMENT_MAX_MB", default=25)
FILE_UPLOAD_HANDLERS = [
    "itdrift.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "itdrift.uploads.OnDisk",
]
# One answer of a supplier has 24 fields for each of its services: no page's size grows with the data against a limit.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
CLAMAV_URL = environment.clamav("CLAMAV_URL")  # tcp://host:3310 or unix:///path/to/socket
CHECK_TEXTS = "registry.classified.check_texts"  # what may not be stored is not kept in a session either

# Celery: at-least-once. What must not be lost stands in the outbox (itdrift.models.Job), swept by beat.
CELERY_BROKER_URL = environment.broker("CELERY_BROKER_URL")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,  # a worker does not wait for ever either
    "socket_connect_timeout": 10,
}
# Workers, each with its queues, its processes, and how many seconds it may take over a task: none waits for what the others
# wait for, letters for a mail server, an account for its hundred pages. The command of each stands in docker-compose.yml.
WORKERS = {
    "letters": (["letters", "scans"], 2, 120),
    "papers": (["papers", "calendar"], 2, 300),
    "account": (["account"], 1, 1200),
}
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for queues, _, _ in WORKERS.values() for name in queues]
CELERY_TASK_DEFAULT_QUEUE = "calendar"
CELERY_TASK_TIME_LIMIT = 1200  # of a worker that is started without a limit of its own
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 1_000_000  # kB: a long report leaves memory behind
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the workers' log is the program's own, with what it leaves out
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    **{
        name: {
            "task": "outbox.sweep",
            "schedule": 30.0,
            "args": (queue,),
            "options": {"queue": queue, "expire_seconds": 30},  # one that comes after the next is of no use
        }
        for queue, name in {
            "letters": "outbox: sweep the letters",
            "scans": "outbox: sweep the scans",
            "papers": "outbox: sweep what was not done",
            "account": "outbox: sweep the account",
        }.items()
    },
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
    "25 § FL: the clock goes on where the time to answer is out": {
        "task": "hearings.let_clocks_go",
        "schedule": crontab(hour=0, minute=5),
    },
    "housekeeping: sessions and jobs of long ago go": {
        "task": "outbox.keep_house",
        "schedule": crontab(hour=3, minute=10),
    },
    "cases: those of who has left are nobody's": {"task": "officers.return_cases", "schedule": crontab(minute=10)},
    "attachments: scan what waits": {"task": "letters.scan_what_waits", "schedule": crontab(minute=20)},
}

ALARM_TO = environment.names("ALARM_TO")  # e-mail addresses; the administrators, where none is named
SECURITY_CONTACT = environment.contact("SECURITY_CONTACT")  # who is told of a weakness: /.well-known/security.txt
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^halsa/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.yes("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "itdrift.errors.csrf_failure"
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
    "formatters": {
        "line": {
            "()": "itdrift.logs.PlainLine",
            "fmt": "{asctime} {levelname} {name} {request_id} {message}",
            "style": "{",
        },
        "json": {"()": "itdrift.logs.JsonLine"},
    },
    "filters": {"nameless": {"()": "itdrift.logs.Nameless"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line" if DEMO or DEBUG else "json",
            "filters": ["nameless"],
        }
    },
    "loggers": {
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "CRITICAL"},  # a PDF of somebody else's that is broken: told to whoever sent it
    },
    "root": {"handlers": ["console"], "level": environment.level("LOG_LEVEL")},
}

environment.stop_at_faults()
