"""What was warned of or begun in an account that is removed is over, and says so where it stands."""

from datetime import datetime

from bot.domain.accounts import Account, Vendor
from bot.domain.audit import Who
from bot.services.app_warnings import AppWarningNews
from bot.services.key_news import KeyNews
from bot.services.key_rotations import KeyRotationsService
from bot.services.notices import NoticesService
from storage.unit_of_work import UnitOfWork


class RemovedAccounts:
    """Ends the warnings of an account, since nobody looks at it any more, and the rotations of its keys."""

    def __init__(self, notices: NoticesService, keys: KeyNews, rotations: KeyRotationsService) -> None:
        self._notices = notices
        self._keys = keys
        self._rotations = rotations

    def end(self, work: UnitOfWork, team_id: str, account: Account, who: Who, now: datetime) -> None:
        """Ends them in the transaction in which somebody removes the account."""
        if account.vendor is Vendor.APPIZER:
            AppWarningNews(self._notices, team_id, account).end_all(work, now)
        else:
            self._keys.end_all(work, (team_id, account.id), now)
            self._rotations.end_all(work, (team_id, account.id), who, now)
