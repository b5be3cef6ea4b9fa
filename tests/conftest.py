"""A live server for browser tests: the real WSGI application, real commits, a real browser.

`live_server` serves the demo county from a database that is thrown away after the test; `browser`
is Debian's Chromium; `log_in` becomes one of the cast.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# Playwright's synchronous interface runs an event loop in the test's thread, where Django would
# otherwise refuse to look into the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# The headless build where there is one: the same pages for a third of the work.
CHROMIUM = (
    os.environ.get("GEMENSAM_CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or "/usr/bin/chromium"
)
# As root Chromium has no sandbox; the pages are our own.
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


@dataclass(frozen=True)
class LiveServer:
    """Where the application answers."""

    url: str

    def __add__(self, path: str) -> str:
        return self.url + path


@pytest.fixture(scope="session")
def wsgi_server(clones: Any) -> Iterator[LiveServer]:
    """The application in threads of this process, on a port of its own, with its static files."""
    from django.conf import settings
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.test import override_settings

    class QuietHandler(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name there
            """Say nothing: the tests look at pages, not at a log."""

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        # Static files straight from the source folders, listed once: a page asks for a dozen.
        stack.enter_context(
            override_settings(WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=False)
        )
        server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
        server.daemon_threads = True
        server.set_app(get_wsgi_application())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield LiveServer(f"http://127.0.0.1:{server.server_address[1]}")
        server.shutdown()
        server.server_close()


@pytest.fixture
def live_server(real_db: Any, wsgi_server: LiveServer) -> LiveServer:
    """The running application on a fresh demo county; what is committed is thrown away."""
    return wsgi_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def log_in(live_server: LiveServer) -> Callable[[Page, str], None]:
    """Give the function that becomes one of the cast: `log_in(page, "anna")`.

    It opens the session and the page that the log-in page would lead to, without that page.
    """
    from django.conf import settings
    from django.utils import timezone

    from gemensam.identity.actions import log_in_as_persona

    def become(page: Page, key: str) -> None:
        token, start = log_in_as_persona(key=key, now=timezone.now())
        name = settings.GEMENSAM_SESSION_COOKIE
        page.context.add_cookies([{"name": name, "value": token, "url": live_server.url}])
        page.goto(live_server + start)

    return become
