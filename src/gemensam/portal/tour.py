"""The main job by hand: ten minutes, person by person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class TourStep:
    """Who to be, what to do, what to see."""

    persona: str
    title: str | Promise
    do: Sequence[str | Promise]
    see: str | Promise
    path: str


STEPS: Sequence[TourStep] = (
    TourStep(
        "eva",
        _("Eva applies for her mother"),
        (
            _("Choose that the alarm is for Margit, whom you represent."),
            _("Answer page by page. Leave in the middle and come back if you like: it is saved."),
            _("Check the answers and send."),
        ),
        _("You get a receipt with a case number, and the case stands under My pages."),
        "/munkedal/ansok/trygghetslarm/",
    ),
    TourStep(
        "cecilia",
        _("Cecilia asks a question"),
        (
            _("Open the new case from the work list."),
            _("Choose “Ask about this” at one of the answers and write a question."),
        ),
        _("The clock pauses: the case waits for an answer."),
        "/arbeta/",
    ),
    TourStep(
        "eva",
        _("Eva answers"),
        (_("Open the case under My pages and answer the question."),),
        _("The answer stands in the same thread that Cecilia sees."),
        "/munkedal/mina-sidor/",
    ),
    TourStep(
        "cecilia",
        _("Cecilia grants the alarm"),
        (_("Write why, and grant it. Open the decision as a PDF."),),
        _("An alarm unit is ordered in the same moment."),
        "/arbeta/",
    ),
    TourStep(
        "bo",
        _("Bo enrols the alarm unit"),
        (
            _("Open the order for Margit and write down the unit's number."),
            _("Let the unit send a test alarm and heartbeats: the page shows how."),
        ),
        _("The alarm counts as working only when both have arrived."),
        "/larmenheter/",
    ),
    TourStep(
        "olga",
        _("Margit presses the button, Olga takes the alarm"),
        (
            _("Press the alarm button at /demo/larmknapp/ with the unit's number."),
            _("Take the alarm, see who it is and where, and send the night patrol."),
        ),
        _("Both the alarm centre and the municipality have a log row of what Olga saw."),
        "/larm/",
    ),
    TourStep(
        "nils",
        _("Nils drives there and writes a note without a net"),
        (
            _("Accept the visit on the phone. Read what matters."),
            _("Switch off the net and write a note. Switch it on again."),
        ),
        _("The note says “on the phone” and then “received”."),
        "/hemtjanst/",
    ),
    TourStep(
        "hanna",
        _("Hanna, nurse, reads the note"),
        (_("Look up Margit and open her notes."),),
        _("Without the right commission, or without consent, the page says why not."),
        "/journal/",
    ),
    TourStep(
        "margit",
        _("Margit sees who has read"),
        (_("Open “Who has read about me”."),),
        _("Every reading stands there, with person, role and purpose."),
        "/munkedal/mina-sidor/vem-har-last/",
    ),
    TourStep(
        "anna",
        _("Anna reports an hour"),
        (_("Choose safety alarms and press “1 h”."),),
        _("The hour waits: nobody attests their own time."),
        "/program/timmar/",
    ),
    TourStep(
        "bo",
        _("Bo attests it"),
        (_("Attest what is chosen."),),
        _("The hour becomes co-funding on the county's page about the money."),
        "/program/timmar/attestera/",
    ),
    TourStep(
        "karin",
        _("Karin follows it up"),
        (_("Open the county's page and the workings behind a figure."),),
        _("The shares have moved, and every figure opens to its rows."),
        "/mal/",
    ),
)
