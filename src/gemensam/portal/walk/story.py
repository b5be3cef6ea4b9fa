"""The main job, step by step, as its people do it."""

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.portal.walk.alarm_unit import AlarmUnit
from gemensam.portal.walk.person import Person, UnexpectedPage
from gemensam.portal.walk.phone import Phone
from gemensam.portal.walk.steps import Walk
from gemensam.portal.walk.system import System

ANSWERS: tuple[dict[str, str], ...] = (
    {"lives_alone": "alone", "home_kind": "house"},
    {"situations": "falling", "fallen": "yes", "reason": "Om hon ramlar och inte kommer upp."},
    {"fall_details": "I köket, två gånger i oktober."},
    {"mobile_coverage": "good", "landline": "no", "communication": "hearing"},
    {"spare_key": "yes", "way_in": "Gult hus, infart bakom kapellet."},
    {
        "phone_number": "070-174 06 04",
        "first_contact.name": "Eva Lindgren",
        "first_contact.relation": "dotter",
        "first_contact.phone": "070-174 06 05",
        "share_with_centre": "yes",
    },
)
QUESTION = "Vem har den extra nyckeln i dag?"
ANSWER = "Jag har den, och lämnar den på måndag."
NOTE = "Margit satt på golvet i köket. Inga skador. Hjälpte henne upp, hon drack te och är lugn."
MARGIT_BORN = date(1940, 3, 12)
# An alarm unit's number that nobody else in the demo has.
CID = "46019999"
# Heartbeats are written every five seconds, counts and events sooner.
TRIES = 60
PAUSE = 0.25
MOTIVATION = "Du har ramlat två gånger i höst och bor ensam. Larmet gör att du får hjälp snabbt."


@dataclass(slots=True)
class Story:
    """What the steps hand on to each other."""

    system: System
    working: int
    people: dict[str, Person] = field(default_factory=dict)
    case_path: str = ""
    number: str = ""

    def unit(self, transport: str = "UDP") -> AlarmUnit:
        """Give Margit's alarm unit."""
        return AlarmUnit(CID, self.system.host, self.system.sip_port, transport)

    def be(self, key: str) -> Person:
        """Give somebody's browser, logged in the first time."""
        if key not in self.people:
            self.people[key] = Person(self.system.address, key)
            self.people[key].log_in()
        return self.people[key]


def applies(story: Story) -> str:
    """Eva fills in the application for her mother and sends it."""
    eva = story.be("eva")
    eva.open("/munkedal/ansok/trygghetslarm/")
    eva.submit({"for": eva.option("for", "Margit")})
    for answers in ANSWERS:
        eva.submit({"go": "next", **answers})
    eva.expect("Kontrollera och skicka")
    eva.submit({"send": "1"})
    eva.expect("Din ansökan har kommit in")
    story.number = str(eva.page.xpath("string(//dd[contains(., '-00')])")).strip()
    return f"the application for Margit came in as case {story.number}"


def asks(story: Story) -> str:
    """Cecilia takes the case and asks about the key."""
    cecilia = story.be("cecilia")
    cecilia.open("/arbeta/")
    cecilia.follow("Margit Lindgren")
    story.case_path = cecilia.path
    cecilia.submit({}, action="/ta-over/")
    cecilia.follow("Fråga om detta: Finns det en extra nyckel")
    cecilia.submit({"fraga-text": QUESTION}, action="/fraga/")
    cecilia.expect(QUESTION)
    return "a question tied to the field about the key; the clock pauses"


def answers(story: Story) -> str:
    """Eva answers in the same thread."""
    eva = story.be("eva")
    eva.open("/munkedal/mina-sidor/")
    eva.follow("Svara")
    eva.submit({"text": ANSWER}, action="/svara/")
    eva.expect(ANSWER)
    cecilia = story.be("cecilia")
    cecilia.open(story.case_path)
    cecilia.expect(ANSWER)
    return "the answer stands in the thread that both see"


def decides(story: Story) -> str:
    """Cecilia grants the alarm; the letter is an accessible PDF."""
    cecilia = story.be("cecilia")
    cecilia.open(story.case_path)
    cecilia.submit(
        {
            "beslut-outcome": "GRANT",
            "beslut-performer": cecilia.option("beslut-performer", "Hemtjänst Norr"),
            "beslut-motivation": MOTIVATION,
        },
        action="/beslut/",
    )
    cecilia.submit({"bekrafta": "ja"}, action="/beslut/")
    cecilia.expect("Beslut: Bifall")
    letter = cecilia.client.get(f"{story.case_path}beslut.pdf")
    assert letter.content.startswith(b"%PDF-1.7"), letter.status_code
    return f"granted; the decision is a PDF of {len(letter.content) // 1000} kB"


