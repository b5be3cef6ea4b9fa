"""An address that is filled in is the one that Django works out."""

from uuid import UUID

from django.urls import reverse

from gemensam.ui.addresses import address_of

ONE, OTHER = UUID(int=1), UUID(int=2**128 - 1)


def test_it_is_what_django_works_out_for_each():
    for name in ("cases:case", "keeping:person", "keeping:commission"):
        for it in (ONE, OTHER):
            assert address_of(name, it) == reverse(name, args=[it])
