"""What the decision's PDF really holds, read back by another library."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pikepdf
import pytest
from tests.paper import text_of

from gemensam.cases import letter
from gemensam.cases.basis import Basis, BasisPart, BasisRow
from gemensam.kernel.money import Money

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
LETTER = letter.Letter(
    title="Beslut om trygghetslarm",
    description="Beslut i ärende 2026-0417",
    sender="Munkedals kommun",
    unit="Biståndsenheten",
    number="2026-0417",
    receiver=("Margit Lindgren", "Strandvägen 14", "455 93 Dingle"),
    decided_on="21 november 2026",
    decided_at="21 november 2026 kl. 16.30",
    plain_words="Du får det du ansökte om: trygghetslarm.",
    decision="Du beviljas trygghetslarm från och med 23 november 2026.",
    motivation="Du har fallit två gånger.",
    law="11 kap. 1 § socialtjänstlagen (2025:400)",
    decided_by="Cecilia Nyberg, biståndshandläggare",
    delegation_point="4.2",
    appeal=letter.appeal_text(board="Munkedals kommun", number="2026-0417"),
)


def _open(given=LETTER):
    return pikepdf.open(io.BytesIO(letter.to_pdf(given, now=NOW)))


def _tags(node, found=None):
    found = [] if found is None else found
    if isinstance(node, pikepdf.Array):
        for one in node:
            _tags(one, found)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.append(str(node.S))
        if "/K" in node:
            _tags(node.K, found)
    return found


def test_the_letter_is_tagged_and_says_its_language_and_title():
    with _open() as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "sv-SE"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == "Beslut om trygghetslarm"
        tags = _tags(root.StructTreeRoot)
    assert (tags.count("/H1"), tags.count("/H2")) == (1, 5)
    assert "/P" in tags


def test_an_amount_stands_line_by_line_in_tables_with_heads():
    rows = (BasisRow("Hyra", "9 350 kr", "9 000 kr", "Riktlinje."),)
    parts = (BasisPart("Kostnader", rows), BasisPart("Normen", rows, "Påhittad"))
    basis = Basis(UUID(int=1), "november 2026", Money(900000), Money(935000), parts, "Påhittat.")
    with _open(replace(LETTER, basis=basis)) as pdf:
        tags = _tags(pdf.Root.StructTreeRoot)
        text = text_of(pdf).replace(" ", "")
    counted = [tags.count(one) for one in ("/H2", "/H3", "/Table", "/TH", "/TD")]
    assert counted == [6, 2, 2, 6, 6]
    for said in ("Påhittat.", "Källa:Påhittad", "Hyra", "Riktlinje.", "9350kr", "9000kr"):
        assert said in text


def test_the_letter_claims_pdf_ua_1_and_pdf_a_2a():
    with _open() as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


@pytest.mark.parametrize(
    "sentence",
    [
        "Munkedals kommun",
        "Ärende 2026-0417",
        "Margit Lindgren",
        "Du beviljas trygghetslarm från och med 23 november 2026.",
        "Du har fallit två gånger.",
        "11 kap. 1 § socialtjänstlagen (2025:400)",
        "inom tre veckor",
    ],
)
def test_the_letter_can_be_read_as_text(sentence):
    with _open() as pdf:
        assert sentence.replace(" ", "") in text_of(pdf).replace(" ", "")


def test_what_a_caseworker_writes_is_never_read_as_instructions():
    wanted = '#panic() *fet* $x$ @ref [a] <b> \\ #read("/etc/passwd")'
    with _open(replace(LETTER, motivation=wanted)) as pdf:
        assert wanted.replace(" ", "") in text_of(pdf).replace(" ", "")


def test_the_same_letter_at_the_same_instant_gives_the_same_bytes():
    assert letter.to_pdf(LETTER, now=NOW) == letter.to_pdf(LETTER, now=NOW)
