"""Tests: the demo's settings, an N+1 query is a failure, no mail leaves."""

from django.db.models import FETCH_RAISE

from gemensam.config.settings.demo import *  # noqa: F403 -- settings modules build on each other

GEMENSAM_FETCH_MODE = FETCH_RAISE
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Every test client makes its own chain of middleware: with the static files listed beforehand that
# took longer than most requests.
WHITENOISE_AUTOREFRESH = True
