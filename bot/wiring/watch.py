"""Builds what looks for changes made outside Callboard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.services.accounts import AccountsService
from bot.services.audit import AuditService
from bot.services.content_watch import ContentWatch
from bot.services.drifts import DriftsService
from bot.services.executions import Consequence
from bot.services.key_news import KeyNews
from bot.services.key_rotations import KeyRotationsService
from bot.services.key_watch import KeyWatch
from bot.services.known_items import KnownItems
from bot.services.notices import NoticesService
from bot.services.removed_accounts import RemovedAccounts
from bot.services.request_steps import RequestSteps
from bot.services.rules_watch import RulesWatch
from bot.services.watch import WatchService
from bot.wiring.ground import Ground
from storage.repositories.change_requests import request_id_from


@dataclass(frozen=True)
class Watching:
    """The services by the names of `Services`, and what they write down when Callboard itself changes something."""

    services: Mapping[str, Any]
    consequences: Sequence[Consequence]
    removed_accounts: RemovedAccounts


def build_watch(
    ground: Ground,
    accounts: AccountsService,
    notices: NoticesService,
    steps: RequestSteps,
    audit: AuditService,
) -> Watching:
    """All that looks for changes made elsewhere."""
    database, clock, wake = ground.database, ground.clock, ground.sender.wake
    drifts = DriftsService(database, accounts, notices, audit, clock, wake_outbox=wake)
    known = KnownItems(drifts, clock, request_id_from)
    news = KeyNews(accounts, notices, age_limit=timedelta(days=ground.settings.callboard_key_age_days))
    rotations = KeyRotationsService(
        database, accounts, news, steps, audit, clock, wake_outbox=wake, id_from=request_id_from
    )
    steps.tell_also(rotations.asked)
    keys = KeyWatch(database, news, rotations, clock)
    watch = WatchService(
        database,
        accounts,
        ContentWatch(database, known, drifts, audit, clock),
        RulesWatch(database, known, drifts, clock),
        keys,
        clock,
        teams=ground.workspaces.teams,
        wake_outbox=wake,
    )
    return Watching(
        {"drifts": drifts, "key_rotations": rotations, "watch": watch},
        [known.note, keys.note],
        RemovedAccounts(notices, news, rotations),
    )
