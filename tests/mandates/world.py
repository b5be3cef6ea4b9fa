"""Two residents with everything that can be done for them, and one representative in every position."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.addresses import every_address
from tests.cast_at_work import log_in, undone
from tests.mandates import positions
from tests.mandates.matrix import Row
from tests.mandates.positions import ALARM, DAY, HOME_CARE, MEALS, REPRESENTATIVE

from gemensam.cases import actions as casework
from gemensam.cases import api as cases
from gemensam.cases import meetings
from gemensam.cases.meeting_models import Meeting
from gemensam.cases.models import Case, Delegation, Pause
from gemensam.cases.tests.acting import World, open_case_with_files, the_world
from gemensam.eservices import mandate_scopes
from gemensam.eservices.models import Application
from gemensam.eservices.tests.browsing import Visitor, begin, fill_in
from gemensam.files import api as files
from gemensam.files.models import StoredFile
from gemensam.identity.models import DemoPersona
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.people.models import Mandate
from gemensam.performers import api as performers
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context

PDF = b"%PDF-1.7\n% ett intyg\n"
TERMS = {"days": ["mon"], "portions": ["one"], "diet": ["ordinary"], "texture": ["whole"]}
# What is done about meals; all else is about a safety alarm.
ABOUT_MEALS = frozenset(
    {
        *("read the decision", "pause a service", "take a pause back"),
        *("appeal a decision", "take an appeal back", "choose dishes"),
    }
)
# What is done about home care: there the resident chooses who helps.
ABOUT_HOME_CARE = frozenset({"see who can be chosen to help", "choose who helps"})
# What needs a question for files: then the draft is of another form.
ABOUT_PAPERS = frozenset({"see what was sent before", "send a paper once more"})
Basis = people.MandateBasis


@dataclass(frozen=True)
class Affairs:
    """What one resident has: ids for addresses, and what her own pages would send."""

    key: str
    resident_id: UUID
    words: dict[str, Any]
    meals_case: UUID
    home_care_case: UUID
    pause_id: UUID
    food_day: date
    mandate_id: UUID
    organisation_id: UUID
    page_form: dict[str, Any]
    question_id: UUID
    meeting: tuple[UUID, int]
    clean_file: UUID
    harmful_file: UUID
    sent_application: UUID
    file_response: UUID

    def extra_words(self, what: str) -> dict[str, Any]:
        """Give what the address names for one of the things to do."""
        sent = {"application_id": self.sent_application}
        meals = {"case_id": self.meals_case, "pause_id": self.pause_id}
        home_care = {"case_id": self.home_care_case}
        return {
            "see the receipt": sent,
            "open a file in the application": sent | {"file_id": self.clean_file},
            "open a file in the case": {"file_id": self.clean_file},
            "send a file again": {"file_id": self.harmful_file},
            **dict.fromkeys(ABOUT_MEALS, meals),
            **dict.fromkeys(ABOUT_HOME_CARE, home_care),
        }.get(what, {"mandate_id": self.mandate_id})

    def sends(self, what: str) -> dict[str, Any]:
        """Give what the page's form would send."""
        today = datetime.now(UTC).date()
        day = (today + 10 * DAY).isoformat()
        confirmed = {"services": [ALARM], "may": "read", "steg": "3", "go": "next"}
        confirmed |= {"starts_on": (today + DAY).isoformat()}
        giving = {"number": number_for_tests(date(1970, 3, 4), 6).reveal(), "name": "Bo Ek"}
        return {
            "begin an application": {"for": str(self.resident_id)},
            "save a draft": self.page_form | {"go": "next"},
            "answer a question": {"question": str(self.question_id), "text": "Grannen."},
            "answer about a meeting": {"meeting": str(self.meeting[0]), "mote-says": "ja"}
            | {"version": str(self.meeting[1])},
            "write a message": {"text": "Hej"},
            "choose who helps": {"performer": ""},
            "correct a line of the application": {"field": "has_more", "text": "Nej."},
            "appeal a decision": {"text": "Jag behöver mer."},
            "send a file again": {"file": SimpleUploadedFile("ny.pdf", PDF)},
            "send a paper once more": {"paper": f"{self.words['case_id']}/{self.clean_file}"},
            "pause a service": {"uppehall-starts_on": day, "uppehall-ends_on": day},
            "choose dishes": {f"ratt-{self.food_day.isoformat()}": "2"},
            "give a mandate": giving | confirmed,
            "give a mandate to an organisation": {"organisation": str(self.organisation_id)}
            | confirmed,
        }.get(what, {})


