"""A sender as one writes it in an afternoon: it claims, posts, notes down, and tries again when the lease is over.

It stands here to show that the test can fail: what it does not know, it posts again.
"""

from datetime import timedelta

from bot.clock import Clock
from bot.errors import SlackError, SlackRateLimited
from bot.outbox.slack_gateway import SlackGateway
from bot.outbox.slack_shapes import Posted
from storage.database import Database
from storage.models.outbox import LastOutcome
from storage.repositories.outbox_values import Claim
from tests.soak.hurry import Hurry

LEASE = timedelta(seconds=60)
PACE = timedelta(seconds=1)
NEVER = 1_000_000
"""It does not fold either."""


class NaiveSender:
    """Everything but the looking."""

    def __init__(self, database: Database, gateway: SlackGateway, clock: Clock, *, owner: str) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock
        self._owner = owner

    async def run(self, hurry: Hurry) -> None:
        """Deliver one message after the other, for ever."""
        while True:
            now = self._clock.now()
            claim = await self._database.transact(
                lambda work, now=now: work.outbox.claim_next(  # type: ignore[misc] # a default is how a loop's value is kept
                    now, self._owner, LEASE, PACE, fold_above=NEVER
                )
            )
            if claim is None:
                await hurry.sleep(0.2)
            else:
                await self._deliver(claim)

    async def _deliver(self, claim: Claim) -> None:
        try:
            if claim.ts:
                await self._gateway.update(claim.channel_id, claim.ts, claim.text, claim.blocks)
                posted = Posted(claim.channel_id, claim.ts)
            else:
                posted = await self._gateway.post(
                    claim.channel,
                    claim.text,
                    claim.blocks,
                    outbox_id=claim.id,
                    thread_ts=claim.thread_ts,
                )
        except SlackRateLimited as limited:
            await self._wait(claim, limited)
        except SlackError:
            return  # it tries again when the lease is over
        else:
            now = self._clock.now()
            await self._database.transact(
                lambda work: work.outbox.record_sent(claim, now, channel_id=posted.channel_id, ts=posted.ts)
            )

    async def _wait(self, claim: Claim, limited: SlackRateLimited) -> None:
        now = self._clock.now()
        until, words = now + timedelta(seconds=limited.retry_after), limited.sentence
        await self._database.transact(
            lambda work: work.outbox.record_retry(
                claim, now, LastOutcome.RATE_LIMITED, words, not_before=until
            )
        )
