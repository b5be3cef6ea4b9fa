"""Clients from the command line: a token is shown once, and what is wrong is said."""

import re

import pytest
from tests.api.systems import System

from gemensam.config.cli import main
from gemensam.config.commands import clients as command
from gemensam.identity.api import Scope

ADD = ["clients", "add", "munkedal", "Treserva"]
SCOPED = [*ADD, "--scope", "forms:read", "--scope", "responses:write"]


def test_a_client_is_made_listed_and_revoked(db, capsys):
    assert main(SCOPED) == 0
    token = capsys.readouterr().out.strip()
    prefix = token.split("_")[2]
    assert System(token).get("/forms").status_code == 200

    assert main(["clients", "list", "munkedal"]) == 0
    listed = capsys.readouterr().out
    assert re.fullmatch(
        rf"{prefix}  Treserva  forms:read responses:write  used \d{{4}}-\d\d-\d\d\n", listed
    )

    assert main(["clients", "revoke", "munkedal", "Treserva"]) == 0
    assert System(token).get("/forms").status_code == 401
    assert main(["clients", "list", "munkedal"]) == 0
    assert re.search(r"  revoked \d{4}-\d\d-\d\d$", capsys.readouterr().out.strip())


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["clients", "list", "atlantis"], 1, "There is no organisation atlantis.\n"),
        (["clients", "revoke", "munkedal", "Other"], 1, "There is no client Other.\n"),
        ([*ADD[:3], " ", *SCOPED[4:]], 2, "The name has one to 120 characters.\n"),
        ([*ADD[:3], "x" * 121, *SCOPED[4:]], 2, "The name has one to 120 characters.\n"),
    ],
)
def test_what_is_wrong_is_said(db, capsys, words, status, said):
    assert (main(words), capsys.readouterr().err) == (status, said)


def test_a_name_that_is_taken_is_refused(db, capsys):
    main(SCOPED)
    capsys.readouterr()
    assert (main(SCOPED), capsys.readouterr().err) == (1, "There is a client Treserva already.\n")


def test_a_scope_that_is_none_is_refused(db, capsys):
    with pytest.raises(SystemExit):
        main([*ADD, "--scope", "everything"])


def test_the_command_knows_the_scopes_that_there_are():
    assert set(command.SCOPES) == set(Scope)
