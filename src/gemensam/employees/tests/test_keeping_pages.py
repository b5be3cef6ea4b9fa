"""The pages under /behorighet/."""

import pytest
from tests.cast_at_work import log_in


@pytest.mark.parametrize(
    "path", ["", "anstallda/", "tackning/", "kort/", "utfardande/", "system/", "uppdrag/nytt/"]
)
def test_the_keeper_gets_every_page(real_db, path):
    answer = log_in("henrik").client().get(f"/behorighet/{path}")
    assert answer.status_code == 200, answer.content.decode()[:3000]
