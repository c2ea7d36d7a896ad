"""Connections to the vendors' accounts: opened when first needed, replaced when the credentials change."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.domain.accounts import Account, Credentials, Vendor
from bot.domain.pulses import Pulse
from bot.services.vendors import AppcuesServices, AppizerServices

Connected = AppcuesServices | AppizerServices


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
    """The open connections of this process, one for each account."""

    def __init__(self, connect: Connector) -> None:
        self._connect = connect
        self._open: dict[tuple[str, str, Vendor], tuple[int, Connection]] = {}

    async def to(self, team_id: str, account: Account, credentials: Callable[[], Credentials]) -> Connected:
        """What can be done with an account. `credentials` is asked only where a connection has to be opened."""
        place = (team_id, account.id, account.vendor)
        known = self._open.get(place)
        if known and known[0] == account.revision:
            return known[1].services
        connection = self._connect(team_id, account, credentials())
        self._open[place] = (account.revision, connection)
        if known:
            await known[1].close()
        return connection.services

    def pulse(self, team_id: str, account: Account) -> Pulse:
        """How the calls to an account went lately, in this process; nothing where there were none."""
        known = self._open.get((team_id, account.id, account.vendor))
        return known[1].pulse() if known else Pulse()

    async def try_out(self, team_id: str, account: Account, credentials: Credentials) -> None:
        """Reads something small with these credentials. Raises ApiError when that fails."""
        connection = self._connect(team_id, account, credentials)
        try:
            await connection.services.prove()
        finally:
            await connection.close()

    async def close(self) -> None:
        """Lets go of all."""
        for _, connection in self._open.values():
            await connection.close()
        self._open.clear()
