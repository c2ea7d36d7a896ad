"""The table of the policy: what needs how many approvals, and whose."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.models.rows import Row


class PolicyRuleRow(Row, table=True):
    """One rule of a workspace, by its name; `revision` counts its changes."""

    __tablename__ = "policy_rule"

    team_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    rule: dict[str, Any] = Field(sa_type=JSON)
    revision: int = 1
    changed_by: str
    changed_at: datetime
