"""Drives one address of the application with everything that belongs to somebody else.

Why a rule-based machine for each address, instead of one for all: that every address is driven is
then certain, not likely, and what is found shrinks to the few steps that it takes at that address.
Why each example is undone: Hypothesis can only shrink what starts from the same world each time.

Every attempt is made twice from the same state: with ids that nobody has, undone; then with
others'. The two must answer alike, and nothing of the others may stand in the answer, nor, when the
worker has done its jobs, in any row, event or mail.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    multiple,
    precondition,
    rule,
)
from tests.addresses import Address
from tests.cast_at_work import undone
from tests.escape import at_rest
from tests.escape.bodies import SHAPES, Body
from tests.escape.planting import AN_ID
from tests.escape.survey import TOKEN, Form, Survey, methods_of, name_of, read_page
from tests.escape.world import Likeness, Person, Readable, Thing, World, likeness

PLAIN_WORDS = {"int": "1", "slug": "trygghetslarm"}
MOST_FORMS = 8
HTTP_SERVER_ERROR = 500


class Escaped(AssertionError):
    """Somebody saw something of another municipality, or could tell that it exists."""


@dataclass
class Tally:
    """What was tried; what was found ends the run instead."""

    examples: int = 0
    requests: int = 0
    ids: set[str] = field(default_factory=set)
    tried: set[tuple[str, str]] = field(default_factory=set)
    people: set[Person] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    own_canaries: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Ground:
    """What a machine stands on: the world, who tries, whose things, and at which address."""

    world: World
    survey: Survey
    people: tuple[Person, ...]
    victims: tuple[str, ...]
    address: Address
    tally: Tally

    def anybody(self) -> st.SearchStrategy[Person]:
        """Everybody tries, and every other time somebody whom the address lets in at all."""
        insiders = [one for one in self.survey.insiders(self.address) if one in self.people]
        return st.sampled_from(insiders or self.people) | st.sampled_from(self.people)

    def victims_of(self, person: Person) -> list[str]:
        """The municipalities that somebody of this one tries to see."""
        return [one for one in self.victims if one != person.group]


@dataclass(frozen=True, repr=False)
class Try(Readable):
    """One attempt: who, what of whose, in the address and beside it."""

    who: Person
    victim: str
    method: str
    place: str
    words: tuple[tuple[str, Thing], ...]
    fields: tuple[tuple[str, Thing], ...] = ()
    is_json: bool = False

    def __repr__(self) -> str:
        form = "JSON " if self.is_json else ""
        where = f" under /{self.place}/" if self.place else ""
        said = f"{dict(self.words)} {form}{dict(self.fields)}"
        return f"{self.who} {self.method}s {said}{where}"


def tries(ground: Ground, methods: tuple[str, ...]) -> st.SearchStrategy[Try]:
    """Give attempts at an address, each with at least one thing of somebody else's."""

    @st.composite
    def one(draw: st.DrawFn) -> Try:
        who = draw(ground.anybody())
        victim = draw(st.sampled_from(ground.victims_of(who)))
        method = draw(st.sampled_from(methods))
        kinds = ground.address.words
        place = draw(st.sampled_from([who.group, victim])) if "municipality" in kinds else ""
        ids = [word for word, kind in kinds.items() if kind == "uuid"]
        # Others' for the last word at least: one's own resident with somebody else's consent.
        whose = [draw(st.sampled_from([victim, who.group])) for _ in ids[1:]] + [victim]
        words = [
            (word, draw(st.sampled_from(ground.world.things(group, word))))
            for word, group in zip(ids, whose, strict=False)
        ]
        names = ground.survey.names(ground.address, method)
        chosen = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
        fields = [(n, draw(st.sampled_from(ground.world.things(victim, n)))) for n in chosen]
        is_json = method == "POST" and draw(st.booleans())
        return Try(who, victim, method, place, tuple(words), tuple(fields), is_json)

    return one()


