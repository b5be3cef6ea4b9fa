"""Cases of invented neighbours in different states, so that the work lists are alive.

Margit's case is not among them: Eva applies for her in the story.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from gemensam.cases import api as cases
from gemensam.delivery import api as delivery
from gemensam.identity import api as identity
from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.people import api as people
from gemensam.portal.demo.cast import HOME_MUNICIPALITY, OTHER_MUNICIPALITY, Cast
from gemensam.tenancy.context import tenant_context

KIND, TITLE = "safety_alarm", "Trygghetslarm"
# The lines of an invented order of delegation.
POINTS = {"home_care": "4.1", KIND: "4.2", "meals": "4.3", "financial_assistance": "5.1"}
_ANSWER_DAYS = 7


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who has applied, how long ago, and what has happened since, in days ago."""

    key: str
    given_name: str
    family_name: str
    born: date
    address: tuple[str, str, str]
    opened: int
    alone: str
    situation: str
    reason: str
    municipality: str = HOME_MUNICIPALITY
    caseworker: str = "cecilia"
    language: str = ""
    # Wants notices by e-mail.
    has_mail: bool = False
    taken: int | None = None
    asked: tuple[int, str, str] | None = None
    answered: tuple[int, str] | None = None
    noted: tuple[int, str] | None = None
    rejected: tuple[int, str] | None = None


_ALONE = "Ja, jag bor ensam"
_WITH_FRAIL = "Nej, men den jag bor med kan inte hjälpa mig"
_FALL, _RISE = "Jag är rädd för att ramla", "Jag har svårt att resa mig själv"

APPLICANTS: Sequence[Applicant] = (
    Applicant(
        "birgit", "Birgit", "Alm", date(1939, 5, 6), ("Fjällvägen 3", "455 93", "Dingle"),
        opened=1, alone=_ALONE, situation=_FALL,
        reason="Jag snubblar ofta på trappan ner till tvättstugan.",
    ),
    Applicant(
        "karlerik", "Karl-Erik", "Svan", date(1944, 11, 27),
        ("Lindvägen 12", "455 30", "Munkedal"),
        opened=12, alone=_WITH_FRAIL, situation=_RISE,
        reason="Min fru är dement och kan inte ringa om jag faller.",
    ),
    Applicant(
        "zahra", "Zahra", "Haidari", date(1947, 3, 3), ("Centrumvägen 5", "455 30", "Munkedal"),
        opened=8, alone=_ALONE, situation="Jag har svårt att använda telefonen",
        reason="Jag behöver kunna få hjälp på mitt eget språk.", language="dari", taken=6,
        caseworker="maria",
        noted=(6, "Telefontolk bokas till hembesöket på torsdag."),
    ),
    Applicant(
        "svenolof", "Sven-Olof", "Krans", date(1937, 8, 14), ("Åvägen 16", "455 97", "Hedekas"),
        opened=6, alone=_ALONE, situation=_FALL, reason="Jag föll i badrummet i somras.", taken=4,
        has_mail=True,
        asked=(3, "mobile_coverage", "Hur är täckningen i köket och i sovrummet?"),
    ),
    Applicant(
        "linnea", "Linnea", "Björk", date(1942, 1, 31), ("Skolvägen 22", "455 93", "Dingle"),
        opened=9, alone=_ALONE, situation="Jag är orolig när jag är ensam",
        reason="Det har varit inbrott i huset bredvid.", taken=7,
        has_mail=True,
        asked=(6, "reason", "Har du någon i närheten som kan komma om något händer?"),
        answered=(1, "Nej. Min syster bor i Uddevalla och kör inte bil längre."),
    ),
    Applicant(
        "torsten", "Torsten", "Vik", date(1935, 12, 9), ("Hamnvägen 7", "455 30", "Munkedal"),
        opened=17, alone=_ALONE,
        situation="Jag har en sjukdom som gör att jag snabbt kan behöva hjälp",
        reason="Hjärtsvikt. Jag blir snabbt sämre.", taken=15,
    ),
    Applicant(
        "berta", "Berta", "Lund", date(1940, 9, 18), ("Parkvägen 1", "455 30", "Munkedal"),
        opened=20, alone="Nej, jag bor med någon som kan hjälpa mig", situation="Något annat",
        reason="Barnen tycker att jag ska ha ett larm.", taken=19,
        rejected=(
            8,
            (
                "Du bor med din dotter som alltid är hemma, och du kan själv ringa efter hjälp. "
                "Behovet är därmed tillgodosett. Du kan ansöka igen om något ändras."
            ),
        ),
    ),
    Applicant(
        "ester", "Ester", "Ros", date(1938, 2, 20), ("Järnvägsgatan 4", "532 30", "Skara"),
        opened=2, alone=_ALONE, situation=_FALL, reason="Jag har brutit höften en gång.",
        municipality=OTHER_MUNICIPALITY, caseworker="ulla",
    ),
    Applicant(
        "hilding", "Hilding", "Fors", date(1934, 6, 11), ("Klostergatan 9", "532 31", "Skara"),
        opened=10, alone=_ALONE, situation=_RISE, reason="Knäna bär inte.",
        municipality=OTHER_MUNICIPALITY, caseworker="ulla", taken=9,
    ),
)  # fmt: skip


