"""The tables, one noun per module; importing this package makes the schema complete."""

from storage.models.accounts import AccountRow, ChannelAccountRow
from storage.models.audience_changes import AudienceChangeRow
from storage.models.audit import AuditCheckpointRow, AuditHeadRow, AuditRow
from storage.models.change_requests import OPEN_STATES, ApprovalVoteRow, ChangeRequestRow, RequestState
from storage.models.dead_channels import DeadChannelRow
from storage.models.drafts import DraftRow
from storage.models.drifts import DriftRow
from storage.models.file_passes import FilePassRow
from storage.models.followed_jobs import FollowedJobRow, JobCardRow, JobPollRow
from storage.models.inbox import InboxRow, InboxState
from storage.models.installations import InstallationRow, InstallStateRow
from storage.models.job_watches import JobWatchRow
from storage.models.key_rotations import KeyRotationRow
from storage.models.known_items import KnownItemRow
from storage.models.notices import NoticeRow
from storage.models.occurrences import OccurrenceRow, OccurrenceState
from storage.models.outbox import LastOutcome, OutboxRank, OutboxRow, OutboxState
from storage.models.outbox_pauses import OutboxPauseRow
from storage.models.policy_rules import PolicyRuleRow
from storage.models.raised_warnings import RaisedWarningRow
from storage.models.recent_answers import RecentAnswerRow
from storage.models.role_grants import RoleGrantRow
from storage.models.rows import Row
from storage.models.schedules import LateRule, ScheduleRow
from storage.models.sealed_secrets import SealedSecretRow
from storage.models.snapshots import AppSnapshotRow, SnapshotAppRow, SnapshotTakeRow
from storage.models.subscriptions import SubscriptionRow
from storage.models.watch_polls import WatchLookRow, WatchPollRow

SCHEMA = Row.metadata

__all__ = [
    "OPEN_STATES",
    "SCHEMA",
    "AccountRow",
    "AppSnapshotRow",
    "ApprovalVoteRow",
    "AudienceChangeRow",
    "AuditCheckpointRow",
    "AuditHeadRow",
    "AuditRow",
    "ChangeRequestRow",
    "ChannelAccountRow",
    "DeadChannelRow",
    "DraftRow",
    "DriftRow",
    "FilePassRow",
    "FollowedJobRow",
    "InboxRow",
    "InboxState",
    "InstallStateRow",
    "InstallationRow",
    "JobCardRow",
    "JobPollRow",
    "JobWatchRow",
    "KeyRotationRow",
    "KnownItemRow",
    "LastOutcome",
    "LateRule",
    "NoticeRow",
    "OccurrenceRow",
    "OccurrenceState",
    "OutboxPauseRow",
    "OutboxRank",
    "OutboxRow",
    "OutboxState",
    "PolicyRuleRow",
    "RaisedWarningRow",
    "RecentAnswerRow",
    "RequestState",
    "RoleGrantRow",
    "Row",
    "ScheduleRow",
    "SealedSecretRow",
    "SnapshotAppRow",
    "SnapshotTakeRow",
    "SubscriptionRow",
    "WatchLookRow",
    "WatchPollRow",
]
