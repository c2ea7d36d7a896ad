"""Rotations of SDK keys: planned on a card that moves on as keys are made, rolled out and revoked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.domain.accounts import Vendor, account_key
from bot.domain.audit import Item, Who, own_change
from bot.domain.change_requests import ChangeRequest
from bot.domain.key_rotations import KeyRotation, Step, value_of
from bot.domain.people import Person
from bot.domain.sdk_keys import KnownKey
from bot.errors import NoSuchItem, PersonError
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.services.account_holds import stays
from bot.services.accounts import AccountsService
from bot.services.audit import AuditService
from bot.services.key_news import KeyNews, Place
from bot.services.request_rows import request_from
from bot.services.request_steps import RequestSteps, StateMovedError, again_when_moved
from bot.services.rotation_requests import CREATE, asked_for, withdraw
from bot.views import key_rotations as views
from storage.database import Database
from storage.models.key_rotations import KeyRotationRow
from storage.unit_of_work import UnitOfWork

KEPT_FOR = timedelta(days=90)
ACCOUNT_REMOVED = "The account was removed from Callboard, so its keys stay as they are."
START, CONFIRM, CANCEL = "appcues keys rotate", "appcues rotations confirm", "appcues rotations cancel"

_NOTHING_MADE: Mapping[str, Any] = {
    "new_key_id": "",
    "new_key_name": "",
    "request_id": "",
    "created_at": None,
    "rolled_out_by": "",
    "rolled_out_at": None,
}


class KeyRotationsService:
    """The rotations of all accounts."""

    def __init__(
        self,
        database: Database,
        accounts: AccountsService,
        news: KeyNews,
        steps: RequestSteps,
        audit: AuditService,
        clock: Clock,
        *,
        wake_outbox: Callable[[], None],
        id_from: Callable[[str], str],
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._news = news
        self._steps = steps
        self._audit = audit
        self._clock = clock
        self._wake_outbox = wake_outbox
        self._id_from = id_from

    async def start(
        self, person: Person, account_id: str, key: KnownKey, used: int, channel: str, who: Who
    ) -> tuple[KeyRotation, bool]:
        """Plans the rotation of a key, on a card in that channel; the one that is open, if there is one, instead.

        Also whether it is new. Raises NoSuchItem when the account was removed meanwhile.
        """
        now = self._clock.now()
        new = KeyRotation(
            id=self._id_from(f"rotation:{account_id}:{key.id}:{now.isoformat()}"),
            team_id=person.team_id,
            account_id=account_id,
            key_id=key.id,
            key_name=key.name,
            channel_id=channel,
            started_by=person.id,
            started_at=now,
            used=used,
            key_made_at=key.made_at,
        )

        def write(work: UnitOfWork) -> tuple[KeyRotation, bool]:
            if not stays(work, person.team_id, account_id):
                raise NoSuchItem("The account of this key is not connected any more.")
            if not work.key_rotations.add(KeyRotationRow(**vars(new))):
                standing = _of_key(work, (person.team_id, account_id), key.id)
                if standing is None:  # it ended at the same moment
                    raise StateMovedError
                return standing, False
            self._show(work, new, now)
            self._write_down(work, new, START, who, now)
            return new, True

        begun = await again_when_moved(lambda: self._database.transact(write))
        self._wake_outbox()
        return begun

    async def confirm(self, person: Person, account_id: str, rotation_id: str, who: Who) -> KeyRotation:
        """Writes down who says that the new key of an account is rolled out. Raises NoSuchItem, PersonError."""

        def changes(_work: UnitOfWork, rotation: KeyRotation, now: datetime) -> dict[str, Any]:
            if rotation.step is not Step.ROLL_OUT:
                raise PersonError(
                    "There is nothing to confirm.", "The card of the rotation says what is next."
                )
            return {"rolled_out_by": person.id, "rolled_out_at": now, "note": ""}

        return await self._step(person, account_id, rotation_id, CONFIRM, who, changes)

    async def cancel(self, person: Person, account_id: str, rotation_id: str, who: Who) -> KeyRotation:
        """Ends a rotation of an account, with what is asked for by it; the keys stay as they are.

        Raises NoSuchItem; PersonError, also while one of its steps is being carried out.
        """

        def changes(work: UnitOfWork, rotation: KeyRotation, now: datetime) -> dict[str, Any]:
            withdraw(work, self._steps, rotation, person, who)
            return {"ended_at": now, "ended_by": person.id}

        return await self._step(person, account_id, rotation_id, CANCEL, who, changes)

    async def require_to_create(self, team_id: str, account_id: str, rotation_id: str) -> None:
        """Raises NoSuchItem, PersonError where no new key is to be made for a rotation of an account."""
        rotation = await self._read(team_id, account_id, rotation_id)
        if refusal := rotation.why_not_create:
            raise PersonError(refusal, "Look at the card of the rotation: it says what is next.")

    async def require_to_revoke(self, team_id: str, account_id: str, rotation_id: str) -> None:
        """Raises NoSuchItem, PersonError where the old key is not to be revoked for a rotation of an account."""
        rotation = await self._read(team_id, account_id, rotation_id)
        if refusal := rotation.why_not_revoke:
            raise PersonError(refusal, "To revoke it all the same: /appcues keys")

    def asked(self, work: UnitOfWork, request: ChangeRequest, now: datetime) -> None:
        """Shows that a new key is asked for, or is not any more, in the transaction that makes it so."""
        if request.command_path != CREATE:
            return
        row = work.key_rotations.hold(request.team_id, str(request.arguments.get("rotation") or ""))
        if row is not None and row.account_id == request.account_id and not row.new_key_id:
            self._show(work, _rotation_from(row), now)

    def key_made(self, work: UnitOfWork, request: ChangeRequest, key: KnownKey, now: datetime) -> None:
        """Moves on the rotation that a new key was made for, in the transaction in which it is."""
        row = work.key_rotations.hold(request.team_id, str(request.arguments.get("rotation") or ""))
        if row is None or row.account_id != request.account_id or row.new_key_id:
            return
        made = {"new_key_id": key.id, "new_key_name": key.name, "request_id": request.id, "created_at": now}
        self._move(work, row, now, used=row.used + 1, note="", **made)

    def value_settled(self, work: UnitOfWork, request: ChangeRequest, now: datetime) -> None:
        """Shows that the value of a new key was shown, or cannot be any more, in the transaction that ends it."""
        row = work.key_rotations.hold(request.team_id, str(request.arguments.get("rotation") or ""))
        if row is not None and row.request_id == request.id:
            self._show(work, _rotation_from(row), now)

    def key_gone(
        self, work: UnitOfWork, place: Place, key_id: str, now: datetime, by: ChangeRequest | None = None
    ) -> None:
        """Moves on the rotations of a key that was revoked, in the transaction in which that is known.

        `by` is the request that it was revoked by; without one it was revoked elsewhere.
        """
        how = f"by request {by.id}" if by else "outside Callboard"
        for row in work.key_rotations.hold_open(*place):
            left = row.used - 1
            if row.key_id == key_id:
                is_own = by is not None and by.arguments.get("rotation") == row.id
                note = "" if is_own else f"It was revoked {how}, not by this rotation."
                self._move(work, row, now, used=left, ended_at=now, note=note)
            elif row.new_key_id == key_id:
                note = f"The new key “{row.new_key_name}” was revoked, so another one is needed."
                self._move(work, row, now, used=left, note=note, **_NOTHING_MADE)

    def old_keys(self, work: UnitOfWork, place: Place) -> list[KnownKey]:
        """The keys of an account that give way to others, as they were when that was planned."""
        return [
            KnownKey(row.key_id, row.key_name, row.key_made_at)
            for row in work.key_rotations.hold_open(*place)
        ]

    def look(self, work: UnitOfWork, place: Place, keys: Sequence[KnownKey], now: datetime) -> None:
        """Shows how many slots are used, and reminds of old keys that live on."""
        for row in work.key_rotations.hold_open(*place):
            rotation = _rotation_from(row)
            is_due = rotation.is_to_be_reminded(now)
            if not is_due and rotation.used == len(keys):
                continue
            moved = self._move(work, row, now, used=len(keys), reminders=rotation.reminders + is_due)
            if is_due:
                self._news.reminder(work, moved, now)

    def end_all(self, work: UnitOfWork, place: Place, who: Who, now: datetime) -> None:
        """Ends those that are open, in the transaction in which somebody removes the account."""
        for row in work.key_rotations.hold_open(*place):
            self._move(work, row, now, ended_at=now, ended_by=who.id, note=ACCOUNT_REMOVED)

    async def forget_old(self) -> int:
        """Deletes rotations that ended long ago; how many."""
        before = self._clock.now() - KEPT_FOR
        return await self._database.transact(lambda work: work.key_rotations.forget(before))

    async def _step(
        self,
        person: Person,
        account_id: str,
        rotation_id: str,
        action: str,
        who: Who,
        changes: Callable[[UnitOfWork, KeyRotation, datetime], dict[str, Any]],
    ) -> KeyRotation:
        now = self._clock.now()

        def write(work: UnitOfWork) -> KeyRotation:
            row = _row_of(work, person.team_id, account_id, rotation_id)
            rotation = _rotation_from(row)
            if rotation.ended_at is not None:
                raise PersonError(f"The rotation of “{rotation.key_name}” has ended.")
            fields = changes(work, rotation, now)
            # The audit first, as whoever concludes a request does: else each would wait for the other.
            self._write_down(work, rotation, action, who, now)
            return self._move(work, row, now, **fields)

        moved = await again_when_moved(lambda: self._database.transact(write))
        self._wake_outbox()
        return moved

    async def _read(self, team_id: str, account_id: str, rotation_id: str) -> KeyRotation:
        return _rotation_from(
            await self._database.read(lambda work: _row_of(work, team_id, account_id, rotation_id))
        )

    def _move(self, work: UnitOfWork, row: KeyRotationRow, now: datetime, **fields: Any) -> KeyRotation:
        """Raises StateMovedError when somebody else moved it meanwhile, which nobody can where it is held."""
        if not work.key_rotations.move(row, **fields):
            raise StateMovedError
        moved = replace(_rotation_from(row), **fields)
        self._show(work, moved, now)
        return moved

    def _show(self, work: UnitOfWork, rotation: KeyRotation, now: datetime) -> None:
        """Posts the card, or edits it."""
        if made := work.change_requests.get(rotation.team_id, rotation.request_id):
            rotation = replace(rotation, value=value_of(request_from(made)))
        if not rotation.new_key_id:
            rotation = replace(rotation, asked=asked_for(work, rotation))
        team_id, account_id, card = rotation.team_id, rotation.account_id, views.card(rotation)
        shown = self._accounts.on_card(work, team_id, Vendor.APPCUES, account_id, card)
        message = Message(rotation.card_key, team_id, rotation.channel_id, shown.text, shown.blocks)
        enqueue(work, replace(message, is_awaited=True, responsible_id=rotation.started_by), now)

    def _write_down(
        self,
        work: UnitOfWork,
        rotation: KeyRotation,
        action: str,
        who: Who,
        now: datetime,
    ) -> None:
        entry = own_change(
            rotation.team_id,
            who,
            action,
            Item("keys", rotation.key_id, rotation.key_name),
            arguments={"rotation": rotation.id},
            account=account_key(Vendor.APPCUES, rotation.account_id),
        )
        self._audit.append(work, entry, now)


def _row_of(work: UnitOfWork, team_id: str, account_id: str, rotation_id: str) -> KeyRotationRow:
    row = work.key_rotations.get(team_id, rotation_id)
    if row is None or row.account_id != account_id:
        raise NoSuchItem(f"There is no rotation “{rotation_id}”.", "Start one: /appcues keys rotate KEY")
    return row


def _of_key(work: UnitOfWork, place: Place, key_id: str) -> KeyRotation | None:
    return next(
        (_rotation_from(row) for row in work.key_rotations.hold_open(*place) if row.key_id == key_id), None
    )


def _rotation_from(row: KeyRotationRow) -> KeyRotation:
    return KeyRotation(**row.model_dump())
