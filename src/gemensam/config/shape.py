"""A digest of the code that decides what the database looks like, to know when it must change."""

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
SHAPING = (
    "*/migrations/*.py",
    "tenancy/*.py",
    "*/data/*.json",
    "*/data/*.yaml",
    "portal/demo/*.py",
    "config/provision.py",
)


def digest() -> str:
    """Give the digest of the present code."""
    state = hashlib.sha256()
    for pattern in SHAPING:
        for path in sorted(PACKAGE.glob(pattern)):
            state.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return state.hexdigest()