def load(cast: Cast, *, now: datetime) -> None:
    """Give the caseworkers their delegated authority, and play through the applicants' cases."""
    for key, slug in (
        *((key, HOME_MUNICIPALITY) for key in ("cecilia", "johan", "maria")),
        ("ulla", OTHER_MUNICIPALITY),
    ):
        with tenant_context(cast.tenants[slug]):
            for kind, point in POINTS.items():
                cases.delegate(
                    commission_id=cast.commissions[key],
                    kind=kind,
                    outcomes=[cases.Outcome(one) for one in cases.outcomes_of(kind)],
                    point=point,
                    now=now - timedelta(days=365),
                )
    with tenant_context(cast.home):
        _let_two_reject(cast, now)
        _let_the_manager_confirm(cast, now)
        _choose_channels(cast, now)
    for one in APPLICANTS:
        with tenant_context(cast.tenants[one.municipality]):
            _play(cast, one, now)
    _go_away(cast, now)


def _go_away(cast: Cast, now: datetime) -> None:
    """Let Maria be away until next week; Cecilia has her case meanwhile."""
    began = now - timedelta(days=1)
    maria = replace(cast.actor("maria"), authenticated_at=began)
    away = cases.Days(began.date(), (now + timedelta(days=10)).date(), comes_back=True)
    with tenant_context(cast.home):
        cases.be_away(maria, away, to=lambda _case_id: cast.persons["cecilia"], now=began)


def _let_two_reject(cast: Cast, now: datetime) -> None:
    """By an invented line, whoever is new rejects financial assistance together with a colleague."""
    kind = "financial_assistance"
    cases.delegate(
        commission_id=cast.commissions["petra"],
        kind=kind,
        outcomes=[cases.Outcome(one) for one in cases.outcomes_of(kind)],
        needs_second=[cases.Outcome.REJECT],
        point=POINTS[kind],
        now=now - timedelta(days=365),
    )


def _let_the_manager_confirm(cast: Cast, now: datetime) -> None:
    """By an invented line, the unit's manager decides about financial assistance, alone or as the second."""
    kind = "financial_assistance"
    cases.delegate(
        commission_id=cast.commissions["gerd"],
        kind=kind,
        outcomes=[cases.Outcome(one) for one in cases.outcomes_of(kind)],
        point=POINTS[kind],
        now=now - timedelta(days=365),
    )


def _choose_channels(cast: Cast, now: datetime) -> None:
    for key, channel, address in (
        ("eva", delivery.Channel.EMAIL, "eva.lindgren@example.org"),
        ("margit", delivery.Channel.SMS, "070-174 06 04"),
        ("david", delivery.Channel.EMAIL, "david.holm@example.org"),
        ("greta", delivery.Channel.EMAIL, "greta.sundin@example.org"),
    ):
        delivery.choose_channel(
            person_id=cast.persons[key], channel=channel, address=address, now=now
        )


