"""Keeps a new secret, encrypted, until the one who asked for it has looked at it once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.audit import Item, Who, own_change
from bot.domain.change_requests import ChangeRequest
from bot.domain.changes import NOT_LOOKED_AT, Done
from bot.errors import NoSuchItem
from bot.services.audit import AuditService
from bot.services.request_steps import RequestSteps
from storage.database import Database
from storage.models.sealed_secrets import SealedSecretRow
from storage.unit_of_work import UnitOfWork

KEPT_FOR = timedelta(days=7)

Settled = Callable[[UnitOfWork, ChangeRequest, datetime], None]
"""What is told in the transaction in which a secret was shown, or is thrown away unseen."""


@dataclass(frozen=True)
class SealedSecret:
    """A secret that waits for its one reader."""

    request_id: str
    label: str
    value: str = field(repr=False)


class SealedSecretsService:
    """New secrets, each for one person, once."""

    def __init__(
        self,
        database: Database,
        audit: AuditService,
        steps: RequestSteps,
        clock: Clock,
        *,
        settled: Settled,
        wake_outbox: Callable[[], None],
    ) -> None:
        self._database = database
        self._audit = audit
        self._steps = steps
        self._clock = clock
        self._settled = settled
        self._wake_outbox = wake_outbox

    def seal(self, work: UnitOfWork, request: ChangeRequest, done: Done) -> None:
        """Keeps what a change brought forth, in the transaction in which it is concluded."""
        if done.secret is None:
            return
        row = SealedSecretRow(
            request_id=request.id,
            team_id=request.team_id,
            user_id=request.requester_id,
            label=done.secret.label,
            value=done.secret.value,
            sealed_at=self._clock.now(),
        )
        work.sealed_secrets.seal(row)

    async def open(self, request: ChangeRequest, who: Who) -> SealedSecret:
        """The secret of a request, for its requester, once it is written down that they are shown it.

        Raises NoSuchItem when it was looked at, or is not theirs.
        """

        def read(work: UnitOfWork) -> SealedSecret | None:
            row = work.sealed_secrets.get(request.team_id, who.id, request.id)
            if row is None:
                return None
            item = Item("secret", row.request_id, row.label)
            entry = own_change(
                request.team_id,
                who,
                "callboard secrets show",
                item,
                request_id=request.id,
                account=request.account_key,
            )
            self._audit.append(work, entry, self._clock.now())
            return SealedSecret(row.request_id, row.label, row.value)

        secret = await self._database.transact(read)
        if secret is None:
            raise NoSuchItem(
                "There is nothing to show: a new secret is shown once, within a week, to whoever asked for it.",
                "If it was lost, revoke it and ask for another.",
            )
        return secret

    async def was_shown(self, team_id: str, secret: SealedSecret) -> None:
        """Throws it away."""
        await self._database.transact(lambda work: self._throw_away(work, team_id, secret.request_id))
        self._wake_outbox()

    async def forget_old(self) -> int:
        """Deletes what nobody looked at, and says so where it was offered; how many."""
        before = self._clock.now() - KEPT_FOR

        def forget(work: UnitOfWork) -> int:
            old = work.sealed_secrets.sealed_before(before)
            for row in old:
                self._throw_away(work, row.team_id, row.request_id, NOT_LOOKED_AT)
            return len(old)

        forgotten = await self._database.transact(forget)
        if forgotten:
            self._wake_outbox()
        return forgotten

    def _throw_away(self, work: UnitOfWork, team_id: str, request_id: str, note: str = "") -> None:
        if work.sealed_secrets.throw_away(request_id):
            request = self._steps.settle_secret(work, team_id, request_id, note)
            self._settled(work, request, self._clock.now())
