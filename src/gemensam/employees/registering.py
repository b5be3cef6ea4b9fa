"""Write an employment that is over down by hand: one that ended before the HR system was read in."""

from datetime import date, datetime

from gemensam.employees.models import Category, Employee


def register_former_employee(
    *,
    hr_number: str,
    hsa_id: str,
    given_name: str,
    family_name: str,
    category: Category,
    title: str,
    workplace: str,
    starts_on: date,
    ends_on: date,
    now: datetime,
) -> None:
    """Write down an employment that is over in the running tenant: HR's files no longer have it."""
    Employee.objects.create(
        hr_number=hr_number,
        hsa_id=hsa_id,
        given_name=given_name,
        family_name=family_name,
        category=category,
        title=title,
        workplace=workplace,
        starts_on=starts_on,
        ends_on=ends_on,
        left_at=now,
        removed_at=now,
    )
