"""Who may read the register of performers and keep it: asks `authority`."""

from typing import Final

from gemensam.authority import api as authority

REGISTER: Final = authority.Register("performer")
ensure_register, may_keep = REGISTER.ensure, REGISTER.may_keep
