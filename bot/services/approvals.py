"""Change requests: asked for, withdrawn, expired; others decide about them (design 6.1)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.clock import Clock
from bot.domain.audit import Verdict, Who
from bot.domain.change_requests import ChangeRequest, State, require_the_same
from bot.domain.changes import Done, Sight, fingerprint
from bot.domain.decisions import why_not_withdraw
from bot.domain.matching import offer, told_apart
from bot.domain.people import Person
from bot.domain.policy import POLICY_NOUN, Ruling, is_of_admins
from bot.domain.timing import LATE
from bot.errors import BadInput, Candidate
from bot.services.changes import Change
from bot.services.channels import ChannelsService
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.request_rows import request_from
from bot.services.request_steps import RequestSteps, again_when_moved
from bot.views.times import plain_moment
from storage.database import Database
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")

MOST_LISTED = 200


@dataclass(frozen=True)
class Origin:
    """Who asks for a change, by which way, and about which account."""

    person: Person
    who: Who
    key: str
    """Of the delivery with which it came."""
    account_id: str = ""
    account: str = ""
    """How that account is named on the card; empty where there is no other."""
    approvals_channel: str = ""
    """Where cards go unless the rule says otherwise; empty where they stay where they are asked for."""


@dataclass(frozen=True)
class Asked:
    """A request that stands; `again` when the same had been asked before and still is open."""

    request: ChangeRequest
    again: bool


class ApprovalsService:
    """Keeps change requests until they are decided."""

    def __init__(
        self,
        database: Database,
        steps: RequestSteps,
        policy: PolicyService,
        people: PeopleService,
        channels: ChannelsService,
        clock: Clock,
        *,
        wake_outbox: Callable[[], None],
        id_from: Callable[[str], str],
    ) -> None:
        self._database = database
        self._steps = steps
        self._policy = policy
        self._people = people
        self._channels = channels
        self._clock = clock
        self._wake_outbox = wake_outbox
        self._id_from = id_from

    async def ask(
        self, change: Change, command_path: str, origin: Origin, secret_arguments: Collection[str] = ()
    ) -> Asked:
        """Stores a request and its card; where one is open for the same item, that one stands.

        Where the rule needs no approval, the request is approved from the start and has no card. Delivered again,
        a command finds the request that it made, whatever became of that one in the meantime.
        `secret_arguments` names those that are kept encrypted, apart from the rest.

        Raises BadInput when the change is in effect already, or another one of the item that needs no approval is
        under way; NotAllowed where the policy lets nothing happen at its time, ApiError when the item cannot be
        read.
        """
        team_id = origin.person.team_id
        if earlier := await self.made_by(team_id, origin.key, origin.account_id, command_path):
            return Asked(earlier, again=False)
        request_id = self._id_of(origin.key, origin.account_id, command_path)
        seen = await change.look(None)
        _check_is_to_do(change, seen)
        whole = self._new_request(request_id, change, seen, command_path, origin)
        asked = _with_secrets_apart(whole, secret_arguments)
        admins = await self._admins(asked)
        places = await self._places(asked, origin)

        def store(work: UnitOfWork) -> Asked:
            self._policy.require_time(work, asked)
            request = ruled(asked, self._policy.ruling(work, asked, admins), places)
            standing = self._steps.open(work, request, origin.who)
            require_the_same(standing, request)
            return Asked(standing or request, again=standing is not None)

        return await self._transact(store)

    async def withdraw(self, team_id: str, request_id: str, who: Who) -> ChangeRequest:
        """Takes a request back. Raises NotAllowed when this person may not, or when it is decided."""
        asked = await self.get(team_id, request_id)
        there = await self._people.person(team_id, who.id, afresh=True, account_key=asked.account_key)

        def take_back(work: UnitOfWork) -> ChangeRequest:
            request = self._steps.read(work, team_id, request_id)
            if request.requester_id == there.id and request.state is State.WITHDRAWN:
                return request  # their own press, delivered again
            if refusal := why_not_withdraw(request, there):
                raise refusal
            return self._steps.move(work, request, State.WITHDRAWN, Verdict.WITHDRAWN, who=who)

        return await self._transact(take_back)

    async def get(self, team_id: str, request_id: str) -> ChangeRequest:
        """One request. Raises NoSuchItem."""
        return await self._database.read(lambda work: self._steps.read(work, team_id, request_id))

    async def waiting(self, team_id: str) -> tuple[ChangeRequest, ...]:
        """What waits for a decision, oldest first."""
        return await self._database.read(
            lambda work: tuple(
                request_from(row)
                for row in work.change_requests.list(team_id, states=[State.WAITING.value], limit=MOST_LISTED)
            )
        )

    async def upcoming(self, team_id: str) -> tuple[ChangeRequest, ...]:
        """What has a time of its own that is still to come, the nearest first."""
        return await self._database.read(
            lambda work: tuple(
                request_from(row) for row in work.change_requests.upcoming(team_id, limit=MOST_LISTED)
            )
        )

    async def offer(self, team_id: str, words: str, zone: str) -> list[Candidate]:
        """What to offer while one that is open is being named, by somebody who lives in that zone."""
        requests = (*await self.waiting(team_id), *await self.upcoming(team_id))
        named = {each.id: Candidate(each.id, each.summary, _beside_name(each, zone)) for each in requests}
        return offer(words, told_apart([*named.values()]))

    def apply_policy(self, work: UnitOfWork, request: ChangeRequest, done: Done) -> None:  # noqa: ARG002 - a consequence
        """Where a request has changed the policy, lets the cards of those that wait show what holds now."""
        if request.command_path.split(" ")[1:2] != [POLICY_NOUN]:
            return
        for row in work.change_requests.list(
            request.team_id, states=[State.WAITING.value], limit=MOST_LISTED
        ):
            waiting = request_from(row)
            ruling = self._policy.ruling(work, waiting)
            if (waiting.needed, waiting.rule) != (max(1, ruling.needed), ruling.words):
                self._steps.show_rule(work, waiting, max(1, ruling.needed), ruling.words)

    async def expire(self) -> int:
        """Closes what nobody decided about in time; how many."""
        now = self._clock.now()

        def close(work: UnitOfWork) -> int:
            late = [request_from(row) for row in work.change_requests.due_to_expire(now)]
            requests = [request for request in late if request.state is State.WAITING]
            for request in requests:
                self._steps.expire(work, request)
            return len(requests)

        return await self._transact(close)

    async def made_by(
        self, team_id: str, key: str, account_id: str, command_path: str
    ) -> ChangeRequest | None:
        """The request that a delivery has made already, when it comes again: names may mean something else by now."""
        request_id = self._id_of(key, account_id, command_path)
        row = await self._database.read(lambda work: work.change_requests.get(team_id, request_id))
        return request_from(row) if row else None

    def _id_of(self, key: str, account_id: str, command_path: str) -> str:
        return self._id_from(f"{key}:{account_id}:{command_path}")

    def _new_request(
        self,
        request_id: str,
        change: Change,
        seen: Sight,
        command_path: str,
        origin: Origin,
    ) -> ChangeRequest:
        subject, now = change.subject, self._clock.now()
        timing = subject.timing
        return ChangeRequest(
            id=request_id,
            team_id=origin.person.team_id,
            command_path=command_path,
            arguments=change.arguments,
            item_kind=subject.item_kind,
            item_id=subject.item_id,
            item_name=subject.item_name,
            summary=subject.summary,
            state_before=subject.state_before,
            effect_words=subject.effect_words,
            link=subject.link,
            before=seen.fields,
            fingerprint=fingerprint(seen.fields),
            requester_id=origin.person.id,
            reason=change.reason,
            channel_id=origin.who.channel_id,
            state=State.WAITING,
            created_at=now,
            expires_at=now,
            account_id=origin.account_id,
            is_removal=subject.is_removal,
            account=origin.account,
            tags=subject.tags,
            not_before=timing.not_before,
            until=timing.until,
            counterpart=timing.counterpart if timing.until else None,
            zone=origin.person.member.tz,
            names={origin.person.id: origin.person.member.name},
        )

    async def _places(self, request: ChangeRequest, origin: Origin) -> Mapping[str, str]:
        """Where its card may stand, by the channel that a rule names: not where people from outside would read it."""
        ruling = await self._policy.about(request)
        if not replace(request, needed=ruling.needed).has_card:
            return {}
        channel_id = ruling.rule.channel
        settled = (channel_id, origin.approvals_channel)
        return {channel_id: await self._channels.for_card(origin.person, settled, origin.who.channel_id)}

    async def _admins(self, request: ChangeRequest) -> int | None:
        is_theirs = is_of_admins(request.command_path)
        return await self._people.count_admins(request.team_id) if is_theirs else None

    async def _transact(self, step: Callable[[UnitOfWork], T]) -> T:
        result = await again_when_moved(lambda: self._database.transact(step))
        self._wake_outbox()
        return result


def ruled(request: ChangeRequest, ruling: Ruling, places: Mapping[str, str]) -> ChangeRequest:
    """A new request as the policy has it: it waits, or is approved from the start where none has to agree.

    Where the rule was given another channel a moment ago, which nobody has looked at, its card goes to the requester.
    """
    rule = ruling.rule
    expires_at = request.created_at + rule.expires_after
    is_held = ruling.needed > 0
    judged = replace(
        request,
        state=State.WAITING if is_held else State.APPROVED,
        needed=ruling.needed,
        rule=ruling.words if is_held else f"by the rule “{rule.name}”",
        expires_at=min(expires_at, request.not_before + LATE) if request.not_before else expires_at,
        decided_by="" if is_held else request.requester_id,
        decided_at=None if is_held else request.created_at,
    )
    if not judged.has_card:
        return judged
    return replace(judged, channel_id=places.get(rule.channel, request.requester_id))


def _beside_name(request: ChangeRequest, zone: str) -> str:
    at = f"for {plain_moment(request.not_before, zone)}" if request.not_before else "at once"
    return f"{at}, {request.id}"


def _check_is_to_do(change: Change, seen: Sight) -> None:
    """Raises BadInput when a change is in effect already."""
    if seen.in_effect:
        words = seen.words or change.subject.done_words
        raise BadInput(f"Nothing to do: “{change.subject.item_name}” is already {words}.")


def _with_secrets_apart(request: ChangeRequest, names: Collection[str]) -> ChangeRequest:
    secrets = {name: value for name, value in request.arguments.items() if name in names and value}
    plain = {name: value for name, value in request.arguments.items() if name not in secrets}
    return replace(request, arguments=plain, secrets=secrets)
