"""Looks at the Appcues accounts, as often as each needs it, for what was changed outside Callboard."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.clock import Clock
from bot.domain.accounts import Account, Vendor
from bot.domain.experiences import KINDS
from bot.domain.known_items import pause_after
from bot.errors import ApiError, CallboardError
from bot.services.accounts import AccountsService
from bot.services.content_watch import ContentWatch
from bot.services.key_watch import KeyWatch
from bot.services.known_items import Watched
from bot.services.rules_watch import RulesWatch
from bot.services.vendors import AppcuesServices
from storage.database import Database
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

CLAIMED_FOR = timedelta(minutes=10)
"""How long a look may take before another process begins one; the lists of a large account take a minute."""


class WatchService:
    """One of any number of watchers over the same database, in this process or another."""

    def __init__(
        self,
        database: Database,
        accounts: AccountsService,
        content: ContentWatch,
        rules: RulesWatch,
        keys: KeyWatch,
        clock: Clock,
        *,
        teams: Callable[[], Awaitable[Sequence[str]]],
        wake_outbox: Callable[[], None],
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._content = content
        self._rules = rules
        self._keys = keys
        self._clock = clock
        self._teams = teams
        self._wake_outbox = wake_outbox

    async def look(self) -> int:
        """Looks at the accounts that are due, one after the other; how many. Safe to run in several processes."""
        return sum(
            [
                await self._look_at(team_id, account)
                for team_id in await self._teams()
                for account in await self._accounts.all(team_id)
                if account.vendor is Vendor.APPCUES
            ]
        )

    async def _look_at(self, team_id: str, account: Account) -> bool:
        began, place = self._clock.now(), (team_id, account.id)
        if not await self._database.read(lambda work: work.watch_polls.is_due(*place, began)):
            return False
        if not await self._database.transact(
            lambda work: work.watch_polls.claim(*place, began, began + CLAIMED_FOR)
        ):
            return False
        try:
            connected = await self._accounts.connect(team_id, account)
        except CallboardError as error:
            _LOG.warning("account_not_watched", account=account.label, reason=error.sentence)
            connected = None
        found = 0
        if isinstance(connected, AppcuesServices):
            found = await self._all_of(Watched(*place, connected))
        await self._next(place, began, found)
        if found:
            self._wake_outbox()
        return True

    async def _all_of(self, watched: Watched) -> int:
        """One list after the other: people's commands go over the same line."""
        looks: list[Callable[[], Awaitable[int]]] = [
            *(partial(self._content.look, watched, kind) for kind in KINDS),
            partial(self._rules.look, watched),
            partial(self._keys.look, watched),
        ]
        found = 0
        for look in looks:
            try:
                found += await look()
            except ApiError as error:
                _LOG.warning("not_looked_at", account_id=watched.account_id, reason=error.sentence)
        return found

    async def _next(self, place: tuple[str, str], began: datetime, found: int) -> None:
        now = self._clock.now()

        def write(work: UnitOfWork) -> None:
            if found:
                work.watch_polls.note_change(*place, now)
            poll = work.watch_polls.get(*place)
            pause = pause_after(poll.changed_at if poll else None, now - began, now)
            work.watch_polls.look_at(*place, now + pause)

        await self._database.transact(write)
