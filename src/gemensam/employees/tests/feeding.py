"""Files as a municipality's HR system might make them, and a register to send them at."""

from datetime import UTC, date, datetime

from gemensam.employees.feed import mapping, reading, settling, staging
from gemensam.employees.feed.comparing import Limits
from gemensam.employees.feed.rows import GUESSES, Field

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
HEADINGS = {
    Field.HR_NUMBER: "Anställningsnummer",
    Field.GIVEN_NAME: "Förnamn",
    Field.FAMILY_NAME: "Efternamn",
    Field.HSA_ID: "HSA-id",
    Field.CATEGORY: "Personalkategori",
    Field.TITLE: "Befattning",
    Field.WORKPLACE: "Arbetsplats",
    Field.STARTS_ON: "Startdatum",
    Field.ENDS_ON: "Slutdatum",
    Field.IS_PROTECTED: "Skyddad",
}
assert set(HEADINGS) == set(GUESSES)
CATEGORIES = {"Undersköterskor": "SOCIAL_CARE", "Handläggare": "CASEWORKER", "Kök": "NOT_CONCERNED"}
BY = "Henrik Falk"
LIMITS = Limits()


def keep_mapping(*, limits=LIMITS, now=NOW):
    mapping.keep(columns=HEADINGS, categories=CATEGORIES, limits=limits, by=BY, now=now)


def person(number, given="Anna", family="Berg", **over):
    """One row's cells; `over` by our fields' names."""
    cells = {
        "hr_number": str(number),
        "given_name": given,
        "family_name": family,
        "hsa_id": "",
        "category": "Undersköterskor",
        "title": "undersköterska",
        "workplace": "Hemtjänst Norr",
        "starts_on": "2020-01-01",
        "ends_on": "",
        "is_protected": "nej",
    }
    return cells | over


def file_of(*people, separator=";", encoding="utf-8"):
    lines = [separator.join(HEADINGS.values())]
    lines += [separator.join(one[field.value] for field in HEADINGS) for one in people]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def send(*people, is_whole=True, now=NOW, name="personal.csv"):
    """Stage a file; give the delivery."""
    sheet = reading.read(file_of(*people))
    return staging.delivery_of(staging.stage(sheet, name=name, is_whole=is_whole, by=BY, now=now))


def carry_out(delivery, *, now=NOW, is_released=False, reason=""):
    """Look and carry out, as the page does."""
    seen = staging.plan_of(delivery, now=now).fingerprint
    return settling.apply(
        delivery.id, seen=seen, is_released=is_released, reason=reason, by=BY, now=now
    )


def feed(*people, now=NOW, **about):
    return carry_out(send(*people, now=now, **about), now=now)
