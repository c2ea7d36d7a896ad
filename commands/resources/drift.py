"""Changes made outside Callboard: somebody finds one fine."""

from dataclasses import dataclass

from bot.domain.people import Role
from bot.views import drifts as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, positional


@dataclass(frozen=True)
class AcceptDrift:
    """Which change."""

    drift: str = positional("id of the change; its card has the button")


async def accept(args: AcceptDrift, context: Context) -> Reply:
    """Writes down on the card of a change who finds it fine."""
    drift = await context.services.drifts.accept(
        context.place.team_id,
        context.reached.account_id,
        args.drift,
        context.who,
    )
    return views.accepted(drift)


COMMANDS = (
    Command(
        path="appcues drift accept",
        summary="Say that a change made outside Callboard is fine",
        args=AcceptDrift,
        run=accept,
        allow=Role.EDITOR,
        effect=Effect.WRITE,
        examples=("appcues drift accept k7m2p9qa",),
    ),
)
