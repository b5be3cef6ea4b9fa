"""How the alarm processes begin: the receiver's settings, their own role, a database that is there."""

import os
import sys
import time

# The database may start at the same time as we do.
WAIT_FOR_DATABASE = 0.2


def prepare(role: str) -> None:
    """Do what every process does first, as this role; a database that is away is waited for.

    Raises RoleTooPowerful.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "gemensam.config.settings.receiver"
    os.environ["GEMENSAM_DATABASE_ROLE"] = role
    from django.db.utils import OperationalError

    from gemensam.config import serving

    while True:
        try:
            serving.prepare()
        except OperationalError as error:
            print(f"The database is away: {error}", file=sys.stderr, flush=True)
            time.sleep(WAIT_FOR_DATABASE)
        else:
            return
