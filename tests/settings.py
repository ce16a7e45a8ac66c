"""Settings of the tests: those of the product, with what a test must own. DATABASE_URL chooses SQLite or PostgreSQL."""

import os
import tempfile

os.environ.setdefault("TEGATA_HOME", tempfile.mkdtemp(prefix="tegata-tests-"))

from tegata.server.settings import *  # noqa: F403
from tegata.server.settings import PLUGS

PLUGS = PLUGS | {"clock": "tests.offices.clock"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
