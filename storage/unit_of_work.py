"""One transaction, with every repository at hand."""

from functools import cached_property

from sqlmodel import Session

from storage.repositories.accounts import AccountRepository
from storage.repositories.audience_changes import AudienceChangeRepository
from storage.repositories.audit import AuditRepository
from storage.repositories.audit_pruning import AuditPruningRepository
from storage.repositories.audit_verification import AuditVerificationRepository
from storage.repositories.change_requests import ChangeRequestRepository
from storage.repositories.dead_channels import DeadChannelRepository
from storage.repositories.drafts import DraftRepository
from storage.repositories.drifts import DriftRepository
from storage.repositories.encrypted_columns import EncryptedColumnRepository
from storage.repositories.file_passes import FilePassRepository
from storage.repositories.followed_jobs import FollowedJobRepository
from storage.repositories.inbox import InboxRepository
from storage.repositories.installations import InstallationRepository
from storage.repositories.job_watches import JobWatchRepository
from storage.repositories.key_rotations import KeyRotationRepository
from storage.repositories.known_items import KnownItemRepository
from storage.repositories.notices import NoticeRepository
from storage.repositories.occurrences import OccurrenceRepository
from storage.repositories.outbox import OutboxRepository
from storage.repositories.outbox_glances import OutboxGlanceRepository
from storage.repositories.outbox_pauses import OutboxPauseRepository
from storage.repositories.outbox_readings import OutboxReadingRepository
from storage.repositories.outbox_sweeps import OutboxSweepRepository
from storage.repositories.outbox_withdrawals import OutboxWithdrawalRepository
from storage.repositories.outbox_writing import OutboxWritingRepository
from storage.repositories.policy_rules import PolicyRuleRepository
from storage.repositories.raised_warnings import RaisedWarningRepository
from storage.repositories.recent_answers import RecentAnswerRepository
from storage.repositories.role_grants import RoleGrantRepository
from storage.repositories.schedules import ScheduleRepository
from storage.repositories.sealed_secrets import SealedSecretRepository
from storage.repositories.snapshot_takes import SnapshotTakeRepository
from storage.repositories.snapshots import SnapshotRepository
from storage.repositories.subscriptions import SubscriptionRepository
from storage.repositories.watch_polls import WatchPollRepository


