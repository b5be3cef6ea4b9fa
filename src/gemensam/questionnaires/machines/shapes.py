"""What goes in and out as JSON. The OpenAPI description is made from these."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from gemensam.identity.shapes import Shape

# No form of ours has a tenth as many questions; more would be rows without end.
MOST_ANSWERS: Final = 2000

# A whole application: the shipped form takes it as it stands.
EXAMPLE: Final = {
    "lives_alone": "alone",
    "home_kind": "flat",
    "situations": ["falling", "worry"],
    "fallen": "no",
    "reason": "Jag är rädd för att ramla när ingen är hemma.",
    "mobile_coverage": "good",
    "landline": "no",
    "spare_key": "yes",
    "phone_number": "070-174 06 05",
    "first_contact": {"name": "Eva Lind", "relation": "dotter", "phone": "070-174 06 06"},
    "share_with_centre": "yes",
}

type Words = Annotated[
    dict[str, str],
    Field(
        description="The same words in several languages, by ISO 639 code.",
        examples=[{"sv": "Ansök om trygghetslarm", "en": "Apply for a safety alarm"}],
    ),
]
KEY: Final = r"^[a-z][a-z0-9_]{0,59}$"
Key = Annotated[str, Field(pattern=KEY, examples=["safety_alarm_application"])]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the version.")]
# A version's number fits in the database's column.
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
# PostgreSQL keeps every character but this one.
Text = Annotated[str, Field(pattern=r"^[^\u0000]*$")]
# pydantic's patternProperties alone lets other names through in the description.
_NO_OTHERS: Final = {"additionalProperties": False}
Parts = Annotated[
    dict[Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")], Text],
    Field(json_schema_extra=_NO_OTHERS),
]
Answer = Annotated[
    Text | list[Text] | Parts,
    Field(
        description="Text, or the id of the choice; a list of ids where several may be chosen; the"
        " parts by name where a question has several inputs (person, address, period)."
        " Numbers, dates and times are written as people write them:"
        ' "1250,50" or "1250.50", "2026-11-22", "08:30". Yes and no are "yes" and "no";'
        ' a statement that is accepted is "yes".',
    ),
]
AnswerKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}(@[a-z0-9]{1,12})?$")]
Answers = Annotated[
    dict[AnswerKey, Answer],
    Field(
        max_length=MOST_ANSWERS,
        json_schema_extra=_NO_OTHERS,
        description="By the question's id. In a group that is asked several times: `question@row`,"
        ' and `group@row`: "yes" for each row that is there. Rows have ids of your own'
        " choosing: at most twelve small letters and digits.",
        examples=[EXAMPLE],
    ),
]


class FormEntry(Shape):
    """A form that can be used, in the version that applies now."""

    key: Key
    title: Words
    version: Number
    digest: Digest
    languages: Annotated[list[str], Field(examples=[["sv", "en"]])]
    is_own: Annotated[bool, Field(description="The organisation's own, or one that all share.")]
    published_at: datetime
    closes_at: Annotated[
        datetime | None, Field(description="From then on no response is taken; null: never.")
    ]


class FormList(Shape):
    """A page of the list."""

    forms: list[FormEntry]
    next: Annotated[
        str | None, Field(description="Ask again with this as `after`; null on the last page.")
    ]


class FormVersion(Shape):
    """One published version. It never changes."""

    key: Key
    version: Number
    digest: Digest
    published_at: datetime
    definition: Annotated[
        dict[str, Any],
        Field(
            description="The form as it was published; its JSON Schema is at /formular/schema.json."
        ),
    ]
    program: Annotated[
        dict[str, Any],
        Field(
            description="The form's rules, compiled: what /static/questionnaires/program.js runs."
        ),
    ]
    not_by_api: Annotated[
        list[str],
        Field(description="Questions that only a page can ask: files and signatures."),
    ]


class Filled(Shape):
    """Answers to a form."""

    answers: Answers
    version: Annotated[
        Number | None, Field(description="The version that was answered; else what applies now.")
    ] = None
    digest: Annotated[
        Digest | None, Field(description="As version, by its digest; both must then agree.")
    ] = None


class ProblemOfAnswer(Shape):
    """What is wrong with one answer, and how to mend it."""

    key: Annotated[str, Field(description="The key of the answer, or of the group of rows.")]
    part: Annotated[str, Field(description="Which part of an answer in parts; else empty.")]
    text: Words


class Checked(Shape):
    """What the form makes of the answers. Nothing was stored."""

    version: Number
    digest: Digest
    is_complete: Annotated[bool, Field(description="The same answers would be stored.")]
    problems: list[ProblemOfAnswer]
    hidden: Annotated[
        list[str], Field(description="Answers that do not count: their questions are not asked.")
    ]
    calculated: Annotated[dict[str, str], Field(description="What the form calculates, by key.")]


class Received(Shape):
    """A response that is stored and submitted."""

    id: UUID
    form: Key
    version: Number
    digest: Digest
    submitted_at: datetime
    answers_digest: Annotated[
        str, Field(description="SHA-256 over the answers that count, as canonical JSON.")
    ]


class ResponseDetail(Received):
    """A response that the client brought, with its answers."""

    answers: Answers
