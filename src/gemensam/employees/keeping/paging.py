"""Pages of what is sorted by a name: the cursor is the last row's id, since no name stands in an address."""

from uuid import UUID

from django.db.models import Model, Q, QuerySet

from gemensam.ui.paging import PAGE_SIZE, Page


def page_by_name[ModelT: Model](
    rows: QuerySet[ModelT], *, after: str = "", size: int = PAGE_SIZE
) -> Page[ModelT]:
    """Read one page in the order of `sort_key`; a cursor of a row that is gone starts over."""
    started_over = False
    if after:
        anchor = _anchor(rows.model, after)
        started_over = anchor is None
        if anchor is not None:
            key, last = anchor
            beyond = Q(sort_key__gt=key) | Q(sort_key=key, id__gt=last)
            rows = rows.filter(beyond, sort_key__gte=key)
    found = list(rows.order_by("sort_key", "id")[: size + 1])
    cursor = str(found[size - 1].pk) if len(found) > size else ""
    return Page(tuple(found[:size]), cursor, started_over)


def _anchor(model: type[Model], after: str) -> tuple[str, UUID] | None:
    try:
        last = UUID(after)
    except ValueError:
        return None
    rows = model._default_manager.filter(pk=last)
    found: tuple[str, UUID] | None = rows.values_list("sort_key", "pk").first()
    return found
