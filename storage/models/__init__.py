"""The tables, one noun per module; importing this package makes the schema complete."""

from storage.models.audit import AuditHeadRow, AuditRow
from storage.models.change_requests import OPEN_STATES, ApprovalVoteRow, ChangeRequestRow, RequestState
from storage.models.drafts import DraftRow
from storage.models.inbox import InboxRow, InboxState
from storage.models.occurrences import OccurrenceRow
from storage.models.outbox import LastOutcome, OutboxRow, OutboxState
from storage.models.recent_answers import RecentAnswerRow
from storage.models.role_grants import RoleGrantRow
from storage.models.rows import Row
from storage.models.sealed_secrets import SealedSecretRow

SCHEMA = Row.metadata

__all__ = [
    "OPEN_STATES",
    "SCHEMA",
    "ApprovalVoteRow",
    "AuditHeadRow",
    "AuditRow",
    "ChangeRequestRow",
    "DraftRow",
    "InboxRow",
    "InboxState",
    "LastOutcome",
    "OccurrenceRow",
    "OutboxRow",
    "OutboxState",
    "RecentAnswerRow",
    "RequestState",
    "RoleGrantRow",
    "Row",
    "SealedSecretRow",
]