def enrols(story: Story) -> str:
    """Bo enrols the alarm unit that the decision ordered; it proves itself."""
    bo = story.be("bo")
    bo.open("/larmenheter/")
    bo.follow("Margit Lindgren")
    bo.follow("Koppla larmenheten")
    bo.submit(
        {
            "cid": CID,
            "model": "Påhittad modell",
            "place": "Hallbyrån",
            "key": "Nyckelskåp 212, höger om dörren",
            "instructions": "Ring på två gånger.",
        },
        action="/koppla/",
    )
    bo.expect("Provet pågår")
    with story.unit() as unit:
        unit.test()
        unit.heartbeat()
        unit.heartbeat()
    _wait_for(bo, bo.path, "har visat att den fungerar")
    return "a test alarm and two heartbeats over SIP; it counts as working as intended"


def presses(story: Story) -> str:
    """Margit presses twice: once over UDP, once over TCP."""
    with story.unit() as unit:
        first = unit.press()
    with story.unit("TCP") as unit:
        second = unit.press()
    assert (first.status, first.reply.snu, second.reply.snu) == (200, "0", "0")
    olga = story.be("olga")
    _wait_for(olga, "/larm/", "Tryckt 2 gånger")
    shown = len(olga.page.xpath("//button[@name='larm']"))
    assert shown == 1, shown
    return (
        f"stored, then acknowledged after {first.acknowledged_ms:.0f} ms (UDP) and "
        f"{second.acknowledged_ms:.0f} ms (TCP); shown once, pressed twice"
    )


def claims(story: Story) -> str:
    """Olga takes the alarm, sees who it is by disclosure, and sends the night patrol."""
    olga = story.be("olga")
    alarm = str(olga.page.xpath("//button[@name='larm']/@value")[0])
    olga.submit({"larm": alarm}, action="/larm/ta/")
    olga.expect("Margit Lindgren, 86 år")
    olga.expect("Visningen är loggad hos Munkedal och hos Larmcentralen Väst")
    patrol = olga.page.xpath("//button[@name='enhet'][contains(., 'nattpatrullen')]/@value")
    olga.submit({"enhet": str(patrol[0]), "text": "Ramlat i köket, svarar"}, action="/skicka/")
    olga.expect("Skickat: Nattpatrullen")
    return "claimed; address, key and next of kin shown and logged on both sides; patrol sent"


def documents(story: Story) -> str:
    """Nils drives there, writes without a net, and sends when it is back. Twice, to be sure."""
    nils = story.be("nils")
    _wait_for(nils, "/hemtjanst/", "Margit Lindgren")
    phone = Phone(nils)
    phone.fetch()
    visit = phone.visit_to("Margit Lindgren")
    for kind in ("visit.accepted", "visit.arrived"):
        phone.report(kind, visit)
    phone.write(NOTE, visit)
    phone.report("visit.done", visit)
    first, again = phone.send(), phone.send()
    assert first == ["accepted"] * 4, first
    assert again == ["duplicate"] * 4, again
    nils.open(str(visit["href"]))
    nils.expect(NOTE)
    return "four entries written without a net, accepted once; sent again they were duplicates"


def closes(story: Story) -> str:
    """Olga sees that help has been there and closes the alarm."""
    olga = story.be("olga")
    olga.submit({"orsak": "HELPED"}, action="/avsluta/")
    olga.open("/larm/")
    olga.expect("Inga larm väntar")
    return "closed: help has been there"


def reads(story: Story) -> str:
    """Hanna is refused without consent, asks for it, and reads the note."""
    hanna = story.be("hanna")
    hanna.open("/journal/")
    hanna.submit({"number": number_for_tests(MARGIT_BORN, 0).reveal()}, status=403)
    assert not hanna.has(NOTE)
    hanna.submit(_consent(hanna), action="/samtycke/")
    hanna.expect(NOTE)
    for stranger in ("farid", "ulla", "sven"):
        other = story.be(stranger)
        refused = other.client.get(hanna.path)
        assert refused.status_code in (403, 404), (stranger, refused.status_code)
        assert NOTE not in refused.text
    return "no note before consent, the note after it; three others were refused"


