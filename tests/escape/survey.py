"""What there is to try: each address with its methods, the names it reads, and forms on own pages."""

import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from tests.addresses import Address, every_address
from tests.cast_at_work import ANONYMOUS, undone
from tests.escape.world import Leak, Person, Readable, World

# Open to all on purpose, and only with the demo's setting on: what the demo "sent", without content.
SHOWN_TO_ALL = ("delivery:",)
# What begins or ends the log-ins that everything is tried with.
ENDS = ("identity:logout", "identity:demo_login", "identity:end_all_sessions")
LEFT_ALONE = (*ENDS, "ui:", "metrics", *SHOWN_TO_ALL)
READS = re.compile(r"(GET|POST)(?:\.get(?:list)?\(\s*|\[)\"([\w-]+)\"")
READS_A_BODY = re.compile(r"request\.body\b")
# What a view that reads nothing is tried with all the same.
GUESSED = ("id", "sok", "sida")
HTTP_OK = 200
TOKEN = "csrfmiddlewaretoken"


@dataclass(frozen=True, repr=False)
class Form(Readable):
    """A form as it stood on somebody's page."""

    by: Person
    page: str
    action: str
    method: str
    fields: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        return f"{self.by}'s form on {self.page}: {self.method} {self.action} {dict(self.fields)}"


@dataclass
class _Raw:
    action: str
    method: str
    fields: dict[str, str]


class _Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[_Raw] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.append(said["href"].split("#")[0])
        elif tag == "form":
            self.forms.append(_Raw(said.get("action", ""), said.get("method", "get").upper(), {}))
        elif tag in {"input", "textarea", "select", "button"} and self.forms and "name" in said:
            self.forms[-1].fields.setdefault(said["name"], said.get("value", ""))


def read_page(by: Person, url: str, body: str) -> tuple[list[str], list[Form]]:
    """Give the links and the forms of a page, each form once."""
    page = _Page()
    page.feed(body)
    forms = [
        Form(by, url, raw.action or url, raw.method, tuple(raw.fields.items()))
        for raw in page.forms
        if not (raw.action or url).startswith(("/logga", "/ui/"))
    ]
    return page.links, list(dict.fromkeys(forms))


def addresses() -> list[Address]:
    """List every address that takes part."""
    return [one for one in every_address() if not one.name.startswith(LEFT_ALONE)]


def _layers(view: Callable[..., Any] | None) -> Iterator[Callable[..., Any]]:
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)


def methods_of(address: Address) -> tuple[str, ...]:
    """Give the methods that a view answers, as its own decorators say."""
    for layer in _layers(address.view):
        if inspect.isfunction(layer):
            seen = inspect.getclosurevars(layer).nonlocals.get("request_method_list")
            if seen is not None:
                return tuple(one for one in ("GET", "POST") if one in seen)
    return ("GET", "POST")


def _source(address: Address) -> str:
    module = inspect.getmodule(list(_layers(address.view))[-1])
    return inspect.getsource(module) if module else ""


def reads_a_body(address: Address) -> bool:
    """Say whether a view reads bytes that are no form: it needs a shape in `bodies`."""
    return any(
        READS_A_BODY.search(inspect.getsource(function))
        for function in _with_its_own(list(_layers(address.view))[-1])
    )


def _with_its_own(view: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Give a function and those of the same module that it calls, and that they call."""
    waiting, seen = [view], {view}
    while waiting:
        function = waiting.pop()
        yield function
        if not inspect.isfunction(function):
            continue
        called = (function.__globals__.get(name) for name in function.__code__.co_names)
        for one in called:
            if (
                inspect.isfunction(one)
                and one.__module__ == function.__module__
                and one not in seen
            ):
                seen.add(one)
                waiting.append(one)


@dataclass
class Survey:
    """What was seen of an application by everybody on their own pages."""

    pages: int = 0
    leaks: list[Leak] = field(default_factory=list)
    own_canaries: set[str] = field(default_factory=set)
    let_in: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, list[Form]] = field(default_factory=lambda: defaultdict(list))

    def insiders(self, address: Address) -> list[Person]:
        """Who gets in at an address or, where nobody was seen to, at another of its domain's."""
        domain = address.name.partition(":")[0]
        here = self.let_in.get(address.name, []) + [form.by for form in self.forms[address.name]]
        near = [
            who
            for name, let_in in self.let_in.items()
            if name.startswith(f"{domain}:")
            for who in let_in
        ]
        return list(dict.fromkeys(here or near))

    def names(self, address: Address, method: str) -> list[str]:
        """The names that an address reads from a query or a form."""
        read = [name for kind, name in READS.findall(_source(address)) if kind == method]
        forms = [form for form in self.forms[address.name] if form.method == method]
        sent = [name for form in forms for name, _ in form.fields if name != TOKEN]
        return sorted({*read, *sent, *GUESSED})


def look_around(world: World, people: list[Person], pages_a_kind: int) -> Survey:
    """Let everybody walk their own pages by the links, and keep each form."""
    survey = Survey()
    for person in people:
        with undone():
            _walk(world, survey, person, pages_a_kind)
    return survey


def _start(person: Person) -> list[str]:
    """Where somebody begins: what needs a log-in for those who have one, and what is open else."""
    mark = "is_public" if person.key == ANONYMOUS else "needs_login"
    return [
        one.url(municipality=person.group)
        for one in addresses()
        if set(one.words) <= {"municipality"}
        and "GET" in methods_of(one)
        and (one.has_mark(mark) or one.words)
    ]


def _walk(world: World, survey: Survey, person: Person, pages_a_kind: int) -> None:
    waiting = _start(person)
    seen, kinds = set(waiting), Counter(map(name_of, waiting))
    while waiting:
        url = waiting.pop(0)
        response = world.ask(person, "GET", url)
        survey.pages += 1
        survey.leaks += world.leaks_in(person, f"GET {url}", set(), response)
        survey.own_canaries |= world.own_canaries(person, response)
        if response.status_code == HTTP_OK and person not in survey.let_in[name_of(url)]:
            survey.let_in[name_of(url)].append(person)
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        links, forms = read_page(person, url, response.content.decode("utf-8", "replace"))
        for link in links:
            kind = name_of(link)
            if link not in seen and kind and kinds[kind] < pages_a_kind:
                seen.add(link)
                kinds[kind] += 1
                waiting.append(link)
        for form in forms:
            name = name_of(form.action)
            if name and not _is_known(survey.forms[name], form):
                survey.forms[name].append(form)


def _is_known(forms: list[Form], form: Form) -> bool:
    """One form of a kind a person is enough: the same fields under the same address."""
    shape = dict(form.fields).keys()
    return any(one.by == form.by and dict(one.fields).keys() == shape for one in forms)


def name_of(url: str) -> str:
    """Give the name of the address that a path leads to; nothing when it is not to be tried."""
    try:
        name = resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""
    return "" if name.startswith(LEFT_ALONE) else name


def bodies_needed() -> Mapping[str, Address]:
    """Give the addresses that read a body which is no form."""
    return {one.name: one for one in addresses() if reads_a_body(one)}
