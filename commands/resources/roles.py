"""Roles: list, grant, revoke."""

from dataclasses import dataclass

from bot.domain.people import GRANTABLE_ROLES, Role
from bot.views import roles as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, NoArgs, Shape, option, positional

ROLE_NAMES = tuple(role.label for role in GRANTABLE_ROLES)


@dataclass(frozen=True)
class GrantRole:
    """Who gets which role."""

    person: str = positional("who, as a mention of a person or a user group", shape=Shape.PERSON)
    role: str = positional("which role", choices=ROLE_NAMES)
    in_account: str = option("label of the one account where it holds; otherwise in all", default="")


@dataclass(frozen=True)
class RevokeRole:
    """Whose role is taken away."""

    person: str = positional("who, as a mention of a person or a user group", shape=Shape.PERSON)
    in_account: str = option("label of the account where it was granted, if it was for one", default="")


async def show_list(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with who was given which role, and where."""
    team_id = context.place.team_id
    labels = await context.services.accounts.labels_ever(team_id)
    return views.role_list(await context.services.roles.listing(team_id), labels, context.person)


async def grant(args: GrantRole, context: Context) -> Reply:
    """Gives a role to a full member, or to a user group."""
    role, team_id = Role[args.role.upper()], context.place.team_id
    account = await context.services.accounts.labelled(team_id, args.in_account) if args.in_account else None
    await context.services.people.require_full_member(team_id, args.person)
    account_key = account.key if account else ""
    roster = await context.services.people.roster_now(team_id)
    await context.services.roles.grant(
        team_id, args.person, role, context.person.id, context.source, roster, account_key=account_key
    )
    return views.granted(args.person, role, account.label if account else "")


async def revoke(args: RevokeRole, context: Context) -> Reply:
    """Takes a granted role away."""
    team_id = context.place.team_id
    account_key = await _where_granted(args.in_account, context)
    roster = await context.services.people.roster_now(team_id)
    was_granted = await context.services.roles.revoke(
        team_id, args.person, context.person.id, context.source, roster, account_key=account_key
    )
    return views.revoked(args.person, was_granted=was_granted)


async def _where_granted(label: str, context: Context) -> str:
    """The key of the account where a role was granted, which may be gone. Raises NoSuchItem, SeveralMatch."""
    team_id = context.place.team_id
    granted = await context.services.roles.granted(team_id)
    if label in {"", *(grant.account_key for grant in granted)}:
        return label
    return (await context.services.accounts.labelled_ever(team_id, label)).key


COMMANDS = (
    Command(
        path="callboard roles list",
        summary="List who was given which role",
        args=NoArgs,
        run=show_list,
        allow=Role.VIEWER,
        examples=("callboard roles",),
    ),
    Command(
        path="callboard roles grant",
        summary="Give a person a role",
        args=GrantRole,
        run=grant,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=(
            "callboard roles grant <@U012345|maya> editor",
            "callboard roles grant <!subteam^S012345> approver",
        ),
    ),
    Command(
        path="callboard roles revoke",
        summary="Take away a role that was granted",
        args=RevokeRole,
        run=revoke,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=("callboard roles revoke <@U012345|maya>",),
    ),
)
