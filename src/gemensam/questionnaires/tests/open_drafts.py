"""Drafts that are open while their form is published anew: some move, some stay, nothing is lost.

What should become of each is said here in words of its own, not by the rule that is tried.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from gemensam.kernel.actor import Actor
from gemensam.questionnaires import actions, library, queries
from gemensam.questionnaires.actions import Typed
from gemensam.questionnaires.models import Answer, AnswerRevision
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.values import Parts, Value
from gemensam.questionnaires.runner.draft import open_draft
from gemensam.questionnaires.tests.examples import WORDS, a_field, rows

KEY = "changing"
_GROUP = {"title": WORDS, "repeat": {"least": 0, "most": 9, "one": WORDS}}


def _form(*pages: list[dict]) -> dict:
    return {
        "format": 2, "key": KEY, "title": WORDS, "purpose": WORDS, "retention": "until_case_closed",
        "languages": ["sv", "en"],
        "pages": [{"id": f"p{n}", "title": WORDS, "groups": groups} for n, groups in enumerate(pages)],
    }  # fmt: skip


def _choices(*ids: str) -> list[dict]:
    return [{"id": one, "label": WORDS} for one in ids]


OLD = _form(
    [
        {"id": "about", "fields": [a_field("kept"), a_field("gone", required=False)]},
        {"id": "moving", "fields": [a_field("moved", "yes_no")]},
    ],
    [
        {
            "id": "more",
            "fields": [
                a_field("retyped"),
                a_field("pick", "choice"),
                a_field("contact", "person"),
                a_field("details", show_when='moved = "yes"'),
            ],
        },
        rows("costs", a_field("amount", "money")),
        rows("children", a_field("child")),
    ],
)
# gone is removed, retyped is a number, pick has lost c, child is asked once; moved is on the last
# page and details is shown otherwise; added and more_rows are new.
NEW = _form(
    [{"id": "about", "fields": [a_field("kept"), a_field("added", required=False)]}],
    [
        {
            "id": "more",
            "fields": [
                a_field("retyped", "number"),
                a_field("pick", "choice", choices=_choices("a", "b", "d")),
                a_field("contact", "person"),
                a_field("child"),
                a_field("details", show_when='moved = "no"'),
            ],
        },
        rows("costs", a_field("amount", "money"), a_field("cost_of")),
    ],
    [{"id": "moving", "fields": [a_field("moved", "yes_no")]}],
)
NEWS = ["added", "cost_of"]


def _answers(random: Random) -> dict[str, Value]:
    """Draw what somebody has answered so far; an answer that was taken away again is empty."""
    might: list[tuple[float, str, Value]] = [
        (0.8, "kept", "Ord"),
        (0.2, "gone", random.choice(["Ord", "Ord", ""])),
        (0.7, "moved", random.choice(["yes", "no"])),
        (0.2, "retyped", random.choice(["17", ""])),
        (0.6, "pick", random.choice(["a", "b", "b", "c"])),
        (0.6, "contact", Parts.of(name="Eva", phone="070-174 06 05")),
        (0.5, "details", "I trappan"),
        (0.5, "costs@r1", "yes"),
        (0.5, "costs@r2", random.choice(["yes", "no"])),
        (0.5, "amount@r1", "99,50"),
        (0.5, "amount@r2", "x"),
        (0.3, "children@r1", "yes"),
        (0.2, "child@r1", "Bo"),
    ]
    return {key: value for chance, key, value in might if random.random() < chance}


def _should_lose(answers: dict[str, Value]) -> dict[str, str]:
    """Say what would be lost, in words of our own."""
    lost = {
        "gone": "removed" if answers.get("gone") else "",
        "retyped": "other_kind" if answers.get("retyped") else "",
        "pick": "choice_gone" if answers.get("pick") == "c" else "",
        "child": "other_group" if answers.get("child@r1") else "",
    }
    return {field: why for field, why in lost.items() if why}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the drafts."""

    drafts: int
    moved: int
    # Answers that are otherwise than before, or revisions that came or went.
    lost: int
    answers: int
    # Drafts that moved or stayed, and were told, just as the rule says.
    wrong: list[str]
    # Why drafts stayed, with how many answers.
    reasons: dict[str, int]

    def counts(self) -> dict[str, Any]:
        """Give the figures that a drill prints."""
        return {
            "drafts": self.drafts,
            "moved": self.moved,
            "stayed": self.drafts - self.moved,
            "answers": self.answers,
            "lost": self.lost,
            "as_the_rule_says": self.drafts - len(self.wrong),
            "wrong": self.wrong[:3],
            "reasons": self.reasons,
        }


def republish(
    random: Random, count: int, *, actor: Actor, resident_id: UUID, now: datetime
) -> Outcome:
    """Open drafts, publish the form anew, open each draft once more, and look at what there is."""
    assert library.publish(schema_json.read(OLD), now=now)
    version_id = queries.published(KEY, now=now).version_id
    drafts = {}
    for _ in range(count):
        draft = actions.start_response(
            version_id=version_id, resident_id=resident_id, actor=actor, now=now
        )
        drafts[draft] = _answers(random)
        typed = {key: Typed(value) for key, value in drafts[draft].items()}
        actions.save_answers(response_id=draft, typed=typed, actor=actor, now=now)
    before = _stored(drafts)
    assert library.publish(schema_json.read(NEW), now=now + timedelta(seconds=1))
    later = now + timedelta(seconds=2)
    numbers = {draft: open_draft(draft, now=later).form.number for draft in drafts}
    after = _stored(drafts)
    return Outcome(
        drafts=count,
        moved=sum(number == 2 for number in numbers.values()),
        lost=len(set(before) ^ set(after)),
        answers=len(before),
        wrong=[
            f"{answers} went to {numbers[draft]}, told {_told(draft)}"
            for draft, answers in drafts.items()
            if (numbers[draft], _told(draft)) != _should_be(answers)
        ],
        reasons=dict(
            Counter(
                change.why.value
                for draft in drafts
                for row in queries.rebases(draft)
                for change in row.comparison.losses
            )
        ),
    )


def _should_be(answers: dict[str, Value]) -> tuple[int, list[object]]:
    saved = {key: value for key, value in answers.items() if value}
    lost = _should_lose(saved)
    return (1 if lost else 2, [(2, not lost, lost, NEWS)])


def _told(draft: UUID) -> list[object]:
    return [
        (
            row.number,
            row.has_moved,
            {change.field_id: change.why.value for change in row.comparison.losses},
            [change.field_id for change in row.comparison.news],
        )
        for row in queries.rebases(draft)
    ]


def _stored(drafts: dict[UUID, dict[str, Value]]) -> list[tuple[object, ...]]:
    """Give every answer and every revision that is stored, whole."""
    return [
        (model.__name__, *(repr(value) for value in row))
        for model in (Answer, AnswerRevision)
        for row in model.objects.filter(response_id__in=drafts).order_by("id").values_list()
    ]
