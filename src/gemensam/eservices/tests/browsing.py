"""A browser without JavaScript: it sends what the page's own form holds, with its tokens."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

APPLY = "/munkedal/ansok/trygghetslarm/"
MINE = "/munkedal/mina-sidor/"
# Filled in beforehand with what the municipality knows (`test_known`).
KNOWN = "phone_number"


@dataclass
class Form:
    """A form of a page: where it goes and what it holds."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """Finds the forms of a page with what they would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.area: str | None = None
        self.is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
            self.is_open = True
        elif self.is_open and tag in {"input", "textarea", "button", "select"} and "name" in given:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given["name"]
        form.names.add(name)
        if tag == "textarea":
            self.area = name
            form.values[name] = [""]
        elif tag == "input":
            picks = given.get("type") in {"radio", "checkbox"}
            if not picks or "checked" in given:
                form.values.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.forms[-1].values[self.area][0] += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_open = False
        if tag == "textarea":
            self.area = None


class Visitor:
    """One of the cast, logged in, with the page that is open."""

    def __init__(self, key: str = "") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.page: Any = None
        self.path = ""
        if key:
            self.get("/logga-in/")
            self.send("person", person=key)

    def get(self, path: str) -> Any:
        self.page = self.client.get(path)
        self.path = path
        return self.page

    def follow(self) -> Any:
        """Go where the last answer sent the browser."""
        assert self.page.status_code == 303, (self.page.status_code, self.text[-3000:])
        return self.get(self.page["Location"].partition("#")[0])

    @property
    def text(self) -> str:
        return self.page.content.decode()

    def form(self, having: str) -> Form:
        parser = Forms()
        parser.feed(self.text)
        return next(form for form in parser.forms if having in form.names)

    def send(self, having: str, headers: dict | None = None, **typed: object) -> Any:
        """Send the form that has a control of this name; dots in names are written `__`."""
        form = self.form(having)
        data: dict[str, object] = dict(form.values)
        data |= {name.replace("__", "."): value for name, value in typed.items()}
        path = form.action or self.path
        self.page = self.client.post(path, data, headers=headers or {})
        self.path = path
        return self.page

    def next(self, **typed: object) -> Any:
        """Fill in this page and go on to where it leads."""
        self.send("go", go="next", **typed)
        return self.follow()


ANSWERS: list[dict[str, object]] = [
    {"lives_alone": "alone", "home_kind": "house"},
    {"situations": ["falling", "phone"], "fallen": "no", "reason": "Hon är ensam om nätterna."},
    {"mobile_coverage": "poor", "landline": "yes"},
    {"spare_key": "yes", "way_in": "Gult hus bakom kapellet"},
    {
        "phone_number": "070-174 06 04",
        "first_contact__name": "Eva Lindgren",
        "first_contact__relation": "dotter",
        "first_contact__phone": "070-174 06 05",
        "share_with_centre": "yes",
    },
]


def begin(visitor: Visitor, *, for_whom: str) -> str:
    """Begin an application for a resident by id; give its first page's address."""
    visitor.get(APPLY)
    visitor.send("for", **{"for": for_whom})
    visitor.follow()
    return visitor.path


def fill_in(visitor: Visitor) -> None:
    """Answer every page, from the first to the one where everything is checked."""
    for typed in ANSWERS:
        visitor.next(**typed)
