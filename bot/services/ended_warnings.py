"""What was warned of in an account that is removed is over, and says so where it stands."""

from datetime import datetime

from bot.domain.accounts import Account, Vendor
from bot.services.app_warnings import AppWarningNews
from bot.services.key_news import KeyNews
from bot.services.notices import NoticesService
from storage.unit_of_work import UnitOfWork


class EndedWarnings:
    """Ends the warnings of an account, since nobody looks at it any more."""

    def __init__(self, notices: NoticesService, keys: KeyNews) -> None:
        self._notices = notices
        self._keys = keys

    def end(self, work: UnitOfWork, team_id: str, account: Account, now: datetime) -> None:
        """Ends them in the transaction in which the account is removed."""
        if account.vendor is Vendor.APPIZER:
            AppWarningNews(self._notices, team_id, account).end_all(work, now)
        else:
            self._keys.end_all(work, (team_id, account.id), now)
