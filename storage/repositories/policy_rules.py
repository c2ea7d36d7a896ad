"""The verbs of the policy's rules: each change names the revision that it was made for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, update
from sqlmodel import Session, col, select

from storage.models.policy_rules import PolicyRuleRow
from storage.repositories.statements import changed, insert_unless_known

Rules = list[PolicyRuleRow]


# Made once, for every command asks it: making a query takes longer than running it.
_ALL = (
    select(PolicyRuleRow)
    .where(col(PolicyRuleRow.team_id) == bindparam("team"))
    .order_by(col(PolicyRuleRow.name))
)


class PolicyRuleRepository:
    """What needs how many approvals, by workspace."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, team_id: str) -> Rules:
        """All rules of a workspace, by name."""
        return [*self._session.scalars(_ALL, {"team": team_id})]

    def set(
        self, team_id: str, name: str, rule: Mapping[str, Any], by: str, now: datetime, *, revision: int
    ) -> bool:
        """Write a rule over that revision, or as a new one over 0; False when it is at another."""
        values = {"rule": dict(rule), "changed_by": by, "changed_at": now}
        if revision == 0:
            return insert_unless_known(self._session, PolicyRuleRow, team_id=team_id, name=name, **values)
        statement = update(PolicyRuleRow).where(*_at(team_id, name, revision))
        return changed(self._session, statement.values(**values, revision=revision + 1)) == 1

    def remove(self, team_id: str, name: str, *, revision: int) -> bool:
        """Delete a rule at that revision; False when it is at another, or gone."""
        return changed(self._session, delete(PolicyRuleRow).where(*_at(team_id, name, revision))) == 1


def _at(team_id: str, name: str, revision: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(PolicyRuleRow.team_id) == team_id,
        col(PolicyRuleRow.name) == name,
        col(PolicyRuleRow.revision) == revision,
    )
