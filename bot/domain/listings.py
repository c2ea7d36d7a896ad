"""All items of a list, and when they were read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Listing(Generic[T]):
    """A list as a vendor gave it at one moment."""

    items: tuple[T, ...]
    as_of: datetime
