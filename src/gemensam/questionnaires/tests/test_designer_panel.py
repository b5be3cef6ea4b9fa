"""One form in the designer: what is said before something goes, and while the form does not work."""

import pytest
from lxml import html
from tests.cast_at_work import log_in

from gemensam.organisations import api as organisations
from gemensam.questionnaires.designer import drafts
from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.trees import Part, Ref
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def lena(db):
    return log_in("lena").client()


@pytest.fixture
def place(db):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    return place


@pytest.fixture
def draft_id(place):
    with tenant_context(place.tenant_id):
        return drafts.drafts()[0].id


@pytest.fixture
def designer(lena, draft_id):
    return Designer(lena, f"/formular/{draft_id}/")


class Designer:
    """The page as somebody without script uses it."""

    def __init__(self, client, here):
        self.client = client
        self.here = here

    def press(self, go, ref="form", **typed):
        return self.client.post(self.here, {"go": go, "del": ref, **typed})

    def panel(self, ref, **typed):
        """Save the panel of an element with some of it typed anew."""
        form = _tree(self.client.get(f"{self.here}?del={ref}")).get_element_by_id("panel")
        return self.client.post(self.here, {**dict(form.form_values()), "go": "save", **typed})

    def questions(self):
        return _words(self.client.get(self.here), "//li[@class='depth-3']")


def _tree(answer):
    return html.fromstring(answer.content)


def _words(answer, path="//main"):
    return [" ".join(one.text_content().split()) for one in _tree(answer).xpath(path)]


RULE = {"show_when.mode": "words", "show_when": "vill_ha_svar ="}


def test_what_looks_at_something_is_told_before_it_is_removed_and_the_person_decides(designer):
    asked = designer.press("remove:field:vill_ha_svar", "field:vill_ha_svar")
    (told,) = _words(asked, "//*[contains(@class, 'errors')]")

    assert asked.status_code == 409
    assert told.startswith("Något ser på ”Vill du ha svar?” Inget har tagits bort än.")
    assert "E-postadress: Vilken e-post når vi dig på?" in told
    assert designer.questions()[2] == "Vill du ha svar? Ja eller nej"
    sure = designer.press("remove:field:vill_ha_svar", "field:vill_ha_svar", sure="yes")
    assert sure.status_code == 303
    assert designer.questions()[2].startswith("Vilken e-post når vi dig på?")


def test_what_nothing_looks_at_is_removed_at_once_and_the_step_says_its_words(designer):
    designer.press("add:field", new="Något mer?", new_kind="text")
    assert designer.press("remove:field:nagot_mer").status_code == 303
    (first, *_rest) = _words(designer.client.get(designer.here), "//details[@id='fold-steps']//li")

    assert first.startswith("Borttaget: Något mer? Lena")


def test_the_last_page_stays_and_it_is_said_why(designer):
    assert designer.press("remove:page:synpunkt", "page:synpunkt").status_code == 303
    assert (
        "Ett formulär har minst en sida." in _words(designer.client.get(designer.here), "//body")[0]
    )


def test_while_the_form_does_not_work_the_last_state_that_does_is_shown_and_said_to_be_so(designer):
    designer.panel("field:beratta", **{"label.sv": "Berätta mer"})
    designer.panel("field:e_post", **RULE)
    (shown,) = _words(designer.client.get(designer.here), "//section[@class='preview']")

    assert "det senaste läget som fungerar" in shown
    assert "Berätta mer" in shown
    designer.panel("field:e_post", **{**RULE, "show_when": 'vill_ha_svar = "yes"'})
    (shown,) = _words(designer.client.get(designer.here), "//section[@class='preview']")
    assert "det senaste läget som fungerar" not in shown


def test_a_form_that_never_worked_says_what_it_needs_where_it_would_be_shown(lena):
    answer = lena.post("/formular/", {"title": "Ny", "languages": "sv"})
    (shown,) = _words(lena.get(answer["Location"]), "//section[@class='preview']")

    assert "Det visas här så snart det går att läsa. Lägg till en fråga: ”Grupp” är tom." in shown


def test_whoever_cannot_try_the_form_is_told_why_and_comes_to_the_fault(designer):
    designer.panel("field:e_post", **RULE)
    answer = designer.client.get(f"{designer.here}prova/")
    page = designer.client.get(answer["Location"])

    assert answer["Location"] == f"{designer.here}?del=field:e_post"
    (told,) = _words(page, "//*[@id='messages']")
    assert told.startswith(
        "Formuläret kan provas när det här är lagat: Vilken e-post når vi dig på?: Rad 1"
    )


