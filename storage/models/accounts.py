"""The tables of vendor accounts, their credentials, and which account a channel speaks of."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.column_types import EncryptedText
from storage.models.rows import Row

_THERE = text("removed_at IS NULL")


class AccountRow(Row, table=True):
    """One account of Appcues, or one organisation of Appizer.

    The account of the environment has a row only for what people said of it: it holds no credentials.
    """

    __tablename__ = "account"
    __table_args__: ClassVar = (
        Index(
            "uq_account_label",
            "team_id",
            "vendor",
            "label",
            unique=True,
            sqlite_where=_THERE,
            postgresql_where=_THERE,
        ),
    )

    id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    vendor: str
    label: str
    external_id: str = ""
    region: str = ""
    credentials: str | None = Field(default=None, sa_type=EncryptedText)
    """As JSON; None where they come from the environment."""
    is_production: bool = False
    added_by: str = ""
    added_at: datetime
    revision: int = 1
    """Counts the changes of credentials, so that every process connects anew."""
    removed_at: datetime | None = None


class ChannelAccountRow(Row, table=True):
    """Which account of a vendor a channel speaks of unless it says otherwise."""

    __tablename__ = "channel_account"

    team_id: str = Field(primary_key=True)
    channel_id: str = Field(primary_key=True)
    vendor: str = Field(primary_key=True)
    account_id: str
    chosen_by: str
    chosen_at: datetime
