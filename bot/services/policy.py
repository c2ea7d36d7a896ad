"""The policy of a workspace: its rules, what they say about a change, and the changing of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.domain.accounts import Account, account_key, is_production
from bot.domain.change_requests import ChangeRequest
from bot.domain.changes import Done, Sight, Subject
from bot.domain.policy import Question, Rule, Ruling, both, groups_in, verdict
from bot.domain.stored_rules import rule_from_json, rule_to_json
from bot.domain.timing import why_missed, why_not_then
from bot.errors import BadInput, NoSuchItem, NotAllowed
from bot.services.accounts import AccountsService
from storage.database import Database
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class _Book:
    """What a ruling depends on besides the request: read once for many."""

    rules: tuple[Rule, ...]
    accounts: tuple[Account, ...]


class PolicyService:
    """Reads the rules in the transaction in which they count."""

    def __init__(self, database: Database, accounts: AccountsService, clock: Clock) -> None:
        self._database = database
        self._accounts = accounts
        self._clock = clock

    async def listing(self, team_id: str) -> tuple[Rule, ...]:
        """The workspace's own rules, by name."""
        return await self._database.read(lambda work: self.rules(work, team_id))

    def groups(self, work: UnitOfWork, team_id: str) -> frozenset[str]:
        """The user groups that the rules speak of, as they stand in this transaction."""
        return groups_in(self.rules(work, team_id))

    async def named(self, team_id: str, name: str) -> Rule:
        """The rule of that name. Raises NoSuchItem."""
        for rule in await self.listing(team_id):
            if rule.name.casefold() == name.casefold():
                return rule
        raise NoSuchItem(f"There is no rule “{name[:60]}”.", "Look at /callboard policy show.")

    async def about(self, request: ChangeRequest) -> Ruling:
        """What the rules say about a request now."""
        return await self._database.read(lambda work: self.ruling(work, request))

    async def judge(self, team_id: str, question: Question) -> Ruling:
        """What the rules say about a change that nobody has asked for yet."""
        return await self._database.read(lambda work: verdict(self.rules(work, team_id), question))

    async def why_not_now(self, request: ChangeRequest) -> str:
        """Why an approved request is not carried out at this moment, as a sentence; empty when it is."""
        now = self._clock.now()

        def read(work: UnitOfWork) -> str:
            refusal = self._why_not_then(work, request, now, asked_at=request.created_at)
            return refusal.sentence if refusal else ""

        return why_missed(request, now) or await self._database.read(read)

    def rules(self, work: UnitOfWork, team_id: str) -> tuple[Rule, ...]:
        """The workspace's own rules, as they stand in this transaction."""
        return tuple(rule_from_json(row.name, row.rule) for row in work.policy_rules.list(team_id))

    def ruling(self, work: UnitOfWork, request: ChangeRequest, admins: int | None = None) -> Ruling:
        """What the rules say about a request; about its counterpart too, where there is one."""
        return _ruling(self._book(work, request.team_id), request, admins)

    def rulings(
        self, work: UnitOfWork, team_id: str, requests: Iterable[ChangeRequest]
    ) -> tuple[Ruling, ...]:
        """What the rules say about each of these requests of a workspace; the rules are read once."""
        book = self._book(work, team_id)
        return tuple(_ruling(book, request) for request in requests)

    def require_time(self, work: UnitOfWork, request: ChangeRequest) -> None:
        """Raises NotAllowed where the rules let nothing happen at the times that a request is for."""
        now = self._clock.now()
        if refusal := self._why_not_then(work, request, now, asked_at=now):
            raise refusal

    async def setting(self, team_id: str, rule: Rule, by: str, reason: str) -> "PolicyChange":
        """The change of writing a rule."""
        return PolicyChange(self, team_id, rule.name, rule_to_json(rule), by, reason)

    async def removing(self, team_id: str, name: str, by: str, reason: str) -> "PolicyChange":
        """The change of removing a rule. Raises NoSuchItem."""
        return PolicyChange(self, team_id, (await self.named(team_id, name)).name, None, by, reason)

    async def stored(self, team_id: str, name: str) -> tuple[dict[str, Any] | None, int]:
        """A rule as it is stored, and its revision; None and 0 where there is none."""

        def read(work: UnitOfWork) -> tuple[dict[str, Any] | None, int]:
            rows = [row for row in work.policy_rules.list(team_id) if row.name == name]
            return (rows[0].rule, rows[0].revision) if rows else (None, 0)

        return await self._database.read(read)

    async def write(
        self, team_id: str, name: str, rule: Mapping[str, Any] | None, by: str, revision: int
    ) -> None:
        """Writes or removes a rule over a revision. Raises BadInput when somebody was faster."""
        now = self._clock.now()

        def change(work: UnitOfWork) -> bool:
            work.audit.hold_chain(team_id)  # accounts change only as far as the rules let them
            if rule is None:
                return work.policy_rules.remove(team_id, name, revision=revision)
            return work.policy_rules.set(team_id, name, rule, by, now, revision=revision)

        if not await self._database.transact(change):
            raise BadInput(
                f"Somebody else changed the rule “{name}” at the same moment.", "Look at it again."
            )

    def _why_not_then(
        self, work: UnitOfWork, request: ChangeRequest, now: datetime, *, asked_at: datetime
    ) -> NotAllowed | None:
        book = self._book(work, request.team_id)
        own = _about(book, request, request.command_path)
        start = request.not_before or now
        if refusal := why_not_then(own, start, asked_at, request.zone):
            return refusal
        if request.counterpart is None or request.until is None:
            return None
        after = _about(book, request, request.counterpart.command_path)
        return why_not_then(after, request.until, asked_at, request.zone)

    def _book(self, work: UnitOfWork, team_id: str) -> _Book:
        return _Book(self.rules(work, team_id), self._accounts.within(work, team_id))


