"""Gathers what the Home tab of one person tells: a few reads for all of it, and nobody is waited for in vain."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.accounts import Account, Vendor
from bot.domain.app_warnings import TOPIC, AppWarning
from bot.domain.audit import Verdict
from bot.domain.change_requests import OPEN_STATES, ChangeRequest, State
from bot.domain.home import (
    AccountHealth,
    Coming,
    Extract,
    Health,
    HomeFacts,
    Page,
    Section,
    extract,
    split_waiting,
)
from bot.domain.notices import Notice
from bot.domain.people import Person, Role, Roster
from bot.domain.policy import Ruling, able_of
from bot.domain.subscriptions import Subscription, Topic
from bot.services.accounts import AccountsService
from bot.services.app_warnings import warning_from
from bot.services.channels import ChannelsService
from bot.services.notices import notice_from
from bot.services.outbox_health import OutboxHealthService
from bot.services.patience import Patience
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.request_rows import request_from
from bot.services.roles import RolesService
from bot.services.subscription_rows import subscription_from
from bot.services.vendors import AppcuesServices
from storage.database import Database
from storage.unit_of_work import UnitOfWork

LATELY = timedelta(days=7)
MOST_WAITING = 1000
MOST_OTHERS = 200
"""Of each of the other lists."""
NEWS = (Topic.PUBLISHING, Topic.DRIFT, Topic.KEYS)
_CLOSED_STATES = frozenset(State) - OPEN_STATES

Waiting = tuple[tuple[ChangeRequest, Ruling], ...]


@dataclass(frozen=True)
class _Stored:
    """What the database knows, as of one moment."""

    accounts: tuple[Account, ...]
    waiting: Waiting
    mine: tuple[ChangeRequest, ...]
    coming: tuple[ChangeRequest, ...]
    posts: tuple[tuple[Subscription, datetime], ...]
    """What is posted in channels at times of its own, and when it is next."""
    changed: tuple[Notice, ...]
    warnings: tuple[tuple[str, AppWarning], ...]
    jobs: Mapping[str, int]


class HomeService:
    """Tells one person what matters to them now."""

    def __init__(
        self,
        database: Database,
        people: PeopleService,
        roles: RolesService,
        policy: PolicyService,
        accounts: AccountsService,
        channels: ChannelsService,
        outbox_health: OutboxHealthService,
        clock: Clock,
        patience: Patience,
    ) -> None:
        self._database = database
        self._people = people
        self._roles = roles
        self._policy = policy
        self._accounts = accounts
        self._channels = channels
        self._outbox_health = outbox_health
        self._clock = clock
        self.patience = patience
        """How long Slack and the vendors are waited for."""

    async def facts(self, person: Person, page: Page) -> HomeFacts:
        """All that a page of their Home tab tells; what vendors or Slack do not say in time is left out."""
        now = self._clock.now()
        stored, outbox = await asyncio.gather(
            self._database.read(lambda work: self._read(work, person, now)),
            self._outbox_health.reading(person.team_id),
        )
        team_id, ids = person.team_id, _account_keys(stored)
        roster, visible, troubled, accounts = await asyncio.gather(
            self.patience.wait(self._people.roster(team_id, ids)),
            self._visible(person, [each.channel_id for each, _ in stored.posts]),
            self._visible(person, [each.channel for each in outbox.troubled]),
            asyncio.gather(*(self._account(team_id, account) for account in stored.accounts)),
        )
        known = roster or await self._without_directory(person, stored.waiting, ids)
        me = {each: known.person(person.member, each) for each in ids}
        waiting, others = split_waiting(stored.waiting, me, known.groups_of, now)
        shown = extract(others, Section.OTHERS, page)
        return HomeFacts(
            person=person,
            page=page,
            now=now,
            waiting=extract(waiting, Section.WAITING, page),
            others=shown,
            able=_able(shown, dict(_by_id(stored.waiting)), roster) if roster else None,
            mine=extract(stored.mine, Section.MINE, page),
            coming=extract(_coming(stored, visible, now), Section.COMING, page),
            changed=extract(stored.changed, Section.CHANGED, page),
            health=Health(tuple(accounts), outbox.as_seen(troubled), stored.warnings, stored.jobs),
            roles=tuple((account, me[account.key].role) for account in stored.accounts),
            admins=roster.with_role(Role.ADMIN) if roster else None,
        )

    def _read(self, work: UnitOfWork, person: Person, now: datetime) -> _Stored:
        team_id = person.team_id
        accounts = self._accounts.within(work, team_id)
        organisations = [each.id for each in accounts if each.vendor is Vendor.APPIZER]
        news = work.notices.latest(team_id, now - LATELY, topics=NEWS, limit=MOST_OTHERS)
        return _Stored(
            accounts=accounts,
            waiting=self._waiting(work, team_id),
            mine=(*_asked_by(work, person, OPEN_STATES), *_asked_by(work, person, _CLOSED_STATES)),
            coming=tuple(map(request_from, work.change_requests.upcoming(team_id, limit=MOST_OTHERS))),
            posts=_posts(work, team_id),
            changed=tuple(map(notice_from, news)),
            warnings=tuple(
                (row.account, warning_from(row)) for row in work.raised_warnings.open(TOPIC, *organisations)
            ),
            jobs=work.followed_jobs.open_counts_of(team_id),
        )

    def _waiting(self, work: UnitOfWork, team_id: str) -> Waiting:
        approved = defaultdict(list)
        for vote in work.change_requests.votes_on_waiting(team_id):
            if vote.verdict == Verdict.APPROVED:
                approved[vote.request_id].append(vote.person_id)
        rows = work.change_requests.list(team_id, states=[State.WAITING.value], limit=MOST_WAITING)
        requests = [replace(request_from(row), approved_by=tuple(approved[row.id])) for row in rows]
        return tuple(zip(requests, self._policy.rulings(work, team_id, requests), strict=True))

    async def _account(self, team_id: str, account: Account) -> AccountHealth:
        used = None
        if account.vendor is Vendor.APPCUES:
            used = await self.patience.wait(self._slots_used(team_id, account))
        return AccountHealth(account, self._accounts.pulse(team_id, account), used)

    async def _slots_used(self, team_id: str, account: Account) -> int | None:
        connected = await self._accounts.connect(team_id, account)
        if not isinstance(connected, AppcuesServices):
            return None
        return len((await connected.keys.listing()).items)

    async def _visible(self, person: Person, ids: Sequence[str]) -> frozenset[str]:
        """Of these channels, those that somebody may know of, as far as Slack says so in time."""
        return (await self.patience.wait(self._channels.known_to(person, ids, ""))) or frozenset()

    async def _without_directory(self, person: Person, waiting: Waiting, ids: Iterable[str]) -> Roster:
        """What is known while Slack does not say who there is.

        Whoever asked for something is taken to be in all groups of this person: where a rule keeps people of one
        group from deciding for each other, nothing is offered that would then be refused.
        """
        everybody = frozenset([person.id, *(request.requester_id for request, _ in waiting)])
        groups = dict.fromkeys(person.groups, everybody)
        return Roster({}, groups, await self._roles.by_account(person.team_id, ids))


def _account_keys(stored: _Stored) -> frozenset[str]:
    """The accounts in which it counts who has which role; those that are gone too, if something waits there."""
    return frozenset(
        [
            "",
            *(account.key for account in stored.accounts),
            *(request.account_key for request, _ in stored.waiting),
        ]
    )


def _asked_by(work: UnitOfWork, person: Person, states: Collection[State]) -> Iterable[ChangeRequest]:
    """What somebody asked for and stands like this, newest first."""
    rows = work.change_requests.list(
        person.team_id, states=states, requester_id=person.id, newest_first=True, limit=MOST_OTHERS
    )
    return map(request_from, rows)


def _posts(work: UnitOfWork, team_id: str) -> tuple[tuple[Subscription, datetime], ...]:
    scheduled = [row for row in work.subscriptions.list(team_id) if row.schedule_id]
    schedules = work.schedules.of_ids([row.schedule_id for row in scheduled]) if scheduled else {}
    dues = [(row, schedules.get(row.schedule_id)) for row in scheduled]
    return tuple(
        (subscription_from(row), schedule.next_due_at)
        for row, schedule in dues
        if schedule is not None and schedule.next_due_at is not None
    )


def _coming(stored: _Stored, visible: frozenset[str], now: datetime) -> list[Coming]:
    """Changes and posts, the nearest first; posts in channels that are no secret to this person."""
    changes = [Coming(each.not_before, request=each) for each in stored.coming if each.not_before]
    posts = [
        Coming(due, topic=each.topic, channel_id=each.channel_id)
        for each, due in stored.posts
        if not each.is_muted(max(now, due)) and each.channel_id in visible
    ]
    return sorted([*changes, *posts], key=lambda each: each.at)


def _by_id(waiting: Waiting) -> Iterable[tuple[str, Ruling]]:
    return ((request.id, ruling) for request, ruling in waiting)


def _able(
    shown: Extract[ChangeRequest], rulings: Mapping[str, Ruling], roster: Roster
) -> dict[str, tuple[Person, ...]]:
    """Who may still approve each of these requests; the same question is answered once."""
    known: dict[object, tuple[Person, ...]] = {}
    able = {}
    for request in shown.items:
        ruling, groups = rulings[request.id], roster.groups_of(request.requester_id)
        question = (ruling.rules, request.account_key, groups)
        if question not in known:
            everybody = roster.with_role(Role.VIEWER, request.account_key)
            known[question] = able_of(everybody, ruling, "", groups)
        gone = {request.requester_id, *(() if request.has_enough else request.approved_by)}
        able[request.id] = tuple(each for each in known[question] if each.id not in gone)
    return able
