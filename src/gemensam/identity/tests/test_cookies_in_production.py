"""What production says of cookies: read from its settings, not from those of the tests."""

import json
import os
import subprocess
import sys

SAY = """
import json
from gemensam.config.settings import prod
names = ("GEMENSAM_SESSION_COOKIE", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "CSRF_COOKIE_HTTPONLY", "GEMENSAM_DEMO", "SECURE_SSL_REDIRECT")
print(json.dumps({name: getattr(prod, name) for name in names}))
"""


def test_in_production_the_sessions_cookie_is_bound_to_this_host_and_to_https(tmp_path):
    environment = {name: one for name, one in os.environ.items() if "GEMENSAM" not in name}
    done = subprocess.run(
        [sys.executable, "-c", SAY],
        env=environment | {"GEMENSAM_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == {
        "GEMENSAM_SESSION_COOKIE": "__Host-gemensam",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "GEMENSAM_DEMO": False,
        "SECURE_SSL_REDIRECT": True,
    }
