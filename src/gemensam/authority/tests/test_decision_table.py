"""The decision table: every permission asked for every role of the cast, refusals included."""

from pathlib import Path

import pytest
import yaml

from gemensam.authority.facts import Request
from gemensam.authority.reasons import Reason
from gemensam.authority.rules import decide
from gemensam.authority.tests.world import CAST, NOW, facts_of, purpose_of, thing
from gemensam.kernel.actor import Activity

TABLE = yaml.safe_load(Path(__file__).with_name("decision_table.yaml").read_text("utf-8"))
GROUPS = ("residents", "homecare", "specialists", "offices")


def expected(block: dict[str, dict[str, bool | str]]) -> dict[str, str]:
    answers = {role: answer for group in GROUPS for role, answer in block[group].items()}
    return {role: "ALLOWED" if answer is True else str(answer) for role, answer in answers.items()}


def decided(activity: Activity, name: str) -> dict[str, str]:
    obj = thing(TABLE["things"][name], name=name)
    who = TABLE["things"][name].get("resident")
    co_applicant = TABLE["things"][name].get("co_applicant")
    consulted = TABLE["things"][name].get("consulted", "")
    assigned = TABLE["things"][name].get("assigned", "")
    return {
        role: decide(
            Request(actor, purpose_of(role), activity, obj, NOW),
            facts_of(role, who, co_applicant, consulted, assigned),
        ).reason.value
        for role, actor in CAST.items()
    }


@pytest.mark.parametrize(
    "block", TABLE["permissions"], ids=lambda block: " ".join(block["may"]).lower()
)
def test_every_role_gets_the_answer_of_the_table(block: dict) -> None:
    activity, name = block["may"]
    assert decided(Activity[activity], name) == expected(block)


def test_every_answer_is_yes_or_a_reason() -> None:
    answers = {answer for block in TABLE["permissions"] for answer in expected(block).values()}
    assert answers <= {reason.value for reason in Reason}


def test_every_permission_allows_somebody_or_is_one_that_needs_another_role() -> None:
    nobody = [
        " ".join(block["may"])
        for block in TABLE["permissions"]
        if "ALLOWED" not in expected(block).values()
    ]
    # Access reviewers are not of the cast; test_rules.py asks for them. A manager gives out what is of
    # her own unit, and of protected persons' only if she is named for them.
    elsewhere = ["ADMINISTER case", "ADMINISTER row_elsewhere", "ADMINISTER row_guarded"]
    assert nobody == ["REVIEW log_margit", *elsewhere]


def test_every_thing_of_the_table_is_asked_for() -> None:
    assert {block["may"][1] for block in TABLE["permissions"]} == set(TABLE["things"])
