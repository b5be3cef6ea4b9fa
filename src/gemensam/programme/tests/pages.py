"""How tests open pages as somebody, and read what stands in their tables."""

import re
from html import unescape

from django.test import Client


def open_as(who: str = "") -> Client:
    """Give a browser; logged in as one of the cast when a name is given."""
    client = Client()
    if who:
        response = client.post("/logga-in/demo/", {"person": who})
        assert response.status_code == 303
    return client


def text_of(html: str) -> str:
    """Give the words of some markup, with plain spaces."""
    words = unescape(re.sub(r"<[^>]+>", " ", html))
    return re.sub(r"[\s\u00a0\u202f]+", " ", words).strip()


def rows_of(html: str, table_id: str) -> list[list[str]]:
    """Give a table's body as text, row by row."""
    table = re.search(rf'<table[^>]*id="{table_id}".*?</table>', html, re.DOTALL)
    assert table
    body = re.search(r"<tbody>(.*?)</tbody>", table[0], re.DOTALL)
    assert body
    return [
        [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body[1], re.DOTALL)
    ]
