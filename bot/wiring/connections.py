"""Connects to an account of a vendor: the transport, the clients on it, and the services on those."""

from collections.abc import Awaitable, Callable, Collection
from functools import partial

from bot.clients.appcues.connection import open_appcues
from bot.clients.appcues.end_users import EndUsers
from bot.clients.appcues.enforcement import Enforcement
from bot.clients.appcues.experiences import Experiences
from bot.clients.appcues.exports import Exports
from bot.clients.appcues.groups import Groups
from bot.clients.appcues.imports import Imports
from bot.clients.appcues.ingestion_rules import IngestionRuleSet
from bot.clients.appcues.jobs import Jobs
from bot.clients.appcues.sdk_keys import SdkKeys
from bot.clients.appcues.segments import Segments
from bot.clients.appcues.tags import Tags
from bot.clients.appizer.apps import Apps
from bot.clients.appizer.connection import open_appizer
from bot.clients.transport import Transport
from bot.clock import Clock
from bot.domain.accounts import ENVIRONMENT, Account, Credentials, Vendor
from bot.redaction import Redactor
from bot.services.app_warnings import AppWarningNews, AppWarningsService
from bot.services.apps import AppsService
from bot.services.connections import Connection
from bot.services.enforcement import EnforcementService
from bot.services.experiences import ExperiencesService
from bot.services.exports import ExportsService
from bot.services.groups import GroupsService
from bot.services.imports import ImportsService
from bot.services.job_traces import JobTraces, OfRequests
from bot.services.jobs import JobsService
from bot.services.keys import KeysService
from bot.services.notices import NoticesService
from bot.services.rules import RulesService
from bot.services.search import SearchService
from bot.services.segments import SegmentsService
from bot.services.snapshots import SnapshotsService
from bot.services.statistics import StatisticsService
from bot.services.tags import TagsService
from bot.services.users import UsersService
from bot.services.vendors import AppcuesServices, AppizerServices
from bot.settings import Settings
from bot.wiring.ground import Ground

OfRequestsIn = Callable[[str, Collection[str]], Awaitable[set[str]]]
"""Of some jobs of an account, those that are known to belong to a change."""


def settled_accounts(settings: Settings) -> dict[Vendor, tuple[Account, Credentials]]:
    """The accounts that the settings give, at most one of each vendor, called like it until somebody renames them."""
    settled: dict[Vendor, tuple[Account, Credentials]] = {}
    number, key, secret = settings.appcues_account_id, settings.appcues_api_key, settings.appcues_api_secret
    if number is not None and key is not None and secret is not None:
        account = Account(ENVIRONMENT, Vendor.APPCUES, Vendor.APPCUES.value, number, settings.appcues_region)
        settled[Vendor.APPCUES] = account, Credentials(key.get_secret_value(), secret.get_secret_value())
    if settings.appizer_api_key is not None:
        credentials = Credentials(settings.appizer_api_key.get_secret_value())
        settled[Vendor.APPIZER] = Account(ENVIRONMENT, Vendor.APPIZER, Vendor.APPIZER.value), credentials
    return settled


class VendorConnector:
    """Makes connections; what opens one is kept out of all that comes through it."""

    def __init__(self, ground: Ground, of_requests: OfRequestsIn, notices: NoticesService) -> None:
        self._ground = ground
        self._of_requests = of_requests
        self._notices = notices

    def __call__(self, team_id: str, account: Account, credentials: Credentials) -> Connection:
        """A connection to that account of a workspace; nothing is sent yet."""
        redactor = self._ground.redactor.knowing(credentials.values)
        if account.vendor is Vendor.APPIZER:
            return self._to_appizer(team_id, account, credentials, redactor)
        return self._to_appcues(account, credentials, redactor)

    def _to_appcues(self, account: Account, credentials: Credentials, redactor: Redactor) -> Connection:
        ground = self._ground
        transport = open_appcues(
            ground.settings.appcues_url_in(account.region),
            credentials.key,
            credentials.secret,
            redactor=redactor,
            clock=ground.clock,
            sleep=ground.sleep,
        )
        of_requests = partial(self._of_requests, account.id)
        services = appcues_services(
            transport, account.external_id, credentials.key, ground.clock, of_requests
        )
        return Connection(services, lambda: transport.pulse, transport.close)

    def _to_appizer(
        self, team_id: str, account: Account, credentials: Credentials, redactor: Redactor
    ) -> Connection:
        ground = self._ground
        transport = open_appizer(
            ground.settings.appizer_base_url,
            credentials.key,
            redactor=redactor,
            clock=ground.clock,
            sleep=ground.sleep,
        )
        news = AppWarningNews(self._notices, team_id, account)
        services = appizer_services(transport, account.id, ground, news)
        return Connection(services, lambda: transport.pulse, transport.close)


def appcues_services(
    transport: Transport, account: str, own_key: str, clock: Clock, of_requests: OfRequests
) -> AppcuesServices:
    """What can be done with one account of Appcues; `of_requests` tells which jobs are those of changes."""
    tags, jobs = Tags(transport, account), Jobs(transport, account)
    traces = JobTraces(jobs, of_requests)
    keys = SdkKeys(transport, account)
    experiences_service = ExperiencesService(Experiences(transport, account), tags, own_key, clock)
    tags_service, segments_service = (
        TagsService(tags, clock),
        SegmentsService(Segments(transport, account), clock),
    )
    return AppcuesServices(
        account_id=account,
        experiences=experiences_service,
        tags=tags_service,
        segments=segments_service,
        users=UsersService(EndUsers(transport, account), clock),
        groups=GroupsService(Groups(transport, account), clock),
        imports=ImportsService(Imports(transport, account), traces, clock),
        exports=ExportsService(Exports(transport, account), traces, clock),
        jobs=JobsService(jobs, clock),
        rules=RulesService(IngestionRuleSet(transport, account), account),
        keys=KeysService(keys, account, clock),
        enforcement=EnforcementService(Enforcement(transport, account), keys, account),
        search=SearchService(experiences_service, segments_service, tags_service),
    )


def appizer_services(
    transport: Transport, account: str, ground: Ground, news: AppWarningNews
) -> AppizerServices:
    """What can be done with one organisation of Appizer; its statistics are kept under the id of the account."""
    database, clock = ground.database, ground.clock
    client = Apps(transport)
    apps = AppsService(client, clock)
    wake = ground.sender.wake
    warnings = AppWarningsService(
        database, clock, account=account, tell=news.tell, stays=news.stays, wake_outbox=wake
    )
    return AppizerServices(
        apps=apps,
        statistics=StatisticsService(apps, database, warnings, clock, account=account),
        snapshots=SnapshotsService(client, database, warnings, clock, account=account, owner=ground.owner),
    )
