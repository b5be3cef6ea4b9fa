"""Security keys from the command line: a code is shown once, keys are listed and revoked."""

import re

import pytest
from django.test import override_settings

from gemensam.config.cli import main
from gemensam.identity.break_glass.models import SecurityKey
from gemensam.identity.models import Commission, DemoPersona
from gemensam.tenancy.context import tenant_context


def hsa_id(key):
    persona = DemoPersona.objects.get(key=key)
    with tenant_context(persona.tenant_id):
        return Commission.objects.get(id=persona.commission_id).employee_hsa_id


def test_an_administrator_gets_a_code_and_the_address_where_it_counts(db, capsys):
    assert main(["break-glass", "invite", "munkedal", hsa_id("henrik")]) == 0
    said = capsys.readouterr()
    assert re.fullmatch(r"[0-9a-f]{32}\n", said.out)
    assert said.err == (
        "For Henrik Falk, once, within four hours, at"
        " http://localhost:8000/reservinloggning/munkedal/kod/\n"
    )


def test_a_key_is_listed_and_revoked(db, capsys):
    persona = DemoPersona.objects.get(key="henrik")
    with tenant_context(persona.tenant_id):
        row = SecurityKey.objects.create(
            person_id=persona.person_id,
            commission_id=persona.commission_id,
            name="Blå",
            credential_id="x",
            credential=b"x",
            sign_count=0,
            registered_at="2026-11-01T08:00:00Z",
        )
    words = ["break-glass", "revoke", "munkedal", str(row.id)]
    assert main(["break-glass", "list", "munkedal"]) == 0
    assert capsys.readouterr().out == f"{row.id}  Henrik Falk  Blå  waits\n"
    assert (main(words), main(words)) == (0, 1)
    assert capsys.readouterr().err == "There is no such key, or it is revoked already.\n"
    assert main(["break-glass", "list", "munkedal"]) == 0
    assert re.search(r"revoked \d{4}-\d\d-\d\d$", capsys.readouterr().out.strip())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "atlantis"], "There is no municipality atlantis.\n"),
        (["invite", "munkedal", "SE0-X"], "SE0-X administers no directory there today.\n"),
    ],
)
def test_what_is_wrong_is_said(db, capsys, words, said):
    assert (main(["break-glass", *words]), capsys.readouterr().err) == (1, said)


def test_nobody_is_invited_to_what_is_off(db, capsys):
    with override_settings(GEMENSAM_BREAK_GLASS={}):
        assert main(["break-glass", "invite", "munkedal", hsa_id("henrik")]) == 1
    assert capsys.readouterr().err == (
        "The reserve log-in is off: set GEMENSAM_BREAK_GLASS_ORIGIN.\n"
    )
