"""The mark of a view that anyone may open, for views below identity as for those above it."""

from collections.abc import Callable

from django.http import HttpResponseBase


def public[**Asked, Answer: HttpResponseBase](
    view: Callable[Asked, Answer],
) -> Callable[Asked, Answer]:
    """Mark a view that anyone may open, logged in or not. Every other view refuses strangers."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark on the function, read by tests
    return view