def _ruling(book: _Book, request: ChangeRequest, admins: int | None = None) -> Ruling:
    own = _about(book, request, request.command_path, admins)
    if request.counterpart is None:
        return own
    return both(own, _about(book, request, request.counterpart.command_path, admins))


def _about(book: _Book, request: ChangeRequest, command_path: str, admins: int | None = None) -> Ruling:
    vendor = command_path.partition(" ")[0]
    question = Question(
        command_path,
        account_key(vendor, request.account_id),
        is_production=is_production(book.accounts, vendor, request.account_id),
        tags=frozenset(request.tags),
        admins=admins,
    )
    return verdict(book.rules, question)


class PolicyChange:
    """The change of writing a rule of the policy, or of removing it."""

    repeatable = True
    """It is written over the revision that was looked at."""

    def __init__(
        self,
        service: PolicyService,
        team_id: str,
        name: str,
        wanted: Mapping[str, Any] | None,
        by: str,
        reason: str,
    ) -> None:
        self._service = service
        self._team_id = team_id
        self._name = name
        self._wanted = wanted
        self._by = by
        self._revision = 0
        self.reason = reason
        self.summary_of_rule = ""
        self.arguments: Mapping[str, Any] = {}

    def described(self, words: str, arguments: Mapping[str, Any]) -> "PolicyChange":
        """The same change with what the rule says in words, and the arguments that make it again."""
        self.summary_of_rule, self.arguments = words, arguments
        return self

    @property
    def subject(self) -> Subject:
        """What it is about."""
        verb = "Remove" if self._wanted is None else "Set"
        return Subject(
            item_kind="policy rule",
            item_id=self._name,
            item_name=self._name,
            summary=f"{verb} the rule “{self._name}” of the policy",
            state_before="in force" if self._revision else "not set",
            effect_words=self.summary_of_rule
            or "What it held back is judged by the other rules from then on.",
            done_words="removed" if self._wanted is None else "in force",
        )

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - what is stored tells by itself
        """Reads the rule as it is stored."""
        now, self._revision = await self._service.stored(self._team_id, self._name)
        return Sight({"rule": now}, in_effect=now == self._wanted)

    async def apply(self) -> Done | None:
        """Writes or removes it."""
        await self._service.write(self._team_id, self._name, self._wanted, self._by, self._revision)
        return None
