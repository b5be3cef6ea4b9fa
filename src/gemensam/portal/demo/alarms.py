"""Neighbours with granted alarms, so that lists are not empty. Margit has none yet."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from gemensam.alarms import api as alarms
from gemensam.kernel.actor import Actor
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.people import api as people
from gemensam.portal.demo.cast import ALARM_CENTRE, HOME_MUNICIPALITY, Cast
from gemensam.tenancy.context import tenant_context
from scaip import AlarmRequest

NORTH, SOUTH = "Hemtjänst Norr", "Hemtjänst Söder"
# A sign of life a day: the demo may stand for a night without turning every unit silent.
DAILY = 86_400
OFTEN = 300
TEST, MANUAL = "0103", "0010"
INSTALLED_FOR = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody in Munkedal with a granted alarm. A `cid` makes it digital and enrolled."""

    key: str
    given_name: str
    family_name: str
    born: date
    address: tuple[str, str, str]
    unit: str = NORTH
    cid: str = ""
    place: str = ""
    key_place: str = ""
    is_analogue: bool = False
    is_silent: bool = False
    # Days since the last test alarm; None when there was none.
    tested: int | None = 6


NEIGHBOURS = (
    Neighbour(
        "astrid", "Astrid", "Hjelm", date(1936, 2, 8), ("Hällevägen 2", "455 93", "Dingle"),
        cid="46010001", place="Hallbyrån", key_place="Nyckelskåp 114",
    ),
    Neighbour(
        "gunnar", "Gunnar", "Ask", date(1938, 9, 30), ("Smedjevägen 11", "455 30", "Munkedal"),
        cid="46010002", place="Köksbänken", key_place="Nyckelskåp 87",
    ),
    Neighbour(
        "ingrid", "Ingrid", "Wall", date(1933, 12, 1), ("Kyrkogatan 21", "455 30", "Munkedal"),
        cid="46010003", place="Vardagsrummet, vid fönstret", key_place="Nyckelskåp 203",
    ),
    Neighbour(
        "rolf", "Rolf", "Brink", date(1941, 6, 17), ("Åvägen 4", "455 97", "Hedekas"),
        cid="46010004", place="Sovrummet", key_place="Nyckel hos hemtjänsten", tested=None,
    ),
    Neighbour(
        "maj", "Maj", "Sandin", date(1935, 4, 25), ("Skolvägen 9", "455 93", "Dingle"),
        cid="46010005", place="Hallen", key_place="Nyckelskåp 31", is_silent=True,
    ),
    Neighbour(
        "bertil", "Bertil", "Krok", date(1930, 10, 12), ("Bruksvägen 17", "455 30", "Munkedal"),
        is_analogue=True,
    ),
    Neighbour(
        "elsa", "Elsa", "Norén", date(1932, 1, 19), ("Torpvägen 6", "455 97", "Hedekas"),
        unit=SOUTH, is_analogue=True,
    ),
    # The county shows no share of fewer than ten alarms, so Munkedal has a few more.
    Neighbour(
        "dagny", "Dagny", "Bengtsson", date(1937, 5, 2), ("Torpvägen 12", "455 97", "Hedekas"),
        cid="46010006", place="Hallen", key_place="Nyckelskåp 56",
    ),
    Neighbour(
        "valter", "Valter", "Ros", date(1934, 11, 8), ("Kvarnvägen 3", "455 97", "Hedekas"),
        cid="46010007", place="Köket", key_place="Nyckelskåp 61",
    ),
    Neighbour(
        "svea", "Svea", "Lund", date(1939, 7, 14), ("Åvägen 22", "455 97", "Hedekas"),
        cid="46010008", place="Vardagsrummet", key_place="Nyckelskåp 18",
    ),
    Neighbour(
        "sixten", "Sixten", "Grahn", date(1943, 8, 3), ("Stationsvägen 1", "455 30", "Munkedal"),
    ),
)  # fmt: skip


