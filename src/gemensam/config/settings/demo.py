"""The demo on one's own machine: plain HTTP on the loopback, log-in by picking a person."""

import ipaddress

from django.core.exceptions import ImproperlyConfigured

from gemensam.config.settings.base import *  # noqa: F403 -- settings modules build on each other
from gemensam.config.settings.base import ENVIRONMENT, SECURE_CSP, STATIC_ROOT

if ENVIRONMENT.host != "localhost" and not ipaddress.ip_address(ENVIRONMENT.host).is_loopback:
    raise ImproperlyConfigured(
        "the demo lets anybody log in as anybody and so listens on the loopback only: "
        "unset GEMENSAM_DEMO, or set GEMENSAM_HOST to 127.0.0.1"
    )

GEMENSAM_DEMO = True
# Browsers take security keys at this name of the loopback, and at no number.
GEMENSAM_BREAK_GLASS = {"origin": f"http://localhost:{ENVIRONMENT.port}"} | ENVIRONMENT.break_glass
GEMENSAM_SESSION_COOKIE = "gemensam"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
# The live stream has a port of its own in the demo; in production nginx gives it the same origin.
LIVE_ORIGIN = f"http://127.0.0.1:{ENVIRONMENT.live_port}"
SECURE_CSP = SECURE_CSP | {"connect-src": [*SECURE_CSP["connect-src"], LIVE_ORIGIN]}

# Straight from the folders of the source: nothing to collect before the first page.
WHITENOISE_USE_FINDERS = True
# Looked up once, at the start.
WHITENOISE_AUTOREFRESH = False
# whitenoise warns about a folder that is missing, even when it looks elsewhere too.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
