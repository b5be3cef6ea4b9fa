"""The ASGI application that granian serves: the live stream and nothing else."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemensam.config.settings.prod")
django.setup()

from gemensam.config import live, live_reading  # noqa: E402 -- needs the settings

application = live.Application(live_reading.allowed_origins())
