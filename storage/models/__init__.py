"""The tables, one noun per module; importing this package makes the schema complete."""

from storage.models.audit import AuditHeadRow, AuditRow
from storage.models.change_requests import OPEN_STATES, ApprovalVoteRow, ChangeRequestRow, RequestState
from storage.models.inbox import InboxRow, InboxState
from storage.models.occurrences import OccurrenceRow
from storage.models.outbox import LastOutcome, OutboxRow, OutboxState
from storage.models.raised_warnings import RaisedWarningRow
from storage.models.role_grants import RoleGrantRow
from storage.models.rows import Row
from storage.models.snapshots import AppSnapshotRow, SnapshotAppRow, SnapshotTakeRow

SCHEMA = Row.metadata

__all__ = [
    "OPEN_STATES",
    "SCHEMA",
    "AppSnapshotRow",
    "ApprovalVoteRow",
    "AuditHeadRow",
    "AuditRow",
    "ChangeRequestRow",
    "InboxRow",
    "InboxState",
    "LastOutcome",
    "OccurrenceRow",
    "OutboxRow",
    "OutboxState",
    "RaisedWarningRow",
    "RequestState",
    "RoleGrantRow",
    "Row",
    "SnapshotAppRow",
    "SnapshotTakeRow",
]
