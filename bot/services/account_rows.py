"""Accounts as they stand in the database."""

import json
from datetime import datetime

from bot.domain.accounts import ENVIRONMENT, Account, Credentials, Vendor, is_called_production
from storage.models.accounts import AccountRow


def row_id_of(account: Account) -> str:
    """The environment may give an account of each vendor, and both have the same id."""
    return f"{ENVIRONMENT}:{account.vendor}" if account.is_from_environment else account.id


def row_of(team_id: str, account: Account, credentials: Credentials | None, now: datetime) -> AccountRow:
    """The row of a new account."""
    return AccountRow(
        id=row_id_of(account),
        team_id=team_id,
        vendor=account.vendor.value,
        label=account.label,
        external_id=account.external_id,
        region=account.region,
        credentials=sealed(credentials) if credentials else None,
        is_production=account.is_production,
        added_by=account.added_by,
        added_at=now,
        revision=account.revision,
    )


def account_from(row: AccountRow) -> Account:
    """The value of a stored account."""
    return Account(
        id=row.id,
        vendor=Vendor(row.vendor),
        label=row.label,
        external_id=row.external_id,
        region=row.region,
        is_production=row.is_production or is_called_production(row.label),
        added_by=row.added_by,
        added_at=row.added_at,
        revision=row.revision,
        is_removed=row.removed_at is not None,
    )


def credentials_from(stored: str | None) -> Credentials | None:
    """What opens a stored account; None where that is not stored."""
    return Credentials(**json.loads(stored)) if stored else None


def sealed(credentials: Credentials) -> str:
    """Credentials in the form in which they go into the encrypted column."""
    return json.dumps({"key": credentials.key, "secret": credentials.secret})
