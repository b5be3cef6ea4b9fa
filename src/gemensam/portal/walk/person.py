"""Somebody at a browser without JavaScript: follows links, fills in forms, keeps cookies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx
from lxml import html

_OK = 200


class UnexpectedPage(AssertionError):
    """The page was not what the story needs; says what it was."""


@dataclass(slots=True)
class Person:
    """One browser. `page` is what is shown now."""

    address: str
    key: str
    client: httpx.Client = field(init=False)
    page: html.HtmlElement = field(init=False)
    response: httpx.Response = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.address, follow_redirects=True, timeout=30)

    def log_in(self) -> None:
        """Pick oneself at the demo's log-in page."""
        self.open("/logga-in/")
        self.submit({"person": self.key}, action="/logga-in/demo/")

    def open(self, path: str, *, status: int = _OK) -> None:
        """Open a page and expect a status."""
        self._shown(self.client.get(path), status)

    def follow(self, text: str) -> None:
        """Follow the first link whose text holds `text`."""
        for link in self.page.xpath("//a[@href]"):
            if text in " ".join(link.text_content().split()):
                self.open(urljoin(str(self.response.url), link.get("href")))
                return
        raise UnexpectedPage(f"no link “{text}” on {self.response.url}")

    def submit(self, fields: Mapping[str, str], *, action: str = "", status: int = _OK) -> None:
        """Send the first form whose action holds `action` (and that has the named fields)."""
        form = self._form(action, fields)
        target = urljoin(str(self.response.url), form.action or "")
        data: dict[str, list[str]] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        data |= {name: [value] for name, value in fields.items()}
        self._shown(
            self.client.post(target, data=data, headers={"Referer": str(self.response.url)}), status
        )

    def option(self, name: str, text: str) -> str:
        """Give the value of the choice of a field whose label holds `text`."""
        for choice in self.page.xpath(f"//input[@name='{name}']"):
            labels = choice.xpath("ancestor::label") or self.page.xpath(
                f"//label[@for='{choice.get('id')}']"
            )
            if any(text in " ".join(label.text_content().split()) for label in labels):
                return str(choice.get("value"))
        for choice in self.page.xpath(f"//select[@name='{name}']/option"):
            if text in choice.text_content():
                return str(choice.get("value"))
        raise UnexpectedPage(f"no choice “{text}” for {name} on {self.response.url}")

    def has(self, text: str) -> bool:
        """Say whether a text stands on the page."""
        return text in self.text

    def expect(self, text: str) -> None:
        """Raises UnexpectedPage: the text does not stand on the page."""
        if not self.has(text):
            raise UnexpectedPage(f"“{text}” is not on {self.response.url}:\n{self.text[:1500]}")

    @property
    def text(self) -> str:
        """The page's text, white space joined."""
        return " ".join(self.page.text_content().split())

    @property
    def path(self) -> str:
        """The page's path."""
        return self.response.url.path

    def _form(self, action: str, fields: Mapping[str, str]) -> html.FormElement:
        for form in self.page.forms:
            # A submit button's name counts too: form.fields has inputs only.
            names = {one.get("name") for one in form.xpath(".//*[@name]")}
            own = urljoin(str(self.response.url), form.action or "")
            if (form.method == "POST") and action in own and set(fields) <= names:
                return form
        raise UnexpectedPage(
            f"no form to “{action}” with {sorted(fields)} on {self.response.url}; "
            f"there are {[(f.action, sorted(f.fields.keys())) for f in self.page.forms]}"
        )

    def _shown(self, response: httpx.Response, status: int) -> None:
        self.response = response
        if "html" in response.headers.get("content-type", "") and response.content:
            self.page = html.fromstring(response.content)
        if response.status_code != status:
            said = self.text[:800] if hasattr(self, "page") else response.text[:400]
            raise UnexpectedPage(f"{response.url} answered {response.status_code}: {said}")