def difference(given: Likeness, absent: Likeness) -> str:
    """Say how the answer for what is theirs begins to differ from the one for what is nobody's."""
    if given[:2] != absent[:2]:
        return f"{given[:2]}, for what is nobody's {absent[:2]}"
    same = next(n for n, two in enumerate(zip_longest(given[2], absent[2])) if two[0] != two[1])
    since = max(0, same - 60)
    return (
        f"…{given[2][since : same + 60]!r}, for what is nobody's …{absent[2][since : same + 60]!r}"
    )


class Escape(RuleBasedStateMachine):
    """A subclass for each address holds its ground."""

    ground: Ground
    forms = Bundle("forms")

    def __init__(self) -> None:
        super().__init__()
        self.ground.tally.examples += 1
        self._sent: set[str] = set()
        # The ids of the latest request alone.
        self._just_sent: set[str] = set()
        self._has_written = False
        self._is_over = False
        self._stack = ExitStack()
        self._stack.enter_context(undone())
        self._since = at_rest.here()

    @initialize(target=forms)
    def stand_before_the_forms(self) -> MultipleResults[Form]:
        """Begin with the forms that lead to this address."""
        own = [form for form in self._known_forms() if form.by in self.ground.people]
        return multiple(*own[:MOST_FORMS])

    @initialize(
        attempt=st.runner().flatmap(lambda self: tries(self.ground, self.methods)),
        nth=st.integers(0, 9),
    )
    def knock(self, attempt: Try, nth: int) -> None:
        """Try each method with others' things in the address and in every name that it reads."""
        for method in self.methods:
            names = self.ground.survey.names(self.ground.address, method)
            things = [(name, self.ground.world.things(attempt.victim, name)) for name in names]
            fields = tuple((name, some[nth % len(some)]) for name, some in things)
            self._try(replace(attempt, method=method, fields=fields, is_json=False))

    @rule(attempt=st.runner().flatmap(lambda self: tries(self.ground, self.methods)))
    def ask(self, attempt: Try) -> None:
        """Put others' ids into the words of the address and into whatever it reads."""
        self._try(attempt)

    @rule(form=forms, target=forms)
    def act(self, form: Form) -> MultipleResults[Form]:
        """Send one's own form as it stands: the world goes on, and there are new forms to send."""
        response = self._send_form(form, {})
        if (onward := response.get("Location", "")).startswith("/") and name_of(onward):
            response = self._send(form.by, "GET", onward, {}, is_json=False)
        return self._new_forms(form, response)

    @rule(data=st.data(), form=forms, is_json=st.booleans())
    def misuse(self, data: st.DataObject, form: Form, *, is_json: bool) -> None:
        """Send one's own form with something of somebody else's in one of its fields."""
        names = [name for name, _ in form.fields if name != TOKEN] or ["id"]
        victim = data.draw(st.sampled_from(self.ground.victims_of(form.by)), label="whose")
        name = data.draw(st.sampled_from(names), label="field")
        thing = data.draw(st.sampled_from(self.ground.world.things(victim, name)), label="thing")
        was = dict(form.fields).get(name, "")

        def put(one: str) -> str:
            return AN_ID.sub(one, was) if AN_ID.search(was) else one

        self._pair(
            f"{form} with {name}={thing}",
            lambda: self._send_form(form, {name: put(thing.absent)}, is_json=is_json),
            lambda: self._send_form(form, {name: put(thing.id)}, is_json=is_json),
        )

    @precondition(lambda self: self.ground.address.name in SHAPES)
    @rule(data=st.data())
    def send_a_body(self, data: st.DataObject) -> None:
        """Send what is no form, with things of others inside."""
        who = data.draw(self.ground.anybody(), label="who")
        victim = data.draw(st.sampled_from(self.ground.victims_of(who)), label="whose")
        shape = SHAPES[self.ground.address.name]
        body: Body = data.draw(shape(self.ground.world, who, victim), label="body")
        now = timezone.now()

        def send(*, absent: bool) -> HttpResponse:
            written = body.written(self.ground.world, who, now, absent=absent)
            return self._send(who, "POST", self.ground.address.url(), written, is_json=True)

        self._pair(f"{body}", lambda: send(absent=True), lambda: send(absent=False))

    def teardown(self) -> None:
        """Let the worker do its jobs, look for others' words in all that was written, undo it all."""
        with self._stack:
            if self._has_written and not self._is_over:
                strays = at_rest.strays_of_jobs(self.ground.world.planted, self._since)
                self._ensure(not strays, "; ".join(sorted(strays)[:3]))

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the address answers."""
        return methods_of(self.ground.address)

    def _known_forms(self) -> list[Form]:
        here = self.ground.survey.forms.get(self.ground.address.name, [])
        return [form for form in here if form.by in self.ground.people]

    def _try(self, attempt: Try) -> None:
        address = self.ground.address
        plain = {w: PLAIN_WORDS.get(k, "1") for w, k in address.words.items() if k != "uuid"}
        plain |= {"municipality": attempt.place} if attempt.place else {}
        own = attempt.who.group
        others = [*attempt.words, *attempt.fields]

        def send(said: Callable[[Thing], str]) -> HttpResponse:
            words = {word: said(thing) for word, thing in attempt.words}
            fields = {name: said(thing) for name, thing in attempt.fields}
            url = address.url(**plain, **words)
            return self._send(attempt.who, attempt.method, url, fields, is_json=attempt.is_json)

        if not others:
            send(str)
            return
        self._pair(
            f"{attempt}",
            lambda: send(lambda thing: thing.id if thing.group == own else thing.absent),
            lambda: send(lambda thing: thing.id),
        )

    def _pair(
        self,
        what: str,
        nobodys: Callable[[], HttpResponse],
        theirs: Callable[[], HttpResponse],
    ) -> None:
        """Ask for what is nobody's, undo it, ask for what is theirs: the answers must be alike."""
        for is_last in (False, True):
            before = transaction.savepoint_create()
            absent = likeness(nobodys(), self._just_sent)
            transaction.savepoint_rollback(before)
            got = theirs()
            given = likeness(got, self._just_sent)
            if given == absent:
                transaction.savepoint_commit(before)
                return
            # Once more before it counts: a minute may have ended between the two.
            self._ensure(not is_last, f"{what}: {difference(given, absent)}")
            transaction.savepoint_rollback(before)

    def _send_form(
        self, form: Form, over: Mapping[str, str], *, is_json: bool = False
    ) -> HttpResponse:
        fields = {name: value for name, value in form.fields if name != TOKEN} | over
        return self._send(form.by, form.method, form.action, fields, is_json=is_json)

    def _send(
        self, who: Person, method: str, url: str, fields: Mapping[str, Any], *, is_json: bool
    ) -> HttpResponse:
        """Send one request and search the answer."""
        tally = self.ground.tally
        what = f"{method} {url} {dict(fields) or ''}"
        self._just_sent = set(AN_ID.findall(url + urlencode(fields) + str(fields)))
        self._sent |= self._just_sent
        self._has_written |= method == "POST"
        response = self.ground.world.ask(who, method, url, fields, is_json=is_json)
        tally.requests += 1
        tally.ids |= self._sent
        tally.people.add(who)
        tally.tried.add((name_of(url), method))
        tally.statuses[response.status_code] += 1
        tally.own_canaries.update(self.ground.world.own_canaries(who, response))
        status = response.status_code
        self._ensure(status < HTTP_SERVER_ERROR, f"{who} {what}: broke with {status}")
        leaks = list(self.ground.world.leaks_in(who, what, self._sent, response))
        self._ensure(not leaks, "; ".join(map(str, leaks[:3])))
        return response

    def _new_forms(self, form: Form, response: HttpResponse) -> MultipleResults[Form]:
        if not response.get("Content-Type", "").startswith("text/html"):
            return multiple()
        _, forms = read_page(form.by, form.page, response.content.decode("utf-8", "replace"))
        return multiple(*forms[:MOST_FORMS])

    def _ensure(self, holds: bool, otherwise: str) -> None:  # noqa: FBT001 -- reads as assert does
        if not holds:
            self._is_over = True
            raise Escaped(otherwise)


def machine_at(ground: Ground) -> type[Escape]:
    """Make the machine of one address."""
    name = "At_" + "".join(c if c.isalnum() else "_" for c in ground.address.name)
    return type(name, (Escape,), {"ground": ground})
