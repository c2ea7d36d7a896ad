"""The table of roles that were given to people and user groups."""

from datetime import datetime

from sqlmodel import Field

from storage.models.rows import Row


class RoleGrantRow(Row, table=True):
    """One role of one Slack user or user group, as the number of `Role`; in one account, or in all."""

    __tablename__ = "role_grant"

    team_id: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    account_id: str = Field(default="", primary_key=True)
    """The vendor and id of the one account, as `appcues:environment`; empty for all."""
    role: int
    granted_by: str
    granted_at: datetime