def _consent(hanna: Person) -> dict[str, str]:
    """Fill in the consent form: Margit was asked at home."""
    form = next(one for one in hanna.page.forms if "/samtycke/" in (one.action or ""))
    given: dict[str, str] = {}
    for field_ in form.xpath(".//input[@type='radio'] | .//select | .//textarea"):
        name = str(field_.get("name"))
        if field_.tag == "textarea":
            given[name] = "Frågade Margit hemma, hon sa ja."
        elif field_.tag == "select":
            given.setdefault(name, str(field_.xpath("./option/@value")[-1]))
        else:
            given.setdefault(name, str(field_.get("value")))
    for box in form.xpath(".//input[@type='checkbox']"):
        given[str(box.get("name"))] = str(box.get("value") or "on")
    for line in form.xpath(".//input[@type='text']"):
        given[str(line.get("name"))] = "Frågade Margit hemma, hon sa ja."
    return given


def sees_readers(story: Story) -> str:
    """Margit sees who has read, on her own page."""
    margit = story.be("margit")
    margit.open("/munkedal/mina-sidor/vem-har-last/")
    for name in ("Hanna Öberg", "Olga Persson", "Nils Strand", "Cecilia Nyberg", "Eva Lindgren"):
        margit.expect(name)
    return "the nurse, the operator, the patrol, the caseworker and Eva all stand there"


def moves_the_figures(story: Story) -> str:
    """The county's figures hold one working alarm more than before the story."""
    anyone = Person(story.system.address, "")
    before = story.working
    for _ in range(TRIES):
        after = _working(anyone)
        if after == before + 1:
            return f"alarms in Munkedal that work as intended: {before} before, {after} now"
        time.sleep(PAUSE)
    raise UnexpectedPage(f"{before} working alarms before, {after} after")


def _working(anyone: Person) -> int:
    """Read Munkedal's numerator from the indicator's own file."""
    text = anyone.client.get("/mal/andel_larm_som_avsett/data.csv").text.lstrip("\ufeff")
    row = next(
        one for one in csv.DictReader(text.splitlines(), delimiter=";") if one["kod"] == "1430"
    )
    return int(row["täljare"])


def becomes_money(story: Story) -> str:
    """Bo reports an hour and attests it; it becomes co-funding in the county's own books."""
    karin = story.be("karin")
    karin.open("/program/")
    before = karin.client.get("/program/medfinansiering.csv").text
    anna, bo = story.be("anna"), story.be("bo")
    anna.open("/program/timmar/")
    anna.submit(
        {"activity": "plan_2013_2015/trygghetslarm", "quick": "60"}, action="/program/timmar/"
    )
    bo.open("/program/timmar/attestera/")
    annas = bo.page.xpath("//label[contains(., 'Anna Berg')]/input[@name='hours']/@value")
    bo.submit({"hours": str(annas[-1])})
    bo.expect("Anna Berg1 h")
    for _ in range(TRIES):
        after = karin.client.get("/program/medfinansiering.csv").text
        if len(after.splitlines()) > len(before.splitlines()) or after != before:
            return "one attested hour on safety alarms is a new line of co-funding"
        time.sleep(PAUSE)
    raise UnexpectedPage("the attested hour did not become co-funding")


def _wait_for(person: Person, path: str, text: str) -> None:
    """Look at a page until it says something: events and counts take a moment."""
    for _ in range(TRIES):
        person.open(path)
        if person.has(text):
            return
        time.sleep(PAUSE)
    person.expect(text)


STEPS: tuple[tuple[str, Callable[[Story], str]], ...] = (
    ("Eva applies for a safety alarm for Margit", applies),
    ("Cecilia asks about one of the answers", asks),
    ("Eva answers", answers),
    ("Cecilia grants the alarm", decides),
    ("Bo enrols the alarm unit, which proves itself", enrols),
    ("Margit presses the button", presses),
    ("Olga claims the alarm and sends the patrol", claims),
    ("Nils documents without a net", documents),
    ("Olga closes the alarm", closes),
    ("Hanna reads the note with consent", reads),
    ("Margit sees who has read", sees_readers),
    ("The county's figures move", moves_the_figures),
    ("An attested hour becomes co-funding", becomes_money),
)


def walk(walk: Walk, system: System) -> None:
    """Do every step in order."""
    story = Story(system, working=_working(Person(system.address, "")))
    for name, act in STEPS:
        walk.step(name, lambda act=act: act(story))  # type: ignore[misc]
