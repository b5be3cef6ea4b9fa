"""A form that Munkedal has made itself and published, with a change and a comment under way."""

from datetime import datetime, timedelta
from typing import Any

from gemensam.portal.demo.cast import Cast
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context

BEGUN_BEFORE = timedelta(days=9)


def _said(sv: str, en: str) -> dict[str, str]:
    return {"sv": sv, "en": en}


_FEEDBACK: dict[str, Any] = {
    "format": 2,
    "key": "form",
    "title": _said("Lämna en synpunkt", "Give feedback"),
    "purpose": _said(
        "Vi behöver svaret för att kunna göra något åt det du skriver.",
        "We need the answer to do something about what you write.",
    ),
    "retention": "until_case_closed",
    "languages": ["sv", "en"],
    "pages": [
        {
            "id": "synpunkt",
            "title": _said("Din synpunkt", "Your feedback"),
            "groups": [
                {
                    "id": "synpunkt_fragor",
                    "fields": [
                        {
                            "id": "vad_galler_det",
                            "kind": "choice",
                            "label": _said("Vad vill du lämna?", "What do you want to give?"),
                            "sensitive": False,
                            "choices": [
                                {"id": "berom", "label": _said("Beröm", "Praise")},
                                {"id": "klagomal", "label": _said("Ett klagomål", "A complaint")},
                                {"id": "forslag", "label": _said("Ett förslag", "A suggestion")},
                            ],
                        },
                        {
                            "id": "beratta",
                            "kind": "long_text",
                            "label": _said("Vad vill du berätta?", "What do you want to tell?"),
                        },
                        {
                            "id": "vill_ha_svar",
                            "kind": "yes_no",
                            "label": _said("Vill du ha svar?", "Do you want an answer?"),
                            "sensitive": False,
                        },
                        {
                            "id": "e_post",
                            "kind": "email",
                            "label": _said("Vilken e-post når vi dig på?", "What is your e-mail?"),
                            "show_when": 'vill_ha_svar = "yes"',
                        },
                    ],
                }
            ],
        }
    ],
    "tests": [
        {
            "id": "vill_inte_ha_svar",
            "title": "Den som inte vill ha svar blir inte frågad om e-post",
            "today": "2026-11-22",
            "answers": {
                "vad_galler_det": "forslag",
                "beratta": "Fler bänkar",
                "vill_ha_svar": "no",
            },
            "expect": {"hidden": ["e_post"], "problems": []},
        }
    ],
}


def load(cast: Cast, *, now: datetime) -> None:
    """Let Lena make the form, publish it, and begin to change it."""
    at, lena = now - BEGUN_BEFORE, cast.actor("lena")
    with tenant_context(cast.home):
        draft_id = questionnaires.begin_form(
            actor=lena, key="munkedal_lamna_en_synpunkt", content=_FEEDBACK, now=at
        )
        questionnaires.publish_form(draft_id=draft_id, now=at)
        questionnaires.comment_on_form(
            draft_id=draft_id,
            element="field:beratta",
            text="Ska vi påminna om att inte skriva personnummer här?",
            actor=lena,
            now=now - timedelta(days=2),
        )
