"""The receiver, supervisor and auditor: only alarms and what lies below them."""

from gemensam.config.settings.base import *  # noqa: F403 -- settings modules build on each other
from gemensam.config.settings.base import BELOW_ALARMS

INSTALLED_APPS = [*BELOW_ALARMS]
MIDDLEWARE = []
TEMPLATES = []
ROOT_URLCONF = "gemensam.config.settings.receiver"
urlpatterns: list[object] = []
