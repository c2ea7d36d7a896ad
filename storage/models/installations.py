"""The tables of workspaces that installed Callboard by OAuth, and of installations that have begun."""

from datetime import datetime

from sqlmodel import Field

from storage.column_types import EncryptedText
from storage.models.rows import Row


class InstallationRow(Row, table=True):
    """One workspace; its token is gone once the app was taken out."""

    __tablename__ = "installation"

    team_id: str = Field(primary_key=True)
    team_name: str
    enterprise_id: str = ""
    bot_token: str | None = Field(default=None, sa_type=EncryptedText)
    bot_user_id: str
    bot_id: str = ""
    scopes: str
    installed_by: str
    installed_at: datetime
    revoked_at: datetime | None = None
    revision: int = 1
    """Goes up with each installation, so that other processes see that theirs is out of date."""


class InstallStateRow(Row, table=True):
    """What one browser was sent to Slack with; good for coming back once. Both values are digests."""

    __tablename__ = "install_state"

    state: str = Field(primary_key=True)
    browser: str
    expires_at: datetime = Field(index=True)
