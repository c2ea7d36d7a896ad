"""The verbs of subscriptions: added once per channel, topic and filters, muted, removed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col, select

from storage.models.subscriptions import SubscriptionRow
from storage.repositories.statements import changed, insert_unless_known

Subscriptions = list[SubscriptionRow]


# Made once, for whatever comes at its times asks it: making a query takes longer than running it.
_ONE = select(SubscriptionRow).where(
    col(SubscriptionRow.team_id) == bindparam("team"), col(SubscriptionRow.id) == bindparam("of")
)


class SubscriptionRepository:
    """What channels want to hear about."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: SubscriptionRow) -> bool:
        """Keep a new one; False when the channel has the same one, or the id is known."""
        return insert_unless_known(self._session, SubscriptionRow, **row.model_dump())

    def get(self, team_id: str, id: str) -> SubscriptionRow | None:
        """One of this workspace."""
        return self._session.scalars(_ONE, {"team": team_id, "of": id}).first()

    def list(self, team_id: str, *, topic: str = "", channel_id: str = "") -> Subscriptions:
        """Those of a workspace, of one topic or channel where it is named, in the order in which they were made."""
        query = select(SubscriptionRow).where(col(SubscriptionRow.team_id) == team_id)
        if topic:
            query = query.where(col(SubscriptionRow.topic) == topic)
        if channel_id:
            query = query.where(col(SubscriptionRow.channel_id) == channel_id)
        order = (col(SubscriptionRow.created_at), col(SubscriptionRow.id))
        return [*self._session.scalars(query.order_by(*order))]

    def of_topic(self, topic: str) -> Subscriptions:
        """Those of one topic in every workspace."""
        return [*self._session.scalars(select(SubscriptionRow).where(col(SubscriptionRow.topic) == topic))]

    def mute(
        self, team_id: str, ids: Collection[str], until: datetime | None, since: datetime | None = None
    ) -> int:
        """Let nothing come of these until then, or let it come again; how many."""
        statement = update(SubscriptionRow).where(
            col(SubscriptionRow.team_id) == team_id, col(SubscriptionRow.id).in_(ids)
        )
        return changed(self._session, statement.values(muted_until=until, muted_at=since))

    def remove(self, team_id: str, id: str) -> bool:
        """Delete one; False when it was gone."""
        statement = delete(SubscriptionRow).where(
            col(SubscriptionRow.team_id) == team_id, col(SubscriptionRow.id) == id
        )
        return changed(self._session, statement) == 1
