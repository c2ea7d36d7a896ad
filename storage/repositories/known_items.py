"""The verbs of known items: learnt in bulk, compared by their fingerprints, moved on by compare-and-set."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, insert, update
from sqlmodel import Session, col, select

from storage.models.known_items import KnownItemRow
from storage.repositories.statements import changed, insert_unless_known, storable

Items = list[KnownItemRow]
Prints = dict[str, str]


class KnownItemRepository:
    """What lives in the vendors' accounts, as it was last known."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def learn(self, rows: Sequence[KnownItemRow]) -> None:
        """Write many new items in one go; none of them may be known."""
        if rows:
            self._session.connection().execute(
                insert(KnownItemRow), [_storable(row.model_dump()) for row in rows]
            )

    def add(self, row: KnownItemRow) -> bool:
        """Write one new item; False when it is known, also if it is gone."""
        return insert_unless_known(self._session, KnownItemRow, **row.model_dump())

    def hold(self, team_id: str, account_id: str, kind: str, item_id: str) -> KnownItemRow | None:
        """One item, there or gone; nobody else moves it until the transaction ends."""
        query = select(KnownItemRow).where(
            *_of(team_id, account_id, kind), col(KnownItemRow.item_id) == item_id
        )
        return self._session.scalars(query.with_for_update()).first()

    def prints(self, team_id: str, account_id: str, kind: str) -> Prints:
        """The fingerprints of all items that are there, by their ids."""
        query = select(KnownItemRow.item_id, KnownItemRow.fingerprint).where(
            *_of(team_id, account_id, kind), col(KnownItemRow.gone_at).is_(None)
        )
        return {row.item_id: row.fingerprint for row in self._session.execute(query)}

    def some(self, team_id: str, account_id: str, kind: str, ids: Collection[str]) -> Items:
        """Those of these items that are known, there or gone."""
        query = select(KnownItemRow).where(
            *_of(team_id, account_id, kind), col(KnownItemRow.item_id).in_(ids)
        )
        return [*self._session.scalars(query)]

    def there(self, team_id: str, account_id: str, kind: str) -> Items:
        """All items that are there."""
        query = select(KnownItemRow).where(
            *_of(team_id, account_id, kind), col(KnownItemRow.gone_at).is_(None)
        )
        return [*self._session.scalars(query.order_by(col(KnownItemRow.item_id)))]

    def move(self, row: KnownItemRow, **fields: Any) -> bool:
        """Change fields of an item that still is as it was read; False when somebody else moved it meanwhile."""
        values = {**_storable(fields), "version": row.version + 1}
        statement = update(KnownItemRow).where(
            *_of(row.team_id, row.account_id, row.kind),
            col(KnownItemRow.item_id) == row.item_id,
            col(KnownItemRow.version) == row.version,
        )
        return changed(self._session, statement.values(values)) == 1


def _of(team_id: str, account_id: str, kind: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(KnownItemRow.team_id) == team_id,
        col(KnownItemRow.account_id) == account_id,
        col(KnownItemRow.kind) == kind,
    )


def _storable(values: dict[str, Any]) -> dict[str, Any]:
    return {name: storable(value) for name, value in values.items()}