def build(key: str, number: str) -> Affairs:
    """Give a resident a draft, an open case with a question and files, and a decided one with a pause."""
    world = the_world()
    world.now = datetime.now(UTC)
    with tenant_context(world.home):
        row = world.resident(key)
        sent = open_case_with_files(world, {"bra.pdf": PDF, "dalig.pdf": PDF}, resident=key, by=key)
        question_id = _question(world, sent.case_id)
        meeting = _meeting(world, sent.case_id)
        StoredFile.objects.filter(id=sent.files["bra.pdf"]).update(scan_state="CLEAN")
        StoredFile.objects.filter(id=sent.files["dalig.pdf"]).update(
            scan_state="INFECTED", scan_signature="Eicar"
        )
        application = Application.objects.create(
            service=ALARM,
            resident_id=row.id,
            response_id=sent.response_id,
            author_id=row.person_id,
            begun_at=world.now,
            submitted_at=world.now,
            submitted_by_id=row.person_id,
            case_id=sent.case_id,
            number=number,
        )
        file_response = questionnaires.start_response(
            version_id=questionnaires.published("with_files", now=world.now).version_id,
            resident_id=row.id,
            actor=world.actor(key),
            now=world.now,
        )
        meals_case, pause_id, food_day = _meals(world, key)
        home_care_case = _case_about(world, key, HOME_CARE, "Hemtjänst")
        # The one below stands alone: the demo's own is over.
        Mandate.objects.filter(resident_id=row.id).update(revoked_at=world.now)
        organisation_id = positions.organisation(world, f"1{number[-3:]}")
        mandate_id = people.give_mandate(
            actor=world.actor(key),
            resident_id=row.id,
            representative_id=DemoPersona.objects.get(key=REPRESENTATIVE).person_id,
            basis=Basis.MANDATE,
            scopes=[],
            evidence=f"Fullmakt {key}",
            now=world.now - 2 * DAY,
        )
    visitor = Visitor(key)
    first = begin(visitor, for_whom=str(row.id))
    page_form = dict(visitor.form("go").values) | {"lives_alone": "alone", "home_kind": "house"}
    fill_in(visitor)
    words = {
        "municipality": "munkedal",
        "service": "trygghetslarm",
        "number": 1,
        "application_id": UUID(first.split("/")[4]),
        "case_id": sent.case_id,
        "key": "papers",
    }
    return Affairs(
        key,
        row.id,
        words,
        meals_case,
        home_care_case,
        pause_id,
        food_day,
        mandate_id,
        organisation_id,
        page_form,
        question_id,
        meeting,
        sent.files["bra.pdf"],
        sent.files["dalig.pdf"],
        application.id,
        file_response,
    )


def _scanned(affairs: Affairs) -> None:
    """Let the mandate's paper be scanned, and nothing harmful be found."""
    actor, now = the_world().actor("cecilia"), datetime.now(UTC)
    stored = files.store(
        actor=actor,
        name="fullmakt.pdf",
        data=PDF,
        resident_id=affairs.resident_id,
        purpose=files.FilePurpose.MANDATE,
        now=now,
    )
    StoredFile.objects.filter(id=stored.id).update(scan_state="CLEAN", scan_reason="")
    people.set_scan(actor=actor, mandate_id=affairs.mandate_id, file_id=stored.id, now=now)


def _question(world: World, case_id: UUID) -> UUID:
    # Also of those with a protected identity.
    Delegation.objects.update(covers_protected=True)
    cecilia = world.actor("cecilia")
    version = Case.objects.get(id=case_id).version
    casework.take(actor=cecilia, case_id=case_id, version=version, now=world.now)
    return casework.ask(
        actor=cecilia,
        case_id=case_id,
        version=Case.objects.get(id=case_id).version,
        field_id="papers",
        text="Vem lämnar nyckeln?",
        due_on=(world.now + 5 * DAY).date(),
        now=world.now,
    )


def _meeting(world: World, case_id: UUID) -> tuple[UUID, int]:
    begins = world.now + 3 * DAY
    wanted = meetings.Wanted(
        cases.MeetingKind.PHONE, begins, begins + timedelta(hours=1), is_agreed=False
    )
    cecilia = world.actor("cecilia")
    meetings.book(actor=cecilia, case_id=case_id, wanted=wanted, despite=True, now=world.now)
    row = Meeting.objects.get(case_id=case_id)
    return row.id, row.version


def _case_about(world: World, key: str, kind: str, title: str) -> UUID:
    person = world.actor(key)
    return cases.open_case(
        actor=person,
        kind=kind,
        resident_id=world.resident(key).id,
        applicant_person_id=person.person_id,  # type: ignore[arg-type]
        representative_person_id=None,
        application_id=None,
        title=title,
        answers=(),
        now=world.now,
    ).id


def _meals(world: World, key: str) -> tuple[UUID, UUID, date]:
    """Give the case, a pause of it, and a day to choose a dish for."""
    person = world.actor(key)
    case_id = _case_about(world, key, MEALS, "Mat hem")
    unit = next(one.id for one in organisations.units() if one.name == "Hemtjänst Norr")
    starts_on = (world.now + DAY).date()
    wanted = cases.Wanted(cases.Outcome.GRANT, "Ja.", starts_on, unit, TERMS)
    cecilia = world.actor("cecilia")
    cases.decide(actor=cecilia, case_id=case_id, version=1, wanted=wanted, now=world.now)
    day = (world.now + 20 * DAY).date()
    cases.pause(actor=person, case_id=case_id, starts_on=day, ends_on=day, now=world.now)
    # The Monday that comes, and is far enough away to be changed.
    food_day = performers.week_of((world.now + 8 * DAY).date())[0]
    performers.write_week(
        unit_id=unit,
        week=performers.week_of(food_day),
        menu={food_day: {1: "Fisk", 2: "Soppa"}},
        seen=performers.digest_of({}),
        now=world.now,
    )
    return case_id, Pause.objects.latest("id").id, food_day


