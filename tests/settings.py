"""The settings under test: what a test must not depend on is fixed here, whatever the environment says."""

import os

os.environ.update(
    SECRET_KEY="known to everybody, kept by nobody, and used by the tests alone",
    CELERY_BROKER_URL="memory://",
    ALLOWED_HOSTS="127.0.0.1,localhost",
    SITE_URL="http://127.0.0.1:8000",
    SECURITY_CONTACT="mailto:sakerhet@itdrift.example",
    DEBUG="0",
    DEMO="0",
    HTTPS="0",
)
# pytest has a database by now; mypy, which reads the models under these settings, opens none.
os.environ.setdefault("DATABASE_URL", "postgres://nobody@localhost/none")

from itdrift.settings import *

# The tests have one connection, the owner's, who makes their database; in each test it acts as the program (conftest.py).
DATABASES["default"].update(USER=DATABASE_OWNER["USER"], PASSWORD=DATABASE_OWNER["PASSWORD"])
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", "test_itdrift")}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # files are served from where they stand: nothing is collected
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
