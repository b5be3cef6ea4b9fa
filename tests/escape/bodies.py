"""Bodies that are no forms, one shape for each view that reads one: here, what phones send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils import timezone
from hypothesis import strategies as st
from tests.escape.world import Person, Readable, Thing, World

from gemensam.homecare.entries import NoteEntry
from gemensam.homecare.rules import GENESIS, IntentKind, iso
from gemensam.identity.models import DemoPersona
from gemensam.kernel.actor import InformationClass, Regime
from gemensam.programme.queries.hours_activities import choices

# A phone and an entry that nobody has sent anything with yet.
NEW_PHONE = Thing("nobody", "homecare_device", "11111111-2222-4333-8444-555555555555")
NEW_ENTRY = Thing("nobody", "homecare_note", "11111111-2222-4333-8444-666666666666")
NEW_HOURS = Thing("nobody", "programme_hourreport", "11111111-2222-4333-8444-777777777777")


class Body(Protocol):
    """Something that can be sent as it is, and as if what is others' did not exist."""

    def written(
        self, world: World, person: Person, now: datetime, *, absent: bool
    ) -> dict[str, Any]: ...


@dataclass(frozen=True, repr=False)
class Entry(Readable):
    """One entry of a phone's batch: a note, or a report of a visit."""

    kind: str
    id: Thing
    device: Thing
    resident: Thing
    visit: Thing | None
    corrects: Thing | None

    def __repr__(self) -> str:
        said = {name: one for name, one in vars(self).items() if one not in {None, self.kind}}
        return f"{self.kind} {said}"

    def written(
        self, world: World, person: Person, now: datetime, *, absent: bool
    ) -> dict[str, Any]:
        """Write it as the phone does, in a batch by itself."""

        def said(thing: Thing) -> UUID:
            return UUID(_said(thing, person, absent=absent))

        author = _person_id(world, person)
        if self.kind != "note":
            visit = self.visit or self.resident
            report = {"id": self.id, "visit": visit, "device": self.device}
            ids = {name: str(said(thing)) for name, thing in report.items()}
            report_of = {"kind": self.kind, "at": iso(now), "made_by": str(author)}
            return {"entries": [ids | report_of]}
        note = NoteEntry(
            id=said(self.id),
            author=author,
            device=said(self.device),
            sequence=1,
            resident=said(self.resident),
            visit=said(self.visit) if self.visit else None,
            regime=Regime.SOL,
            information_class=InformationClass.NOTE_SOL,
            form_version=None,
            created_at=now,
            based_on=0,
            prev_hash=GENESIS,
            body="Åt frukost.",
            corrects=said(self.corrects) if self.corrects else None,
        )
        return {"entries": [note.plain() | {"hash": note.hash}]}


def _said(thing: Thing, person: Person, *, absent: bool) -> str:
    is_others = thing.group not in {person.group, "nobody"}
    return thing.absent if absent and is_others else thing.id


def _person_id(world: World, person: Person) -> UUID:
    persona = DemoPersona.objects.filter(key=person.key).first()
    # Who has not logged in says to be somebody all the same.
    return world.planted.persons[person.group][persona.person_id] if persona else UUID(int=1)


def phone_batches(world: World, person: Person, victim: str) -> st.SearchStrategy[Body]:
    """Give entries of which something is another municipality's: its id, phone, person or visit."""

    def some(word: str, *own: Thing | None) -> st.SearchStrategy[Any]:
        mine = world.things(person.group, word)[:3] if word != "device" else []
        theirs = world.things(victim, word)
        return st.sampled_from([*own, *theirs[:1], *mine, *theirs[1:]])

    return st.builds(
        Entry,
        kind=st.sampled_from(["note", *(one.value for one in IntentKind)]),
        id=st.one_of(st.just(NEW_ENTRY), some("note"), some("intent")),
        device=some("device", NEW_PHONE),
        resident=some("resident", *world.things(person.group, "resident")),
        visit=some("visit", None),
        corrects=some("note", None),
    )


@dataclass(frozen=True, repr=False)
class Hours(Readable):
    """What a phone kept of somebody's time: under whose name, by which key, on what."""

    reporter: Thing | None
    key: Thing
    # Nothing: an activity that there is.
    activity: Thing | None
    note: Thing

    def __repr__(self) -> str:
        return f"hours {vars(self)}"

    def written(
        self, world: World, person: Person, now: datetime, *, absent: bool
    ) -> dict[str, Any]:
        """Write it as the phone does, one report by itself."""
        reporter = (
            _said(self.reporter, person, absent=absent)
            if self.reporter
            else str(_person_id(world, person))
        )
        activity = (
            _said(self.activity, person, absent=absent) if self.activity else choices()[0].value
        )
        report = {
            "key": _said(self.key, person, absent=absent),
            "activity": activity,
            "worked_on": timezone.localdate(now).isoformat(),
            "minutes": 5,
            "note": f"Möte om {_said(self.note, person, absent=absent)}",
        }
        return {"person": reporter, "entries": [report]}


def kept_hours(world: World, person: Person, victim: str) -> st.SearchStrategy[Body]:
    """Give reports of which something is another municipality's: person, key, activity, note."""
    theirs = world.things(victim, "hours")
    return st.builds(
        Hours,
        # Most often one's own name: a report in another's goes no further.
        reporter=st.sampled_from([None, None, None, *world.things(victim, "person_id")[:1]]),
        key=st.sampled_from([*theirs, NEW_HOURS, *world.things(person.group, "hours")[:3]]),
        activity=st.sampled_from([None, None, None, *theirs[:1]]),
        note=st.sampled_from([*theirs, *world.things(victim, "resident")]),
    )


@dataclass(frozen=True, repr=False)
class Employed(Readable):
    """What an HR system tells by SCIM, with another municipality's ids for names and numbers."""

    who: Thing

    def __repr__(self) -> str:
        return f"employed {vars(self)}"

    def written(
        self, world: World, person: Person, now: datetime, *, absent: bool
    ) -> dict[str, Any]:
        """Write it as RFC 7643 has a user."""
        del world, now
        number = _said(self.who, person, absent=absent)
        return {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "id": number,
            "userName": number,
            "externalId": number,
            "active": False,
        }


@dataclass(frozen=True, repr=False)
class Sought(Readable):
    """What an HR system searches for by SCIM: another municipality's id."""

    who: Thing

    def __repr__(self) -> str:
        return f"sought {vars(self)}"

    def written(
        self, world: World, person: Person, now: datetime, *, absent: bool
    ) -> dict[str, Any]:
        """Write it as RFC 7644 has a search."""
        del world, now
        return {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
            "filter": f'userName eq "{_said(self.who, person, absent=absent)}"',
        }


def told_by_hr(world: World, person: Person, victim: str) -> st.SearchStrategy[Body]:
    """Give an employee by somebody else's id; who calls has no token, so that nothing is taken."""
    del person
    return st.builds(Employed, who=st.sampled_from(world.things(victim, "resident")))


def sought_by_hr(world: World, person: Person, victim: str) -> st.SearchStrategy[Body]:
    """Give a search for somebody else's id; who calls has no token, so that nothing is found."""
    del person
    return st.builds(Sought, who=st.sampled_from(world.things(victim, "resident")))


Shape = Callable[[World, Person, str], st.SearchStrategy[Body]]
SHAPES: Mapping[str, Shape] = {
    "homecare:take_in": phone_batches,
    "programme:hours_sync": kept_hours,
    "scim:users": told_by_hr,
    "scim:search": sought_by_hr,
    "scim:search_users": sought_by_hr,
}