class UnitOfWork:
    """What happens within one transaction; all of it is kept, or none."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def inbox(self) -> InboxRepository:
        """What Slack told us."""
        return InboxRepository(self._session)

    @cached_property
    def outbox(self) -> OutboxRepository:
        """The messages."""
        return OutboxRepository(self._session)

    @cached_property
    def outbox_writing(self) -> OutboxWritingRepository:
        """Messages to be."""
        return OutboxWritingRepository(self._session)

    @cached_property
    def outbox_withdrawals(self) -> OutboxWithdrawalRepository:
        """Messages that are given up before they are posted."""
        return OutboxWithdrawalRepository(self._session)

    @cached_property
    def outbox_pauses(self) -> OutboxPauseRepository:
        """What Slack has asked to wait with."""
        return OutboxPauseRepository(self._session)

    @cached_property
    def outbox_glances(self) -> OutboxGlanceRepository:
        """What there is to do."""
        return OutboxGlanceRepository(self._session)

    @cached_property
    def outbox_readings(self) -> OutboxReadingRepository:
        """How far the outbox is behind."""
        return OutboxReadingRepository(self._session)

    @cached_property
    def dead_channels(self) -> DeadChannelRepository:
        """Channels that cannot be posted in, and what is kept for them."""
        return DeadChannelRepository(self._session)

    @cached_property
    def audience_changes(self) -> AudienceChangeRepository:
        """That other people may read a place than before."""
        return AudienceChangeRepository(self._session)

    @cached_property
    def outbox_sweeps(self) -> OutboxSweepRepository:
        """Messages that may stand in Slack twice."""
        return OutboxSweepRepository(self._session)

    @cached_property
    def installations(self) -> InstallationRepository:
        """Workspaces that installed Callboard."""
        return InstallationRepository(self._session)

    @cached_property
    def change_requests(self) -> ChangeRequestRepository:
        """Changes that wait for a second person."""
        return ChangeRequestRepository(self._session)

    @cached_property
    def accounts(self) -> AccountRepository:
        """Accounts of the vendors."""
        return AccountRepository(self._session)

    @cached_property
    def role_grants(self) -> RoleGrantRepository:
        """Who was given which role."""
        return RoleGrantRepository(self._session)

    @cached_property
    def policy_rules(self) -> PolicyRuleRepository:
        """What needs how many approvals."""
        return PolicyRuleRepository(self._session)

    @cached_property
    def audit(self) -> AuditRepository:
        """Who did what."""
        return AuditRepository(self._session)

    @cached_property
    def audit_pruning(self) -> AuditPruningRepository:
        """What was done so long ago that it need not be known any more."""
        return AuditPruningRepository(self._session)

    @cached_property
    def audit_verification(self) -> AuditVerificationRepository:
        """Whether all of it is as it was written."""
        return AuditVerificationRepository(self._session)

    @cached_property
    def schedules(self) -> ScheduleRepository:
        """What is to be done at which times."""
        return ScheduleRepository(self._session)

    @cached_property
    def occurrences(self) -> OccurrenceRepository:
        """Due times that were taken."""
        return OccurrenceRepository(self._session)

    @cached_property
    def drafts(self) -> DraftRepository:
        """What people typed or filled in, and have not gone on with."""
        return DraftRepository(self._session)

    @cached_property
    def recent_answers(self) -> RecentAnswerRepository:
        """Lines that were typed a moment ago."""
        return RecentAnswerRepository(self._session)

    @cached_property
    def sealed_secrets(self) -> SealedSecretRepository:
        """New secrets that nobody has looked at yet."""
        return SealedSecretRepository(self._session)

    @cached_property
    def followed_jobs(self) -> FollowedJobRepository:
        """Jobs of vendors that are followed until they have ended."""
        return FollowedJobRepository(self._session)

    @cached_property
    def job_watches(self) -> JobWatchRepository:
        """Accounts whose jobs are looked at, whoever starts them."""
        return JobWatchRepository(self._session)

    @cached_property
    def file_passes(self) -> FilePassRepository:
        """Files that were shown to people."""
        return FilePassRepository(self._session)

    @cached_property
    def encrypted_columns(self) -> EncryptedColumnRepository:
        """Encrypted values of any table."""
        return EncryptedColumnRepository(self._session)

    @cached_property
    def snapshot_takes(self) -> SnapshotTakeRepository:
        """When the counts of all apps were read."""
        return SnapshotTakeRepository(self._session)

    @cached_property
    def snapshots(self) -> SnapshotRepository:
        """What the counts of the apps were."""
        return SnapshotRepository(self._session)

    @cached_property
    def subscriptions(self) -> SubscriptionRepository:
        """What channels want to hear about."""
        return SubscriptionRepository(self._session)

    @cached_property
    def notices(self) -> NoticeRepository:
        """What happened, whether or not a channel wanted to hear of it."""
        return NoticeRepository(self._session)

    @cached_property
    def known_items(self) -> KnownItemRepository:
        """What lives in the vendors' accounts, as it was last known."""
        return KnownItemRepository(self._session)

    @cached_property
    def watch_polls(self) -> WatchPollRepository:
        """When the vendors' accounts are looked at."""
        return WatchPollRepository(self._session)

    @cached_property
    def drifts(self) -> DriftRepository:
        """What was changed outside Callboard."""
        return DriftRepository(self._session)

    @cached_property
    def key_rotations(self) -> KeyRotationRepository:
        """SDK keys that give way to new ones."""
        return KeyRotationRepository(self._session)

    @cached_property
    def raised_warnings(self) -> RaisedWarningRepository:
        """What people are warned of."""
        return RaisedWarningRepository(self._session)
