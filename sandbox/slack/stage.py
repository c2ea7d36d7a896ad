"""Everything one running stand-in consists of, built in order."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.broadcasts import Broadcasts
from sandbox.slack.cast import demo_workspace
from sandbox.slack.clock import StandInClock, Timestamps
from sandbox.slack.consents import Consents
from sandbox.slack.delivery import Delivery
from sandbox.slack.events import Events
from sandbox.slack.faults import Faults
from sandbox.slack.files import FileStore
from sandbox.slack.inputs import IdGiver
from sandbox.slack.installation import Installation
from sandbox.slack.journal import Journal
from sandbox.slack.messages import MessageStore
from sandbox.slack.options import SlackOptions
from sandbox.slack.posting import Posting
from sandbox.slack.rates import Rates
from sandbox.slack.sockets import SocketLinks
from sandbox.slack.tickets import ResponseUrl, ResponseUrls, Triggers
from sandbox.slack.views import ViewStore
from sandbox.slack.workspace import Channel, Workspace

Json = dict[str, Any]


@dataclass
class Stage:
    """The parts of a stand-in; `public_url` is the address under which the bot reaches it."""

    options: SlackOptions
    clock: StandInClock
    workspace: Workspace
    installation: Installation
    consents: Consents
    rates: Rates
    broadcasts: Broadcasts
    journal: Journal
    faults: Faults
    messages: MessageStore
    views: ViewStore
    triggers: Triggers
    response_urls: ResponseUrls
    files: FileStore
    links: SocketLinks
    delivery: Delivery
    events: Events
    posting: Posting
    public_url: str
    notices: list[tuple[str, str]] = field(default_factory=list)
    last_read: dict[tuple[str, str], str] = field(default_factory=dict)

    def notify(self, user_id: str, sentence: str, channel: Channel | None = None) -> None:
        """Slack itself tells a person something, in the channel where it happened if there is one."""
        self.notices.append((user_id, sentence))
        if channel is not None:
            self.posting.notice(channel, user_id, sentence)
        payload = {"text": sentence, "channel": channel.id if channel else None}
        self.broadcasts.publish("notice", payload, lambda each: each == user_id)

    def response_url(self, ticket: ResponseUrl) -> str:
        """The address at which the bot may use a ticket."""
        return f"{self.public_url}/respond/{ticket.id}"

    def show_views(self, change: str, user_id: str, view: Json | None = None) -> None:
        """Tell the pages of a person that their modals have changed."""
        payload = {"view": view, "views": self.views.stack(user_id)}
        self.broadcasts.publish(change, payload, lambda each: each == user_id)

    def uninstall(self) -> None:
        """Take the app out of the workspace: it is told, and its token is worth nothing any more."""
        revoked = {"oauth": [], "bot": [self.workspace.bot_user_id]}
        self.events.announce("tokens_revoked", {"type": "tokens_revoked", "tokens": revoked})
        self.events.announce("app_uninstalled", {"type": "app_uninstalled"})
        self.installation.withdraw()

    async def aclose(self) -> None:
        """End all that is under way."""
        self.broadcasts.close()
        await self.events.aclose()
        await self.delivery.aclose()
        await self.links.aclose()


def build_stage(options: SlackOptions, clock: StandInClock | None = None) -> Stage:
    """A fresh stage with the demo workspace on it; several may go by one clock."""
    clock = clock or StandInClock()
    workspace = demo_workspace(options.team_id, options.team_name)
    broadcasts = Broadcasts()
    journal = Journal(clock, broadcasts)
    faults = Faults()
    messages = MessageStore()
    ids = IdGiver()
    installation = Installation(options)
    links = SocketLinks(workspace.app_id, broadcasts, clock)
    delivery = Delivery(options, clock, journal, faults, links, installation)
    events = Events(options, workspace, clock, delivery, installation)
    return Stage(
        options=options,
        clock=clock,
        workspace=workspace,
        installation=installation,
        consents=Consents(options, clock),
        rates=Rates(clock, is_on=options.rate_limits),
        broadcasts=broadcasts,
        journal=journal,
        faults=faults,
        messages=messages,
        views=ViewStore(workspace, clock, ids),
        triggers=Triggers(clock, options.patience),
        response_urls=ResponseUrls(clock),
        files=FileStore(),
        links=links,
        delivery=delivery,
        events=events,
        posting=Posting(workspace, messages, Timestamps(clock), broadcasts, events, ids),
        public_url=options.public_url or "http://127.0.0.1",
    )
