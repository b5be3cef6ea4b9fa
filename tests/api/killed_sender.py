"""A worker that is killed between the receiver's yes and its mark: `python -m tests.api.killed_sender DATABASE`."""

import os
import signal
import sys

# Sets the environment that Django is set up with, so it comes first.
import conftest

conftest.set_up()

from django.conf import settings  # noqa: E402 -- after Django is set up
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.as_worker import as_worker  # noqa: E402

from gemensam.webhooks import api as webhooks  # noqa: E402
from gemensam.webhooks import posting  # noqa: E402

post = posting.post


def dying(letter, **how):
    """Post, and die."""
    post(letter, **how)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Send what is due first."""
    for alias in settings.DATABASES:
        connections[alias].settings_dict["NAME"] = sys.argv[1]
    posting.post = dying
    with as_worker():
        webhooks.send_next(now=timezone.now())


if __name__ == "__main__":
    main()
