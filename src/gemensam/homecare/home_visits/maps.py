"""Where an address opens in the phone's own map: Apple's and others' take different links. Pure.

Nobody is told of the address before the link is pressed; then the map's own maker is, as with any map.
"""

import re
from typing import Final
from urllib.parse import quote

# An iPad says that it is a Macintosh.
_APPLE: Final = re.compile(r"\b(iPhone|iPad|iPod|Macintosh)\b")


def map_href(address: str, *, browser: str) -> str:
    """Give the link; `browser` is what it calls itself (User-Agent). Empty without an address."""
    if not address:
        return ""
    if _APPLE.search(browser):
        # Apple's own way in: the phone opens its map with it, and Safari where that is taken away.
        return f"https://maps.apple.com/?q={quote(address, safe='')}"
    return f"geo:0,0?q={quote(address, safe='')}"
