"""Holds a secret so that no log line, message or error shows it by accident."""

from copy import deepcopy
from typing import Any, Final, Generic, NoReturn, TypeVar

Content = TypeVar("Content")

SHOWN: Final = "[secret]"


class Secret(Generic[Content]):
    """A value that is seen only through `reveal`; not a dataclass, so that `asdict` cannot look inside."""

    __slots__ = ("_content",)
    _content: Content

    def __init__(self, content: Content) -> None:
        object.__setattr__(self, "_content", content)

    def reveal(self) -> Content:
        """The secret itself: for the one place that has to send or show it."""
        return deepcopy(self._content)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a secret does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a secret does not change")

    def __repr__(self) -> str:
        return SHOWN

    def __format__(self, spec: str) -> str:
        return format(SHOWN, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and bool(self._content == other._content)

    def __hash__(self) -> int:
        return hash(Secret)  # the same for all: a hash of the content would tell something about it

    def __copy__(self) -> "Secret[Content]":
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Secret[Content]":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")
