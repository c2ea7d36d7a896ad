"""All services in one value, as commands reach them."""

from dataclasses import dataclass

from bot.services.account_changes import AccountChanges
from bot.services.accounts import AccountsService
from bot.services.approval_reminders import ApprovalRemindersService
from bot.services.approvals import ApprovalsService
from bot.services.audiences import AudiencesService
from bot.services.audit import AuditService
from bot.services.audit_exports import AuditExportsService
from bot.services.audit_retention import AuditRetention
from bot.services.audited_reads import AuditedReads
from bot.services.channels import ChannelsService
from bot.services.decisions import DecisionsService
from bot.services.digests import DigestsService
from bot.services.drafts import DraftsService
from bot.services.drifts import DriftsService
from bot.services.executions import ExecutionsService
from bot.services.followed_jobs import FollowedJobsService
from bot.services.home import HomeService
from bot.services.installations import InstallationsService
from bot.services.job_follower import JobFollower
from bot.services.key_rotations import KeyRotationsService
from bot.services.message_links import MessageLinks
from bot.services.notices import NoticesService
from bot.services.occurrences import OccurrencesService
from bot.services.outbox_health import OutboxHealthService
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.recent_answers import RecentAnswersService
from bot.services.roles import RolesService
from bot.services.sealed_secrets import SealedSecretsService
from bot.services.slack_files import SlackFilesService
from bot.services.statistics_posts import StatisticsPostsService
from bot.services.subscriptions import SubscriptionsService
from bot.services.watch import WatchService


@dataclass(frozen=True)
class Services:
    """What the bot can do. What can be done with a vendor is reached through the accounts."""

    installations: InstallationsService
    people: PeopleService
    roles: RolesService
    audit: AuditService
    audited_reads: AuditedReads
    audit_exports: AuditExportsService
    audit_retention: AuditRetention
    message_links: MessageLinks
    policy: PolicyService
    approvals: ApprovalsService
    decisions: DecisionsService
    approval_reminders: ApprovalRemindersService
    executions: ExecutionsService
    outbox_health: OutboxHealthService
    drafts: DraftsService
    recent_answers: RecentAnswersService
    sealed_secrets: SealedSecretsService
    slack_files: SlackFilesService
    followed_jobs: FollowedJobsService
    job_follower: JobFollower
    accounts: AccountsService
    account_changes: AccountChanges
    occurrences: OccurrencesService
    notices: NoticesService
    home: HomeService
    channels: ChannelsService
    audiences: AudiencesService
    subscriptions: SubscriptionsService
    digests: DigestsService
    statistics_posts: StatisticsPostsService
    drifts: DriftsService
    key_rotations: KeyRotationsService
    watch: WatchService
