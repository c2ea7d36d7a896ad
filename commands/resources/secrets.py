"""show, for the new secret that a request of one's own brought forth: once, in a view that does not stay."""

from dataclasses import dataclass, replace

from bot.domain.people import Role
from bot.errors import NotAllowed
from bot.views import secrets as views
from bot.views.reply import Reply
from commands.context import Context
from commands.permissions import why_not_with
from commands.spec import Command, Effect, Modal, positional


@dataclass(frozen=True)
class ShowSecret:
    """Which request brought it forth."""

    request: str = positional("id of your request, as its answer says")


async def show(args: ShowSecret, context: Context) -> Reply:
    """Answers with the secret, to the one who asked for it; it is thrown away once it was seen."""
    secrets, place = context.services.sealed_secrets, context.place
    request = await context.services.approvals.get(place.team_id, args.request)
    person = await context.services.people.person(
        place.team_id, context.person.id, afresh=True, account_key=request.account_key
    )
    refusal = why_not_with(Role.EDITOR, COMMANDS[0].path, person)
    if request.requester_id != person.id:
        refusal = NotAllowed("A new secret is shown to whoever asked for it, alone.", rule="only who asked")
    if refusal:
        raise refusal
    secret = await secrets.open(request, context.who)

    async def seen() -> None:
        await secrets.was_shown(place.team_id, secret)

    return replace(views.shown_once(secret.label, secret.value), seen=seen)


COMMANDS = (
    Command(
        path="callboard secrets show",
        summary="Show, once, the new secret that a request of yours brought forth",
        args=ShowSecret,
        run=show,
        allow=Role.VIEWER,
        effect=Effect.WRITE,
        examples=("callboard secrets show k7m2p9qa",),
        modal=Modal(shows=True),
    ),
)
