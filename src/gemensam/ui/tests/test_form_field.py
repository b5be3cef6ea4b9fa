"""Fields: every label, hint and error is tied to its control."""

import re
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from gemensam.ui import widgets


class _Form(forms.Form):
    street = forms.CharField(label="Gata", help_text="Gata och nummer")
    rent = widgets.MoneyField(label="Hyra", required=False)
    answer = forms.ChoiceField(
        label="Svar", choices=[("a", "Ja"), ("b", "Nej")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="Säker")
    proof = forms.FileField(label="Intyg", widget=widgets.FileDrop, required=False)


def _draw(template: str, form: forms.Form) -> str:
    with translation.override("sv"):
        return Template("{% load ui %}" + template).render(Context({"form": form}))


def _attribute(html: str, name: str) -> list[str]:
    return re.findall(rf'\b{name}="([^"]*)"', html)


def test_hint_and_error_describe_the_control():
    html = _draw("{% form_field form.street %}", _Form({}))

    assert _attribute(html, "aria-describedby") == ["id_street_hint id_street_error"]
    assert _attribute(html, "aria-invalid") == ["true"]
    assert 'id="id_street_hint"' in html
    assert 'id="id_street_error"' in html
    assert "Fyll i: Gata" in html


def test_field_without_hint_or_error_describes_nothing():
    html = _draw("{% form_field form.rent %}", _Form())

    assert _attribute(html, "aria-describedby") == []
    assert _attribute(html, "for") == ["id_rent"]
    assert "(frivilligt)" in html
    assert "kr" in html


def test_choices_are_a_fieldset_with_its_error():
    html = _draw("{% form_field form.answer %}", _Form({}))

    assert html.count("<legend>") == 1
    assert _attribute(html, "for") == ["id_answer_0", "id_answer_1"]
    assert 'aria-describedby="id_answer_error"' in html


def test_every_id_is_used_once_and_every_reference_is_there():
    html = _draw("{% error_summary form %}{% form_fields form %}", _Form({}))

    ids = re.findall(r'(?<![-\w])id="([^"]*)"', html)
    referred = {
        one
        for name in ("for", "aria-describedby", "aria-labelledby")
        for value in _attribute(html, name)
        for one in value.split()
    } | set(re.findall(r'href="#([^"]*)"', html))
    assert len(ids) == len(set(ids))
    assert referred <= set(ids)


def test_error_summary_leads_to_each_control_in_order():
    html = _draw("{% error_summary form %}", _Form({}))

    assert re.findall(r'<a href="#([^"]*)">([^<]*)', html) == [
        ("id_street", "Fyll i: Gata"),
        ("id_answer_0", "Välj ett svar: Svar"),
        ("id_sure", "Kryssa i rutan: Säker"),
    ]
    assert "3 uppgifter behöver rättas" in html


def test_error_summary_of_a_right_form_is_empty():
    assert _draw("{% error_summary form %}", _Form()).strip() == ""


def test_own_error_words_are_kept():
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "Vi behöver ditt namn"})

    assert "Vi behöver ditt namn" in _draw("{% form_field form.name %}", Own({}))


def test_what_was_typed_is_escaped():
    html = _draw("{% form_field form.street %}", _Form({"street": '"><script>'}))

    assert "<script>" not in html


@pytest.mark.parametrize(
    "typed", ["8 450", "8\u00a0450 kr", "8\u202f450,00", "8450.00", " 8450KR "]
)
def test_amount_is_read_as_people_write_it(typed):
    assert widgets.MoneyField().clean(typed) == Decimal(8450)


@pytest.mark.parametrize("value", [Decimal("8450.50"), Decimal(1_000_000), Decimal("-12.05")])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_amount_shown_in_the_field_is_read_back_the_same(value, language):
    with translation.override(language):
        assert widgets.MoneyField().clean(widgets.MoneyInput().format_value(value)) == value
