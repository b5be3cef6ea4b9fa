"""Read one row of a shipped YAML file by key and type; a wrong file fails at once and says where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import yaml

try:
    # libyaml reads ten times faster; every wheel of PyYAML has it, a source build may not.
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader  # type: ignore[assignment] # same interface, slower


class ShippedDataIsWrong(ValueError):
    """A file that ships with the project lacks a key or holds another kind of value there."""


@dataclass(frozen=True, slots=True)
class Row:
    """A mapping whose values are read as the kind that the reader expects."""

    place: str
    values: Mapping[str, object]

    @classmethod
    def parse(cls, text: str, *, place: str) -> Self:
        """Read a whole file."""
        return cls.of(yaml.load(text, Loader=SafeLoader), place)

    @classmethod
    def of(cls, value: object, place: str) -> Self:
        """Take a mapping that was read already."""
        if not isinstance(value, dict):
            raise ShippedDataIsWrong(f"{place}: not a mapping")
        return cls(place, {str(key): item for key, item in value.items()})

    def _value(self, key: str) -> object:
        if key not in self.values:
            raise ShippedDataIsWrong(f"{self.place}: {key} is missing")
        return self.values[key]

    def _wrong(self, key: str, expected: str) -> ShippedDataIsWrong:
        return ShippedDataIsWrong(f"{self.place}: {key} is not {expected}")

    def text(self, key: str) -> str:
        value = self._value(key)
        if not isinstance(value, str):
            raise self._wrong(key, "a text")
        return value

    def maybe_text(self, key: str) -> str | None:
        return None if self._value(key) is None else self.text(key)

    def whole(self, key: str) -> int:
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(key, "a whole number")
        return value

    def maybe_whole(self, key: str) -> int | None:
        return None if self._value(key) is None else self.whole(key)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        if default is not None and key not in self.values:
            return default
        value = self._value(key)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def row(self, key: str) -> "Row":
        return Row.of(self._value(key), f"{self.place}.{key}")

    def maybe_row(self, key: str) -> "Row | None":
        return None if self._value(key) is None else self.row(key)

    def _list(self, key: str) -> list[object]:
        value = self._value(key)
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        return value

    def rows(self, key: str) -> "tuple[Row, ...]":
        return tuple(
            Row.of(item, f"{self.place}.{key}[{index}]")
            for index, item in enumerate(self._list(key))
        )

    def texts(self, key: str) -> tuple[str, ...]:
        items = self._list(key)
        texts = tuple(item for item in items if isinstance(item, str))
        if len(texts) != len(items):
            raise self._wrong(key, "a list of texts")
        return texts

    def wholes(self, key: str) -> tuple[int, ...]:
        items = self._list(key)
        wholes = tuple(item for item in items if isinstance(item, int))
        if len(wholes) != len(items):
            raise self._wrong(key, "a list of whole numbers")
        return wholes
