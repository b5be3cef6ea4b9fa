"""Controls drawn in Python are what Django's own templates draw, whatever is written in them."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from gemensam.ui import widgets
from gemensam.ui.controls import Controls

WRITTEN = st.text(st.characters(exclude_categories=("Cs", "Cc"))) | st.sampled_from(
    ['<script>alert("x")</script>', "\" onfocus='x' ", "&amp;", "åäö", mark_safe("<b>safe</b>")]
)
CHOICES = [("", "Välj"), ("a", "A < B"), ("Grupp & co", [("b", '"B"'), (3, "tre")])]


class _Form(forms.Form):
    text = forms.CharField(widget=forms.TextInput(attrs={"data-x": "1", "disabled": False}))
    area = forms.CharField(widget=forms.Textarea(attrs={"autofocus": True, "rows": 3}))
    number = forms.IntegerField()
    money = widgets.MoneyField(required=False)
    day = forms.DateField(widget=widgets.DateInput)
    at = forms.TimeField(widget=widgets.TimeInput)
    email = forms.EmailField()
    hidden = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField()
    one = forms.ChoiceField(choices=CHOICES)
    several = forms.MultipleChoiceField(choices=CHOICES)
    radio = forms.ChoiceField(choices=CHOICES[:2], widget=forms.RadioSelect)
    boxes = forms.MultipleChoiceField(choices=CHOICES[:2], widget=forms.CheckboxSelectMultiple)
    file = forms.FileField()


NAMES = list(_Form.base_fields)
ONE_OF_SEVERAL = ("radio", "boxes")


def _drawn(name: str, form: forms.Form) -> list[str]:
    bound = form[name]
    if name in ONE_OF_SEVERAL:
        return [one.tag() for one in bound.subwidgets]
    return [bound.as_widget(attrs={"aria-describedby": "x y"})]


def _without_gaps(drawn: list[str]) -> list[str]:
    """Line breaks between options mean nothing; inside a text area they do."""
    return [re.sub(r">\s+<(?!/textarea)", "><", one.strip()) for one in drawn]


def _both(name: str, **form: object) -> tuple[list[str], list[str]]:
    drawn = [
        _without_gaps(_drawn(name, _Form(**form, renderer=renderer)))
        for renderer in (Controls(), DjangoTemplates())
    ]
    return drawn[0], drawn[1]


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_control_is_drawn_as_django_draws_it(name):
    ours, theirs = _both(name)
    assert ours == theirs


@given(name=st.sampled_from(NAMES), value=WRITTEN)
def test_a_control_with_anything_in_it_is_drawn_as_django_draws_it(name, value):
    ours, theirs = _both(name, data={name: value})
    assert ours == theirs


@given(value=st.sampled_from(["a", "b", "3"]), name=st.sampled_from(["one", "several", "boxes"]))
def test_what_is_chosen_is_marked_as_django_marks_it(name, value):
    ours, theirs = _both(name, initial={name: [value] if name != "one" else value})
    assert ours == theirs


def test_a_whole_group_of_choices_is_left_to_djangos_templates():
    ours = str(_Form(renderer=Controls())["radio"])
    assert ours == str(_Form(renderer=DjangoTemplates())["radio"])


def test_forms_are_drawn_so():
    assert isinstance(get_default_renderer(), Controls)
