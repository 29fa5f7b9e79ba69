"""The door of the web server: `gunicorn itdrift.wsgi:application`."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
