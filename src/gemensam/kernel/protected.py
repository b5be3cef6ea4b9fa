"""Text that must not slip out by accident: printing, formatting or logging it shows dots.

Not a subclass of `str`, since `json` and `"".join` would then read the real characters.
"""

from typing import Final, NoReturn

DOTS: Final = "•••"


class ProtectedStr:
    """A string whose characters come out through `reveal()` only, where policy is asked first."""

    __slots__ = ("_value",)
    _value: str

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "_value", value)

    def reveal(self) -> str:
        """Give the real characters; the caller has asked policy and logs the access."""
        return self._value

    def __str__(self) -> str:
        return DOTS

    def __repr__(self) -> str:
        return f"ProtectedStr({DOTS!r})"

    def __format__(self, spec: str) -> str:
        return format(DOTS, spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ProtectedStr):
            return NotImplemented
        return self._value == other._value

    def __hash__(self) -> int:
        return hash((ProtectedStr, self._value))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        message = "a protected string cannot be changed"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> NoReturn:
        message = "a protected string cannot be changed"
        raise AttributeError(message)

    def __copy__(self) -> "ProtectedStr":
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "ProtectedStr":
        return self

    def __reduce__(self) -> NoReturn:
        """Refuse pickling: caches and job queues must never hold the characters."""
        message = "a protected string cannot be pickled"
        raise TypeError(message)
