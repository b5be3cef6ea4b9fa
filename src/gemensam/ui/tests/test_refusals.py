"""Refusals: each kind is answered as the table says, what is absent is a 404, all else goes on."""

import pytest
from django.http import Http404, HttpResponse

from gemensam.ui.refusals import refusals


class NotThereError(LookupError):
    """Nothing is there."""


def _said(request, error, *, word=""):
    return HttpResponse(f"{request}: {error} {word}")


def _shows_nothing(_request, _error, **_words):
    raise NotThereError


def _view(*answers, **more):
    @refusals(*answers, **more)
    def view(_request, *, word="", raises=None):
        if raises:
            raise raises
        return HttpResponse(word)

    return view


def test_the_first_kind_that_fits_answers():
    @refusals({(KeyError, IndexError): _said, LookupError: _shows_nothing}, absent=NotThereError)
    def view(_request, *, word):
        raise {"a": IndexError("none"), "b": LookupError("none")}[word]

    assert view("who", word="a").content.decode() == "who: none a"
    with pytest.raises(Http404):
        view("who", word="b")


def test_what_stands_in_no_table_goes_on():
    with pytest.raises(ZeroDivisionError):
        _view({KeyError: _said}, absent=NotThereError)("who", raises=ZeroDivisionError())
    assert _view({})("who", word="well").content == b"well"


def test_what_is_absent_is_a_404():
    with pytest.raises(Http404):
        _view({}, absent=(NotThereError,))("who", raises=NotThereError())
