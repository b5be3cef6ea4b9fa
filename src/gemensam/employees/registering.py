"""Write an employee down by hand, where no HR system has."""

from datetime import date

from gemensam.employees.models import Category, Employee


def register_employee(
    *,
    hr_number: str,
    hsa_id: str,
    given_name: str,
    family_name: str,
    category: Category,
    title: str,
    workplace: str,
    starts_on: date,
    ends_on: date | None = None,
    is_protected: bool = False,
) -> None:
    """Write down an employment in the running tenant, unless HR has told of that number or HSA-id."""
    is_known = bool(hsa_id) and Employee.objects.filter(hsa_id=hsa_id).exists()
    if is_known or Employee.objects.filter(hr_number=hr_number).exists():
        return
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
        is_protected=is_protected,
    )
