"""What a view answers when what it does is refused: a table above the view instead of a try inside it."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

type Kinds = type[Exception] | tuple[type[Exception], ...]
# Is given the request, the error, and what the address says.
type Answer = Callable[..., HttpResponse]
type View = Callable[..., HttpResponseBase]


def refusals(answers: Mapping[Kinds, Answer], *, absent: Kinds = ()) -> Callable[[View], View]:
    """Answer each kind of refusal as the table says, the first that fits; `absent` is a 404.

    An answer that shows a page may itself find that there is none. Whatever stands in no table goes
    on upwards. Stands nearest the view, within `logged_in`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return _answered(view, answers, request, *args, **kwargs)
            except absent as error:
                raise Http404 from error

        return guarded

    return decorate


def _answered(
    view: View, answers: Mapping[Kinds, Answer], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    try:
        return view(request, *args, **kwargs)
    except Exception as error:
        for kinds, answer in answers.items():
            if isinstance(error, kinds):
                return answer(request, error, *args, **kwargs)
        raise
