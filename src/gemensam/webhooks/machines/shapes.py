"""What goes out as JSON, in the feed and in webhooks alike."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from gemensam.identity.shapes import Shape
from gemensam.webhooks.queries import OccurrenceRow
from gemensam.webhooks.rules import Kind

# A number fits in the database's column.
GREATEST: Final = 2**63 - 1


class Event(Shape):
    """Something that happened. Ids only: ask for the rest, and get it as it is then."""

    id: Annotated[UUID, Field(description="The same in a webhook's `webhook-id`.")]
    number: Annotated[
        int,
        Field(ge=1, le=GREATEST, description="Grows; some are missing, none comes in afterwards."),
    ]
    type: Kind
    timestamp: datetime
    data: Annotated[
        dict[str, UUID],
        Field(
            description="What it is about: `case_id`, and `event_id` (in the case's thread) or"
            " `care_service_id`.",
            examples=[{"case_id": "01937f2e-4b1c-7e5a-9d3f-6a2b8c4d0e1f"}],
        ),
    ]


def event_of(row: OccurrenceRow) -> Event:
    """Write what happened."""
    return Event.model_validate(
        {
            "id": row.id,
            "number": row.number,
            "type": row.kind,
            "timestamp": row.at,
            "data": row.about,
        },
        strict=False,
    )


class EventList(Shape):
    """A page of what happened, oldest first."""

    events: list[Event]
    next: Annotated[
        int,
        Field(
            ge=0,
            le=GREATEST,
            description="Ask again with this as `after`: at once, or when there is more.",
        ),
    ]
    has_more: Annotated[bool, Field(description="There is more already.")]
