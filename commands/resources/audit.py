"""The audit: who did what, refusals included."""

from dataclasses import dataclass

from bot.domain.people import Role
from bot.views import audit as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, NoArgs, Shape, option

MOST_RECORDS = 100


@dataclass(frozen=True)
class ListAudit:
    """How much of the audit."""

    limit: int = option("how many records, 100 at most", default=20, shape=Shape.NUMBER)


async def show_list(args: ListAudit, context: Context) -> Reply:
    """Answers with the newest records."""
    limit = min(max(args.limit, 1), MOST_RECORDS)
    records = await context.services.audit.latest(context.place.team_id, limit)
    actors = {record.entry.actor_id for record in records}
    names = await context.services.people.names(context.place.team_id, actors)
    return views.latest(records, names, context.person.member.tz)


async def verify(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers whether the chain of records holds."""
    return views.verified(await context.services.audit.verify(context.place.team_id))


COMMANDS = (
    Command(
        path="callboard audit list",
        summary="List who did what, refusals included, newest first",
        args=ListAudit,
        run=show_list,
        allow=Role.ADMIN,
        examples=("callboard audit", "callboard audit list --limit 50"),
    ),
    Command(
        path="callboard audit verify",
        summary="Check that no record was changed, removed or moved",
        args=NoArgs,
        run=verify,
        allow=Role.ADMIN,
        examples=("callboard audit verify",),
    ),
)
