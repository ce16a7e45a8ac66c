"""The WSGI callable of the offices."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tegata.server.settings")
application = get_wsgi_application()
