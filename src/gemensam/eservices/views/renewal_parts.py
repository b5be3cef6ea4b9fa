"""What the pages of a monthly application show beside its questions: last month, and the signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from gemensam.eservices import months, policy, queries, renewing, signing
from gemensam.eservices.filling import Filling
from gemensam.eservices.policy import Visit
from gemensam.kernel.actor import Activity
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.api import Filled
from gemensam.ui import formats
from gemensam.ui.parts import Fact

# Last month's incomes are told where this month's are asked; everything else stands in a part.
_TOLD_AT = {"income_ask": frozenset({"incomes"})}


def carried_of(filling: Filling, visit: Visit) -> questionnaires.Carried | None:
    """Give what goes along from the application before; None where everything is asked."""
    row = filling.application
    if row.previous_id is None or row.month is None:
        return None
    schema = filling.draft.form.schema
    lines = renewing.lines_of(row, now=visit.now)
    return questionnaires.Carried(
        filled=renewing.sheet_of(row, now=visit.now),
        opened_by=renewing.carried(schema, filling.draft.answers),
        asks=frozenset(renewing.parts(schema)),
        sources={one.key: words for one in lines if (words := _compared(one))},
    )


def _compared(line: renewing.Line) -> str:
    """Say of an answer that it goes along, or what it was."""
    if line.is_changed:
        before = {"before": line.before}
        return _("Changed. Before: %(before)s") % before if line.before else _("New")
    if line.since is None:
        return ""
    return _("As in the application for %(month)s.") % {"month": formats.month(line.since)}


def before_of(filling: Filling, visit: Visit, language: str) -> Mapping[str, Sequence[Fact]]:
    """Tell at each question of change how it was, and where incomes are asked what they were."""
    row = filling.application
    if row.previous_id is None:
        return {}
    schema = filling.draft.form.schema
    sheet = renewing.sheet_of(queries.application(row.previous_id), now=visit.now)
    told = {schema.group_of[asked].id: names for asked, names in renewing.parts(schema).items()}
    found = {group: _facts(sheet, names, language) for group, names in {**told, **_TOLD_AT}.items()}
    return {group: facts for group, facts in found.items() if facts}


def _facts(sheet: Filled, names: frozenset[str], language: str) -> list[Fact]:
    """Give a part's answers: a row of a group that is asked several times is one line."""
    found: dict[str, Fact] = {}
    for key, entry in sheet.entries.items():
        if key not in sheet.counting or not {entry.group.id, entry.field.id} & names:
            continue
        words, label = sheet.in_words(key, language), entry.field.label.within(language)
        repeat = entry.group.repeat
        if repeat is None or entry.row is None:
            found[key] = Fact(label, words)
            continue
        of_row = f"{entry.group.id}@{entry.row}"
        one = repeat.one.within(language)
        term = f"{one[:1].upper()}{one[1:]} {sheet.rows(entry.group).index(entry.row) + 1}"
        row = found.get(of_row, Fact(term))
        if entry.field.kind is questionnaires.FieldKind.YES_NO:
            # A "yes" says nothing without its question.
            found[of_row] = replace(row, below=f"{row.below} {label} {words}.".strip())
        else:
            found[of_row] = replace(row, value=f"{row.value}, {words}" if row.value else words)
    return list(found.values())


def check_more(filling: Filling, visit: Visit, *, has_changed: bool = False) -> dict[str, object]:
    """Give what the page before sending says of the month and of who has signed."""
    row = filling.application
    if row.month is None:
        return {}
    standing = signing.standing_of(row, filling.resident, now=visit.now)
    return {
        "month": formats.month(row.month),
        "standing": standing,
        "has_changed": has_changed,
        "may_sign": policy.may(
            visit, Activity.SIGN, resident=filling.resident, service=row.service
        ),
        "journal": journal(standing),
    }


def journal(standing: signing.Standing) -> list[Fact]:
    """Tell in order who signed and who declined: the same to both."""
    return [
        Fact(
            formats.moment(one.at),
            (_("%(name)s did not sign: %(reason)s") if one.reason else _("%(name)s signed"))
            % {"name": one.name, "reason": one.reason},
            below=""
            if one.holds or one.reason
            else _("The signature no longer counts: something was changed, or somebody declined."),
        )
        for one in standing.marks
    ]


def why_not(refusal: Exception) -> str:
    """Say why an application that is signed cannot be sent."""
    if isinstance(refusal, months.AlreadyApplied):
        return _("One of you has sent an application of your own for the month. It holds for both.")
    if isinstance(refusal, questionnaires.AlreadySubmitted):
        return _("Both have signed, and it has been sent.")
    if isinstance(refusal, questionnaires.NotComplete):
        return _("Something is missing in the application. The applicant mends it.")
    return _("The municipality cannot receive applications here yet. Your draft is kept.")