def _settle(one: Applicant) -> tuple[UUID, UUID]:
    number = number_for_tests(one.born, 2)
    person_id = identity.register_person(
        given_name=one.given_name, family_name=one.family_name, identity_number=number
    )
    street, code, town = one.address
    resident_id = people.register_resident(
        identity_number=number,
        given_name=one.given_name,
        family_name=one.family_name,
        is_protected=False,
        person_id=person_id,
        home=people.HomeRow(street, code, town, "", "", ""),
        language=one.language or "sv",
        needs_interpreter=bool(one.language),
    )
    return person_id, resident_id


def _answers(one: Applicant) -> list[cases.AnswerLine]:
    return [
        cases.AnswerLine("lives_alone", "Bor du ensam?", one.alone),
        cases.AnswerLine("situations", "Vad stämmer på dig?", one.situation),
        cases.AnswerLine("reason", "När skulle larmet hjälpa dig?", one.reason),
        cases.AnswerLine(
            "mobile_coverage", "Hur fungerar mobiltelefon hemma hos dig?", "Dåligt på några ställen"
        ),
        cases.AnswerLine("spare_key", "Finns det en extra nyckel som du kan lämna till oss?", "Ja"),
    ]


def _play(cast: Cast, one: Applicant, now: datetime) -> None:
    """Let a case happen, each step at its own time, by the same actions as on the pages."""
    person_id, resident_id = _settle(one)
    opened_at = now - timedelta(days=one.opened)
    if one.has_mail:
        delivery.choose_channel(
            person_id=person_id,
            channel=delivery.Channel.EMAIL,
            address=f"{one.key}@example.org",
            now=opened_at,
        )
    applicant = as_resident(person_id, opened_at)
    case_id = cases.open_case(
        actor=applicant,
        kind=KIND,
        resident_id=resident_id,
        applicant_person_id=person_id,
        representative_person_id=None,
        application_id=None,
        title=TITLE,
        answers=_answers(one),
        now=opened_at,
    ).id
    staff = replace(cast.actor(one.caseworker), authenticated_at=opened_at)
    version = 1
    if one.taken is not None:
        at = now - timedelta(days=one.taken)
        cases.take(actor=staff, case_id=case_id, version=version, now=at)
        version += 1
    if one.noted is not None:
        days, text = one.noted
        cases.note(actor=staff, case_id=case_id, text=text, now=now - timedelta(days=days))
    if one.asked is not None:
        _ask(one, case_id=case_id, staff=staff, applicant=applicant, version=version, now=now)
    if one.rejected is not None:
        days, text = one.rejected
        wanted = cases.Wanted(cases.Outcome.REJECT, text)
        at = now - timedelta(days=days)
        cases.decide(actor=staff, case_id=case_id, version=version, wanted=wanted, now=at)


def _ask(
    one: Applicant,
    *,
    case_id: UUID,
    staff: Actor,
    applicant: Actor,
    version: int,
    now: datetime,
) -> None:
    """Ask, and let the applicant answer if the story says so."""
    assert one.asked is not None
    days, field_id, text = one.asked
    asked_at = now - timedelta(days=days)
    question_id = cases.ask(
        actor=staff,
        case_id=case_id,
        version=version,
        field_id=field_id,
        text=text,
        due_on=(asked_at + timedelta(days=_ANSWER_DAYS)).date(),
        now=asked_at,
    )
    if one.answered is not None:
        days, text = one.answered
        at = now - timedelta(days=days)
        cases.answer_question(
            actor=applicant, case_id=case_id, question_id=question_id, text=text, now=at
        )


def as_resident(person_id: UUID, at: datetime) -> Actor:
    """Give somebody as an actor for themselves, logged in at a time."""
    actor = identity.actor_for(
        person_id=person_id,
        tenant_id=None,
        commission_id=None,
        kind=ActorKind.RESIDENT,
        assurance=Assurance.LOA3,
    )
    return replace(actor, authenticated_at=at)