def test_a_test_of_the_form_is_removed_where_what_looks_at_a_question_leads(designer):
    asked = designer.press("remove:field:e_post", "field:e_post")
    (link,) = _tree(asked).xpath(
        "//*[@class='errors stack gap3']//a[starts-with(., 'Prov:')]/@href"
    )
    press = _tree(designer.client.get(designer.here + link)).xpath(
        "//*[@aria-labelledby='tests']//button"
    )

    assert link == "?del=form#tests"
    designer.press(press[0].get("value"))
    assert designer.press("remove:field:e_post", "field:e_post").status_code == 303


def test_an_empty_group_hides_nothing_of_how_the_form_looks(designer):
    designer.press("add:group", new="Om dig")
    (shown,) = _words(designer.client.get(designer.here), "//section[@class='preview']")

    assert "Vad vill du berätta?" in shown
    assert "det senaste läget som fungerar" not in shown


def test_groups_without_a_title_are_told_apart(designer):
    designer.press("add:group", new="Om dig")
    designer.panel("group:om_dig", **{"title.sv": ""})
    groups = _words(designer.client.get(designer.here), "//li[@class='depth-2']/a")

    assert groups[-2:] == ["Grupp 1", "Grupp 2"]


def test_a_new_question_begins_as_the_one_before_it(designer, draft_id, place):
    designer.press("add:field", "field:beratta", new="Stämmer det?", new_kind="yes_no")
    designer.panel("field:stammer_det", sensitive="")
    page = _tree(designer.client.get(f"{designer.here}?del=field:stammer_det"))

    assert page.xpath("//select[@id='new_kind']/option[@selected]/@value") == ["yes_no"]
    designer.press("add:field", "field:stammer_det", new="Och nu?", new_kind="text")
    with tenant_context(place.tenant_id):
        made = trees.find(drafts.draft(draft_id).content, Ref(Part.FIELD, "och_nu"))
    assert made == {
        "id": "och_nu", "kind": "text", "label": {"sv": "Och nu?"}, "sensitive": False
    }  # fmt: skip


def _choices(place, draft_id, field):
    with tenant_context(place.tenant_id):
        found = trees.find(drafts.draft(draft_id).content, Ref(Part.FIELD, field))
    return [(one["id"], one["label"]["sv"]) for one in found["choices"]]


def test_many_choices_are_pasted_and_anothers_are_taken_each_once(designer, draft_id, place):
    designer.press("add:field", new="Hur ofta?", new_kind="choice")
    lines = {"choice.lines": "Varje dag\r\n\r\n  Mer  sällan \r\nvarje dag"}
    expected = [("varje_dag", "Varje dag"), ("mer_sallan", "Mer sällan")]
    for _again in range(2):
        designer.panel("field:hur_ofta", **lines)
        assert _choices(place, draft_id, "hur_ofta") == expected
    designer.press("add:field", new="Och förr?", new_kind="choice")
    designer.panel("field:och_forr", **{"choice.from": "hur_ofta"})
    assert _choices(place, draft_id, "och_forr") == expected


def test_a_copy_has_ids_of_its_own_and_its_rules_speak_of_the_copy(designer, draft_id, place):
    with tenant_context(place.tenant_id):
        before = drafts.draft(draft_id).content
    answer = designer.press("copy", f"page:{before['pages'][0]['id']}")
    with tenant_context(place.tenant_id):
        now = drafts.draft(draft_id).content
    first, copy = now["pages"][:2]
    names = {one["id"]: f"{one['id']}_2" for group in first["groups"] for one in group["fields"]}
    conditions = [
        (field["id"], field.get("show_when"), other["id"], other.get("show_when"))
        for group, copied in zip(first["groups"], copy["groups"], strict=True)
        for field, other in zip(group["fields"], copied["fields"], strict=True)
    ]

    assert first == before["pages"][0]
    assert answer["Location"].endswith(f"del=page:{first['id']}_2#panel-title")
    assert [(one[2], one[3]) for one in conditions] == [
        (names[id_], rule and rule.replace("vill_ha_svar", "vill_ha_svar_2"))
        for id_, rule, _other, _rule in conditions
    ]
    assert any(rule for _id, rule, _other, _rule in conditions)


def test_a_form_says_once_whether_its_answers_are_sensitive(designer, draft_id, place):
    def told():
        return _words(designer.client.get(designer.here), "//*[@aria-labelledby='sensitive']/p")

    designer.press("mark:not")
    assert told()[0].startswith("0 av 4 frågor är markerade som känsliga")
    designer.press("add:field", "field:beratta", new="Och nu?", new_kind="text")
    assert told()[0].startswith("0 av 5 frågor")
    designer.press("mark:sensitive")
    assert told()[0].startswith("5 av 5 frågor")
    with tenant_context(place.tenant_id):
        assert "sensitive" not in str(drafts.draft(draft_id).content)
