"""Who may read the directory of the organisation, and keep it: asks `authority`.

Whoever keeps it sees the names of protected colleagues too.
"""

from typing import Final

from gemensam.authority import api as authority

DIRECTORY: Final = authority.Register("unit")
ensure, may_keep = DIRECTORY.ensure, DIRECTORY.may_keep
