"""A list of named things that a vendor keeps: read now and then, searched by name, offered while typing."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

from bot.clock import Clock
from bot.domain.listings import Listing
from bot.domain.matching import find_one, offer, told_apart
from bot.errors import BadInput, Candidate, NoSuchItem
from bot.services.memory import Memory

KEPT_FOR = timedelta(seconds=10)


class Named(Protocol):
    """Something with an id and a name."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def name(self) -> str:
        """What people call it."""
        ...


T = TypeVar("T", bound=Named)


class Directory(Generic[T]):
    """One list; `plural` is what its items are called. Every method raises the ApiErrors of reading it.

    `more` is what to say of items that have one name; their ids, where nothing else is known.
    """

    def __init__(
        self,
        plural: str,
        read: Callable[[], Awaitable[Iterable[T]]],
        clock: Clock,
        more: Callable[[T], str] = attrgetter("id"),
    ) -> None:
        self._plural = plural
        self._read = read
        self._more = more
        self._clock = clock
        self._list = Memory[str, Listing[T]](KEPT_FOR, clock)

    async def listing(self) -> Listing[T]:
        """All items, at most some seconds old."""
        return await self._list.get("", self._read_list)

    async def find(self, words: str) -> T:
        """The item that is meant, as it stood in the list. Raises SeveralMatch or NoSuchItem."""
        try:
            return self._find(words, await self.listing())
        except NoSuchItem:
            self.forget()  # it may have been made since the list was read
            return self._find(words, await self.listing())

    async def offer(self, words: str) -> list[Candidate]:
        """What to offer while a name is being typed."""
        return offer(words, self._candidates(await self.listing()))

    def forget(self) -> None:
        """Drops the list, because it is known to be out of date."""
        self._list.forget("")

    async def _read_list(self) -> Listing[T]:
        items = tuple(await self._read())
        return Listing(items, self._clock.now())

    def _find(self, words: str, listing: Listing[T]) -> T:
        found = find_one(words, self._candidates(listing), self._plural)
        return next(item for item in listing.items if item.id == found)

    def _candidates(self, listing: Listing[T]) -> list[Candidate]:
        return told_apart([Candidate(item.id, item.name, self._more(item)) for item in listing.items])


def require_whole_name(item: Named, singular: str, confirm: str) -> None:
    """Raises BadInput unless the name of what is to be deleted was typed once more."""
    if confirm.strip() != item.name.strip():
        raise BadInput(
            f"“{confirm}” is not the name of the {singular}, which is “{item.name}”.",
            "Nothing was deleted. Type the whole name to confirm that it is the right one.",
            field="confirm",
        )
