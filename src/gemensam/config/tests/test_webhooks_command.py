"""Webhooks from the command line: a secret is shown once, and what is wrong is said."""

import pytest
from django.test import override_settings
from tests.api.systems import make_client

from gemensam.config.cli import main
from gemensam.config.commands import clients as clients_command
from gemensam.config.commands import webhooks as command
from gemensam.identity.api import Scope
from gemensam.webhooks.api import Kind

HOME, NAME, URL = "munkedal", "Treserva", "https://example.se/hook"
ADD = ["webhooks", "add", HOME, NAME, URL]


def test_a_webhook_is_made_listed_changed_and_removed(db, capsys):
    make_client()
    assert main([*ADD, "--event", "case.opened", "--event", "case.decision"]) == 0
    made = capsys.readouterr()
    assert made.out.startswith("whsec_")
    assert made.err == "This is the only time that the secret is shown.\n"

    assert main(["webhooks", "list", HOME]) == 0
    assert capsys.readouterr().out == (
        f"{NAME}  {URL}  case.decision case.opened  0 waiting, 0 set aside\n"
    )
    assert main(["webhooks", "rotate", HOME, NAME, URL]) == 0
    rotated = capsys.readouterr().out
    assert (rotated.startswith("whsec_"), rotated != made.out) == (True, True)

    assert main(["webhooks", "retry", HOME, NAME]) == 0
    assert capsys.readouterr().out == "0 go again.\n"
    assert main(["webhooks", "remove", HOME, NAME, URL]) == 0
    main(["webhooks", "list", HOME])
    assert capsys.readouterr().out == ""


def test_a_client_that_is_revoked_takes_its_webhooks_with_it(db, capsys):
    make_client()
    main(ADD)
    assert main(["clients", "revoke", HOME, NAME]) == 0
    make_client()
    assert main(ADD) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "atlantis"], "There is no organisation atlantis.\n"),
        (["add", HOME, "Other", URL], "There is no client Other.\n"),
        (["retry", HOME, "Other"], "There is no client Other.\n"),
        (["remove", HOME, NAME, URL], f"{NAME} is not told at {URL}.\n"),
        (["rotate", HOME, NAME, URL], f"{NAME} is not told at {URL}.\n"),
        (["add", HOME, NAME, "http://example.se/"], "The address begins with https://.\n"),
        (
            ["add", HOME, "deaf", URL],
            "This needs the scope events:read, which this client was not given.\n",
        ),
    ],
)
def test_what_is_wrong_is_said(db, capsys, words, said):
    make_client()
    make_client(HOME, Scope.CASES_READ, name="deaf")
    with override_settings(GEMENSAM_DEMO=False):
        assert main(["webhooks", *words]) == 1
    assert capsys.readouterr().err == said


def test_the_same_address_is_told_once(db, capsys):
    make_client()
    assert [main(ADD), main(ADD)] == [0, 1]
    assert capsys.readouterr().err.endswith(f"{NAME} is told at {URL} already.\n")


def test_the_commands_know_every_kind_and_every_scope():
    assert (set(command.KINDS), set(clients_command.SCOPES)) == ({*Kind}, {*Scope})
