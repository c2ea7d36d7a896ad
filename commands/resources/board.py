"""How Callboard itself is: status and whoami."""

from bot.domain.people import Role
from bot.version import VERSION
from bot.views import board as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, NoArgs


async def status(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with how the accounts answer, what waits, and how far messages are behind."""
    team_id, services = context.place.team_id, context.services
    accounts = await services.accounts.all(team_id)
    outbox = await services.outbox_health.reading(team_id)
    troubled = [each.channel for each in outbox.troubled]
    known = await services.channels.known_to(context.person, troubled, context.place.channel_id)
    return views.status(
        pulses=[(account, services.accounts.pulse(team_id, account)) for account in accounts],
        waiting=len(await services.approvals.waiting(team_id)),
        running=await services.followed_jobs.running(team_id),
        outbox=outbox.as_seen(known),
        version=VERSION,
        now=context.now,
    )


async def whoami(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with the person's role, in all accounts and in each, what it allows, and how to get more."""
    team_id = context.place.team_id
    roles = []
    for account in await context.services.accounts.all(team_id):
        person = await context.services.people.person(
            team_id, context.person.id, afresh=False, account_key=account.key
        )
        roles.append((account, person.role))
    return views.whoami(context.person, roles)


COMMANDS: tuple[Command, ...] = (
    Command(
        path="callboard status",
        summary="Show how the accounts answer, what waits, and how far messages are behind",
        args=NoArgs,
        run=status,
        allow=Role.VIEWER,
        examples=("callboard status",),
    ),
    Command(
        path="callboard whoami",
        summary="Show your role, what it allows, and how to get more",
        args=NoArgs,
        run=whoami,
        allow=Role.VIEWER,
        examples=("callboard whoami",),
    ),
)
