"""The tables, one noun per module; importing this package makes the schema complete."""

from storage.models.audit import AuditHeadRow, AuditRow
from storage.models.change_requests import OPEN_STATES, ApprovalVoteRow, ChangeRequestRow, RequestState
from storage.models.inbox import InboxRow, InboxState
from storage.models.occurrences import OccurrenceRow, OccurrenceState
from storage.models.outbox import LastOutcome, OutboxRow, OutboxState
from storage.models.role_grants import RoleGrantRow
from storage.models.rows import Row
from storage.models.schedules import LateRule, ScheduleRow

SCHEMA = Row.metadata

__all__ = [
    "OPEN_STATES",
    "SCHEMA",
    "ApprovalVoteRow",
    "AuditHeadRow",
    "AuditRow",
    "ChangeRequestRow",
    "InboxRow",
    "InboxState",
    "LastOutcome",
    "LateRule",
    "OccurrenceRow",
    "OccurrenceState",
    "OutboxRow",
    "OutboxState",
    "RequestState",
    "RoleGrantRow",
    "Row",
    "ScheduleRow",
]