def load(cast: Cast, *, now: datetime) -> None:
    """Write down the neighbours, their alarms, and one alarm that was handled yesterday."""
    bo = replace(cast.actor("bo"), authenticated_at=now)
    with tenant_context(cast.home):
        for one in NEIGHBOURS:
            _settle(cast, one, bo, now)
    for one in NEIGHBOURS:
        if one.cid:
            _hear(cast, one, now)
    _handle_one(cast, now - timedelta(hours=21))
    with tenant_context(cast.home):
        alarms.recount(now=now)


def _settle(cast: Cast, one: Neighbour, bo: Actor, now: datetime) -> None:
    street, code, town = one.address
    resident_id = people.register_resident(
        identity_number=number_for_tests(one.born, 1),
        given_name=one.given_name,
        family_name=one.family_name,
        is_protected=False,
        home=people.HomeRow(street, code, town, "", "", one.key_place),
    )
    cast.residents[one.key] = resident_id
    unit_id = cast.units[HOME_MUNICIPALITY, one.unit]
    if one.is_analogue:
        alarms.register_analogue(
            resident_id=resident_id,
            supplier="Analog trygghet",
            installed_at=now - timedelta(days=2200),
            switch_over_on=date(2027, 3, 1),
            unit_id=unit_id,
            now=now - INSTALLED_FOR,
        )
        return
    ordered_at = now - INSTALLED_FOR if one.cid else now - timedelta(days=2)
    safety_alarm_id = alarms.order_safety_alarm(
        actor=bo, resident_id=resident_id, care_service_id=None, unit_id=unit_id, now=ordered_at
    )
    if one.cid:
        _enrol(one, safety_alarm_id, bo, now - INSTALLED_FOR)


def _enrol(one: Neighbour, safety_alarm_id: UUID, bo: Actor, at: datetime) -> None:
    alarms.enrol(
        actor=bo,
        safety_alarm_id=safety_alarm_id,
        details=alarms.UnitDetails(
            cid=one.cid,
            model="Trygg 4",
            line=alarms.Line.IP_AND_MOBILE,
            place=one.place,
            key=one.key_place,
            instructions="",
            heartbeat_seconds=OFTEN if one.is_silent else DAILY,
        ),
        now=at,
    )


def _send(cast: Cast, cid: str, ref: str, status: str, at: datetime) -> UUID | None:
    """Let a unit's message come the way that the receiver takes it."""
    request = AlarmRequest(ref=ref, cid=cid, dty="0003", stc=status)
    (kept,) = alarms.take_batch(
        [alarms.Arrived(request)], now=at, default_centre=cast.tenants[ALARM_CENTRE]
    )
    return kept.alarm_id


def _hear(cast: Cast, one: Neighbour, now: datetime) -> None:
    """Let a unit that was enrolled show life, and its test alarm come the whole way."""
    if one.tested is not None:
        _send(cast, one.cid, "prov1", TEST, now - timedelta(days=one.tested))
    last = now - timedelta(hours=9) if one.is_silent else now - timedelta(minutes=20)
    alarms.note_life({one.cid: (last, 40)})


def _handle_one(cast: Cast, at: datetime) -> None:
    """Gunnar pressed by mistake yesterday; Olga spoke with him."""
    alarm_id = _send(cast, "46010002", "larm1", MANUAL, at)
    assert alarm_id is not None
    with tenant_context(cast.tenants[ALARM_CENTRE]):
        seconds = timedelta(seconds=1)
        olga = replace(cast.actor("olga"), authenticated_at=at)
        alarms.claim(
            command=alarms.Command(uuid5(alarm_id, "claim"), olga, at + 6 * seconds),
            alarm_id=alarm_id,
        )
        alarms.close(
            command=alarms.Command(uuid5(alarm_id, "close"), olga, at + 19 * seconds),
            alarm_id=alarm_id,
            because=alarms.EndedBecause.MISTAKE,
            text="Råkade trycka när han bar ved. Allt är bra.",
        )
