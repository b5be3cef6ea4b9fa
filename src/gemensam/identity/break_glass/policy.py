"""Who may see the security keys, and who may keep them: asks `authority`."""

from typing import Final

from gemensam.authority import api as authority

KEYS: Final = authority.Register("security key")
ensure, may_keep = KEYS.ensure, KEYS.may_keep
