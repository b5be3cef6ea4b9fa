"""The address of the feed: thin, over `queries`."""

from typing import Annotated, Final

from ninja import Query, Router

from gemensam.identity.api import Bearer, Request, Scope
from gemensam.webhooks import queries
from gemensam.webhooks.machines import shapes

MOST_A_PAGE: Final = 500

router = Router()


@router.get("/events", auth=Bearer(Scope.EVENTS_READ), response=shapes.EventList, url_name="events")
def events(
    request: Request,
    after: Annotated[
        int, Query(ge=0, le=shapes.GREATEST, description="`next` of the answer before.")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 100,
) -> shapes.EventList:
    """List what has happened, oldest first. Whoever asks on from `next` misses nothing."""
    found = queries.occurrences(request.actor, after=after, most=limit + 1, now=request.now)
    page = found[:limit]
    return shapes.EventList(
        events=[shapes.event_of(one) for one in page],
        next=page[-1].number if page else after,
        has_more=len(found) > limit,
    )
