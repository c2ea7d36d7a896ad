"""The table of new secrets that wait to be looked at once, by the one person who asked for them."""

from datetime import datetime

from sqlmodel import Field

from storage.column_types import EncryptedText
from storage.models.rows import Row


class SealedSecretRow(Row, table=True):
    """What one change request brought forth; gone once it was shown."""

    __tablename__ = "sealed_secret"

    request_id: str = Field(primary_key=True)
    team_id: str
    user_id: str
    label: str
    value: str = Field(sa_type=EncryptedText)
    sealed_at: datetime = Field(index=True)
