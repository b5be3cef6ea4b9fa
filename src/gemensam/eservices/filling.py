"""An application while it is filled in: its form, its answers, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from gemensam.eservices import catalogue, policy, queries
from gemensam.eservices.catalogue import EService
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import ApplicationRow, NoSuchApplication
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.api import FormSchema, Page, SavedAnswer, Typed, Value


@dataclass(frozen=True, slots=True)
class Filling:
    """Everything that a page of the application needs."""

    application: ApplicationRow
    offered: EService
    resident: people.ResidentRow
    schema: FormSchema
    saved: Mapping[str, SavedAnswer]
    is_on_behalf: bool

    @property
    def answers(self) -> dict[str, Value]:
        return {field_id: saved.value for field_id, saved in self.saved.items()}

    @property
    def shown(self) -> frozenset[str]:
        return questionnaires.visible(self.schema, self.answers)

    @property
    def pages(self) -> Sequence[Page]:
        return questionnaires.shown_pages(self.schema, self.answers)

    def page(self, number: int) -> Page:
        """Give a page by its number in the form, from 1. Raises NoSuchApplication."""
        if not 1 <= number <= len(self.schema.pages):
            raise NoSuchApplication
        return self.schema.pages[number - 1]

    def number_of(self, page: Page) -> int:
        return self.schema.pages.index(page) + 1

    def next_after(self, page: Page) -> int | None:
        """Give the number of the next page that has anything to ask; None after the last."""
        numbers = [self.number_of(one) for one in self.pages]
        return next((n for n in numbers if n > self.number_of(page)), None)

    def before(self, page: Page) -> int | None:
        """Give the number of the page before; None before the first."""
        numbers = [self.number_of(one) for one in self.pages]
        return next((n for n in reversed(numbers) if n < self.number_of(page)), None)

    def with_typed(self, typed: Mapping[str, Value]) -> dict[str, Value]:
        """Give the saved answers with what was typed laid over them."""
        return {**self.answers, **typed}

    def first_unfinished(self) -> int | None:
        """Give the first page where something needs mending; None when all is well."""
        for page in self.pages:
            if questionnaires.problems(self.schema, self.answers, page=page):
                return self.number_of(page)
        return None


def open_application(
    visit: Visit,
    application_id: UUID,
    slug: str,
    *,
    activity: Activity = Activity.READ,
    is_logged: bool = True,
) -> Filling:
    """Load an application for a page, once the visitor may.

    Raises Refused, NoSuchApplication: also when it is of another service than the address says.
    """
    # Before looking: staff, of any municipality, must not learn which ids there are.
    policy.ensure_is_resident(visit)
    row = queries.application(application_id)
    try:
        offered = catalogue.by_slug(slug)
    except catalogue.NoSuchService as error:
        raise NoSuchApplication from error
    if offered.key != row.service:
        raise NoSuchApplication(application_id)
    resident = people.resident(row.resident_id)
    policy.ensure_application(
        visit,
        activity,
        resident=resident,
        service=row.service,
        application=row,
        is_logged=is_logged,
    )
    response = questionnaires.response(row.response_id)
    return Filling(
        application=row,
        offered=offered,
        resident=resident,
        schema=questionnaires.version(response.version_id).schema,
        saved=questionnaires.saved_answers(row.response_id),
        is_on_behalf=resident.person_id != visit.actor.person_id,
    )


def seen_revisions(
    typed: Mapping[str, Value], posted: Mapping[str, Sequence[str]]
) -> dict[str, Typed]:
    """Pair what was typed with the revisions that the page was shown."""
    found = {}
    for field_id, value in typed.items():
        words = posted.get(f"seen.{field_id}", ["0"])[0]
        found[field_id] = Typed(value, int(words) if words.isascii() and words.isdigit() else 0)
    return found


def writer_of(posted: Mapping[str, Sequence[str]]) -> UUID | None:
    """Read which open page this is; a page without a mark stands for itself alone."""
    try:
        return UUID(posted.get("writer", [""])[0])
    except ValueError:
        return None
