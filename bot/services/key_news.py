"""What is told of SDK keys: warnings about slots and ages, and keys that came or went elsewhere, each once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.accounts import Vendor, account_key
from bot.domain.key_rotations import KeyRotation
from bot.domain.notices import Notice
from bot.domain.sdk_keys import KnownKey, slot_severity, times_old
from bot.domain.subscriptions import Severity, Topic
from bot.services.accounts import AccountsService
from bot.services.notices import NoticesService
from bot.views import key_rotations as rotation_views
from bot.views import key_watch as views
from bot.views.reply import Reply
from storage.models.known_items import KnownItemRow
from storage.models.raised_warnings import RaisedWarningRow
from storage.unit_of_work import UnitOfWork

SLOTS = "slots"
KIND = "keys"

Place = tuple[str, str]
"""A workspace and an account."""


class KeyNews:
    """News of the keys of all accounts. Each method writes in the transaction in which the fact is found."""

    def __init__(self, accounts: AccountsService, notices: NoticesService, *, age_limit: timedelta) -> None:
        self._accounts = accounts
        self._notices = notices
        self._age_limit = age_limit

    def slots(self, work: UnitOfWork, place: Place, keys: Sequence[KnownKey], now: datetime) -> None:
        """Warns of few free slots; again when the number changes, and says so on the card when it is over."""
        (_, account_id), used, subject = place, len(keys), _slots_of(place)
        standing = _standing(work, place)
        if any(row.facts["used"] == used for row in standing):
            return
        for row in standing:
            over = views.slots_over(row.facts["used"], used, now)
            self._clear(work, place, row, f"{used} used", over, now)
        severity = slot_severity(used)
        if severity is None:
            return
        key = f"key-slots:{account_id}:{used}:{now.isoformat()}"
        if work.raised_warnings.raise_once(key, Topic.KEYS, account_id, subject, {"used": used}, now):
            card, line = views.slots_card(used, keys, now), views.slots_line(used)
            self._notices.post(work, self._notice(work, place, key, line, card, now, severity), now)

    def end_all(self, work: UnitOfWork, place: Place, now: datetime) -> None:
        """Clears all that is warned of, in the transaction in which the account is removed."""
        for row in _standing(work, place):
            over = views.slots_ended(row.facts["used"], now)
            self._clear(work, place, row, "account removed", over, now)

    def _clear(
        self, work: UnitOfWork, place: Place, row: RaisedWarningRow, because: str, over: Reply, now: datetime
    ) -> None:
        if work.raised_warnings.clear(row.key, because, now):
            line = views.slots_line(row.facts["used"])
            self._notices.revise(work, self._notice(work, place, row.key, line, over, now), now)

    def ages(
        self,
        work: UnitOfWork,
        place: Place,
        rows: Sequence[KnownItemRow],
        keys: Sequence[KnownKey],
        now: datetime,
    ) -> None:
        """Names the keys that have become old, each once, and again when it is older by as much again."""
        old = []
        for row, key in zip(rows, keys, strict=True):
            times = times_old(key, self._age_limit, now)
            if times > row.told and work.known_items.move(row, told=times):
                old.append((key, times))
        if old:
            named = [key for key, _ in old]
            name = ":".join(["old-keys", place[1], *(f"{each.id}x{times}" for each, times in old)])
            card, line = views.old_card(named, self._age_limit, now), views.old_line(named, now)
            self._notices.post(work, self._notice(work, place, name, line, card, now, Severity.WARNING), now)

    def foreign(
        self, work: UnitOfWork, place: Place, key: KnownKey, used: int, now: datetime, *, is_new: bool
    ) -> None:
        """A key came or went outside Callboard."""
        what = "new" if is_new else "gone"
        name = f"foreign-key:{place[1]}:{key.id}:{what}:{now.isoformat()}"
        card = views.foreign_card(key, used, now, is_new=is_new)
        line = views.foreign_line(key, is_new=is_new)
        notice = self._notice(work, place, name, line, card, now, Severity.WARNING, key)
        self._notices.post(work, notice, now)

    def reminder(self, work: UnitOfWork, rotation: KeyRotation, now: datetime) -> None:
        """The old key of a rotation lives on for too long."""
        place, old = (rotation.team_id, rotation.account_id), KnownKey(rotation.key_id, rotation.key_name)
        name = f"key-rotation:{rotation.id}:reminder:{rotation.reminders}"
        card, line = rotation_views.reminder(rotation, now), rotation_views.reminder_line(rotation)
        self._notices.post(work, self._notice(work, place, name, line, card, now, Severity.WARNING, old), now)

    def _notice(
        self,
        work: UnitOfWork,
        place: Place,
        key: str,
        line: str,
        card: Reply,
        now: datetime,
        severity: Severity = Severity.NEWS,
        about: KnownKey | None = None,
    ) -> Notice:
        team_id, account_id = place
        shown = self._accounts.on_card(work, team_id, Vendor.APPCUES, account_id, card)
        return Notice(
            key=key,
            team_id=team_id,
            topic=Topic.KEYS,
            at=now,
            line=line,
            text=shown.text,
            blocks=shown.blocks,
            severity=severity,
            account=account_key(Vendor.APPCUES, account_id),
            kind=KIND,
            item_id=about.id if about else "",
            item_name=about.name if about else "",
        )


def _slots_of(place: Place) -> str:
    return f"{place[0]}:{SLOTS}"


def _standing(work: UnitOfWork, place: Place) -> list[RaisedWarningRow]:
    """What is warned of now."""
    rows = work.raised_warnings.open(Topic.KEYS, place[1])
    return [row for row in rows if row.subject == _slots_of(place)]