def mandate_elsewhere() -> None:
    """Let the representative do everything for a resident of another municipality."""
    other = the_world().other
    now = datetime.now(UTC)
    with tenant_context(other):
        resident_id = people.register_resident(
            identity_number=number_for_tests(date(1940, 1, 2), 5),
            given_name="Asta",
            family_name="Borg",
            is_protected=False,
        )
        people.give_mandate(
            actor=the_world().actor(REPRESENTATIVE),
            resident_id=resident_id,
            representative_id=DemoPersona.objects.get(key=REPRESENTATIVE).person_id,
            basis=Basis.MANDATE,
            scopes=mandate_scopes.chosen(["*"], "sign"),
            evidence="Fullmakt i Skara",
            now=now - DAY,
        )


def _service_of(what: str) -> str:
    if what in ABOUT_HOME_CARE:
        return HOME_CARE
    return MEALS if what in ABOUT_MEALS else ALARM


class NotPlayedRight(AssertionError):
    """An answer that says that the world was not set up for what was asked."""


def play(who: str, row: Row, affairs: Affairs) -> str:
    """Let somebody in a position do one thing, undo it, and say how it went."""
    actor = {"self": "margit", "hidden": "greta"}.get(who, REPRESENTATIVE)
    world = the_world()
    with undone():
        with tenant_context(world.home):
            positions.position(who, affairs, _service_of(row.what))
            _prepare(row.what, affairs)
            before = people.mandates_of_resident(affairs.resident_id)
        words = affairs.words | affairs.extra_words(row.what)
        words["municipality"] = "skara" if who == "away" else "munkedal"
        wanted = {word: words[word] for word in ADDRESSES[row.address].words}
        url = reverse(row.address, kwargs=wanted)
        if row.what == "read who has read":
            url += f"?person={affairs.resident_id}"
        client: Client = log_in(actor).client()
        response = (
            client.generic("GET", url)
            if row.method == "GET"
            else client.post(url, affairs.sends(row.what))
        )
        if getattr(response, "streaming", False):
            response.content = b"".join(response.streaming_content)
        with tenant_context(world.home):
            after = people.mandates_of_resident(affairs.resident_id)
        # Whoever gives a mandate in their own name has done nothing in the resident's place.
        gives = row.what in {"give a mandate", "give a mandate to an organisation"}
        if gives and response.status_code == 303 and before == after:
            return "no"
        return _outcome(row, affairs, response)


def _prepare(what: str, affairs: Affairs) -> None:
    """Let the mandate be what one of the things to do needs it to be."""
    mandate, now = Mandate.objects.filter(id=affairs.mandate_id), datetime.now(UTC)
    if what == "revoke a court's order":
        # No court names an organisation: there it stays what it is.
        mandate.filter(organisation=None).update(basis=Basis.TRUSTEE)
    elif what == "open the paper of a mandate":
        _scanned(affairs)
    elif what in ABOUT_PAPERS:
        Application.objects.filter(id=affairs.words["application_id"]).update(
            response_id=affairs.file_response
        )
    elif what == "undo a revocation":
        mandate.update(revoked_at=now)
        people.note_in_journal(
            mandate_id=affairs.mandate_id,
            actor=the_world().actor(affairs.key),
            what="Behörigheten återkallades",
            now=now,
        )


def _outcome(row: Row, affairs: Affairs, response: Any) -> str:
    if response.status_code in {403, 404}:
        return "told" if response.status_code == 403 else "no"
    text = response.content.decode(errors="ignore") if row.what in SHOWN else ""
    if row.what in SHOWN:
        return "yes" if SHOWN[row.what](affairs) in text else "no"
    done = 200 if row.method == "GET" else 303
    if response.status_code == done:
        return "yes"
    if response.status_code in {200, 409}:
        # A page that says why instead of doing it.
        return "told"
    raise NotPlayedRight(row.what, response.status_code, response.content.decode()[-3000:])


# Pages that are everybody's own: what they show of the resident is what counts.
SHOWN: dict[str, Callable[[Affairs], str]] = {
    "see the cases on My pages": lambda one: f"arenden/{one.words['case_id']}/",
    "see the documents": lambda one: f"fil/{one.clean_file}/",
    "see what was sent before": lambda one: f"fil/{one.clean_file}/",
    "see the mandate and its journal": lambda one: f"mandate-{one.mandate_id}",
}
ADDRESSES = {address.name: address for address in every_address()}
