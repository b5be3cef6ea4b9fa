"""The list of grants, and the national frame that the county's grant is a part of."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.programme import shipped
from gemensam.programme.pages import shown
from gemensam.programme.queries.ledger import GrantHead
from gemensam.programme.rules.ledger_statement import Standing, Statement
from gemensam.programme.rules.matching import GrantComponent
from gemensam.programme.rules.workings import tenths_of_percent
from gemensam.programme.words import STANDING_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Column, Kind, Lines, Num, Row, Table, Tag


def grants(found: Sequence[tuple[GrantHead, Statement]], *, address: str) -> Table:
    """List grants, each with its first year's figures under the labelled assumption.

    Each leads to `address`: the public statement, or the page where one works with it.
    """
    rows = []
    for head, one in found:
        outcome = one.forecast or one.known
        rows.append(
            Row(
                [
                    Lines(shown.in_swedish(head.title), _("made up") if head.is_synthetic else ""),
                    str(head.year),
                    Tag(
                        _(STANDING_WORDS[one.standing]),
                        Kind.OK if one.standing is Standing.FINAL else Kind.ASK,
                    ),
                    Num(formats.amount(one.granted)),
                    Num(formats.amount(outcome.used)),
                    Num(formats.amount(outcome.on_matchable.matched)),
                    Num(formats.amount(outcome.on_matchable.to_repay)),
                ],
                href=reverse(address, args=[head.key]),
            )
        )
    return Table(
        caption=_("Grants"),
        columns=[
            Column(_("Name of the grant")), Column(_("Year")), Column(_("State")),
            Column(_("Amount granted"), num=True), Column(_("Used"), num=True),
            Column(_("Matched"), num=True), Column(_("To repay"), num=True),
        ],
        rows=rows,
        id="bidragen",
    )  # fmt: skip


def frame(grant: shipped.Grant) -> Table:
    """Set the national frame beside the county's parts of it, and their shares."""
    of = {part.key: part for part in grant.components}
    return Table(
        caption=_("The national frame"),
        columns=[
            Column(_("Part")), Column(_("The whole country"), num=True),
            Column(_("The county"), num=True), Column(_("The county's share"), num=True),
        ],
        rows=[
            Row(
                [
                    shown.in_swedish(one.text),
                    Num(formats.amount(one.amount)),
                    Num(formats.amount(part.amount if (part := of.get(one.key)) else None)),
                    Num(_share(part, one)),
                ]
            )
            for one in grant.national_components
        ],
        foot=[
            _("Sum"),
            Num(formats.amount(grant.national_total)),
            Num(formats.amount(grant.stimulus)),
            Num(shown.percent(tenths_of_percent(grant.stimulus.ore, grant.national_total.ore))),
        ],
        id="ram",
    )  # fmt: skip


def _share(part: GrantComponent | None, whole: shipped.NamedAmount) -> str:
    if part is None:
        return formats.NO_VALUE
    return shown.percent(tenths_of_percent(part.amount.ore, whole.amount.ore))
