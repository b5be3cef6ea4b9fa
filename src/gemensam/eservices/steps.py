"""A form in a few short steps and one page to check it on, without anything kept between them.

Each page carries what the others hold in hidden fields, so it works without JavaScript, across devices that
lose their connection, and leaves nothing behind when somebody goes away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _

from gemensam.ui.parts import Step

type MakeForm = Callable[[QueryDict | None], Form]

AT: Final = "steg"
GO: Final = "go"
BACK: Final = "back"
UNPROCESSABLE: Final = 422


@dataclass(frozen=True, slots=True)
class Stepped:
    """Which step to show; none is left where everything is filled in and right."""

    at: int
    forms: Sequence[Form]
    status: int = 200
    is_confirmed: bool = False
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def form(self) -> Form | None:
        """Give the form of this step; None on the page where everything is checked."""
        return self.forms[self.at] if self.at < len(self.forms) else None

    @property
    def kept(self) -> Sequence[object]:
        """Give what the other steps hold, as hidden fields."""
        others = [one for one in self.forms if one is not self.form and one.is_bound]
        return [bound.as_hidden() for one in others for bound in one]

    @property
    def stepper(self) -> Sequence[Step]:
        """Say how far it has come."""
        count = len(self.forms) + 1
        states = [
            "done" if n < self.at else "now" if n == self.at else "ahead" for n in range(count)
        ]
        names = [getattr(one, "title", "") for one in self.forms] + [_("Check")]
        return [Step(str(name), state) for name, state in zip(names, states, strict=True)]

    def with_error(self, name: str, text: str) -> "Stepped":
        """Give the step of a field again, with what is wrong with it."""
        at = next(n for n, one in enumerate(self.forms) if name in one.fields)
        self.forms[at].add_error(name, text)
        return Stepped(at, self.forms, UNPROCESSABLE)


def read(data: QueryDict | None, makers: Sequence[MakeForm]) -> Stepped:
    """Read where somebody is and what is filled in; stops at the first step that needs mending."""
    if data is None:
        return Stepped(0, [make(None) for make in makers])
    given = data.get(AT, "")
    at = min(int(given), len(makers)) if given.isdecimal() else 0
    forms = [make(data) for make in makers]
    if data.get(GO) == BACK:
        return Stepped(max(at - 1, 0), _bound(forms, makers, data, at))
    for n, one in enumerate(forms[: at + 1]):
        if not one.is_valid():
            return Stepped(n, _bound(forms, makers, data, at), UNPROCESSABLE)
    values = {name: value for one in forms[: at + 1] for name, value in one.cleaned_data.items()}
    is_confirmed = at == len(makers)
    following = min(at + 1, len(makers))
    return Stepped(following, _bound(forms, makers, data, at), 200, is_confirmed, values)


def _bound(
    forms: Sequence[Form], makers: Sequence[MakeForm], data: QueryDict, at: int
) -> Sequence[Form]:
    """Keep what has been typed; a step that nobody has come to is empty, not wrong."""
    return [
        one if n <= at or any(name in data for name in one.fields) else makers[n](None)
        for n, one in enumerate(forms)
    ]
