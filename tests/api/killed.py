"""A process that is killed while it answers: `python -m tests.api.killed TOKEN DATABASE WHEN`.

Before the commit, or after it and before a byte has left.
"""

import os
import signal
import sys

# Sets the environment that Django is set up with, so it comes first.
import conftest

conftest.set_up()

from django.conf import settings  # noqa: E402 -- after Django is set up
from django.db import connections  # noqa: E402
from tests.api.systems import System  # noqa: E402

BEFORE, AFTER = "before", "after"
HERE = "tests.api.killed.dying"


def dying(get_response):
    """Middleware that lets everything be done, and ends the process."""

    def answer(request):
        get_response(request)
        os.kill(os.getpid(), signal.SIGKILL)

    return answer


def main() -> None:
    """Send a response, and die."""
    token, database, when = sys.argv[1:]
    for alias in settings.DATABASES:
        connections[alias].settings_dict["NAME"] = database
    ours = settings.MIDDLEWARE
    settings.MIDDLEWARE = [*ours, HERE] if when == BEFORE else [HERE, *ours]
    System(token).send("all_sorts", {})


if __name__ == "__main__":
    main()
