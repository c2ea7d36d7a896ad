"""The verbs of accounts, and of the account that a channel speaks of."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from storage.models.accounts import AccountRow, ChannelAccountRow
from storage.repositories.statements import changed, insert_unless_known

Accounts = list[AccountRow]


# Made once, for every command asks them: making a query takes longer than running it.
_ALL = (
    select(AccountRow)
    .options(defer(col(AccountRow.credentials), raiseload=True))  # type: ignore[arg-type] # a column of the table
    .where(col(AccountRow.team_id) == bindparam("team"), col(AccountRow.removed_at).is_(None))
    .order_by(col(AccountRow.added_at), col(AccountRow.id))
)
_CREDENTIALS = select(AccountRow.credentials).where(
    col(AccountRow.team_id) == bindparam("team"),
    col(AccountRow.id) == bindparam("id"),
    col(AccountRow.removed_at).is_(None),
)
_CHOSEN = select(ChannelAccountRow).where(col(ChannelAccountRow.team_id) == bindparam("team"))


class AccountRepository:
    """Accounts of the vendors, by workspace."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, team_id: str) -> Accounts:
        """All accounts that were not removed, oldest first, without what opens them."""
        return [*self._session.scalars(_ALL, {"team": team_id})]

    def credentials(self, team_id: str, id: str) -> str | None:
        """What opens an account; None where there is none, or it is not stored."""
        return self._session.scalars(_CREDENTIALS, {"team": team_id, "id": id}).first()

    def removed(self, team_id: str) -> Accounts:
        """All accounts that were removed, those first that were removed last."""
        query = select(AccountRow).where(
            col(AccountRow.team_id) == team_id, col(AccountRow.removed_at).is_not(None)
        )
        newest = query.order_by(col(AccountRow.removed_at).desc(), col(AccountRow.id))
        return [*self._session.scalars(newest)]

    def team_of(self, id: str) -> str:
        """The workspace that an account belongs to; empty when there is no such account."""
        query = select(AccountRow.team_id).where(
            col(AccountRow.id) == id, col(AccountRow.removed_at).is_(None)
        )
        return self._session.scalars(query).first() or ""

    def is_removed(self, id: str) -> bool:
        """Whether there was such an account, and it was removed."""
        query = select(AccountRow.id).where(col(AccountRow.id) == id, col(AccountRow.removed_at).is_not(None))
        return self._session.scalars(query).first() is not None

    def add(self, account: AccountRow) -> bool:
        """Write an account; False when its label is taken."""
        return insert_unless_known(self._session, AccountRow, **account.model_dump())

    def change(self, team_id: str, id: str, **fields: Any) -> bool:
        """Change some fields by their names; False when there is no such account."""
        statement = update(AccountRow).where(
            col(AccountRow.team_id) == team_id, col(AccountRow.id) == id, col(AccountRow.removed_at).is_(None)
        )
        return changed(self._session, statement.values(fields)) == 1

    def rotate(self, team_id: str, id: str, credentials: str) -> bool:
        """Put other credentials in place, as the next revision of the account; False when it is gone."""
        return self.change(team_id, id, credentials=credentials, revision=col(AccountRow.revision) + 1)

    def channels(self, team_id: str) -> dict[tuple[str, str], str]:
        """The chosen accounts, by channel and vendor."""
        rows = self._session.scalars(_CHOSEN, {"team": team_id})
        return {(row.channel_id, row.vendor): row.account_id for row in rows}

    def choose(
        self, team_id: str, channel_id: str, vendor: str, account_id: str, by: str, now: datetime
    ) -> None:
        """Let a channel speak of an account; it takes the place of the one before."""
        values = {"account_id": account_id, "chosen_by": by, "chosen_at": now}
        place = {"team_id": team_id, "channel_id": channel_id, "vendor": vendor}
        if not insert_unless_known(self._session, ChannelAccountRow, **place, **values):
            statement = update(ChannelAccountRow).where(
                col(ChannelAccountRow.team_id) == team_id,
                col(ChannelAccountRow.channel_id) == channel_id,
                col(ChannelAccountRow.vendor) == vendor,
            )
            changed(self._session, statement.values(values))
