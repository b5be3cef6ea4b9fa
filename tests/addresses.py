"""Every address of the application, found by walking the resolver: a new view is here at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import get_converters

# How deep a view may be wrapped by decorators before we stop looking for its mark.
DEEPEST_WRAPPING = 12


@dataclass(frozen=True)
class Address:
    """One pattern: its name with namespace, the words it takes and the view it leads to."""

    name: str
    route: str
    words: Mapping[str, str]
    view: Callable[..., Any]

    def url(self, **values: object) -> str:
        """Give the path for some values of its words."""
        return reverse(self.name, kwargs={word: values[word] for word in self.words})

    def has_mark(self, mark: str) -> bool:
        """Say whether the view, or one that it wraps, carries a mark."""
        view: Any = self.view
        for _ in range(DEEPEST_WRAPPING):
            if getattr(view, mark, False):
                return True
            view = getattr(view, "__wrapped__", None) or getattr(view, "view_class", None)
            if view is None:
                return False
        return False


def _words(pattern: URLPattern | URLResolver) -> dict[str, str]:
    # The API's library gives an id on as a string: an id all the same.
    names = {"uuidstr": "uuid"}
    kinds = {type(converter): names.get(name, name) for name, converter in get_converters().items()}
    found = getattr(pattern.pattern, "converters", {})
    words = {word: kinds[type(converter)] for word, converter in found.items()}
    # A re_path has groups without converters.
    regex = getattr(pattern.pattern, "regex", None)
    return words or dict.fromkeys(regex.groupindex if regex else (), "str")


def _walk(
    resolver: URLResolver, namespace: str, route: str, words: dict[str, str]
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        taken = words | _words(pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from _walk(pattern, inner, here, taken)
        else:
            name = f"{namespace}:{pattern.name}" if namespace else str(pattern.name)
            yield Address(name, here, taken, pattern.callback)


def every_address() -> list[Address]:
    """List every address that the application answers, in the order it looks for them."""
    return list(_walk(get_resolver(), "", "", {}))
