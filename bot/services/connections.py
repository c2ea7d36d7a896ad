"""Connections to the vendors' accounts: opened when first needed, replaced when the credentials change."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.domain.accounts import Account, Credentials, Vendor
from bot.domain.pulses import Pulse
from bot.services.vendors import AppcuesServices, AppizerServices

Connected = AppcuesServices | AppizerServices
Place = tuple[str, str, Vendor]
"""The workspace, the account, and its vendor."""


@dataclass(frozen=True)
class Connection:
    """What can be done with an account, and how to let go of it."""

    services: Connected
    pulse: Callable[[], Pulse]
    """How the calls went lately."""
    close: Callable[[], Awaitable[None]]


class Connector(Protocol):
    """Makes a connection; nothing is sent yet."""

    def __call__(self, team_id: str, account: Account, credentials: Credentials) -> Connection:
        """A connection to that account, which is one of this workspace's."""
        ...


class Connections:
    """The open connections of this process, one for each account.

    `learn` is told the credentials that open one, and no others: what is only tried may be any word at all.
    """

    def __init__(self, connect: Connector, learn: Callable[[Iterable[str]], None]) -> None:
        self._connect = connect
        self._learn = learn
        self._open: dict[Place, tuple[int, Connection]] = {}
        self._replaced: dict[Place, Connection] = {}

    async def to(self, team_id: str, account: Account, credentials: Callable[[], Credentials]) -> Connected:
        """What can be done with an account. `credentials` is asked only where a connection has to be opened."""
        place = (team_id, account.id, account.vendor)
        known = self._open.get(place)
        if known and known[0] == account.revision:
            return known[1].services
        opening = credentials()
        self._learn(opening.values)
        connection = self._connect(team_id, account, opening)
        self._open[place] = (account.revision, connection)
        if known:
            await self._replace(place, known[1])
        return connection.services

    def pulse(self, team_id: str, account: Account) -> Pulse:
        """How the calls to an account went lately, in this process; nothing where there were none."""
        known = self._open.get((team_id, account.id, account.vendor))
        return known[1].pulse() if known else Pulse()

    async def try_out(self, team_id: str, account: Account, credentials: Credentials) -> frozenset[str]:
        """Reads something small with these credentials; the ids by which the account is known. Raises ApiError."""
        connection = self._connect(team_id, account, credentials)
        try:
            seen = await connection.services.prove()
        finally:
            await connection.close()
        self._learn(credentials.values)
        return seen

    async def close(self) -> None:
        """Lets go of all."""
        for connection in (*self._replaced.values(), *(each for _, each in self._open.values())):
            await connection.close()
        self._replaced.clear()
        self._open.clear()

    async def _replace(self, place: Place, connection: Connection) -> None:
        """Calls may still run through it: it is let go of when the next one is replaced, or at the end."""
        before = self._replaced.pop(place, None)
        self._replaced[place] = connection
        if before:
            await before.close()
